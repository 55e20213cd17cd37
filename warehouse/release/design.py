"""Which cells a release holds: curated tables by size of the area and by audience (protection.md §3.3).

A table is a fixed list of cells of an area. Which tables an area gets is decided by its protected number of
residents, never by the true one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Audience = Literal["association", "public"]
AUDIENCES: tuple[Audience, ...] = ("association", "public")
AUDIENCE_LABELS: dict[Audience, str] = {"association": "Verband", "public": "Öffentlichkeit"}
Unit = Literal["person", "birth", "death", "move", "care"]
Bands = tuple[tuple[int, int], ...]

WHOLE: Bands = ((0, 100),)
# Planning age groups (domain rules §3); forecasts have the same.
PLANNING: Bands = (
    (0, 2), (3, 5), (6, 9), (10, 15), (16, 18), (19, 24),
    (25, 29), (30, 49), (50, 64), (65, 74), (75, 84), (85, 100),
)  # fmt: skip
FIVE_YEARS: Bands = (*((age, age + 4) for age in range(0, 100, 5)), (100, 100))
SINGLE: Bands = tuple((age, age) for age in range(101))
YOUNG: Bands = SINGLE[:21]


@dataclass(frozen=True)
class CellTable:
    """One table of a release.

    `flow`: moves by kind, or by kind and partner; "told_once": of moves between members arrivals only, since
    the departures are the arrivals of another; children in care by form. `mean_over` is the number
    of cells by which residents (or events) are divided to see whether the table is too fine.
    """

    name: str
    unit: Unit
    bands: Bands
    by_sex: bool = False
    by_nationality: bool = False
    flow: Literal["", "kind", "partner", "told_once", "form"] = ""

    @property
    def mean_over(self) -> int:
        """Cells of the table, as if it covered all ages."""
        ages = 101 if self.bands is YOUNG else len(self.bands)
        return ages * (2 if self.by_sex else 1) * (2 if self.by_nationality else 1)


TOTAL = CellTable("total", "person", WHOLE)
SEX = CellTable("sex", "person", WHOLE, by_sex=True)
NATIONALITY = CellTable("nationality", "person", WHOLE, by_nationality=True)
GROUPS = CellTable("planning", "person", PLANNING)
GROUPS_SEX = CellTable("planning_sex", "person", PLANNING, by_sex=True)
GROUPS_NATIONALITY = CellTable("planning_nationality", "person", PLANNING, by_nationality=True)
FIVE_SEX = CellTable("five_sex", "person", FIVE_YEARS, by_sex=True)
FIVE_SEX_NATIONALITY = CellTable(
    "five_sex_nationality", "person", FIVE_YEARS, by_sex=True, by_nationality=True
)
YEARS_YOUNG = CellTable("single_young", "person", YOUNG)
YEARS_SEX = CellTable("single_sex", "person", SINGLE, by_sex=True)
FLOWS = (
    CellTable("births", "birth", WHOLE),
    CellTable("births_sex", "birth", WHOLE, by_sex=True),
    CellTable("births_planning", "birth", PLANNING),
    CellTable("deaths", "death", WHOLE),
    CellTable("deaths_sex", "death", WHOLE, by_sex=True),
    CellTable("deaths_planning", "death", PLANNING),
    CellTable("moves_kind", "move", WHOLE, flow="kind"),
    CellTable("moves_kind_planning", "move", PLANNING, flow="kind"),
    CellTable("moves_partner", "move", WHOLE, flow="partner"),
    CellTable("moves_partner_planning", "move", PLANNING, flow="told_once"),
)
# Ages of children in care; older ones are school children in after-school care.
CARE_AGES: Bands = (*SINGLE[:7], (7, 14))
CARE = (
    CellTable("care_total", "care", WHOLE),
    CellTable("care_age", "care", CARE_AGES),
    CellTable("care_form", "care", WHOLE, flow="form"),
    CellTable("care_form_age", "care", CARE_AGES, flow="form"),
)


@dataclass(frozen=True)
class Step:
    """Tables that an area gets from a number of residents on."""

    residents: int
    tables: tuple[CellTable, ...]


LEAST_RESIDENTS, SOME_DETAIL, FULL_DETAIL = 50, 300, 1000
AREA_STEPS: dict[Audience, tuple[Step, ...]] = {
    "association": (
        Step(LEAST_RESIDENTS, (TOTAL, SEX, GROUPS)),
        Step(SOME_DETAIL, (NATIONALITY, FIVE_SEX, GROUPS_NATIONALITY)),
        Step(FULL_DETAIL, (YEARS_YOUNG, FIVE_SEX_NATIONALITY)),
    ),
    "public": (
        Step(LEAST_RESIDENTS, (TOTAL,)),
        Step(SOME_DETAIL, (SEX, GROUPS, GROUPS_SEX)),
        Step(FULL_DETAIL, (FIVE_SEX,)),
    ),
}
TOWN_TABLES: dict[Audience, tuple[CellTable, ...]] = {
    "association": (
        TOTAL, SEX, NATIONALITY, GROUPS, GROUPS_NATIONALITY, FIVE_SEX, FIVE_SEX_NATIONALITY, YEARS_SEX,
        *FLOWS, *CARE,
    ),
    "public": (TOTAL, SEX, GROUPS, GROUPS_SEX, FIVE_SEX, YEARS_SEX, *FLOWS),
}  # fmt: skip
# Least mean number of residents (or events) per cell of a table.
PERSONS_PER_CELL: dict[Audience, int] = {"association": 5, "public": 10}


def tables(audience: Audience) -> tuple[CellTable, ...]:
    """Return every table that any area of a release may get."""
    steps = [table for step in AREA_STEPS[audience] for table in step.tables]
    return tuple(dict.fromkeys([*steps, *TOWN_TABLES[audience]]))


def band_rows(chosen: Sequence[CellTable]) -> pa.Table:
    """Rows of the tables for SQL; grain: cell_table × age."""
    rows = [(table, *band) for table in chosen for band in table.bands]
    return pa.table(
        {
            "cell_table": [table.name for table, _, _ in rows],
            "unit": [table.unit for table, _, _ in rows],
            "by_sex": [table.by_sex for table, _, _ in rows],
            "by_nationality": [table.by_nationality for table, _, _ in rows],
            "flow": [table.flow for table, _, _ in rows],
            "age": pa.array([age for _, age, _ in rows], pa.int16()),
            "age_to": pa.array([age_to for _, _, age_to in rows], pa.int16()),
        }
    )
