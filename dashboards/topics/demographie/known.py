"""Indicators and their forecasts, read once for all areas: another area or year needs no other query."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards import data
from dashboards.memory import remembered
from dashboards.topic import Context

Array = np.ndarray
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Known:
    """One indicator, area × year; the last row is that of an area nobody knows.

    NaN is missing; `is_reached` says whether the year is known for the area or one above.
    """

    places: dict[str, int]
    first: int
    values: Array
    is_protected: Array
    is_reached: Array

    def rows(self, area_ids: Sequence[str]) -> list[int]:
        """Return the rows of some areas."""
        return [self.places.get(area_id, -1) for area_id in area_ids]

    def at(self, area_ids: Sequence[str], year: int) -> tuple[Array, Array]:
        """Return the values of some areas in a year, and whether they are protected."""
        column, rows = year - self.first, self.rows(area_ids)
        if not 0 <= column < self.values.shape[1]:
            return np.full(len(rows), np.nan), np.zeros(len(rows), dtype=bool)
        return self.values[rows, column], self.is_protected[rows, column]


@dataclass(frozen=True)
class Ahead:
    """The forecast of one indicator in one scenario, and in which rows of it an area stands."""

    table: pd.DataFrame
    spans: dict[str, tuple[int, int]]


def known(context: Context, indicator_id: str) -> Known:
    """Return what is known of an indicator."""

    def made() -> Known:
        table = data.frame(context, HERE / "indicator_years.sql", indicator_id=indicator_id)
        place, ids = pd.factorize(table["area_id"].to_numpy(dtype=object))
        year = table["year"].to_numpy(dtype=int)
        first = int(year.min()) if len(year) else 0
        shape = len(ids) + 1, int(year.max()) - first + 1 if len(year) else 0
        values, is_protected, is_reached = np.full(shape, np.nan), *np.zeros((2, *shape), dtype=bool)
        values[place, year - first] = table["value"].to_numpy(dtype=float)
        is_protected[place, year - first] = table["is_protected"].to_numpy(dtype=bool)
        is_reached[place, year - first] = True
        places = {str(area_id): number for number, area_id in enumerate(ids)}
        return Known(places, first, values, is_protected, is_reached)

    return remembered(context, ("demographie-bekannt", indicator_id), made)


def series(context: Context, area_ids: Sequence[str], indicator_id: str) -> pd.DataFrame:
    """Return area_id, year, value, is_protected of some areas over all years known for one of them."""
    found, ids = known(context, indicator_id), sorted(area_ids)
    rows = found.rows(ids)
    columns = np.flatnonzero(found.is_reached[rows].any(axis=0))
    at = np.ix_(np.array(rows), columns)
    return pd.DataFrame(
        {
            "area_id": pd.Series(np.repeat(np.array(ids, dtype=object), len(columns)), dtype=object),
            "year": np.tile(columns + found.first, len(ids)).astype(np.int16),
            "value": found.values[at].ravel(),
            "is_protected": found.is_protected[at].ravel(),
        }
    )


def ahead(context: Context, indicator_id: str, scenario: str) -> Ahead:
    """Return the forecast of an indicator in a scenario."""

    def made() -> Ahead:
        parts = {"indicator_id": indicator_id, "scenario": scenario}
        table = data.frame(context, HERE / "indicator_forecast.sql", **parts)
        place, ids = pd.factorize(table["area_id"].to_numpy(dtype=object))
        ends = np.searchsorted(place, np.arange(len(ids) + 1)).tolist()
        spans = pairwise(ends)
        return Ahead(table, dict(zip((str(area_id) for area_id in ids), spans, strict=True)))

    return remembered(context, ("demographie-voraus", indicator_id, scenario), made)


def fan(context: Context, area_id: str, indicator_id: str, scenario: str) -> pd.DataFrame:
    """Return year, q10, q25, median, q75, q90 of one area; empty without a forecast."""
    found = ahead(context, indicator_id, scenario)
    first, last = found.spans.get(area_id, (0, 0))
    return found.table.iloc[first:last].drop(columns="area_id").reset_index(drop=True)
