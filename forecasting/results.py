"""From yearly states to what is stored: areas and ages are summed per draw, then summarised."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.cohort_component import YearTotals
from forecasting.components import Array
from forecasting.jump_off import Places
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.kita import (
    OLDEST_AGE,
    band_children,
    band_weights,
    children_at_first_of_august,
    school_entry,
)
from forecasting.quantiles import THREADS, sum_ages, summarise

# Planning age groups (domain rules § 3), then totals and the bases of ratios.
PLANNING_BANDS = (
    (0, 2), (3, 5), (6, 9), (10, 15), (16, 18), (19, 24),
    (25, 29), (30, 49), (50, 64), (65, 74), (75, 84), (85, 100),
)  # fmt: skip
TOTAL = (0, 100)
OTHER_BANDS = ((0, 17), (0, 19), (18, 64), (20, 64), (65, 100), (80, 100))
COMPONENTS = ("births", "deaths", "in", "out", "moves_in", "moves_out", "naturalisation")
INDICATORS = ("jugendquotient", "altenquotient", "gesamtquotient", "durchschnittsalter")


@dataclass(frozen=True)
class Band:
    """One row of age-group results; sex and nationality None: both together."""

    age: int
    age_to: int
    sex: str | None = None
    nationality: str | None = None


@dataclass(frozen=True)
class ScenarioResult:
    """Summaries (…, 6: mean and quantiles) of one scenario of one root.

    `cells` (year, leaf, nationality, sex, age, 6) from the first forecast year; `bands` (year, area, band, 6)
    and `indicators` (year, area, indicator, 6) from the jump-off year; `components` (year, area, component,
    6); `demand` (year, area, care band, 6) with `demand_draws`; `cut` is the largest number of persons kept
    in a year.
    """

    cells: Array
    bands: Array
    indicators: Array
    components: Array
    demand: Array
    demand_draws: Array
    cut: float


def band_list(nationalities: int) -> list[Band]:
    """Return the age-group rows in the order of the results."""
    bands = [Band(*TOTAL), *(Band(*ages) for ages in (*PLANNING_BANDS, *OTHER_BANDS))]
    bands += [Band(*TOTAL, sex=sex) for sex in ("m", "w")]
    if nationalities == 2:
        bands += [Band(*TOTAL, nationality=nationality) for nationality in ("D", "A")]
    return bands


def collect_results(
    years: Iterator[YearTotals], jump_off: Array, places: Places, horizon: int, draws: int
) -> ScenarioResult:
    """Run through the years and return their summaries; draws of single cells are not kept."""
    nationalities = jump_off.shape[1]
    rows = len(band_list(nationalities)) + 1
    bands = np.empty((horizon + 1, len(places.areas), rows, draws), np.float32)
    children = np.empty((horizon + 1, len(places.leaves), OLDEST_AGE + 1, draws))
    flows = np.empty((horizon, len(places.areas), len(COMPONENTS), draws), np.float32)
    cells = np.empty((horizon, *jump_off.shape[:4], 6), np.float32)
    start = np.broadcast_to(jump_off, (*jump_off.shape[:4], draws))
    bands[0], children[0] = _sums(np.ascontiguousarray(start), places)
    cut = 0.0
    for year in years:
        cells[year.step] = summarise(year.population)
        bands[year.step + 1], children[year.step + 1] = _sums(year.population, places)
        flows[year.step] = _above(places, _components(year))
        cut = max(cut, float(year.cut.mean(axis=-1).sum()))
    demand = _demand(children, places)
    return ScenarioResult(
        cells,
        summarise(bands[:, :, :-1]),
        summarise(_indicators(bands, nationalities)),
        summarise(flows),
        summarise(demand),
        demand,
        cut,
    )


def _sums(state: Array, places: Places) -> tuple[Array, Array]:
    """Return band sums of every area, (area, band, draw), years lived last, and children by leaf."""
    areas, nationalities, sexes, ages, draws = state.shape
    by_age = np.empty((areas, ages, draws))
    by_group = np.empty((areas, nationalities, sexes, draws))
    bounds = np.linspace(0, areas, 4 * THREADS + 1).astype(int)
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [(int(a), int(b)) for a, b in pairwise(bounds)]
        list(pool.map(lambda block: sum_ages(block, state, by_age, by_group), jobs))
    # Persons below each age: a band is the difference of two of them.
    below = np.concatenate([np.zeros((areas, 1, draws)), np.cumsum(by_age, axis=1)], axis=1)
    rows = []
    for band in band_list(nationalities):
        if band.sex is not None:
            rows.append(by_group[:, :, ("m", "w").index(band.sex)].sum(axis=1))
        elif band.nationality is not None:
            rows.append(by_group[:, ("D", "A").index(band.nationality)].sum(axis=1))
        else:
            rows.append(below[:, band.age_to + 1] - below[:, band.age])
    # Σ (x + 1/2) P(x) from the same sums: half a year each, and one more for every age somebody has passed.
    total = below[:, -1]
    rows.append((ages - 0.5) * total - below[:, 1:-1].sum(axis=1))
    return _above(places, np.stack(rows, axis=1)), by_age[:, : OLDEST_AGE + 1]


def _above(places: Places, by_leaf: Array) -> Array:
    """Return sums over the leaves of every area, (leaf, row, draw) → (area, row, draw)."""
    flat = places.membership @ by_leaf.reshape(len(places.leaves), -1)
    summed: Array = flat.reshape(len(places.areas), *by_leaf.shape[1:])
    return summed


def _components(year: YearTotals) -> Array:
    # Only the first internal flow stays inside a municipality; moves between members cross a municipal
    # border.
    inner_in = year.moves_in[0] if len(year.moves_in) else np.zeros_like(year.births)
    inner_out = year.moves_out[0] if len(year.moves_out) else np.zeros_like(year.births)
    crossing_in = year.in_migration + year.moves_in[1:].sum(axis=0)
    crossing_out = year.out_migration + year.moves_out[1:].sum(axis=0)
    parts = (year.births, year.deaths, crossing_in, crossing_out, inner_in, inner_out, year.naturalisations)
    return np.stack(parts, axis=1)


def _indicators(bands: Array, nationalities: int) -> Array:
    position = {band: i for i, band in enumerate(band_list(nationalities))}

    def persons(age: int, age_to: int) -> Array:
        summed: Array = bands[:, :, position[Band(age, age_to)]]
        return summed

    young, working, old = persons(0, 19), persons(20, 64), persons(65, 100)
    total, lived = persons(*TOTAL), bands[:, :, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        # An area nobody of working age lives in has no ratio: NaN becomes NULL.
        ratios = [100 * young / working, 100 * old / working, 100 * (young + old) / working, lived / total]
    stacked: Array = np.stack(ratios, axis=2)
    return np.where(np.isfinite(stacked), stacked, np.nan)


def _demand(children: Array, places: Places) -> Array:
    """Return children by care band on 1 August, (year, area, band, draw), by the rule of each area's Land."""
    known = np.asarray(children, dtype=np.float64)
    august = children_at_first_of_august(known[:-1], known[1:], axis=2)
    bands = np.empty((*august.shape[:2], len(CARE_BANDS), august.shape[-1]), np.float32)
    for municipality, ags in enumerate(places.municipalities):
        inside = places.municipality == municipality
        weights = band_weights(school_entry(ags))
        for i, band in enumerate(CARE_BANDS):
            bands[:, inside, i] = band_children(august[:, inside], weights[band], axis=2)
    return np.stack([_above(places, year) for year in bands]).astype(np.float32)
