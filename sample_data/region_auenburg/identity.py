"""The balance identity of a history.

Start + events = end, exactly, per area, year, sex, birth year and nationality.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import year_of
from .simulation import History
from .state import BIRTH, CORRECTION, DEATH, DWELLING, GERMAN, GONE, IN, INNER_MOVE, NATURALISATION, OUT

BIRTH_YEARS = np.arange(1890, 2026)


def cells(history: History, persons: Array, area: Array, foreign: Array) -> Array:
    """Cell number of people: area × sex × birth year × nationality."""
    born = year_of(history.birth[persons]) - BIRTH_YEARS[0]
    return np.asarray(((area * 2 + history.sex[persons]) * len(BIRTH_YEARS) + born) * 2 + foreign)


def changes(history: History, year: int) -> tuple[Array, Array]:
    """Cells gained or lost through the events of a year, and by how many (+1/−1).

    Events of secondary residents do not count.
    """
    events = history.events
    chosen = (year_of(events["day"]) == year) & ((events["secondary"] == 0) | (events["kind"] == DWELLING))
    kind, person, area = events["kind"][chosen], events["person"][chosen], events["area"][chosen]
    foreign = (events["nation"][chosen] != GERMAN).astype(np.int64)
    sign = np.select(
        [np.isin(kind, (BIRTH, IN, INNER_MOVE)), np.isin(kind, (DEATH, OUT)), kind == NATURALISATION],
        [1, -1, 1],
        events["delta"][chosen],
    )
    origin = events["other"][chosen]
    moved = (kind == INNER_MOVE) & (origin != GONE)
    german_now = kind == NATURALISATION
    cell = np.concatenate(
        [
            cells(history, person, area, foreign),
            cells(history, person[moved], origin[moved], foreign[moved]),
            cells(history, person[german_now], area[german_now], np.ones(german_now.sum(), dtype=np.int64)),
        ]
    )
    amount = np.concatenate([sign, np.full(moved.sum(), -1), np.full(german_now.sum(), -1)])
    if not set(np.unique(kind)) <= {BIRTH, DEATH, IN, OUT, INNER_MOVE, DWELLING, NATURALISATION, CORRECTION}:
        raise ValueError("unknown kind of event in the history")
    return cell, amount


def residuals(history: History) -> dict[int, Array]:
    """Residual per year by (area, sex, birth year, nationality): all zero in a clean history."""
    areas = len(history.region.areas)
    shape = (areas, 2, len(BIRTH_YEARS), 2)
    size = int(np.prod(shape))
    result = {}
    for before, after in zip(history.stocks[:-1], history.stocks[1:], strict=True):
        cell, amount = changes(history, after.year)
        balance = np.bincount(cell, weights=amount, minlength=size)
        for stock, sign in ((before, 1), (after, -1)):
            main = ~stock.secondary
            area = stock.area[main]
            if sign == 1:
                area = successor_areas(history, area, after.year)
            foreign = (stock.nation[main] != GERMAN).astype(np.int64)
            balance += sign * np.bincount(cells(history, stock.person[main], area, foreign), minlength=size)
        result[after.year] = balance.reshape(shape)
    return result


def successor_areas(history: History, area: Array, year: int) -> Array:
    """Areas as they are in `year`: those merged away before count as their successor."""
    region = history.region
    now = np.arange(len(region.areas))
    for i, place in enumerate(region.areas):
        if place.valid_to_year is not None and place.valid_to_year < year:
            same = region.municipality == region.municipality[i]
            now[i] = next(j for j in np.flatnonzero(same) if region.areas[j].key == place.successor)
    return now[area]
