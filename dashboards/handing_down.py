"""What a process worked out for its readers, handed down to the process that comes after it.

All that is kept in memory goes with a process that falls, and every reader's view would have to be worked out
again at the same moment. So each process notes what it keeps in a file of the folder it shares with its
siblings, and a new one begins with what all of them noted. That folder is this user's alone and passes.
"""

import pickle
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from os import getpid
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import sleep
from typing import Any

from dashboards.charts.plain import Picture
from dashboards.kept import Kept, Packed

PREFIX = "gemerkt-"
# Bytes of one file and of all that a new process reads, some tenth of a second's work. Larger things are left
# out.
MOST_OF_ONE, MOST_OF_ALL, MOST_OF_A_THING = 6_000_000, 36_000_000, 1_000_000
# How a thing says that it cannot be written down: it holds a connection, is a function, is being changed.
REFUSALS = (pickle.PicklingError, TypeError, AttributeError, ValueError, RuntimeError)
LENGTH, PAUSE = 4, 0.3


class Notes:
    """The notes of one process: what its stores keep from now on, by the name of the store."""

    def __init__(self, folder: Path, stores: Mapping[str, Kept]) -> None:
        self._folder, self._stores = folder, stores
        self._number = 0
        self._new = SimpleQueue[tuple[str, Hashable, Any]]()

    def take_up(self) -> int:
        """Fill the stores with what others noted, return how much it was; what is too old to be read goes."""
        room, wanted = MOST_OF_ALL, list[Path]()
        # A sibling may remove an old file of its own meanwhile.
        for (_, size), file in sorted(((_state(file), file) for file in self._notes()), reverse=True):
            room -= size
            if room >= 0:
                wanted.append(file)
            else:
                file.unlink(missing_ok=True)
        found = 0
        for file in reversed(wanted):
            for head, thing in _read(file):
                name, key = pickle.loads(head)
                self._stores[name].take(key, Packed(thing, pickle.loads))
                found += 1
        return found

    def begin(self) -> None:
        """Note from now on, beside the work for readers."""
        for name, store in self._stores.items():
            store.tell = self._teller(name)
        Thread(target=self._write, name="kohorte-notes", daemon=True).start()

    def _teller(self, name: str) -> Callable[[Hashable, Any], None]:
        return lambda key, value: self._new.put((name, key, value))

    def _write(self) -> None:
        try:
            while True:
                self._fill()
                # The file before this one stays, so that what was noted last is never gone.
                self._number += 1
                self._file(self._number - 2).unlink(missing_ok=True)
        # A full disk: pages do without.
        except OSError:
            pass
        finally:
            for store in self._stores.values():
                store.tell = None

    def _fill(self) -> None:
        with self._file(self._number).open("ab") as file:
            while file.tell() < MOST_OF_ONE:
                new = self._new.get()
                if self._new.empty():
                    # Readers first.
                    sleep(PAUSE)
                file.write(_packed(*new))
                if self._new.empty():
                    file.flush()

    def _notes(self) -> list[Path]:
        return list(self._folder.glob(f"{PREFIX}*"))

    def _file(self, number: int) -> Path:
        return self._folder / f"{PREFIX}{getpid()}-{number}"


def _packed(name: str, key: Hashable, value: object) -> bytes:
    """Return a note: its key and the thing, each behind its length; empty for what cannot be written down."""
    thing = BytesIO()
    try:
        _Pickler(thing, pickle.HIGHEST_PROTOCOL).dump(value)
        parts = [pickle.dumps((name, key), pickle.HIGHEST_PROTOCOL), thing.getvalue()]
    except REFUSALS:
        return b""
    told = b"".join(len(part).to_bytes(LENGTH, "big") + part for part in parts)
    return told if len(told) <= MOST_OF_A_THING else b""


class _Pickler(pickle.Pickler):
    """Leaves pictures as they are; by themselves they become plotly's objects when they are copied."""

    def reducer_override(self, thing: object) -> Any:  # noqa: ANN401  # as pickle has it
        """Return how a picture is made again; pickle does the rest."""
        return (Picture.again, thing.noted()) if isinstance(thing, Picture) else NotImplemented


def _read(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """Return the notes of a file; whoever wrote it may have fallen in the middle of the last one."""
    told, parts, begin = b"", list[bytes](), 0
    with suppress(FileNotFoundError):
        told = file.read_bytes()
    while begin + LENGTH <= len(told):
        end = begin + LENGTH + int.from_bytes(told[begin : begin + LENGTH], "big")
        if end > len(told):
            return
        parts.append(told[begin + LENGTH : end])
        if len(parts) == 2:
            yield parts[0], parts[1]
            parts.clear()
        begin = end


def _state(file: Path) -> tuple[int, int]:
    """Return when a file was last written and how large it is; zeros if it is gone."""
    with suppress(FileNotFoundError):
        state = file.stat()
        return state.st_mtime_ns, state.st_size
    return 0, 0
