"""Runs the kernel over years and areas: buffers made once, two threads, any reduction on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from forecasting import gross_kernel as kernel
from forecasting.components import Array, Components, Levels
from forecasting.dense_inputs import age_groups, dense_cells, dense_levels, number_of_draws, pool_buffers
from forecasting.gross_pools import fill_pools
from forecasting.gross_rows import FIXED
from forecasting.threads import each_block

# More blocks than threads: a thread slowed by others leaves its blocks to the next.
BLOCKS = 16


@dataclass(frozen=True)
class Buffers:
    """Results of a run; the first touch of a fresh page costs ten times a later one, so keep and reuse them.

    `population` (slot, area, nationality, sex, age, draw): one slot, changed in place, or years + 1. `totals`
    (year or 1, area, row, draw) with the rows of gross_rows. `born` (year or 1, area, nationality, sex,
    draw). `detail` (year, row, area, …) and `mothers` (year, area, nationality, age, draw) are empty unless
    asked for.
    """

    population: Array
    totals: Array
    born: Array
    detail: Array
    mothers: Array

    def arrays(self) -> tuple[Array, ...]:
        """Return the arrays in the order the kernel reads them."""
        return self.population, self.totals, self.born, self.detail, self.mothers


def make_buffers(jump_off: Array, components: Components, *, keep: str) -> Buffers:
    """Return empty results. `keep`: 'year' (the current year only), 'totals', 'population', 'detail'."""
    kind = np.float32 if jump_off.dtype == np.float32 else np.float64
    cell = (*jump_off.shape[:4], number_of_draws(jump_off, components))
    areas, nationalities, sexes, ages, draws = cell
    years = components.years
    slots = years + 1 if keep in ("population", "detail") else 1
    stored = 1 if keep == "year" else years
    flows = len(components.internal)
    detail = (years, kernel.DETAIL + 2 * flows, *cell) if keep == "detail" else (0, 1, 1, 1, 1, 1, draws)
    mothers = (years, areas, nationalities, ages, draws) if keep == "detail" else (0, 1, 1, 1, draws)
    return Buffers(
        np.empty((slots, *cell), kind),
        np.empty((stored, areas, FIXED + 2 * flows, draws), kind),
        np.empty((stored, areas, nationalities, sexes, draws), kind),
        np.empty(detail, kind),
        np.zeros(mothers, kind),
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
        shape = buffers.population.shape[1:]
        draws, flows = shape[4], len(components.internal)
        cells, births = dense_cells(shape, components)
        self.levels, sizes, peaks = dense_levels(components, draws)
        self.pools = pool_buffers(shape, components, buffers.population.dtype)
        stored = (len(buffers.population) - 1, len(buffers.totals) - 1, int(len(buffers.detail) > 0))
        sizes_of_run = np.array([*shape[:4], flows, *stored, self.pools[1].shape[1]], dtype=np.int64)
        self.setup = (cells, births, sizes, age_groups(components.levels, shape[3]), peaks, sizes_of_run)
        self.results = tuple(array.reshape(-1, draws) for array in buffers.arrays())
        self._start(jump_off)

    def run(self) -> None:
        """Project all years."""
        if self.components.internal:
            for _ in self.each_year():
                pass
            return
        self._advance((0, self.components.years), (self._last_age, 0))

    def each_year(self) -> Iterator[int]:
        """Project year by year; internal moves need all areas at the same time."""
        for year in range(self.components.years):
            years, last = (year, year + 1), self._last_age
            if self.levels_of_year is not None:
                self._take_levels(replace(self.components, levels=self.levels_of_year(year)))
            if self.components.internal:
                self._fill((1, last + 1, year))
                self._advance(years, (last, 1))
                self._fill((0, 1, year))
                self._advance(years, (0, 0))
            else:
                self._advance(years, (last, 0))
            yield year

    def _take_levels(self, components: Components) -> None:
        self.levels, sizes, peaks = dense_levels(components, self.buffers.population.shape[-1])
        self.setup = (*self.setup[:2], sizes, self.setup[3], peaks, self.setup[5])

    @property
    def _last_age(self) -> int:
        return int(self.buffers.population.shape[4]) - 1

    def _advance(self, years: tuple[int, int], ages: tuple[int, int]) -> None:
        given = (self.setup, self.levels, self.results, self.pools)
        each_block(lambda bounds: kernel.advance((*bounds, *years, *ages), *given), self._bounds())

    def _fill(self, ages_and_year: tuple[int, int, int]) -> None:
        groups = range(self.buffers.population.shape[2] * self.buffers.population.shape[3])
        given = (self.setup, self.levels, self.results[0], self.pools)
        each_block(lambda group: fill_pools((group, *ages_and_year), *given), groups)

    def _start(self, jump_off: Array) -> None:
        first = self.buffers.population[0]

        def copy(bounds: tuple[int, int]) -> None:
            first[slice(*bounds)] = jump_off[slice(*bounds)]

        each_block(copy, self._bounds())

    def _bounds(self) -> list[tuple[int, int]]:
        areas = self.buffers.population.shape[1]
        bounds = np.linspace(0, areas, min(areas, BLOCKS) + 1).astype(int)
        return [(int(a), int(b)) for a, b in pairwise(bounds)]
