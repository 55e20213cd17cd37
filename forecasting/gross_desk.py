"""The desk at which a step works: rows of draws for the levels, the cell and the sums of one area.

It is a flat array of rows a fixed number of places apart. That distance and the numbers of the rows are
constants of the program, so the compiler knows how rows lie to each other and makes vector instructions of
each loop with hardly a check before it.

Only arrays, numbers and tuples of them appear in signatures: the machine code kept on disk then knows no
class of this package and survives any renaming.
"""

from typing import Any

import numpy as np

from forecasting.components import Array, Integers
from forecasting.machine_code import compiled_bare, inlined

# Bundles of arrays; the module docstring of gross_kernel says what is in each.
Parts = tuple[Any, ...]
Real = float | np.floating
# First draw and number of draws.
Draws = tuple[int, int]
# Most draws at once: enough that finding a cell's rows costs little beside working on them.
LANES = 1024
# Places from row to row: a little more than LANES, because rows a power of two apart share cache lines.
STRIDE = LANES + 16
# The bits of a number without its sign: what has passed it is known not to count from the end of an array.
POSITIVE = 0x7FFFFFFF
# Rows of the desk: levels of the year, then the cell at work, then what its area has seen this year. BABIES
# counts twice the births by nationality of the mother.
DEATH, NEXT, OUT, INFLOW, ARRIVAL = 0, 1, 2, 3, 4
PEOPLE, UNIT, CAME, LEFT, LOST, NATURAL = 5, 6, 7, 8, 9, 10
BABIES, FOREIGN_BABIES, COUNTED = 11, 12, 13
# Rows of totals, on the desk from COUNTED on; internal flows follow, leavers first: FIXED + k, then FIXED + K
# + k.
PERSONS, BIRTHS, DEATHS, ARRIVED, GONE, NATURALISED, CUT, FIXED = 0, 1, 2, 3, 4, 5, 6, 7
# Two internal flows are counted on the desk too; WARMED is for what nobody reads; DESK_ROWS is how many rows
# it has.
TWO_FLOWS = 2
# Numbers in a cache line.
LINE = 16
MOVED = COUNTED + FIXED
WARMED = MOVED + 2 * TWO_FLOWS
DESK_ROWS = WARMED + 1


@inlined
def level_row(sizes: Integers, level: int, year: int, area: int, group: int) -> int:
    """Return the row of a level whose axes year, area and age group may have length 1."""
    years, areas, groups = sizes[level, 0], sizes[level, 1], sizes[level, 2]
    row: int = (min(year, years - 1) * areas + min(area, areas - 1)) * groups + min(group, groups - 1)
    return row


@inlined
def span(draws: Draws) -> Draws:
    """Return the same numbers, known to be positive: no place is then counted from the end of an array."""
    return draws[0] & POSITIVE, draws[1] & POSITIVE


@compiled_bare
def fetch(desk: Array, row: int, source: Array, at: int, draws: Draws) -> None:
    """Lay row `at` of `source` on the desk."""
    first, lanes = span(draws)
    place = row * STRIDE & POSITIVE
    for d in range(lanes):
        desk[place + d] = source[at, first + d]


@compiled_bare
def fetch_people(desk: Array, population: Array, at: tuple[int, int], draws: Draws) -> None:
    """Lay on PEOPLE who reaches a cell; `at`: their row, row of those already in the open group or −1."""
    first, lanes = span(draws)
    for d in range(lanes):
        desk[PEOPLE * STRIDE + d] = population[at[0], first + d]
    if at[1] >= 0:
        for d in range(lanes):
            desk[PEOPLE * STRIDE + d] += population[at[1], first + d]


@compiled_bare
def clear(desk: Array, row: int, lanes: int) -> None:
    """Set a row of the desk to zero."""
    place = row * STRIDE & POSITIVE
    for d in range(lanes):
        desk[place + d] = 0


@compiled_bare
def multiply(desk: Array, row: int, left: int, right: int, lanes: int) -> None:
    """Set a row of the desk to the product of two others."""
    place, one, other = row * STRIDE & POSITIVE, left * STRIDE & POSITIVE, right * STRIDE & POSITIVE
    for d in range(lanes):
        desk[place + d] = desk[one + d] * desk[other + d]


@compiled_bare
def add(desk: Array, row: int, factor: Real, source: int, lanes: int) -> None:
    """Add factor × one row of the desk to another."""
    place, other = row * STRIDE & POSITIVE, source * STRIDE & POSITIVE
    for d in range(lanes):
        desk[place + d] += factor * desk[other + d]


@compiled_bare
def add_from(desk: Array, row: int, factor: Real, source: tuple[Array, int], draws: Draws) -> None:
    """Add to a row of the desk factor × a row of another array."""
    first, lanes = span(draws)
    place, at = row * STRIDE & POSITIVE, source[1]
    for d in range(lanes):
        desk[place + d] += factor * source[0][at, first + d]


@compiled_bare
def add_to(target: tuple[Array, int], factor: Real, desk: Array, row: int, draws: Draws) -> None:
    """Add factor × a row of the desk to a row of another array."""
    first, lanes = span(draws)
    place, at = row * STRIDE & POSITIVE, target[1]
    for d in range(lanes):
        target[0][at, first + d] += factor * desk[place + d]


@compiled_bare
def put(target: tuple[Array, int], factor: Real, desk: Array, row: int, draws: Draws) -> None:
    """Store factor × a row of the desk."""
    first, lanes = span(draws)
    place, at = row * STRIDE & POSITIVE, target[1]
    for d in range(lanes):
        target[0][at, first + d] = factor * desk[place + d]


@compiled_bare
def start_row(population: Array, row: int, start: Array, draws: Draws) -> None:
    """Copy a row of the jump-off, which has one number for all draws or one for each."""
    first, lanes = span(draws)
    if start.shape[1] == 1:
        people = start[row, 0]
        for d in range(lanes):
            population[row, first + d] = people
    else:
        for d in range(lanes):
            population[row, first + d] = start[row, first + d]


@compiled_bare
def keep_rows(kept: Array, at: int, state: Array, rows: tuple[int, int], draws: Draws) -> None:
    """Copy some rows of the state to `kept`, `at` rows further down.

    Upwards and apart from the step, which goes downwards: memory is then written several times faster.
    """
    first, lanes = span(draws)
    for row in range(rows[0], rows[1]):
        for d in range(lanes):
            kept[at + row, first + d] = state[row, first + d]


@inlined
def warm_area(at: Parts, draws: Draws, given: Parts, population: Array, desk: Array) -> None:
    """Bring what a step reads of an area's ages into the cache: `at` = (area, last age, first age, year).

    A step meets ages downwards and sexes in turn, which no processor foresees; waiting for memory took half
    of its time. Without internal moves an area stays in the cache from year to year.
    """
    a, top, bottom, year = at
    setup, levels, _ = given
    sizes, group, shape = setup[2], setup[3], setup[5]
    if shape[4] > 0:
        for who in range(shape[1] * shape[2]):
            row = (a * shape[1] * shape[2] + who) * shape[3]
            _warm(desk, population, (row + max(bottom - 1, 0), row + top + 1), draws)
        for level in range(4):
            low = level_row(sizes, level, year, a, group[bottom])
            high = level_row(sizes, level, year, a, group[top])
            _warm(desk, levels[level], (low, high + 1), draws)


@compiled_bare
def _warm(desk: Array, source: Array, rows: tuple[int, int], draws: Draws) -> None:
    # One number of each line, upwards, as memory is read ahead; summed, or the compiler would leave it out.
    first, lanes = span(draws)
    seen = desk.dtype.type(0)
    for row in range(rows[0], rows[1]):
        for d in range(0, lanes, LINE):
            seen += source[row, first + d]
    desk[WARMED * STRIDE] = seen
