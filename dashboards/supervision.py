"""Keeps a server running: processes forked from one that has loaded everything, made again when they fall.

Loading takes seconds, forking none: what falls is back as soon as it has opened its data. The processes share
a passing folder, whose name stands in their environment, and the `Board` that says how many readers each has.
A process that ends by itself (stopped, something not in order) is not made again, and the others end with it.

Beside those that serve an heir may stand, forked like them: it waits until the process that watches falls and
watches in its place, so that no reader notices. Whoever stops the watching process stops all of them.
"""

import contextlib
import gc
import mmap
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from dashboards.processes import (
    LAST_SECONDS,
    STOPPING,
    end_unwatched,
    first_end,
    leave_programs,
    name_process,
    undisturbed,
)

# Falls within so many seconds of the start, so often in a row, are no accident; the pause before the next
# start grows with them.
HEALTHY_SECONDS, MOST_FALLS = 3.0, 9
PAUSE = 0.2
# When all have begun, whoever only watches needs little of what it loaded for them.
SETTLED_SECONDS = 20.0
# The folder the processes share; it goes when they do.
SHARED_VARIABLE = "KOHORTE_GETEILT"
# Set for every process but the first, which alone opens a browser.
AGAIN_VARIABLE = "KOHORTE_WEITERER"
# A process draws pages on one processor at a time. One more than processors: a busy one keeps none idle, and
# when one falls the others have room for its readers.
PROCESSES = 3
ABSENT, NO_CODE = -1, -1
# Names in the list of processes: one that watches, its heir, and those that serve by number.
WATCHER, HEIR, SERVING = "kohorte-wache", "kohorte-erbe", "kohorte-"
HEIR_PLACE = -1


class Board:
    """How many readers each process has, in memory they share; one that is gone is absent."""

    def __init__(self, number: int) -> None:
        self._counts = _shared_numbers(number, ABSENT)

    def tell(self, place: int, count: int) -> None:
        """Say how many readers the process of this place has."""
        self._counts[place] = count

    def others(self, place: int) -> list[int]:
        """Return how many readers each other process has that is there or about to be."""
        return [count for at, count in enumerate(self._counts) if at != place and count != ABSENT]


class Roll:
    """Which process serves at each place, and with which code it ended by itself: what an heir must know."""

    def __init__(self, number: int) -> None:
        self.processes = _shared_numbers(number, 0)
        self.codes = _shared_numbers(number, NO_CODE)
        self._stopping = _shared_numbers(1, 0)

    @property
    def is_stopping(self) -> bool:
        """Whether somebody decided that all of them end."""
        return bool(self._stopping[0])

    def stop(self) -> None:
        """Have nothing started or inherited any more."""
        self._stopping[0] = 1


@dataclass(frozen=True)
class Watched:
    """A process somebody watches; `handle` tells of its end, whoever started it."""

    number: int
    place: int
    handle: int
    began: float = field(default_factory=time.monotonic)


class Watch:
    """Processes of the same work; `work` is told its place among them and the board, and returns a code.

    `is_inherited`: they outlive a fall of the process that watches. Otherwise they end with it.
    """

    def __init__(
        self, work: Callable[[int, Board], int], number: int = 1, *, is_inherited: bool = False
    ) -> None:
        self.work, self.is_inherited = work, is_inherited
        self.board, self.roll = Board(number), Roll(number)
        self._watched: dict[int, Watched] = {}
        # Whoever watches or may come to holds the second end; the others notice when nobody does any more.
        self._lifeline = os.pipe()

    def run(self) -> int:
        """Keep the processes running until one ends by itself or somebody stops them; return its code."""
        # Of Linux, as the rest; whoever only reads the names above may be elsewhere.
        from dashboards.passing_folder import passing_folder

        with passing_folder() as shared:
            os.environ[SHARED_VARIABLE] = str(shared)
            # What all have in common stays common: nothing of it is looked through for waste.
            gc.collect()
            gc.freeze()
            self._take_office()
            self._appoint()
            code = self._watch()
            self._end_all()
        return code

    def _watch(self) -> int:
        falls = 0
        until_settled: float | None = SETTLED_SECONDS
        while self._watched:
            try:
                one, fault = self._next_end(until_settled)
            except TimeoutError:
                leave_programs()
                until_settled = None
                continue
            lived = time.monotonic() - one.began
            falls = falls + 1 if lived < HEALTHY_SECONDS else 1
            if one.place == HEIR_PLACE:
                time.sleep(PAUSE * (falls - 1))
                self._appoint()
                continue
            self.board.tell(one.place, ABSENT)
            code = self.roll.codes[one.place]
            # A code of its own choosing is a decision, a signal is an accident.
            if self.roll.is_stopping or code != NO_CODE or falls > MOST_FALLS:
                return max(code, 0) if self.roll.is_stopping else max(code, fault)
            _say(f"Ein Serverprozess ist ausgefallen{_by(fault)} und wird neu gestartet.")
            # Who falls again and again waits longer each time.
            time.sleep(PAUSE * (falls - 1))
            self._start(one.place)
        return 0

    def _appoint(self) -> None:
        """Appoint an heir and fill every place; the heir itself returns once it is the one who watches."""
        while self.is_inherited and not self.roll.is_stopping:
            watcher, handle = os.getpid(), os.pidfd_open(os.getpid())
            with undisturbed():
                number = os.fork()
                if number:
                    self._observe(number, HEIR_PLACE)
                    os.close(handle)
                    break
                self._await_fall(handle)
            self._watched.clear()
            self._take_office()
            _say(f"Der wachende Prozess {watcher} ist ausgefallen; jetzt wacht Prozess {os.getpid()}.")
        places = {one.place for one in self._watched.values()}
        for place in range(len(self.roll.processes)):
            if place not in places and not self._observe(self.roll.processes[place], place):
                self._start(place)

    def _await_fall(self, watcher: int) -> None:
        """Do nothing until the one who watches is gone; a stop ends the heir like any process."""
        name_process(HEIR)
        for name in STOPPING:
            signal.signal(name, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        first_end([watcher], None)
        if self.roll.is_stopping:
            os._exit(0)
        # The browser is open already.
        os.environ[AGAIN_VARIABLE] = "1"
        os.close(watcher)

    def _take_office(self) -> None:
        name_process(WATCHER)
        for name in STOPPING:
            signal.signal(name, self._stop)

    def _start(self, place: int) -> None:
        if self.roll.is_stopping:
            return
        # Nobody yet, but soon: the others leave it some of those who knock meanwhile.
        self.board.tell(place, 0)
        self.roll.codes[place] = NO_CODE
        with undisturbed():
            number = os.fork()
            if number == 0:
                self._work(place)
            self.roll.processes[place] = number
            self._observe(number, place)
        os.environ[AGAIN_VARIABLE] = "1"

    def _work(self, place: int) -> None:
        """Do the work in the forked process and end it, whatever happens; the rest is the watcher's."""
        code = 1
        try:
            self.roll.processes[place] = os.getpid()
            name_process(f"{SERVING}{place + 1}")
            for name in STOPPING:
                signal.signal(name, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            os.close(self._lifeline[1])
            threading.Thread(target=end_unwatched, args=(self._lifeline[0],), daemon=True).start()
            code = self.work(place, self.board)
        finally:
            if sys.exc_info()[0] is not None:
                traceback.print_exc()
            self.roll.codes[place] = code
            with contextlib.suppress(OSError):
                sys.stdout.flush()
            os._exit(code)

    def _observe(self, number: int, place: int) -> bool:
        """Watch a process from now on; False if it is gone."""
        try:
            handle = os.pidfd_open(number) if number else None
        except ProcessLookupError:
            handle = None
        if handle is not None:
            self._watched[handle] = Watched(number, place, handle)
        return handle is not None

    def _next_end(self, seconds: float | None = None) -> tuple[Watched, int]:
        """Wait until a process ends; return it and the signal it ended by, 1 if that is unknown."""
        one = self._watched.pop(first_end(list(self._watched), seconds))
        os.close(one.handle)
        try:
            _, status = os.waitpid(one.number, 0)
        except ChildProcessError:
            # Another process started it, one that fell since.
            return one, 1
        code = os.waitstatus_to_exitcode(status)
        if code >= 0 and one.place != HEIR_PLACE:
            self.roll.codes[one.place] = code
        return one, abs(code)

    def _end_all(self) -> None:
        """Ask all to end, then insist; an heir has nothing to finish."""
        self.roll.stop()
        self._signal(signal.SIGTERM)
        last = time.monotonic() + LAST_SECONDS
        try:
            while self._watched:
                self._next_end(max(0.0, last - time.monotonic()))
        except TimeoutError:
            self._signal(signal.SIGKILL)
            while self._watched:
                self._next_end()

    def _signal(self, name: int) -> None:
        for one in list(self._watched.values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.number, name)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.roll.stop()
        self._signal(number)


def _shared_numbers(number: int, first: int) -> memoryview:
    """Whole numbers in memory that processes forked from this one share."""
    found = memoryview(mmap.mmap(-1, 8 * number)).cast("q")
    for place in range(number):
        found[place] = first
    return found


def _by(fault: int) -> str:
    return f" (Signal {fault})" if fault > 1 else ""


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
