"""Faults of booking and delivery.

Late bookings, cancellations, duplicates and rows without area in the extracts.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .dates import day_number, year_of
from .extracts import NO_AREA, Extract, StockRows
from .places import FIRST_YEAR, LAST_YEAR
from .state import BIRTH, DEATH, IN, INNER_MOVE, OUT
from .truth import Fault, FaultList, Residual

LATE_SHARE = 0.003
CANCELLED_SHARE = 0.0012
# (municipality, year, rows)
DUPLICATES = (("03951000", 2017, 9), ("03952002", 2021, 4), ("03952005", 2023, 3))
UNASSIGNED = (("03952006", 2022, 5), ("03951000", 2020, 14))


def book_late(extract: Extract, truth: FaultList, rng: np.random.Generator) -> None:
    """Book some events of October to December only after the stock was drawn: it does not know them yet."""
    events = extract.events
    candidates = single_events(extract)
    per_year = np.bincount(year_of(events["day"]) - FIRST_YEAR, minlength=LAST_YEAR - FIRST_YEAR + 1)
    for year in range(FIRST_YEAR + 1, LAST_YEAR + 1):
        pool = candidates[year_of(events["day"][candidates]) == year]
        wanted = min(len(pool), round(per_year[year - FIRST_YEAR] * LATE_SHARE))
        late = np.sort(rng.choice(pool, wanted, replace=False)) if wanted else pool[:0]
        events["booking"][late] = day_number(year + 1, 2, 1) + rng.integers(0, 75, len(late))
        events["file_year"][late] = year + 1
        extract.stocks[year] = stock_without(extract, year, late)
        note_late(extract, truth, year, late)


def single_events(extract: Extract) -> Array:
    """Positions of events of October to December that are the person's only one of the year."""
    events = extract.events
    year = year_of(events["day"])
    person_year = events["person"] * 20 + (year - FIRST_YEAR)
    _, inverse, count = np.unique(person_year, return_inverse=True, return_counts=True)
    unit_size = np.bincount(events["unit"] + 1)[events["unit"] + 1]
    alone = (unit_size == 1) | np.isin(events["kind"], (BIRTH, DEATH))
    autumn = (
        events["day"]
        >= np.array([day_number(y, 10, 1) for y in range(FIRST_YEAR, LAST_YEAR + 1)])[year - FIRST_YEAR]
    )
    kinds = np.isin(events["kind"], (BIRTH, DEATH, IN, OUT, INNER_MOVE))
    # A move between members is two events of one person in two offices: left out, so that no half is late
    # alone.
    between = np.isin(events["partner"], [int(m.ags) for m in extract.region.members])
    return np.flatnonzero(
        (count[inverse] == 1) & alone & autumn & kinds & (events["secondary"] == 0) & ~between
    )


def stock_without(extract: Extract, year: int, late: Array) -> StockRows:
    """The stock as it was before the late events.

    Newcomers missing, the departed still there, the moved in the old area.
    """
    events, stock = extract.events, extract.stocks[year]
    kind, person = events["kind"][late], events["person"][late]
    arrived = person[np.isin(kind, (BIRTH, IN))]
    stock = stock.take(np.flatnonzero(~np.isin(stock.person, arrived)))
    moved = late[kind == INNER_MOVE]
    position = np.searchsorted(stock.person, events["person"][moved])
    stock.area[position] = events["other"][moved]
    left = late[np.isin(kind, (DEATH, OUT))]
    still_there = StockRows(
        events["person"][left],
        events["area"][left],
        events["nation"][left],
        events["secondary"][left].astype(bool),
    )
    return stock.plus(still_there)


def note_late(extract: Extract, truth: FaultList, year: int, late: Array) -> None:
    """One fault per area: the residual of the event year and its reverse in the year after."""
    events, region = extract.events, extract.region
    effect: dict[int, int] = {}
    counts: dict[int, int] = {}
    for e in late:
        kind, area = int(events["kind"][e]), int(events["area"][e])
        counts[area] = counts.get(area, 0) + 1
        sign = -1 if kind in (BIRTH, IN, INNER_MOVE) else 1
        effect[area] = effect.get(area, 0) + sign
        if kind == INNER_MOVE:
            origin = int(events["other"][e])
            counts.setdefault(origin, 0)
            effect[origin] = effect.get(origin, 0) + 1
    for area, change in sorted(effect.items()):
        area_id, now = region.area_id(area), area_today(extract, area)
        # Late events of the last year are neither in the stock nor in a file yet: nothing shows.
        shows = change and year < LAST_YEAR
        residuals = [Residual(now, year, change), Residual(now, year + 1, -change)] if shows else []
        truth.add(
            Fault("late_booking", extract.ags(), year, counts[area], area_id, residuals=tuple(residuals))
        )


def area_today(extract: Extract, area: int) -> str:
    """Id of the area that holds this territory today."""
    successor = extract.region.areas[area].successor
    return extract.region.area_id(area) if successor is None else f"{extract.ags()}-{successor}"


def cancel_some(extract: Extract, truth: FaultList, rng: np.random.Generator) -> None:
    """Book some events twice and take the second booking back: together no change."""
    events = extract.events
    in_time = events["file_year"] == year_of(events["day"])
    early = (
        events["day"]
        < np.array([day_number(y, 11, 15) for y in range(FIRST_YEAR, LAST_YEAR + 1)])[
            year_of(events["day"]) - FIRST_YEAR
        ]
    )
    pool = np.flatnonzero(
        np.isin(events["kind"], (BIRTH, DEATH, IN, OUT)) & in_time & early & (events["secondary"] == 0)
    )
    chosen = np.sort(rng.choice(pool, int(len(pool) * CANCELLED_SHARE), replace=False))
    again = {name: column[chosen].copy() for name, column in events.items()}
    again["booking"] += 1
    back = {name: column.copy() for name, column in again.items()}
    back["sign"] = -back["sign"]
    back["booking"] += rng.integers(1, 20, len(chosen))
    extract.events = {name: np.concatenate([events[name], again[name], back[name]]) for name in events}
    for year, count in zip(*np.unique(again["file_year"], return_counts=True), strict=True):
        truth.add(Fault("cancellation", extract.ags(), int(year), int(count)))


def duplicate_rows(extract: Extract, truth: FaultList, rng: np.random.Generator) -> None:
    """Repeat a few main residents in one stock."""
    for ags, year, count in DUPLICATES:
        stock = extract.stocks.get(year)
        if ags != extract.ags() or stock is None:
            continue
        main = np.flatnonzero(~stock.secondary)
        rows = np.sort(rng.choice(main, min(count, len(main)), replace=False))
        extract.stocks[year] = stock.plus(stock.take(rows))
        for area, n in zip(*np.unique(stock.area[rows], return_counts=True), strict=True):
            truth.add(Fault("duplicate", ags, year, int(n), extract.region.area_id(int(area))))


def lose_areas(extract: Extract, truth: FaultList, rng: np.random.Generator) -> None:
    """Blank the area key of a few main residents in one stock."""
    for ags, year, count in UNASSIGNED:
        stock = extract.stocks.get(year)
        if ags != extract.ags() or stock is None:
            continue
        unique = np.flatnonzero(~stock.secondary)
        rows = np.sort(rng.choice(unique, min(count, len(unique)), replace=False))
        areas, counts = np.unique(stock.area[rows], return_counts=True)
        stock.area[rows] = NO_AREA
        nowhere = f"{ags}-ohne"
        for area, n in [(area_today(extract, int(a)), int(c)) for a, c in zip(areas, counts, strict=True)]:
            residuals = tuple(
                Residual(where, year + later, sign * (-1 if later else 1) * n)
                for where, sign in ((area, -1), (nowhere, 1))
                for later in (0, 1)
            )
            truth.add(Fault("unassigned_area", ags, year, n, area, residuals=residuals))
