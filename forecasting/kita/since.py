"""From an older plan to the present one: what moved the Saldo of one area, band and Kita year, by cause.

Children of age x on 1 August Y are told apart by what was known of them when the older plan was made:

    not born then (x < Y − J0)       births        Δ children × need per child of the older plan
    born, and counted since (in m)   base stock    older children × (counted / expected − 1) × need per child
    born, beyond what was counted    method        the rest of Δ children: rates, variant, procedure
    all                              take-up       present children × Δ need per child

J0 is the last observed Kita year of the older plan, m the last one the present plan observed, at most Y.
What median and sum of ages differ by, and need that moved to the place of care, counts as method.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Told:
    """One area, band and Kita year as a plan tells it.

    `children` and `per_child` by age: children on the day, places one of them needs. `pending` is the part of
    the places that comes from measures.
    """

    children: Array
    per_child: Array
    need: float
    places: float
    pending: float

    @property
    def saldo(self) -> float:
        """Places less need."""
        return self.places - self.need

    @property
    def by_age(self) -> float:
        """Need as the sum over ages."""
        return float(self.children @ self.per_child)


@dataclass(frozen=True)
class Counted:
    """Children by age in Kita year `year`, as the older plan expected them and as they came.

    `base_year` is the last Kita year the older plan had observed.
    """

    base_year: int
    year: int
    expected: Array
    came: Array


@dataclass(frozen=True)
class Effects:
    """What each cause does to the Saldo, in places; they sum to the change from `before` to `after`."""

    before: float
    base_stock: float
    births: float
    take_up: float
    places: float
    measures: float
    method: float
    after: float


def effects(before: Told, after: Told, kita_year: int, counted: Counted) -> Effects:
    """Return the causes of a change of the Saldo; NaN where children of an age in use are not known."""
    used = (before.per_child > 0) | (after.per_child > 0)
    then, now = (np.where(used, told.children, 0.0) for told in (before, after))
    age = np.arange(len(then))
    unborn = age < kita_year - counted.base_year
    aged = np.where(used, _carried(then, kita_year - counted.year, counted), 0.0)
    moved = {
        "base_stock": np.where(unborn, 0.0, aged - then),
        "births": np.where(unborn, now - then, 0.0),
        "method": np.where(unborn, 0.0, now - aged),
    }
    by_cause = {name: -float(change @ before.per_child) for name, change in moved.items()}
    take_up = -float(now @ (after.per_child - before.per_child))
    rest = -((after.need - after.by_age) - (before.need - before.by_age))
    return Effects(
        before=before.saldo,
        base_stock=by_cause["base_stock"],
        births=by_cause["births"],
        take_up=take_up,
        places=(after.places - after.pending) - (before.places - before.pending),
        measures=after.pending - before.pending,
        method=by_cause["method"] + rest,
        after=after.saldo,
    )


def _carried(then: Array, years: int, counted: Counted) -> Array:
    """The older expectation corrected by what was counted `years` before: each cohort keeps its ratio."""
    came, expected = (_aged(part, years) for part in (counted.came, counted.expected))
    ratio = np.divide(came, expected, out=np.ones_like(came), where=expected > 0)
    carried: Array = np.where(expected > 0, then * ratio, then + came - expected)
    return carried


def _aged(children: Array, years: int) -> Array:
    """Children by age moved up by years; ages not born yet are 0."""
    if years <= 0:
        return children.astype(float)
    older: Array = np.r_[np.zeros(years), children[:-years].astype(float)]
    return older
