"""Need of every area and Kita year from children by age: take-up, school entry, reference day, commuting."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboards.topics.kita.assumptions import CARE, Assumptions, Band, Counted
from dashboards.topics.kita.balance import QUANTILES, Children
from dashboards.topics.kita.cube import Floats, Observed, Simulated
from forecasting.kita.ages import OLDEST_AGE, children_later
from forecasting.kita.commuting import Commuting
from forecasting.kita.course import elapsed_of
from forecasting.kita.need import Counting, by_place_of_care, weighted
from forecasting.kita.school import SchoolEntry, school_entry, school_rule

Array = npt.NDArray[np.floating]
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
COLUMNS = ("q10", "q25", "median", "q75", "q90")
# A fan narrower than this, in children, is not widened: the ratio would be of noise.
LEAST_WIDTH = 0.5
# School year whose rules hold for the forecast.
NOW = 2024


@dataclass(frozen=True)
class Base:
    """What the settings work on: children, who commutes, take-up by age, stored fans of larger areas.

    `rates` (area, age) or (1, age) are those of the areas of `observed`, already at the wanted level.
    `commuting` has the leaves of `simulated` in their order. `ags` goes with the areas. `widening` (area,
    year) spreads the draws of larger areas, see `widening`.
    """

    observed: Observed
    simulated: Simulated | None
    commuting: Commuting | None
    rates: Array
    ags: tuple[str | None, ...]
    widening: Array | None = None


def need(base: Base, settings: Assumptions) -> Children:
    """Return children and need of all areas: observed years, then forecast ones with their draws."""
    past = _observed(base, settings)
    if base.simulated is None:
        return Children(past.assign(is_forecast=False), np.empty((0, 0), dtype=np.float32), is_need=True)
    children, need_draws = simulated_need(base, base.simulated, settings)
    first = base.simulated.years[0]
    ahead = _table(base.simulated, children, need_draws)
    past = past[past["kita_year"] < first].assign(is_forecast=False)
    table = pd.concat([past, ahead.assign(is_forecast=True)], ignore_index=True)
    flat = need_draws.reshape(-1, need_draws.shape[-1])
    return Children(table.astype({"is_forecast": bool}), flat, is_need=True)


def simulated_need(base: Base, cube: Simulated, settings: Assumptions) -> tuple[Floats, Floats]:
    """Return children and places needed, each (area, year, draw), sums of the leaves draw by draw."""
    leaves = np.array([base.observed.areas.index(leaf) for leaf in cube.leaves])
    weights = weights_of(base, settings, cube.years)[leaves]
    rates = np.broadcast_to(base.rates, (len(base.observed.areas), OLDEST_AGE))[leaves]
    children = on_day(cube, settings, cube.years[0])
    counted = cube.summed(weighted(children, weights))
    places = weighted(children, with_held(weights * rates[:, np.newaxis], weights, settings))
    places *= np.float32(1 - settings.childminding)
    if settings.counting.place == CARE and base.commuting is not None:
        there = base.commuting
        places = by_place_of_care(places, there.matrix, there.guests).astype(np.float32)
    total = cube.summed(places)
    if base.widening is None:
        return counted, total
    return _widened(counted, base.widening), _widened(total, base.widening)


def entry_of(ags: str | None, flexi: float | None) -> SchoolEntry:
    """Return the school entry of a Land; a share of waiting children set by hand replaces the usual one."""
    if flexi is None:
        return school_rule(ags, NOW).entry
    return replace(school_entry(ags), postponed_share=flexi)


def widening(base: Base, band: Band, widths: Array) -> Array:
    """Return how much wider an area's own fan is than that of the sum of its leaves, (area, year).

    `widths` (area, year) are those of the stored 80 % band of the children of a band, NaN where unknown;
    leaves have 1. Both fans are calibrated on a record of their own; the draws of the sum are spread to that
    of the area.
    """
    cube = base.simulated
    if cube is None:
        return np.ones_like(widths)
    plain = Assumptions(band, 1.0, counting=Counted(flexi=0.0))
    leaves = np.array([base.observed.areas.index(leaf) for leaf in cube.leaves])
    weights = weights_of(base, plain, cube.years)[leaves]
    ordered = np.sort(cube.summed(weighted(cube.children[:, :-1], weights)), axis=-1)
    width = _at(ordered, 0.9) - _at(ordered, 0.1)
    is_same = (width < LEAST_WIDTH) | np.isnan(widths) | (cube.members.sum(axis=1) <= 1)[:, np.newaxis]
    factor: Array = np.where(is_same, 1.0, widths / np.maximum(width, LEAST_WIDTH))
    return factor


def one_year(base: Base, area_id: str, kita_year: int) -> Base:
    """Return the base cut to one area and forecast Kita year, so that a what-if takes no time.

    Raises ValueError for a year without forecast.
    """
    cube = base.simulated
    if cube is None or kita_year not in cube.years:
        raise ValueError(f"Für das Kita-Jahr {kita_year} gibt es keine Prognose.")
    at, row = cube.years.index(kita_year), cube.areas.index(area_id)
    cut = Simulated(
        (area_id,),
        cube.leaves,
        (kita_year,),
        cube.children[:, at : at + 2],
        cube.members[[row]],
    )
    factor = None if base.widening is None else base.widening[[row], at : at + 1]
    return replace(base, simulated=cut, widening=factor)


def spread(draws: Array, factor: float) -> Array:
    """Return draws, the last axis, spread about their median by a factor; never below zero."""
    middle = np.median(draws, axis=-1, keepdims=True)
    wide: Array = np.maximum(middle + factor * (draws - middle), 0)
    return wide


def land_weights(ags: str | None, settings: Assumptions) -> Array:
    """Return how much of each age counts in a Land, (age)."""
    weights: Array = _land_weights(ags, settings, (NOW,))[0]
    return weights


def _observed(base: Base, settings: Assumptions) -> pd.DataFrame:
    """Children and need of observed Kita years, all quantiles the same; NaN where an age is missing."""
    seen, counting = base.observed, settings.counting
    if not seen.years:
        return pd.DataFrame(columns=["area_id", "kita_year", "median", "need", *QUANTILES])
    following = first_simulated(base)
    august = np.concatenate([seen.children, following[:, np.newaxis]], axis=1)
    elapsed = elapsed_of(counting.day, seen.years[0])
    children = children_later(august[:, :-1], august[:, 1:], elapsed, axis=2) if elapsed else seen.children
    weights = weights_of(base, settings, seen.years)
    rates = np.broadcast_to(base.rates, (len(seen.areas), OLDEST_AGE))[:, np.newaxis]
    # Ages without weight may be missing.
    known = np.where(weights > 0, children, 0.0)
    counted = (known * weights).sum(axis=2)
    places = (known * with_held(weights * rates, weights, settings)).sum(axis=2) * (1 - settings.childminding)
    if counting.place == CARE and base.commuting is not None and base.simulated is not None:
        places = _placed(base.simulated, base.commuting, seen, places)
    grid = pd.MultiIndex.from_product([seen.areas, seen.years], names=["area_id", "kita_year"])
    table = pd.DataFrame({"median": counted.ravel(), "need": places.ravel()}, index=grid).reset_index()
    same = {quantile: table["median"] for quantile in QUANTILES}
    return table.assign(**same, **{f"need_{quantile}": table["need"] for quantile in QUANTILES})


def _placed(cube: Simulated, there: Commuting, seen: Observed, places: Array) -> Array:
    """Observed need at the place of care, summed to every area; NaN where a home it comes from is missing."""
    leaves = np.array([seen.areas.index(leaf) for leaf in cube.leaves])
    home = places[leaves]
    moved = there.matrix.T @ np.nan_to_num(home) + there.guests[:, np.newaxis]
    unknown = (there.matrix.T > 0).astype(float) @ np.isnan(home).astype(float)
    by_leaf = np.where(unknown > 0, np.nan, moved)
    inside = cube.members.astype(bool)
    total = [by_leaf[row].sum(axis=0) for row in inside]
    placed: Array = np.stack(total)
    return placed


def first_simulated(base: Base) -> Array:
    """Return medians of the first forecast year, (area, age): what the last observed year grows into."""
    if base.simulated is None:
        return base.observed.children[:, -1]
    first = np.median(base.simulated.children[:, 0], axis=-1)
    total: Array = base.simulated.members @ first
    return total


def on_day(cube: Simulated, settings: Assumptions, kita_year: int) -> Floats:
    """Return simulated children on the reference day, (leaf, year, age, draw); shared, not to be changed."""
    elapsed = elapsed_of(settings.counting.day, kita_year)
    if not elapsed:
        return cube.children[:, :-1]
    # A single year is a what-if: quick to count, and it must not push the whole out of memory.
    if len(cube.years) == 1:
        return _later_of(cube, elapsed)
    return _later(_Kept(cube), elapsed)


@dataclass(frozen=True, eq=False)
class _Kept:
    """A cube as a key: the same object is the same question."""

    cube: Simulated

    def __hash__(self) -> int:
        return id(self.cube)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.cube is self.cube


@lru_cache(maxsize=4)
def _later(kept: _Kept, elapsed: float) -> Floats:
    return _later_of(kept.cube, elapsed)


def _later_of(cube: Simulated, elapsed: float) -> Floats:
    children = cube.children
    later = children_later(children[:, :-1], children[:, 1:], elapsed, axis=2)
    return np.asarray(later, dtype=np.float32)


def weights_of(base: Base, settings: Assumptions, years: tuple[int, ...]) -> Array:
    """Return how much of each age counts, (area, year, age), by the school entry of an area's Land."""
    by_ags = {ags: _land_weights(ags, settings, years) for ags in set(base.ags)}
    return np.stack([by_ags[ags] for ags in base.ags])


@lru_cache(maxsize=200)
def _land_weights(ags: str | None, settings: Assumptions, years: tuple[int, ...]) -> Array:
    counting = settings.counting
    counted = Counting(
        entry_of(ags, counting.flexi),
        elapsed_of(counting.day, years[0]),
        counting.convention,
        counting.cohorts or None,
        counting.only_claims,
    )
    return np.stack([counted.weights(settings.band, year) for year in years])


def with_held(taken: Array, weights: Array, settings: Assumptions) -> Array:
    """Return weights × rates where a three-year-old still in the Krippe keeps the rate of age two."""
    if settings.band != "u3" or settings.counting.day == "aug":
        return taken
    held: Array = taken.copy()
    share = np.divide(
        taken[..., 2], weights[..., 2], out=np.zeros_like(taken[..., 2]), where=weights[..., 2] > 0
    )
    held[..., 3] = weights[..., 3] * share
    return held


def _widened(draws: Floats, factor: Array) -> Floats:
    middle = np.median(draws, axis=-1, keepdims=True)
    spread = middle + factor[..., np.newaxis].astype(np.float32) * (draws - middle)
    return np.maximum(spread, 0).astype(np.float32)


def _table(cube: Simulated, children: Floats, places: Floats) -> pd.DataFrame:
    grid = pd.MultiIndex.from_product([cube.areas, cube.years], names=["area_id", "kita_year"])
    columns = {}
    for prefix, draws in (("", children), ("need_", places)):
        ordered = np.sort(draws, axis=-1)
        for name, level in zip(COLUMNS, LEVELS, strict=True):
            columns[prefix + name] = _at(ordered, level).ravel().astype(float)
    return pd.DataFrame(columns, index=grid).rename(columns={"need_median": "need"}).reset_index()


def _at(ordered: Array, level: float) -> Array:
    position = level * (ordered.shape[-1] - 1)
    below = int(position)
    above = min(below + 1, ordered.shape[-1] - 1)
    value: Array = ordered[..., below] + (position - below) * (ordered[..., above] - ordered[..., below])
    return value
