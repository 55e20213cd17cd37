"""How much of a run is done, as one number from 0 to 1."""

import threading
from collections.abc import Callable


class Progress:
    """Counts finished steps from any thread and tells the share of those expected; it never goes back."""

    def __init__(self, listener: Callable[[float], None]) -> None:
        self._listener = listener
        self._lock = threading.Lock()
        self._known, self._expected, self._done, self._finished = 0, 0, 0, 0
        self._told = 0.0

    def expect(self, count: int, part: float) -> None:
        """Add steps to come; with them `part` (0 to 1) of the run is known, the rest is taken to be alike."""
        with self._lock:
            self._known += count
            self._expected = round(self._known / part)

    def add(self, count: int) -> None:
        """Count steps a worker finished."""
        with self._lock:
            self._done += count
            self._tell()

    def finish(self, count: int) -> None:
        """Count the steps of a finished task, whose worker may have been too far away to be heard."""
        with self._lock:
            self._finished += count
            self._done = max(self._done, self._finished)
            self._tell()

    def _tell(self) -> None:
        share = min(self._done / self._expected, 1.0) if self._expected else 0.0
        if share > self._told:
            self._told = share
            self._listener(share)
