"""Care bands as weights of single ages: cohort widths, early and late school entry, both conventions."""

from functools import cache
from types import MappingProxyType
from typing import Literal

import numpy as np

from forecasting.kita.ages import OLDEST_AGE, Array
from forecasting.kita.school import SchoolEntry

# A: a child changes its band on its birthday. B: the age on 1 August holds until 31 July.
Convention = Literal["A", "B"]
# Kindergarten starts with the third birthday; primary school has four grades.
FIRST_KINDERGARTEN_AGE = 3
GRADES = 4
BANDS = ("age0", "age1", "age2", "u3", "ue3", "grundschule")
# Widths planners use instead of the exact one (domain rules § 1.4).
USUAL_WIDTHS = (3.0, 3.33, 3.5, 4.0)


def ue3_width(entry: SchoolEntry, elapsed_years: float = 0.0) -> float:
    """Return how many cohorts are of Kindergarten age, `elapsed_years` after 1 August (0 to 1).

    W(t) = 3 − Δ + held back × window − early × its window + t: children enter on their third birthday all
    year round, nobody leaves before the next 1 August.
    """
    late = entry.postponed_share * entry.window - entry.early_share * entry.early_window
    return entry.leaving_age - FIRST_KINDERGARTEN_AGE + late + elapsed_years


def age_weights(first_age: float, width: float) -> Array:
    """Return the share of each single age 0 … OLDEST_AGE − 1 that lies in [first_age, first_age + width)."""
    ages = np.arange(OLDEST_AGE, dtype=float)
    weights: Array = np.clip(np.minimum(ages + 1, first_age + width) - np.maximum(ages, first_age), 0.0, 1.0)
    return weights


def kindergarten_weights(entry: SchoolEntry, elapsed: float = 0.0, convention: Convention = "A") -> Array:
    """Return the weights of Kindergarten age by single age `elapsed` years after 1 August.

    Who may wait lies above the leaving age, who starts early below it, each with its share.
    """
    first = FIRST_KINDERGARTEN_AGE + (elapsed if convention == "B" else 0.0)
    leaving = entry.leaving_age + elapsed
    weights: Array = age_weights(first, leaving - first) + _moved(entry, leaving)
    return weights


def krippe_weights(elapsed: float = 0.0, convention: Convention = "A") -> Array:
    """Return the weights of Krippe age by single age `elapsed` years after 1 August.

    Under convention B a child that turns three stays, so the band grows from three towards four cohorts.
    """
    return age_weights(0, FIRST_KINDERGARTEN_AGE + (elapsed if convention == "B" else 0.0))


def grade_weights(entry: SchoolEntry, grade: int, elapsed: float = 0.0) -> Array:
    """Return the weights of one grade (1 to 4) by single age: the entry cohort, not "age six"."""
    start = entry.leaving_age + elapsed + grade - 1
    weights: Array = age_weights(start, 1) - _moved(entry, start) + _moved(entry, start + 1)
    return weights


@cache
def band_weights(entry: SchoolEntry, ue3_cohorts: float | None = None) -> MappingProxyType[str, Array]:
    """Return per band the weight of each single age on 1 August, arrays of length OLDEST_AGE.

    `ue3_cohorts` replaces the exact width (planners' conventions 3.0, 3.33, 3.5, 4.0). Grades 1 to 4 follow
    the exact school entry, not age 6, and do not move with that convention.
    """
    weights = {f"age{age}": age_weights(age, 1) for age in range(FIRST_KINDERGARTEN_AGE)}
    weights["u3"] = krippe_weights()
    chosen = None if ue3_cohorts is None else age_weights(FIRST_KINDERGARTEN_AGE, ue3_cohorts)
    weights["ue3"] = kindergarten_weights(entry) if chosen is None else chosen
    weights["grundschule"] = np.sum([grade_weights(entry, grade) for grade in range(1, GRADES + 1)], axis=0)
    for weight in weights.values():
        weight.flags.writeable = False
    return MappingProxyType(weights)


def band_children(children: Array, weights: Array, *, axis: int = 0) -> Array:
    """Return the children of one band; only ages with weight are read, so NaN elsewhere does no harm."""
    ages = np.flatnonzero(weights)
    chosen = np.take(children, ages, axis=axis)
    total: Array = np.tensordot(np.moveaxis(chosen, axis, -1), weights[ages], axes=1)
    return total


def _moved(entry: SchoolEntry, leaving: float) -> Array:
    """Late children above a leaving age less early ones below it, as weights."""
    late = entry.postponed_share * age_weights(leaving, entry.window)
    early = entry.early_share * age_weights(leaving - entry.early_window, entry.early_window)
    moved: Array = late - early
    return moved
