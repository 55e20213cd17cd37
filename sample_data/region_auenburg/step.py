"""One quarter of the year cycle: what every process needs to know, and who has already had an event."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .arrays import Array
from .dates import DAYS_PER_YEAR, day_number
from .places import FIRST_YEAR, MERGED_INTO, Region
from .rates import (
    DEATH_TYPE,
    FOREIGN_TYPE,
    INNER_TYPE,
    OUT_TYPE,
    TFR_TYPE,
    departure_table,
    type_multiplier,
)
from .schedules import TFR, asfr, probability_of_dying
from .state import EventLog, Register

QUARTERS = 4
MAX_AGE = 100


@dataclass(frozen=True)
class Tables:
    """Schedules of one year, laid out for look-up."""

    fertility: Array  # (area, age of mother at the end of the year)
    mortality: Array  # (sex, age)
    death_factor: Array  # (area)
    departures: Array  # (area, destination, age), before nationality
    foreign: Array  # (area) multiplier of the share of non-Germans
    city: int  # index of the city among the members, −1 without


def tables_of(region: Region, year: int) -> Tables:
    """Schedules for the areas of the region in a year."""
    inhabitants = region.path[year - FIRST_YEAR] + 1e-9
    multiplier = {
        name: type_multiplier(base, region.area_type, inhabitants, region.municipality)
        for name, base in (
            ("tfr", TFR_TYPE),
            ("death", DEATH_TYPE),
            ("out", OUT_TYPE),
            ("inner", INNER_TYPE),
            ("a", FOREIGN_TYPE),
        )
    }
    level = np.array([m.tfr_factor for m in region.members])[region.municipality] * TFR[year]
    # Women in the city and on the campus are older at birth, in the big estates younger.
    shift = np.array([1, 1, -2, 0, 0, 0, 0, 0])[region.area_type]
    shapes = {int(s): asfr(1.0, int(s)) for s in np.unique(shift)}
    kinds = [m.kind for m in region.members]
    departures = np.stack([departure_table(kinds[m]) for m in region.municipality])
    departures[:, :5] *= multiplier["out"][:, None, None]
    departures[:, 5] *= multiplier["inner"][:, None]
    return Tables(
        fertility=np.stack([shapes[int(s)] for s in shift]) * (level * multiplier["tfr"])[:, None],
        mortality=probability_of_dying(year),
        death_factor=multiplier["death"],
        departures=departures,
        foreign=multiplier["a"],
        city=kinds.index("stadt") if "stadt" in kinds else -1,
    )


@dataclass
class Step:
    """State, clock and chance of one quarter.

    `busy` marks households that had an event in it (at most one per quarter).
    """

    region: Region
    register: Register
    log: EventLog
    tables: Tables
    year: int
    quarter: int
    rng: np.random.Generator
    offset: Array  # inhabitants per area beside the path: what a re-cut or a clean-up of the register moved
    age: Array = field(init=False)  # completed years in the middle of the quarter, of all rows at the start
    busy: Array = field(init=False)

    def __post_init__(self) -> None:
        middle = day_number(self.year) + int((self.quarter + 0.5) * DAYS_PER_YEAR / QUARTERS)
        self.age = np.clip((middle - self.register.birth) / DAYS_PER_YEAR, 0, MAX_AGE).astype(np.int64)
        self.busy = np.zeros(self.register.households + 200_000, dtype=bool)

    @property
    def year_index(self) -> int:
        """Position of the year's end in `Region.path`."""
        return self.year - FIRST_YEAR

    def target(self) -> Array:
        """Inhabitants aimed at per area at the end of this quarter."""
        done = (self.quarter + 1) / QUARTERS
        path = self.region.path
        before, after = path[self.year_index - 1].copy(), path[self.year_index]
        for closed in np.flatnonzero((after == 0) & (before > 0)):
            # Merged into its neighbour at the turn of the year: closed from the first day on.
            before[self.region.index[MERGED_INTO]] += before[closed]
            before[closed] = 0.0
        return np.asarray(np.maximum(before + (after - before) * done + self.offset, 0.0))

    def free(self, persons: Array) -> Array:
        """Those of the persons whose household had no event yet in this quarter and who still live here."""
        register = self.register
        return persons[~self.busy[register.household[persons]] & (register.area[persons] >= 0)]

    def occupy(self, persons: Array) -> None:
        """Mark the persons' households as having had their event."""
        self.busy[self.register.household[persons]] = True

    def chance(self, probability: Array) -> Array:
        """Independent draws with the given probabilities."""
        return np.asarray(self.rng.random(len(probability)) < probability)
