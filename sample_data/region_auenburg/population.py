"""The people of 31 December 2014.

Ages by area type, nationality by household, secondary residents, the reception centre.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, spread
from .dates import day_number
from .families import form_households
from .places import AREA_TYPES, FIRST_YEAR, RECEPTION_BEDS, Region
from .rates import FOREIGN_TYPE, type_multiplier
from .schedules import age_structure
from .state import GERMAN, Register

# Share of non-Germans at the end of 2014 against the share of 2024 (Niedersachsen about 7 against 12–13 %).
FOREIGN_2014 = 0.62
# State keys of non-Germans and their weight, long-settled population (keys: Staatsangehörigkeitsschlüssel
# of Destatis).
SETTLED_STATES = np.array([163, 152, 154, 137, 134, 130, 148, 161, 160, 432, 438, 475, 436, 479, 998])
SETTLED_WEIGHTS = np.array([20, 16, 9, 6, 5, 6, 6, 3, 5, 3, 7, 7, 3, 3, 1.0])
# Share of secondary residents beside the main residents.
SECONDARY_SHARE = {"stadt": 0.035, "umland": 0.015}


def initial_register(region: Region, rng: np.random.Generator) -> Register:
    """A register with everyone who lives in the region on the first reference date."""
    register = Register()
    sizes = np.maximum(np.rint(region.path[0]), 0).astype(np.int64)
    sex, age, area = ages_by_area(region, sizes, rng)
    register.add(len(age), sex=sex, birth=birthdays(age, rng), area=area)
    form_households(register, age, region, rng)
    register.nation[:] = household_nations(register, region, rng)
    add_secondary(register, region, rng)
    fill_reception(register, region, rng)
    return register


def ages_by_area(region: Region, sizes: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Sex, age and area of every main resident.

    Each area gets whole numbers close to the age structure of its type.
    """
    structures = [age_structure(area_type) for area_type in AREA_TYPES]
    # Areas of one type differ a little: some are older, some younger.
    tilt = np.exp(np.outer(np.random.default_rng(96).normal(0, 0.0035, len(sizes)), np.arange(101) - 42))
    counts = [
        spread(int(size), (structures[region.area_type[a]] * tilt[a]).ravel(), rng)
        if size
        else np.zeros(202, dtype=np.int64)
        for a, size in enumerate(sizes)
    ]
    cells = np.concatenate(counts)
    cell = np.repeat(np.arange(len(cells)), cells)
    return cell % 202 // 101, cell % 101, cell // 202


def birthdays(age: Array, rng: np.random.Generator, year: int = FIRST_YEAR) -> Array:
    """Days of birth of people of completed age at the end of `year`."""
    starts = np.array([day_number(year - a) for a in range(-1, 111)])
    first = starts[age + 1]
    return np.asarray(first + (rng.random(len(age)) * (starts[age] - first)).astype(np.int64))


def foreign_share(region: Region) -> Array:
    """Share of non-Germans in 2024 by area: the municipality's, times the area type's multiplier."""
    level = np.array([m.foreign_share for m in region.members])[region.municipality]
    return np.asarray(
        level * type_multiplier(FOREIGN_TYPE, region.area_type, region.path[-1] + 1e-9, region.municipality)
    )


def household_nations(register: Register, region: Region, rng: np.random.Generator) -> Array:
    """One state key per person: mostly the same within a household, some couples mixed."""
    share = foreign_share(region) * FOREIGN_2014
    count = register.households
    head_birth = np.full(count, -(10**6))
    adults = ~register.child
    head_birth[register.household[adults]] = register.birth[adults]
    area = np.zeros(count, dtype=np.int64)
    area[register.household] = register.area
    old = head_birth < day_number(FIRST_YEAR - 60)
    foreign = rng.random(count) < share[area] * np.where(old, 0.42, 1.22)
    state = rng.choice(SETTLED_STATES, count, p=SETTLED_WEIGHTS / SETTLED_WEIGHTS.sum())
    nation = np.where(foreign, state, GERMAN)[register.household]
    german_member = foreign[register.household] & (
        rng.random(len(register)) < np.where(register.child, 0.35, 0.12)
    )
    return np.asarray(np.where(german_member, GERMAN, nation))


def add_secondary(register: Register, region: Region, rng: np.random.Generator) -> None:
    """Secondary residents: students and people in the second half of life, each a household of one."""
    kinds = np.array([m.kind for m in region.members])[region.municipality]
    sizes = np.rint(region.path[0] * np.array([SECONDARY_SHARE[kind] for kind in kinds])).astype(np.int64)
    add_secondary_people(register, np.repeat(np.arange(len(sizes)), sizes), FIRST_YEAR, rng)


def add_secondary_people(register: Register, area: Array, year: int, rng: np.random.Generator) -> Array:
    """Append secondary residents of plausible ages at the given areas; returns their row numbers."""
    count = len(area)
    student = rng.random(count) < 0.55
    age = np.where(student, rng.integers(18, 28, count), rng.integers(28, 80, count))
    return register.add(
        count,
        birth=birthdays(age, rng, year),
        sex=rng.integers(0, 2, count),
        area=area,
        secondary=np.ones(count, dtype=bool),
        household=register.new_households(count),
    )


def fill_reception(register: Register, region: Region, rng: np.random.Generator) -> None:
    """People in the reception centre: young, mostly male, none German, each their own household."""
    if region.reception < 0:
        return
    add_refugees(register, region, round(RECEPTION_BEDS[FIRST_YEAR] * region.scale), FIRST_YEAR, rng)


def add_refugees(
    register: Register, region: Region, count: int, year: int, rng: np.random.Generator
) -> Array:
    """Append people who come to the reception centre in `year`.

    In 2022 women with children, else mostly young men; children live in the household of an adult.
    """
    families = year == 2022
    ages = rng.choice(
        5, count, p=(0.30, 0.10, 0.14, 0.38, 0.08) if families else (0.20, 0.26, 0.26, 0.26, 0.02)
    )
    age = (
        np.array([0, 18, 25, 30, 50])[ages] + rng.random(count) * np.array([18, 7, 5, 20, 20])[ages]
    ).astype(np.int64)
    female = rng.random(count) < np.where(age < 18, 0.48, 0.68 if families else 0.28)
    household = register.new_households(count)
    child, adults = age < 18, np.flatnonzero(age >= 18)
    parent = adults[rng.integers(0, len(adults), count)] if len(adults) else np.arange(count)
    states = np.array([475, 438, 423, 163, 166]) if not families else np.array([166, 475, 423, 438, 163])
    return register.add(
        count,
        birth=birthdays(age, rng, year - 1),
        sex=female,
        nation=rng.choice(states, count, p=(0.45, 0.2, 0.2, 0.1, 0.05)),
        area=np.full(count, region.reception),
        in_reception=np.ones(count, dtype=bool),
        child=child,
        household=np.where(child, household[parent], household),
    )
