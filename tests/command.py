"""The installed command `kohorte`, run as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def kohorte(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command from the project's folder on a home of its own."""
    command = [str(Path(sys.executable).parent / "kohorte"), *arguments]
    environment = {**os.environ, "KOHORTE_HOME": str(home)}
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
