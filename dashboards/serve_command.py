"""The command `kohorte serve`: open the dashboards on this machine, or for others behind a login."""

from pathlib import Path
from typing import Annotated

import typer

from dashboards.access.settings import Login
from dashboards.listening import LOOPBACK, Listening
from dashboards.options import HomeOption
from warehouse.recovery import sweep
from warehouse.settings import Home, home

PortOption = Annotated[int, typer.Option(help="Anschluss auf diesem Rechner.", min=1024, max=65535)]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Den Browser öffnen.")]


def serve(
    root: HomeOption = None,
    port: PortOption = 8501,
    browser: BrowserOption = True,
    address: Annotated[
        str, typer.Option(help="Adresse, unter der gelauscht wird; außer 127.0.0.1 nur mit --login.")
    ] = LOOPBACK,
    login: Annotated[
        Path | None, typer.Option(help="Ordner der Anmeldung mit login.toml und rechte.yml.")
    ] = None,
) -> None:
    """Die Dashboards öffnen: auf diesem Rechner, oder mit Anmeldung auch für andere."""
    found = None if login is None else Login(login.resolve())
    open_dashboards(home(root), Listening(port=port, address=address, login=found, open_browser=browser))


def open_dashboards(place: Home, listening: Listening) -> None:
    """Clear what an interrupted command left, then serve until stopped."""
    # Streamlit is slow to import; the other commands do without it.
    from dashboards.server import serve as serve_dashboards

    sweep(place)
    serve_dashboards(place, listening)
