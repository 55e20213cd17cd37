"""What the system tells of processes and does with them: ends, names, signals. Linux only."""

import contextlib
import ctypes
import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

# Signals by which somebody stops a server.
STOPPING = (signal.SIGTERM, signal.SIGINT)
# Who was asked to end and has not after so many seconds is ended.
LAST_SECONDS = 10.0
# The number by which Linux knows the wish to take memory back, from 5.4 on.
PAGE_OUT = 21


def can_watch() -> bool:
    """Whether the system gives handles of processes: Linux from 5.3 on, where no container forbids it."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def first_end(handles: Sequence[int], seconds: float | None = None) -> int:
    """Wait until one of several processes ends and return its handle (os.pidfd_open).

    Raises TimeoutError if none does within so many seconds.
    """
    waiting = select.poll()
    for handle in handles:
        waiting.register(handle, select.POLLIN)
    ended = waiting.poll(None if seconds is None else seconds * 1000)
    if not ended:
        raise TimeoutError
    return ended[0][0]


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No stop comes between a fork and the note of whom it made: nobody would stop that one."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def end_unwatched(lifeline: int) -> None:
    """Wait until nobody holds the other end of this pipe any more, then end this process."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_SECONDS)
    os._exit(1)


def name_process(words: str) -> None:
    """Name this process in the list of processes; at most 15 letters are shown."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(words, encoding="ascii")


def leave_programs() -> None:
    """Have the system take back the parts of program files that only this process has read.

    They are read again when they are needed; nothing that was written is touched. Older systems refuse.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        advise = ctypes.CDLL(None).madvise
        for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
            places, rights, _, _, number, *_ = line.split(maxsplit=5)
            # Number 0 is memory of no file; what may be written is this process's own.
            if number != "0" and "w" not in rights:
                begin, end = (int(place, 16) for place in places.split("-"))
                advise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), PAGE_OUT)
