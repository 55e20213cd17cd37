"""Pseudonymous rows of a file too large for memory, kept as Parquet until all of them are judged.

What waits here is exactly what the finished delivery holds: no name, no day of birth, no address and no
register number ever gets into these files.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.ledger import Lines
from warehouse.origin import data_dates
from warehouse.repetition import Marks, marks, repeated, twins

# almost every value is different: a dictionary would only cost time
_UNIQUE_COLUMNS = frozenset({"person_key", "geometry"})
# Open files at a time; a system allows some thousand.
MOST_OWNERS = 400
# Two lists of marks are compared in this many parts, to hold only one part of them twice.
_PARTS = 16


class TooManyOwners(Exception):
    """More municipalities in one file than files may be open."""


@dataclass(frozen=True)
class Spilled:
    """A table of a delivery that lies in a file already; `path` is None where nothing may be written."""

    path: Path | None
    num_rows: int
    dates: tuple[date, ...]

    def move_to(self, place: Path) -> None:
        """Make it a file of the delivery."""
        assert self.path is not None
        self.path.rename(place)

    def changes(self, previous: Path) -> tuple[int, int] | None:
        """Rows that are new against a file of an earlier version, and rows that are gone."""
        if self.path is None:
            return None
        columns = pq.read_schema(self.path).names
        return _difference(_file_marks(self.path, columns), _file_marks(previous, columns))


def _file_marks(file: Path, columns: Sequence[str]) -> Marks:
    if not file.exists():
        return np.zeros(0, dtype=np.uint64)
    groups = (_row_marks(part) for part in pq.ParquetFile(file).iter_batches(columns=list(columns)))
    return np.concatenate([np.zeros(0, dtype=np.uint64), *groups])


def _row_marks(rows: pa.RecordBatch) -> Marks:
    return marks({name: rows.column(name) for name in sorted(rows.schema.names)})


def _difference(new: Marks, old: Marks) -> tuple[int, int]:
    """Rows only in one of two lists that may hold a row several times."""
    added = removed = 0
    for part in range(_PARTS):
        shift = np.uint64(60)
        values = [one[one >> shift == np.uint64(part)] for one in (new, old)]
        both, place = np.unique(np.concatenate(values), return_inverse=True)
        sign = np.repeat(np.array([1, -1]), [len(values[0]), len(values[1])])
        balance = np.bincount(place, weights=sign, minlength=len(both))
        added, removed = added + int(balance[balance > 0].sum()), removed - int(balance[balance < 0].sum())
    return added, removed


@dataclass
class _Part:
    """What is known of one municipality's rows: their marks and line numbers, in the order of the file."""

    path: Path | None
    writer: pq.ParquetWriter | None
    marks: list[Marks] = field(default_factory=list)
    lines: list[npt.NDArray[np.uint32]] = field(default_factory=list)
    dates: set[date] = field(default_factory=set)
    rows: int = 0


class Spill:
    """Takes rows piece by piece; a thread writes while the next piece is read.

    Without a folder nothing is written and rows are only counted and compared by their marks.
    """

    def __init__(self, folder: Path | None, schema: pa.Schema, unique: Sequence[str]) -> None:
        self._folder, self._schema, self._unique = folder, schema, list(unique)
        self._parts: dict[str, _Part] = {}
        self._writing = ThreadPoolExecutor(1)
        self._waiting: Future[None] | None = None
        if folder is not None:
            folder.mkdir(parents=True, mode=0o700)

    def add(self, rows_of: Mapping[str, tuple[pa.Table, Lines]]) -> None:
        """Take the rows of one piece by municipality, each with its line.

        Raises:
            TooManyOwners: they belong to too many municipalities.
        """
        cut = {}
        for owner, (rows, lines) in rows_of.items():
            part = self._part(owner)
            cut[owner] = rows
            part.rows += rows.num_rows
            part.lines.append(lines.astype(np.uint32))
            part.dates |= set(data_dates(rows))
            if self._unique:
                keys = {name: rows[name].combine_chunks() for name in self._unique}
                part.marks.append(marks(keys))
        self._wait()
        if self._folder is not None:
            self._waiting = self._writing.submit(self._write, cut)

    def _part(self, owner: str) -> _Part:
        if owner not in self._parts:
            if len(self._parts) == MOST_OWNERS:
                raise TooManyOwners
            path = self._folder / f"{len(self._parts)}.parquet" if self._folder else None
            self._parts[owner] = _Part(path, _writer(path, self._schema) if path else None)
        return self._parts[owner]

    def _write(self, cut: dict[str, pa.Table]) -> None:
        for owner, rows in cut.items():
            writer = self._parts[owner].writer
            assert writer is not None
            writer.write_table(rows)

    def _wait(self) -> None:
        if self._waiting is not None:
            self._waiting.result()
            self._waiting = None

    def repetitions(self, most: int) -> Iterator[tuple[str, Lines]]:
        """Take out the rows that repeat an earlier one; per municipality their lines, `most` at a time.

        More than that only prove that the file is refused, and are not compared value by value.
        """
        self.close()
        for owner, part in self._parts.items():
            row_marks = np.concatenate(part.marks) if part.marks else np.zeros(0, dtype=np.uint64)
            part.marks.clear()
            suspects = twins(row_marks)
            if len(suspects):
                _, first = np.unique(row_marks[suspects], return_index=True)
                again = np.delete(suspects, first)
                if len(again) <= most and part.path:
                    again = self._truly_repeated(part.path, suspects)
                    _rewrite(part.path, self._schema, again)
                part.rows -= len(again)
                yield owner, np.concatenate(part.lines)[again[: most + 1]].astype(np.int64)

    def _truly_repeated(self, path: Path, suspects: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        found = []
        for start, rows in _batches(path, self._unique):
            own = suspects[(suspects >= start) & (suspects < start + rows.num_rows)] - start
            found.append(rows.take(pa.array(own)))
        keys = pa.Table.from_batches(found).combine_chunks()
        again = repeated({name: keys[name].combine_chunks() for name in self._unique})
        return suspects[again]

    def tables(self) -> dict[str, Spilled]:
        """The finished table of each municipality, by its key in ascending order."""
        self.close()
        return {
            owner: Spilled(part.path, part.rows, tuple(sorted(part.dates)))
            for owner, part in sorted(self._parts.items())
        }

    def close(self) -> None:
        """Finish the files."""
        self._wait()
        self._writing.shutdown()
        for part in self._parts.values():
            if part.writer is not None:
                part.writer.close()
                part.writer = None


def _batches(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
    start = 0
    with pq.ParquetFile(path) as file:
        for rows in file.iter_batches(columns=list(columns)):
            yield start, rows
            start += rows.num_rows


def _rewrite(path: Path, schema: pa.Schema, without: npt.NDArray[np.int64]) -> None:
    """The same file without some rows."""
    fresh = path.with_suffix(".neu")
    with _writer(fresh, schema) as writer:
        for start, rows in _batches(path, schema.names):
            keep = np.ones(rows.num_rows, dtype=bool)
            keep[without[(without >= start) & (without < start + rows.num_rows)] - start] = False
            writer.write_batch(rows.filter(pa.array(keep)))
    fresh.replace(path)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=encoded_columns(schema))


def encoded_columns(schema: pa.Schema) -> list[str]:
    """Columns in which values come again, so that Parquet should number them."""
    return [name for name in schema.names if name not in _UNIQUE_COLUMNS]
