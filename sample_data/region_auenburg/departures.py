"""Who moves in a quarter and where to.

Whole households after their oldest adult, grown-up children on their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, draw_column
from .dates import draw_days, quarter_share
from .partners import UNKNOWN_SHARE, draw_bund, draw_land, draw_states
from .rates import (
    FOREIGN_MOBILITY,
    FOREIGN_SHARE_ABROAD,
    FOREIGN_TO_MEMBERS,
    INNER,
    TO_ABROAD,
    TO_CITY,
    TO_LAND,
    TO_MEMBER,
)
from .schedules import ABROAD_OUT_YEAR, MOVE_MONTHS
from .state import GERMAN, NOBODY, OUT, UNKNOWN_PARTNER
from .step import Step

# Grown-up children leave home more often than others of their age move; families with children move less.
LEAVING_HOME = 1.1
FAMILY_MOBILITY = 0.9
# Out-moves abroad of non-Germans that nobody reported: struck off ex officio.
EX_OFFICIO = 0.15


@dataclass(frozen=True)
class Movers:
    """People who move together, sorted by unit.

    `heads`, `destination`, `day` per unit, the rest per person.
    """

    persons: Array
    unit: Array  # position in heads
    heads: Array
    destination: Array
    day: Array

    def select(self, wanted: Array) -> Movers:
        """The units with a true value in `wanted` (one per unit)."""
        position = np.cumsum(wanted) - 1
        keep = wanted[self.unit]
        return Movers(
            self.persons[keep],
            position[self.unit[keep]],
            self.heads[wanted],
            self.destination[wanted],
            self.day[wanted],
        )


def household_heads(step: Step, people: Array) -> Array:
    """The oldest adult of each household (a child only if no adult is left)."""
    register = step.register
    order = people[np.lexsort((register.birth[people], register.child[people], register.household[people]))]
    household = register.household[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = household[1:] != household[:-1]
    return np.asarray(order[first])


def draw_movers(step: Step) -> Movers:
    """Everyone who leaves the dwelling this quarter, with the kind of destination."""
    register = step.register
    people = step.free(register.residents())
    people = people[~register.in_reception[people]]
    heads = household_heads(step, people)
    is_head = np.zeros(len(register), dtype=bool)
    is_head[heads] = True
    grown = (
        people[register.child[people] & ~is_head[people] & (step.age[people] >= 18)]
        if len(people)
        else people
    )
    deciders = np.concatenate([heads, grown])
    rates = departure_rates(step, deciders, np.repeat([False, True], [len(heads), len(grown)]))
    moving = step.chance(1 - np.exp(-rates.sum(axis=1)))
    destination = draw_column(rates[moving], step.rng)
    return gather(step, people, deciders[moving], destination)


def departure_rates(step: Step, deciders: Array, on_their_own: Array) -> Array:
    """Quarterly rates by (decider, destination)."""
    register, tables = step.register, step.tables
    area = register.area[deciders]
    rates = tables.departures[area, :, step.age[deciders]] * quarter_share(MOVE_MONTHS, step.quarter)
    foreign = register.nation[deciders] != GERMAN
    rates *= np.where(foreign, FOREIGN_MOBILITY, 0.94)[:, None]
    share = np.bincount(area, weights=foreign, minlength=len(step.region.areas)) / np.maximum(
        np.bincount(area, minlength=len(step.region.areas)), 1
    )
    share = np.clip(share, 0.03, 0.6)[area]
    rates[:, TO_MEMBER] *= np.where(foreign, FOREIGN_TO_MEMBERS / FOREIGN_MOBILITY, 1.0)
    year_factor = ABROAD_OUT_YEAR[step.year]
    rates[:, TO_ABROAD] *= np.where(
        foreign,
        np.minimum(FOREIGN_SHARE_ABROAD / share, 12) / FOREIGN_MOBILITY * year_factor,
        (1 - FOREIGN_SHARE_ABROAD) / (1 - share),
    )
    has_children = (
        np.bincount(register.household[register.child & (register.area >= 0)], minlength=register.households)
        > 0
    )
    rates *= np.where(
        on_their_own, LEAVING_HOME, np.where(has_children[register.household[deciders]], FAMILY_MOBILITY, 1.0)
    )[:, None]
    if len(step.region.places) == 1:
        # A region of one municipality has no members to move to: those moves go to the Land.
        rates[:, TO_LAND] += rates[:, TO_CITY] + rates[:, TO_MEMBER]
        rates[:, [TO_CITY, TO_MEMBER]] = 0.0
    return rates


def gather(step: Step, people: Array, deciders: Array, destination: Array) -> Movers:
    """The units behind the deciders.

    The whole household of a head, a grown-up child alone (in a new household).
    """
    register = step.register
    whole = ~register.child[deciders] | (register.household[deciders] < 0)
    moving_household = np.full(register.households, -1)
    moving_household[register.household[deciders[whole]]] = destination[whole]
    alone = deciders[~whole]
    keep = moving_household[register.household[alone]] < 0
    alone, alone_destination = alone[keep], destination[~whole][keep]
    together = people[moving_household[register.household[people]] >= 0]
    together = together[~np.isin(together, alone)]
    step.occupy(together)
    step.occupy(alone)
    register.household[alone] = register.new_households(len(alone))
    register.child[alone] = False
    persons = np.concatenate([together, alone])
    goal = np.concatenate([moving_household[register.household[together]], alone_destination])
    return movers_of(step, persons, goal)


def movers_of(step: Step, persons: Array, goal: Array) -> Movers:
    """Units of persons after their households; `goal` is the destination kind of each person's unit."""
    register = step.register
    order = np.lexsort((register.birth[persons], register.child[persons], register.household[persons]))
    persons, goal = persons[order], goal[order]
    _, first, unit = np.unique(register.household[persons], return_index=True, return_inverse=True)
    days = draw_days(len(first), step.year, step.quarter, MOVE_MONTHS, step.rng)
    return Movers(persons, unit, persons[first], goal[first], days)


def leave_region(step: Step, movers: Movers) -> None:
    """Out-moves to the Land, the rest of Germany and abroad; a partner who stays is free afterwards."""
    register = step.register
    nation = register.nation[movers.heads]
    count = len(movers.heads)
    to_land, to_bund = draw_land(count, step.rng), draw_bund(count, step.rng)
    abroad = draw_states(nation, step.rng)
    lost = (nation != GERMAN) & (step.rng.random(count) < UNKNOWN_SHARE)
    abroad = np.where(lost, UNKNOWN_PARTNER, abroad)
    goal = movers.destination
    partner = np.where(goal == TO_LAND, to_land, np.where(goal == TO_ABROAD, abroad, to_bund))
    struck_off = (goal == TO_ABROAD) & (partner == UNKNOWN_PARTNER)
    struck_off |= (goal == TO_ABROAD) & (nation != GERMAN) & (step.rng.random(count) < EX_OFFICIO)
    partner = np.where(struck_off, UNKNOWN_PARTNER, partner)
    unit = movers.unit
    step.log.add(
        OUT,
        movers.persons,
        movers.day[unit],
        partner=partner[unit],
        ex_officio=struck_off[unit],
        unit=step.log.number_units(count)[unit],
    )
    register.leave(movers.persons)


def stays_inside(movers: Movers) -> Array:
    """Units whose destination is another member or their own municipality."""
    return np.isin(movers.destination, (TO_CITY, TO_MEMBER, INNER))


def unlink_partners(step: Step, persons: Array) -> None:
    """Free people and their partners from each other where only one of a couple moves on."""
    register = step.register
    partners = register.partner[persons]
    register.partner[partners[partners != NOBODY]] = NOBODY
    register.partner[persons] = NOBODY
