"""Starts the web server of the dashboards: on this machine for one person, elsewhere only with a login."""

import os
from pathlib import Path

from streamlit.web import cli as streamlit

from dashboards.access.settings import LOGIN_VARIABLE
from dashboards.listening import Listening, check_port, check_reach
from dashboards.showcase import FOLDER_VARIABLE
from warehouse.settings import HOME_VARIABLE, Home

ENTRY = Path(__file__).parent / "asgi.py"


def server_options(listening: Listening) -> list[str]:
    """Return the command line options of Streamlit; theme and the rest stand in dashboards/.streamlit."""
    options = [
        f"--server.address={listening.address}",
        f"--server.port={listening.port}",
        f"--server.headless={str(not listening.open_browser).lower()}",
        "--browser.serverAddress=localhost",
        "--browser.gatherUsageStats=false",
        # On a computer that never ran Streamlit it would ask for an address and wait for the answer.
        "--server.showEmailPrompt=false",
        "--server.enableStaticServing=true",
        "--server.fileWatcherType=none",
        "--logger.level=error",
    ]
    return options if listening.login is None else [*options, f"--secrets.files={listening.login.secrets}"]


def serve(home: Home, listening: Listening) -> None:
    """Serve a home in this process until it is stopped, so that no server outlives its command.

    Raises DashboardError if the port is taken, the login is not in order, or others could reach a server
    without one.
    """
    prepare(listening)
    check_port(listening)
    os.environ[HOME_VARIABLE] = str(home.root)
    os.environ.pop(FOLDER_VARIABLE, None)
    streamlit.main(["run", str(ENTRY), *server_options(listening)], standalone_mode=False)


def prepare(listening: Listening) -> None:
    """Check address and login, and set what the server reads from its environment; DashboardError."""
    check_reach(listening)
    os.environ["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = "false"
    os.environ.pop(LOGIN_VARIABLE, None)
    if listening.login is not None:
        os.environ[LOGIN_VARIABLE] = str(listening.login.folder)
