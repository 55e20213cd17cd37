"""Places outside the association that people come from or go to.

Real keys of municipalities and states, with weights.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .state import GERMAN, UNKNOWN_PARTNER

# Municipalities of Niedersachsen and Bremen; the first six are the association's surroundings (Umland).
UMLAND_AGS = np.array([3451005, 3451007, 3458007, 3458010, 3461001, 3461004])
LAND_AGS = np.concatenate(
    [
        UMLAND_AGS,
        [
            3403000,
            4011000,
            3401000,
            3405000,
            3404000,
            3241001,
            3452001,
            3454018,
            3460009,
            3459024,
            4012000,
            3101000,
        ],
    ]
)
LAND_WEIGHTS = np.array([7, 6, 6, 6, 4, 4, 16, 14, 7, 6, 6, 8, 4, 3, 4, 4, 2, 2.0])
# The rest of Germany.
BUND_AGS = np.array(
    [
        2000000,
        11000000,
        5515000,
        5315000,
        5913000,
        9162000,
        6412000,
        1002000,
        13003000,
        14713000,
        8111000,
        15003000,
    ]
)
BUND_WEIGHTS = np.array([18, 14, 14, 9, 7, 8, 6, 6, 5, 6, 4, 3.0])
# States people come from in ordinary years, in 2015/16 and in 2022.
STATES = np.array([154, 125, 152, 475, 423, 438, 166, 436, 479, 163, 130, 137, 161, 148, 998])
STATE_WEIGHTS = {
    "usual": np.array([19, 11, 12, 10, 7, 5, 6, 6, 4, 5, 5, 4, 3, 2, 1.0]),
    "2015": np.array([12, 7, 8, 36, 12, 12, 1, 2, 2, 2, 3, 2, 1, 1, 2.0]),
    "2022": np.array([9, 5, 5, 11, 6, 3, 48, 4, 2, 4, 2, 2, 1, 1, 1.0]),
    "food": np.array([44, 22, 16, 5, 2, 2, 4, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5]),
}
# Out-moves of non-Germans whose destination nobody knows.
UNKNOWN_SHARE = 0.12


def draw_land(count: int, rng: np.random.Generator) -> Array:
    """AGS numbers of municipalities of Niedersachsen and Bremen outside the association."""
    return rng.choice(LAND_AGS, count, p=LAND_WEIGHTS / LAND_WEIGHTS.sum())


def draw_bund(count: int, rng: np.random.Generator) -> Array:
    """AGS numbers of municipalities in the other Länder."""
    return rng.choice(BUND_AGS, count, p=BUND_WEIGHTS / BUND_WEIGHTS.sum())


def draw_nations(count: int, year: int, is_food_town: bool, rng: np.random.Generator) -> Array:
    """State keys of non-Germans who arrive in a year; towns with food industry draw from few states."""
    name = "2022" if year == 2022 else "2015" if year in (2015, 2016) else "food" if is_food_town else "usual"
    weights = STATE_WEIGHTS[name]
    return rng.choice(STATES, count, p=weights / weights.sum())


def draw_states(nation: Array, rng: np.random.Generator) -> Array:
    """State a person comes from or goes to abroad.

    Mostly the own, for Germans a neighbour or a holiday country.
    """
    german = np.array([148, 158, 151, 161, 129, 157])
    away = rng.choice(german, len(nation))
    usual = np.where(nation == GERMAN, away, nation)
    return np.where(usual == 998, UNKNOWN_PARTNER, usual)
