"""The tables of the migration dashboard: one function per .sql file, and one table joined from three."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards import data
from dashboards.filters import EVERYONE, People
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, counting, dwelling
from dashboards.topics.wanderungen.ages import STANDARD, Bands
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.sums import Array, summed, words

HERE = Path(__file__).parent
STOCKS = ("residents", "stock")
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

    def made() -> Told:
        row = data.frame(context, HERE / "told.sql", area_id=area_id).iloc[0]
        return Told(bool(row["has_sex"]), bool(row["has_nationality"]), bool(row["has_single_ages"]))

    return remembered(context, ("wanderungen-gegliedert", area_id), made)


def reported_years(context: Context, *, area_ids: Sequence[str]) -> pd.DataFrame:
    """Years with moves, one row per area and year: area_id, year, is_reported (by all its municipalities).

    has_outer, has_inner: all its municipalities ever report moves across their border, or inside it;
    is_part: the area lies below a municipality.
    """

    def made() -> pd.DataFrame:
        every = remembered(context, ("wanderungen-gemeldet",), lambda: _reported_years(context))
        return every[every["area_id"].isin(set(area_ids))].reset_index(drop=True)

    return remembered(context, ("wanderungen-gemeldet", tuple(area_ids)), made)


def _reported_years(context: Context) -> pd.DataFrame:
    """All areas at once: the query looks through all moves however many areas are asked for."""
    ids = list(counting.moves_of(context).members)
    return _plain(data.frame(context, HERE / "reported_years.sql", area_ids=ids))


def years(context: Context, *, area_id: str) -> list[int]:
    """Years in which all municipalities of an area have reported moves, oldest first; empty without any."""

    def made() -> list[int]:
        table = reported_years(context, area_ids=[area_id])
        return [int(year) for year in table.loc[table["is_reported"].eq(True), "year"]]

    return remembered(context, ("wanderungen-jahre-gemeldet", area_id), made)


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
    return dwelling.residents(context, area_ids, people, bands)


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
    grid = _Grid(reported, (ages.ALL, *bands.codes))
    known = np.where(_known(grid, reported, flows)[..., None], grid.filled(flows, FLOWS, 0.0), np.nan)
    # Who never reports moves across the border, or inside it, has not counted none.
    has_inner, has_outer = (reported[name].eq(True).to_numpy() for name in ("has_inner", "has_outer"))
    has_ways_in = has_inner | ~reported["is_part"].eq(True).to_numpy()
    told = {"inner": has_ways_in, "member": has_outer, "inside": has_inner}
    for place, name in enumerate(FLOWS):
        known[~told.get(name.rpartition("_")[2], has_outer & has_ways_in), :, place] = np.nan
    held = np.concatenate([known, grid.filled(stock, STOCKS, np.nan)], axis=2)
    table = pd.DataFrame(held.reshape(-1, held.shape[2]), columns=[*FLOWS, *STOCKS])
    for place, (name, values) in enumerate(grid.heads.items()):
        table.insert(place, name, values)
    return table


class _Grid:
    """Years of areas (rows of reported_years) × bands, into which other tables are laid."""

    def __init__(self, reported: pd.DataFrame, bands: Sequence[str]) -> None:
        ids, years = reported["area_id"].to_numpy(dtype=object), reported["year"].to_numpy(dtype=int)
        self._areas = {area_id: number for number, area_id in enumerate(dict.fromkeys(ids.tolist()))}
        self._bands = {code: number for number, code in enumerate(bands)}
        # The row of each area and year; the last column is any other year, the last row any other area.
        self._first = int(years.min()) if len(years) else 0
        width = int(years.max()) - self._first + 2 if len(years) else 1
        self._rows = np.full((len(self._areas) + 1, width), -1)
        self._rows[_numbers(ids, self._areas), years - self._first] = range(len(ids))
        self.shape = (len(ids), len(bands))
        codes = np.array(bands, dtype=object)
        self.heads: dict[str, pd.Series] = {
            "area_id": words(np.repeat(ids, len(bands))),
            "year": pd.Series(np.repeat(reported["year"].to_numpy(), len(bands))),
            "band": words(np.tile(codes, len(ids))),
        }

    def rows_of(self, table: pd.DataFrame) -> Array:
        """Return in which row of the grid each row of a table lies; −1: in none."""
        year = table["year"].to_numpy(dtype=int) - self._first
        no_year = self._rows.shape[1] - 1
        year = np.where((year < 0) | (year > no_year), no_year, year)
        rows: Array = self._rows[_numbers(table["area_id"].to_numpy(), self._areas), year]
        return rows

    def filled(self, table: pd.DataFrame, columns: Sequence[str], empty: float) -> Array:
        """Return row × band × column; `empty` where the table has no row."""
        row = self.rows_of(table)
        band = _numbers(table["band"].to_numpy(), self._bands)
        at = np.flatnonzero((row >= 0) & (band >= 0))
        held = np.full((*self.shape, len(columns)), empty)
        held[row[at], band[at]] = table[list(columns)].to_numpy(dtype=float)[at]
        return held


def _numbers(words: Array, known: Mapping[str, int]) -> Array:
    """The number of each word, −1 for one that is not known."""
    return np.array([known.get(word, -1) for word in words.tolist()], dtype=int)


def _known(grid: _Grid, reported: pd.DataFrame, flows: pd.DataFrame) -> Array:
    """Row × band: all is reported, nothing withheld, and no delivered age group cuts across the band."""
    is_withheld = grid.filled(flows, ("is_withheld",), 0.0)[..., 0] > 0
    is_cut = np.zeros(grid.shape, dtype=bool)
    rows = grid.rows_of(flows[flows["band"] == ages.UNPLACED])
    is_cut[rows[rows >= 0], 1:] = True
    return reported["is_reported"].to_numpy(dtype=bool)[:, None] & ~is_withheld & ~is_cut


def _over_years(table: pd.DataFrame, cut: Slice, keys: list[str]) -> pd.DataFrame:
    """Sum the years of a slice; the query holds all years, so that another period needs no other query."""
    values = [str(name) for name in table if name not in (*keys, "year")]
    heads, sums = summed(table, keys, values, np.isin(table["year"].to_numpy(), cut.years))
    rows = pd.DataFrame(sums, columns=values)
    for place, key in enumerate(keys):
        rows.insert(place, key, words(heads[key]))
    return rows


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
