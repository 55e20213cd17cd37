"""Starts the server of a Schaufenster; `kohorte serve --schaufenster` runs it in a fresh process."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from streamlit.web import cli as streamlit

from dashboards import showcase
from dashboards.access.settings import Login
from dashboards.errors import DashboardError
from dashboards.listening import LOOPBACK, Listening, check_port
from dashboards.schaufenster import siblings
from dashboards.server import prepare, server_options
from dashboards.supervision import AGAIN_VARIABLE, end_with_watcher
from warehouse.errors import ReleaseError
from warehouse.release.design import AUDIENCES
from warehouse.settings import HOME_VARIABLE
from warehouse.showcase.shelf import check_folder

ENTRY = Path(__file__).parents[1] / "schaufenster_asgi.py"


def serve_releases(folder: Path, audience: str, listening: Listening) -> None:
    """Serve a folder of releases in this process until it is stopped; beside siblings if it is told of any.

    Raises ReleaseError for a folder that is none, DashboardError for an audience that is none, a port that is
    taken, or an address others reach without a login.
    """
    check_folder(folder)
    _check_audience(audience, listening)
    prepare(listening)
    shared = showcase.shared()
    if shared is None:
        check_port(listening)
    else:
        siblings.join(shared)
    os.environ[showcase.FOLDER_VARIABLE] = str(folder)
    os.environ[showcase.AUDIENCE_VARIABLE] = audience
    # What is read beside the pages (backgrounds of maps) is looked for here, never in a home.
    os.environ[HOME_VARIABLE] = str(folder)
    streamlit.main(["run", str(ENTRY), *server_options(listening)], standalone_mode=False)


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
    end_with_watcher()
    found = None if login is None else Login(login)
    is_first = AGAIN_VARIABLE not in os.environ
    listening = Listening(port=port, address=address, login=found, open_browser=browser and is_first)
    try:
        serve_releases(folder, audience, listening)
    except (ReleaseError, DashboardError) as error:
        typer.echo(f"Fehler: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    typer.run(_main)
