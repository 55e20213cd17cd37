"""Moves and residents on a territorial status, summed over columns of small numbers.

For every other sex, age or area DuckDB would convert and group all moves of the association again, two thirds
of a second of processor time. Most areas are then what they are today: theirs are the numbers kept for today
(counting.py, stock.py). Only those of the areas that were others are read, once per status. What is counted
stands in status_years.sql; a test compares both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.filters import People
from dashboards.kept import MadeOnce
from dashboards.stock import Stock, stock_of
from dashboards.topic import Context
from dashboards.topics.wanderungen.ages import OLDEST
from dashboards.topics.wanderungen.counting import (
    EXTERNAL_IN,
    HERE,
    INNER,
    MEMBER_OUT,
    NATIONS,
    SEXES,
    Moves,
    moves_of,
)

Array = np.ndarray
# Directions of moves, in the order of their numbers in status_moves.sql.
FOUND = ("arrived", "departed", "moved_in", "moved_out")
ARRIVED, DEPARTED, MOVED_IN, MOVED_OUT = range(len(FOUND))
HEADS = ("area_id", "name", "level", "has_geometry", "is_changed")
UNTOLD = (False,) * len(FOUND)
# Statuses kept in memory; a few kilobytes each.
KEPT = 2
_kept = MadeOnce["Past"](KEPT)


@dataclass(frozen=True)
class Cells:
    """Numbers of persons, one entry per row; NaN is withheld. `area`: a place in the areas of the status."""

    area: Array
    year: Array
    direction: Array
    sex: Array
    nationality: Array
    age: Array
    age_to: Array
    persons: Array


@dataclass(frozen=True)
class Place:
    """An area of a status, the ids of the areas it lies in, and whether its numbers are those of today."""

    area_id: str
    name: str
    level: str
    has_geometry: bool
    is_changed: bool
    is_todays: bool
    above: frozenset[str]


@dataclass(frozen=True)
class Past:
    """The areas of a status, what of their balance is known, and moves and residents that are not today's."""

    areas: list[Place]
    told: dict[tuple[str, int], tuple[bool, ...]]
    moves: Cells
    stock: Cells


@dataclass(frozen=True)
class Asked:
    """Areas of a level inside a frame, and the areas of the way up to it."""

    status: str
    frame_id: str
    level: str
    way: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """Persons, entries and unknown ones among them: arrays area × year × direction."""

    persons: Array
    rows: Array
    gaps: Array

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.persons + other.persons, self.rows + other.rows, self.gaps + other.gaps)


def years(context: Context, asked: Asked, people: People, reach: tuple[int, int]) -> pd.DataFrame:
    """Return what status_years.sql returns; `reach` are the first and the last year."""
    past = _of(context, asked.status)
    shown = _shown(past, asked)
    heads = [past.areas[number] for number in shown]
    todays = [head.area_id if head.is_todays else "" for head in heads]
    every, before = range(reach[0], reach[1] + 1), range(reach[0] - 1, reach[1] + 1)
    moves = _moved(moves_of(context), todays, people, every) + _summed(past.moves, shown, people, every)
    is_told = [[past.told.get((head.area_id, year), UNTOLD) for year in every] for head in heads]
    is_known = np.array(is_told, dtype=bool).reshape(moves.persons.shape) & (moves.gaps == 0)
    moved = np.where(is_known, moves.persons, np.nan)
    held = _resident(context, todays, people, before) + _summed(past.stock, shown, people, before, 1)
    stock = np.where((held.rows > 0) & (held.gaps == 0), held.persons, np.nan)[..., 0]
    table = {name: _repeated([getattr(head, name) for head in heads], len(every)) for name in HEADS}
    table["year"] = np.tile(np.arange(reach[0], reach[1] + 1), len(heads))
    table |= {name: moved[..., place].ravel() for place, name in enumerate(FOUND)}
    return pd.DataFrame(table | {"residents": ((stock[:, :-1] + stock[:, 1:]) / 2).ravel()})


def _shown(past: Past, asked: Asked) -> list[int]:
    """The numbers of the areas asked for, by name."""
    found = [
        number
        for number, one in enumerate(past.areas)
        if asked.frame_id in one.above and (one.level == asked.level or one.area_id in asked.way)
    ]
    return sorted(found, key=lambda number: (past.areas[number].name, past.areas[number].area_id))


def _repeated(values: Sequence[object], times: int) -> Array:
    return np.repeat(np.array(values, dtype=object), times)


def _asked(cells: Moves | Stock | Cells, people: People) -> tuple[Array, Array]:
    """Which entries may be of the people asked for, and which of all entries are told precisely enough."""
    counts = np.ones(len(cells.sex), dtype=bool)
    is_known = np.ones(len(cells.sex), dtype=bool)
    if (people.age, people.age_to) != (0, OLDEST):
        counts = (cells.age <= people.age_to) & (cells.age_to >= people.age)
        is_known = (cells.age >= people.age) & (cells.age_to <= people.age_to)
    for told, asked in (
        (cells.sex, SEXES.get(people.sex)),
        (cells.nationality, NATIONS.get(people.nationality)),
    ):
        if asked is not None:
            counts, is_known = counts & ((told == asked) | (told == 0)), is_known & (told != 0)
    return counts, is_known


def _moved(moves: Moves, area_ids: Sequence[str], people: People, years: range) -> Sums:
    """Sum the moves of areas of today; "" is no area."""
    counts, is_known = _asked(moves, people)
    year = moves.year.astype(np.int32) - years.start
    counts &= (year >= 0) & (year < len(years))
    is_gap = np.isnan(moves.cases) | ~is_known
    cases = np.where(is_gap, 0.0, moves.cases)
    shape = (len(moves.places), len(years), len(FOUND))
    ends = (
        (moves.kind <= EXTERNAL_IN, moves.destination, MOVED_IN, ARRIVED),
        ((moves.kind == INNER) | (moves.kind >= MEMBER_OUT), moves.origin, MOVED_OUT, DEPARTED),
    )
    by_place = []
    for is_end, place, inside, across in ends:
        at = np.flatnonzero(counts & is_end)
        direction = np.where(moves.kind.take(at) == INNER, inside, across)
        cell = (place.take(at) * shape[1] + year.take(at)) * shape[2] + direction
        by_place.append(_counted(cell, cases.take(at), is_gap.take(at), shape))
    found = by_place[0] + by_place[1]
    leaves = [_places(moves, area_id) for area_id in area_ids]
    parts = (
        np.array([part[one].sum(axis=0) for one in leaves]).reshape(len(leaves), *shape[1:])
        for part in (found.persons, found.rows, found.gaps)
    )
    return Sums(*parts)


def _places(moves: Moves, area_id: str) -> list[int]:
    """The places of moves in an area."""
    return [moves.places[one] for one in moves.members.get(area_id, ()) if one in moves.places]


def _resident(context: Context, area_ids: Sequence[str], people: People, years: range) -> Sums:
    """Sum the residents of areas of today at year ends; "" is no area."""
    stock = stock_of(context, area_ids)
    counts, is_known = _asked(stock, people)
    is_told = (stock.year >= years.start) & (stock.year < years.stop)
    at = (stock.area[is_told], stock.year[is_told] - years.start, 0)
    parts = (
        stock.persons @ counts,
        stock.exists @ counts,
        stock.gaps @ counts + stock.exists @ (counts & ~is_known),
    )
    sums = [np.zeros((len(area_ids), len(years), 1)) for _ in parts]
    for whole, part in zip(sums, parts, strict=True):
        whole[at] = part[is_told]
    return Sums(*sums)


def _summed(
    cells: Cells, areas: Sequence[int], people: People, years: range, directions: int = len(FOUND)
) -> Sums:
    """Sum the numbers that are not today's, of areas by their places in the list of the status."""
    counts, is_known = _asked(cells, people)
    place = np.full(max([*areas, int(cells.area.max(initial=0))], default=0) + 1, -1)
    place[list(areas)] = np.arange(len(areas))
    area, year = place[cells.area], cells.year.astype(np.int64) - years.start
    counts &= (area >= 0) & (year >= 0) & (year < len(years))
    cell = (area * len(years) + year) * directions + cells.direction
    is_gap = np.isnan(cells.persons) | ~is_known
    persons = np.where(is_gap, 0.0, cells.persons)
    shape = (len(areas), len(years), directions)
    return _counted(cell[counts], persons[counts], is_gap[counts], shape)


def _counted(cell: Array, persons: Array, is_gap: Array, shape: tuple[int, ...]) -> Sums:
    parts = (persons, None, is_gap)
    return Sums(*(np.bincount(cell, part, int(np.prod(shape))).reshape(shape) for part in parts))


def _of(context: Context, status: str) -> Past:
    key = (id(context.reader), context.build_id, context.role, status)
    return _kept.of(key, lambda: _read(context, status))


def _read(context: Context, status: str) -> Past:
    ask = context.reader.frame
    areas, told = (ask(HERE / f"status_{name}.sql", status=status) for name in ("areas", "told"))
    keys = zip(told["area_id"].tolist(), told["year"].tolist(), strict=True)
    known = list(zip(*(told[name].tolist() for name in FOUND), strict=True))
    found = [
        Place(area_id, name, level, has_geometry, is_changed, is_todays, frozenset(above))
        for area_id, name, level, has_geometry, is_changed, is_todays, above in areas.itertuples(
            index=False, name=None
        )
    ]
    number = {one.area_id: place for place, one in enumerate(found)}
    moves, stock = (
        _cells(ask(HERE / f"status_{name}.sql", status=status), number) for name in ("moves", "stock")
    )
    return Past(found, dict(zip(keys, known, strict=True)), moves, stock)


def _cells(table: pd.DataFrame, number: dict[str, int]) -> Cells:
    columns = {str(name): table[name].to_numpy() for name in table if name != "area_id"}
    return Cells(
        area=np.array([number[name] for name in table["area_id"].tolist()], dtype=np.int64), **columns
    )
