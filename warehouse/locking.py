"""One writer at a time in each part of a home: whoever comes second waits, and says for whom.

The lock belongs to the process: if it is killed, the system takes the lock back and the next start mends
what was left half done (warehouse/recovery.py).
"""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from warehouse.errors import BusyError, spoken_storage_errors
from warehouse.settings import Home

Part = Literal["deliveries", "warehouse", "forecasts", "protection", "releases"]
# As long as the largest delivery or build we know takes, several times over.
WAIT_SECONDS = 900.0

logger = logging.getLogger(__name__)


@contextmanager
def writing(home: Home, part: Part, task: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the only right to write into one part of a home; `task` tells others what is being done.

    Raises BusyError if another process still writes after `wait` seconds, StorageError if the home cannot
    be written at all.
    """
    with spoken_storage_errors(home.locks):
        home.locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home.locks / f"{part}.lock")
        holder = home.locks / f"{part}.txt"
        _acquire(lock, holder, wait)
    try:
        with spoken_storage_errors(home.locks):
            holder.write_text(_introduction(task), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, holder: Path, wait: float) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        other = _other(holder)
        if wait > 0:
            logger.warning("%s schreibt gerade in diesen Datenordner; es wird gewartet.", other)
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise BusyError(
                f"{other} schreibt gerade in diesen Datenordner. Nichts wurde verändert. "
                "Bitte warten, bis das fertig ist, und den Befehl wiederholen."
            ) from None


def _introduction(task: str) -> str:
    since = datetime.now().astimezone().strftime("%H:%M:%S")
    return f"„{task}“ (Prozess {os.getpid()} auf {socket.gethostname()}, seit {since} Uhr)"


def _other(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8") or "Ein anderer Prozess"
    except OSError:
        # It may have finished, or not yet have said who it is.
        return "Ein anderer Prozess"
