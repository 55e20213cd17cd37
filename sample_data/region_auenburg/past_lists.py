"""The lists of housing projects of past years, as they stood then: with the errors plans have.

Built was only what `vorgaben/fertigstellungen.csv` says of the new areas. A list of an earlier year end knows
what was finished by then. What came later stands in it as planned: mostly too early, in total too much or too
little. It also names projects that are still to come today, then thought nearer, and some that were given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .housing import most_dwellings
from .places import AREA_TYPES, NEW_BUILD, Region

FIRST_LIST, LAST_LIST = 2015, 2023
COMPLETIONS = Path(__file__).parent / "vorgaben" / "fertigstellungen.csv"
# Chance of every year between a list and the finished dwelling to be one that the list did not foresee: what
# takes four years had been planned for three. Next year's building is under way and comes when it is listed.
LOST_YEAR = 0.25
# Spread of the logarithm of what is left to build, in the first list and in the last.
AMOUNT_ERRORS = (0.10, 0.03)
# Lists name a later project this long before its first dwellings, and it slips by a year every so many lists.
YEARS_AHEAD, LISTS_PER_SLIP = 6, 3
# A project grows likelier by so much a year until its probability of today.
LIKELIER, LEAST_LIKELY = 0.1, 0.25
# Projects that were given up, per municipality; first listed, listed for so many years, dwellings of each.
GIVEN_UP = {"03951000": 5, "03952001": 2, "03952002": 1, "03952003": 1, "03952004": 1, "03952005": 1}
FIRST_LISTED, LISTED_FOR, SIZES = (2015, 2020), (3, 6), (20, 70)
GIVEN_UP_CHANCE = (0.4, 0.25)


@dataclass(frozen=True)
class Project:
    """A project as today's list names it, and the dwellings by year that were really built or are planned."""

    row: dict[str, object]
    dwellings: dict[int, int]

    def listed(self, year: int, dwellings: int, probability: float) -> dict[str, object]:
        """Return one row of a list."""
        return self.row | {"year": year, "dwellings": dwellings, "probability": probability}


def past_lists(region: Region, today: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the list at each past year end; `today` is the list in force. Empty without new areas."""
    if not any(area.name in NEW_BUILD for area in region.areas):
        return {}
    rng = np.random.default_rng(2015)  # the same for every seed, like the path of inhabitants
    finished = pd.read_csv(COMPLETIONS, dtype={"area_id": str})
    built = {str(area): rows for area, rows in finished.groupby("area_id")}
    rows: dict[int, list[dict[str, object]]] = {year: [] for year in range(FIRST_LIST, LAST_LIST + 1)}
    for _, phases in today.groupby("project_id", sort=True):
        area = str(phases["area_id"].iloc[0])
        planned = dict(zip(phases["year"].astype(int), phases["dwellings"].astype(int), strict=True))
        row = {name: phases[name].iloc[0] for name in today.columns}
        came = built.get(area)
        if came is None:
            add_later(rows, Project(row, planned))
        else:
            done = dict(zip(came["year"].astype(int), came["dwellings"].astype(int), strict=True))
            add_running(rows, Project(row, done | planned), rng)
    for number, project in enumerate(given_up(region, rng), 1):
        project.row["project_id"] = f"{project.row['municipality_ags']}-V{number:02d}"
        add_given_up(rows, project, rng)
    return {year: pd.DataFrame(found, columns=today.columns) for year, found in rows.items()}


def add_running(rows: dict[int, list[dict[str, object]]], project: Project, rng: np.random.Generator) -> None:
    """Add a project under way: finished phases as they were, later ones as planned in that year."""
    probability = float(str(project.row["probability"]))
    errors = np.linspace(*AMOUNT_ERRORS, len(rows))
    # An error of judgement lives on from list to list: half of it is corrected every year.
    judgement = rng.normal()
    for (year, found), error in zip(rows.items(), errors, strict=True):
        judgement = 0.5 * judgement + np.sqrt(0.75) * rng.normal()
        found += [project.listed(y, n, 1.0) for y, n in project.dwellings.items() if y <= year]
        later = {y: n for y, n in project.dwellings.items() if y > year}
        plan = planned_early(later, year, rng)
        factor = np.exp(error * judgement)
        found += [project.listed(y, round(n * factor), probability) for y, n in plan.items() if n > 0]


def planned_early(came: dict[int, int], known: int, rng: np.random.Generator) -> dict[int, int]:
    """Return dwellings by planned year: those that came in a year, planned for it or for one before."""
    plan: dict[int, int] = {}
    for year, dwellings in sorted(came.items()):
        lost = rng.binomial(year - known - 1, LOST_YEAR, dwellings)
        for planned, count in zip(*np.unique(year - lost, return_counts=True), strict=True):
            plan[int(planned)] = plan.get(int(planned), 0) + int(count)
    return dict(sorted(plan.items()))


def add_later(rows: dict[int, list[dict[str, object]]], project: Project) -> None:
    """Add a project of today's list that had not begun: it was thought nearer, and less sure."""
    today = float(str(project.row["probability"]))
    for year, found in rows.items():
        slipped = (LAST_LIST + 1 - year) // LISTS_PER_SLIP
        first = min(project.dwellings) - slipped
        if not year < first <= year + YEARS_AHEAD:
            continue
        chance = round(max(today - LIKELIER * (LAST_LIST + 1 - year), LEAST_LIKELY), 2)
        found += [project.listed(y - slipped, n, chance) for y, n in project.dwellings.items()]


def given_up(region: Region, rng: np.random.Generator) -> list[Project]:
    """Return projects that never began, each for its first list, in areas without new quarters."""
    projects = []
    for m, municipality in enumerate(region.members):
        count = GIVEN_UP.get(municipality.ags, 0)
        inside = np.flatnonzero(region.municipality == m)
        old = [
            int(a)
            for a in inside
            if region.areas[a].successor is None and AREA_TYPES[region.area_type[a]] != "neubau"
        ]
        for area in rng.choice(old, size=count, replace=False):
            size = min(int(rng.integers(*SIZES)), int(most_dwellings(region, [int(area)])[0]))
            row: dict[str, object] = {
                "municipality_ags": municipality.ags,
                "area_id": region.area_id(int(area)),
                "name": f"Vorhaben {region.areas[area].name}",
                "dwelling_type": str(rng.choice(["efh", "mfh_miete"])),
            }
            projects.append(Project(row, {int(rng.integers(*FIRST_LISTED)): size}))
    return projects


def add_given_up(
    rows: dict[int, list[dict[str, object]]], project: Project, rng: np.random.Generator
) -> None:
    """Add a project that is put off from list to list, until one names it with probability 0."""
    ((first, size),) = project.dwellings.items()
    chance, last = float(rng.choice(GIVEN_UP_CHANCE)), min(first + int(rng.integers(*LISTED_FOR)), LAST_LIST)
    for year, found in rows.items():
        if first <= year <= last:
            start = year + int(rng.integers(1, 4))
            found.append(project.listed(start, size, 0.0 if year == last else chance))
