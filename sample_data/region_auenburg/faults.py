"""Faults of the register itself.

An area re-cut and a clean-up without events, happening inside the simulation at a year's end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .dates import year_of
from .places import MERGE_YEAR, MERGED, MERGED_INTO, Region
from .simulation import History
from .state import CORRECTION, DWELLING, GONE, Register
from .truth import Fault, FaultList, Residual

CLEAN_UP_TOWN, CLEAN_UP_YEAR, CLEAN_UP_SHARE = "Moordeelen", 2018, 0.015
RECUT_FROM, RECUT_TO, RECUT_YEAR, RECUT_SHARE = "Wechlerfeld", "Brombeerweg", 2019, 0.11


@dataclass(frozen=True)
class RegisterFaults:
    """Applies the faults at year ends of the simulation and notes them."""

    truth: FaultList

    def year_end(self, region: Region, register: Register, year: int, rng: np.random.Generator) -> Array:
        """Change the register without events; returns by how much the inhabitants of each area changed."""
        moved = np.zeros(len(region.areas))
        if year == CLEAN_UP_YEAR:
            moved += self.clean_up(region, register, rng)
        if year == RECUT_YEAR and RECUT_FROM in region.index:
            moved += self.recut(region, register, rng)
        return moved

    def clean_up(self, region: Region, register: Register, rng: np.random.Generator) -> Array:
        """Strike off adults of one municipality, mostly non-Germans and people who live alone."""
        names = [m.name for m in region.members]
        if CLEAN_UP_TOWN not in names:
            return np.zeros(len(region.areas))
        town = names.index(CLEAN_UP_TOWN)
        people = register.residents()
        people = people[region.municipality[register.area[people]] == town]
        adults = people[(year_of(register.birth[people]) < CLEAN_UP_YEAR - 19) & ~register.child[people]]
        size = np.bincount(register.household[people], minlength=register.households)[
            register.household[adults]
        ]
        weight = np.where(register.nation[adults] != 0, 5.0, 1.0) * np.where(size == 1, 4.0, 0.3)
        gone = rng.choice(adults, round(len(people) * CLEAN_UP_SHARE), replace=False, p=weight / weight.sum())
        change = -np.bincount(register.area[gone], minlength=len(region.areas)).astype(float)
        register.leave(gone)
        for area in np.flatnonzero(change):
            self.note(region, "clean_up", int(area), CLEAN_UP_YEAR, int(change[area]))
        return change

    def recut(self, region: Region, register: Register, rng: np.random.Generator) -> Array:
        """Give the households of one address block the key of the neighbouring area."""
        source, target = region.index[RECUT_FROM], region.index[RECUT_TO]
        people = register.residents()
        people = people[register.area[people] == source]
        households = np.unique(register.household[people])
        block = rng.choice(households, round(len(households) * RECUT_SHARE), replace=False)
        moved = people[np.isin(register.household[people], block)]
        register.area[moved] = target
        for area, count in ((source, -len(moved)), (target, len(moved))):
            self.note(region, "area_recut", area, RECUT_YEAR, count)
        change = np.zeros(len(region.areas))
        change[source], change[target] = -len(moved), len(moved)
        return change

    def note(self, region: Region, kind: str, area: int, year: int, change: int) -> None:
        """Note a fault that changes an area's stock without events."""
        area_id = region.area_id(area)
        self.truth.add(
            Fault(kind, area_id[:8], year, abs(change), area_id, residuals=(Residual(area_id, year, change),))
        )


def note_corrections(history: History, truth: FaultList) -> None:
    """Note the booked corrections per municipality and year, and the merger; neither leaves a residual."""
    region, events = history.region, history.events
    corrected = events["kind"] == CORRECTION
    town, year = region.municipality[events["area"][corrected]], year_of(events["day"][corrected])
    for m, municipality in enumerate(region.members):
        for y in np.unique(year):
            count = int(((town == m) & (year == y)).sum())
            truth.add(Fault("correction", municipality.ags, int(y), count))
    if region.has_merge:
        old, new = region.index[MERGED], region.index[MERGED_INTO]
        last = next(stock for stock in history.stocks if stock.year == MERGE_YEAR)
        count = int(((last.area == old) & ~last.secondary).sum())
        detail = f"successor {region.area_id(new)} from {MERGE_YEAR + 1}-01-01"
        truth.add(
            Fault(
                "area_merge", region.area_id(old)[:8], MERGE_YEAR, count, region.area_id(old), detail=detail
            )
        )


def note_count_delivery(history: History, truth: FaultList) -> None:
    """Residuals of members that deliver counts: net status changes and corrections per area and year."""
    region, events = history.region, history.events
    silent = np.isin(events["kind"], (DWELLING, CORRECTION)) & (events["area"] != GONE)
    area, year, delta = events["area"][silent], year_of(events["day"][silent]), events["delta"][silent]
    for m, municipality in enumerate(region.members):
        if municipality.office != "counts":
            continue
        for a in np.flatnonzero(region.municipality == m):
            for y in np.unique(year):
                here = (area == a) & (year == y)
                if here.any():
                    residual = Residual(region.area_id(int(a)), int(y), int(delta[here].sum()))
                    truth.add(
                        Fault(
                            "count_delivery",
                            municipality.ags,
                            int(y),
                            int(here.sum()),
                            residual.area_id,
                            residuals=(residual,),
                        )
                    )
