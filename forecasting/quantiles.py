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
    position = np.array(QUANTILES) * (rows.shape[1] - 1)
    below = position.astype(int)
    above = np.minimum(below + 1, rows.shape[1] - 1)
    ordered = rows.astype(np.float32)
    ordered.sort(axis=-1)
    low = ordered[:, below]
    result[:, 1:] = low + (position - below).astype(np.float32) * (ordered[:, above] - low)


@compiled
def sum_leaf(state: Array, bands: Integers, below: Array, sums: Array, by_age: Array) -> None:
    """Sum one leaf (nationality, sex, age, draw) in a single pass.

    Fills `sums` (row, draw): one row for each of `bands` (first age, last age), then both sexes, two
    nationalities if there are two, and years lived, Σ (age + ½) × persons. Fills `by_age` (age, draw) as far
    as it goes. `below` (age + 1, draw) is scratch: persons younger than each age.
    """
    nationalities, sexes, ages, draws = state.shape
    by_group = np.zeros((nationalities, sexes, draws))
    lived = sums[sums.shape[0] - 1]
    below[0] = 0.0
    lived[:] = 0.0
    for x in range(ages):
        before, after = below[x], below[x + 1]
        for n in range(nationalities):
            _add_pair(state[n, 0, x], state[n, 1, x], after, n == 0)
            for s in range(sexes):
                source, group = state[n, s, x], by_group[n, s]
                for d in range(draws):
                    group[d] += source[d]
        if x < by_age.shape[0]:
            by_age[x] = after
        for d in range(draws):
            lived[d] += (x + 0.5) * after[d]
            after[d] += before[d]
    _fill_rows(bands, below, by_group, sums)


@compiled
def _add_pair(men: Array, women: Array, to: Array, is_first: bool) -> None:
    # Both sexes at once: sums go to memory half as often. Persons are added in the order of the rows.
    if is_first:
        for d in range(to.shape[0]):
            to[d] = np.float64(men[d]) + women[d]
    else:
        for d in range(to.shape[0]):
            to[d] = to[d] + men[d] + women[d]


@compiled
def _fill_rows(bands: Integers, below: Array, by_group: Array, sums: Array) -> None:
    plain, (nationalities, sexes) = bands.shape[0], by_group.shape[:2]
    for b in range(plain):
        sums[b] = below[bands[b, 1] + 1] - below[bands[b, 0]]
    for s in range(sexes):
        sums[plain + s] = by_group[:, s].sum(axis=0)
    if nationalities == 2:
        for n in range(nationalities):
            sums[plain + sexes + n] = by_group[n].sum(axis=0)


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
