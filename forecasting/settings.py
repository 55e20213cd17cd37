"""What may be set for a run besides its scenarios; defaults are written into the assumption sheet."""

from dataclasses import dataclass

import numpy as np

from forecasting.components import Array

# Why years are left out; printed with the assumptions.
EXCLUSION_REASONS = {
    2015: "Fluchtzuwanderung, vor allem aus Syrien: Zuzüge weit über jedem anderen Jahr",
    2016: "Nachlauf der Fluchtzuwanderung: Weiterverteilung aus den Aufnahmeeinrichtungen",
    2020: "Pandemie: Zuzüge und Fortzüge weit unter dem Üblichen",
    2022: "Zuzug Schutzsuchender aus der Ukraine",
}
EXCESS_MORTALITY_YEARS = (2020, 2021, 2022)
MORTALITY_REASON = "Übersterblichkeit der Pandemiejahre: kein Teil des Trends"


@dataclass(frozen=True)
class RunSettings:
    """Settings of a forecast run.

    `draws`: random futures per scenario. `horizon`: years. `base_years`: years pooled for births and deaths,
    `migration_base_years` for moves. `year_weight`: weight of a base year relative to the next later one.
    `excluded_years`: not used for the level of migration, because flight (2015, 2016, 2022) or a pandemic
    (2020) shaped them; `excess_mortality_years`: not used for the trend of mortality.
    """

    draws: int = 1000
    horizon: int = 20
    seed: int = 2024
    base_years: int = 5
    excluded_years: tuple[int, ...] = (2015, 2016, 2020, 2022)
    migration_base_years: int = 10
    year_weight: float = 0.9
    excess_mortality_years: tuple[int, ...] = EXCESS_MORTALITY_YEARS

    def vital_years(self, years: tuple[int, ...]) -> list[int]:
        """Return the positions of the last base years, for births and deaths."""
        return list(range(len(years)))[-self.base_years :]

    def migration_years(self, years: tuple[int, ...]) -> list[int]:
        """Return the positions of the last base years not excluded; the plain last ones if too few remain."""
        usable = [i for i, year in enumerate(years) if year not in self.excluded_years]
        usable = usable[-self.migration_base_years :]
        return usable if len(usable) >= min(3, len(years)) else self.vital_years(years)

    def weights(self, positions: list[int], years: tuple[int, ...]) -> Array:
        """Return the weight of each base year, 1 for the last one and less for each year before."""
        chosen = np.array([years[i] for i in positions], dtype=float)
        weights: Array = self.year_weight ** (chosen.max(initial=0.0) - chosen)
        return weights

    def exclusions(self, years: tuple[int, ...]) -> dict[int, str]:
        """Return the years at hand that migration does not use, each with its reason."""
        out = [year for year in years if year in self.excluded_years]
        return {year: EXCLUSION_REASONS.get(year, "von der Kommune ausgeschlossen") for year in out}
