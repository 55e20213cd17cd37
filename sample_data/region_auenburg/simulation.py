"""The year cycle: quarter by quarter deaths, births, couples, departures, moves, arrivals, status.

A snapshot each 31 December.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .arrivals import arrive
from .departures import Movers, draw_movers, leave_region, stays_inside
from .partnership import move_together, part
from .places import FIRST_YEAR, LAST_YEAR, MERGE_YEAR, MERGED, MERGED_INTO, Region
from .population import initial_register
from .reception import move_on, refill
from .relocation import destination_towns, relocate
from .settling import vacancies
from .state import EventLog, Register
from .status import change_dwelling, correct, naturalise, turn_over_secondary
from .step import QUARTERS, Step, tables_of
from .vital import die, give_birth

# Called at the end of a year before the snapshot: may change the register without events; returns
# inhabitants moved per area.
YearEnd = Callable[[Region, Register, int, np.random.Generator], Array]


@dataclass(frozen=True)
class Stock:
    """Everyone in the register on one reference date, secondary residents included; arrays per person."""

    year: int
    person: Array
    area: Array
    nation: Array
    secondary: Array


@dataclass(frozen=True)
class History:
    """What the simulation leaves behind.

    Stocks 2014…2024, all events as one table of arrays, and the people's birth and sex.
    """

    region: Region
    stocks: tuple[Stock, ...]
    events: dict[str, Array]
    birth: Array
    sex: Array


def nothing_at_year_end(region: Region, register: Register, year: int, rng: np.random.Generator) -> Array:
    """The clean register: nothing changes without an event."""
    return np.zeros(len(region.areas))


def simulate(
    region: Region,
    seed: int,
    *,
    first_year: int = FIRST_YEAR,
    year_end: YearEnd = nothing_at_year_end,
    progress: Callable[[str], None] = lambda _: None,
) -> History:
    """Run the region from the end of 2014 to the end of 2024; the same seed gives the same people.

    Stocks before `first_year` and events up to it are dropped.
    """
    rng = np.random.default_rng(seed)
    register = initial_register(region, rng)
    log = EventLog(register)
    stocks = [snapshot(register, FIRST_YEAR)]
    offset = np.zeros(len(region.areas))
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        tables = tables_of(region, year)
        for quarter in range(QUARTERS):
            run_quarter(Step(region, register, log, tables, year, quarter, rng, offset))
        offset = offset + year_end(region, register, year, rng)
        stocks.append(snapshot(register, year))
        merge_areas(region, register, year)
        if year == first_year:
            log.blocks.clear()
        progress(f"Simulation {year}: {len(register.residents()):,} Personen".replace(",", "."))
    kept = tuple(stock for stock in stocks if stock.year >= first_year)
    return History(region, kept, log.table(), register.birth, register.sex)


def run_quarter(step: Step) -> None:
    """All processes of a quarter; a household takes part in at most one of them."""
    die(step)
    give_birth(step)
    move_together(step)
    parting = part(step)
    movers = draw_movers(step)
    inside = stays_inside(movers)
    leave_region(step, movers.select(~inside))
    house(step, [parting, movers.select(inside), move_on(step)])
    refill(step)
    naturalise(step)
    change_dwelling(step)
    correct(step)
    turn_over_secondary(step)


def house(step: Step, groups: list[Movers]) -> None:
    """House everyone who moves inside the association, then fill what is left with people from outside."""
    region, register = step.region, step.register
    counted = np.concatenate([group.persons for group in groups])
    counted = counted[~register.in_reception[counted]]
    free = vacancies(step, np.bincount(register.area[counted], minlength=len(region.areas)))
    for group in groups:
        relocate(step, group, destination_towns(step, group, free), free)
    arrive(step, vacancies(step, np.zeros(len(region.areas))))


def snapshot(register: Register, year: int) -> Stock:
    """The register as it stands on 31 December."""
    person = register.present()
    return Stock(
        year,
        person,
        register.area[person].astype(np.int64),
        register.nation[person].astype(np.int64),
        register.secondary[person].copy(),
    )


def merge_areas(region: Region, register: Register, year: int) -> None:
    """At the turn of the year of the merger the people of the old Ortsteil get the key of its successor."""
    if region.has_merge and year == MERGE_YEAR:
        register.area[register.area == region.index[MERGED]] = region.index[MERGED_INTO]
