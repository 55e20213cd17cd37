"""What all sessions share in memory, by keys that tell questions apart.

Streamlit's own cache writes every key out as bytes to compare it; a key here names some hundred areas, and
that took longer than many of the answers. Keys begin with build, run and role, so nothing outlives a build.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

from dashboards.kept import Kept

Thing = TypeVar("Thing")
# Bytes taken for boundless, where the number of things is the bound.
BOUNDLESS = 2**62


class Memory(Generic[Thing]):
    """The last `most` things by key, of together about `most_bytes`; what is handed out is shared.

    Never change it.
    """

    def __init__(self, most: int, most_bytes: int = BOUNDLESS) -> None:
        """Start empty."""
        self._things = Kept(most, most_bytes)

    def of(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return the thing of a key; where it is not known one session makes it and the others wait."""
        return cast("Thing", self._things.of(key, make))

    def clear(self) -> None:
        """Drop everything; tests that draw a page as if for the first time call it."""
        self._things.clear()
