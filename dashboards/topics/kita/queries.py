"""The tables of Kita planning, one function each; every table is cached per build and run."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboards import areas, data
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita.assumptions import STATUS_NAMES, WORDS, Assumptions, Band
from dashboards.topics.kita.memory import Memory

FOLDER = Path(__file__).parent
Table = TypeVar("Table")
# Care bands end long before; one age more than any rate shows.
OLDEST_IN_CARE = 10
# Begins the identifier of a measure that comes from an own plan.
PLAN_MARK = "plan:"
# Tables of children with their draws, balances and states kept in memory, and about how many bytes they may
# take together: some of them hold one or two MB.
KEPT, MOST_BYTES = 100, 10_000_000


@dataclass(frozen=True)
class Run:
    """One scenario of the current forecast run."""

    scenario: str
    title: str
    jump_off_date: date
    horizon_year: int
    draws: int


@dataclass(frozen=True)
class Scope:
    """Which areas inside a root a page asks about, and how far ahead.

    `ags` goes with `areas` by place and decides on school entry; None above the municipalities.
    """

    root_id: str
    areas: tuple[str, ...]
    ags: tuple[str | None, ...]
    scenario: str | None
    last_year: int


_MEMORY: Memory[Any] = Memory(KEPT, MOST_BYTES)


def kept(load: Callable[[], Table], key: tuple[Hashable, ...]) -> Table:
    """Return what `load` returns, kept for all sessions; `key` tells the questions apart."""
    found: Table = _MEMORY.of(key, load)
    return found


def places(context: Context, scope: Scope, assumptions: Assumptions, first_year: int) -> pd.DataFrame:
    """Places on 1 August: area_id, kita_year, places, open_groups, pending (part from measures).

    Years before a Kita list was delivered, and areas without one, are absent. Kept, not to be changed.
    """
    chosen = (assumptions.band, assumptions.rung, assumptions.statuses, assumptions.plans)
    key = ("places", context.build_id, context.run_id, context.role, scope, *chosen, first_year)
    return kept(lambda: _places(context, scope, assumptions, first_year), key)


def _places(context: Context, scope: Scope, assumptions: Assumptions, first_year: int) -> pd.DataFrame:
    planned = measures(context, scope.root_id, assumptions.band)
    counted = planned.loc[is_counted(planned, assumptions), "measure_id"].tolist()
    if any(plan.of_band(assumptions.band) for plan in assumptions.plans):
        return places_with(context, scope, assumptions, first_year, counted)
    # Without measures places are the same for every choice of them, so that is asked once.
    stock = places_with(context, scope, replace(assumptions, plans=()), first_year, [])
    moved = data.frame(context, FOLDER / "measure_areas.sql", areas=sorted(scope.areas))
    return _with_measures(stock, moved[moved["measure_id"].isin(counted)])


def places_with(
    context: Context, scope: Scope, assumptions: Assumptions, first_year: int, counted: list[str]
) -> pd.DataFrame:
    """Return `places` with the measures of the given ids and those of the own plans switched on."""
    own = [one for plan in assumptions.plans for one in plan.of_band(assumptions.band)]
    return data.frame(
        context,
        FOLDER / "places.sql",
        areas=sorted(scope.areas),
        band=assumptions.band,
        rung=assumptions.rung,
        measures=counted,
        plan_areas=[one.area_id for one in own],
        plan_days=[one.starts_on.isoformat() for one in own],
        plan_places=[one.places for one in own],
        plan_groups=[one.groups for one in own],
        first_year=first_year,
        last_year=scope.last_year,
    )


def _with_measures(stock: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """The places of the stock and what measures add to them from their first Kita year on."""
    cells = stock[["area_id", "kita_year"]].assign(row=np.arange(len(stock))).merge(moved, on="area_id")
    cells = cells[cells["kita_year"] >= cells["since"]]
    added = {}
    for name in ("places_change", "groups_change"):
        known = cells[name].fillna(0.0).to_numpy(dtype=float)
        added[name] = np.bincount(cells["row"].to_numpy(), known, minlength=len(stock))
    groups, whole = added["groups_change"].astype(np.int32), added["places_change"].astype(np.int32)
    return stock.assign(
        places=stock["places"] + added["places_change"],
        open_groups=stock["open_groups"] + groups,
        pending=whole,
    )


def is_counted(planned: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    """Return for each measure whether it changes the supply: switched on, and not in the stock yet.

    Measures of own plans in the table are there because the plan is switched on.
    """
    is_on = planned["status"].isin(assumptions.statuses) | planned["measure_id"].str.startswith(PLAN_MARK)
    return is_on & ~planned["is_in_stock"].astype(bool)


def with_plans(
    context: Context, area_id: str, planned: pd.DataFrame, assumptions: Assumptions
) -> pd.DataFrame:
    """Return the measures of an area with those of the own plans switched on, by their beginning."""
    inside = {area_id, *(area.area_id for area in areas.below(context, area_id))}
    rows = [
        {
            "measure_id": f"{PLAN_MARK}{plan.key}:{at}",
            "title": one.title,
            "area_id": one.area_id,
            "facility_id": one.facility_id,
            "group_type": one.group_type,
            "status": one.status,
            "status_label": f"{STATUS_NAMES[one.status]}, Plan „{plan.name}“",
            "starts_on": pd.Timestamp(one.starts_on),
            "kita_year": first_kita_year(one.starts_on),
            "groups_change": one.groups,
            "places_change": one.places,
            "is_in_stock": False,
        }
        for plan in assumptions.plans
        for at, one in enumerate(plan.of_band(assumptions.band))
        if one.area_id in inside
    ]
    if not rows:
        return planned
    both = pd.concat([planned, pd.DataFrame(rows)], ignore_index=True) if len(planned) else pd.DataFrame(rows)
    return both.sort_values("starts_on", kind="stable", ignore_index=True)


def first_kita_year(starts_on: date) -> int:
    """Return the Kita year whose 1 August is the first a measure is open on."""
    return starts_on.year + int(starts_on > date(starts_on.year, 8, 1))


def care(context: Context, areas: Sequence[str], band: Band) -> pd.DataFrame:
    """Children of a band in care, by home, oldest day first within an area; empty where none were delivered.

    Columns: area_id, reference_date, kita_year, children, childminding (part of children), residents (same
    ages, year-end before).
    """
    words = WORDS[band]
    wanted = {"areas": sorted(set(areas)), "age": words.age, "age_to": words.age_to}
    return data.frame(context, FOLDER / "care_rates.sql", **wanted)


def care_ages(context: Context, areas: Sequence[str]) -> pd.DataFrame:
    """Children in care by single age on the latest day: area_id, reference_date, age, children, residents."""
    return data.frame(context, FOLDER / "care_ages.sql", areas=sorted(set(areas)), oldest=OLDEST_IN_CARE)


def commuting(context: Context, area_id: str, band: Band) -> pd.DataFrame:
    """Home and place of care on the latest day, one row or none.

    Columns: reference_date, residents_in_care, residents_in_kita, leaving, occupied, arriving.
    """
    words = WORDS[band]
    return data.frame(context, FOLDER / "commuting.sql", area_id=area_id, age=words.age, age_to=words.age_to)


def care_flows(context: Context, band: Band) -> pd.DataFrame:
    """Children in Kitas by home_area_id and place_area_id (None: outside) on the latest day: children."""
    words = WORDS[band]
    return data.frame(context, FOLDER / "care_flows.sql", age=words.age, age_to=words.age_to)


def stored_bands(context: Context, scope: Scope, band: Band) -> pd.DataFrame:
    """Forecast of a band's children on 1 August: area_id, kita_year, q10, q25, median, q75, q90."""
    wanted = {"areas": sorted(scope.areas), "band": band, "scenario": scope.scenario}
    return data.frame(context, FOLDER / "demand.sql", **wanted, last_year=scope.last_year)


def facilities(context: Context, area_id: str, band: Band, kita_year: int) -> pd.DataFrame:
    """Houses with open groups on 1 August, one row each.

    Columns: facility_id, name, area_id, provider, longitude, latitude; open_groups, approved, built, staffed,
    bookable of the band; all_groups, all_places.
    """
    return data.frame(context, FOLDER / "facilities.sql", area_id=area_id, band=band, kita_year=kita_year)


def measures(context: Context, area_id: str, band: Band) -> pd.DataFrame:
    """Planned measures of a band, one row each.

    Columns: measure_id, title, area_id, facility_id, group_type, status, status_label, starts_on,
    kita_year (first one it counts in), groups_change, places_change,
    is_in_stock (the group list shows it already).
    """
    return data.frame(context, FOLDER / "measures.sql", area_id=area_id, band=band)


def housing(context: Context, area_id: str) -> pd.DataFrame:
    """Housing projects: project_id, name, area_id, year, dwelling_type, dwellings, probability."""
    return data.frame(context, FOLDER / "housing.sql", area_id=area_id)


def run(context: Context, scenario: str) -> Run | None:
    """Return the run behind a scenario, or None."""
    return remembered(context, ("kita-lauf", scenario), lambda: _run(context, scenario))


def _run(context: Context, scenario: str) -> Run | None:
    table = data.frame(context, FOLDER / "run.sql", scenario=scenario)
    if table.empty:
        return None
    row = table.iloc[0]
    day = pd.Timestamp(row["jump_off_date"]).date()
    return Run(scenario, str(row["title"]), day, int(row["horizon_year"]), int(row["draws"]))


def group_places(context: Context, band: Band) -> int:
    """Return the places of the usual group of a band, from the code list."""
    return remembered(context, ("kita-gruppe", band), lambda: _group_places(context, band))


def _group_places(context: Context, band: Band) -> int:
    sizes = data.frame(context, FOLDER / "group_sizes.sql")
    return int(sizes.loc[sizes["band"] == band, "places"].iloc[0])
