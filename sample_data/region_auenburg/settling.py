"""Where moving units find a dwelling.

Free places per area, what kind of unit looks for what, and near before far.
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, draw_column
from .rates import AFFINITY, FAMILY, MIDDLE, NEWCOMER, OLD, STUDENT, YOUNG
from .state import GERMAN
from .step import Step

# Share of an area's inhabitants that can always move in, however full it is.
ALWAYS_FREE = 0.004
# Moves within a Bezirk are that much likelier than to another of the same municipality.
SAME_DISTRICT = 2.5
# Share of non-German units that look where newcomers live rather than where their age group does.
NEWCOMER_SHARE = 0.55


def inhabitants(step: Step) -> Array:
    """Main residents per area now, without the reception centre."""
    register = step.register
    counted = (register.area >= 0) & ~register.secondary & ~register.in_reception
    return np.bincount(register.area[counted], minlength=len(step.region.areas)).astype(float)


def vacancies(step: Step, leaving: Array) -> Array:
    """Places per area that people can move into.

    `leaving`: inhabitants per area who are about to move out.
    """
    target = step.target()
    gap = target - inhabitants(step) + leaving
    return np.asarray(np.maximum(gap, target * ALWAYS_FREE))


def unit_class(step: Step, heads: Array, head_age: Array, has_children: Array) -> Array:
    """Class of each unit (rows of AFFINITY) from its head and whether children come along."""
    kinds = np.select([head_age < 25, head_age < 35, head_age < 62], [STUDENT, YOUNG, MIDDLE], OLD)
    kinds = np.where(has_children, FAMILY, kinds)
    foreign = step.register.nation[heads] != GERMAN
    return np.where(foreign & (step.rng.random(len(heads)) < NEWCOMER_SHARE), NEWCOMER, kinds)


def choose_areas(step: Step, municipality: Array, kinds: Array, free: Array, origin: Array) -> Array:
    """Area for each unit: free places × affinity of its class × nearness to the area of origin (−1.

    From elsewhere).
    """
    region = step.region
    chosen = np.zeros(len(municipality), dtype=np.int64)
    for m in np.unique(municipality):
        units = np.flatnonzero(municipality == m)
        areas = np.flatnonzero(region.municipality == m)
        weights = free[areas][None, :] * AFFINITY[kinds[units]][:, region.area_type[areas]]
        near = (region.district[areas][None, :] == region.district[origin[units]][:, None]) & (
            origin[units] >= 0
        )[:, None]
        same_town = (region.municipality[origin[units]] == m)[:, None]
        weights = weights * np.where(near & same_town, SAME_DISTRICT, 1.0)
        chosen[units] = areas[draw_column(weights, step.rng)]
    return chosen
