"""Demographic schedules: fertility, mortality, age structure, migration, year factors, with sources."""

from __future__ import annotations

import itertools

import numpy as np

from .arrays import Array

AGES = np.arange(101)
# Births per 1000 women, ages 15…49, Germany 2024 (GENESIS 12612-0008; age = year − mother's birth year; sum
# 1.352).
ASFR_2024 = np.array(
    "0.5 1.3 2.7 5.7 10.6 15.4 21.0 25.9 31.7 38.4 46.3 54.6 64.1 75.2 85.6 94.5 101.2 102.9 99.5 92.4 83.3 "
    "72.6 59.3 47.8 38.2 29.6 20.7 13.3 8.0 4.7 2.5 1.4 0.8 0.5 0.3".split(),
    dtype=float,
)
# Total fertility rate of Niedersachsen by year (domain.md §5.1; 2017, 2018 in between).
TFR = dict(zip(range(2015, 2025), (1.53, 1.62, 1.61, 1.60, 1.60, 1.61, 1.66, 1.52, 1.42, 1.42), strict=True))
BOYS = 0.513
# Births by month against the mean: July to September about +6 %, February to April about −5 %.
BIRTH_MONTHS = np.array([0.98, 0.95, 0.95, 0.95, 0.99, 1.01, 1.06, 1.06, 1.06, 1.01, 0.99, 0.99])
# Moves by month: peak around the start of school and term.
MOVE_MONTHS = np.array([0.90, 0.82, 0.95, 0.97, 0.92, 0.95, 1.05, 1.20, 1.22, 1.25, 0.95, 0.82])
# Deaths by month: winter peak.
DEATH_MONTHS = np.array([1.10, 1.09, 1.08, 1.00, 0.96, 0.94, 0.94, 0.95, 0.93, 0.98, 0.99, 1.04])

# Probability of dying × 10⁻⁵, Germany 2022/24 (GENESIS 12621-0001), log-linear between the knots; rows:
# men, women.
MORTALITY_AGES = (
    0,
    1,
    2,
    5,
    10,
    13,
    15,
    17,
    19,
    25,
    30,
    35,
    40,
    45,
    50,
    55,
    60,
    65,
    70,
    75,
    80,
    85,
    90,
    95,
    100,
)
MORTALITY = np.array(
    [
        (
            "338 25.4 16.8 11.4 7.8 10.2 17 29.1 43.1 44.7 52.5 83.1 130 "
            "198 323 534 921 1540 2360 3580 5780 10100 18800 30800 42000"
        ).split(),
        (
            "299 22.2 14.1 8.7 6.5 9.3 12.6 17.1 19.1 19.2 26.1 44.1 71.3 "
            "107 182 296 497 838 1310 2140 3750 7170 14700 26000 37200"
        ).split(),
    ],
    dtype=float,
)
# Hazard factors of Niedersachsen on the German table, men and women (domain.md §5.2).
MORTALITY_FACTOR = np.array([1.037, 1.042])
# Hazard by year against 2023: improvement of about 1 % a year, excess in the pandemic years.
MORTALITY_YEAR = dict(
    zip(range(2015, 2025), (1.06, 1.02, 1.03, 1.03, 1.0, 1.03, 1.06, 1.07, 1.01, 0.99), strict=True)
)

# Live births in Germany, thousands (Destatis; domain.md §5.3), linear between.
GERMAN_BIRTHS = {
    1914: 1800, 1918: 950, 1920: 1600, 1933: 970, 1939: 1410, 1943: 1120, 1945: 750, 1946: 922, 1950: 1117,
    1955: 1114, 1960: 1262, 1964: 1357, 1967: 1272, 1970: 1048, 1972: 902, 1975: 782, 1980: 866, 1984: 812,
    1988: 893, 1990: 906, 1995: 765, 1997: 812, 2000: 767, 2005: 686, 2011: 663, 2014: 715,
}  # fmt: skip
# Shares (%) of the age groups 0–5, 6–17, 18–24, 25–29, 30–49, 50–64, 65–79, 80+ in 2023, per area type
# (domain.md §5.3).
GROUP_STARTS = (0, 6, 18, 25, 30, 50, 65, 80, 101)
AGE_SHARES = {
    "innenstadt": (4.6, 7.4, 12.8, 12.2, 30.6, 16.6, 10.4, 5.4),
    "campus": (2.6, 3.2, 38.0, 21.0, 22.0, 7.0, 4.2, 2.0),
    "grosssiedlung": (7.2, 14.2, 8.6, 7.0, 27.0, 18.5, 11.5, 6.0),
    "haeuser_60_70": (4.6, 10.0, 5.8, 4.0, 21.0, 22.6, 20.0, 12.0),
    "haeuser_90_00": (6.0, 13.0, 6.2, 4.0, 26.0, 22.5, 15.3, 7.0),
    "neubau": (11.5, 15.0, 5.0, 5.5, 44.0, 12.0, 5.0, 2.0),
    "gemischt": (5.5, 10.8, 8.0, 6.6, 26.4, 21.0, 14.4, 7.3),
    "dorf": (5.2, 11.6, 6.4, 4.4, 23.4, 24.8, 16.8, 7.4),
}
# From 2023 back to 2014: the country was younger in the middle and had fewer over 80.
BACK_TO_2014 = np.array([0.95, 1.0, 1.08, 1.08, 1.06, 0.99, 0.96, 0.80])

# Rogers–Castro parameters a1 α1 a2 α2 μ2 λ2 c a4 (domain.md §5.4; general form Rogers & Castro 1981).
ROGERS_CASTRO = {
    "family": (0.050, 0.17, 0.100, 0.085, 25.0, 0.40, 0.0050, 0.0016),
    "education": (0.016, 0.15, 0.190, 0.135, 20.2, 0.75, 0.0035, 0.0010),
    "young_city": (0.016, 0.15, 0.190, 0.110, 20.5, 0.75, 0.0045, 0.0012),
    # After studying: "education" five years later (own assumption, so that students stay while they study).
    "graduate": (0.016, 0.15, 0.190, 0.120, 25.3, 0.75, 0.0035, 0.0010),
    # Start of studies: as "education" with an earlier and steeper peak.
    "student": (0.008, 0.15, 0.190, 0.24, 19.3, 1.10, 0.0025, 0.0008),
    "inner": (0.075, 0.12, 0.175, 0.070, 21.5, 0.45, 0.022, 0.0035),
}
# Age mix of moves from and to abroad: shares (%) of <18, 18–24, 25–29, 30–49, 50–64, 65+ (domain.md §5.4).
ABROAD_IN = (19.0, 19.0, 17.5, 36.0, 6.5, 2.0)
ABROAD_OUT = (14.5, 17.0, 19.0, 38.0, 9.0, 2.5)
# Year factors of moves of non-Germans from and to abroad (domain.md §5.4).
ABROAD_IN_YEAR = dict(
    zip(range(2015, 2025), (1.35, 1.10, 0.97, 0.98, 1.0, 0.75, 0.90, 1.75, 1.20, 1.05), strict=True)
)
ABROAD_OUT_YEAR = dict(
    zip(range(2015, 2025), (0.75, 1.0, 0.95, 0.97, 1.0, 0.80, 0.80, 0.95, 1.10, 1.15), strict=True)
)
# Naturalisations per 1000 non-Germans (20–60 ‰; the rise after 2021 follows the law of 2024).
NATURALISATION = dict(
    zip(
        range(2015, 2025), (0.019, 0.020, 0.021, 0.021, 0.024, 0.022, 0.027, 0.036, 0.041, 0.056), strict=True
    )
)


def asfr(total: float, shift: int = 0) -> Array:
    """Births per woman by age 0…100 that add up to `total`.

    `shift` moves the curve to older mothers by whole years.
    """
    rates = np.zeros(101)
    rates[15 + max(shift, 0) : 50 + min(shift, 0)] = ASFR_2024[max(-shift, 0) : 35 - max(shift, 0)]
    return np.asarray(rates / rates.sum() * total)


def probability_of_dying(year: int) -> Array:
    """One-year probability of dying by (sex, age 0…100), Niedersachsen in `year`."""
    q = np.exp([np.interp(AGES, MORTALITY_AGES, np.log(row * 1e-5)) for row in MORTALITY])
    return np.asarray(1 - (1 - q) ** (MORTALITY_FACTOR[:, None] * MORTALITY_YEAR.get(year, 1.0)))


def age_structure(area_type: str) -> Array:
    """Shares of (sex, age 0…100) at the end of 2014 for an area type.

    Cohort sizes × survivors, raked to the group shares.
    """
    births = np.interp(2014 - AGES, list(GERMAN_BIRTHS), list(GERMAN_BIRTHS.values()))
    survivors = np.cumprod(
        1 - np.hstack([np.zeros((2, 1)), probability_of_dying(2015)[:, :-1]]) * 1.15, axis=1
    )
    shape = births * survivors * np.array([[BOYS], [1 - BOYS]])
    shares = np.array(AGE_SHARES[area_type]) * BACK_TO_2014
    for group, (start, end) in enumerate(itertools.pairwise(GROUP_STARTS)):
        shape[:, start:end] *= shares[group] / shape[:, start:end].sum()
    return np.asarray(shape / shape.sum())


def rogers_castro(name: str) -> Array:
    """Migration intensity by age 0…100 in the named shape, not scaled."""
    a1, alpha1, a2, alpha2, mu2, lambda2, c, a4 = ROGERS_CASTRO[name]
    age = AGES.astype(float)
    labour = a2 * np.exp(-alpha2 * (age - mu2) - np.exp(-lambda2 * (age - mu2)))
    old = np.where(age >= 70, a4 * (np.exp(0.1 * (np.minimum(age, 90) - 70)) - 1), 0.0)
    return np.asarray(a1 * np.exp(-alpha1 * age) + labour + c + old)


def abroad_profile(shares: tuple[float, ...]) -> Array:
    """Age distribution 0…100 of moves across the national border.

    Adds up to 1, no steps between the groups.
    """
    starts = (0, 18, 25, 30, 50, 65, 85)
    density = [
        share / (end - start) for share, start, end in zip(shares, starts[:-1], starts[1:], strict=True)
    ]
    middles = [(start + end) / 2 for start, end in itertools.pairwise(starts)]
    profile = np.interp(AGES, middles, density) * (AGES < 95)
    return np.asarray(profile / profile.sum())


def scaled_rates(profile: Array, crude: float) -> Array:
    """Scale a profile to the crude rate it would give in a German-like population."""
    weights = age_structure("gemischt").sum(axis=0)
    return np.asarray(profile * crude / (profile * weights).sum())
