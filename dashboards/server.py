"""Starts the web server of the dashboards on this machine only."""

import os
import subprocess
import sys
from pathlib import Path

from warehouse.settings import HOME_VARIABLE, Home

ENTRY = Path(__file__).parent / "asgi.py"
ADDRESS = "127.0.0.1"


def server_options(port: int = 8501, open_browser: bool = False) -> list[str]:
    """Return the command line options of Streamlit; theme and the rest stand in dashboards/.streamlit."""
    return [
        f"--server.address={ADDRESS}",
        f"--server.port={port}",
        f"--server.headless={str(not open_browser).lower()}",
        "--browser.serverAddress=localhost",
        "--browser.gatherUsageStats=false",
        "--server.enableStaticServing=true",
        "--server.fileWatcherType=none",
        "--logger.level=error",
    ]


def serve(home: Home, port: int = 8501, open_browser: bool = False) -> int:
    """Serve a home until the server is stopped; returns its exit code, 0 after Ctrl+C."""
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY), *server_options(port, open_browser)]
    environment = os.environ | {HOME_VARIABLE: str(home.root), "STREAMLIT_RUNNER_POST_SCRIPT_GC": "false"}
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0
