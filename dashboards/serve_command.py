"""The command `kohorte serve`: open the dashboards on this machine, or for others behind a login.

A Schaufenster that fell is back the sooner the less this module loads.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dashboards.access.settings import Login
from dashboards.errors import DashboardError
from dashboards.listening import AUDIENCE_VARIABLE, LOOPBACK, Listening, check_port, check_reach
from dashboards.options import HomeOption
from warehouse.errors import WarehouseError
from warehouse.settings import HOME_VARIABLE, Home, home
from warehouse.showcase.folder import check_folder

SHOW_OPTION = "--schaufenster"
PortOption = Annotated[int, typer.Option(help="Anschluss auf diesem Rechner.", min=1024, max=65535)]
BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Den Browser öffnen.")]
SHOWING = "dashboards.schaufenster.server"
# Pages need no threads for their arithmetic, and a process that is to be forked should have none.
SINGLE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def serve(
    *,
    root: HomeOption = None,
    port: PortOption = 8501,
    browser: BrowserOption = True,
    address: Annotated[
        str, typer.Option(help="Adresse, unter der gelauscht wird; außer 127.0.0.1 nur mit --login.")
    ] = LOOPBACK,
    login: Annotated[
        Path | None, typer.Option(help="Ordner der Anmeldung mit login.toml und rechte.yml.")
    ] = None,
    schaufenster: Annotated[
        Path | None,
        typer.Option(
            SHOW_OPTION,
            help="Ordner mit kopierten Freigaben: nur geschützte Zahlen. Ohne Anmeldung die "
            f"der Öffentlichkeit; mit {AUDIENCE_VARIABLE}=association die des Verbands.",
        ),
    ] = None,
) -> None:
    """Die Dashboards öffnen: auf diesem Rechner, oder mit Anmeldung auch für andere."""
    found = None if login is None else Login(login.resolve())
    listening = Listening(port=port, address=address, login=found, open_browser=browser)
    if schaufenster is None:
        open_dashboards(home(root), listening)
    else:
        show_releases(schaufenster.resolve(), listening)


def open_dashboards(place: Home, listening: Listening) -> None:
    """Clear what an interrupted command left, then serve until stopped."""
    # Streamlit is slow to import; the other commands do without it.
    from dashboards.werkbank import serve as serve_dashboards
    from warehouse.recovery import sweep

    sweep(place)
    raise typer.Exit(serve_dashboards(place, listening))


def open_afresh(place: Home, listening: Listening) -> None:
    """Open the dashboards in a process that has loaded nothing else: other processes are forked from it."""
    if sys.platform != "linux":
        open_dashboards(place, listening)
    sys.stdout.flush()
    options = ["--home", str(place.root), "--port", str(listening.port)]
    options += [] if listening.open_browser else ["--no-browser"]
    os.execv(sys.executable, [sys.executable, "-m", "dashboards.start", "serve", *options])


def show_releases(folder: Path, listening: Listening) -> None:
    """Become a process that has loaded nothing of a Werkbank and serves a folder of releases.

    Raises ReleaseError or DashboardError before that if folder, address or login are not in order.
    """
    check_folder(folder)
    check_reach(listening)
    check_port(listening)
    sys.stdout.flush()
    environment = {name: value for name, value in os.environ.items() if name != HOME_VARIABLE}
    command = [sys.executable, "-m", SHOWING, *show_options(folder, listening)]
    os.execve(sys.executable, command, environment | SINGLE_THREAD)


def show_options(folder: Path, listening: Listening) -> list[str]:
    """Return the command line of the server of a folder of releases."""
    options = [str(folder), "--port", str(listening.port), "--address", listening.address]
    options += ["--audience", os.environ.get(AUDIENCE_VARIABLE, "public")]
    options += [] if listening.login is None else ["--login", str(listening.login.folder)]
    return [*options, "--browser"] if listening.open_browser else options


def is_show(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for a Schaufenster."""
    return arguments[:1] == ["serve"] and any(word.partition("=")[0] == SHOW_OPTION for word in arguments)


def main() -> None:
    """Run this command without loading the others; refusals are one German sentence and exit code 1."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    # With a second word the command keeps its name in what it says of itself.
    app.callback()(lambda: None)
    app.command()(serve)
    try:
        app()
    except (WarehouseError, DashboardError) as error:
        typer.echo(f"Fehler: {error}", err=True)
        raise SystemExit(1) from error
