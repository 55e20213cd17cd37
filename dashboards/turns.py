"""Readers of a process are served one after the other.

Python works at one page at a time, however many ask. Drawn at once, each page of a crowd is done when nearly
all are; one after the other, the first readers have theirs early and the last ones no later. A run that takes
long, because it waits for an import or a document, gives its turn up: others then draw beside it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds after which a run no longer keeps others waiting.
LEASE = 0.4


class Turns:
    """Who is at work; the rest waits until it is done, or has been at it for `lease` seconds."""

    def __init__(self, lease: float = LEASE) -> None:
        self._lease = lease
        self._changed = threading.Condition()
        self._at_work: object | None = None
        self._until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and give it up in the end."""
        me = object()
        with self._changed:
            while self._at_work is not None and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            self._at_work, self._until = me, time.monotonic() + self._lease
        try:
            yield
        finally:
            with self._changed:
                if self._at_work is me:
                    self._at_work = None
                    self._changed.notify()


PAGES = Turns()
