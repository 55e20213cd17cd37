"""Moves and residents on a territorial status, summed over columns of small numbers read once per status.

For every other sex, age or area DuckDB would convert and group all moves of the association again, a third
of a second of processor time; here it is a few milliseconds. What is counted stands in status_years.sql; a
test compares both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.filters import People
from dashboards.kept import MadeOnce
from dashboards.topic import Context
from dashboards.topics.wanderungen.counting import HERE, NATIONS, SEXES

Array = np.ndarray
# Directions of moves, in the order of their numbers in status_moves.sql.
FOUND = ("arrived", "departed", "moved_in", "moved_out")
HEADS = ("area_id", "name", "level", "has_geometry", "is_changed")
UNTOLD = (False,) * len(FOUND)
KINDS = ("sex", "nationality", "age", "age_to")
# Statuses kept in memory, eight bytes a move or group of residents.
KEPT = 2
_kept = MadeOnce["Past"](KEPT)


@dataclass(frozen=True)
class Cells:
    """Known numbers of persons, those of an area side by side from `starts` on; NaN is withheld.

    `kind` says whose number it is: a place in `sex`, `nationality`, `age` and `age_to`.
    """

    starts: list[int]
    year: Array
    direction: Array
    kind: Array
    persons: Array
    sex: Array
    nationality: Array
    age: Array
    age_to: Array


@dataclass(frozen=True)
class Place:
    """An area of a status, and the ids of the areas it lies in."""

    area_id: str
    name: str
    level: str
    has_geometry: bool
    is_changed: bool
    above: frozenset[str]


@dataclass(frozen=True)
class Past:
    """The areas of a status, what of their balance is known, their moves and their residents."""

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


def years(context: Context, asked: Asked, people: People, reach: tuple[int, int]) -> pd.DataFrame:
    """Return what status_years.sql returns; `reach` are the first and the last year."""
    past = _of(context, asked.status)
    shown = _shown(past, asked)
    heads = [past.areas[number] for number in shown]
    every = range(reach[0], reach[1] + 1)
    cases, _, gaps = _summed(past.moves, shown, people, every)
    is_told = [[past.told.get((head.area_id, year), UNTOLD) for year in every] for head in heads]
    moved = np.where(np.array(is_told, dtype=bool).reshape(cases.shape) & (gaps == 0), cases, np.nan)
    persons, rows, gaps = _summed(past.stock, shown, people, range(reach[0] - 1, reach[1] + 1))
    stock = np.where((rows > 0) & (gaps == 0), persons, np.nan)[..., 0]
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


def _summed(cells: Cells, areas: Sequence[int], people: People, years: range) -> tuple[Array, Array, Array]:
    """Return sums, number of entries and of unknown ones among them, area × year × direction."""
    is_part = (cells.age <= people.age_to) & (cells.age_to >= people.age)
    is_known = (cells.age >= people.age) & (cells.age_to <= people.age_to)
    for told, asked in (
        (cells.sex, SEXES.get(people.sex)),
        (cells.nationality, NATIONS.get(people.nationality)),
    ):
        if asked is not None:
            is_part, is_known = is_part & ((told == asked) | (told == 0)), is_known & (told != 0)
    spans = [(cells.starts[area], cells.starts[area + 1]) for area in areas]
    at = np.concatenate([np.arange(first, last) for first, last in spans] or [np.arange(0)])
    area = np.repeat(np.arange(len(spans)), [last - first for first, last in spans])
    year = cells.year[at].astype(np.int64) - years.start
    counts = is_part[cells.kind[at]] & (year >= 0) & (year < len(years))
    at, directions = at[counts], int(cells.direction.max(initial=0)) + 1
    place = (area[counts] * len(years) + year[counts]) * directions + cells.direction[at]
    persons, shape = cells.persons[at], (len(spans), len(years), directions)
    is_gap = np.isnan(persons) | ~is_known[cells.kind[at]]
    parts = (np.nan_to_num(persons), None, is_gap)
    sums, rows, gaps = (np.bincount(place, part, int(np.prod(shape))).reshape(shape) for part in parts)
    return sums, rows, gaps


def _of(context: Context, status: str) -> Past:
    key = (id(context.reader), context.build_id, context.role, status)
    return _kept.of(key, lambda: _read(context, status))


def _read(context: Context, status: str) -> Past:
    ask = context.reader.frame
    areas, told = (ask(HERE / f"status_{name}.sql", status=status) for name in ("areas", "told"))
    keys = zip(told["area_id"].tolist(), told["year"].tolist(), strict=True)
    known = list(zip(*(told[name].tolist() for name in FOUND), strict=True))
    moves, stock = (
        _cells(ask(HERE / f"status_{name}.sql", status=status), len(areas)) for name in ("moves", "stock")
    )
    found = [
        Place(area_id, name, level, has_geometry, is_changed, frozenset(above))
        for area_id, name, level, has_geometry, is_changed, above in areas.itertuples(index=False, name=None)
    ]
    return Past(found, dict(zip(keys, known, strict=True)), moves, stock)


def _cells(table: pd.DataFrame, areas: int) -> Cells:
    columns = {name: table[name].to_numpy() for name in table}
    # Numbers of at most three digits each, so that one number says all four.
    code = columns["sex"].astype(np.int64)
    for name in KINDS[1:]:
        code = code * 1000 + columns[name]
    kinds, kind = np.unique(code, return_inverse=True)
    sex, nationality, age, age_to = (kinds // 1000**back % 1000 for back in range(len(KINDS) - 1, -1, -1))
    starts = np.searchsorted(columns["area"], np.arange(areas + 1)).tolist()
    persons = columns["persons"].astype(np.float32)
    return Cells(
        starts, columns["year"], columns["direction"], kind.astype(np.int16), persons,
        sex, nationality, age, age_to,
    )  # fmt: skip
