"""Sums, mean and quantiles over draws for millions of rows: sixteen rows sorted at once.

A network compares fixed pairs whatever the data are (Batcher's odd-even merge sort, 1968), so sixteen rows go
through it side by side in vector registers; an ordinary sort of each row takes about ten times as long.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from forecasting.components import Array, Integers

F = TypeVar("F", bound=Callable[..., object])
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
COLUMNS = ("mean", "q10", "q25", "median", "q75", "q90")
LANES = 16
THREADS = 2


def summarise(values: Array) -> NDArray[np.float32]:
    """Return (…, 6): mean and the QUANTILES over the last axis, linear between draws as numpy does."""
    rows = np.ascontiguousarray(values.reshape(-1, values.shape[-1]))
    result = np.empty((len(rows), 1 + len(QUANTILES)), np.float32)
    position = np.array(QUANTILES) * (rows.shape[1] - 1)
    pairs = _network(rows.shape[1])
    bounds = np.linspace(0, len(rows), 8 * THREADS + 1).astype(np.int64)
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [(int(a), int(b)) for a, b in pairwise(bounds)]
        list(pool.map(lambda block: _summarise_block(block, rows, pairs, position, result), jobs))
    return result.reshape(*values.shape[:-1], 1 + len(QUANTILES))


@cache
def _network(size: int) -> Integers:
    """Return the pairs (pair, 2) that sort `size` numbers.

    Pairs beyond the end would compare with infinity and are left out.
    """
    pairs: list[tuple[int, int]] = []
    width = 1 << (max(size, 2) - 1).bit_length()
    p = 1
    while p < width:
        k = p
        while k >= 1:
            for j in range(k % p, width - k, 2 * k):
                for i in range(min(k, width - j - k)):
                    if (i + j) // (2 * p) == (i + j + k) // (2 * p) and i + j + k < size:
                        pairs.append((i + j, i + j + k))
            k //= 2
        p *= 2
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _compiled(function: F) -> F:
    return cast(F, numba.njit(cache=True, nogil=True)(function))


@_compiled
def _summarise_block(
    block: tuple[int, int], rows: Array, pairs: Integers, position: Array, result: NDArray[np.float32]
) -> None:
    draws = rows.shape[1]
    lanes = np.empty((draws, LANES), np.float32)
    for first in range(block[0], block[1], LANES):
        count = min(LANES, block[1] - first)
        lanes[:, count:] = 0.0
        for lane in range(count):
            total = 0.0
            for d in range(draws):
                lanes[d, lane] = rows[first + lane, d]
                total += rows[first + lane, d]
            result[first + lane, 0] = total / draws
        for pair in range(pairs.shape[0]):
            low, high = lanes[pairs[pair, 0]], lanes[pairs[pair, 1]]
            for lane in range(LANES):
                a, b = low[lane], high[lane]
                low[lane], high[lane] = min(a, b), max(a, b)
        for q in range(position.shape[0]):
            below = int(position[q])
            above = min(below + 1, draws - 1)
            part = np.float32(position[q] - below)
            for lane in range(count):
                value = lanes[below, lane] + part * (lanes[above, lane] - lanes[below, lane])
                result[first + lane, q + 1] = value


@_compiled
def sum_ages(block: tuple[int, int], state: Array, by_age: Array, by_group: Array) -> None:
    """Fill (area, age, draw) and (area, nationality, sex, draw) from a state in one pass over `block`."""
    by_age[block[0] : block[1]] = 0.0
    by_group[block[0] : block[1]] = 0.0
    for a in range(block[0], block[1]):
        for n in range(state.shape[1]):
            for s in range(state.shape[2]):
                for x in range(state.shape[3]):
                    source, ages, groups = state[a, n, s, x], by_age[a, x], by_group[a, n, s]
                    for d in range(state.shape[4]):
                        ages[d] += source[d]
                        groups[d] += source[d]
