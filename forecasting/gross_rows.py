"""The arithmetic of one cell of a step for all draws: the innermost loops.

Every array has two axes, rows and draws; each loop runs over the draws of a handful of rows and so becomes
vector instructions. Row numbers are passed instead of rows, because making a view costs as much as a hundred
draws. `gross_kernel` decides which rows meet; `step_reference` holds the formulas in readable form.

Only arrays, numbers and tuples of them appear in signatures: the machine code kept on disk then knows no
class of this package and survives any renaming.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from forecasting.components import Array, Integers

F = TypeVar("F", bound=Callable[..., object])
# Bundles of arrays; the module docstring of gross_kernel says what is in each.
Parts = tuple[Any, ...]
Real = float | np.floating
Levels = tuple[Array, Array, Array, Array, Array]
# Positions of levels in the tuple of levels and in the table of their sizes.
DEATH_LEVEL, OUT_LEVEL, INFLOW_LEVEL, ARRIVAL_LEVEL, FERTILITY_LEVEL = 0, 1, 2, 3, 4
# Rows of totals; internal flows follow, leavers first: FIXED + k, then FIXED + K + k.
PERSONS, BIRTHS, DEATHS, INFLOW, OUT, NATURALISED, CUT, FIXED = 0, 1, 2, 3, 4, 5, 6, 7
# Scratch rows of the cell at work; BABIES counts twice the births by nationality of the mother.
ONE, MOVING, UNIT, ARRIVING, GAINED, DEAD, LEFT, NATURAL, PART, BABIES, SCRATCH = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    11,
)


def compiled(function: F) -> F:
    """Compile to machine code, kept on disk; strict arithmetic, so equal inputs give equal bits."""
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: F) -> F:
    """Compile as part of every caller: one pass of the optimiser instead of one per caller and callee."""
    return cast(F, numba.njit(inline="always")(function))


@compiled
def level_row(sizes: Integers, level: int, year: int, area: int, group: int) -> int:
    """Return the row of a level whose axes year, area and age group may have length 1."""
    years, areas, groups = sizes[level, 0], sizes[level, 1], sizes[level, 2]
    return int((min(year, years - 1) * areas + min(area, areas - 1)) * groups + min(group, groups - 1))


@compiled
def set_row(target: Array, at: tuple[int, int, int], factor: Real, left: Array, right: Array) -> None:
    """Set row at[0] to factor × row at[1] of `left` × row at[2] of `right`."""
    for d in range(target.shape[1]):
        target[at[0], d] = factor * left[at[1], d] * right[at[2], d]


@compiled
def add_row(target: Array, at: tuple[int, int, int], factor: Real, left: Array, right: Array) -> None:
    """Add to row at[0] factor × row at[1] of `left` × row at[2] of `right`."""
    for d in range(target.shape[1]):
        target[at[0], d] += factor * left[at[1], d] * right[at[2], d]


@compiled
def quick_row(
    at: tuple[int, int, int, int, int, int, int],
    rate: tuple[Real, Real, Real, Real, Real],
    population: Array,
    totals: Array,
    levels: Levels,
) -> None:
    """Age a cell whose leavers are not cut and where nobody is naturalised or comes from another area.

    Rows: before, after, first of totals, death, death at the next age, out, inflow. Rates: death, next death,
    out, inflow, one half. Operations and their order are those of `full_row`, so both give the same bits.
    """
    before, after, total, row, row_next, row_out, row_in = at
    q, q_next, e, i, half = rate
    death, out, inflow = levels[0], levels[1], levels[2]
    for d in range(population.shape[1]):
        people, came = population[before, d], i * inflow[row_in, d]
        dying = q * death[row, d]
        gone = people * (e * out[row_out, d])
        lost = dying * (people - gone * half) + came * (q_next * death[row_next, d]) * half
        now = people - lost - gone + came
        population[after, d] = now
        totals[total + PERSONS, d] += now
        totals[total + DEATHS, d] += lost
        totals[total + OUT, d] += gone


@compiled
def unit_row(
    at: tuple[int, int], rate: tuple[Real, Real, Real, Real], death: Array, out: Array, scratch: Array
) -> None:
    """Fill UNIT, leavers per person and unit of out-rate, cut where deaths and moves would take everybody.

    Rows: death, out. Rates: death, out, naturalisation, exposure.
    """
    q, e, natural, weight = rate
    one = q - q + 1
    for d in range(scratch.shape[1]):
        dying = min(q * death[at[0], d], one)
        changed = min(natural, one - dying)
        most = max((one - dying - changed + dying * changed * weight) / (one - dying * weight), one - one)
        rate_out = e * out[at[1], d]
        scratch[UNIT, d] = most / e if rate_out > most else out[at[1], d]


@compiled
def full_row(
    at: tuple[int, int, int],
    rate: tuple[Real, Real, Real, Real, Real, Real],
    population: Array,
    death: Array,
    scratch: Array,
) -> None:
    """Age a cell with all that can happen in it; scratch rows hold who moves, arrives and is gained.

    Rows: after, death, death at the next age. Rates: death, next death, out, naturalisation, exposure,
    exposure of the gained. Fills DEAD, LEFT and NATURAL.
    """
    q, q_next, e, natural, weight, weight_gained = rate
    one = q - q + 1
    for d in range(scratch.shape[1]):
        people, came, new = scratch[MOVING, d], scratch[ARRIVING, d], scratch[GAINED, d]
        dying = min(q * death[at[1], d], one)
        gone = people * (e * scratch[UNIT, d])
        changed = people * min(natural, one - dying)
        lost = dying * (people - changed * weight - gone * weight)
        lost = lost + came * min(q_next * death[at[2], d], one) * weight + new * dying * weight_gained
        population[at[0], d] = max(people - lost - gone + came + new - changed, one - one)
        scratch[DEAD, d] = lost
        scratch[LEFT, d] = gone
        scratch[NATURAL, d] = changed
