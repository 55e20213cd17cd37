"""Kita planning: rules of the field, need from simulated children, places, balance, staff and money.

`days`, `school`, `groups`, `claims` are rules with their tables; `ages` and `widths` turn stocks into
children of a band; `take_up`, `need`, `commuting`, `course` make need of them; `balance`, `staff`, `money`
and `sensitivity` say what follows.
"""

from forecasting.kita.ages import (
    ELAPSED,
    OLDEST_AGE,
    Array,
    august_by_birth_month,
    children_at_first_of_august,
    children_by_birth_month,
    children_later,
    children_on,
)
from forecasting.kita.school import SchoolEntry, school_entry, school_rule
from forecasting.kita.widths import (
    BANDS,
    FIRST_KINDERGARTEN_AGE,
    GRADES,
    USUAL_WIDTHS,
    Convention,
    age_weights,
    band_children,
    band_weights,
    grade_weights,
    kindergarten_weights,
    krippe_weights,
    ue3_width,
)

__all__ = [
    "BANDS",
    "ELAPSED",
    "FIRST_KINDERGARTEN_AGE",
    "GRADES",
    "OLDEST_AGE",
    "USUAL_WIDTHS",
    "Array",
    "Convention",
    "SchoolEntry",
    "age_weights",
    "august_by_birth_month",
    "band_children",
    "band_weights",
    "children_at_first_of_august",
    "children_by_birth_month",
    "children_later",
    "children_on",
    "grade_weights",
    "kindergarten_weights",
    "krippe_weights",
    "school_entry",
    "school_rule",
    "ue3_width",
]
