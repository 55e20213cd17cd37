"""Deaths: the national life table × a hazard factor of nationality, sex and area, improving every year.

q(area, x, t) = 1 − (1 − q_table(x))^h, h = h(nationality, sex) × h(area) × (1 − improvement)^(t − 2023).
Frozen mortality is the largest avoidable error at old ages (forecasting.md § 4); a fixed improvement is the
second largest. The improvement is the root's own, drawn to the usual one by its standard error.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.components import Array
from forecasting.jump_off import Register
from forecasting.life_table import improved
from forecasting.settings import RunSettings
from forecasting.shrinkage import Evidence, Level, shrink_levels

# How much improvement differs between decades: standard deviation of ten-year slopes, Germany 1992 to 2019.
IMPROVEMENT_SD = 0.007
# Fewer years show no trend.
LEAST_YEARS = 5
# Deaths a factor by nationality and sex needs before it is believed by half.
GROUP_K = 50.0
# Deaths at which the root's own level counts as much as the Land's: SMR of Kreise differ by about 8 %.
LAND_K = 150.0


@dataclass(frozen=True)
class Trend:
    """Yearly fall of the hazard: `value` used, `own` with `standard_error` and `weight`, from `years`."""

    value: float
    own: float
    standard_error: float
    weight: float
    years: tuple[int, ...]


@dataclass(frozen=True)
class Mortality:
    """`group` (nationality, sex) and `level` (leaf) multiply the hazard of the table of `standards`."""

    group: Array
    level: Level
    years: tuple[int, ...]
    trend: Trend

    def probabilities(self, first_year: int, horizon: int, improvement: float | None = None) -> Array:
        """Return the prospective probability to die, (year, leaf, nationality, sex, age reached).

        `improvement` None: the estimated one. The level at the last base year is the same for all.
        """
        fall = self.trend.value if improvement is None else improvement
        last = self.years[-1] if self.years else standards.LIFE_TABLE_YEAR
        ahead = (first_year + np.arange(horizon) - last).astype(float)
        until_now = (1 - self.trend.value) ** float(last - standards.LIFE_TABLE_YEAR)
        path = until_now * (1 - fall) ** ahead
        hazard = self.group[np.newaxis] * self.level.factor[:, :, np.newaxis]
        full = path[:, np.newaxis, np.newaxis, np.newaxis] * hazard[np.newaxis]
        return improved(
            standards.prospective_deaths()[np.newaxis, np.newaxis, np.newaxis], full[..., np.newaxis]
        )


def estimate_mortality(register: Register, settings: RunSettings) -> Mortality:
    """Return hazard factors from the deaths of the base years, and the trend of all years."""
    base = settings.vital_years(register.years)
    # Person-years of a cohort: the mean of its start and end.
    exposed = (register.reached + register.stock[1:]) / 2
    hazard = -np.log1p(-standards.prospective_deaths()) * standards.land_mortality(
        register.places.municipalities
    )
    at_table = exposed * hazard
    trend = estimate_trend(
        register.deaths.sum(axis=(1, 2, 3, 4)),
        at_table.sum(axis=(1, 2, 3, 4)),
        {i: year for i, year in enumerate(register.years) if year not in settings.excess_mortality_years},
        standards.improvement(register.places.municipalities),
    )
    years = np.array([register.years[i] for i in base]) - standards.LIFE_TABLE_YEAR
    weight = settings.weights(base, register.years)
    path = (weight * (1 - trend.value) ** years.astype(float)).reshape(-1, 1, 1, 1, 1)
    expected = (at_table[base] * path).sum(axis=(0, 4))
    deaths = np.tensordot(weight, register.deaths[base].sum(axis=4), axes=1)
    seen, wanted = deaths.sum(axis=0), expected.sum(axis=0)
    overall = seen.sum() / max(float(wanted.sum()), 1e-9) if seen.sum() > 0 else 1.0
    # Relative to all: the level of the root is estimated below, against the Land.
    group = (seen / overall + GROUP_K) / (wanted + GROUP_K)
    by_leaf = (expected * group).sum(axis=(1, 2))
    evidence = Evidence(deaths.sum(axis=(1, 2))[:, np.newaxis], by_leaf[:, np.newaxis], root_k=LAND_K)
    land = standards.land_mortality(register.places.municipalities)[:, 0]
    level = shrink_levels(evidence, register.places)
    return Mortality(group * land, level, tuple(register.years[i] for i in base), trend)


def estimate_trend(deaths: Array, expected: Array, usable: Mapping[int, int], usual: float) -> Trend:
    """Return the yearly fall of deaths against an unchanging table, drawn to the `usual` one.

    Poisson regression of yearly deaths on time with the log of the expected as offset; its standard error is
    widened where the years scatter more than chance allows. `usable`: positions and years; those of excess
    mortality are left out.
    """
    kept = list(usable)
    if len(kept) < LEAST_YEARS or deaths[kept].min() <= 0:
        return Trend(usual, usual, np.inf, 0.0, ())
    # Imported here: statsmodels takes a second to load, and most commands never estimate.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    time = np.array([usable[i] for i in kept], dtype=float)
    design = np.stack([np.ones(len(kept)), time - time.mean()], axis=1)
    with warnings.catch_warnings():
        # A trend without any scatter is no error here.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(deaths[kept], design, family=Poisson(), offset=np.log(expected[kept])).fit()
    scatter = max(1.0, float(fit.pearson_chi2) / (len(kept) - 2))
    own, error = float(-np.expm1(fit.params[1])), float(fit.bse[1]) * np.sqrt(scatter)
    weight = IMPROVEMENT_SD**2 / (IMPROVEMENT_SD**2 + error**2)
    value = weight * own + (1 - weight) * usual
    return Trend(float(value), own, float(error), float(weight), tuple(usable.values()))
