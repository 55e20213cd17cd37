"""Mends what a killed process left: half-written files go, a decided takeover of a delivery is completed.

A delivery of several owners becomes visible folder by folder. Before the first is renamed, all renames are
written down in a journal; from then on the takeover is decided, and whoever comes next completes it.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from warehouse.errors import BusyError
from warehouse.locking import Part, writing
from warehouse.settings import Home

JOURNAL = ".uebernahme.json"
Renames = Sequence[tuple[Path, Path]]


def sweep(home: Home) -> None:
    """Mend every part of the home nobody is writing; for the start of a command. A new home is left alone."""
    parts: dict[Part, Callable[[Home], None]] = {"deliveries": mend_deliveries, "warehouse": mend_warehouse}
    for part, mend in parts.items():
        if (home.root / part).exists():
            try:
                with writing(home, part, "Aufräumen", wait=0):
                    mend(home)
            except BusyError:
                # Its writer mends it.
                continue


def mend_deliveries(home: Home) -> None:
    """Complete a decided takeover and remove drafts; call it with the right to write the deliveries."""
    journal = home.deliveries / JOURNAL
    if journal.exists():
        decided = json.loads(journal.read_text(encoding="utf-8"))
        renames = [(home.root / draft, home.root / place) for draft, place in decided["renames"]]
        complete(journal, renames, [home.root / gone for gone in decided["removals"]])
    drafts = home.deliveries.glob("*/*/*/.*.neu")
    for leftover in [*drafts, *home.deliveries.glob(f"{JOURNAL}.*"), waiting_room(home)]:
        remove(leftover)
    for leftover in home.purges.glob(".*.neu"):
        remove(leftover)
    for leftover in (*home.secrets.glob("pseudonym.[0-9]*"), *home.secrets.glob("protection-*.[0-9]*")):
        remove(leftover)


def mend_warehouse(home: Home) -> None:
    """Remove unfinished builds; call it with the right to write the warehouse."""
    for leftover in home.warehouse.glob("*.draft*"):
        remove(leftover)


def waiting_room(home: Home) -> Path:
    """Where the rows of a file too large for memory wait, pseudonymous, until all of it is judged."""
    return home.deliveries / ".einlesen"


def take_over(home: Home, renames: Renames, removals: Sequence[Path] = ()) -> None:
    """Make drafts visible and others disappear: all of it, even if this process is killed on the way."""
    journal = home.deliveries / JOURNAL
    if len(renames) + len(removals) > 1:
        decided = {
            "renames": [[str(path.relative_to(home.root)) for path in pair] for pair in renames],
            "removals": [str(path.relative_to(home.root)) for path in removals],
        }
        draft = journal.with_name(f"{JOURNAL}.{os.getpid()}")
        draft.write_text(json.dumps(decided), encoding="utf-8")
        draft.replace(journal)
    complete(journal, renames, removals)


def complete(journal: Path, renames: Renames, removals: Sequence[Path] = ()) -> None:
    """Do what is still to do of a decision and close the journal."""
    for draft, place in renames:
        if draft.exists():
            draft.rename(place)
    for path in removals:
        remove(path)
    journal.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file or folder that may already be gone."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
