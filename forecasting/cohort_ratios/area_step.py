"""One year of all draws of one area: deviations carried on, levels and chance added, persons counted.

Big arrays are written in place: memory touched for the first time is slower than everything done here.
"""

from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.cohort_ratios.births import MOTHER_AGES, mother_weights
from forecasting.cohort_ratios.history import COHORTS, OLDEST, cohorts, ratio
from forecasting.cohort_ratios.kernel import Single, carry_on, weighted_sum
from forecasting.cohort_ratios.mobility import MOBILITY
from forecasting.cohort_ratios.shocks import KNOTS, Shocks, knot_weights
from forecasting.cohort_ratios.wandering import Wandering
from forecasting.components import FEMALE, Array

# A cell of less than a person varies like one person: its logarithm has no other scale.
LEAST_PERSONS = 1.0
# Share of newborn who do not see the end of the year, German table: infants at the year's end are known.
INFANT_DEATHS = float(standards.prospective_deaths()[:, 0].mean())


@dataclass(frozen=True)
class AreaYear:
    """What all areas share in forecast year `year`, counted from 0.

    `before` and `point` (area, sex, age): the point forecast at its start and end; `hazard` (sex, cohort).
    """

    year: int
    before: Array
    point: Array
    hazard: Array


@dataclass(frozen=True)
class Fan:
    """Levels and sizes of chance, and the state of every draw.

    `log` and `population` (area, sex, age, draw): deviation from the point, and persons.
    """

    shocks: Shocks
    wandering: Wandering
    generators: list[np.random.Generator]
    log: Single
    population: Single


def project_area(fan: Fan, year: AreaYear, area: int, moved: Single) -> Array:
    """Move one area a year on in place; return births, deaths and net migration (3, draw).

    `moved` (sex, age, draw) is memory to work in.
    """
    persons, point = fan.population[area], year.point[area]
    start = persons.sum(axis=(0, 1))
    died = _deaths(persons, year.hazard) * np.exp(fan.shocks.hazard[year.year])
    _draw_chance(fan, year, area, moved)
    _add_levels(fan, year, area, moved)
    moved[:, 0] += _birth_level(fan, year, area, moved)
    fan.log[area] = moved
    np.exp(moved, out=persons)
    # Divided by their mean, so that sums over any ages and areas keep the point as their mean.
    persons *= (point / persons.mean(axis=-1)).astype(np.float32)[..., np.newaxis]
    infants = persons[:, 0].sum(axis=0)
    born = infants / (1 - INFANT_DEATHS)
    died = died + born - infants
    return np.stack([born, died, persons.sum(axis=(0, 1)) - start - born + died])


def _deaths(persons: Single, hazard: Array) -> Single:
    """Return those who die of this hazard (draw); the open group dies like those who join it."""
    dying = -np.expm1(-np.concatenate([hazard, hazard[:, -1:]], axis=1)).astype(np.float32)
    return weighted_sum(dying.reshape(-1), persons.reshape(dying.size, -1))


def _draw_chance(fan: Fan, year: AreaYear, area: int, moved: Single) -> None:
    """Fill deviations by chance: moves and deaths of single persons, and births."""
    fan.generators[area].standard_normal(dtype=np.float32, out=moved)
    moved *= np.sqrt(_chance(fan, year, area)).astype(np.float32)[..., np.newaxis]


def _chance(fan: Fan, year: AreaYear, area: int) -> Array:
    """Return the variance of chance (sex, age reached) of a logarithm: events over persons, squared."""
    point = year.point[area]
    variance = np.ones_like(point)
    variance[:, 1:] = fan.wandering.turnover[area] * _relative_mobility(year.before[area]) + year.hazard
    chance: Array = variance / np.maximum(point, LEAST_PERSONS)
    return chance


def _add_levels(fan: Fan, year: AreaYear, area: int, moved: Single) -> None:
    """Add what was before, growth, growth by age and mortality."""
    shocks, before, mobility = fan.shocks, year.before[area], _relative_mobility(year.before[area])
    weight = np.empty((2, COHORTS, 2 + len(KNOTS)), np.float32)
    weight[..., 0] = mobility
    weight[..., 1] = -year.hazard
    weight[..., 2:] = mobility[:, np.newaxis] * knot_weights()
    growth = shocks.growth[year.year, area] + _together(fan, year, area)
    levels = np.concatenate([[growth, shocks.hazard[year.year]], shocks.by_age[area]], dtype=np.float32)
    joined = ratio(before[:, OLDEST - 1], before[:, OLDEST - 1 :].sum(axis=1), otherwise=0.5)
    carry_on(weight, levels, joined.astype(np.float32), fan.log[area], moved)


def _together(fan: Fan, year: AreaYear, area: int) -> Single:
    """Return chance of the area as a whole (draw): what cells below a person are not given by themselves."""
    point = year.point[area]
    people = max(float(point.sum()), LEAST_PERSONS)
    given = (point[:, 1:] ** 2 * _chance(fan, year, area)[:, 1:]).sum() / people**2
    rest = max(float(fan.wandering.turnover[area]) / people - given, 0.0)
    drawn: Single = fan.generators[area].standard_normal((fan.log.shape[-1],), dtype=np.float32)
    np.multiply(drawn, np.float32(np.sqrt(rest)), out=drawn)
    return drawn


def _relative_mobility(before: Array) -> Array:
    """Return MOB (cohort) over its mean in the area: a level of growth then moves the total by itself."""
    people = cohorts(before).sum(axis=0)
    total = people.sum()
    mean = float(people @ MOBILITY / total) if total > 0 else float(MOBILITY.mean())
    relative: Array = MOBILITY / mean
    return relative


def _birth_level(fan: Fan, year: AreaYear, area: int, moved: Single) -> Single:
    """Return the level of births (draw): fertility of all and of the area, and the women there are."""
    before = year.before[area, FEMALE, MOTHER_AGES] * mother_weights()
    after = year.point[area, FEMALE, MOTHER_AGES] * mother_weights()
    total = max(float(before.sum() + after.sum()), LEAST_PERSONS)
    weights = (np.stack([before, after]) / total).astype(np.float32)
    women = weighted_sum(weights[0], fan.log[area, FEMALE, MOTHER_AGES])
    women = women + weighted_sum(weights[1], moved[FEMALE, MOTHER_AGES])
    shocks = fan.shocks
    level: Single = shocks.fertility[year.year] + shocks.own_fertility[year.year, area] + women
    return level
