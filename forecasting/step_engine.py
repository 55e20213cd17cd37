"""Runs the kernel over years and areas: buffers made once, two threads, any reduction on the way."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from forecasting import gross_kernel as kernel
from forecasting.components import Array, Components, Levels
from forecasting.dense_inputs import age_groups, dense_cells, dense_levels, number_of_draws, pool_groups
from forecasting.gross_desk import DESK_ROWS, FIXED, LANES, STRIDE
from forecasting.gross_kernel import AGES_AT_ONCE
from forecasting.gross_pools import project_block
from forecasting.threads import each_block, threads

# First area and the one after the last; first draw and number of draws.
Block = tuple[tuple[int, int], tuple[int, int]]
# Size of the state of one area that stays in a core's own cache beside its levels and totals.
STATE_BYTES = 400_000
# Bytes of a cache line: what begins with one is read and written in whole vectors without meeting two lines.
LINE_BYTES = 64
# More blocks than threads: a thread slowed by others leaves its blocks to the next.
BLOCKS = 16


@dataclass(frozen=True)
class Buffers:
    """Results of a run; the first touch of a fresh page costs ten times a later one, so keep and reuse them.

    `state` (area, nationality, sex, age, draw): the year at work, changed in place. `population` (year + 1,
    area, nationality, sex, age, draw). `totals` (year or 1, area, row, draw) with the rows of gross_rows.
    `born` (year or 1, area, nationality, sex, draw). `detail` (year, row, area, …) and `mothers` (year, area,
    nationality, age, draw). What was not asked for has length 0.
    """

    state: Array
    totals: Array
    born: Array
    detail: Array
    mothers: Array
    population: Array

    def arrays(self) -> tuple[Array, ...]:
        """Return the arrays in the order the kernel reads them."""
        return self.state, self.totals, self.born, self.detail, self.mothers, self.population


def make_buffers(jump_off: Array, components: Components, *, keep: str) -> Buffers:
    """Return empty results. `keep`: 'year' (the current year only), 'totals', 'population', 'detail'."""
    kind = np.dtype(np.float32 if jump_off.dtype == np.float32 else np.float64)
    cell = (*jump_off.shape[:4], number_of_draws(jump_off, components))
    areas, nationalities, sexes, ages, draws = cell
    years, flows = components.years, len(components.internal)
    slots = years + 1 if keep in ("population", "detail") else 0
    stored = 1 if keep == "year" else years
    noted = years if keep == "detail" else 0
    return Buffers(
        _on_a_line(cell, kind),
        np.empty((stored, areas, FIXED + 2 * flows, draws), kind),
        np.empty((stored, areas, nationalities, sexes, draws), kind),
        np.empty((noted, kernel.DETAIL + 2 * flows, *cell), kind),
        np.zeros((noted, areas, nationalities, ages, draws), kind),
        np.empty((slots, *cell), kind),
    )


class Engine:
    """One projection with gross flows, ready to run into its buffers."""

    def __init__(
        self,
        jump_off: Array,
        components: Components,
        buffers: Buffers,
        levels_of_year: Callable[[int], Levels] | None = None,
    ) -> None:
        self.components, self.buffers, self.levels_of_year = components, buffers, levels_of_year
        shape, kind = buffers.state.shape, buffers.state.dtype
        draws, flows = shape[4], len(components.internal)
        cells, births = dense_cells(shape, components, kind)
        self.levels, sizes, peaks = dense_levels(components, draws)
        self.pools = pool_groups(shape, components)
        stored = (len(buffers.totals) - 1, int(len(buffers.detail) > 0))
        sizes_of_run = np.array([*shape[:4], flows, *stored, self.pools[1].shape[1]], dtype=np.int64)
        self.setup = (cells, births, sizes, age_groups(components.levels, shape[3]), peaks, sizes_of_run)
        self.results = tuple(array.reshape(-1, draws) for array in buffers.arrays())
        # Writable or not is part of a type to numba: one type, one compilation.
        self.start = np.require(jump_off, kind, ["C", "W"]).reshape(-1, jump_off.shape[-1])

    def run(self) -> None:
        """Project all years."""
        self._project((0, self.components.years))

    def each_year(self) -> Iterator[int]:
        """Project year by year."""
        for year in range(self.components.years):
            if self.levels_of_year is not None:
                self._take_levels(replace(self.components, levels=self.levels_of_year(year)))
            self._project((year, year + 1))
            yield year

    def _take_levels(self, components: Components) -> None:
        self.levels, sizes, peaks = dense_levels(components, self.buffers.state.shape[-1])
        self.setup = (*self.setup[:2], sizes, self.setup[3], peaks, self.setup[5])

    def _project(self, years: tuple[int, int]) -> None:
        given = (self.setup, self.levels, self.pools, self.start)
        _, nationalities, sexes, _, draws = self.buffers.state.shape
        flows, groups = self.pools[1].shape[:2]
        pool_rows = flows * groups * nationalities * sexes * AGES_AT_ONCE
        kind = self.buffers.state.dtype

        def work(block: Block) -> None:
            # Every task has a desk and pools of its own: draws of different blocks never meet.
            pools = _on_a_line((2, pool_rows, _whole_vectors(draws)), kind)
            desk = _on_a_line((DESK_ROWS * STRIDE,), kind)
            desk[:] = 0
            project_block(block, years, given, self.results, (desk, pools[0], pools[1]))

        each_block(work, self._blocks())

    def _blocks(self) -> list[Block]:
        areas, *_, draws = self.buffers.state.shape
        if self.components.internal:
            # Internal moves need all areas at the same time: threads share the draws.
            parts, width = 1, _whole_vectors(-(-draws // threads()))
        else:
            rows = self.buffers.state[0, ..., 0].size
            parts, width = (
                min(areas, BLOCKS),
                _whole_vectors(STATE_BYTES // (rows * self.buffers.state.itemsize)),
            )
        bounds = np.linspace(0, areas, parts + 1).astype(int)
        return [
            ((int(a), int(b)), (first, min(width, draws - first)))
            for a, b in pairwise(bounds)
            for first in range(0, draws, width)
        ]


def _on_a_line(shape: tuple[int, ...], kind: np.dtype) -> Array:
    """Return an array that begins with a cache line, its content as found."""
    size = math.prod(shape) * kind.itemsize
    raw = np.empty(size + LINE_BYTES, np.uint8)
    first = -raw.ctypes.data % LINE_BYTES
    array: Array = raw[first : first + size].view(kind).reshape(shape)
    return array


def _whole_vectors(draws: int) -> int:
    # 64 numbers are whole vectors to every processor.
    return min(-(-draws // 64) * 64, LANES)
