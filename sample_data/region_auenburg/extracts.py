"""What each registry office holds: its stocks and events as arrays, still clean, with booking days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .dates import day_number, year_of
from .places import Municipality, Region
from .simulation import History

# Area of a row whose address cannot be assigned.
NO_AREA = -2
# Bookings until this day of January count as booked in time; the stock is drawn then.
LAST_DAY_IN_TIME = 31
# Chance per day that an event is booked.
BOOKING_PACE = 0.12


@dataclass
class StockRows:
    """Rows of one stock file; `area` is the index in the region or NO_AREA."""

    person: Array
    area: Array
    nation: Array
    secondary: Array

    def take(self, rows: Array) -> StockRows:
        """The rows with these positions."""
        return StockRows(self.person[rows], self.area[rows], self.nation[rows], self.secondary[rows])

    def plus(self, other: StockRows) -> StockRows:
        """Both sets of rows, sorted by person."""
        both = StockRows(
            np.concatenate([self.person, other.person]),
            np.concatenate([self.area, other.area]),
            np.concatenate([self.nation, other.nation]),
            np.concatenate([self.secondary, other.secondary]),
        )
        return both.take(np.argsort(both.person, kind="stable"))


@dataclass
class Extract:
    """Register of one municipality.

    Stocks by year and events with `booking` (day), `sign` and `file_year`.
    """

    number: int
    municipality: Municipality
    region: Region
    birth: Array
    sex: Array
    stocks: dict[int, StockRows]
    events: dict[str, Array]

    def ags(self) -> str:
        """Key of the municipality."""
        return self.municipality.ags

    def register_numbers(self, persons: Array) -> Array:
        """Ten-digit numbers, unique in the office.

        A person who moves to another member gets a new one there.
        """
        # Multiplication by a number prime to the modulus is one to one, so numbers never collide.
        return (self.number + 1) * 10**9 + (persons * 48_271 + 7_919 * self.number) % 99_999_989


def extracts_of(history: History, rng: np.random.Generator) -> list[Extract]:
    """Split the history by municipality and give every event its booking day."""
    region, events = history.region, dict(history.events)
    town = region.municipality[events["area"]]
    events["sign"] = np.ones(len(town), dtype=np.int64)
    events["booking"] = booking_days(events["day"], rng)
    events["file_year"] = year_of(events["day"])
    result = []
    for m, municipality in enumerate(region.members):
        own = town == m
        stocks = {}
        for stock in history.stocks:
            rows = np.flatnonzero(region.municipality[stock.area] == m)
            stocks[stock.year] = StockRows(stock.person, stock.area, stock.nation, stock.secondary).take(rows)
        chosen = {name: column[own] for name, column in events.items()}
        result.append(Extract(m, municipality, region, history.birth, history.sex, stocks, chosen))
    return result


def booking_days(day: Array, rng: np.random.Generator) -> Array:
    """A few days after the event, at the latest on 31 January of the next year."""
    first = int(year_of(day.min(keepdims=True))[0]) if len(day) else 2015
    last = np.array([day_number(year + 1, 1, LAST_DAY_IN_TIME) for year in range(first, first + 12)])
    return np.asarray(np.minimum(day + rng.geometric(BOOKING_PACE, len(day)) - 1, last[year_of(day) - first]))
