"""Starts the web server of the dashboards on this machine only."""

import os
import socket
from pathlib import Path

from streamlit.web import cli as streamlit

from dashboards.errors import DashboardError
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


def serve(home: Home, port: int = 8501, open_browser: bool = False) -> None:
    """Serve a home in this process until it is stopped, so that no server outlives its command.

    Raises DashboardError if the port is taken.
    """
    _check_port(port)
    os.environ[HOME_VARIABLE] = str(home.root)
    os.environ["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = "false"
    streamlit.main(["run", str(ENTRY), *server_options(port, open_browser)], standalone_mode=False)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise DashboardError(
                f"Der Anschluss {port} ist schon belegt, vielleicht von einem Kohorte, das noch läuft. "
                f"Bitte dieses beenden oder einen anderen wählen: kohorte serve --port {port + 1}"
            ) from error
