"""Need of every area and Kita year from children by age: take-up, school entry, reference day, commuting."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboards.topics.kita.ages_of_band import counted_on_day, weights_of, with_held
from dashboards.topics.kita.assumptions import CARE, Assumptions, Band, Counted
from dashboards.topics.kita.balance import Children
from dashboards.topics.kita.cube import Floats, Observed, Simulated
from forecasting.kita.ages import OLDEST_AGE, children_later
from forecasting.kita.commuting import Commuting
from forecasting.kita.course import elapsed_of
from forecasting.kita.need import by_place_of_care, weighted

Array = npt.NDArray[np.floating]
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
COLUMNS = ("q10", "q25", "median", "q75", "q90")
NEEDED = ("need_q10", "need_q25", "need", "need_q75", "need_q90")
# A fan narrower than this, in children, is not widened: the ratio would be of noise.
LEAST_WIDTH = 0.5


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


def need(base: Base, settings: Assumptions, children: pd.DataFrame | None = None) -> Children:
    """Return children and need of all areas: observed years, then forecast ones with their draws.

    `children` is what `counted` returns for the same way of counting, where it is known already: take-up and
    the place of care do not move it.
    """
    table = (counted(base, settings) if children is None else children).copy()
    past = _observed_need(base, settings)[:, _before_forecast(base)].ravel()
    if base.simulated is None:
        for name in NEEDED:
            table[name] = past
        return Children(table, np.empty((0, 0), dtype=np.float32), is_need=True)
    total = _places(base, base.simulated, settings)
    ordered = np.sort(total, axis=-1)
    for name, values in zip(NEEDED, _quantiles(ordered, base.widening), strict=True):
        table[name] = np.concatenate([past, values.ravel()])
    draws = _widened(total, _at(ordered, 0.5), base.widening)
    return Children(table, draws.reshape(-1, draws.shape[-1]), is_need=True)


def counted(base: Base, settings: Assumptions) -> pd.DataFrame:
    """Return the children of a band in all areas: area_id, kita_year, median, q10 … q90, is_forecast.

    Observed years first, areas in order, then forecast ones.
    """
    seen, cube, before = base.observed, base.simulated, _before_forecast(base)
    weights = weights_of(base.ags, settings, seen.years)
    # Ages without weight may be missing.
    past = (np.where(weights > 0, _on_day_observed(base, settings), 0.0) * weights).sum(axis=2)[:, before]
    grid = _grid(seen.areas, tuple(seen.years[at] for at in before))
    if cube is None:
        return grid.assign(**dict.fromkeys(COLUMNS, past.ravel()), is_forecast=False)
    total = cube.summed(counted_on_day(cube, settings, _leaf_weights(base, cube, settings)))
    ahead = _quantiles(np.sort(total, axis=-1), base.widening)
    both = {
        name: np.concatenate([past.ravel(), values.ravel()])
        for name, values in zip(COLUMNS, ahead, strict=True)
    }
    rows = pd.concat([grid, _grid(cube.areas, cube.years)], ignore_index=True)
    return rows.assign(**both, is_forecast=np.arange(len(rows)) >= len(grid))


def counted_in(base: Base, settings: Assumptions, area_id: str) -> pd.DataFrame:
    """Return the rows of `counted` of one area on 1 August, without counting all the others."""
    seen, cube, before = base.observed, base.simulated, _before_forecast(base)
    at = seen.areas.index(area_id)
    weights = weights_of(base.ags, settings, seen.years)[at]
    past = (np.where(weights > 0, seen.children[at], 0.0) * weights).sum(axis=1)[before]
    grid = _grid((area_id,), tuple(seen.years[one] for one in before))
    if cube is None:
        return grid.assign(**dict.fromkeys(COLUMNS, past), is_forecast=False)
    row = cube.areas.index(area_id)
    inside = np.flatnonzero(cube.members[row])
    shares = _leaf_weights(base, cube, settings)[inside]
    ordered = np.sort(weighted(cube.children[inside, :-1], shares).sum(axis=0), axis=-1)
    ahead = _quantiles(ordered, None if base.widening is None else base.widening[row])
    both = {name: np.concatenate([past, values]) for name, values in zip(COLUMNS, ahead, strict=True)}
    rows = pd.concat([grid, _grid((area_id,), cube.years)], ignore_index=True)
    return rows.assign(**both, is_forecast=np.arange(len(rows)) >= len(grid))


def simulated_need(base: Base, cube: Simulated, settings: Assumptions) -> Floats:
    """Return places needed, (area, year, draw), sums of the leaves draw by draw."""
    total = _places(base, cube, settings)
    return _widened(total, np.median(total, axis=-1), base.widening)


def _places(base: Base, cube: Simulated, settings: Assumptions) -> Floats:
    """Places needed before the fans of larger areas are widened, (area, year, draw)."""
    weights = _leaf_weights(base, cube, settings)
    rates = np.broadcast_to(base.rates, (len(base.observed.areas), OLDEST_AGE))[_leaves(base, cube)]
    taken = with_held(weights * rates[:, np.newaxis], weights, settings)
    places = counted_on_day(cube, settings, taken)
    places *= np.float32(1 - settings.childminding)
    if settings.counting.place == CARE and base.commuting is not None:
        there = base.commuting
        places = by_place_of_care(places, there.matrix, there.guests).astype(np.float32)
    return cube.summed(places)


def _leaves(base: Base, cube: Simulated) -> npt.NDArray[np.int64]:
    """Where the leaves of a cube stand among the observed areas."""
    at = {area: number for number, area in enumerate(base.observed.areas)}
    return np.array([at[leaf] for leaf in cube.leaves], dtype=np.int64)


def _leaf_weights(base: Base, cube: Simulated, settings: Assumptions) -> Array:
    """Return how much of each age counts in the leaves of a cube, (leaf, year, age)."""
    weights: Array = weights_of(base.ags, settings, cube.years)[_leaves(base, cube)]
    return weights


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
    weights = _leaf_weights(base, cube, plain)
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


def _observed_need(base: Base, settings: Assumptions) -> Array:
    """Need of observed Kita years, (area, year); NaN where an age is missing."""
    seen = base.observed
    weights = weights_of(base.ags, settings, seen.years)
    rates = np.broadcast_to(base.rates, (len(seen.areas), OLDEST_AGE))[:, np.newaxis]
    # Ages without weight may be missing.
    known = np.where(weights > 0, _on_day_observed(base, settings), 0.0)
    places: Array = (known * with_held(weights * rates, weights, settings)).sum(axis=2)
    places *= 1 - settings.childminding
    if settings.counting.place == CARE and base.commuting is not None and base.simulated is not None:
        return _placed(base.simulated, base.commuting, seen, places)
    return places


def _on_day_observed(base: Base, settings: Assumptions) -> Array:
    """Observed children on the reference day, (area, year, age); the last grows into the first forecast."""
    seen = base.observed
    elapsed = elapsed_of(settings.counting.day, seen.years[0]) if seen.years else 0.0
    if not elapsed:
        return seen.children
    following = np.concatenate([seen.children[:, 1:], first_simulated(base)[:, np.newaxis]], axis=1)
    return children_later(seen.children, following, elapsed, axis=2)


def _before_forecast(base: Base) -> list[int]:
    """Which observed Kita years lie before the first forecast one."""
    first = base.simulated.years[0] if base.simulated is not None else None
    return [at for at, year in enumerate(base.observed.years) if first is None or year < first]


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


def _widened(draws: Floats, middle: Array, factor: Array | None) -> Floats:
    """Draws spread about their medians by a factor each."""
    if factor is None:
        return draws
    centre = middle[..., np.newaxis].astype(np.float32)
    wide: Floats = draws - centre
    wide *= factor[..., np.newaxis].astype(np.float32)
    wide += centre
    return np.maximum(wide, 0, out=wide)


def _quantiles(ordered: Array, factor: Array | None) -> list[Array]:
    """The quantiles of sorted draws by LEVELS, spread about the median by a factor."""
    found = [_at(ordered, level).astype(float) for level in LEVELS]
    if factor is None:
        return found
    middle = found[LEVELS.index(0.5)]
    return [np.maximum(middle + factor * (one - middle), 0) for one in found]


@lru_cache(maxsize=8)
def _grid(areas: tuple[str, ...], years: tuple[int, ...]) -> pd.DataFrame:
    """One row per area and Kita year, years of an area together; shared, not to be changed."""
    told = np.tile(np.array(years, dtype=np.int64), len(areas))
    return pd.DataFrame({"area_id": np.repeat(areas, len(years)), "kita_year": told})


def _at(ordered: Array, level: float) -> Array:
    position = level * (ordered.shape[-1] - 1)
    below = int(position)
    above = min(below + 1, ordered.shape[-1] - 1)
    value: Array = ordered[..., below] + (position - below) * (ordered[..., above] - ordered[..., below])
    return value
