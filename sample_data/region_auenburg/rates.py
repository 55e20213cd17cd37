"""How often people of each kind of municipality and area move, and where to (domain.md §5.4 and §5.5)."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .schedules import ABROAD_OUT, abroad_profile, age_structure, rogers_castro, scaled_rates

# Destinations of a departure, in the order of the rate tables' first axis.
TO_CITY, TO_MEMBER, TO_LAND, TO_BUND, TO_ABROAD, INNER = range(6)
# Per 1000 inhabitants and year, base 2019.
OUT_RATES = {
    "stadt": {TO_MEMBER: 14.0, TO_LAND: 24.0, TO_BUND: 16.0, TO_ABROAD: 15.0, INNER: 74.0},
    "umland": {TO_CITY: 13.5, TO_MEMBER: 7.0, TO_LAND: 20.0, TO_BUND: 9.0, TO_ABROAD: 7.0, INNER: 30.0},
}
# Two profiles each, mixed half and half: young people leave the surroundings for training, the city after it.
PROFILES = {
    "stadt": {
        TO_MEMBER: ("family", "family"),
        TO_LAND: ("family", "graduate"),
        TO_BUND: ("graduate", "education"),
        INNER: ("inner", "inner"),
    },
    "umland": {
        TO_CITY: ("young_city", "family"),
        TO_MEMBER: ("family", "family"),
        TO_LAND: ("family", "education"),
        TO_BUND: ("education", "family"),
        INNER: ("inner", "inner"),
    },
}
# Arrivals per 1000 inhabitants and year from outside the association: Land, rest of Germany, abroad.
IN_RATES = {"stadt": (27.0, 15.0, 22.0), "umland": (21.0, 8.0, 10.0)}
# Multipliers by area type (domain.md §5.5), in the order of AREA_TYPES:
# innenstadt, campus, grosssiedlung, haeuser_60_70, haeuser_90_00, neubau, gemischt, dorf.
TFR_TYPE = np.array([0.80, 0.65, 1.20, 1.05, 1.05, 1.35, 0.95, 1.05])
OUT_TYPE = np.array([1.5, 2.1, 1.0, 0.6, 0.7, 0.5, 1.0, 0.8])
INNER_TYPE = np.array([1.3, 1.4, 1.2, 0.6, 0.6, 0.5, 1.0, 0.5])
FOREIGN_TYPE = np.array([1.1, 1.3, 2.4, 0.4, 0.5, 0.6, 1.0, 0.5])
DEATH_TYPE = np.array([1.05, 1.0, 1.15, 0.95, 0.92, 0.9, 1.05, 1.0])
# Non-Germans move more often; across the national border they are three quarters of all moves.
FOREIGN_MOBILITY = 1.5
FOREIGN_SHARE_ABROAD = 0.75
# Moves to the surroundings are mostly moves into owned houses: fewer non-Germans.
FOREIGN_TO_MEMBERS = 0.7

# Where a kind of moving unit looks for a dwelling: rows unit class, columns area type.
STUDENT, YOUNG, MIDDLE, FAMILY, OLD, NEWCOMER = range(6)
AFFINITY = np.array(
    [
        [1.6, 8.0, 0.9, 0.25, 0.15, 0.05, 0.9, 0.15],
        [1.8, 2.0, 1.1, 0.35, 0.35, 0.4, 1.0, 0.4],
        [1.2, 0.4, 1.0, 0.8, 0.8, 0.9, 1.1, 0.9],
        [0.45, 0.1, 1.0, 1.3, 1.7, 3.6, 0.9, 1.2],
        [0.9, 0.05, 1.1, 0.9, 0.6, 0.3, 1.3, 0.8],
        [1.2, 1.0, 3.6, 0.3, 0.3, 0.2, 1.2, 0.5],
    ]
)


def departure_table(kind: str) -> Array:
    """Yearly rates of leaving by (destination, age 0…100) for a kind of municipality."""
    table = np.zeros((6, 101))
    inhabitants = age_structure("gemischt").sum(axis=0)
    for destination, per_1000 in OUT_RATES[kind].items():
        if destination == TO_ABROAD:
            profile = abroad_profile(ABROAD_OUT) / np.maximum(inhabitants, 0.003)
        else:
            first, second = (rogers_castro(name) for name in PROFILES[kind][destination])
            profile = (first / first.sum() + second / second.sum()) / 2
        table[destination] = scaled_rates(profile, per_1000 / 1000)
    return table


def type_multiplier(base: Array, area_type: Array, inhabitants: Array, municipality: Array) -> Array:
    """Multiplier per area, normed so that the inhabitants' mean over each municipality is 1."""
    factor = base[area_type]
    for m in np.unique(municipality):
        own = municipality == m
        factor[own] /= (factor[own] * inhabitants[own]).sum() / inhabitants[own].sum()
    return np.asarray(factor)
