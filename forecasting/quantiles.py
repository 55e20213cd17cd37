"""Sums, mean and quantiles over draws for millions of rows, in blocks that fit the processor's cache.

numpy sorts rows of float32 with vector instructions (AVX-512, AVX2, NEON); one sort gives every quantile and
is faster here than partitioning, sorting networks or counting. Threads never share a row, so any number of
them gives the same bits.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forecasting.components import Array, Integers
from forecasting.machine_code import compiled
from forecasting.threads import each_block

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
COLUMNS = ("mean", "q10", "q25", "median", "q75", "q90")
MEDIAN = COLUMNS.index("median")
# Values sorted at once: about the size of a core's own cache.
BLOCK_VALUES = 100_000


def summarise(values: Array) -> NDArray[np.float32]:
    """Return (…, 6): mean and the QUANTILES over the last axis, linear between draws as numpy does."""
    draws = values.shape[-1]
    rows = values.reshape(-1, draws)
    result = np.empty((len(rows), len(COLUMNS)), np.float32)
    step = max(BLOCK_VALUES // draws, 1)
    bounds = [*range(0, len(rows), step), len(rows)]
    each_block(lambda block: summarise_rows(rows[slice(*block)], result[slice(*block)]), pairwise(bounds))
    return result.reshape(*values.shape[:-1], len(COLUMNS))


def summarise_rows(rows: Array, result: NDArray[np.float32]) -> None:
    """Fill `result` (row, 6) from `rows` (row, draw), which stay as they are; best in blocks of some 100."""
    result[:, 0] = rows.mean(axis=-1)
    _fill_quantiles(rows.astype(np.float32), result)


def summarise_copied(rows: NDArray[np.float32], result: NDArray[np.float32]) -> None:
    """Do the same for rows nobody needs afterwards: they are left sorted."""
    result[:, 0] = rows.mean(axis=-1)
    _fill_quantiles(rows, result)


def _fill_quantiles(rows: NDArray[np.float32], result: NDArray[np.float32]) -> None:
    position = np.array(QUANTILES) * (rows.shape[1] - 1)
    below = position.astype(int)
    above = np.minimum(below + 1, rows.shape[1] - 1)
    rows.sort(axis=-1)
    low = rows[:, below]
    result[:, 1:] = low + (position - below).astype(np.float32) * (rows[:, above] - low)


@compiled
def sum_members(by_leaf: Array, members: Integers, bounds: Integers, summed: Array) -> None:
    """Sum (leaf, row, draw) over members[bounds[a] : bounds[a + 1]] of every area into (area, row, draw)."""
    row = np.empty(summed.shape[2])
    for a in range(summed.shape[0]):
        first, end = bounds[a], bounds[a + 1]
        for r in range(summed.shape[1]):
            if end == first + 1:
                # Most areas are leaves themselves.
                summed[a, r] = by_leaf[members[first], r]
                continue
            row[:] = 0.0
            for i in range(first, end):
                source = by_leaf[members[i], r]
                for d in range(row.shape[0]):
                    row[d] += source[d]
            summed[a, r] = row


@compiled
def weigh_ages(by_age: Array, weights: Array, summed: Array) -> None:
    """Sum (leaf, age, draw) by weights (leaf, band, age) into (leaf, band, draw)."""
    for leaf in range(summed.shape[0]):
        for band in range(summed.shape[1]):
            row = summed[leaf, band]
            row[:] = 0.0
            for age in range(weights.shape[2]):
                weight, source = weights[leaf, band, age], by_age[leaf, age]
                if weight > 0.0:
                    for d in range(row.shape[0]):
                        row[d] += weight * source[d]
