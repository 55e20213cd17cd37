"""How much areas of this history wander: measured on their yearly growth, for the width of the fan."""

from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.deviations import BASE_YEARS
from forecasting.cohort_ratios.history import CountHistory, ratio
from forecasting.components import Array

# Arrivals and departures per resident and year are never fewer: quiet years are not a law (backtest.md § 5).
# Nor more: with areas of one size the slope of the regression is a matter of chance.
LEAST_TURNOVER, MOST_TURNOVER = 0.15, 0.6
# What is believed without data: spread of yearly growth in 348 Norwegian municipalities (.0044 to .0055) and
# their turnover; the first counts as much as so many yearly changes of an area.
USUAL_SPREAD, USUAL_TURNOVER, USUAL_CHANGES = 0.005, 0.2, 20
# Yearly growth of a nation by migration (backtest.md § 5), believed as much as so many years of its own.
# A jump beyond the bound is a census or a change of who is counted.
NATION_SPREAD, NATION_CHANGES, MOST_TOGETHER = 0.0013, 10, 0.01
# With fewer areas their sizes are too alike to tell chance from spread.
LEAST_AREAS = 10
# A new estate or a closed barracks is one area's event, not everybody's spread: a year's growth and the most
# restless tenth of the areas count up to here.
LARGEST_GROWTH, MOST_RESTLESS = 0.1, 0.9
# How many of its own yearly changes an area needs to be believed as much as its group.
OWN_CHANGES = 20


@dataclass(frozen=True)
class Wandering:
    """How areas wander.

    `spread` (area): standard deviation of yearly growth beyond chance. `turnover` (area): variance of a
    year's change by chance, per resident. `together`: standard deviation of yearly growth of all areas
    together: a city alone wanders more than a nation.
    """

    spread: Array
    turnover: Array
    together: float


def estimate_wandering(history: CountHistory) -> Wandering:
    """Return s₀ and turnover: squared growth residuals on 1 and 1/persons by group, s₀ half of each area."""
    people = history.stock[-BASE_YEARS - 1 :].sum(axis=(2, 3))
    spread, turnover = np.empty(people.shape[1]), np.empty(people.shape[1])
    squares = _squares(people)
    for group in np.unique(history.groups):
        inside = history.groups == group
        spread[inside], turnover[inside] = _of_group(squares[:, inside], people[:-1, inside])
    return Wandering(spread, turnover, _of_all(people.sum(axis=1)))


def _of_all(people: Array) -> float:
    """Return the spread of yearly growth of all areas together, between its own and a nation's."""
    growth = np.diff(np.log(np.maximum(people, 1.0)))
    usual = np.median(growth) if len(growth) else 0.0
    growth = np.clip(growth, usual - MOST_TOGETHER, usual + MOST_TOGETHER)
    free = max(len(growth) - 1, 0)
    squares = float(((growth - growth.mean()) ** 2).sum()) if free else 0.0
    return float(np.sqrt((squares + NATION_CHANGES * NATION_SPREAD**2) / (free + NATION_CHANGES)))


def _squares(people: Array) -> Array:
    """Return squared residuals (year, area) of yearly growth from the median area's and the area's mean."""
    growth = np.log(ratio(people[1:], people[:-1], otherwise=1.0).clip(0.5, 2.0))
    if growth.shape[1] > 2:
        # Of one or two areas the median is the area itself, and nothing would be left.
        growth = growth - np.median(growth, axis=1, keepdims=True)
    own = np.clip(growth, -LARGEST_GROWTH, LARGEST_GROWTH)
    years = len(own)
    # The mean of few years lies close to each of them: the squares are raised by what it took.
    squares: Array = (own - own.mean(axis=0)) ** 2 * years / max(years - 1, 1)
    return squares


def _of_group(squares: Array, people: Array) -> tuple[Array, float]:
    """Return the spread of each area, between its own and its group's, and the turnover of the group."""
    smallness, usable = ratio(np.ones_like(people), people), people > 0
    turnover = USUAL_TURNOVER
    if len(people.T) >= LEAST_AREAS and np.ptp(smallness[usable]) > 0:
        slope = np.polyfit(smallness[usable], squares[usable], 1)[0]
        turnover = float(np.clip(slope, LEAST_TURNOVER, MOST_TURNOVER))
    beyond = ratio(((squares - turnover * smallness) * usable).sum(axis=0), usable.sum(axis=0))
    beyond = np.maximum(beyond, 0.0)
    free = len(squares) - 1
    seen = np.minimum(beyond, np.quantile(beyond, MOST_RESTLESS)).mean()
    changes = free * len(beyond)
    together = (changes * seen + USUAL_CHANGES * USUAL_SPREAD**2) / (changes + USUAL_CHANGES)
    return np.sqrt((free * beyond + OWN_CHANGES * together) / (free + OWN_CHANGES)), turnover
