"""The count-only forecast of all areas: ratios of the reference, area deviations, births and totals."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.births import Births, estimate_births, exposed_women
from forecasting.cohort_ratios.deviations import BASE_YEARS, Deviations, estimate_deviations
from forecasting.cohort_ratios.history import CountHistory, check_history, cohorts, ratio
from forecasting.cohort_ratios.mobility import pull_back
from forecasting.cohort_ratios.size_types import size_types
from forecasting.cohort_ratios.survival import Reference, estimate_reference
from forecasting.cohort_ratios.totals import TotalsPath, estimate_path, spread_adjustment
from forecasting.components import Array

# An area may lose people fast, but no cohort more than this in one year (backtest.md § 4.7).
LEAST_LEFT = 0.3


@dataclass(frozen=True)
class Estimates:
    """Everything the projection of one history needs.

    `pull` (area, cohort): share of what is above the usual size that leaves; `usual` (area, cohort): mean
    size in the base years, sexes together.
    """

    reference: Reference
    deviations: Deviations
    births: Births
    path: TotalsPath
    pull: Array
    usual: Array


@dataclass(frozen=True)
class PointYear:
    """One forecast year: `population` (area, sex, age) at its end, `births` and `deaths` (area) during it."""

    population: Array
    births: Array
    deaths: Array


def estimate(history: CountHistory) -> Estimates:
    """Return the estimates of steps 1 to 7. Raises ForecastError for an impossible history."""
    check_history(history)
    types = size_types(history)
    base = cohorts(history.stock[-BASE_YEARS - 1 : -1])
    return Estimates(
        estimate_reference(history),
        estimate_deviations(history, types),
        estimate_births(history, types),
        estimate_path(history, types),
        pull_back(history.groups),
        base.mean(axis=0).sum(axis=1),
    )


def point_years(history: CountHistory, horizon: int) -> Iterator[PointYear]:
    """Project year by year; the sum of all areas is its own reference."""
    estimates = estimate(history)
    state = history.stock[-1].astype(np.float64)
    for year in range(horizon):
        done = _step(state, estimates, year)
        state = done.population
        yield done


def forecast_counts(history: CountHistory, horizon: int) -> Array:
    """Return the point forecast (lead, area, sex, age) at the ends of the next `horizon` years."""
    return np.stack([year.population for year in point_years(history, horizon)])


def _step(state: Array, estimates: Estimates, year: int) -> PointYear:
    start = cohorts(state)
    alive = estimates.reference.survival(year)
    total = start.sum(axis=0)
    ratios = alive + ratio(estimates.reference.migration, total)
    survivors = start * alive
    carried = start * np.maximum(ratios, LEAST_LEFT * alive)
    carried = carried + _gain(start, carried, estimates)
    carried = np.maximum(carried, LEAST_LEFT * survivors)
    after = np.concatenate([np.zeros_like(state[..., :1]), carried], axis=-1)
    after = _with_infants(state, after, estimates, year)
    people = state.sum(axis=(1, 2))
    wanted = estimates.path.increment(people, year)
    missing = estimates.path.weight(people) * (wanted - (after.sum(axis=(1, 2)) - people))
    adjusted = after + spread_adjustment(after, missing)
    adjusted[..., 1:] = np.maximum(adjusted[..., 1:], LEAST_LEFT * survivors)
    adjusted[..., 0] = np.maximum(adjusted[..., 0], LEAST_LEFT * after[..., 0])
    return PointYear(adjusted, adjusted[..., 0].sum(axis=1), (start - survivors).sum(axis=(1, 2)))


def _gain(start: Array, carried: Array, estimates: Estimates) -> Array:
    """Return the area's own gain (area, sex, cohort): usual count of the base years, less the pull back."""
    now, usual = start.sum(axis=1), estimates.usual
    # How the reference's cohort compares with the mean one that passed this age in the base years.
    swollen = ratio(now.sum(axis=0), usual.sum(axis=0), otherwise=1.0)
    expected = usual * ratio(carried.sum(axis=(0, 1)), now.sum(axis=0))
    count = estimates.deviations.rate * expected * swollen - estimates.pull * (now - usual * swollen)
    share = ratio(carried, carried.sum(axis=1, keepdims=True), otherwise=0.5)
    gain: Array = share * count[:, np.newaxis]
    return gain


def _with_infants(state: Array, after: Array, estimates: Estimates, year: int) -> Array:
    infants = estimates.births.infants(exposed_women(state, after), year)
    sexes = np.array([estimates.births.boys, 1 - estimates.births.boys])
    grown = after.copy()
    grown[..., 0] = infants[:, np.newaxis] * sexes
    return grown
