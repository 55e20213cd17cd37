"""Which contents are there, for which years, and what a dashboard still lacks; plain values, no drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pandas as pd

from dashboards import text

State = Literal["whole", "partly", "missing", "none"]
Cell = tuple[str, int, str]

# Contents with a date: letter in the matrix and name. The order is the order of the places in a cell.
DATED: Mapping[str, tuple[str, str]] = {
    "bestand": ("B", "Bestand"),
    "geburten": ("G", "Geburten"),
    "sterbefaelle": ("S", "Sterbefälle"),
    "wanderungen": ("W", "Wanderungen"),
    "umzuege": ("U", "Umzüge innerhalb"),
    "kita": ("K", "betreute Kinder"),
}
# They lead from one stock to the next, or lie before it in the year: the first year can do without.
AFTER_FIRST = ("geburten", "sterbefaelle", "wanderungen", "umzuege", "kita")
REGISTERS: Mapping[str, str] = {
    "gebiete": "Gebiete",
    "geometrie": "Grenzen",
    "einrichtungen": "Einrichtungen",
    "gruppen": "Gruppen",
    "massnahmen": "Maßnahmen",
    "bauvorhaben": "Bauvorhaben",
}


@dataclass(frozen=True)
class Need:
    """What a dashboard cannot do without, and what makes it better."""

    dashboard: str
    required: tuple[str, ...]
    useful: tuple[str, ...]


NEEDS = (
    Need("Demographie", ("bestand",), ("geburten", "sterbefaelle", "wanderungen", "umzuege", "geometrie")),
    Need("Wanderungen", ("wanderungen",), ("bestand", "umzuege", "geometrie")),
    Need(
        "Kita-Planung",
        ("bestand", "einrichtungen", "gruppen"),
        ("kita", "massnahmen", "bauvorhaben", "geometrie"),
    ),
    Need("Prognose", ("bestand", "geburten", "sterbefaelle", "wanderungen"), ("umzuege", "bauvorhaben")),
)


@dataclass(frozen=True)
class Lack:
    """What one dashboard lacks in one municipality, in words; both empty: nothing."""

    required: tuple[str, ...]
    useful: tuple[str, ...]


def years_of(coverage: pd.DataFrame) -> list[int]:
    """Return the years of the matrix, from the first to the last known stock; else of any content."""
    stock = coverage.loc[coverage["part"] == "bestand", "year"]
    years = stock if len(stock) else coverage["year"]
    return list(range(int(years.min()), int(years.max()) + 1)) if len(years) else []


def states(coverage: pd.DataFrame, members: Iterable[str], years: Sequence[int]) -> dict[Cell, State]:
    """Return the state of every municipality × year × content, also of those nobody delivered.

    "none" is what the first year cannot have.
    """
    rows = coverage[["area_id", "year", "part", "is_whole"]].itertuples(index=False, name=None)
    known: dict[Cell, State] = {
        (str(area_id), int(year), str(part)): "whole" if is_whole else "partly"
        for area_id, year, part, is_whole in rows
    }
    return {
        (area_id, year, part): known.get((area_id, year, part), _unknown(part, year, years))
        for area_id in members
        for year in years
        for part in DATED
    }


def _unknown(part: str, year: int, years: Sequence[int]) -> State:
    return "none" if part in AFTER_FIRST and year == years[0] else "missing"


def gaps(found: Mapping[Cell, State], area_id: str, part: str) -> list[int]:
    """Return the years a municipality should have delivered a content for and did not, or not wholly."""
    return sorted(
        year
        for (owner, year, name), state in found.items()
        if owner == area_id and name == part and state in {"partly", "missing"}
    )


def lack(found: Mapping[Cell, State], member: Mapping[str, object], need: Need) -> Lack:
    """Return what a dashboard lacks; a required content that is there for some years only makes it poorer."""
    required: list[str] = []
    useful: list[str] = []
    for part in need.required:
        word, is_total = _lacking(found, member, part)
        if word:
            (required if is_total else useful).append(word)
    useful += [word for part in need.useful if (word := _lacking(found, member, part)[0])]
    return Lack(tuple(required), tuple(useful))


def _lacking(found: Mapping[Cell, State], member: Mapping[str, object], part: str) -> tuple[str, bool]:
    """What is missing of a content, in words, and whether all of it is; empty if nothing."""
    area_id = str(member["area_id"])
    if part in REGISTERS:
        return _register_lack(member, part)
    missing = gaps(found, area_id, part)
    if not missing:
        return "", False
    own = [state for (owner, _, name), state in found.items() if owner == area_id and name == part]
    is_total = all(state in {"missing", "none"} for state in own)
    name = DATED[part][1]
    return (name, True) if is_total else (f"{name} {spans(missing)}", False)


def _register_lack(member: Mapping[str, object], part: str) -> tuple[str, bool]:
    count = member[part]
    if text.is_missing(count):
        return REGISTERS[part], True
    if part == "geometrie":
        undrawn = int(str(member["gebiete"])) - int(str(count))
        words = f"Grenzen von {text.plural(undrawn, 'Gebiet', 'Gebieten')}" if undrawn else ""
        return words, undrawn == member["gebiete"]
    return "", False


def spans(years: Sequence[int]) -> str:
    """Return years as they are said: "2015–2018, 2020"."""
    if not years:
        return ""
    runs = [[years[0]]]
    for before, year in pairwise(years):
        if year == before + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
