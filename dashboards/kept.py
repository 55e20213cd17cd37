"""Things kept for all readers, the least recently asked for dropped first, by number and by size."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, is_dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import pandas as pd

T = TypeVar("T")

# Bytes a thing is taken for that holds no table: a picture with its words.
USUAL = 60_000


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
    """Return about how many bytes something holds: its tables counted, all else taken for a picture."""
    if isinstance(value, pd.DataFrame):
        # A word of a table is shared by many rows or short; its place in the column is what adds up.
        return 4_000 + int(value.memory_usage(index=False, deep=False).sum())
    if isinstance(value, Packed):
        return len(value.told)
    if isinstance(value, tuple):
        return sum(weight_of(part) for part in value[:20])
    if isinstance(value, str):
        return len(value)
    if is_dataclass(value):
        tables = [getattr(value, one.name) for one in fields(value)]
        return USUAL + sum(weight_of(one) for one in tables if isinstance(one, pd.DataFrame))
    return USUAL if value.__class__.__module__ != "builtins" else 1_000
