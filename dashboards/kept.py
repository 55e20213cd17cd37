"""Things kept for all readers, the least recently asked for dropped first, by number and by size."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from threading import Lock, RLock
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")

# Bytes a thing is taken for that holds no table: a packed picture with its words.
USUAL = 20_000


@dataclass(frozen=True)
class Packed:
    """Something made elsewhere that most readers may never ask for: unpacked when the first one does."""

    told: bytes
    unpack_with: Callable[[bytes], Any]

    def unpack(self) -> Any:  # noqa: ANN401  # whatever is kept
        """Return the thing itself."""
        return self.unpack_with(self.told)


class MadeOnce(Generic[T]):
    """The last `most` large things, each made once: whoever asks meanwhile waits. Do not change them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the thing of a key, made if it is not there."""
        with self._lock:
            if key not in self._found:
                self._found[key] = make()
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
            return self._found[key]


class Kept:
    """At most `entries` things of together about `most` bytes; the latest stays, whatever its size.

    `tell` hears of everything new.
    """

    def __init__(self, entries: int, most: int) -> None:
        self.entries, self.most = entries, most
        self.tell: Callable[[Hashable, Any], None] | None = None
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._made_now: dict[Hashable, RLock] = {}
        self._waiting = Counter[Hashable]()

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever is kept
        """Return the thing of a key; where it is not there one asks `make`, and the others wait for it.

        Readers often ask for the same at the same moment: all who open a page on a server just started.
        """
        found = self.get(key)
        if found is None:
            with self._alone(key):
                found = self.get(key)
                if found is None:
                    found = (make(),)
                    self.put(key, found[0])
        return found[0]

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[None]:
        """Nobody else makes the thing of this key meanwhile."""
        with self._lock:
            # Whoever makes a thing may ask for it again on the way, and makes it then.
            turn = self._made_now.setdefault(key, RLock())
            self._waiting[key] += 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._waiting[key] -= 1
                if not self._waiting[key]:
                    del self._waiting[key], self._made_now[key]

    def get(self, key: Hashable) -> tuple[Any] | None:
        """Return what is kept under a key, in a tuple of its own; None if nothing is."""
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            value, weight = found
            if isinstance(value, Packed):
                value = value.unpack()
                self._found[key] = (value, weight)
            return (value,)

    def put(self, key: Hashable, value: Any) -> None:  # noqa: ANN401  # whatever is kept
        """Keep something, and drop what was not asked for longest until all fits."""
        self.take(key, value)
        if self.tell is not None:
            self.tell(key, value)

    def take(self, key: Hashable, value: Any) -> None:  # noqa: ANN401  # whatever is kept
        """Keep something that is no news."""
        weight = weight_of(value)
        with self._lock:
            _, before = self._found.pop(key, (None, 0))
            self._found[key] = (value, weight)
            self._bytes += weight - before
            while len(self._found) > 1 and (len(self._found) > self.entries or self._bytes > self.most):
                _, (_, freed) = self._found.popitem(last=False)
                self._bytes -= freed

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._found.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._found)


def weight_of(value: object) -> int:
    """Return about how many bytes something holds; tables and arrays counted, else taken for a picture."""
    if isinstance(value, pd.DataFrame):
        # A word of a table is shared by many rows or short; its place in the column is what adds up, eight
        # bytes like a number's. pandas' own count takes as long as drawing a small picture.
        return 4_000 + 8 * value.size
    if isinstance(value, np.ndarray):
        return 1_000 + value.nbytes
    if isinstance(value, tuple):
        return sum(weight_of(part) for part in value[:20])
    if isinstance(value, str | Packed):
        return len(value if isinstance(value, str) else value.told)
    if is_dataclass(value):
        parts = [getattr(value, one.name) for one in fields(value)]
        return USUAL + sum(weight_of(one) for one in parts if isinstance(one, pd.DataFrame | np.ndarray))
    return USUAL if value.__class__.__module__ != "builtins" else 1_000
