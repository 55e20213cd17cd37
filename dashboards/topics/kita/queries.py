"""The tables of Kita planning, one function each; every table is cached per build and run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from dashboards import data
from dashboards.topic import Context
from dashboards.topics.kita.assumptions import WORDS, Assumptions, Band
from dashboards.topics.kita.balance import QUANTILES, Children
from forecasting.kita import (
    OLDEST_AGE,
    band_children,
    band_weights,
    children_at_first_of_august,
    school_entry,
)

FOLDER = Path(__file__).parent
Table = TypeVar("Table")
# Care bands end long before; one age more than any rate shows.
OLDEST_IN_CARE = 10
# Tables of children with their draws kept in memory, some hundred kB each.
KEPT = 40


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


def children(context: Context, scope: Scope, band: Band) -> Children:
    """Children of a band on 1 August, observed years and forecast; shared, not to be changed.

    The table has area_id, kita_year, median, q10, q25, q75, q90, is_forecast; observed years carry the same
    number in all quantiles, NaN where a year-end stock is missing.
    """
    version = (context.build_id, context.run_id, context.role)
    found: Children = _kept(lambda: _load_children(context, scope, band), (version, scope, band))
    return found


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _kept(_load: Callable[[], Table], key: tuple[object, ...]) -> Table:
    """What `_load` returns, kept for all sessions; `key` tells the questions apart."""
    del key
    return _load()


def _load_children(context: Context, scope: Scope, band: Band) -> Children:
    past = _observed(context, scope, band).assign(is_forecast=False)
    if scope.scenario is None:
        return Children(past, np.empty((0, 0), dtype=np.float32))
    asked = {"areas": sorted(scope.areas), "band": band, "scenario": scope.scenario}
    ahead = data.frame(context, FOLDER / "demand.sql", **asked, last_year=scope.last_year)
    flat = data.frame(context, FOLDER / "draws.sql", **asked, last_year=scope.last_year)["children"]
    draws = flat.to_numpy(dtype=np.float32)
    draws = draws.reshape(len(ahead), -1) if len(ahead) else np.empty((0, 0), dtype=np.float32)
    first = int(ahead["kita_year"].min()) if len(ahead) else scope.last_year + 1
    table = pd.concat([past[past["kita_year"] < first], ahead.assign(is_forecast=True)], ignore_index=True)
    return Children(table.astype({"is_forecast": bool}), draws)


def places(context: Context, scope: Scope, assumptions: Assumptions, first_year: int) -> pd.DataFrame:
    """Places on 1 August: area_id, kita_year, places, open_groups, pending (part from measures).

    Years before a Kita list was delivered, and areas without one, are absent.
    """
    planned = measures(context, scope.root_id, assumptions.band)
    return data.frame(
        context,
        FOLDER / "places.sql",
        areas=sorted(scope.areas),
        band=assumptions.band,
        rung=assumptions.rung,
        measures=planned.loc[is_counted(planned, assumptions), "measure_id"].tolist(),
        first_year=first_year,
        last_year=scope.last_year,
    )


def is_counted(planned: pd.DataFrame, assumptions: Assumptions) -> pd.Series:
    """Return for each measure whether it changes the supply: switched on, and not in the stock yet."""
    return planned["status"].isin(assumptions.statuses) & ~planned["is_in_stock"].astype(bool)


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


def facilities(context: Context, area_id: str, band: Band, kita_year: int) -> pd.DataFrame:
    """Houses with open groups on 1 August, one row each.

    Columns: facility_id, name, area_id, provider, longitude, latitude; open_groups, approved, built, staffed,
    bookable of the band; all_groups, all_places.
    """
    return data.frame(context, FOLDER / "facilities.sql", area_id=area_id, band=band, kita_year=kita_year)


def measures(context: Context, area_id: str, band: Band) -> pd.DataFrame:
    """Planned measures of a band, one row each.

    Columns: measure_id, title, area_id, status, status_label, starts_on, kita_year (first one it
    counts in), groups_change, places_change,
    is_in_stock (the group list shows it already).
    """
    return data.frame(context, FOLDER / "measures.sql", area_id=area_id, band=band)


def housing(context: Context, area_id: str) -> pd.DataFrame:
    """Housing projects: project_id, name, area_id, year, dwelling_type, dwellings, probability."""
    return data.frame(context, FOLDER / "housing.sql", area_id=area_id)


def run(context: Context, scenario: str) -> Run | None:
    """The run behind a scenario, or None."""
    table = data.frame(context, FOLDER / "run.sql", scenario=scenario)
    if table.empty:
        return None
    row = table.iloc[0]
    day = pd.Timestamp(row["jump_off_date"]).date()
    return Run(scenario, str(row["title"]), day, int(row["horizon_year"]), int(row["draws"]))


def group_places(context: Context, band: Band) -> int:
    """Places of the usual group of a band, from the code list."""
    sizes = data.frame(context, FOLDER / "group_sizes.sql")
    return int(sizes.loc[sizes["band"] == band, "places"].iloc[0])


def _observed(context: Context, scope: Scope, band: Band) -> pd.DataFrame:
    """Children of a band between two delivered year-ends."""
    stock = data.frame(context, FOLDER / "stock.sql", areas=sorted(scope.areas), oldest=OLDEST_AGE)
    years = np.unique(stock["year"].to_numpy())
    if len(years) < 2:
        return pd.DataFrame(columns=["area_id", "kita_year", "median", *QUANTILES])
    # The query returns a full grid: area × year × age.
    persons = stock["persons"].to_numpy(dtype=float).reshape(-1, len(years), OLDEST_AGE + 1)
    in_summer = children_at_first_of_august(persons[:, :-1], persons[:, 1:], axis=2)
    entries = dict(zip(scope.areas, map(school_entry, scope.ags), strict=True))
    areas = sorted(scope.areas)
    values = np.stack(
        [
            band_children(in_summer[at], band_weights(entries[area])[band], axis=1)
            for at, area in enumerate(areas)
        ]
    )
    grid = pd.MultiIndex.from_product([areas, years[1:].astype(int)], names=["area_id", "kita_year"])
    table = pd.DataFrame({"median": values.ravel()}, index=grid).reset_index()
    return table.assign(**{quantile: table["median"] for quantile in QUANTILES})
