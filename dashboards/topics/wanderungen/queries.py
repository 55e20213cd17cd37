"""The tables of the migration dashboard: one function per .sql file, and one table joined from three."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboards import data
from dashboards.filters import EVERYONE, People
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, counting
from dashboards.topics.wanderungen.ages import STANDARD, Bands

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


@dataclass(frozen=True)
class Slice:
    """Which moves a table counts: of which years and of whom."""

    years: tuple[int, ...]
    people: People = EVERYONE


@dataclass(frozen=True)
class Told:
    """What all moves below an area are broken down by."""

    has_sex: bool
    has_nationality: bool
    has_single_ages: bool


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Keys as Python strings: for a few hundred rows far quicker to compare and group than Arrow strings."""
    return table.astype({name: object for name in KEYS if name in table})


def told(context: Context, *, area_id: str) -> Told:
    """Return what the moves reported below an area are broken down by."""
    row = data.frame(context, HERE / "told.sql", area_id=area_id).iloc[0]
    return Told(bool(row["has_sex"]), bool(row["has_nationality"]), bool(row["has_single_ages"]))


def reported_years(context: Context, *, area_ids: Sequence[str]) -> pd.DataFrame:
    """Years with moves, one row per area and year: area_id, year, is_reported (by all its municipalities).

    has_outer, has_inner: all its municipalities ever report moves across their border, or inside it;
    is_part: the area lies below a municipality.
    """
    return _plain(data.frame(context, HERE / "reported_years.sql", area_ids=list(area_ids)))


def years(context: Context, *, area_id: str) -> list[int]:
    """Years in which all municipalities of an area have reported moves, oldest first; empty without any."""
    table = reported_years(context, area_ids=[area_id])
    return [int(year) for year in table.loc[table["is_reported"].eq(True), "year"]]


def crossings(
    context: Context, *, area_ids: Sequence[str], people: People = EVERYONE, bands: Bands = STANDARD
) -> pd.DataFrame:
    """Cases across the border of each area, one row per area, year and band.

    Columns: area_id, year, band, is_withheld, then FLOWS. The areas must not overlap; rows without a case
    are absent. Of `people` only sex and nationality count; ages are the bands.
    """
    if counting.can_count(context, area_ids):
        key = ("wanderungen-crossings", tuple(area_ids), _whose(people), bands)
        table = remembered(context, key, lambda: counting.crossings(context, area_ids, people, bands))
        return table.copy(deep=False)
    parts = {"area_ids": list(area_ids), **_who(people), **bands.parameters}
    return _plain(data.frame(context, HERE / "crossings.sql", **parts))


def residents(
    context: Context, *, area_ids: Sequence[str], people: People = EVERYONE, bands: Bands = STANDARD
) -> pd.DataFrame:
    """Mean population and stock at the year's end, one row per area, year and band.

    Columns: area_id, year, band, residents, stock; NaN where a stock is missing.
    """
    parts = {"area_ids": list(area_ids), **_who(people), **bands.parameters}
    return _plain(data.frame(context, HERE / "residents.sql", **parts))


def pairs(
    context: Context, *, area_ids: Sequence[str], cut: Slice, with_inside: bool = False
) -> pd.DataFrame:
    """Cases between areas over the years of `cut` together, one row per ordered pair.

    Columns: origin, destination, moves (reported by the destination), moves_by_origin. Pairs without a case
    are absent. `with_inside` adds moves from an area to itself.
    """
    if counting.can_count(context, area_ids):
        band, bands = _asked(cut.people)
        key = ("wanderungen-pairs", tuple(area_ids), cut.people, with_inside)
        table = remembered(
            context,
            key,
            lambda: counting.pairs(context, area_ids, cut.people, bands, band=band, with_inside=with_inside),
        )
        return _over_years(table, cut, ["origin", "destination"])
    # An empty list has no type DuckDB could compare with.
    parts = {"area_ids": list(area_ids) or [""], "with_inside": with_inside, **_parameters(cut)}
    return _over_years(data.frame(context, HERE / "pairs.sql", **parts), cut, ["origin", "destination"])


def partners(context: Context, *, area_ids: Sequence[str], cut: Slice) -> pd.DataFrame:
    """Cases by who is on the other side, over the years of `cut` together.

    One row per area_id, direction (in, out) and partner: moves. partner is GEMEINDE, VERBAND or a code of
    partner_category.
    """
    table = partner_years(context, area_ids=area_ids, people=cut.people)
    return _over_years(table, cut, ["area_id", "direction", "partner"])


def partner_years(context: Context, *, area_ids: Sequence[str], people: People = EVERYONE) -> pd.DataFrame:
    """Cases by who is on the other side, one row per year, area_id, direction (in, out) and partner."""
    if counting.can_count(context, area_ids):
        band, bands = _asked(people)
        key = ("wanderungen-partners", tuple(area_ids), people)
        made = remembered(
            context, key, lambda: counting.partners(context, area_ids, people, bands, band=band)
        )
        return made.copy(deep=False)
    parameters = _parameters(Slice((), people))
    return _plain(data.frame(context, HERE / "partners.sql", area_ids=list(area_ids), **parameters))


def outside(context: Context, *, area_id: str, people: People = EVERYONE) -> pd.DataFrame:
    """Cases across the outer border by single partner, one row per year, direction, partner and code.

    Columns: year, direction (in, out), partner, code (AGS or state; missing: not known), name, moves. For
    municipalities and what lies above them; empty below, and where nobody delivered or released it.
    """
    table = data.frame(context, HERE / "outside.sql", area_id=area_id, **_who(people))
    return _plain(table).astype({"code": object, "name": object})


def stays(context: Context, *, area_ids: Sequence[str], people: People = EVERYONE) -> pd.DataFrame:
    """How long arrivals stayed in their municipality, one row per area, year, partner and ending.

    Columns: area_id, year, partner, nationality, stayed (completed years), ending (out, death, observed),
    persons. Empty where no individual events are delivered.
    """
    return _plain(data.frame(context, HERE / "stays.sql", area_ids=list(area_ids), **_who(people)))


def area_years(
    context: Context, *, area_ids: Sequence[str], people: People = EVERYONE, bands: Bands = STANDARD
) -> pd.DataFrame:
    """Flows and population, one row per area, year and band: area_id, year, band, FLOWS, residents, stock.

    A flow is NaN where a municipality did not report or a part was withheld, 0 where it reported none.
    A band is NaN where delivered age groups cut across it.
    """
    reported = reported_years(context, area_ids=area_ids)
    flows = crossings(context, area_ids=area_ids, people=people, bands=bands)
    stock = residents(context, area_ids=area_ids, people=people, bands=bands)
    codes = _plain(pd.DataFrame({"band": [ages.ALL, *bands.codes]}))
    table = reported.merge(codes, how="cross").merge(flows, how="left", on=["area_id", "year", "band"])
    return _blank_unknown(table, flows).merge(stock, how="left", on=["area_id", "year", "band"])


def _blank_unknown(table: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    unplaced = flows.loc[flows["band"] == ages.UNPLACED, ["area_id", "year"]].assign(is_cut=True)
    table = table.merge(unplaced, how="left", on=["area_id", "year"])
    is_cut = table["is_cut"].eq(True) & table["band"].ne(ages.ALL)
    is_known = table["is_reported"] & table["is_withheld"].ne(True) & ~is_cut
    known = table[list(FLOWS)].fillna(0.0).astype(float).where(is_known)
    # Who never reports moves across the border, or inside it, has not counted none.
    has_inner, has_outer = table["has_inner"].eq(True), table["has_outer"].eq(True)
    has_ways_in = has_inner | ~table["is_part"].eq(True)
    told = {"inner": has_ways_in, "member": has_outer, "": has_outer & has_ways_in}
    for part, is_told in told.items():
        for name in ("arrivals", "departures"):
            column = f"{name}_{part}".rstrip("_")
            known[column] = known[column].where(is_told)
    known["inside"] = known["inside"].where(has_inner)
    return pd.concat([table[["area_id", "year", "band"]], known], axis=1)


def _over_years(table: pd.DataFrame, cut: Slice, keys: list[str]) -> pd.DataFrame:
    """Sum the years of a slice; the query holds all years, so that another period needs no other query."""
    rows = _plain(table[table["year"].isin(cut.years)]).drop(columns="year")
    return rows.groupby(keys, as_index=False).sum(skipna=False)


def _who(people: People) -> dict[str, object]:
    return {"sex": people.sex or None, "nationality": people.nationality or None}


def _whose(people: People) -> tuple[str, str]:
    return people.sex, people.nationality


def _asked(people: People) -> tuple[str, Bands]:
    """The band that holds the ages asked for, and all bands."""
    if (people.age, people.age_to) == (0, ages.OLDEST):
        return ages.ALL, STANDARD
    return ages.CHOSEN, ages.around(people.age, people.age_to)


def _parameters(cut: Slice) -> dict[str, object]:
    band, bands = _asked(cut.people)
    return {"band": band, **_who(cut.people), **bands.parameters}
