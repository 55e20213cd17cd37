"""Random levels of a count-only forecast: what all areas share, what each has, and by age.

All are deviations of logarithms; they are centred, so the fan stands around the point.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from forecasting.cohort_ratios.history import COHORTS
from forecasting.cohort_ratios.persistence import YEARLY_PERSISTENCE
from forecasting.cohort_ratios.wandering import Wandering
from forecasting.components import Array

# Fertility of the reference: its yearly changes last (backtest.md § 5).
FERTILITY_PERSISTENCE, FERTILITY_SPREAD = 0.7, 0.022
# Yearly growth of the reference by migration; its size is measured (wandering.py).
GROWTH_PERSISTENCE = 0.8
# Error of the yearly fall of the hazard.
MORTALITY_SPREAD = 0.012
# Area growth, as shares of the measured spread s₀: a yearly error, a constant one (measured) and one by age.
YEARLY_SHARE, AGE_SHARE = 1.0, 0.5
# Ages between which an area's constant error is straight: children, school, study, families, work, old.
KNOTS = (0.0, 10.0, 20.0, 27.0, 35.0, 50.0, 65.0, 80.0)
# Fertility of an area: what its factor may be off today, and how it walks.
AREA_FERTILITY_START, AREA_FERTILITY_WALK = 0.03, 0.015


@dataclass(frozen=True)
class Shocks:
    """Logarithmic deviations by draw.

    Of the reference: `fertility` and `hazard` (year, draw) as levels. Of each area: `growth` (year, area,
    draw) of its persons in the year, `by_age` (area, knot, draw) the same in every year, `own_fertility`
    (year, area, draw) as level.
    """

    fertility: Array
    hazard: Array
    growth: Array
    by_age: Array
    own_fertility: Array


def draw_shocks(wandering: Wandering, horizon: int, draws: int, seed: int) -> Shocks:
    """Return the levels of `draws` futures; the same seed gives the same numbers."""
    rng = np.random.default_rng([seed, 0])
    areas = len(wandering.spread)
    size = wandering.spread[:, np.newaxis].astype(np.float32)
    lasting = wandering.lasting[:, np.newaxis].astype(np.float32)

    def normal(*shape: int) -> Array:
        values = rng.standard_normal((*shape, draws), dtype=np.float32)
        centred: Array = values - values.mean(axis=-1, keepdims=True)
        return centred

    fertility = FERTILITY_SPREAD * _autoregression(normal(horizon), FERTILITY_PERSISTENCE)
    nation = wandering.together * _autoregression(normal(horizon), GROWTH_PERSISTENCE)
    trend = MORTALITY_SPREAD * normal(1)
    yearly = YEARLY_SHARE * _autoregression(normal(horizon, areas), YEARLY_PERSISTENCE)
    own = AREA_FERTILITY_WALK * normal(horizon, areas)
    own[0] += AREA_FERTILITY_START * normal(areas)
    return Shocks(
        np.cumsum(fertility, axis=0),
        trend * np.arange(1, horizon + 1, dtype=np.float32)[:, np.newaxis],
        nation[:, np.newaxis] + size * (yearly + lasting * normal(areas)),
        AGE_SHARE * size[..., np.newaxis] * normal(areas, len(KNOTS)),
        np.cumsum(own, axis=0),
    )


@cache
def knot_weights() -> Array:
    """Return how much each knot counts at each cohort (cohort, knot), straight between two."""
    age = np.arange(COHORTS, dtype=np.float64)
    rows = [np.interp(age, KNOTS, row) for row in np.eye(len(KNOTS))]
    return np.stack(rows, axis=1).astype(np.float32)


def _autoregression(noise: Array, persistence: float) -> Array:
    """Return a stationary AR(1) of standard deviation 1 along the first axis."""
    values = noise.copy()
    for year in range(1, len(values)):
        values[year] = persistence * values[year - 1] + np.sqrt(1 - persistence**2) * noise[year]
    return values
