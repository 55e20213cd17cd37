"""The tables of the migration dashboard: one function per .sql file, and one table joined from three."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboards import data
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages

HERE = Path(__file__).parent
FLOWS = (
    "arrivals",
    "departures",
    "arrivals_inner",
    "departures_inner",
    "arrivals_member",
    "departures_member",
    "inside",
)
KEYS = ("area_id", "band", "origin", "destination", "direction", "partner")
# The limits stand in ages.py only; each query unfolds them to single ages.
BANDS = {
    "firsts": [group.first for group in ages.AGE_GROUPS],
    "lasts": [group.last for group in ages.AGE_GROUPS],
    "bands": [group.code for group in ages.AGE_GROUPS],
}


@dataclass(frozen=True)
class Slice:
    """Which moves a table counts: years, one age band or ages.ALL, one nationality or None for all."""

    years: tuple[int, ...]
    band: str = ages.ALL
    nationality: str | None = None


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Keys as Python strings: for a few hundred rows far quicker to compare and group than Arrow strings."""
    return table.astype({name: object for name in KEYS if name in table})


def reported_years(context: Context, *, area_ids: Sequence[str]) -> pd.DataFrame:
    """Years with moves, one row per area and year: area_id, year, is_reported (by all its municipalities)."""
    return _plain(data.frame(context, HERE / "reported_years.sql", area_ids=list(area_ids)))


def years(context: Context, *, area_id: str) -> list[int]:
    """Years in which all municipalities of an area have reported moves, oldest first; empty without any."""
    table = reported_years(context, area_ids=[area_id])
    return [int(year) for year in table.loc[table["is_reported"].eq(True), "year"]]


def crossings(context: Context, *, area_ids: Sequence[str], nationality: str | None = None) -> pd.DataFrame:
    """Cases across the border of each area, one row per area, year and band.

    Columns: area_id, year, band, is_withheld, then FLOWS. The areas must not overlap; rows without a case
    are absent.
    """
    parts = {"area_ids": list(area_ids), "nationality": nationality, **BANDS}
    return _plain(data.frame(context, HERE / "crossings.sql", **parts))


def residents(context: Context, *, area_ids: Sequence[str], nationality: str | None = None) -> pd.DataFrame:
    """Mean population, one row per area, year and band: area_id, year, band, residents.

    NaN where one of the two stocks is missing.
    """
    parts = {"area_ids": list(area_ids), "nationality": nationality, **BANDS}
    return _plain(data.frame(context, HERE / "residents.sql", **parts))


def pairs(context: Context, *, area_ids: Sequence[str], cut: Slice) -> pd.DataFrame:
    """Cases between areas over the years of `cut` together, one row per ordered pair.

    Columns: origin, destination, moves (reported by the destination), moves_by_origin. Pairs without a case
    are absent.
    """
    # An empty list has no type DuckDB could compare with.
    ids = list(area_ids) or [""]
    table = data.frame(context, HERE / "pairs.sql", area_ids=ids, **_parameters(cut))
    return _over_years(table, cut, ["origin", "destination"])


def partners(context: Context, *, area_ids: Sequence[str], cut: Slice) -> pd.DataFrame:
    """Cases by who is on the other side, over the years of `cut` together.

    One row per area_id, direction (in, out) and partner: moves. partner is GEMEINDE, VERBAND or a code of
    partner_category.
    """
    table = data.frame(context, HERE / "partners.sql", area_ids=list(area_ids), **_parameters(cut))
    return _over_years(table, cut, ["area_id", "direction", "partner"])


def area_years(context: Context, *, area_ids: Sequence[str], nationality: str | None = None) -> pd.DataFrame:
    """Flows and mean population, one row per area, year and band: area_id, year, band, FLOWS, residents.

    A flow is NaN where a municipality did not report or a part was withheld, 0 where it reported none.
    A band is NaN where delivered age groups cut across it.
    """
    years = reported_years(context, area_ids=area_ids)
    flows = crossings(context, area_ids=area_ids, nationality=nationality)
    stock = residents(context, area_ids=area_ids, nationality=nationality)
    bands = _plain(pd.DataFrame({"band": [ages.ALL, *ages.BY_CODE]}))
    table = years.merge(bands, how="cross").merge(flows, how="left", on=["area_id", "year", "band"])
    return _blank_unknown(table, flows).merge(stock, how="left", on=["area_id", "year", "band"])


def _blank_unknown(table: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    unplaced = flows.loc[flows["band"] == ages.UNPLACED, ["area_id", "year"]].assign(is_cut=True)
    table = table.merge(unplaced, how="left", on=["area_id", "year"])
    is_cut = table["is_cut"].eq(True) & table["band"].ne(ages.ALL)
    is_known = table["is_reported"] & table["is_withheld"].ne(True) & ~is_cut
    known = table[list(FLOWS)].fillna(0.0).astype(float).where(is_known)
    return pd.concat([table[["area_id", "year", "band"]], known], axis=1)


def _over_years(table: pd.DataFrame, cut: Slice, keys: list[str]) -> pd.DataFrame:
    """Sum the years of a slice; the query holds all years, so that another period needs no other query."""
    rows = _plain(table[table["year"].isin(cut.years)]).drop(columns="year")
    return rows.groupby(keys, as_index=False).sum(skipna=False)


def _parameters(cut: Slice) -> dict[str, object]:
    return {"band": cut.band, "nationality": cut.nationality, **BANDS}
