"""Starts the server of a Schaufenster; `kohorte serve --schaufenster` runs it in a fresh process."""

import importlib
import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer
from streamlit.web import cli as streamlit

from dashboards import showcase, siblings
from dashboards.access.permits import RELEASED_PAGES
from dashboards.access.settings import Login
from dashboards.errors import DashboardError
from dashboards.listening import LOOPBACK, Listening, check_port, check_reach
from dashboards.processes import can_watch
from dashboards.server import greet, prepare, server_options
from dashboards.supervision import AGAIN_VARIABLE, PROCESSES, Board, Watch
from dashboards.topic import topic_pages
from warehouse.errors import ReleaseError
from warehouse.release.design import AUDIENCES
from warehouse.settings import HOME_VARIABLE
from warehouse.showcase.folder import check_folder

ENTRY = Path(__file__).parents[1] / "schaufenster_asgi.py"
APP = "dashboards.schaufenster_app"
# What Streamlit loads for the first reader only: its lists of small pictures.
LATE = ("streamlit.emojis", "streamlit.material_icon_names")


def check(folder: Path, audience: str, listening: Listening) -> None:
    """Refuse a folder that is none, an audience that is none, a taken port, an address without a login.

    Raises ReleaseError or DashboardError.
    """
    check_folder(folder)
    _check_audience(audience, listening)
    check_reach(listening)
    check_port(listening)


def serve_releases(folder: Path, audience: str, listening: Listening) -> None:
    """Serve a folder of releases in this process until it is stopped."""
    _tell(folder, audience, listening)
    streamlit.main(["run", str(ENTRY), *server_options(listening)], standalone_mode=False)


def watch_over(folder: Path, audience: str, listening: Listening) -> int:
    """Serve a folder of releases in several processes until they are stopped; return their code."""
    door = siblings.open_door(listening)
    _tell(folder, audience, listening)
    # On another processor; over before anything is forked.
    beside = Thread(target=showcase.look_ahead)
    beside.start()
    load()
    beside.join()

    def serve(place: int, board: Board) -> int:
        shared = showcase.shared()
        assert shared is not None
        siblings.join(shared, siblings.Turn(door, place, board))
        opens = listening.open_browser and AGAIN_VARIABLE not in os.environ
        serve_releases(folder, audience, replace(listening, open_browser=opens))
        return 0

    return Watch(serve, PROCESSES, is_inherited=True).run()


def load() -> None:
    """Import what pages need, once for all processes; no connection is opened and no thread started."""
    topic_pages(RELEASED_PAGES)
    for name in (APP, *LATE):
        importlib.import_module(name)


def _tell(folder: Path, audience: str, listening: Listening) -> None:
    """Set what pages and server read from their environment."""
    prepare(listening)
    os.environ[showcase.FOLDER_VARIABLE] = str(folder)
    os.environ[showcase.AUDIENCE_VARIABLE] = audience
    # What is read beside the pages (backgrounds of maps) is looked for here, never in a home.
    os.environ[HOME_VARIABLE] = str(folder)


def _check_audience(audience: str, listening: Listening) -> None:
    if audience not in AUDIENCES:
        raise DashboardError(f"Den Kreis „{audience}“ gibt es nicht. Möglich sind {', '.join(AUDIENCES)}.")
    if audience != "public" and listening.login is not None:
        raise DashboardError(
            "Mit --login entscheidet die Tabelle der Rechte, wer was sieht. Bitte --audience weglassen."
        )


def _main(
    folder: Path,
    *,
    audience: str = "public",
    port: int = 8501,
    address: str = LOOPBACK,
    login: Annotated[Path | None, typer.Option()] = None,
    browser: bool = False,
) -> None:
    found = None if login is None else Login(login)
    listening = Listening(port=port, address=address, login=found, open_browser=browser)
    try:
        check(folder, audience, listening)
    except (ReleaseError, DashboardError) as error:
        typer.echo(f"Fehler: {error}", err=True)
        sys.exit(1)
    greet(listening)
    if can_watch():
        sys.exit(watch_over(folder, audience, listening))
    serve_releases(folder, audience, listening)


if __name__ == "__main__":
    typer.run(_main)
