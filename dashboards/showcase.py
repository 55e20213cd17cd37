"""The data of a Schaufenster: which releases of its folder somebody sees, opened as one.

A Schaufenster is a server started with a folder of releases. The folder is looked at again and again, so a
new release shows, and one that ran out or was withdrawn goes, without a restart.
"""

import os
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

import forecasting
from dashboards.access.people import ANYONE, Person, Role
from dashboards.access.permits import audience
from warehouse.connection import Reader
from warehouse.errors import NoBuildError
from warehouse.release.register import Release
from warehouse.showcase.reader import Selection, open_releases
from warehouse.showcase.shelf import Shelf, file_of, read_shelf

FOLDER_VARIABLE = "KOHORTE_SCHAUFENSTER"
# Without a login: whose releases the one person at the machine looks at.
AUDIENCE_VARIABLE = "KOHORTE_KREIS"
FORECAST_SCHEMA = Path(forecasting.__file__).parent / "schema"
# The folder is looked at at most so often, seconds.
SETTLED = 1.0
# Different selections kept open: the public, members, a dozen planners.
OPEN_SELECTIONS = 16
_opening = Lock()
_looked: dict[Path, tuple[float, Shelf]] = {}


def folder() -> Path | None:
    """Return the folder of releases this server was started with; None in a Werkbank."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else None


def local_person() -> Person:
    """Return who looks at a Schaufenster without login: the public, or a member if it was started so."""
    if os.environ.get(AUDIENCE_VARIABLE) == "association":
        return Person("Mitglied", Role.MEMBER, frozenset())
    return ANYONE


def shelf() -> Shelf:
    """Return what the folder holds now, at most a second old.

    Raises NoBuildError if this server is no Schaufenster.
    """
    place = folder()
    if place is None:
        raise NoBuildError("Dieser Server ist kein Schaufenster. Bitte mit --schaufenster ORDNER starten.")
    at, found = _looked.get(place, (float("-inf"), None))
    if found is None or monotonic() - at >= SETTLED:
        found = read_shelf(place, date.today())
        _looked[place] = (monotonic(), found)
    return found


def municipalities() -> Iterable[str]:
    """Return the AGS of every municipality known here."""
    return frozenset(shelf().municipalities)


def releases_for(person: Person) -> list[Release]:
    """Return the release of each municipality that somebody may see, the newest first."""
    here = shelf()
    found = [here.of(ags, audience(person, ags)) for ags in here.municipalities]
    shown = [one for one in found if one is not None]
    return sorted(shown, key=lambda one: one.history[-1].at, reverse=True)


def reader_for(person: Person) -> Reader:
    """Return the releases somebody may see as one open data set; opened once per selection.

    Raises NoBuildError if nothing is released for this person.
    """
    here, shown = shelf(), releases_for(person)
    if not shown:
        raise NoBuildError("Für Sie ist hier noch nichts freigegeben.")
    files = tuple(file_of(here.folder, one) for one in shown)
    # Whoever comes while a selection is being opened waits for it rather than opening it again.
    with _opening:
        return _open(Selection(files, max(len(here.association.gemeinden), len(shown))))


def opened(build_id: str) -> Reader | None:
    """Return an open selection by its name, which only who was shown it knows; None if it is not open."""
    return _by_id.get(build_id)


_by_id: dict[str, Reader] = {}


@lru_cache(maxsize=OPEN_SELECTIONS)
def _open(selection: Selection) -> Reader:
    reader = open_releases(selection, FORECAST_SCHEMA)
    if len(_by_id) >= OPEN_SELECTIONS:
        del _by_id[next(iter(_by_id))]
    _by_id[reader.build_id] = reader
    return reader
