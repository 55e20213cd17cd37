"""What the count-only model knows: persons by single age and sex at consecutive year ends.

Cohorts are the unit of the model: the persons of age x at a year end, seen again at x + 1 a year later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.components import Array, Integers
from forecasting.errors import ForecastError

# Level types: what an area is inside its reference. Levels of births and pull back to the usual size of a
# cohort differ between them (decision 0010).
MUNICIPALITY, DISTRICT, REGION = 0, 1, 2
OLDEST = 100
COHORTS = 100
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class CountHistory:
    """Counts of all areas that make up one reference.

    `years`: consecutive year ends (31 December). `stock` (year, area, sex, age 0 … 100+), m before w.
    `groups` (area): MUNICIPALITY, DISTRICT or REGION. The reference ("nation") is all areas together.
    """

    years: tuple[int, ...]
    stock: Array
    groups: Integers

    @property
    def reference(self) -> Array:
        """Persons of all areas together (year, sex, age)."""
        total: Array = self.stock.sum(axis=1)
        return total

    def until(self, year: int) -> "CountHistory":
        """Return the history as it was known at the end of `year`."""
        keep = self.years.index(year) + 1
        return CountHistory(self.years[:keep], self.stock[:keep], self.groups)


def check_history(history: CountHistory) -> None:
    """Raise ForecastError unless axes fit, years follow each other and every count is a number from 0 up."""
    years, stock = history.years, history.stock
    if stock.ndim != 4 or stock.shape[0] != len(years) or stock.shape[2:] != (2, OLDEST + 1):
        raise ForecastError(
            f"Bestand hat die Form {stock.shape}, erwartet ({len(years)} Jahre, Gebiete, 2, {OLDEST + 1})."
        )
    if history.groups.shape != stock.shape[1:2]:
        raise ForecastError(f"{len(history.groups)} Gebietstypen für {stock.shape[1]} Gebiete.")
    if len(years) < 2 or list(years) != list(range(years[0], years[0] + len(years))):
        raise ForecastError(f"Jahresbestände {years} folgen nicht aufeinander; nötig sind mindestens zwei.")
    wrong = np.argwhere(~(np.isfinite(stock) & (stock >= 0)))
    if len(wrong):
        year, area, sex, age = wrong[0]
        raise ForecastError(
            f"Bestand {years[year]}, Gebiet {area}, Geschlecht {'mw'[sex]}, Alter {age}: "
            f"{stock[year, area, sex, age]} ist keine Personenzahl ({len(wrong)} Zellen betroffen)."
        )


def cohorts(stock: Array) -> Array:
    """Return persons by the cohort they belong to (…, 100): the last one is everybody aged 99 and above."""
    start = stock[..., :COHORTS].copy()
    start[..., -1] += stock[..., OLDEST]
    return start


def ratio(over: Array, under: Array, otherwise: float = 0.0) -> Array:
    """Return over / under, `otherwise` where nothing stands below."""
    shape = np.broadcast_shapes(over.shape, under.shape)
    result: NDArray[np.floating] = np.full(shape, otherwise, dtype=np.float64)
    np.divide(over, under, out=result, where=np.broadcast_to(under > 0, shape))
    return result
