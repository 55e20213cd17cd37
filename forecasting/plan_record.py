"""What past lists of projects promised and what came: how many dwellings a list is good for, by years ahead.

Plans come late, and some never. Every list that later ones can be held against says how many of the
dwellings it expected (dwellings × probability) within one, two, three … years were finished by then. The list
in force is taken at that worth: its dwellings summed from the jump-off on, times the share that came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from forecasting.assumptions import Entry, Origin, entry
from forecasting.components import Array
from forecasting.housing_projects import Phase
from forecasting.jump_off import Root
from warehouse.query import rows

QUERY = Path(__file__).parent / "queries" / "housing_lists.sql"

# Lists that count as much as the wish to take a list at its word, as in the calibration of bands.
PRIOR_LISTS = 2.0
# A list is never taken for less or more than this many times what it says.
WORTH_RANGE = (0.25, 2.0)
# Less than this of a dwelling is rounding.
LEAST_DWELLING = 1e-9


@dataclass(frozen=True)
class Listed:
    """A phase as one list names it: `number` orders lists by the date they speak of, `listed_on`."""

    number: int
    listed_on: date | None
    is_completion: bool
    phase: Phase

    @property
    def known_year(self) -> int:
        """The last year that was over when the list was made; before all years for one without a date."""
        if self.listed_on is None:
            return 0
        at_end = (self.listed_on.month, self.listed_on.day) == (12, 31)
        return self.listed_on.year - (0 if at_end else 1)


@dataclass(frozen=True)
class PlanRecord:
    """`worth` (years ahead, from 1): share of the dwellings expected until then that come until then.

    `lists`: how many were compared one year ahead. Empty where no list can be held against a later one.
    """

    worth: tuple[float, ...] = ()
    lists: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the run says of it, in German."""
        if not self.worth:
            return ()
        last = len(self.worth)
        return (
            f"Bauvorhaben: Nach dem, was aus {self.lists} früheren Listen wurde, kommen von den erwarteten "
            f"Wohnungen im ersten Jahr {100 * self.worth[0]:.0f} %, bis zum {last}. Jahr "
            f"{100 * self.worth[-1]:.0f} %. Die neueste Liste ist so gerechnet.",
        )

    def entries(self, root_id: str) -> list[Entry]:
        """Return its line of the assumption sheet."""
        if not self.worth:
            return []
        value = {ahead: round(share, 3) for ahead, share in enumerate(self.worth, 1)}
        origin = Origin(f"{self.lists} frühere Listen der Bauvorhaben gegen spätere")
        unit = "Anteil der erwarteten Wohnungen nach Jahren"
        return [entry("Verlässlichkeit der Bauvorhaben", value, unit, origin, area_id=root_id)]


def read_listed(con: duckdb.DuckDBPyConnection, root: Root) -> tuple[Listed, ...]:
    """Return every dated list of projects below `root`, and completions."""
    found = rows(con, QUERY, roots=root.area_ids)
    return tuple(Listed(row[0], row[1], row[2], Phase(*row[3:])) for row in found)


def estimate_record(listed: Iterable[Listed]) -> PlanRecord:
    """Return the record of dated lists; lists that never name finished phases teach nothing."""
    plans = [one for one in listed if not one.is_completion and one.listed_on is not None]
    telling = [one.known_year for one in plans if one.phase.year <= one.known_year]
    if not telling:
        return PlanRecord()
    known, finished = max(telling), _finished(plans)
    sums: dict[int, list[Array]] = {}
    for one_list in _lists(plans):
        first = one_list[0].known_year
        projects = {one.phase.project_id for one in one_list}
        for ahead in range(1, known - first + 1):
            span = range(first + 1, first + ahead + 1)
            planned = sum(one.phase.expected for one in one_list if one.phase.year in span)
            came = sum(finished.get((project, year), 0.0) for project in projects for year in span)
            if planned > 0:
                sums.setdefault(ahead, []).append(np.array([came, planned]))
    worth: list[float] = []
    for ahead in range(1, max(sums, default=0) + 1):
        found = sums.get(ahead, [])
        worth.append(_worth(found, ahead) if found else worth[-1] if worth else 1.0)
    return PlanRecord(tuple(worth), len(sums.get(1, ())))


def as_likely(phases: Sequence[Phase], record: PlanRecord, jump_off: int) -> tuple[Phase, ...]:
    """Return the phases at the worth of their list; those up to the jump-off stay as they are.

    What comes later than listed is added in years after the last one listed.
    """
    if not record.worth:
        return tuple(phases)
    past = [phase for phase in phases if phase.year <= jump_off]
    projects: dict[tuple[str, str, str], list[Phase]] = {}
    for phase in phases:
        if phase.year > jump_off:
            key = (phase.project_id, phase.area_id, phase.dwelling_type)
            projects.setdefault(key, []).append(phase)
    later = [one for listed in projects.values() for one in _likely(listed, record, jump_off)]
    return (*past, *later)


def _likely(listed: Sequence[Phase], record: PlanRecord, jump_off: int) -> list[Phase]:
    last = max(max(phase.year for phase in listed) - jump_off, len(record.worth))
    by_year: Array = np.zeros(last)
    for phase in listed:
        by_year[phase.year - jump_off - 1] += phase.expected
    worth = np.array([record.worth[min(ahead, len(record.worth) - 1)] for ahead in range(last)])
    # Nothing finished is taken back where a later share is smaller.
    until = np.maximum.accumulate(np.cumsum(by_year) * worth)
    coming = np.diff(until, prepend=0.0)
    model = min(listed, key=lambda phase: phase.year)
    chance = max(model.probability, 1e-9)
    return [
        replace(model, year=jump_off + ahead, dwellings=float(added) / chance)
        for ahead, added in enumerate(coming, 1)
        if added > LEAST_DWELLING
    ]


def _worth(found: Sequence[Array], ahead: int) -> float:
    came, planned = np.sum(found, axis=0)
    lists = len(found) / np.sqrt(ahead)
    share = np.clip(came / planned, *WORTH_RANGE)
    return float(share ** (lists / (lists + PRIOR_LISTS)))


def _lists(plans: Sequence[Listed]) -> list[list[Listed]]:
    by_number: dict[int, list[Listed]] = {}
    for one in plans:
        by_number.setdefault(one.number, []).append(one)
    return [by_number[number] for number in sorted(by_number)]


def _finished(plans: Sequence[Listed]) -> dict[tuple[str, int], float]:
    """Return finished dwellings by project and year, as the last list that names them has them."""
    finished: dict[tuple[str, int], float] = {}
    for one in sorted(plans, key=lambda listed: listed.number):
        if one.phase.year <= one.known_year:
            finished[one.phase.project_id, one.phase.year] = one.phase.expected
    return finished
