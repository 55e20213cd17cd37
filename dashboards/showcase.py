"""The data of a Schaufenster: which releases of its folder somebody sees, opened as one.

A Schaufenster is a server started with a folder of releases. The folder is looked at again and again, so a
new release shows, and one that ran out or was withdrawn goes, without a restart.
"""

import json
import os
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from filelock import FileLock, Timeout

import forecasting
from dashboards import listening
from dashboards.access.people import ANYONE, Person, Role
from dashboards.access.permits import audience
from dashboards.access.settings import login_of_server
from dashboards.supervision import AGAIN_VARIABLE, SHARED_VARIABLE
from warehouse.connection import Reader
from warehouse.errors import NoBuildError, ReleaseError
from warehouse.release.register import Release
from warehouse.showcase import kept
from warehouse.showcase.reader import Selection, hold_releases, open_held, open_releases
from warehouse.showcase.shelf import Shelf, file_of, read_shelf

FOLDER_VARIABLE, AUDIENCE_VARIABLE = listening.FOLDER_VARIABLE, listening.AUDIENCE_VARIABLE
FORECAST_SCHEMA = Path(forecasting.__file__).parent / "schema"
# The folder is looked at at most so often, seconds.
SETTLED = 1.0
# Different selections kept open: the public, members, a dozen planners.
OPEN_SELECTIONS = 16
# Selections as siblings are told of them, and how one is named.
SELECTION, NAME = "auswahl-", re.compile(r"[0-9a-f]{16}")
MEMBER = Person("Mitglied", Role.MEMBER, frozenset())
_opening = Lock()
_open_now: OrderedDict[Selection, Reader] = OrderedDict()
_from_one: set[Selection] = set()
_looked: dict[Path, tuple[float, Shelf]] = {}


def folder() -> Path | None:
    """Return the folder of releases this server was started with; None in a Werkbank."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else None


def local_person() -> Person:
    """Return who looks at a Schaufenster without login: the public, or a member if it was started so."""
    if os.environ.get(AUDIENCE_VARIABLE) == "association":
        return MEMBER
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
    return _open(_selection(here, shown))


def opened(build_id: str) -> Reader | None:
    """Return a selection by its name, which only who was shown it knows; None if nobody was.

    A sibling may have shown it (whichever process answers is asked for map shapes); then it is opened here.
    """
    with _opening:
        found = next((one for one in _open_now.values() if one.build_id == build_id), None)
    if found is not None or not NAME.fullmatch(build_id):
        return found
    told = _told_by_sibling(build_id)
    return None if told is None else _open(told)


def warm_up() -> None:
    """Open what most readers will ask for, before the first one comes.

    Of releases never shown before the first process opens each file, which is soon done, and lets readers in;
    the others wait for the one file of all.
    """
    for selection in _common():
        held = _held(selection)
        with suppress(ReleaseError):
            if held is not None and AGAIN_VARIABLE in os.environ and not kept.is_fit(held):
                _hold(selection, held)
            _open(selection)
        if held is not None:
            with suppress(Timeout), _writing(held).acquire(timeout=0):
                _sweep(held.parent)


def look_ahead() -> None:
    """Read what stays the same for every process forked later: whether each release is the approved one."""
    for selection in _common():
        kept.key_of(selection, FORECAST_SCHEMA)


def shared() -> Path | None:
    """Return the passing folder this process shares with its siblings; None if it has none."""
    named = os.environ.get(SHARED_VARIABLE)
    return Path(named) if named else None


def _selection(here: Shelf, shown: Sequence[Release]) -> Selection:
    files = tuple(file_of(here.folder, one) for one in shown)
    return Selection(files, max(len(here.association.gemeinden), len(shown)))


def _common() -> list[Selection]:
    """What the public and what members see now: most readers are one of them."""
    people = [local_person()] if login_of_server() is None else [ANYONE, MEMBER]
    shown = [releases_for(person) for person in people]
    return [_selection(shelf(), one) for one in shown if one]


def _open(selection: Selection) -> Reader:
    """Open a selection once; whoever comes meanwhile waits rather than opening it again.

    From one file if that is there. Until it is, from the releases themselves, while it is being written.
    """
    held = _held(selection)
    with _opening:
        found = _open_now.get(selection)
        is_there = held is not None and kept.is_fit(held)
        if found is not None and (selection in _from_one or not is_there):
            return found
        reader = _open_held(selection, held) if held is not None and is_there else None
        if reader is not None:
            _from_one.add(selection)
        else:
            reader = open_releases(selection, FORECAST_SCHEMA)
            if held is not None and selection in _common():
                Thread(target=_hold, args=(selection, held), daemon=True).start()
        _open_now[selection] = reader
        while len(_open_now) > OPEN_SELECTIONS:
            _from_one.discard(_open_now.popitem(last=False)[0])
    _tell_siblings(selection)
    return reader


def _held(selection: Selection) -> Path | None:
    """Return where the one file of a selection lies or will lie; None in a process without siblings."""
    passing, place = shared(), folder()
    if passing is None or place is None:
        return None
    whose = f"{os.environ.get(AUDIENCE_VARIABLE)}|{login_of_server() is not None}"
    return kept.file_for(_place(place, whose) or passing, kept.key_of(selection, FORECAST_SCHEMA))


@cache
def _place(releases: Path, whose: str) -> Path | None:
    return kept.private_folder(releases, whose)


def _open_held(selection: Selection, held: Path) -> Reader | None:
    try:
        return open_held(selection, FORECAST_SCHEMA, held, kept.key_of(selection, FORECAST_SCHEMA))
    except ReleaseError:
        # It is made again from the releases.
        held.unlink(missing_ok=True)
        return None


def _hold(selection: Selection, held: Path) -> None:
    """Write a selection into one file unless a sibling did, and drop the files of what is shown no more."""
    with _writing(held):
        _sweep(held.parent)
        if not held.is_file():
            hold_releases(selection, FORECAST_SCHEMA, held, kept.key_of(selection, FORECAST_SCHEMA))


def _sweep(place: Path) -> None:
    kept.sweep(place, [file for file in map(_held, _common()) if file is not None])


def _writing(held: Path) -> FileLock:
    """Whoever has this lock is the only one that writes or removes files beside this one."""
    return FileLock(held.with_name("anlegen.lock"))


def _tell_siblings(selection: Selection) -> None:
    place = shared()
    if place is not None:
        words = {"files": [str(file) for file in selection.files], "members": selection.members}
        part = place / f"{SELECTION}{selection.build_id}.{os.getpid()}"
        part.write_text(json.dumps(words), encoding="utf-8")
        part.replace(place / f"{SELECTION}{selection.build_id}")


def _told_by_sibling(build_id: str) -> Selection | None:
    place = shared()
    note = None if place is None else place / f"{SELECTION}{build_id}"
    if note is None or not note.is_file():
        return None
    told = json.loads(note.read_text(encoding="utf-8"))
    files = tuple(Path(file) for file in told["files"])
    # A release taken away since is not opened again.
    return Selection(files, told["members"]) if all(file.is_file() for file in files) else None
