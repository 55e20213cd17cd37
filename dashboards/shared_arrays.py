"""Large arrays that all processes of a server read from one place in memory.

The draws of a scenario take ten megabytes, and every process that shows them would hold its own. So the first
one that asks lays them into a file of a folder the processes share, and all map that file into their memory.
"""

import os
from collections.abc import Callable, Hashable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
PREFIX, ENDING = "feld-", ".npy"
# Files kept: the scenarios of a run and of the one before, for two associations. Who still reads one that
# goes keeps what it holds.
MOST = 32
_folder: Path | None = None


def share(folder: Path) -> None:
    """Have this process share arrays through a folder that is its user's alone."""
    global _folder  # noqa: PLW0603  # once per process, as its web server starts
    _folder = folder


def shared(key: Hashable, make: Callable[[], Array]) -> Array:
    """Return the array of a key, read-only; made by the first process that asks for it.

    `key` must tell builds, runs and rights apart and be written the same way in every process. Without a
    folder, or where it is full, the array is this process's own.
    """
    if _folder is None:
        return _read_only(make())
    file = _folder / f"{PREFIX}{sha256(repr(key).encode()).hexdigest()}{ENDING}"
    with suppress(FileNotFoundError):
        return _mapped(file)
    made = make()
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb") as written:
            np.save(written, made)
        part.replace(file)
        _sweep(_folder)
        return _mapped(file)
    except OSError:
        part.unlink(missing_ok=True)
        return _read_only(made)


def _mapped(file: Path) -> Array:
    # A plain array over the mapped one: numpy asks every result of the other kind what it is.
    return np.asarray(np.load(file, mmap_mode="r"))


def _read_only(made: Array) -> Array:
    made.flags.writeable = False
    return made


def _sweep(folder: Path) -> None:
    written = []
    for file in folder.glob(f"{PREFIX}*{ENDING}"):
        # A sibling may have been quicker.
        with suppress(FileNotFoundError):
            written.append((file.stat().st_mtime_ns, file))
    for _, file in sorted(written)[:-MOST]:
        file.unlink(missing_ok=True)
