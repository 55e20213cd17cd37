"""What visitors of a server do, as entries of the audit log: logins and downloads."""

from collections.abc import Callable
from pathlib import Path

import typer

from dashboards import showcase
from dashboards.access.settings import Login, login_of_server
from warehouse import audit
from warehouse.audit import Entry
from warehouse.errors import StorageError
from warehouse.settings import Home, home


def folder_of(place: Home) -> Path:
    """Return where the log of a home lies."""
    return place.root / audit.FOLDER


def note_here(entry: Entry) -> None:
    """Note what a visitor does: in the home of a Werkbank, in a Schaufenster beside its login.

    A Schaufenster without login has nobody to name and notes nothing.
    """
    login = login_of_server()
    if showcase.folder() is None:
        if home().root.is_dir():
            write(folder_of(home()), entry)
    elif login is not None:
        note_login(login, entry)


def note_login(login: Login, entry: Entry) -> None:
    """Note what concerns a login, beside its table of rights."""
    write(login.folder / audit.FOLDER, entry)


def told(entry: Entry, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return `make` that notes the entry when it is called, as a download does at the click."""

    def made() -> bytes:
        note_here(entry)
        return make()

    return made


def write(folder: Path, entry: Entry) -> None:
    """Add an entry; a log that cannot be written is told aloud, for the deed is done already."""
    try:
        audit.note(folder, entry)
    except StorageError as error:
        typer.echo(f"Achtung: {error}", err=True)
