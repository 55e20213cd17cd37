"""The reception centre of Westerlith: people arrive from abroad, stay some months and move on."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import draw_days
from .departures import Movers, leave_region, movers_of, stays_inside
from .partners import draw_states
from .places import RECEPTION_BEDS
from .population import add_refugees
from .rates import TO_ABROAD, TO_CITY, TO_LAND, TO_MEMBER
from .schedules import MOVE_MONTHS
from .state import IN
from .step import Step

# Share of the people in the centre who move on within a quarter (a stay of about five months).
MOVES_ON = 0.45
# Where they go: the city, another member, elsewhere in the Land, out of the country.
NEXT_PLACES = (TO_CITY, TO_MEMBER, TO_LAND, TO_ABROAD)
NEXT_SHARES = (0.16, 0.06, 0.70, 0.08)


def move_on(step: Step) -> Movers:
    """People who leave the centre; those who go to another member are returned to be housed there."""
    register = step.register
    guests = step.free(np.flatnonzero((register.area >= 0) & register.in_reception))
    households, member = np.unique(register.household[guests], return_inverse=True)
    leaving = guests[step.chance(np.full(len(households), MOVES_ON))[member]]
    goal = step.rng.choice(NEXT_PLACES, len(households), p=NEXT_SHARES)
    movers = movers_of(step, leaving, goal[np.searchsorted(households, register.household[leaving])])
    step.occupy(leaving)
    inside = stays_inside(movers)
    leave_region(step, movers.select(~inside))
    return movers.select(inside)


def refill(step: Step) -> None:
    """New arrivals bring the centre to the beds occupied at this time."""
    register, region = step.register, step.region
    if region.reception < 0:
        return
    before, after = RECEPTION_BEDS[step.year - 1], RECEPTION_BEDS[step.year]
    wanted = (before + (after - before) * (step.quarter + 1) / 4) * region.scale
    here = int(((register.area >= 0) & register.in_reception).sum())
    count = max(round(wanted) - here, 0)
    persons = add_refugees(register, region, count, step.year, step.rng)
    days: Array = draw_days(count, step.year, step.quarter, MOVE_MONTHS, step.rng)
    step.log.add(IN, persons, days, partner=draw_states(register.nation[persons], step.rng))
