"""Drivers of a scenario: what may be changed against the estimated rates, year by year."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from forecasting.components import Array

Driver = Literal[
    "fertility", "in_migration", "out_migration", "internal_moves", "housing", "flight_migration"
]
# Drivers that belong together: a scenario changes one family, so a difference has one cause.
FAMILIES = {
    "fertility": ("fertility",),
    "mortality": ("mortality_improvement",),
    "migration": ("in_migration", "out_migration", "internal_moves"),
    "housing": ("housing",),
    "flight": ("flight_migration", "flight_return"),
}
FAMILY_NAMES = {
    "fertility": "Geburten",
    "mortality": "Sterblichkeit",
    "migration": "Wanderungen",
    "housing": "Neubau",
    "flight": "Fluchtzuwanderung",
}
# Yearly level of a driver that nobody changed.
UNCHANGED = {"flight_migration": 0.0}
# What may be declared: factors, and persons a year per 1000 residents (2015 and 2022 brought about 13).
FACTOR_RANGE, FLIGHT_RANGE = (0.0, 5.0), (-20.0, 50.0)


class Frozen(BaseModel):
    """A declaration: unknown keys are refused, nothing is changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Changes(Frozen):
    """Driver levels relative to the estimate; what is not named stays as estimated.

    Paths run by years after the jump-off: straight lines between the named years, flat outside. Factors:
    births per woman, arrivals from outside, departures to outside, moves inside the region, and `housing` on
    building above the trend (0: none of it). `flight_migration`: further foreign arrivals a year per 1000
    residents, negative for fewer; `flight_return` is the yearly share of them leaving beyond the usual
    departures. `mortality_improvement` is the yearly fall of the death hazard (share).
    """

    fertility: dict[int, float] = {}
    in_migration: dict[int, float] = {}
    out_migration: dict[int, float] = {}
    internal_moves: dict[int, float] = {}
    housing: dict[int, float] = {}
    flight_migration: dict[int, float] = {}
    flight_return: float | None = Field(default=None, ge=0, le=1)
    mortality_improvement: float | None = Field(default=None, ge=0, le=0.05)

    def path(self, driver: Driver, horizon: int) -> Array:
        """Return the level of one driver for the years 1 … horizon."""
        points: dict[int, float] = getattr(self, driver) or {0: UNCHANGED.get(driver, 1.0)}
        years = sorted(points)
        path: Array = np.interp(np.arange(1, horizon + 1), years, [points[year] for year in years])
        return path

    def named(self) -> dict[str, object]:
        """Return what is changed, driver → level, as it stands in the file."""
        return self.model_dump(exclude_defaults=True)

    @property
    def families(self) -> tuple[str, ...]:
        """Driver families that are changed."""
        named = self.named()
        return tuple(name for name, drivers in FAMILIES.items() if any(one in named for one in drivers))
