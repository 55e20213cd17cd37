"""What a web server of the dashboards is started with: for one person here, for others only with a login."""

import contextlib
import ctypes
import os

from streamlit.logger import set_log_level

from dashboards.access.settings import LOGIN_VARIABLE
from dashboards.listening import LOOPBACK, Listening, check_reach

# Settings of the C library by number, and their values: from how many places threads take memory (a run is a
# thread; each place would keep what one run needed); from how many bytes on a thing has pages of its own,
# which go when it goes; how many free bytes stay at the end.
SETTINGS = ((-8, 1), (-3, 2**19), (-1, 2**20))


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
        # Its greeting is English, and with it comes an offer to change files of this computer.
        "--logger.hideWelcomeMessage=true",
        "--server.enableStaticServing=true",
        "--server.fileWatcherType=none",
        "--logger.level=error",
    ]
    return options if listening.login is None else [*options, f"--secrets.files={listening.login.secrets}"]


def greet(listening: Listening) -> None:
    """Say where the pages are, and how to end."""
    place = f"http://{'localhost' if listening.address == LOOPBACK else listening.address}:{listening.port}"
    print(f"Kohorte läuft unter {place} (beenden mit Strg+C).", flush=True)


def prepare(listening: Listening) -> None:
    """Check address and login, and set what the server reads from its environment; DashboardError."""
    check_reach(listening)
    os.environ["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = "false"
    # Before the first visitor there is no runtime yet; that the caches say so is no news to an office.
    set_log_level("error")
    with contextlib.suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        for setting in SETTINGS:
            library.mallopt(*setting)
    os.environ.pop(LOGIN_VARIABLE, None)
    if listening.login is not None:
        os.environ[LOGIN_VARIABLE] = str(listening.login.folder)
