"""Rows that repeat an earlier one, found by 64-bit marks first.

Grouping millions of long keys takes longer than reading them; equal marks are rare, and only their rows are
compared by their true values. The result does not depend on the marks.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Marks = npt.NDArray[np.uint64]

_WORD_BYTES = 8
# the golden ratio in 64 bit: multiplying by it spreads neighbouring values (Knuth 1998, vol. 3, p. 516)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


def repeated(columns: Mapping[str, pa.Array]) -> npt.NDArray[np.bool_]:
    """True for every row that equals an earlier row in all columns; NULL equals NULL."""
    row_marks = marks(columns)
    suspects = twins(row_marks)
    result = np.zeros(len(row_marks), dtype=bool)
    if not len(suspects):
        return result
    table = pa.table({**{name: column.take(suspects) for name, column in columns.items()}, "row#": suspects})
    first = table.group_by(list(columns)).aggregate([("row#", "min")])["row#_min"].to_numpy()
    result[suspects] = True
    result[first] = False
    return result


def twins(row_marks: Marks) -> npt.NDArray[np.int64]:
    """Places of the rows whose mark stands more than once, ascending."""
    ordered = np.sort(row_marks)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return np.zeros(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(twice, row_marks), len(twice) - 1)
    return np.flatnonzero(twice[places] == row_marks)


def marks(columns: Mapping[str, pa.Array]) -> Marks:
    """One number per row; equal rows have equal numbers, in whichever piece of a file they stand."""
    result = np.zeros(len(next(iter(columns.values()))), dtype=np.uint64)
    for name, column in columns.items():
        for words in _words(name, column):
            result ^= words
            result *= _SPREAD
            result ^= result >> _HALF
    return result


def _words(name: str, column: pa.Array) -> list[Marks]:
    """A column as numbers: pseudonyms by their own digits, all else by a hash per distinct value."""
    if name == "person_key" and len(column):
        offsets = np.frombuffer(column.buffers()[1], np.int32)[
            column.offset : column.offset + len(column) + 1
        ]
        text = np.frombuffer(column.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        return list(text.view(np.uint64).reshape(len(column), -1).T)
    codes = pc.dictionary_encode(column, null_encoding="encode")
    distinct = np.array([_mark(value) for value in codes.dictionary.to_pylist()], dtype=np.uint64)
    return [distinct[codes.indices.to_numpy()]] if len(distinct) else []


@lru_cache(maxsize=1_000_000)
def _mark(value: object) -> int:
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=_WORD_BYTES).digest(), "little")
