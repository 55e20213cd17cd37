"""One line per step on the terminal, with the time it took, and a bar with the time left for long ones."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

WIDTH = 30
# Where no bar can be drawn, in a log for example, every tenth gets a line.
PARTS = 10
# Share of a step after which its speed is known well enough to foretell its end.
FORETOLD_FROM = 0.05
CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Counts steps; `quiet` keeps standard output free for JSON. Any thread may report."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._lock = threading.Lock()
        self._bar = ""
        # Time and share of the first report of a step, and the last tenth told.
        self._first: tuple[float, float] | None = None
        self._told = 0

    @contextmanager
    def step(self, number: int, total: int, title: str) -> Iterator[None]:
        """Announce a step, and say at its end how long it took."""
        started = time.perf_counter()
        self._say(f"[{number}/{total}] {title} …")
        self._begin()
        yield
        self._begin()
        self._say(f"      fertig nach {time.perf_counter() - started:.1f} s".replace(".", ","))

    def note(self, text: str) -> None:
        """Say something within a step, above its bar."""
        self._say(f"      {text}")

    def share(self, done: float) -> None:
        """Show how much of a step is done, 0 to 1, and how long the rest will take at this speed."""
        now = time.perf_counter()
        if self._first is None:
            self._first = (now, done)
        words = f"{done * 100:3.0f} % gerechnet{self._left(now, done)}"
        if self._quiet:
            return
        if sys.stdout.isatty():
            filled = round(done * WIDTH)
            with self._lock:
                self._bar = f"      {'█' * filled}{'░' * (WIDTH - filled)} {words}" if done < 1 else ""
                typer.echo(f"{CLEAR_LINE}{self._bar}", nl=False)
        elif int(done * PARTS) > self._told:
            self._told = int(done * PARTS)
            self._say(f"      {words.lstrip()}")

    def _begin(self) -> None:
        # A new step has a speed of its own.
        self._first = None
        self._told = 0

    def _left(self, now: float, done: float) -> str:
        if self._first is None or done >= 1 or done - self._first[1] < FORETOLD_FROM:
            return ""
        speed = (done - self._first[1]) / max(now - self._first[0], 1e-9)
        return f", noch etwa {(1 - done) / speed:.0f} s"

    def _say(self, text: str) -> None:
        if self._quiet:
            return
        with self._lock:
            clear = CLEAR_LINE if self._bar else ""
            typer.echo(f"{clear}{text}")
            if self._bar:
                typer.echo(self._bar, nl=False)
