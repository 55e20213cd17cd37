"""The project speaks of itself alone: no path of a machine and no package host stands in a tracked file."""

import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
# Written in pieces so that this file does not find itself.
PIECES = ("root/", "work/", "opt/", "home/[a-z]")
MACHINE = re.compile("|".join(["/" + piece for piece in PIECES] + ["files.python" + "hosted"]))


def test_tracked_files_name_no_machine():
    command = ["git", "-C", str(PROJECT), "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = PROJECT / name
        if path.exists() and path.suffix in {".py", ".sql", ".yml", ".md", ".toml", ".txt", ".json", ".csv"}:
            found = MACHINE.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, f"{name} names {found and found.group(0)}"
