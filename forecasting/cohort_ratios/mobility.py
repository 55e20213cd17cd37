"""How readily people of each age move: where surprises in migration land, and how fast a crowd thins out.

Infants move with their parents, the young to work and study, and hardly anyone above 60.
"""

import numpy as np

from forecasting.cohort_ratios.history import COHORTS, DISTRICT, MUNICIPALITY, REGION
from forecasting.components import Array, Integers

_AGE = np.arange(COHORTS, dtype=np.float64)
# MOB(x), share moving a year: base + children + young adults (backtest.md § 4.5, a rough guess there too).
MOBILITY: Array = (
    0.03
    + 0.06 * np.exp(-0.12 * _AGE)
    + 0.17 * np.exp(-0.09 * np.maximum(_AGE - 23, 0)) / (1 + np.exp(-1.2 * (_AGE - 19.5)))
)
# g: share of MOB by which a cohort above its usual size shrinks a year. Students leave a district by rule, a
# region hardly.
PULL_BACK = {MUNICIPALITY: 0.25, DISTRICT: 1.0, REGION: 0.1}


def pull_back(groups: Integers) -> Array:
    """Return o(x) = g MOB(x) (area, cohort)."""
    strength = np.array([PULL_BACK[MUNICIPALITY], PULL_BACK[DISTRICT], PULL_BACK[REGION]])
    rate: Array = strength[groups][:, np.newaxis] * MOBILITY
    return rate
