"""One line per step on the terminal, with the time it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer


class Progress:
    """Counts steps; `quiet` keeps standard output free for JSON."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

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

    def _say(self, text: str) -> None:
        if not self._quiet:
            typer.echo(text)
