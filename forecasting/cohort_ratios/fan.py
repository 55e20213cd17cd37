"""Random futures around the point forecast: logarithmic deviations that travel with their cohorts.

An area with fewer young people this year has fewer thirty-year-olds in ten: the deviation of a cell is
carried to the next age, and each year adds its share of the levels (shocks.py) and chance of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.area_step import AreaYear, Fan, area_year, project_area
from forecasting.cohort_ratios.history import CountHistory
from forecasting.cohort_ratios.kernel import Single
from forecasting.cohort_ratios.model import estimate, point_years
from forecasting.cohort_ratios.shocks import draw_shocks
from forecasting.cohort_ratios.wandering import Wandering, estimate_wandering
from forecasting.components import Array, Integers
from forecasting.threads import each_block, threads


@dataclass(frozen=True)
class CountYear:
    """One forecast year; `population` is reused for the next year, so copy what you keep.

    `lead` counts from 1. `population` (area, sex, age, draw) at its end; `births`, `deaths` and
    `net_migration` (area, draw) during it: start + births − deaths + net migration = end.
    """

    lead: int
    population: Single
    births: Array
    deaths: Array
    net_migration: Array


def project_counts(history: CountHistory, horizon: int, draws: int, seed: int) -> Iterator[CountYear]:
    """Draw the next `horizon` years one after the other; the mean of the draws is the point forecast.

    The same history, horizon, draws and seed give the same numbers, whatever the number of threads. Raises
    ForecastError for an impossible history.
    """
    reference = estimate(history).reference
    before = history.stock[-1].astype(np.float64)
    wandering = estimate_wandering(history)
    fan = _open_fan(history, wandering, (horizon, draws, seed))
    blocks = [
        (areas, np.empty(fan.log.shape[1:], np.float32))
        for areas in np.array_split(np.arange(len(before)), threads())
    ]
    for lead, point in enumerate(point_years(history, horizon), start=1):
        hazard = -np.log(reference.survival(lead - 1))
        year = area_year(lead - 1, (before, point.population), hazard, wandering.turnover)
        flows = np.empty((3, len(before), draws))

        def work(block: tuple[Integers, Single], year: AreaYear = year, flows: Array = flows) -> None:
            for area in block[0]:
                flows[:, area] = project_area(fan, year, int(area), block[1])

        each_block(work, blocks)
        yield CountYear(lead, fan.population, *flows)
        before = point.population


def _open_fan(history: CountHistory, wandering: Wandering, size: tuple[int, int, int]) -> Fan:
    horizon, draws, seed = size
    shape = (*history.stock.shape[1:], draws)
    # One generator per area: the numbers of an area do not depend on which thread it falls to.
    return Fan(
        draw_shocks(wandering, horizon, draws, seed),
        [np.random.default_rng([seed, 1, area]) for area in range(shape[0])],
        np.zeros(shape, np.float32),
        np.broadcast_to(history.stock[-1][..., np.newaxis], shape).astype(np.float32),
    )
