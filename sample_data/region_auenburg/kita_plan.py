"""Planned measures of the Kita supply 2025–2031, drawn up where places are missing or left over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .arrays import Array
from .kita_care import KINDERGARTEN, KRIPPE
from .kita_supply import BAND, MAX_PLACES, Supply, places_on
from .places import NEW_BUILD, Region

STATUSES = ("im_bau", "beschlossen", "beschlossen", "idee", "idee")
PLAN_DAY = "2025-03-01"
# Need per child of Krippe and Kindergarten age that planning reckons with.
KRIPPE_NEED, KINDERGARTEN_NEED = 0.36, 0.97


@dataclass(frozen=True)
class PlannedStep:
    """One planned change: where, what kind of group, how many groups."""

    area: int
    title: str
    status: str
    year: int
    group_type: str
    groups: int
    facility: int = -1


def balance_of_places(region: Region, supply: Supply, children: tuple[Array, Array], band: str) -> Array:
    """Places minus need per area."""
    need = children[0] * KRIPPE_NEED if band == KRIPPE else children[1] * KINDERGARTEN_NEED
    return (
        np.bincount(supply.area, weights=places_on(supply, PLAN_DAY, band), minlength=len(region.areas))
        - need
    )


def planned_steps(
    region: Region, supply: Supply, children: tuple[Array, Array], size: int
) -> list[PlannedStep]:
    """About 5 × `size` measures of every status."""
    krippe = balance_of_places(region, supply, children, KRIPPE)
    large = balance_of_places(region, supply, children, KINDERGARTEN)
    short = np.argsort(krippe, kind="stable")[: 2 * size]
    lacking = np.argsort(large, kind="stable")[: max(size // 2, 1)]
    spare = np.argsort(-large, kind="stable")[:size]
    return [
        *new_houses(region),
        *extensions(region, supply, short, "Erweiterung um eine Krippengruppe", "krippe"),
        *extensions(region, supply, lacking, "Container als Übergang", "kindergarten"),
        *closures(region, supply, spare),
    ]


def new_houses(region: Region) -> list[PlannedStep]:
    """A house with two groups of each kind in every area that is being built."""
    steps = []
    for i, name in enumerate(name for name in NEW_BUILD if name in region.index):
        for kind, label in (("krippe", "Krippe"), ("kindergarten", "Kindergarten")):
            title, status = f"Neubau Kita {name}: {label}", ("im_bau", "beschlossen")[i]
            steps.append(PlannedStep(region.index[name], title, status, 2026 + i, kind, 2))
    return steps


def extensions(region: Region, supply: Supply, areas: Array, title: str, kind: str) -> list[PlannedStep]:
    """One more group in each of the areas, spread over the years and statuses."""
    return [
        PlannedStep(
            area=int(area),
            title=f"{title}, {region.areas[area].name}",
            status=STATUSES[i % len(STATUSES)],
            year=2025 + i % 6,
            group_type=kind,
            groups=1,
            facility=house_in(supply, int(area)),
        )
        for i, area in enumerate(areas)
    ]


def closures(region: Region, supply: Supply, areas: Array) -> list[PlannedStep]:
    """A Kindergarten group closed or, in turn, made a Krippe group (two measures: one gained, one lost)."""
    steps = []
    for i, area in enumerate(int(area) for area in areas):
        name, house, year = region.areas[area].name, house_in(supply, area), 2025 + i
        if i % 2 == 0:
            title = f"Schließung einer Kindergartengruppe, {name}"
            steps.append(PlannedStep(area, title, "schliessung", year, "kindergarten", -1, house))
            continue
        status = ("fertig", "beschlossen", "idee")[i // 2 % 3]
        title = f"Umwandlung in eine Krippengruppe, {name}"
        steps.append(PlannedStep(area, f"{title}: Krippe", status, year, "krippe", 1, house))
        steps.append(PlannedStep(area, f"{title}: Kindergarten", status, year, "kindergarten", -1, house))
    return steps


def house_in(supply: Supply, area: int) -> int:
    """First facility of an area, −1 if it has none."""
    own = np.flatnonzero(supply.area == area)
    return int(own[0]) if len(own) else -1


def measure_table(
    region: Region, supply: Supply, children: tuple[Array, Array], size: int = 5
) -> pd.DataFrame:
    """Table measure."""
    rows = []
    for number, step in enumerate(planned_steps(region, supply, children, size), start=1):
        ags = region.members[region.municipality[step.area]].ags
        done = step.status == "fertig"
        rows.append(
            {
                "measure_id": f"{ags}-M{number:03d}",
                "municipality_ags": ags,
                "area_id": region.area_id(step.area),
                "facility_id": ""
                if step.facility < 0
                else supply.facilities["facility_id"].iloc[step.facility],
                "title": step.title,
                "status": step.status,
                "starts_on": "2025-02-01" if done else f"{step.year}-08-01",
                "group_type": step.group_type,
                "band": BAND[step.group_type],
                "groups_change": step.groups,
                "places_change": step.groups * MAX_PLACES[step.group_type],
            }
        )
    return pd.DataFrame(rows)
