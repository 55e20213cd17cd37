"""How much areas of this history wander: measured on their yearly growth, for the width of the fan."""

from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.deviations import BASE_YEARS
from forecasting.cohort_ratios.history import DISTRICT, CountHistory, ratio
from forecasting.cohort_ratios.persistence import LARGEST_GROWTH, MOST_RESTLESS, lasting_share
from forecasting.components import Array

# Arrivals and departures per resident and year are never fewer: quiet years are not a law (backtest.md § 5).
# Nor more: with areas of one size the slope of the regression is a matter of chance.
LEAST_TURNOVER, MOST_TURNOVER = 0.15, 0.6
# What is believed without data: spread of yearly growth in 348 Norwegian municipalities (.0044 to .0055) and
# their turnover; the first counts as much as so many yearly changes of an area.
USUAL_SPREAD, USUAL_TURNOVER, USUAL_CHANGES = 0.005, 0.2, 20
# Yearly growth of all areas together, believed as much as so many years of its own: a city's, then from the
# first to the second number of residents that of a county and of a nation (decision 0053).
CITY_TOGETHER, COUNTY_TOGETHER, NATION_TOGETHER = 0.005, 0.004, 0.002
COUNTY, NATION, USUAL_YEARS = 100_000.0, 5_000_000.0, 10
# Own years looked at for what does not change from area to area; a jump beyond the bound is a census or a
# change of who is counted.
LONG_YEARS, MOST_TOGETHER = 30, 0.03
# One or two areas are their own reference: their spread tells already what they have together.
LEAST_TOGETHER = 3
# With fewer areas their sizes are too alike to tell chance from spread.
LEAST_AREAS = 10
# A new estate or a closed barracks is its own area's record up to here, and everybody's up to LARGEST_GROWTH.
LARGEST_OWN_GROWTH = 0.5
# How many of its own yearly changes an area needs to be believed as much as its group.
OWN_CHANGES = 20


@dataclass(frozen=True)
class Wandering:
    """How areas wander.

    `spread` (area): standard deviation of yearly growth beyond chance. `turnover` (area): variance of a
    year's change by chance, per resident. `lasting` (area): constant error of growth over the yearly one.
    `together`: standard deviation of yearly growth of all areas together: a city wanders more than a nation.
    """

    spread: Array
    turnover: Array
    lasting: Array
    together: float


def estimate_wandering(history: CountHistory) -> Wandering:
    """Return s₀ and turnover: squared growth residuals on 1 and 1/persons by group, s₀ half of each area."""
    long = history.stock[-LONG_YEARS - 1 :].sum(axis=(2, 3))
    people = long[-BASE_YEARS - 1 :]
    spread, turnover, lasting = np.empty((3, people.shape[1]))
    growth = _growth(people)
    for group in np.unique(history.groups):
        inside = history.groups == group
        spread[inside], turnover[inside] = _of_group(growth[:, inside], people[:-1, inside])
        lasting[inside] = lasting_share(long[:, inside], spread[inside], float(turnover[inside][0]))
    is_city = bool((history.groups == DISTRICT).all())
    return Wandering(spread, turnover, lasting, _of_all(long, is_city=is_city))


def _of_all(people: Array, *, is_city: bool) -> float:
    """Return the spread of yearly growth of all areas together, between its own and that of its like.

    Own: each year's growth less the mean of up to ten before it, which is what a forecast would have said.
    """
    usual = _usual_together(float(people[-1].sum()), is_city=is_city)
    if people.shape[1] < LEAST_TOGETHER:
        return NATION_TOGETHER
    growth = np.diff(np.log(np.maximum(people.sum(axis=1), 1.0)))
    middle = np.median(growth) if len(growth) else 0.0
    growth = np.clip(growth, middle - MOST_TOGETHER, middle + MOST_TOGETHER)
    squares = 0.0
    for year in range(1, len(growth)):
        before = growth[max(year - BASE_YEARS, 0) : year]
        # A mean of few years errs by itself.
        squares += (growth[year] - before.mean()) ** 2 * len(before) / (len(before) + 1)
    free = max(len(growth) - 1, 0)
    return float(np.sqrt((squares + USUAL_YEARS * usual**2) / (free + USUAL_YEARS)))


def _usual_together(residents: float, *, is_city: bool) -> float:
    if is_city:
        return CITY_TOGETHER
    position = np.log(max(residents, 1.0) / COUNTY) / np.log(NATION / COUNTY)
    return float(COUNTY_TOGETHER + np.clip(position, 0.0, 1.0) * (NATION_TOGETHER - COUNTY_TOGETHER))


def _growth(people: Array) -> Array:
    """Return yearly logarithmic growth (year, area) less that of the median area."""
    growth = np.log(ratio(people[1:], people[:-1], otherwise=1.0).clip(0.5, 2.0))
    if growth.shape[1] >= LEAST_TOGETHER:
        # Of one or two areas the median is the area itself, and nothing would be left.
        growth = growth - np.median(growth, axis=1, keepdims=True)
    away: Array = growth
    return away


def _squares(growth: Array, largest: float) -> Array:
    """Return squared residuals (year, area) of yearly growth from the area's mean."""
    own = np.clip(growth, -largest, largest)
    years = len(own)
    # The mean of few years lies close to each of them: the squares are raised by what it took.
    squares: Array = (own - own.mean(axis=0)) ** 2 * years / max(years - 1, 1)
    return squares


def _of_group(growth: Array, people: Array) -> tuple[Array, float]:
    """Return the spread of each area, between its own and its group's, and the turnover of the group."""
    smallness, usable = ratio(np.ones_like(people), people), people > 0
    shared, own = _squares(growth, LARGEST_GROWTH), _squares(growth, LARGEST_OWN_GROWTH)
    turnover = USUAL_TURNOVER
    if len(people.T) >= LEAST_AREAS and np.ptp(smallness[usable]) > 0:
        slope = np.polyfit(smallness[usable], shared[usable], 1)[0]
        turnover = float(np.clip(slope, LEAST_TURNOVER, MOST_TURNOVER))

    def beyond_chance(squares: Array) -> Array:
        left = ratio(((squares - turnover * smallness) * usable).sum(axis=0), usable.sum(axis=0))
        beyond: Array = np.maximum(left, 0.0)
        return beyond

    beyond = beyond_chance(shared)
    free = len(growth) - 1
    seen = np.minimum(beyond, np.quantile(beyond, MOST_RESTLESS)).mean()
    changes = free * len(beyond)
    together = (changes * seen + USUAL_CHANGES * USUAL_SPREAD**2) / (changes + USUAL_CHANGES)
    spread = np.sqrt((free * beyond_chance(own) + OWN_CHANGES * together) / (free + OWN_CHANGES))
    return spread, turnover
