"""Where everything releases show together is kept as one file, from one start of a Schaufenster to the next.

Such a file holds released numbers only and can be made again at any time. It is named after the releases and
after the code that laid them together, says so inside too, and lies in a folder nobody else may enter.
"""

import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import duckdb

from warehouse.connection import PACKAGE
from warehouse.showcase.reader import Selection

KEPT = "bestand-"
# The service manager gives a service a folder of its own by this name; anybody else has one of these.
SERVICE_VARIABLE, USER_VARIABLE, USER_FOLDER = "CACHE_DIRECTORY", "XDG_CACHE_HOME", ".cache"
OURS = Path("kohorte", "schaufenster")
# What no server used for so long goes.
UNUSED_SECONDS = 30 * 86_400.0


def key_of(selection: Selection, forecast_schema: Path) -> str:
    """Return what a selection laid together by this code is named; `forecast_schema` as for opening it."""
    return hashlib.sha256(f"{selection.build_id}|{_code(forecast_schema)}".encode()).hexdigest()[:16]


def private_folder(folder: Path, whose: str) -> Path | None:
    """Return the folder for what servers of a folder of releases keep, made if need be; None without one.

    `whose` tells servers that show different selections of it apart.
    """
    try:
        root = _root()
        found = root / hashlib.sha256(f"{folder}|{whose}".encode()).hexdigest()[:16]
        for place in (root, found):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(place):
                return None
        os.utime(found)
        _sweep_unused(root)
    # A user without a home, a full or read-only disk: nothing is kept then.
    except (OSError, RuntimeError):
        return None
    return found


def file_for(place: Path, key: str) -> Path:
    """Return the file of a key in a folder."""
    return place / f"{KEPT}{key}.duckdb"


def is_fit(file: Path) -> bool:
    """Whether a file is there and nobody but this user can have written it."""
    with suppress(OSError):
        state = file.lstat()
        return stat.S_ISREG(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022
    return False


def sweep(place: Path, wanted: Iterable[Path]) -> None:
    """Remove every other file of releases from a folder; whoever has one open reads on."""
    kept = set(wanted)
    for file in place.glob(f"{KEPT}*"):
        if file not in kept:
            file.unlink(missing_ok=True)


def _root() -> Path:
    given = os.environ.get(SERVICE_VARIABLE)
    if given:
        return Path(given.partition(":")[0]) / OURS.name
    named = os.environ.get(USER_VARIABLE)
    return (Path(named) if named else Path.home() / USER_FOLDER) / OURS


def _is_private(place: Path) -> bool:
    state = place.lstat()
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077


def _sweep_unused(root: Path) -> None:
    for place in root.iterdir():
        if time.time() - place.lstat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


@cache
def _code(forecast_schema: Path) -> str:
    digest = hashlib.sha256(duckdb.__version__.encode())
    for folder in (PACKAGE, forecast_schema):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".sql"}):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
