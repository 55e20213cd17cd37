"""Sums of moves by area, taken over columns of small numbers: the moves are read once per build.

A reader sets sex, ages, level and area all the time, and each sum asks all moves anew. DuckDB joins and
groups four hundred thousand rows by words; here places, bands and areas are numbers and a sum is a
`bincount`, an eighth of the time. What is counted stands in the .sql files of the same names; a test compares
both. Areas that overlap have no such sums: `can_count` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards.filters import People
from dashboards.kept import MadeOnce
from dashboards.topic import Context
from dashboards.topics.wanderungen.ages import ALL, OLDEST, UNPLACED, Bands

HERE = Path(__file__).parent

INNER, MEMBER_IN, EXTERNAL_IN, MEMBER_OUT, EXTERNAL_OUT = range(5)
FLOWS = (
    "arrivals",
    "departures",
    "arrivals_inner",
    "departures_inner",
    "arrivals_member",
    "departures_member",
    "inside",
)
SEXES, NATIONS = {"m": 1, "w": 2}, {"D": 1, "A": 2}
NOBODY = -1
IN_TOWN, IN_UNION, UNKNOWN = "GEMEINDE", "VERBAND", "UNBEKANNT"
# Builds whose moves are kept: the current one and the one others are still leaving.
KEPT = 2
Array = np.ndarray
# What was counted last; one takes up to 20 bytes a move.
KEPT_PARTS = 3
_parts = MadeOnce["Part"](KEPT_PARTS)
_kept = MadeOnce["Moves"](KEPT)


@dataclass(frozen=True)
class Moves:
    """All moves of a build, one entry per row; `places` names the numbers of origin and destination."""

    year: Array
    kind: Array
    origin: Array
    destination: Array
    sex: Array
    nationality: Array
    age: Array
    age_to: Array
    cases: Array
    places: dict[str, int]
    is_category: Array
    members: dict[str, list[str]]


@dataclass(frozen=True)
class Part:
    """The moves that count: rows, cases (NaN: withheld, or not told), areas at both ends, and bands.

    An area is a place in `ids` or NOBODY; a band one in `bands`, the last of which fits no band.
    """

    ids: tuple[str, ...]
    bands: tuple[str, ...]
    kind: Array
    year: Array
    cases: Array
    origin: Array
    destination: Array
    source: Array
    target: Array
    band: Array
    is_cut: Array


def moves_of(context: Context) -> Moves:
    """Return the moves of a build, read once."""
    key = (id(context.reader), context.build_id, context.role)
    return _kept.of(key, lambda: _read(context))


def can_count(context: Context, area_ids: Sequence[str]) -> bool:
    """Return whether no place lies in two of the areas."""
    members = moves_of(context).members
    inside = [place for area_id in set(area_ids) for place in members.get(area_id, ())]
    return len(inside) == len(set(inside))


def part_of(context: Context, area_ids: Sequence[str], people: People, bands: Bands) -> Part:
    """Return the moves with at least one end in an area, of the people asked for (sex and nationality).

    Crossings, pairs and partners of a selection ask for the same one after the other.
    """
    moves = moves_of(context)
    key = (id(moves), tuple(sorted(set(area_ids))), people.sex, people.nationality, bands)
    return _parts.of(key, lambda: _part_of(moves, area_ids, people, bands))


def _part_of(moves: Moves, area_ids: Sequence[str], people: People, bands: Bands) -> Part:
    ids = tuple(sorted(set(area_ids)))
    unit = np.full(len(moves.places), NOBODY, dtype=np.int16)
    for number, area_id in enumerate(ids):
        unit[[moves.places[one] for one in moves.members.get(area_id, ()) if one in moves.places]] = number
    source, target = unit.take(moves.origin), unit.take(moves.destination)
    counts = (source != NOBODY) | (target != NOBODY)
    untold = np.zeros(len(counts), dtype=bool)
    for told, asked in (
        (moves.sex, SEXES.get(people.sex)),
        (moves.nationality, NATIONS.get(people.nationality)),
    ):
        if asked is not None:
            counts &= (told == asked) | (told == 0)
            untold |= told == 0
    # Below the whole association without a filter every move counts, and nothing has to be picked out.
    rows = None if counts.all() else np.flatnonzero(counts)

    def picked(column: Array) -> Array:
        return column if rows is None else column.take(rows)

    cases, gaps = picked(moves.cases), picked(untold)
    if gaps.any():
        cases = np.where(gaps, np.nan, cases)
    band_of = np.zeros(OLDEST + 1, dtype=np.int16)
    for number, (first, last) in enumerate(zip(bands.firsts, bands.lasts, strict=True)):
        band_of[first : last + 1] = number
    low, high = band_of.take(picked(moves.age)), band_of.take(picked(moves.age_to))
    is_cut = low != high
    return Part(
        ids, (*bands.codes, UNPLACED), picked(moves.kind), picked(moves.year), cases,
        picked(moves.origin), picked(moves.destination), picked(source), picked(target),
        np.where(is_cut, len(bands.codes), low).astype(np.int16), is_cut,
    )  # fmt: skip


def crossings(context: Context, area_ids: Sequence[str], people: People, bands: Bands) -> pd.DataFrame:
    """Return what crossings.sql returns, its rows in another order."""
    part = part_of(context, area_ids, people, bands)
    differs = part.source != part.target
    arriving = (part.target != NOBODY) & (part.kind <= EXTERNAL_IN)
    leaving = (part.source != NOBODY) & differs & ((part.kind == INNER) | (part.kind >= MEMBER_OUT))
    sides: dict[str, tuple[Array, Array]] = {
        "arrivals": (arriving & differs, part.target),
        "departures": (leaving, part.source),
        "inside": (arriving & ~differs, part.target),
    }
    first, years = _years(part.year)
    shape = (len(part.ids), years, len(part.bands), EXTERNAL_OUT + 1)
    size, width = int(np.prod(shape)), int(np.prod(shape[1:]))
    cell_of = ((part.year.astype(np.int32) - first) * shape[2] + part.band) * shape[3] + part.kind
    told, gaps = np.nan_to_num(part.cases), np.isnan(part.cases)
    has_gaps = bool(gaps.any())
    withheld, rows = np.zeros(shape[:3]), np.zeros(shape[:3])
    found: dict[str, Array] = {}
    for name, (chosen, unit) in sides.items():
        at = np.flatnonzero(chosen)
        cell = unit.take(at).astype(np.int64) * width + cell_of.take(at)
        by_kind = np.bincount(cell, told.take(at), size).reshape(shape)
        found[name] = by_kind.sum(axis=3)
        if name != "inside":
            found[f"{name}_inner"] = by_kind[..., INNER]
            found[f"{name}_member"] = by_kind[..., MEMBER_IN if name == "arrivals" else MEMBER_OUT]
        rows += np.bincount(cell, minlength=size).reshape(shape).sum(axis=3)
        if has_gaps:
            withheld += np.bincount(cell[gaps.take(at)], minlength=size).reshape(shape).sum(axis=3)
    found = {name: found[name] for name in FLOWS}
    return _crossed(part, first, found | {"is_withheld": withheld, "rows": rows})


def _crossed(part: Part, first: int, found: dict[str, Array]) -> pd.DataFrame:
    """One row per area, year and band with a case, and one for all bands of an area and year."""
    whole = {
        name: np.concatenate([cube, cube.sum(axis=2, keepdims=True)], axis=2) for name, cube in found.items()
    }
    area, year, band = np.nonzero(whole.pop("rows") > 0)
    ids, codes = np.array(part.ids, dtype=object), np.array([*part.bands, ALL], dtype=object)
    table = pd.DataFrame({"area_id": ids[area], "year": (year + first).astype(np.int16), "band": codes[band]})
    table["is_withheld"] = whole.pop("is_withheld")[area, year, band] > 0
    for name, cube in whole.items():
        table[name] = cube[area, year, band]
    return table


def pairs(
    context: Context, area_ids: Sequence[str], people: People, bands: Bands, *, band: str, with_inside: bool
) -> pd.DataFrame:
    """Return what pairs.sql returns."""
    part = part_of(context, area_ids, people, bands)
    both = (part.source != NOBODY) & (part.target != NOBODY)
    if not with_inside:
        both &= part.source != part.target
    at, cases = _of_band(part, both, band)
    keys = [part.year[at], part.source[at], part.target[at]]
    found, place = _groups(keys)
    columns = {}
    for name, other in (("moves", MEMBER_OUT), ("moves_by_origin", MEMBER_IN)):
        counted = part.kind[at] != other
        columns[name] = _known_sum(place[counted], cases[counted], len(found), empty=0.0)
    ids = np.array(part.ids, dtype=object)
    table = pd.DataFrame({"year": found[:, 0].astype(np.int16), "origin": ids[found[:, 1]]})
    return table.assign(destination=ids[found[:, 2]], **columns)


def partners(
    context: Context, area_ids: Sequence[str], people: People, bands: Bands, *, band: str
) -> pd.DataFrame:
    """Return what partners.sql returns."""
    part, moves = part_of(context, area_ids, people, bands), moves_of(context)
    names = np.array([*moves.places, IN_TOWN, IN_UNION, UNKNOWN], dtype=object)
    town = len(moves.places)
    parts = []
    for direction, unit, code, kinds in (
        (0, part.target, part.origin, (INNER, MEMBER_IN, EXTERNAL_IN)),
        (1, part.source, part.destination, (INNER, MEMBER_OUT, EXTERNAL_OUT)),
    ):
        side = (unit != NOBODY) & (part.source != part.target) & np.isin(part.kind, kinds)
        at, cases = _of_band(part, side, band)
        known = np.where(moves.is_category[code[at]], code[at], names.tolist().index(UNKNOWN, town))
        kind = part.kind[at]
        who = np.where(kind == INNER, town, np.where(kind == kinds[1], town + 1, known))
        found, place = _groups([part.year[at], unit[at], who])
        sums = _known_sum(place, cases, len(found), empty=np.nan)
        parts.append(
            pd.DataFrame(
                {
                    "year": found[:, 0].astype(np.int16),
                    "area_id": np.array(part.ids, dtype=object)[found[:, 1]],
                    "direction": ("in", "out")[direction],
                    "partner": names[found[:, 2]],
                    "moves": sums,
                }
            ).astype({"direction": object})
        )
    return pd.concat(parts).sort_values(["year", "area_id", "direction", "partner"], ignore_index=True)


def _of_band(part: Part, chosen: Array, band: str) -> tuple[Array, Array]:
    """Rows of a band, and their cases; a delivered age group that crosses it is not told."""
    if band == ALL:
        at = np.flatnonzero(chosen)
        return at, part.cases[at]
    at = np.flatnonzero(chosen & (part.is_cut | (part.band == part.bands.index(band))))
    return at, np.where(part.is_cut[at], np.nan, part.cases[at])


def _groups(keys: list[Array]) -> tuple[Array, Array]:
    """The different combinations of keys, ascending, and to which of them each row belongs."""
    lowest = [int(key.min()) if len(key) else 0 for key in keys]
    shape = tuple(int(key.max(initial=0)) - low + 1 for key, low in zip(keys, lowest, strict=True))
    code = np.ravel_multi_index([key - low for key, low in zip(keys, lowest, strict=True)], shape)
    # Few combinations are possible, so that counting them is quicker than sorting.
    found = np.flatnonzero(np.bincount(code, minlength=1))
    number = np.zeros(int(np.prod(shape)), dtype=np.int64)
    number[found] = np.arange(len(found))
    heads = [part + low for part, low in zip(np.unravel_index(found, shape), lowest, strict=True)]
    return np.stack(heads, axis=1), number[code]


def _known_sum(place: Array, cases: Array, count: int, *, empty: float) -> Array:
    """Sum by group, missing where a part is; `empty` where a group has no row."""
    # Over no rows at all numpy counts in whole numbers.
    sums = np.bincount(place, np.nan_to_num(cases), count).astype(float)
    sums[np.bincount(place, minlength=count) == 0] = empty
    sums[np.bincount(place, np.isnan(cases), count) > 0] = np.nan
    return sums


def _years(year: Array) -> tuple[int, int]:
    """First year and number of years."""
    return (int(year.min()), int(year.max()) - int(year.min()) + 1) if len(year) else (0, 0)


def _read(context: Context) -> Moves:
    ask = context.reader.frame
    table, places = ask(HERE / "moves.sql"), ask(HERE / "places.sql")
    inside: dict[str, list[str]] = {}
    for ancestor_id, area_id in ask(HERE / "members.sql").itertuples(index=False, name=None):
        inside.setdefault(ancestor_id, []).append(area_id)
    columns = {name: table[name].to_numpy() for name in table.columns}
    return Moves(
        cases=columns.pop("moves").astype(float),
        **columns,
        places={str(code): number for number, code in enumerate(places["code"])},
        is_category=places["is_category"].to_numpy(dtype=bool),
        members=inside,
    )
