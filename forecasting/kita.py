"""From year-end stocks to children at the start of a Kita year: age on 1 August and the width of care bands.

A Kita year runs from 1 August to 31 July. Stocks are by completed age at 31 December. Age counts on 1 August
and holds for the year (Kitajahr-Prinzip), so a band is a set of cohorts with a weight each.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Elapsed share of the calendar year on 1 August, as planners count it: seven of twelve months.
ELAPSED = 7 / 12
# Oldest age any band needs, plus the year above it that the conversion reads.
OLDEST_AGE = 11
DAYS_OF_YEAR = 365
# Kindergarten starts with the third birthday; primary school has four grades.
FIRST_KINDERGARTEN_AGE = 3
SCHOOL_AGE = 6
GRADES = 4
# Children born in the three months before the cut-off may be held back (NSchG § 64).
POSTPONEMENT_WINDOW = 0.25
BANDS = ("age0", "age1", "age2", "u3", "ue3", "grundschule")


@dataclass(frozen=True)
class SchoolEntry:
    """Whoever completes the sixth year of life by this day must start school.

    `postponed_share` is the share (0 to 1) of the window before the cut-off that starts a year later.
    """

    month: int
    day: int
    postponed_share: float = 0.0

    @property
    def years_after_first_of_august(self) -> float:
        """Distance from 1 August to the last qualifying birthday; negative if that lies before."""
        # A year of life is completed the day before the birthday; 2023 has no leap day.
        last_birthday = date(2023, self.month, self.day) + timedelta(days=1)
        return (last_birthday - date(2023, 8, 1)).days / DAYS_OF_YEAR


_END_OF_JUNE = SchoolEntry(6, 30)
_END_OF_SEPTEMBER = SchoolEntry(9, 30)
# Cut-off by Land (first two digits of the AGS), school laws as of 2024 (domain rules § 1.3).
SCHOOL_ENTRY = MappingProxyType(
    {
        "01": _END_OF_JUNE,
        "02": _END_OF_JUNE,
        "03": _END_OF_SEPTEMBER,
        "04": _END_OF_JUNE,
        "05": _END_OF_SEPTEMBER,
        "06": _END_OF_JUNE,
        "07": SchoolEntry(8, 31),
        "08": _END_OF_JUNE,
        "09": _END_OF_SEPTEMBER,
        "10": _END_OF_JUNE,
        "11": _END_OF_SEPTEMBER,
        "12": _END_OF_SEPTEMBER,
        "13": _END_OF_JUNE,
        "14": _END_OF_JUNE,
        "15": _END_OF_JUNE,
        "16": SchoolEntry(8, 1),
    }
)


def school_entry(municipality_ags: str | None) -> SchoolEntry:
    """Return the rule of the Land an AGS lies in; Niedersachsen where the Land is unknown or lies abroad."""
    return SCHOOL_ENTRY.get((municipality_ags or "")[:2], _END_OF_SEPTEMBER)


def children_at_first_of_august(stock_before: Array, stock_after: Array, *, axis: int = 0) -> Array:
    """Return children by completed age on 1 August between two year-ends.

    `stock_before` and `stock_after` hold persons by age 0, 1, … along `axis` on 31 December before and
    after; the result has one age less. Age a is 7/12·C(Y−a) + 5/12·C(Y−a−1), each cohort C interpolated
    between its two year-ends (own derivation, uniform birthdays). Infants born this year exist at the second
    year-end only, so their cohort enters with its final size. NaN makes the ages that need it NaN.
    """
    before, after = np.moveaxis(stock_before, axis, 0), np.moveaxis(stock_after, axis, 0)
    # cohorts[a]: children born in Y − a, on 1 August; index 0 has only been seen at the end of the year.
    cohorts = np.concatenate([after[:1], (1 - ELAPSED) * before[:-1] + ELAPSED * after[1:]])
    children: Array = np.moveaxis(ELAPSED * cohorts[:-1] + (1 - ELAPSED) * cohorts[1:], 0, axis)
    return children


def ue3_width(entry: SchoolEntry, elapsed_years: float = 0.0) -> float:
    """Return how many cohorts are of Kindergarten age, `elapsed_years` after 1 August (0 to 1).

    W(t) = 3 − Δ + held-back share × 0.25 + t: children enter on their third birthday all year round,
    nobody leaves before the next 1 August.
    """
    leaving_age = SCHOOL_AGE - entry.years_after_first_of_august + entry.postponed_share * POSTPONEMENT_WINDOW
    return leaving_age - FIRST_KINDERGARTEN_AGE + elapsed_years


def age_weights(first_age: float, width: float) -> Array:
    """Return the share of each single age 0 … OLDEST_AGE − 1 that lies in [first_age, first_age + width)."""
    ages = np.arange(OLDEST_AGE, dtype=float)
    weights: Array = np.clip(np.minimum(ages + 1, first_age + width) - np.maximum(ages, first_age), 0.0, 1.0)
    return weights


@cache
def band_weights(entry: SchoolEntry, ue3_cohorts: float | None = None) -> MappingProxyType[str, Array]:
    """Return per band the weight of each single age on 1 August, arrays of length OLDEST_AGE.

    `ue3_cohorts` replaces the exact width (planners' conventions 3.0, 3.33, 3.5, 4.0). Grades 1 to 4 follow
    the exact school entry, not age 6, and do not move with that convention.
    """
    exact = ue3_width(entry)
    weights = {f"age{age}": age_weights(age, 1) for age in range(FIRST_KINDERGARTEN_AGE)}
    weights["u3"] = age_weights(0, FIRST_KINDERGARTEN_AGE)
    weights["ue3"] = age_weights(FIRST_KINDERGARTEN_AGE, exact if ue3_cohorts is None else ue3_cohorts)
    weights["grundschule"] = age_weights(FIRST_KINDERGARTEN_AGE + exact, GRADES)
    for weight in weights.values():
        weight.flags.writeable = False
    return MappingProxyType(weights)


def band_children(children: Array, weights: Array, *, axis: int = 0) -> Array:
    """Return the children of one band; only ages with weight are read, so NaN elsewhere does no harm."""
    ages = np.flatnonzero(weights)
    chosen = np.take(children, ages, axis=axis)
    total: Array = np.tensordot(np.moveaxis(chosen, axis, -1), weights[ages], axes=1)
    return total
