"""An association small enough for paper: three municipalities, five years of moves, one report missing.

In a usual year 60 people come to Adorf's Mitte from abroad (90 in 2024) and 20 leave it for the rest of the
Land; 30 move from Mitte to Nord and 10 back. Adorf counts 40 from Bdorf, Bdorf 44 to Adorf; 10 go the other
way. 20 come to Bdorf from the rest of Germany, 26 go abroad. Cdorf has 40 people, gains 2 and loses 1; it did
not report 2022. Mitte, Nord and Bdorf have 1,000 people each.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboards import areas
from dashboards.filters import EVERYONE, People
from dashboards.panel import Panel
from dashboards.topic import Context
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.scope import scope_of
from dashboards.topics.wanderungen.view import View
from tests.hand_town import frame, square
from tests.pages.small_home import write
from warehouse.connection import open_reader

UNION, A, B, C = "V", "03900001", "03900002", "03900003"
MITTE, NORD = f"{A}-1", f"{A}-2"
YEARS, LAST_TWO = (2020, 2021, 2022, 2023, 2024), (2023, 2024)
# Level, name, municipality, parent, residents.
AREAS = {
    UNION: ("verband", "Verbund", None, None, 3040),
    A: ("gemeinde", "Adorf", A, UNION, 2000),
    B: ("gemeinde", "Bdorf", B, UNION, 1000),
    C: ("gemeinde", "Cdorf", C, UNION, 40),
    MITTE: ("ortsteil", "Mitte", A, A, 1000),
    NORD: ("ortsteil", "Nord", A, A, 1000),
}
# Where the borders lie; that of Cdorf was not delivered.
SQUARES = {A: 0, B: 2}
LEAVES = {MITTE: 1000, NORD: 1000, B: 1000, C: 40}
# kind, reporter, origin, destination, age, nationality, cases of a usual year
MOVES = (
    ("external_in", A, "AUSLAND", MITTE, 22, "A", 60),
    ("external_out", A, MITTE, "LAND", 22, "D", 20),
    ("inner", A, MITTE, NORD, 40, "D", 30),
    ("inner", A, NORD, MITTE, 40, "D", 10),
    ("member_in", A, B, MITTE, 40, "D", 40),
    ("member_out", B, B, A, 40, "D", 44),
    ("member_in", B, A, B, 22, "D", 10),
    ("member_out", A, NORD, B, 22, "D", 10),
    ("external_in", B, "BUND", B, 22, "D", 20),
    ("external_out", B, B, "AUSLAND", 22, "D", 26),
    ("external_in", C, "LAND", C, 40, "D", 2),
    ("external_out", C, C, "LAND", 40, "D", 1),
)
CHANGED = {(2024, "AUSLAND", MITTE): 90}
SILENT = {(C, 2022)}
# year, direction, partner, code, name, cases: whom the 60 and 90 from abroad and the 20 to the Land are.
SINGLE = (
    (2023, "in", "AUSLAND", "152", "Polen", 50), (2023, "in", "AUSLAND", None, None, 10),
    (2024, "in", "AUSLAND", "152", "Polen", 60), (2024, "in", "AUSLAND", None, None, 30),
    (2023, "out", "LAND", "03101000", None, 20), (2024, "out", "LAND", "03101000", None, 20),
)  # fmt: skip
# area, year of arrival, partner, nationality, completed years, ending, persons
STAYS = (
    (MITTE, 2020, "LAND", "D", 0, "out", 20), (MITTE, 2020, "LAND", "D", 0, "observed", 40),
    (MITTE, 2020, "LAND", "D", 1, "out", 35), (MITTE, 2020, "LAND", "D", 1, "observed", 105),
    (NORD, 2021, "AUSLAND", "A", 0, "out", 50), (NORD, 2021, "AUSLAND", "A", 1, "out", 100),
    (NORD, 2021, "AUSLAND", "A", 1, "observed", 50),
)  # fmt: skip


def flows() -> pd.DataFrame:
    """Return every move of the five years."""
    rows = [
        (year, kind, who, origin, to, age, age, nation, CHANGED.get((year, origin, to), cases))
        for year in YEARS
        for kind, who, origin, to, age, nation, cases in MOVES
        if (who, year) not in SILENT
    ]
    columns = "year kind reporter_ags origin destination age age_to nationality moves"
    return frame(columns, rows).assign(sex="w")


def union(folder: Path, **changed: pd.DataFrame) -> Context:
    """Return the association opened from a new home; `changed` tables in place of the usual ones."""
    tables = {
        "area": frame(
            "area_id level name municipality_ags parent_id inhabitants geometry",
            [(one, *row, square(SQUARES[one]) if one in SQUARES else None) for one, row in AREAS.items()],
        ),
        "area_member": frame("ancestor_id area_id is_leaf", _members()),
        "area_population": frame("area_id reference_date age age_to persons", _stock()).assign(
            sex="w", nationality="D"
        ),
        "moves": flows(),
        "outside_partner": frame("year direction partner code name moves", SINGLE).assign(
            reporter_ags=A, sex="w", nationality="A"
        ),
        "arrival_stay": frame("area_id year partner nationality stayed ending persons", STAYS).assign(
            sex="w"
        ),
    }
    home = write(folder, tables | changed)
    # The whole folder in the id, so that no test reads what another cached.
    return Context(reader=open_reader(home), build_id=str(folder), run_id=None)


def the_union(factory: pytest.TempPathFactory) -> Context:
    """Return the association as it is, made once in a process; no test changes it."""
    if not _MADE:
        _MADE.append(union(factory.mktemp("verbund")))
    return _MADE[0]


_MADE: list[Context] = []


def view(
    context: Context,
    area_id: str,
    period: tuple[int, ...] = LAST_TWO,
    people: People = EVERYONE,
    **more: object,
) -> View:
    """Return one view of the association: all moves of the two last years, or as `more` says."""
    choice = Choice(period, people, **more)  # type: ignore[arg-type]
    return View(context, scope_of(areas.tree(context), area_id), choice)


def _members() -> list[tuple[str, str, bool]]:
    parents = {area_id: row[3] for area_id, row in AREAS.items()}
    rows = []
    for area_id in parents:
        above: str | None = area_id
        while above is not None:
            rows.append((above, area_id, area_id in LEAVES))
            above = parents[above]
    return rows


def _stock() -> list[tuple[str, dt.date, int, int, int]]:
    """Half of everybody is 22, half 40; the same in every year."""
    inside = [(above, leaf) for above, leaf, is_leaf in _members() if is_leaf]
    sums: dict[str, int] = {}
    for above, leaf in inside:
        sums[above] = sums.get(above, 0) + LEAVES[leaf]
    days = [dt.date(year, 12, 31) for year in (YEARS[0] - 1, *YEARS)]
    return [(one, day, age, age, n // 2) for one, n in sums.items() for day in days for age in (22, 40)]


def noted(panel: Panel) -> list[str]:
    """Return the words written into a picture."""
    assert panel.figure is not None
    return [note.text for note in panel.figure.layout.annotations]


def named(panel: Panel) -> dict[str, Any]:
    """Return the traces of a picture that have a name."""
    assert panel.figure is not None
    return {one.name: one for one in panel.figure.data if one.name}
