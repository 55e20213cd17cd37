"""School entry by Land and year: who must, who may start early, who may wait a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from forecasting.kita.days import completed_on
from forecasting.kita.tables import land_of, read_table, valid_rows

SCHOOL_AGE = 6
DAYS_OF_YEAR = 365
# A year without 29 February between the days that are compared.
PLAIN_YEAR = 2023


@dataclass(frozen=True)
class SchoolEntry:
    """Whoever completes the sixth year of life by this day must start school.

    `postponed_share` is the share (0 to 1) of the window before the cut-off that starts a year later,
    `early_share` that of the children born in `early_window` years after it who start a year before.
    """

    month: int
    day: int
    postponed_share: float = 0.0
    early_share: float = 0.0
    window: float = 0.25
    early_window: float = 0.25

    @property
    def years_after_first_of_august(self) -> float:
        """Distance from 1 August to the last qualifying birthday; negative if that lies before."""
        # A year of life is completed the day before the birthday.
        last_birthday = date(PLAIN_YEAR, self.month, self.day) + timedelta(days=1)
        return (last_birthday - date(PLAIN_YEAR, 8, 1)).days / DAYS_OF_YEAR

    @property
    def leaving_age(self) -> float:
        """Exact age on 1 August from which on children must go to school."""
        return SCHOOL_AGE - self.years_after_first_of_august


@dataclass(frozen=True)
class SchoolRule:
    """The rule of a Land in force: its entry with the usual shares, its words and where they come from."""

    land: str
    name: str
    entry: SchoolEntry
    window_from: tuple[int, int]
    postponed: str
    early: str
    source: str


@cache
def school_rule(municipality_ags: str | None, year: int) -> SchoolRule:
    """Return the rule for the school year that begins in `year`; Niedersachsen where the Land is unknown."""
    rows = valid_rows(read_table("school_entry"), land_of(municipality_ags), date(year, 8, 1))
    row: dict[Any, Any] = rows.iloc[-1].to_dict()
    cut_off = date(PLAIN_YEAR, int(row["must_month"]), int(row["must_day"]))
    early = date(
        PLAIN_YEAR + int(row["early_next_year"]), int(row["early_to_month"]), int(row["early_to_day"])
    )
    start = (int(row["window_from_month"]), int(row["window_from_day"]))
    entry = SchoolEntry(
        cut_off.month,
        cut_off.day,
        float(row["postponed_share"]),
        float(row["early_share"]),
        _in_months((cut_off - date(PLAIN_YEAR, *start)).days + 1),
        max(_in_months((early - cut_off).days), 0.0),
    )
    words = (str(row["postponed_rule"]), str(row["early_rule"]), str(row["source"]))
    return SchoolRule(str(row["land"]), str(row["name"]), entry, start, *words)


def school_entry(municipality_ags: str | None, year: int = 2024) -> SchoolEntry:
    """Return the cut-off of a Land without shares of early and late children, which planners set."""
    entry = school_rule(municipality_ags, year).entry
    return SchoolEntry(entry.month, entry.day)


def _in_months(days: int) -> float:
    """Years of a window, counted in whole months as the laws do."""
    return round(days / DAYS_OF_YEAR * 12) / 12


def must_start(birth: date, entry: SchoolEntry, year: int) -> bool:
    """Return whether a child has completed its sixth year by the cut-off of a year."""
    return completed_on(birth, SCHOOL_AGE) <= date(year, entry.month, entry.day)


def may_wait(birth: date, rule: SchoolRule, year: int) -> bool:
    """Return whether a child of the window may start a year later, as Flexi children of Niedersachsen may."""
    first, last = date(year, *rule.window_from), date(year, rule.entry.month, rule.entry.day)
    return first <= completed_on(birth, SCHOOL_AGE) <= last
