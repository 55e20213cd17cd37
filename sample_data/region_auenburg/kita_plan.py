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
class Step:
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


def planned_steps(region: Region, supply: Supply, children: tuple[Array, Array], size: int) -> list[Step]:
    """About 5 × `size` measures of every status."""
    short = np.argsort(balance_of_places(region, supply, children, KRIPPE), kind="stable")
    spare = np.argsort(-balance_of_places(region, supply, children, KINDERGARTEN), kind="stable")
    lacking = np.argsort(balance_of_places(region, supply, children, KINDERGARTEN), kind="stable")
    steps: list[Step] = []
    for i, area in enumerate(region.index[name] for name in NEW_BUILD if name in region.index):
        year, status = 2026 + i, ("im_bau", "beschlossen")[i]
        steps.append(Step(area, f"Neubau Kita {region.areas[area].name}: Krippe", status, year, "krippe", 2))
        steps.append(
            Step(
                area, f"Neubau Kita {region.areas[area].name}: Kindergarten", status, year, "kindergarten", 2
            )
        )
    for i, area in enumerate(short[: 2 * size]):
        title = f"Erweiterung um eine Krippengruppe, {region.areas[area].name}"
        steps.append(
            Step(int(area), title, STATUSES[i % 5], 2025 + i % 6, "krippe", 1, house_in(supply, int(area)))
        )
    for i, area in enumerate(lacking[: max(size // 2, 1)]):
        title = f"Container als Übergang, {region.areas[area].name}"
        steps.append(
            Step(int(area), title, STATUSES[i % 5], 2025 + i, "kindergarten", 1, house_in(supply, int(area)))
        )
    for i, area in enumerate(spare[:size]):
        name, house = region.areas[area].name, house_in(supply, int(area))
        if i % 2 == 0:
            steps.append(
                Step(
                    int(area),
                    f"Schließung einer Kindergartengruppe, {name}",
                    "schliessung",
                    2025 + i,
                    "kindergarten",
                    -1,
                    house,
                )
            )
        else:
            status = ("fertig", "beschlossen", "idee")[i // 2 % 3]
            steps.append(
                Step(
                    int(area),
                    f"Umwandlung in eine Krippengruppe, {name}: Krippe",
                    status,
                    2025 + i,
                    "krippe",
                    1,
                    house,
                )
            )
            steps.append(
                Step(
                    int(area),
                    f"Umwandlung in eine Krippengruppe, {name}: Kindergarten",
                    status,
                    2025 + i,
                    "kindergarten",
                    -1,
                    house,
                )
            )
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
