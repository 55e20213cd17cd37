"""What an office had stated at an earlier date: the list of projects of that time, completions and guests.

A look back may use no later list. A list without a date is used by none, because nobody knows when it was
made; targets of the home are stated today and bind no past forecast.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import duckdb

from forecasting.declared import Declared
from forecasting.housing_projects import Phase
from forecasting.jump_off import Root
from forecasting.plan_record import Listed, estimate_record, read_listed
from forecasting.plans import NOTHING, Stated

# Files of `vorgaben` whose lines say what was the case in a year, and so were known at its end.
OBSERVED = ("fertigstellungen", "sonderbevoelkerung")


@dataclass(frozen=True)
class KnownPlans:
    """All an office ever stated about a root: every list of projects, and the lines of its home.

    `is_new_year`: its stocks are those of 1 January, which closes the year before.
    """

    listed: tuple[Listed, ...] = ()
    declared: Declared = field(default_factory=Declared)
    is_new_year: bool = False

    def at(self, year: int) -> Stated:
        """Return what was stated at the end of `year`: each project as the latest list then named it."""
        day = date(year + 1, 1, 1) if self.is_new_year else date(year, 12, 31)
        lines = {name: self.declared.of(name) for name in OBSERVED}
        known = {name: tuple(line for line in of if line.year() <= year) for name, of in lines.items()}
        declared = Declared({name: of for name, of in known.items() if of})
        phases = _phases(self.listed, day, year)
        if not phases and not declared.lines:
            return NOTHING
        record = estimate_record(one for one in self.listed if one.listed_on and one.listed_on <= day)
        return Stated(declared, phases, record)


def read_known_plans(
    con: duckdb.DuckDBPyConnection, root: Root, declared: Declared, *, is_new_year: bool = False
) -> KnownPlans:
    """Return all lists of projects below `root` and what the home states."""
    return KnownPlans(read_listed(con, root), declared, is_new_year)


def _phases(listed: Iterable[Listed], day: date, year: int) -> tuple[Phase, ...]:
    """Return completions up to `year` and each project as in the latest list up to `day` that names it."""
    finished, planned, newest = list[Phase](), list[Listed](), dict[str, int]()
    for one in listed:
        if one.is_completion and one.phase.year <= year:
            finished.append(one.phase)
        elif not one.is_completion and one.listed_on is not None and one.listed_on <= day:
            planned.append(one)
            newest[one.phase.project_id] = max(newest.get(one.phase.project_id, one.number), one.number)
    current = [one.phase for one in planned if one.number == newest[one.phase.project_id]]
    return (*finished, *(phase for phase in current if phase.expected > 0))
