"""How long growth stays away from its path: measured on looks back inside the history, for the fan's width.

Areas that always return to their path are known ten years ahead nearly as well as one; quarters that are
built up or left are not. The share of the spread that lasts tells them apart.
"""

import numpy as np

from forecasting.cohort_ratios.totals import BASE_YEARS, DAMPING
from forecasting.components import Array

# A yearly error comes back to this degree in the next year, a constant one in every year (backtest.md § 5);
# the second has this share of the first's spread. It may be measured larger, never smaller: widen only.
YEARLY_PERSISTENCE, USUAL_SHARE, LARGEST_SHARE = 0.3, 0.6, 1.4
# Years looked ahead at most, and years of growth a look back needs before it and altogether.
MOST_AHEAD, LEAST_BEFORE, LEAST_YEARS = 8, 3, 5
# Own growth believed in a look back, as where halves of a history tell nothing (damping).
BELIEVED = 0.6
# Looks back that count as much as the usual share; areas beyond the limit share their neighbours' luck.
PRIOR_LOOKS, MOST_AREAS = 10.0, 30
LEAST_AREAS = 3
# A new estate is one area's event: growth of a year and the worst tenth of the areas count up to here.
LARGEST_GROWTH, MOST_RESTLESS = 0.1, 0.9


def lasting_share(people: Array, spread: Array, turnover: float) -> float:
    """Return the constant error of growth over the yearly one, from `people` (year, area) of one group.

    `spread` (area) and `turnover` as in Wandering. Errors of a damped path some years ahead, less the growth
    of the median area, are set against the variance the usual share would give them.
    """
    settled = (people > 0).all(axis=0)
    years = len(people) - 1
    if years < LEAST_YEARS or settled.sum() < LEAST_AREAS:
        return USUAL_SHARE
    people, own = people[:, settled], spread[settled] ** 2
    ahead = min(MOST_AHEAD, max(2, (years - 1) // 2))
    squares, chance = _looks_back(people, ahead, turnover)
    yearly, lasting = yearly_variance(ahead), USUAL_SHARE**2 * ahead**2
    expected = own * (yearly + lasting) + chance
    needed = squares / expected
    seen = float(np.minimum(needed, np.quantile(needed, MOST_RESTLESS)).mean())
    # Near years tell little of what lasts: their looks count by its share of the variance.
    looks = min(people.shape[1] - 1, MOST_AREAS) * (years - LEAST_BEFORE) / ahead
    looks *= (lasting / (yearly + lasting)) ** 2
    believed = (looks * seen + PRIOR_LOOKS) / (looks + PRIOR_LOOKS)
    beyond = float((believed * expected - chance - own * yearly).mean())
    share = np.sqrt(max(beyond, 0.0) / (float(own.mean()) * ahead**2))
    return float(np.clip(share, USUAL_SHARE, LARGEST_SHARE))


def yearly_variance(ahead: int) -> float:
    """Return the variance of the sum of so many yearly errors, each of variance 1."""
    apart = np.arange(1, ahead)
    return float(ahead + 2 * ((ahead - apart) * YEARLY_PERSISTENCE**apart).sum())


def _looks_back(people: Array, ahead: int, turnover: float) -> tuple[Array, Array]:
    """Return mean squared errors of growth over `ahead` years, and what chance gives of them, each (area)."""
    growth = np.diff(np.log(people), axis=0)
    growth = growth - np.median(growth, axis=1, keepdims=True)
    growth = np.clip(growth, -LARGEST_GROWTH, LARGEST_GROWTH)
    believed = BELIEVED * float((DAMPING ** np.arange(ahead)).sum())
    squares, chance = [], []
    for at in range(LEAST_BEFORE, len(growth) - ahead + 1):
        before = growth[max(at - BASE_YEARS, 0) : at]
        squares.append((growth[at : at + ahead].sum(axis=0) - believed * before.mean(axis=0)) ** 2)
        chance.append(turnover / people[at] * (ahead + believed**2 / len(before)))
    return np.mean(squares, axis=0), np.mean(chance, axis=0)
