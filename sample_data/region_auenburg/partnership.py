"""Couples form and part; both are moves, because two households become one or one becomes two."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import draw_days
from .departures import Movers, movers_of, unlink_partners
from .rates import INNER
from .schedules import MOVE_MONTHS
from .state import INNER_MOVE, NOBODY
from .step import QUARTERS, Step

# Yearly chance of a single woman to move in with someone, by age; of a couple to part (own assumptions,
# Mikrozensus-like level).
JOIN_AGES, JOIN_RATES = (18, 22, 26, 31, 38, 48, 65), (0.01, 0.06, 0.12, 0.13, 0.08, 0.03, 0.003)
PART_RATE = 0.013
# A woman and a man who move in together differ by at most this many years from the usual gap of two.
LARGEST_GAP = 7


def single_adults(step: Step, sex: int) -> Array:
    """Free adults of one sex without a partner, in main residence, not in the reception centre."""
    register = step.register
    people = step.free(register.residents())
    people = people[people < len(step.age)]
    fits = (register.sex[people] == sex) & (register.partner[people] == NOBODY) & (step.age[people] >= 18)
    return np.asarray(people[fits & ~register.in_reception[people]])


def move_together(step: Step) -> None:
    """Single women move in with single men of the same municipality and similar age.

    Their children come along.
    """
    register, region = step.register, step.region
    women = single_adults(step, 1)
    women = women[step.chance(np.interp(step.age[women], JOIN_AGES, JOIN_RATES) / QUARTERS)]
    men = single_adults(step, 0)
    men = men[~register.child[men] & (step.age[men] < 60)]
    for m in range(len(region.places)):
        brides = women[region.municipality[register.area[women]] == m]
        grooms = men[region.municipality[register.area[men]] == m]
        brides, grooms = match(step, brides, grooms)
        join(step, brides, grooms)


def match(step: Step, women: Array, men: Array) -> tuple[Array, Array]:
    """Pairs of women and men in order of age, two years between them on average.

    Pairs that differ too much are dropped.
    """
    men = step.rng.permutation(men)
    # Men are thinned to the age pattern of the women: for each woman the next man of the wanted age.
    men = men[np.argsort(step.age[men], kind="stable")]
    wanted = step.age[women] + np.rint(step.rng.normal(2, 3, len(women)))
    position = np.searchsorted(step.age[men], wanted)
    position = np.minimum(position, max(len(men) - 1, 0))
    if len(men) == 0:
        return women[:0], men
    _, first = np.unique(position, return_index=True)
    women, men = women[first], men[position[first]]
    close = np.abs(step.age[men] - step.age[women] - 2) <= LARGEST_GAP
    different = step.register.household[men] != step.register.household[women]
    return women[close & different], men[close & different]


def join(step: Step, women: Array, men: Array) -> None:
    """The woman's household (or she alone, if she lives with her parents) moves into the man's."""
    register = step.register
    _, first = np.unique(register.household[women], return_index=True)
    women, men = women[first], men[first]
    _, first = np.unique(register.household[men], return_index=True)
    women, men = women[first], men[first]
    goal = np.full(register.households, -1)
    own = ~register.child[women]
    goal[register.household[women[own]]] = register.household[men[own]]
    residents = register.residents()
    together = residents[goal[register.household[residents]] >= 0]
    new_home = goal[register.household[together]]
    alone = women[~own]
    persons = np.concatenate([together, alone])
    home = np.concatenate([new_home, register.household[men[~own]]])
    step.occupy(persons)
    step.occupy(men)
    area_of = np.full(register.households, -1)
    area_of[register.household[men]] = register.area[men]
    day_of = np.zeros(register.households, dtype=np.int64)
    day_of[register.household[men]] = draw_days(len(men), step.year, step.quarter, MOVE_MONTHS, step.rng)
    unit_of = np.full(register.households, -1)
    unit_of[register.household[men]] = step.log.number_units(len(men))
    old = register.area[persons].copy()
    register.area[persons] = area_of[home]
    register.household[persons] = home
    register.child[alone] = False
    register.partner[women], register.partner[men] = men, women
    step.log.add(INNER_MOVE, persons, day_of[home], other=old, unit=unit_of[home])


def part(step: Step) -> Movers:
    """Couples that part this quarter.

    One of the two leaves for a dwelling of their own in the same municipality.
    """
    register = step.register
    people = step.free(register.residents())
    people = people[people < len(step.age)]
    paired = people[
        (register.partner[people] != NOBODY) & (register.sex[people] == 0) & (step.age[people] < 70)
    ]
    leaving = paired[step.chance(np.full(len(paired), PART_RATE / QUARTERS))]
    leaving = leaving[~register.in_reception[leaving]]
    step.occupy(leaving)
    unlink_partners(step, leaving)
    register.household[leaving] = register.new_households(len(leaving))
    step.occupy(leaving)
    return movers_of(step, leaving, np.full(len(leaving), INNER))
