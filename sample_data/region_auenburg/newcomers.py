"""Units that arrive from outside.

Age and sex of the head, with or without partner and children, nationality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .partners import draw_nations
from .places import Municipality
from .schedules import ABROAD_IN, abroad_profile, age_structure, rogers_castro
from .state import GERMAN
from .step import Step

# Mix of age profiles of arriving adults by kind of municipality and origin (Land, rest of Germany).
ADULT_MIX = {
    ("stadt", 0): (("student", 0.52), ("young_city", 0.20), ("family", 0.28)),
    ("stadt", 1): (("student", 0.42), ("education", 0.33), ("family", 0.25)),
    ("umland", 0): (("family", 0.78), ("education", 0.22)),
    ("umland", 1): (("family", 0.5), ("education", 0.5)),
}
# Share of heads of 25–45 with partner, and of those with children; by kind of municipality, from Germany
# and from abroad.
WITH_PARTNER = {"stadt": 0.26, "umland": 0.46}
WITH_CHILDREN = {"stadt": 0.36, "umland": 0.55}
PARTNER_ABROAD, CHILDREN_ABROAD = 0.30, 0.62
LONE_PARENT = 0.06
CHILDREN_COUNT = np.array([0.50, 0.37, 0.13])
MEAN_UNIT = 1.2


@dataclass(frozen=True)
class Units:
    """People of arriving units; all arrays per person, sorted by unit, the head first."""

    unit: Array
    is_head: Array
    is_partner: Array
    child: Array
    sex: Array
    age: Array  # years, with fraction
    nation: Array


def adult_ages(kind: str, origin: int) -> Array:
    """Age distribution 0…100 of arriving heads; zero below 18."""
    if origin == 2:
        weights = abroad_profile(ABROAD_IN)
    else:
        people = age_structure("gemischt").sum(axis=0)
        profiles = ((rogers_castro(name), share) for name, share in ADULT_MIX[kind, origin])
        weights = (
            sum((profile / profile.sum() * share for profile, share in profiles), start=np.zeros(101))
            * people
        )
    weights = np.where((np.arange(101) >= 18) & (np.arange(101) < 96), weights, 0.0)
    return np.asarray(weights / weights.sum())


def draw_units(step: Step, member: Municipality, origin: int, count: int, foreign: float) -> Units:
    """Units that together have `count` people; the last one is cut to fit."""
    rng = step.rng
    heads = int(np.ceil(count / MEAN_UNIT)) + 1
    age = rng.choice(101, heads, p=adult_ages(member.kind, origin)) + rng.random(heads)
    with_partner, children = companions(member, origin, age, step)
    size = 1 + with_partner + children
    last = int(np.searchsorted(np.cumsum(size), count))
    keep = slice(0, last + 1)
    age, with_partner, children, size = age[keep], with_partner[keep], children[keep], size[keep]
    unit = np.repeat(np.arange(len(age)), size)
    rank = np.arange(len(unit)) - np.repeat(np.cumsum(size) - size, size)
    is_head, is_partner = rank == 0, (rank == 1) & with_partner[unit]
    child = ~is_head & ~is_partner
    sex = head_sexes(step, origin, age, children)
    years = ages_within(age[unit], sex[unit], is_partner, child, rng)
    nation = np.where(
        rng.random(len(age)) < foreign,
        draw_nations(len(age), step.year, member.ags == "03952005", rng),
        GERMAN,
    )
    return Units(
        unit=unit[:count],
        is_head=is_head[:count],
        is_partner=is_partner[:count],
        child=child[:count],
        sex=np.where(
            is_partner, 1 - sex[unit], np.where(child, rng.random(len(unit)) < 0.487, sex[unit])
        ).astype(np.int8)[:count],
        age=years[:count],
        nation=nation[unit][:count],
    )


def companions(member: Municipality, origin: int, age: Array, step: Step) -> tuple[Array, Array]:
    """With a partner (bool) and number of children per head, by age, kind of municipality and origin."""
    rng, count = step.rng, len(age)
    partner_level = PARTNER_ABROAD if origin == 2 else WITH_PARTNER[member.kind]
    by_age = np.interp(age, (18, 22, 28, 45, 70, 90), (0.03, 0.3, 1.0, 1.1, 0.9, 0.3))
    with_partner = rng.random(count) < partner_level * by_age
    level = CHILDREN_ABROAD if origin == 2 else WITH_CHILDREN[member.kind]
    of_age = np.interp(age, (20, 26, 32, 42, 50, 56), (0.1, 0.6, 1.1, 1.1, 0.4, 0.0))
    boost = 1.25 if origin == 2 and step.year == 2022 else 1.0
    lone = (LONE_PARENT * (4.0 if boost > 1 else 1.0)) * of_age
    has_children = rng.random(count) < np.where(with_partner, level * of_age * boost, lone)
    number = rng.choice((1, 2, 3), count, p=CHILDREN_COUNT)
    return with_partner, np.where(has_children, number, 0)


def head_sexes(step: Step, origin: int, age: Array, children: Array) -> Array:
    """Sex of heads: even from Germany.

    From abroad mostly men, in 2015 two thirds, in 2022 women with children.
    """
    men = 0.5
    if origin == 2:
        men = {2015: 0.68, 2016: 0.64, 2022: 0.40}.get(step.year, 0.58)
    alone_with_children = children > 0
    probability = np.where(alone_with_children & (men < 0.5), 0.2, men)
    return (step.rng.random(len(age)) >= probability).astype(np.int8)


def ages_within(head: Array, sex: Array, is_partner: Array, child: Array, rng: np.random.Generator) -> Array:
    """Ages of everyone in the units.

    Partners near the head's age, children young and 18 to 45 years younger than the head.
    """
    gap = rng.normal(2.2, 3.0, len(head))
    partner = np.maximum(18.1, np.where(sex == 0, head - gap, head + gap))
    children = rng.random(len(head)) ** 0.85 * np.clip(head - 21, 1, 17.5)
    return np.asarray(np.where(is_partner, partner, np.where(child, children, head)))
