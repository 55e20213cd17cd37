"""Steps 1 and 2: survival and migration of the reference (all areas together).

S = ratio of successive cohorts pooled over five years; migration is what the ratio leaves unexplained.
"""

from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.cohort_ratios.history import COHORTS, CountHistory, cohorts
from forecasting.components import Array

BASE_YEARS = 5
MIGRATION_YEARS = 10
# Where the reference moves little and dies enough for ln hazard to be a straight line in age.
FIT_AGES = slice(68, 95)
# From here the observed ratio counts half; below it is mostly migration and the line alone holds.
FIRST_OBSERVED = 65
# The line would fall on below this age, where mortality no longer does.
CONSTANT_BELOW = 25
# Net migration above this age cannot be told from survival.
LAST_MIGRANT = 65
# Yearly fall of the hazard, as everywhere in the house; the middle of the base lies two year ends before the
# jump-off.
IMPROVEMENT, BASE_MIDDLE = 0.018, 2
# Person-years of the German table mixed into each age: nothing in a nation, the anchor of a village.
PRIOR_EXPOSURE = 200.0
# A hazard further from the table is no mortality but a gap in the counts; 4 times was Finland's around 1950.
MOST_FROM_TABLE = 4.0


@dataclass(frozen=True)
class Reference:
    """`hazard` and `migration` (sex, cohort): −ln S of the base years, and net migrants a year."""

    hazard: Array
    migration: Array

    def survival(self, year: int) -> Array:
        """Share of each cohort (sex, cohort) alive after forecast year `year`, counted from 0."""
        alive: Array = np.exp(-self.hazard * (1 - IMPROVEMENT) ** (year + BASE_MIDDLE))
        return alive


def estimate_reference(history: CountHistory) -> Reference:
    """Return survival and migration of all areas together; with few years, of those there are."""
    total = history.reference
    start, after = cohorts(total[:-1]), total[1:, :, 1:]
    hazard = _hazard(start[-BASE_YEARS:].sum(axis=0), after[-BASE_YEARS:].sum(axis=0))
    net = after[-MIGRATION_YEARS:] - start[-MIGRATION_YEARS:] * np.exp(-hazard)
    migration = net.mean(axis=0)
    migration[:, LAST_MIGRANT + 1 :] = 0.0
    return Reference(hazard, migration)


def _hazard(start: Array, after: Array) -> Array:
    prior = -np.log1p(-standards.prospective_deaths()[:, 1:])
    lost = np.maximum(start - after, 0.0) + PRIOR_EXPOSURE * -np.expm1(-prior)
    observed = _near(-np.log1p(-np.minimum(lost / (start + PRIOR_EXPOSURE), 0.99)), prior)
    # A line falls below a table in youth by nature, but it never rises above it there.
    line = np.minimum(_gompertz(observed, start + PRIOR_EXPOSURE), prior * MOST_FROM_TABLE)
    hazard = line.copy()
    hazard[:, FIRST_OBSERVED:] = (line[:, FIRST_OBSERVED:] + observed[:, FIRST_OBSERVED:]) / 2
    hazard[:, :CONSTANT_BELOW] = line[:, CONSTANT_BELOW : CONSTANT_BELOW + 1]
    return hazard


def _near(hazard: Array, table: Array) -> Array:
    return np.clip(hazard, table / MOST_FROM_TABLE, table * MOST_FROM_TABLE)


def _gompertz(observed: Array, exposure: Array) -> Array:
    """Return exp(a + b x) (sex, cohort), fitted to ln hazard with deaths as weights."""
    age = np.arange(COHORTS)
    lines = []
    for hazard, persons in zip(observed[:, FIT_AGES], exposure[:, FIT_AGES], strict=True):
        weight = np.sqrt(persons * np.maximum(hazard, 1e-6))
        slope, level = np.polyfit(age[FIT_AGES], np.log(np.maximum(hazard, 1e-6)), 1, w=weight)
        lines.append(np.exp(level + slope * age))
    return np.stack(lines)
