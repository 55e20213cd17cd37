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
from forecasting.components import FEMALE, Array

# A cell of less than a person varies like one person: its logarithm has no other scale.
LEAST_PERSONS = 1.0
# Share of newborn who do not see the end of the year, German table: infants at the year's end are known.
INFANT_DEATHS = float(standards.prospective_deaths()[:, 0].mean())


@dataclass(frozen=True)
class AreaYear:
    """What is known of all areas in forecast year `year`, counted from 0, before anything is drawn.

    `before` and `point` (area, sex, age): the point forecast at its start and end; `hazard` (sex, cohort).
    `mobility` (area, cohort): MOB over its mean in the area, so a level of growth moves the total by itself.
    `chance` (area, sex, age): variance of a logarithm by events over persons; `together` (area): what of it
    falls on the area as a whole.
    """

    year: int
    before: Array
    point: Array
    hazard: Array
    mobility: Array
    chance: Array
    together: Array


def area_year(year: int, states: tuple[Array, Array], hazard: Array, turnover: Array) -> AreaYear:
    """Return the year between two `states` of the point forecast; `turnover` (area) as in Wandering."""
    before, point = states
    people = cohorts(before).sum(axis=1)
    mean = ratio(people @ MOBILITY, people.sum(axis=1), otherwise=float(MOBILITY.mean()))
    mobility = MOBILITY / mean[:, np.newaxis]
    variance = np.ones_like(point)
    variance[..., 1:] = (turnover[:, np.newaxis] * mobility)[:, np.newaxis] + hazard
    chance = variance / np.maximum(point, LEAST_PERSONS)
    residents = np.maximum(point.sum(axis=(1, 2)), LEAST_PERSONS)
    given = (point[..., 1:] ** 2 * chance[..., 1:]).sum(axis=(1, 2)) / residents**2
    # What cells below a person are not given by themselves.
    together = np.maximum(turnover / residents - given, 0.0)
    return AreaYear(year, before, point, hazard, mobility, chance, together)


@dataclass(frozen=True)
class Fan:
    """Levels and sizes of chance, and the state of every draw.

    `log` and `population` (area, sex, age, draw): deviation from the point, and persons.
    """

    shocks: Shocks
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
    moved *= np.sqrt(year.chance[area]).astype(np.float32)[..., np.newaxis]


def _add_levels(fan: Fan, year: AreaYear, area: int, moved: Single) -> None:
    """Add what was before, growth, growth by age and mortality."""
    shocks, before, mobility = fan.shocks, year.before[area], year.mobility[area]
    weight = np.empty((2, COHORTS, 2 + len(KNOTS)), np.float32)
    weight[..., 0] = mobility
    weight[..., 1] = -year.hazard
    weight[..., 2:] = mobility[:, np.newaxis] * knot_weights()
    drawn = fan.generators[area].standard_normal((fan.log.shape[-1],), dtype=np.float32)
    growth = shocks.growth[year.year, area] + drawn * np.float32(np.sqrt(year.together[area]))
    levels = np.concatenate([[growth, shocks.hazard[year.year]], shocks.by_age[area]], dtype=np.float32)
    joined = ratio(before[:, OLDEST - 1], before[:, OLDEST - 1 :].sum(axis=1), otherwise=0.5)
    carry_on(weight, levels, joined.astype(np.float32), fan.log[area], moved)


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
