"""Builds nobody needs any more, and the forecast runs made from them.

Kept are the current build and the one before: readers may still be leaving it, and going back must be
possible. Who wants to go back further says so by a number.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import SAFE_CONFIG, pointer
from warehouse.errors import BusyError, WarehouseError
from warehouse.locking import writing
from warehouse.query import rows
from warehouse.settings import Home

KEPT_VARIABLE = "KOHORTE_BUILDS"
KEPT = 2
RUN_BUILD = Path(__file__).parent / "attach" / "run_build.sql"


@dataclass(frozen=True)
class Removed:
    """Ids of builds and forecast runs that are gone."""

    builds: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


def kept_builds() -> int:
    """How many builds a home keeps, the current one included: KOHORTE_BUILDS, else 2.

    Raises:
        WarehouseError: the setting is no number from 1 on.
    """
    text = os.environ.get(KEPT_VARIABLE) or str(KEPT)
    if not text.isdecimal() or int(text) < 1:
        raise WarehouseError(
            f"{KEPT_VARIABLE} ist {text!r}; erwartet wird die Zahl aufzuhebender Datenbestände, 1 oder mehr."
        )
    return int(text)


def remove_outdated(home: Home, kept: int, before: str | None) -> Removed:
    """Remove all builds but the `kept` newest, with their runs; call it with the right to write builds.

    `before` is the build that was current until now: it counts as the second newest. The run compared with
    the next one stays. While a forecast is being made nothing goes: it may still read an older build.
    What cannot be deleted because somebody has it open goes at the next build.
    """
    current = (pointer(home.warehouse) or {}).get("build_id")
    first = [one for one in dict.fromkeys((current, before)) if one]
    files = {path.stem: path for path in home.warehouse.glob("*.duckdb")}
    others = sorted(files.keys() - set(first), key=lambda one: -files[one].stat().st_mtime)
    outdated = [build_id for build_id in [*first, *others][kept:] if build_id in files]
    if not outdated:
        return Removed()
    try:
        with writing(home, "forecasts", "kohorte build", wait=0):
            runs = _remove_runs(home, set(outdated))
            gone = tuple(build_id for build_id in outdated if _is_removed(files[build_id]))
    except BusyError:
        return Removed()
    return Removed(gone, runs)


def _remove_runs(home: Home, outdated: set[str]) -> tuple[str, ...]:
    last = (pointer(home.forecasts) or {}).get("run_id")
    gone = []
    for path in sorted(home.forecasts.glob("*.duckdb")):
        if path.stem != last and _build_of(path) in outdated and _is_removed(path):
            gone.append(path.stem)
            for companion in home.forecasts.glob(f"{path.stem}-*"):
                _is_removed(companion)
    return tuple(gone)


def _build_of(run: Path) -> str | None:
    try:
        with duckdb.connect(str(run), read_only=True, config=SAFE_CONFIG) as con:
            found = rows(con, RUN_BUILD)
    except duckdb.Error:
        # Not a run: a comparison of two runs, or a file somebody put there.
        return None
    return str(found[0][0]) if found else None


def _is_removed(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        # Windows keeps files that are open.
        return False
    return True
