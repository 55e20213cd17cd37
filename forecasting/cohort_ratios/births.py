"""Step 6: infants at the year's end, from the women of the area and the last level of its group.

Exposure counts women at both year ends by how often women of their age become mothers; the level is infants
per exposure. Fertility falls and rises in long waves, so the last level with a fading trend beats a mean.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from forecasting.cohort_ratios.history import CountHistory, ratio
from forecasting.cohort_ratios.size_types import by_type
from forecasting.components import FEMALE, GIRLS_SHARE, Array, Integers

# Mothers' ages: mean and standard deviation of a normal curve on 15 … 49 (backtest.md § 4.6).
MOTHER_AGES = slice(15, 50)
MEAN_AGE, SPREAD = 30.3, 5.3
LAST_YEARS = (0.3, 0.7)
TREND_YEARS, TREND_DAMPING = 5, 0.5
FACTOR_YEARS = 5
# Variance of yearly births over their mean: a little above chance.
OVERDISPERSION = 1.3
# Share of the area's own last three years in the geometric mean.
OWN_WEIGHT, OWN_YEARS = 0.25, 3
# Children of the usual mixture that steady the share of boys of a village.
STEADYING = 1000.0
# Half a birth seen and half a birth expected, so that three years without a child are not for ever.
SLIGHT = 0.5


@dataclass(frozen=True)
class Births:
    """Levels of births, each (area), and the share of boys.

    `level`: infants per exposed woman, `slope`: its last yearly change, `factor`: the area's own level,
    `usual`: infants a year of the last years.
    """

    level: Array
    slope: Array
    factor: Array
    usual: Array
    boys: float

    def infants(self, exposed: Array, year: int) -> Array:
        """Return children under one (area) at the end of forecast year `year`, counted from 0."""
        faded = sum(TREND_DAMPING**k for k in range(year + 1))
        level = np.maximum(self.level + self.slope * faded, self.level / 2)
        model = level * self.factor * exposed
        children: Array = model ** (1 - OWN_WEIGHT) * self.usual**OWN_WEIGHT
        return children


@cache
def mother_weights() -> Array:
    """Return how often women of the MOTHER_AGES have children, as shares that sum to 1."""
    age = np.arange(MOTHER_AGES.start, MOTHER_AGES.stop)
    weight = np.exp(-0.5 * ((age - MEAN_AGE) / SPREAD) ** 2)
    shares: Array = weight / weight.sum()
    return shares


def exposed_women(start: Array, end: Array) -> Array:
    """Return women (…) at the mean of two year ends, weighted by how often their age has children."""
    women = (start[..., FEMALE, MOTHER_AGES] + end[..., FEMALE, MOTHER_AGES]) / 2
    exposed: Array = women @ mother_weights()
    return exposed


def estimate_births(history: CountHistory, types: Integers) -> Births:
    """Return levels by group of areas and the shrunk factor of each area."""
    stock = history.stock
    infants = stock[1:, :, :, 0].sum(axis=2)
    exposed = exposed_women(stock[:-1], stock[1:])
    groups: Integers = np.unique(history.groups, return_inverse=True)[1]
    yearly = ratio(by_type(infants.T, groups), by_type(exposed.T, groups))
    level, slope = _level(yearly)
    expected = yearly.T[:, groups] * exposed
    factor = _factor(infants[-FACTOR_YEARS:].sum(axis=0), expected[-FACTOR_YEARS:].sum(axis=0), types)
    usual = _usual(infants[-OWN_YEARS:], (expected * factor)[-OWN_YEARS:])
    newborn = history.reference[-FACTOR_YEARS:, :, 0].sum(axis=0)
    boys = (newborn[0] + STEADYING * (1 - GIRLS_SHARE)) / (newborn.sum() + STEADYING)
    return Births(level[groups], slope[groups], factor, usual, float(boys))


def boys_error(infants: float, noise_variance: float) -> float:
    """Return the standard error of the share of boys taken from `infants` counted at FACTOR_YEARS year ends.

    Chance makes each of them a boy or a girl; in a released base the noise of each number (one by sex and
    year end) comes on top, less by far.
    """
    boys = 1 - GIRLS_SHARE
    chance = infants * boys * GIRLS_SHARE
    noise = FACTOR_YEARS * noise_variance * (boys**2 + GIRLS_SHARE**2)
    return float(np.sqrt(chance + noise) / (infants + STEADYING))


def _level(yearly: Array) -> tuple[Array, Array]:
    """Return the last level (group) and its yearly change from (group, year)."""
    recent = yearly[:, -len(LAST_YEARS) :]
    weights = np.array(LAST_YEARS[-recent.shape[1] :])
    level = recent @ (weights / weights.sum())
    trend = yearly[:, -TREND_YEARS:]
    if trend.shape[1] < 3:
        return level, np.zeros_like(level)
    slope: Array = np.polyfit(np.arange(trend.shape[1]), trend.T, 1)[0]
    return level, slope


def _factor(infants: Array, expected: Array, types: Integers) -> Array:
    """Return Gamma–Poisson factors: (infants + k mean) / (expected + k), k by moments within the type."""
    total = by_type(expected, types)
    mean = ratio(by_type(infants, types), total, otherwise=1.0)[types]
    away = expected * (ratio(infants, expected, otherwise=1.0) - mean) ** 2
    count = by_type((expected > 0).astype(np.float64), types)
    usable = total - ratio(by_type(expected**2, types), total)
    noise = OVERDISPERSION * ratio(by_type(infants, types), total, otherwise=1.0)
    between = np.maximum(ratio(by_type(away, types) - (count - 1) * noise, usable), 0.0)[types]
    weight = ratio(between * expected, between * expected + noise[types])
    factor: Array = mean + weight * (ratio(infants, expected, otherwise=1.0) - mean)
    return factor


def _usual(infants: Array, expected: Array) -> Array:
    """Return infants a year (area), for a handful of them close to what is expected."""
    seen, due = infants.sum(axis=0) + SLIGHT, expected.sum(axis=0) + SLIGHT
    usual: Array = seen / due * expected.mean(axis=0)
    return usual
