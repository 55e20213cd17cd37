"""From yearly states to what is stored: areas and ages are summed per draw, then summarised.

One leaf is summed and summarised at a time, while its draws are in the processor's cache; draws of single
cells are never kept.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forecasting.cohort_component import YearTotals
from forecasting.components import Array, Integers
from forecasting.jump_off import Places
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.kita import OLDEST_AGE, band_weights, children_at_first_of_august, school_entry
from forecasting.leaf_sums import LeafSums
from forecasting.quantiles import COLUMNS, sum_members, summarise, summarise_copied, weigh_ages
from forecasting.results import (
    CHILD_YEARS,
    COMPONENTS,
    INDICATORS,
    KEPT,
    TOTAL,
    Band,
    ScenarioResult,
    band_list,
)
from forecasting.threads import each_block

# Leaves one thread takes at a time, one after the other.
LEAVES_AT_ONCE = 4


class Collector:
    """Takes the years of one scenario one after the other; memory does not grow with draws × years × cells.

    `held` (leaf, nationality, sex, age) are residents outside the projection, the same in every draw: they
    are added to the sums of every draw and shift the quantiles of single cells. With year ends in front, the
    first is the jump-off; without, they stay the same.
    """

    def __init__(
        self, jump_off: Array, places: Places, horizon: int, draws: int, *, held: Array | None = None
    ) -> None:
        self.places, self.held = places, held
        self.members, self.bounds = _members(places)
        self.care_weights = _care_weights(places)
        self.bands = band_list(jump_off.shape[1])
        self.position = {band: i for i, band in enumerate(self.bands)}
        whole = [band for band in self.bands if band.sex is None and band.nationality is None]
        self.plain = np.array([(band.age, band.age_to) for band in whole], dtype=np.int64)
        areas, width = len(places.areas), len(COLUMNS)

        def empty(*shape: int) -> Array:
            return np.empty(shape, np.float32)

        self.arrays = ScenarioResult(
            cells=empty(horizon, *jump_off.shape[:4], width),
            bands=empty(horizon + 1, areas, len(self.bands), width),
            indicators=empty(horizon + 1, areas, len(INDICATORS), width),
            components=empty(horizon, areas, len(COMPONENTS), width),
            demand=empty(horizon, areas, len(CARE_BANDS), width),
            demand_draws=empty(horizon, areas, len(CARE_BANDS), min(draws, KEPT)),
            children_draws=empty(min(horizon, CHILD_YEARS), len(places.leaves), OLDEST_AGE, min(draws, KEPT)),
            total_draws=empty(horizon + 1, areas, draws),
            cut=0.0,
        )
        self.cut = 0.0
        start = np.broadcast_to(jump_off, (*jump_off.shape[:4], draws))
        self.children = self._stock(0, start, None)

    def add(self, year: YearTotals) -> None:
        """Take the next year."""
        arrays, before = self.arrays, self.children
        self.children = self._stock(year.step + 1, year.population, arrays.cells[year.step])
        arrays.components[year.step] = summarise(self._above(_components(year)))
        self._demand(year.step, children_at_first_of_august(before, self.children, axis=1))
        self.cut = max(self.cut, float(year.cut.mean(axis=-1, dtype=float).sum()))

    def result(self) -> ScenarioResult:
        """Return the summaries once all years are added."""
        return replace(self.arrays, cut=self.cut)

    def _stock(self, row: int, state: Array, cells: Array | None) -> NDArray[np.float64]:
        """Summarise a state (leaf, nationality, sex, age, draw); return children (leaf, age, draw)."""
        leaves, nationalities, _, ages, draws = state.shape
        by_band = np.empty((leaves, len(self.bands) + 1, draws))
        children = np.empty((leaves, OLDEST_AGE + 1, draws))

        def work(block: tuple[int, int]) -> None:
            one = LeafSums(self.plain, nationalities, ages, draws)
            for leaf in range(*block):
                one.add(np.ascontiguousarray(state[leaf]), by_band[leaf], children[leaf])
                if cells is not None:
                    summarise_copied(one.copied, cells[leaf].reshape(-1, len(COLUMNS)))

        each_block(work, pairwise([*range(0, leaves, LEAVES_AT_ONCE), leaves]))
        if self.held is not None:
            held = self.held if self.held.ndim == state.ndim - 1 else self.held[row]
            self._add_held(held, (by_band, children), cells)
        sums = self._above(by_band)
        self.arrays.total_draws[row] = sums[:, self.position[Band(*TOTAL)]]
        # The row of years lived goes along: without it, all others would have to be copied.
        self.arrays.bands[row] = summarise(sums)[:, :-1]
        self.arrays.indicators[row] = summarise(self._indicators(sums))
        return children

    def _add_held(self, held: Array, sums_of: tuple[Array, Array], cells: Array | None) -> None:
        by_band, children = sums_of
        sums, young = np.empty((by_band.shape[1], 1)), np.empty((children.shape[1], 1))
        one = LeafSums(self.plain, held.shape[1], held.shape[3], 1)
        for leaf in np.flatnonzero(held.any(axis=(1, 2, 3))):
            people = np.ascontiguousarray(held[leaf][..., np.newaxis], dtype=float)
            one.add(people, sums, young)
            by_band[leaf] += sums
            children[leaf] += young
            if cells is not None:
                cells[leaf] += people.astype(np.float32)

    def _above(self, by_leaf: Array) -> Array:
        """Return sums over the leaves of every area, (leaf, row, draw) → (area, row, draw)."""
        summed = np.empty((len(self.places.areas), *by_leaf.shape[1:]), np.float32)
        sum_members(by_leaf, self.members, self.bounds, summed)
        return summed

    def _indicators(self, sums: Array) -> Array:
        def persons(age: int, age_to: int) -> Array:
            summed: Array = sums[:, self.position[Band(age, age_to)]]
            return summed

        young, working, old = persons(0, 19), persons(20, 64), persons(65, 100)
        total, lived = persons(*TOTAL), sums[:, -1]
        with np.errstate(invalid="ignore", divide="ignore"):
            # An area nobody of working age lives in has no ratio: NaN becomes NULL.
            ratios = [100 * young / working, 100 * old / working, 100 * (young + old) / working]
            stacked: Array = np.stack([*ratios, lived / total], axis=1)
        return np.where(np.isfinite(stacked), stacked, np.nan)

    def _demand(self, step: int, august: Array) -> None:
        """Sum children (leaf, age, draw) on 1 August to care bands."""
        bands = np.empty((len(august), len(CARE_BANDS), august.shape[-1]))
        weigh_ages(np.ascontiguousarray(august), self.care_weights, bands)
        draws = self._above(bands)
        self.arrays.demand[step] = summarise(draws)
        self.arrays.demand_draws[step] = spaced_draws(draws)
        if step < len(self.arrays.children_draws):
            self.arrays.children_draws[step] = august[..., kept_numbers(august.shape[-1])]


def collect_results(
    years: Iterator[YearTotals],
    jump_off: Array,
    places: Places,
    horizon: int,
    draws: int,
    *,
    held: Array | None = None,
) -> ScenarioResult:
    """Run through the years of a scenario and return their summaries."""
    collector = Collector(jump_off, places, horizon, draws, held=held)
    for year in years:
        collector.add(year)
    return collector.result()


def spaced_draws(draws: Array) -> Array:
    """Return at most KEPT draws of each row in ascending order, each standing for as many."""
    count = draws.shape[-1]
    ordered = np.sort(draws, axis=-1)
    if count <= KEPT:
        return ordered
    kept: Array = ordered[..., kept_numbers(count)]
    return kept


def kept_numbers(count: int) -> Integers:
    """Return which of `count` draws are stored: all of a few, else KEPT evenly spaced ones."""
    kept = min(count, KEPT)
    numbers: Integers = ((np.arange(kept) + 0.5) * count / kept).astype(int)
    return numbers


def _care_weights(places: Places) -> Array:
    """Return the weight of every age in every care band, (leaf, band, age), by the rule of its Land."""
    by_municipality = [band_weights(school_entry(ags)) for ags in places.municipalities]
    weights = np.array([[one[band] for band in CARE_BANDS] for one in by_municipality])
    by_leaf: Array = weights[places.municipality]
    return by_leaf


def _members(places: Places) -> tuple[Integers, Integers]:
    """Return leaves of all areas one after the other, and where each area begins."""
    inside = places.membership > 0
    bounds = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
    return np.nonzero(inside)[1].astype(np.int64), bounds.astype(np.int64)


def _components(year: YearTotals) -> Array:
    # Only the first internal flow stays inside a municipality; moves between members cross a municipal
    # border.
    inner_in = year.moves_in[0] if len(year.moves_in) else np.zeros_like(year.births)
    inner_out = year.moves_out[0] if len(year.moves_out) else np.zeros_like(year.births)
    crossing_in = year.in_migration + year.moves_in[1:].sum(axis=0)
    crossing_out = year.out_migration + year.moves_out[1:].sum(axis=0)
    parts = (year.births, year.deaths, crossing_in, crossing_out, inner_in, inner_out, year.naturalisations)
    return np.stack(parts, axis=1)
