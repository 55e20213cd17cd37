"""Starts the web server of a home: several processes forked from one that has loaded everything.

Readers at one desk are few and often the same: the first process takes them as long as it has room, so that
what it keeps serves all of them. The others warm up when the first page may have been drawn.
"""

import importlib
import os
import time
from dataclasses import replace
from pathlib import Path

from streamlit.web import cli as streamlit

from dashboards import handing_in, shared_arrays, siblings
from dashboards.access.settings import login_of_server
from dashboards.listening import FOLDER_VARIABLE, Listening, check_port
from dashboards.processes import can_watch
from dashboards.server import greet, prepare, server_options
from dashboards.supervision import AGAIN_VARIABLE, SHARED_VARIABLE, Board, Watch
from dashboards.topic import topic_pages
from warehouse.settings import HOME_VARIABLE, Home

ENTRY = Path(__file__).parent / "asgi.py"
APP, IDENTITY = "dashboards.app", "dashboards.access.identity"
PROCESSES = 2
# Connections the first process takes before the others get any; a browser opens some seven.
AHEAD = 14
# Seconds the others leave the processors to the first page; who comes to them is served before.
LATER = 4.0


def serve(home: Home, listening: Listening) -> int:
    """Serve a home until it is stopped and return the code; no process outlives the command.

    Raises DashboardError if the port is taken, the login is not in order, or others could reach a server
    without one.
    """
    prepare(listening)
    check_port(listening)
    os.environ[HOME_VARIABLE] = str(home.root)
    os.environ.pop(FOLDER_VARIABLE, None)
    greet(listening)
    if can_watch():
        return watch_over(listening)
    _serve(listening)
    return 0


def watch_over(listening: Listening) -> int:
    """Serve in several processes until they are stopped; return their code."""
    # Of Linux, as forking is.
    from dashboards.passing_folder import memory_disk, passing_folder

    door = siblings.open_door(listening)
    load()
    begin_at = time.monotonic() + LATER
    with passing_folder(memory_disk()) as handed_in:

        def work(place: int, board: Board) -> int:
            is_again = AGAIN_VARIABLE in os.environ
            if place:
                # Loaded by now; before, it would have come with all pages.
                from dashboards import warm_up

                warm_up.wait_until(begin_at)
            siblings.join(Path(os.environ[SHARED_VARIABLE]), siblings.Turn(door, place, board, AHEAD))
            handing_in.share(handed_in)
            shared_arrays.share(handed_in)
            _serve(replace(listening, open_browser=listening.open_browser and not is_again))
            return 0

        return Watch(work, PROCESSES).run()


def load() -> None:
    """Import what pages need, once for all processes; no connection is opened and no thread started."""
    topic_pages()
    importlib.import_module(APP)
    if login_of_server() is not None:
        importlib.import_module(IDENTITY)


def _serve(listening: Listening) -> None:
    streamlit.main(["run", str(ENTRY), *server_options(listening)], standalone_mode=False)
