"""Deaths: the national life table × a hazard factor of nationality, sex and area, improving every year.

q(area, x, t) = 1 − (1 − q_table(x))^h, h = h(nationality, sex) × h(area) × (1 − improvement)^(t − 2023).
Frozen mortality is the largest avoidable error at old ages (forecasting.md § 4).
"""

from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.components import Array
from forecasting.jump_off import Register
from forecasting.life_table import improved
from forecasting.settings import RunSettings
from forecasting.shrinkage import Level, shrink_levels

# Yearly fall of the hazard (backtest.md § 3: 1.8 % wins on three sets of areas).
IMPROVEMENT = 0.018
# Deaths a factor by nationality and sex needs before it is believed by half.
GROUP_K = 50.0


@dataclass(frozen=True)
class Mortality:
    """`group` (nationality, sex) and `level` (leaf) multiply the hazard of the table of `standards`."""

    group: Array
    level: Level
    years: tuple[int, ...]

    def probabilities(self, first_year: int, horizon: int, improvement: float = IMPROVEMENT) -> Array:
        """Return the prospective probability to die, (year, leaf, nationality, sex, age reached)."""
        years = first_year + np.arange(horizon) - standards.LIFE_TABLE_YEAR
        trend = (1 - improvement) ** years.astype(float)
        hazard = self.group[np.newaxis] * self.level.factor[:, :, np.newaxis]
        full = trend[:, np.newaxis, np.newaxis, np.newaxis] * hazard[np.newaxis]
        return improved(
            standards.prospective_deaths()[np.newaxis, np.newaxis, np.newaxis], full[..., np.newaxis]
        )


def estimate_mortality(register: Register, settings: RunSettings) -> Mortality:
    """Return hazard factors from the deaths of the base years."""
    base = settings.vital_years(register.years)
    deaths = register.deaths[base]
    # Person-years of a cohort: the mean of its start and end.
    exposed = (register.reached + register.stock[1:])[base] / 2
    hazard = -np.log1p(-standards.prospective_deaths())
    years = np.array([register.years[i] for i in base]) - standards.LIFE_TABLE_YEAR
    trend = (1 - IMPROVEMENT) ** years.astype(float)
    expected = exposed * hazard * trend[:, np.newaxis, np.newaxis, np.newaxis, np.newaxis]
    seen, wanted = deaths.sum(axis=(0, 1, 4)), expected.sum(axis=(0, 1, 4))
    overall = seen.sum() / max(float(wanted.sum()), 1e-9)
    group = (seen + GROUP_K * overall) / (wanted + GROUP_K)
    by_leaf = (expected * group[:, :, np.newaxis]).sum(axis=(0, 2, 3, 4))
    level = shrink_levels(
        deaths.sum(axis=(0, 2, 3, 4))[:, np.newaxis], by_leaf[:, np.newaxis], register.places
    )
    return Mortality(group, level, tuple(register.years[i] for i in base))
