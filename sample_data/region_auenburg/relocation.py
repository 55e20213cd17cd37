"""Moves inside the association: to another area of the municipality or to another member."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .departures import Movers
from .rates import INNER, TO_CITY
from .settling import choose_areas, unit_class
from .state import IN, INNER_MOVE, OUT
from .step import Step


def ags_numbers(step: Step) -> Array:
    """AGS of the members as whole numbers."""
    return np.array([int(m.ags) for m in step.region.members])


def destination_towns(step: Step, movers: Movers, free: Array) -> Array:
    """Municipality each unit moves to: its own, the city, or another member drawn by free places."""
    region = step.region
    home = region.municipality[step.register.area[movers.heads]]
    towns = np.arange(len(region.places))
    room = np.bincount(region.municipality, weights=free, minlength=len(towns))
    goal = home.copy()
    goal[movers.destination == TO_CITY] = step.tables.city
    for m in towns:
        units = np.flatnonzero((home == m) & (movers.destination != INNER) & (movers.destination != TO_CITY))
        weights = np.where((towns == m) | (towns == step.tables.city), 0.0, room)
        if len(units) and weights.sum() > 0:
            goal[units] = step.rng.choice(towns, len(units), p=weights / weights.sum())
    return np.asarray(goal)


def relocate(step: Step, movers: Movers, towns: Array, free: Array) -> None:
    """Find each unit a dwelling in its town and log the move.

    One inner move, or an out- and an in-move between members.
    """
    register, region = step.register, step.region
    if len(movers.heads) == 0:
        return
    unit = movers.unit
    has_children = np.bincount(unit, weights=register.child[movers.persons], minlength=len(movers.heads)) > 0
    kinds = unit_class(step, movers.heads, step.age[movers.heads], has_children)
    origin = register.area[movers.heads].astype(np.int64)
    area = choose_areas(step, towns, kinds, free, origin)[unit]
    numbers = step.log.number_units(len(movers.heads))[unit]
    day, home = movers.day[unit], region.municipality[register.area[movers.persons]]
    inner = region.municipality[area] == home
    ags = ags_numbers(step)
    between = movers.persons[~inner]
    target_ags = ags[region.municipality[area[~inner]]]
    step.log.add(OUT, between, day[~inner], partner=target_ags, unit=numbers[~inner])
    old_area = register.area[movers.persons].copy()
    register.area[movers.persons] = area
    register.in_reception[movers.persons] = False
    step.log.add(IN, between, day[~inner], partner=ags[home[~inner]], unit=numbers[~inner])
    within = movers.persons[inner]
    step.log.add(INNER_MOVE, within, day[inner], other=old_area[inner], unit=numbers[inner])
