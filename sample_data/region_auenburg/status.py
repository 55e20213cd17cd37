"""Naturalisation, change between main and secondary residence, corrections, secondary residents."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import draw_days
from .partners import draw_land
from .places import FIRST_YEAR
from .population import SECONDARY_SHARE, add_secondary_people, birthdays
from .schedules import MOVE_MONTHS, NATURALISATION
from .state import CORRECTION, DWELLING, GERMAN, IN, NOBODY, OUT
from .state import NATURALISATION as NATURALISED
from .step import QUARTERS, Step

EVEN_MONTHS = np.ones(12)
# Yearly chances (own assumptions; domain.md §2.1 names the events but no levels).
TO_MAIN, TO_SECONDARY, SECONDARY_LEAVES = 0.07, 0.0016, 0.16
# Corrections of 0.2 % of the inhabitants a year (domain.md §5.5): removed and added.
REMOVED, ADDED = 0.0013, 0.0007


def naturalise(step: Step) -> None:
    """Non-German households become German."""
    register = step.register
    people = step.free(register.residents())
    foreign = people[(register.nation[people] != GERMAN) & ~register.in_reception[people]]
    households = np.unique(register.household[foreign])
    chosen = np.zeros(register.households, dtype=bool)
    chosen[households[step.chance(np.full(len(households), NATURALISATION[step.year] / QUARTERS))]] = True
    persons = foreign[chosen[register.household[foreign]]]
    days = draw_days(len(persons), step.year, step.quarter, EVEN_MONTHS, step.rng)
    days = np.maximum(days, register.birth[persons])
    register.nation[persons] = GERMAN
    step.occupy(persons)
    step.log.add(NATURALISED, persons, days)


def change_dwelling(step: Step) -> None:
    """Secondary residents make this their main residence, and single main residents the other way round."""
    register = step.register
    second = step.free(np.flatnonzero((register.area >= 0) & register.secondary))
    gained = second[step.chance(np.full(len(second), TO_MAIN / QUARTERS))]
    single = lone_adults(step)
    lost = single[step.chance(np.full(len(single), TO_SECONDARY * 2 / QUARTERS))]
    for persons, is_secondary, delta in ((gained, False, 1), (lost, True, -1)):
        register.secondary[persons] = is_secondary
        step.occupy(persons)
        days = draw_days(len(persons), step.year, step.quarter, EVEN_MONTHS, step.rng)
        step.log.add(DWELLING, persons, days, delta=delta)


def lone_adults(step: Step) -> Array:
    """Free main residents who live alone."""
    register = step.register
    people = step.free(register.residents())
    size = np.bincount(register.household[people], minlength=register.households)
    alone = (size[register.household[people]] == 1) & (register.partner[people] == NOBODY)
    grown = register.birth[people] < (step.year - 1970 - 19) * 365
    return np.asarray(people[alone & grown & ~register.in_reception[people]])


def turn_over_secondary(step: Step) -> None:
    """Secondary residents leave, others come so that their number follows the inhabitants (never counted)."""
    register, region = step.register, step.region
    second = step.free(np.flatnonzero((register.area >= 0) & register.secondary))
    leaving = second[step.chance(np.full(len(second), SECONDARY_LEAVES / QUARTERS))]
    days = draw_days(len(leaving), step.year, step.quarter, MOVE_MONTHS, step.rng)
    step.log.add(OUT, leaving, days, partner=draw_land(len(leaving), step.rng))
    register.leave(leaving)
    kinds = [m.kind for m in region.members]
    share = np.array([SECONDARY_SHARE[kinds[m]] for m in region.municipality])
    wanted = region.path[step.year - FIRST_YEAR] * share
    here = np.bincount(register.area[(register.area >= 0) & register.secondary], minlength=len(share))
    new = np.maximum(np.floor(wanted - here + step.rng.random(len(share))), 0).astype(np.int64)
    area = np.repeat(np.arange(len(share)), new)
    persons = add_secondary_people(register, area, step.year - 1, step.rng)
    days = draw_days(len(persons), step.year, step.quarter, MOVE_MONTHS, step.rng)
    step.log.add(IN, persons, days, partner=draw_land(len(persons), step.rng))


def correct(step: Step) -> None:
    """Corrections ex officio: people struck off and people found to live here, booked as such."""
    register = step.register
    single = lone_adults(step)
    inhabitants = len(register.residents())
    removed = step.rng.choice(
        single, min(len(single), round(inhabitants * REMOVED / QUARTERS)), replace=False
    )
    days = draw_days(len(removed), step.year, step.quarter, EVEN_MONTHS, step.rng)
    step.log.add(CORRECTION, removed, days, delta=-1)
    step.occupy(removed)
    register.leave(removed)
    count = round(inhabitants * ADDED / QUARTERS)
    weights = np.maximum(step.target(), 0)
    area = step.rng.choice(len(weights), count, p=weights / weights.sum())
    found = register.add(
        count,
        birth=birthdays(step.rng.integers(19, 60, count), step.rng, step.year - 1),
        sex=step.rng.integers(0, 2, count),
        nation=np.where(step.rng.random(count) < 0.3, 154, GERMAN),
        area=area,
        household=register.new_households(count),
    )
    days = draw_days(count, step.year, step.quarter, EVEN_MONTHS, step.rng)
    step.log.add(CORRECTION, found, days, delta=1)
