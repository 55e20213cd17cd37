"""Households of the first day.

Children find mothers, women find partners, everyone else lives alone or shares.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .places import Region
from .state import Register

# Share of women with a partner in the household, by age (Mikrozensus-like, smooth).
PARTNER_AGES = (18, 21, 25, 30, 40, 55, 65, 75, 85, 95)
PARTNER_SHARES = (0.02, 0.11, 0.38, 0.66, 0.76, 0.76, 0.71, 0.54, 0.25, 0.07)
# Against that level, by area type in the order of AREA_TYPES (persons per household of domain.md §5.5
# behind it).
PARTNER_TYPE = np.array([0.68, 0.45, 0.85, 1.06, 1.16, 1.18, 0.88, 1.1])
# Couples are more usual outside the city.
PARTNER_KIND = {"stadt": 1.0, "umland": 1.1}
# Share of people who live with their parents, by age 18…31.
HOME_AGES = (17, 18, 20, 22, 24, 26, 28, 31)
HOME_SHARES = (1.0, 0.96, 0.80, 0.58, 0.38, 0.22, 0.12, 0.05)
HOME_TYPE = np.array([0.35, 0.08, 0.9, 1.15, 1.15, 1.0, 0.75, 1.15])
# Age of the mother at birth (Germany: mode 32, wider below; domain.md §5.1).
MOTHER_MEAN, MOTHER_SPREAD = 30.4, 5.3


def form_households(register: Register, age: Array, region: Region, rng: np.random.Generator) -> None:
    """Give everyone a household number, children their mother's, couples a common one."""
    area_type = region.area_type[register.area]
    at_home = np.interp(age, HOME_AGES, HOME_SHARES) * np.where(age >= 18, HOME_TYPE[area_type], 1.0)
    child = (age < 32) & (rng.random(len(age)) < at_home)
    register.household[:] = register.new_households(len(age))
    children, mothers = find_mothers(register, age, child, rng)
    register.child[children] = True
    has_children = np.zeros(len(age), dtype=bool)
    has_children[mothers] = True
    for area in range(len(region.areas)):
        here = np.flatnonzero((register.area == area) & ~register.child)
        pair_off(register, (here, age, has_children), partner_level(region, area), rng)
    register.household[children] = register.household[mothers]


def partner_level(region: Region, area: int) -> float:
    """Multiplier on the share of women with a partner in an area."""
    kind = region.members[region.municipality[area]].kind
    return float(PARTNER_TYPE[region.area_type[area]]) * PARTNER_KIND[kind]


def find_mothers(
    register: Register, age: Array, child: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """For each child a woman of the same area who was of a plausible age at birth.

    Pairs (children, mothers).
    """
    women = np.flatnonzero((register.sex == 1) & (age >= 18) & ~child)
    key = register.area[women].astype(np.int64) * 200 + age[women]
    women, key = women[np.argsort(key, kind="stable")], np.sort(key, kind="stable")
    children = np.flatnonzero(child)
    at_birth = np.clip(np.rint(rng.normal(MOTHER_MEAN, MOTHER_SPREAD, len(children))), 17, 46).astype(
        np.int64
    )
    wanted = register.area[children].astype(np.int64) * 200 + np.minimum(age[children] + at_birth, 199)
    low = np.searchsorted(key, wanted - 1, side="left")
    high = np.searchsorted(key, wanted + 1, side="right")
    chosen = np.minimum(
        low + (rng.random(len(children)) * np.maximum(high - low, 1)).astype(np.int64), len(women) - 1
    )
    mothers = women[chosen]
    gap = age[mothers] - age[children]
    fits = (register.area[mothers] == register.area[children]) & (gap >= 16) & (gap <= 48)
    return children[fits], mothers[fits]


def pair_off(
    register: Register, people: tuple[Array, Array, Array], level: float, rng: np.random.Generator
) -> None:
    """Couples within one area: women are drawn by age and motherhood, men by age, matched in order of age.

    `people`: rows of the area's adults, and age and has-children of everyone.
    `level` multiplies the share of women with a partner.
    """
    here, age, has_children = people
    adults = here[age[here] >= 18]
    women, men = adults[register.sex[adults] == 1], adults[register.sex[adults] == 0]
    if len(women) == 0 or len(men) == 0:
        return
    share = np.interp(age[women], PARTNER_AGES, PARTNER_SHARES) * level
    share = np.where(has_children[women], np.maximum(share, 0.86), share * 0.9)
    wives = women[rng.random(len(women)) < share][: len(men)]
    weight = np.interp(age[men], PARTNER_AGES, (0.01, 0.05, 0.25, 0.55, 0.72, 0.76, 0.78, 0.74, 0.55, 0.3))
    # Gumbel trick: the largest noisy log weights are a weighted draw without replacement.
    noisy = np.log(weight) + rng.gumbel(size=len(men))
    husbands = men[np.argsort(-noisy, kind="stable")[: len(wives)]]
    wives = wives[np.argsort(age[wives] + rng.normal(0, 1.5, len(wives)), kind="stable")]
    husbands = husbands[np.argsort(age[husbands] + rng.normal(0, 1.5, len(husbands)), kind="stable")]
    register.partner[wives], register.partner[husbands] = husbands, wives
    register.household[husbands] = register.household[wives]
