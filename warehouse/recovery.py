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
        named = json.loads(journal.read_text(encoding="utf-8"))
        complete(journal, [(home.deliveries / draft, home.deliveries / place) for draft, place in named])
    for leftover in [*home.deliveries.glob("*/*/*/.*.neu"), *home.deliveries.glob(f"{JOURNAL}.*")]:
        remove(leftover)
    for leftover in home.secrets.glob("pseudonym.[0-9]*"):
        remove(leftover)


def mend_warehouse(home: Home) -> None:
    """Remove unfinished builds; call it with the right to write the warehouse."""
    for leftover in home.warehouse.glob("*.draft*"):
        remove(leftover)


def take_over(home: Home, renames: Renames) -> None:
    """Make drafts visible: all of them, even if this process is killed on the way."""
    journal = home.deliveries / JOURNAL
    if len(renames) > 1:
        named = [[str(path.relative_to(home.deliveries)) for path in pair] for pair in renames]
        draft = journal.with_name(f"{JOURNAL}.{os.getpid()}")
        draft.write_text(json.dumps(named), encoding="utf-8")
        draft.replace(journal)
    complete(journal, renames)


def complete(journal: Path, renames: Renames) -> None:
    """Do the renames that are still to do and close the journal."""
    for draft, place in renames:
        if draft.exists():
            draft.rename(place)
    journal.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file or folder that may already be gone."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
