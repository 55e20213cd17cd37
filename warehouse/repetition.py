"""Rows that repeat an earlier one, found by 64-bit marks first.

Grouping millions of long keys takes longer than reading them; equal marks are rare, and only their rows are
compared by their true values. The result does not depend on the marks.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_Marks = npt.NDArray[np.uint64]

_WORD_BYTES = 8
# the golden ratio in 64 bit: multiplying by it spreads neighbouring values (Knuth 1998, vol. 3, p. 516)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


def repeated(columns: Mapping[str, pa.Array]) -> npt.NDArray[np.bool_]:
    """True for every row that equals an earlier row in all columns; NULL equals NULL."""
    marks = _marks(list(columns.values()))
    ordered = np.sort(marks)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    result = np.zeros(len(marks), dtype=bool)
    if not len(twice):
        return result
    suspects = np.flatnonzero(np.isin(marks, twice))
    table = pa.table({**{name: column.take(suspects) for name, column in columns.items()}, "row#": suspects})
    first = table.group_by(list(columns)).aggregate([("row#", "min")])["row#_min"].to_numpy()
    result[suspects] = True
    result[first] = False
    return result


def _marks(columns: list[pa.Array]) -> _Marks:
    """One number per row; equal rows have equal numbers."""
    marks = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        for words in _words(column):
            marks ^= words
            marks *= _SPREAD
            marks ^= marks >> _HALF
    return marks


def _words(column: pa.Array) -> list[_Marks]:
    """A column as numbers: its bytes where all values are equally long (pseudonyms), else codes."""
    if pa.types.is_string(column.type) and not column.null_count and len(column):
        width = len(column[0].as_py().encode())
        offsets = np.frombuffer(column.buffers()[1], np.int32)[
            column.offset : column.offset + len(column) + 1
        ]
        if width and not width % _WORD_BYTES and bool((np.diff(offsets) == width).all()):
            text = np.frombuffer(column.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
            return list(text.view(np.uint64).reshape(len(column), -1).T)
    codes = pc.dictionary_encode(column, null_encoding="encode").indices
    return [codes.to_numpy().astype(np.uint64)]
