"""Keeps a server running: processes forked from one that has loaded everything, made again when they fall.

Loading takes seconds, forking none: what falls is back as soon as it has opened its data. The processes share
a passing folder, whose name stands in their environment, and the `Board` that says how many readers each has.
A process that ends by itself (stopped, something not in order) is not made again, and the others end with it.
"""

import contextlib
import ctypes
import gc
import mmap
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from types import FrameType

# Falls within so many seconds of the start, so often in a row, are no accident; the pause before the next
# start grows with them.
HEALTHY_SECONDS, MOST_FALLS = 3.0, 9
PAUSE = 0.2
END_WITH_PARENT = 1
# The folder the processes share; it goes when they do.
SHARED_VARIABLE = "KOHORTE_GETEILT"
# Set for every process but the first, which alone opens a browser.
AGAIN_VARIABLE = "KOHORTE_WEITERER"
# A process draws pages on one processor at a time. One more than processors: a busy one keeps none idle, and
# when one falls the others have room for its readers.
PROCESSES = 3
ABSENT = -1


class Board:
    """How many readers each process has, in memory they share; one that is gone is absent."""

    def __init__(self, number: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, 8 * number)).cast("q")
        for place in range(number):
            self._counts[place] = ABSENT

    def tell(self, place: int, count: int) -> None:
        """Say how many readers the process of this place has."""
        self._counts[place] = count

    def others(self, place: int) -> list[int]:
        """Return how many readers each other process has that is there or about to be."""
        return [count for at, count in enumerate(self._counts) if at != place and count != ABSENT]


class Watch:
    """Processes of the same work; `work` is told its place among them and the board, and returns a code."""

    def __init__(self, work: Callable[[int, Board], int], number: int = 1) -> None:
        self.work = work
        self.is_stopping = False
        self.board = Board(number)
        self.running: dict[int, tuple[int, float]] = {}
        self._places = range(number)

    def run(self) -> int:
        """Keep the processes running until one ends by itself or somebody stops them; return its code."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        with tempfile.TemporaryDirectory(prefix="kohorte-geteilt-") as shared:
            os.environ[SHARED_VARIABLE] = shared
            # What all have in common stays common: nothing of it is looked through for waste.
            gc.collect()
            gc.freeze()
            for place in self._places:
                self._start(place)
            code = self._watch()
            self._end_others()
        return code

    def _watch(self) -> int:
        falls = 0
        while self.running:
            code, place, lived = self._next_end()
            self.board.tell(place, ABSENT)
            falls = falls + 1 if lived < HEALTHY_SECONDS else 1
            # A code of its own choosing is a decision, a signal is an accident.
            if self.is_stopping or code >= 0 or falls > MOST_FALLS:
                return max(code, 0) if self.is_stopping else abs(code)
            print(
                f"Ein Serverprozess ist ausgefallen (Signal {-code}) und wird neu gestartet.",
                file=sys.stderr,
                flush=True,
            )
            # Who falls again and again waits longer each time.
            time.sleep(PAUSE * (falls - 1))
            self._start(place)
        return 0

    def _start(self, place: int) -> None:
        if self.is_stopping:
            return
        watcher = os.getpid()
        # Nobody yet, but soon: the others leave it some of those who knock meanwhile.
        self.board.tell(place, 0)
        number = os.fork()
        if number == 0:
            self._work(place, watcher)
        os.environ[AGAIN_VARIABLE] = "1"
        self.running[number] = (place, time.monotonic())

    def _work(self, place: int, watcher: int) -> None:
        """Do the work in the forked process and end it, whatever happens; the rest is the watcher's."""
        code = 1
        try:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, signal.SIG_DFL)
            end_with(watcher)
            code = self.work(place, self.board)
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            with contextlib.suppress(OSError):
                sys.stdout.flush()
            os._exit(code)

    def _next_end(self) -> tuple[int, int, float]:
        """Wait until a process ends; return its code (a signal is negative), place, and seconds lived."""
        while True:
            number, status = os.wait()
            if number in self.running:
                place, started = self.running.pop(number)
                return os.waitstatus_to_exitcode(status), place, time.monotonic() - started

    def _end_others(self) -> None:
        self._signal(signal.SIGTERM)
        for number in self.running:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(number, 0)

    def _signal(self, name: int) -> None:
        for number in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, name)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        self._signal(number)


def end_with(watcher: int) -> None:
    """Have the system end this process when the one that watches over it is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)
    # It may be gone already.
    if os.getppid() != watcher:
        os._exit(1)
