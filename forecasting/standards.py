"""Schedules and levels that hold where the register is silent; every number with its source.

The forecast takes levels from the register; these shapes only say how a level is spread over ages.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from forecasting.components import GIRLS_SHARE, Array
from forecasting.life_table import A0_FEMALE, A0_MALE, life_table, probabilities_from_knots, survivorship

AGES = np.arange(101)
OLDEST = 100
# Deaths per 100,000 at exact ages, Germany 2022/24 (GENESIS 12621-0001).
_KNOT_AGES = np.array(
    [0, 1, 2, 5, 10, 13, 15, 17, 19, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100]
)
_KNOTS_MALE = np.array(
    [338, 25.4, 16.8, 11.4, 7.8, 10.2, 17.0, 29.1, 43.1, 44.7, 52.5, 83.1, 130,
     198, 323, 534, 921, 1540, 2360, 3580, 5780, 10100, 18800, 30800, 42000]
)  # fmt: skip
_KNOTS_FEMALE = np.array(
    [299, 22.2, 14.1, 8.7, 6.5, 9.3, 12.6, 17.1, 19.1, 19.2, 26.1, 44.1, 71.3,
     107, 182, 296, 497, 838, 1310, 2140, 3750, 7170, 14700, 26000, 37200]
)  # fmt: skip
# Middle of the table's years: improvement counts from here.
LIFE_TABLE_YEAR = 2023
# Births per 1000 women aged 15 … 49 (year minus year of birth), Germany 2024 (GENESIS 12612-0008).
_ASFR = np.array(
    [0.5, 1.3, 2.7, 5.7, 10.6, 15.4, 21.0, 25.9, 31.7, 38.4, 46.3, 54.6, 64.1, 75.2, 85.6, 94.5,
     101.2, 102.9, 99.5, 92.4, 83.3, 72.6, 59.3, 47.8, 38.2, 29.6, 20.7, 13.3, 8.0, 4.7, 2.5, 1.4,
     0.8, 0.5, 0.3]
)  # fmt: skip
FIRST_MOTHER, LAST_MOTHER = 15, 49
# Children per woman by Land (first two digits of the AGS) in 2024 (Destatis, July 2025). Named there are
# Niedersachsen, Bayern, Baden-Württemberg, Berlin, Brandenburg and Thüringen; the others take the mean of the
# western or eastern Länder, 1.38 and 1.27.
_LAND_TFR = {
    **dict.fromkeys(("01", "02", "04", "05", "06", "07", "10"), 1.38),
    **dict.fromkeys(("13", "14", "15"), 1.27),
    "03": 1.42, "08": 1.39, "09": 1.39, "11": 1.21, "12": 1.34, "16": 1.24,
}  # fmt: skip
# Hazard of men and women on the German table, from life expectancies 2018/20 (domain rules § 5.2).
_LAND_HAZARD = {"03": (1.037, 1.042), "04": (1.131, 1.067)}
# Yearly fall of the hazard: Germany 2000 to 2023 without 2020–2022, deaths below age 90 against the table
# above (own calculation, Destatis deaths and population by age); elsewhere backtest.md § 3, three countries.
_GERMAN_IMPROVEMENT, _USUAL_IMPROVEMENT = 0.0134, 0.018
# Births in Germany, thousands, by year (domain rules § 5.3): the uneven cohorts within an age group.
_COHORTS = {
    1946: 922, 1950: 1117, 1955: 1114, 1960: 1262, 1964: 1357, 1967: 1272, 1970: 1048, 1972: 902, 1975: 782,
    1980: 866, 1984: 812, 1988: 893, 1990: 906, 1995: 765, 1997: 812, 2000: 767, 2005: 686, 2011: 663,
    2014: 715, 2016: 792, 2019: 778, 2021: 795, 2022: 739, 2023: 693, 2024: 677,
}  # fmt: skip


@dataclass(frozen=True)
class MoveProfile:
    """Rogers–Castro schedule: children, work, a constant, and a4 (e^(0.1 (x−70)) − 1) from 70 on."""

    a1: float
    alpha1: float
    a2: float
    alpha2: float
    mu: float
    slope: float
    c: float
    a4: float

    def rates(self) -> Array:
        """Return the rate at each single age 0 … 100."""
        x = AGES.astype(float)
        # a1·e^(−α1 x) + a2·exp(−α2 (x−μ) − e^(−λ (x−μ))) + c (Rogers and Castro, 1981).
        young = self.a1 * np.exp(-self.alpha1 * x)
        work = self.a2 * np.exp(-self.alpha2 * (x - self.mu) - np.exp(-self.slope * (x - self.mu)))
        # The old-age term grows without limit; nobody above 90 moves more often than at 90.
        old = self.a4 * (np.exp(0.1 * (np.clip(x, 70, 90) - 70)) - 1)
        rates: Array = young + work + self.c + old
        return rates


# Profiles of domain rules § 5.4: moves between city and surroundings, long-distance moves, moves inside a
# city.
SUBURBAN = MoveProfile(0.050, 0.17, 0.100, 0.085, 25.0, 0.40, 0.0050, 0.0016)
LONG_DISTANCE = MoveProfile(0.016, 0.15, 0.190, 0.135, 20.2, 0.75, 0.0035, 0.0010)
INNER = MoveProfile(0.075, 0.12, 0.175, 0.070, 21.5, 0.45, 0.022, 0.0035)


def german_knots() -> tuple[Array, Array]:
    """Return exact ages and the probabilities to die there by (sex, knot): Germany 2022/24."""
    return _KNOT_AGES, np.stack([_KNOTS_MALE, _KNOTS_FEMALE]) / 100_000


@cache
def death_probabilities() -> Array:
    """Return q by (sex, completed age)."""
    knots = (_KNOTS_MALE, _KNOTS_FEMALE)
    return np.stack([probabilities_from_knots(_KNOT_AGES, deaths / 100_000) for deaths in knots])


@cache
def prospective_deaths() -> Array:
    """Return the probability to die in a calendar year by (sex, age reached in it)."""
    table = [life_table(q, a0) for q, a0 in zip(death_probabilities(), (A0_MALE, A0_FEMALE), strict=True)]
    return np.stack([1.0 - survivorship(one) for one in table])


@cache
def fertility_shape() -> Array:
    """Return births per woman by age reached in the year, ages 0 … 100; the sum is the German TFR of 2024."""
    shape = np.zeros(OLDEST + 1)
    shape[FIRST_MOTHER : LAST_MOTHER + 1] = _ASFR / 1000
    return shape


def land_fertility(municipalities: tuple[str, ...]) -> float:
    """Return the TFR of the Länder of these municipalities over the German one; 1 where no key says so."""
    germany = float(fertility_shape().sum())
    return float(np.mean([_LAND_TFR.get(_land(ags), germany) for ags in municipalities])) / germany


def land_mortality(municipalities: tuple[str, ...]) -> Array:
    """Return the hazard of the Länder on the German table, (sex, 1); 1 where no table is known."""
    factors = np.mean([_LAND_HAZARD.get(_land(ags), (1.0, 1.0)) for ags in municipalities], axis=0)
    return np.asarray(factors)[:, np.newaxis]


def improvement(municipalities: tuple[str, ...]) -> float:
    """Return the yearly fall of the death hazard usual where these municipalities lie."""
    german = all(_land(ags) for ags in municipalities)
    return _GERMAN_IMPROVEMENT if german else _USUAL_IMPROVEMENT


def _land(ags: str) -> str:
    # Only keys of eight digits are German municipalities.
    return ags[:2] if len(ags) == 8 and ags.isdigit() else ""


@cache
def move_shape() -> Array:
    """Return out-rates by age for all moves across a municipal border together, crude level about 4 %."""
    shape: Array = 0.57 * SUBURBAN.rates() + 0.95 * LONG_DISTANCE.rates()
    return shape


def age_structure(year: int) -> Array:
    """Return the standard structure by (sex, age) at the end of `year`: births of each cohort × survivors."""
    births = np.interp(year - AGES, list(_COHORTS), list(_COHORTS.values()))
    survivors = np.stack([life_table(q, A0_MALE).Lx for q in death_probabilities()])
    by_sex = np.array([1 - GIRLS_SHARE, GIRLS_SHARE])[:, np.newaxis]
    structure: Array = births * survivors * by_sex
    return structure
