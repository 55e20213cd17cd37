"""Births and deaths of a quarter."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import draw_days, quarter_share, year_of
from .schedules import BIRTH_MONTHS, BOYS, DEATH_MONTHS
from .state import BIRTH, DEATH, GERMAN, NOBODY
from .step import Step

# Women with a partner in the household have more children than those without (own assumption; the sum stays
# the schedule's).
PARTNER_FERTILITY = 1.55
# Two births of one woman lie at least this many days apart.
BIRTH_GAP = 330
# Children of two non-German parents who are German by birth (a parent lawfully here for years).
GERMAN_BY_BIRTH = 0.35


def die(step: Step) -> None:
    """Deaths among everyone present, secondary residents included (theirs are never counted)."""
    register = step.register
    people = register.present()
    q = (
        step.tables.mortality[register.sex[people], step.age[people]]
        * step.tables.death_factor[register.area[people]]
    )
    share = quarter_share(DEATH_MONTHS, step.quarter)
    dead = people[step.chance(1 - (1 - np.minimum(q, 0.95)) ** share)]
    days = draw_days(len(dead), step.year, step.quarter, DEATH_MONTHS, step.rng)
    # Nobody dies before birth: those born in the first days of life of a quarter die at the earliest on
    # their birthday.
    days = np.maximum(days, register.birth[dead])
    step.log.add(DEATH, dead, days)
    step.occupy(dead)
    register.leave(dead)


def give_birth(step: Step) -> None:
    """Births at the mother's main residence; the newborn joins her household."""
    register = step.register
    women = step.free(register.residents())
    women = women[(register.sex[women] == 1) & ~register.in_reception[women]]
    age = step.year - year_of(register.birth[women])
    fertile = (age >= 15) & (age <= 49)
    women, age = women[fertile], age[fertile]
    mothers = women[step.chance(birth_probability(step, women, age))]
    days = draw_days(len(mothers), step.year, step.quarter, BIRTH_MONTHS, step.rng)
    ready = days - register.last_birth[mothers] > BIRTH_GAP
    mothers, days = mothers[ready], days[ready]
    register.last_birth[mothers] = days
    newborn = register.add(
        len(mothers),
        birth=days,
        sex=(step.rng.random(len(mothers)) >= BOYS).astype(np.int8),
        nation=child_nations(step, mothers),
        area=register.area[mothers],
        household=register.household[mothers],
        child=np.ones(len(mothers), dtype=bool),
    )
    step.log.add(BIRTH, newborn, days, mother_year=year_of(register.birth[mothers]))
    step.occupy(mothers)


def birth_probability(step: Step, women: Array, age: Array) -> Array:
    """Probability of a birth this quarter.

    The schedule, more with a partner, raked back to the schedule's sum.
    """
    register = step.register
    rate = step.tables.fertility[register.area[women], age]
    weighted = rate * np.where(register.partner[women] != NOBODY, PARTNER_FERTILITY, 0.6)
    # Raked per municipality; 3 % more for the births that the gap between two births and busy households
    # rule out.
    town = step.region.municipality[register.area[women]]
    scheduled, drawn = np.bincount(town, weights=rate), np.bincount(town, weights=weighted)
    weighted *= (scheduled / np.maximum(drawn, 1e-9))[town] * 1.03
    return np.asarray(weighted * quarter_share(BIRTH_MONTHS, step.quarter))


def child_nations(step: Step, mothers: Array) -> Array:
    """State key of newborns: German if a parent is, or by residence of the parents; else the mother's."""
    register = step.register
    partner = register.partner[mothers]
    father_german = (partner != NOBODY) & (register.nation[partner] == GERMAN)
    german = (
        (register.nation[mothers] == GERMAN)
        | father_german
        | (step.rng.random(len(mothers)) < GERMAN_BY_BIRTH)
    )
    return np.where(german, GERMAN, register.nation[mothers])
