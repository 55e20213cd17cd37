"""The course of need within a Kita year: months, reference days, the peak."""

from dataclasses import dataclass

import numpy as np

from forecasting.kita.ages import Array, children_later
from forecasting.kita.days import KitaYear
from forecasting.kita.need import Counting, weighted
from forecasting.kita.school import SchoolEntry
from forecasting.kita.widths import Convention

MONTHS = ("Aug", "Sep", "Okt", "Nov", "Dez", "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul")
# Reference days by the key of the page's control, as names of KitaYear.
REFERENCE_DAYS = {"aug": "start", "okt": "report", "dez": "stock", "mrz": "statistics", "jul": "end"}


@dataclass(frozen=True)
class YearWindow:
    """Children of one Kita year: on its 1 August and on the next, each (area, age, draw)."""

    kita_year: int
    august: Array
    next_august: Array


def monthly_need(
    window: YearWindow, entry: SchoolEntry, band: str, rates: Array, convention: Convention = "B"
) -> Array:
    """Return places needed on the first of each month from August to July, (area, month, draw).

    `rates` is (age) or (area, age). Under convention B a Krippe child that turns three stays, so the Krippe
    fills up to July; under A it leaves on its birthday and the Kindergarten fills.
    """
    found = []
    for month in range(len(MONTHS)):
        elapsed = month / len(MONTHS)
        found.append(need_on(window, Counting(entry, elapsed, convention), band, rates))
    return np.stack(found, axis=1)


def need_on(window: YearWindow, counting: Counting, band: str, rates: Array) -> Array:
    """Return places needed `counting.elapsed` years after 1 August, (area, draw).

    A child keeps the rate of the age it had on 1 August where the convention holds it in its band.
    """
    children = children_later(window.august, window.next_august, counting.elapsed, axis=1)
    weights = counting.weights(band, window.kita_year)
    return weighted(children[:, np.newaxis], _held(rates, counting, band) * weights)[:, 0]


def elapsed_of(day: str, kita_year: int) -> float:
    """Return years since 1 August of a reference day: aug, okt, dez, mrz or jul."""
    year = KitaYear(kita_year)
    return year.elapsed(getattr(year, REFERENCE_DAYS[day]))


def peak(monthly: Array) -> tuple[int, float]:
    """Return the month (0: August) with the highest median need of one area, (month, draw), and that need."""
    medians = np.median(monthly, axis=-1)
    at = int(np.argmax(medians))
    return at, float(medians[at])


def _held(rates: Array, counting: Counting, band: str) -> Array:
    """Rates by age on the day; a three-year-old held in the Krippe keeps the rate of age two."""
    if band != "u3" or counting.convention == "A":
        return rates
    held: Array = rates.copy()
    held[..., 3] = rates[..., 2]
    return held
