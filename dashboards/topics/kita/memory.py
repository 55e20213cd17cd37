"""What all sessions share in memory, by keys that tell questions apart.

Streamlit's own cache writes every key out as bytes to compare it; a key here names some hundred areas, and
that took longer than many of the answers. Keys begin with build, run and role, so nothing outlives a build.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Memory(Generic[Thing]):
    """The last `most` things by key; what is handed out is shared and never to be changed."""

    def __init__(self, most: int) -> None:
        """Start empty."""
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return the thing of a key, made where it is not known; two sessions at once may both make it."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return made
