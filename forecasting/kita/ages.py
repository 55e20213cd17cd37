"""From year-end stocks, birth months or two Augusts to children by completed age on a day.

One table uses one way only: exact birth months where the register has them, else the conversion from
year-end stocks, which takes birthdays as evenly spread over the year.
"""

from calendar import monthrange
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.floating]

# Elapsed share of the calendar year on 1 August, as planners count it: seven of twelve months.
ELAPSED = 7 / 12
# August as the index of a month, and its days.
AUGUST, AUGUST_DAYS = 7, 31
# Oldest age any band needs, plus the year above it that the conversion reads.
OLDEST_AGE = 11


def children_on(stock_before: Array, stock_after: Array, elapsed: float, *, axis: int = 0) -> Array:
    """Return children by completed age on a day between two year-ends, `elapsed` (0 to 1) after the first.

    `stock_before` and `stock_after` hold persons by age 0, 1, … along `axis`; the result has one age less.
    Age a is φ·C(Y−a) + (1−φ)·C(Y−a−1), each cohort C interpolated between its two year-ends (own derivation,
    uniform birthdays). Infants born this year exist at the second year-end only, so their cohort enters with
    its final size. NaN makes the ages that need it NaN.
    """
    before, after = np.moveaxis(stock_before, axis, 0), np.moveaxis(stock_after, axis, 0)
    # cohorts[a]: children born in Y − a, on the day; index 0 has only been seen at the end of the year.
    cohorts = np.concatenate([after[:1], (1 - elapsed) * before[:-1] + elapsed * after[1:]])
    children: Array = np.moveaxis(elapsed * cohorts[:-1] + (1 - elapsed) * cohorts[1:], 0, axis)
    return children


def children_at_first_of_august(stock_before: Array, stock_after: Array, *, axis: int = 0) -> Array:
    """Return children by completed age on 1 August between two year-ends, see `children_on`."""
    return children_on(stock_before, stock_after, ELAPSED, axis=axis)


def children_by_birth_month(births: pd.DataFrame, day: date, ages: int = OLDEST_AGE) -> Array:
    """Return children by completed age 0 … `ages` − 1 on a day, exactly by month of birth.

    `births` has birth_year, birth_month and children who live there on the day. Of those born in the month
    of the day the part up to the day has had its birthday; nobody is counted before birth.
    """
    month, year = births["birth_month"].to_numpy(), births["birth_year"].to_numpy()
    passed = day.day / monthrange(day.year, day.month)[1]
    had_birthday = np.where(month < day.month, 1.0, np.where(month == day.month, passed, 0.0))
    counted = np.zeros(ages)
    children = births["children"].to_numpy(dtype=float)
    for age, share in ((day.year - year, had_birthday), (day.year - year - 1, 1 - had_birthday)):
        inside = (age >= 0) & (age < ages)
        np.add.at(counted, age[inside], (children * share)[inside])
    return counted


def august_by_birth_month(before: Array, after: Array) -> Array:
    """Return children by completed age on 1 August between two year-ends, exactly by month of birth.

    Both arrays are (…, age, month) with the age at the year-end and months January to December; the result is
    (…, age), one age less. A month's children change evenly between the year-ends; those born in the year
    enter with their final size, up to July. Of those born in August one in 31 has had the birthday.
    """
    passed = np.where(np.arange(12) < AUGUST, 1.0, 0.0)
    passed[AUGUST] = 1 / AUGUST_DAYS
    older = (1 - ELAPSED) * before[..., :-1, :] + ELAPSED * after[..., 1:, :]
    cohorts = np.concatenate([after[..., :1, :], older], axis=-2)
    had, waiting = (cohorts * passed).sum(axis=-1), (cohorts * (1 - passed)).sum(axis=-1)
    children: Array = had[..., :-1] + waiting[..., 1:]
    return children


def children_later(august: Array, next_august: Array, elapsed: float, *, axis: int = 0) -> Array:
    """Return children by completed age `elapsed` years (0 to 1) after a 1 August, from that and the next one.

    A cohort changes evenly between the two days; birthdays are spread evenly. Both arrays have ages 0, 1, …
    along `axis`, and so has the result.
    """
    now, then = np.moveaxis(august, axis, 0), np.moveaxis(next_august, axis, 0)
    # The oldest cohort leaves the table; it is taken as it was.
    cohorts = np.concatenate([(1 - elapsed) * now[:-1] + elapsed * then[1:], now[-1:]])
    born = elapsed * then[:1]
    younger = np.concatenate([born, elapsed * cohorts[:-1]])
    later: Array = np.moveaxis((1 - elapsed) * cohorts + younger, 0, axis)
    return later


def later_weights(weights: Array, elapsed: float) -> tuple[Array, Array]:
    """Return what children of this 1 August and of the next one count where `weights` (…, age) count later.

    The sum of `children_later` times weights is this August times the first plus the next August times the
    second, so that simulated children need not be moved draw by draw.
    """
    following = np.concatenate([weights[..., 1:], np.zeros_like(weights[..., :1])], axis=-1)
    cohorts = (1 - elapsed) * weights + elapsed * following
    now = np.concatenate([(1 - elapsed) * cohorts[..., :-1], cohorts[..., -1:]], axis=-1)
    then = elapsed * np.concatenate([weights[..., :1], cohorts[..., :-1]], axis=-1)
    return now, then
