"""A folder processes share while they run: it goes with them, and after a fall at the next start.

Whoever is ended by force clears nothing away. So each folder holds a lock that the system opens when the last
process that shares it is gone; a folder whose lock is open is nobody's.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEMORY_DISK, LEAST_FREE = Path("/dev/shm"), 2**28
PREFIX, LOCK = "kohorte-geteilt-", "in-gebrauch"
# A folder without a lock is just being made, or of a version that had none and may still run.
UNKNOWN_SECONDS = 86_400.0


def memory_disk() -> Path | None:
    """A disk in memory with room for files that are to leave no trace; None if there is none."""
    has_room = os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > LEAST_FREE
    return MEMORY_DISK if has_room else None


@contextmanager
def passing_folder(place: Path | None = None) -> Iterator[Path]:
    """Make a folder only this user may read, for this process and all it forks; clear what others left.

    `place`: where, instead of the system's folder for passing files.
    """
    place = place or Path(tempfile.gettempdir())
    sweep(place)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as made:
        folder = Path(made)
        # Locked before it has its name, and never closed: forked processes hold it too.
        held = os.open(folder / f"{LOCK}.part", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
        (folder / f"{LOCK}.part").rename(folder / LOCK)
        yield folder


def sweep(place: Path) -> None:
    """Remove the folders of this user that no process shares any more."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            state = folder.lstat()
            if stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not _is_used(folder, state):
                shutil.rmtree(folder, ignore_errors=True)


def _is_used(folder: Path, state: os.stat_result) -> bool:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - state.st_mtime < UNKNOWN_SECONDS
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
