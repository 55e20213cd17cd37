"""People who come from outside: how many, from where, in which units, and where they settle."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import DAYS_PER_YEAR, draw_days, quarter_share
from .newcomers import Units, draw_units
from .partners import draw_bund, draw_land, draw_states
from .places import FIRST_YEAR, Municipality
from .rates import IN_RATES
from .schedules import ABROAD_IN_YEAR, MOVE_MONTHS
from .settling import choose_areas, inhabitants, unit_class
from .state import GERMAN, IN
from .step import Step

FROM_LAND, FROM_BUND, FROM_ABROAD = range(3)
# Arrivals from Germany never fall below this share of their usual level, even where a place is full.
LEAST_INLAND = 0.35
# Share of Germans (returning) among arrivals from abroad.
RETURNING = 0.12
# Foreign share of 2014…2024 against 2024: refugees of 2015 and 2022 show (Niedersachsen, register).
FOREIGN_PATH = (0.62, 0.73, 0.79, 0.81, 0.83, 0.85, 0.855, 0.87, 0.965, 0.99, 1.0)


def arrive(step: Step, free: Array) -> None:
    """Arrivals of the quarter in every municipality, after everyone who moves inside is housed."""
    region = step.region
    missing = np.bincount(
        region.municipality, weights=step.target() - inhabitants(step), minlength=len(region.places)
    )
    for m, municipality in enumerate(region.members):
        level = region.path[step.year_index][region.municipality == m].sum()
        usual = (
            np.array(IN_RATES[municipality.kind]) / 1000 * level * quarter_share(MOVE_MONTHS, step.quarter)
        )
        abroad = arrivals_from_abroad(municipality, usual[2], step.year)
        inland = max(missing[m] - abroad, LEAST_INLAND * usual[:2].sum())
        from_land = round(inland * usual[0] / usual[:2].sum())
        wanted = (from_land, round(inland) - from_land, round(abroad))
        for origin, count in enumerate(wanted):
            settle(step, m, origin, count, free)


def arrivals_from_abroad(municipality: Municipality, usual: float, year: int) -> float:
    """People from abroad in a quarter.

    The usual level, more where many non-Germans live, with the year's factor.
    """
    pull = municipality.foreign_share / {"stadt": 0.16, "umland": 0.08}[municipality.kind]
    return usual * (RETURNING + (1 - RETURNING) * pull * ABROAD_IN_YEAR[year])


def settle(step: Step, municipality: int, origin: int, count: int, free: Array) -> None:
    """Draw units of `count` people in all, give each an area and enter them."""
    if count <= 0:
        return
    register, member = step.register, step.region.members[municipality]
    units = draw_units(step, member, origin, count, foreign_probability(step, municipality, origin))
    heads = np.flatnonzero(units.is_head)
    days = draw_days(len(heads), step.year, step.quarter, MOVE_MONTHS, step.rng)[units.unit]
    # Nobody arrives before birth: an infant is at least a day old.
    birth = np.minimum(days - 1, days - (units.age * DAYS_PER_YEAR).astype(np.int64))
    households = register.new_households(len(heads))
    persons = register.add(
        len(units.unit),
        birth=birth,
        sex=units.sex,
        nation=units.nation,
        child=units.child,
        household=households[units.unit],
    )
    couples = np.flatnonzero(units.is_partner)
    with_head = persons[heads[units.unit[couples]]]
    register.partner[persons[couples]], register.partner[with_head] = with_head, persons[couples]
    kinds = unit_class(
        step, persons[heads], units.age[heads], np.bincount(units.unit, weights=units.child) > 0
    )
    nowhere = np.full(len(heads), -1)
    area = choose_areas(step, np.full(len(heads), municipality), kinds, free, nowhere)
    register.area[persons] = area[units.unit]
    partner = origins(step, units, heads, origin)[units.unit]
    step.log.add(IN, persons, days, partner=partner, unit=step.log.number_units(len(heads))[units.unit])
    free -= np.bincount(area, weights=np.bincount(units.unit), minlength=len(free))
    np.maximum(free, step.target() * 0.001, out=free)


def foreign_probability(step: Step, municipality: int, origin: int) -> float:
    """Share of non-Germans among arriving units: fixed from abroad.

    From Germany what the municipality's own path needs.
    """
    if origin == FROM_ABROAD:
        return 1 - RETURNING
    register, region = step.register, step.region
    here = (register.area >= 0) & ~register.secondary & ~register.in_reception
    own = here & (region.municipality[register.area] == municipality)
    now = (register.nation[own] != GERMAN).mean() if own.any() else 0.0
    member = region.members[municipality]
    done = (step.quarter + 1) / 4
    index = step.year - FIRST_YEAR
    path = FOREIGN_PATH[index - 1] * (1 - done) + FOREIGN_PATH[index] * done
    aimed = member.foreign_share * path
    return float(np.clip(1.1 * aimed + 25 * (aimed - now), 0.25 * aimed, 0.45))


def origins(step: Step, units: Units, heads: Array, origin: int) -> Array:
    """Partner key per unit."""
    if origin == FROM_LAND:
        return draw_land(len(heads), step.rng)
    if origin == FROM_BUND:
        return draw_bund(len(heads), step.rng)
    return draw_states(units.nation[heads], step.rng)
