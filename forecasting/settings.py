"""What may be set for a run besides its scenarios; defaults are written into the assumption sheet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RunSettings:
    """Settings of a forecast run.

    `draws`: random futures per scenario. `horizon`: years. `base_years`: years pooled for rates.
    `excluded_years`: not used for the level of migration, because flight (2015, 2016, 2022) or a pandemic
    (2020) shaped them.
    """

    draws: int = 200
    horizon: int = 20
    seed: int = 2024
    base_years: int = 5
    excluded_years: tuple[int, ...] = (2015, 2016, 2020, 2022)

    def vital_years(self, years: tuple[int, ...]) -> list[int]:
        """Return the positions of the last base years, for births and deaths."""
        return list(range(len(years)))[-self.base_years :]

    def migration_years(self, years: tuple[int, ...]) -> list[int]:
        """Return the positions of the last base years not excluded; the plain last ones if too few remain."""
        usable = [i for i, year in enumerate(years) if year not in self.excluded_years][-self.base_years :]
        return usable if len(usable) >= min(3, len(years)) else self.vital_years(years)
