"""One line per step on the terminal, with the time it took, and a bar for long ones."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

WIDTH = 30
# Where no bar can be drawn, in a log for example, every quarter gets a line.
QUARTERS = 4


class Progress:
    """Counts steps; `quiet` keeps standard output free for JSON."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._quarter = 0
        self._bar_is_open = False

    @contextmanager
    def step(self, number: int, total: int, title: str) -> Iterator[None]:
        """Announce a step, and say at its end how long it took."""
        started = time.perf_counter()
        self._say(f"[{number}/{total}] {title} …")
        yield
        self._say(f"      fertig nach {time.perf_counter() - started:.1f} s".replace(".", ","))

    def note(self, text: str) -> None:
        """Say something within a step."""
        self._say(f"      {text}")

    def share(self, done: float) -> None:
        """Show how much of a step is done, 0 to 1."""
        if self._quiet:
            return
        if sys.stdout.isatty():
            filled = round(done * WIDTH)
            typer.echo(f"\r      {'█' * filled}{'░' * (WIDTH - filled)} {done * 100:3.0f} %", nl=False)
            self._bar_is_open = True
        elif int(done * QUARTERS) > self._quarter:
            self._quarter = int(done * QUARTERS)
            self._say(f"      {done * 100:.0f} %")

    def _say(self, text: str) -> None:
        if not self._quiet:
            typer.echo(("\n" if self._bar_is_open else "") + text)
            self._bar_is_open = False
