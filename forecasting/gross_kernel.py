"""The step with gross flows (FSO form, the product default): which rows meet, area by area.

Rows of `population` run over (slot, area, nationality, sex, age), ages are processed downwards; with one slot
the state is changed in place, with one slot a year nothing is copied. Survival is never stored: it is formed
from death probability × level while a cell is at hand.

`setup` = (cells, births, sizes, group, peaks, shape): cells (year, area, cell, column); births (year, area,
[native share, girls' share]); sizes (level, [years, areas, groups]); group (age); peaks: largest death and
out level of each of their rows; shape: areas, nationalities, sexes, ages, flows, slots − 1, stored years − 1,
detail, pool groups. `results` = (population, totals, born, detail, mothers). `pools` = (group of an area,
transfer, leaving, arriving), rows of the last two over (flow, group, cell).
"""

import numpy as np

from forecasting.components import Array
from forecasting.gross_rows import (
    ARRIVING,
    BABIES,
    BIRTHS,
    CUT,
    DEAD,
    DEATHS,
    FIXED,
    GAINED,
    INFLOW,
    LEFT,
    MOVING,
    NATURAL,
    NATURALISED,
    ONE,
    OUT,
    PART,
    PERSONS,
    SCRATCH,
    UNIT,
    Parts,
    add_row,
    compiled,
    full_row,
    inlined,
    level_row,
    quick_row,
    set_row,
    unit_row,
)

# Columns of cells; rates of internal flows follow, then their shares.
Q, Q_NEXT, WANTED, VOLUME, NATURALISING, FERTILITY, OUT_RATE, INNER = 0, 1, 2, 3, 4, 5, 6, 7
# Rows of detail; internal flows follow, leavers first.
DIED, CAME, WENT, CHANGED, DETAIL = 0, 1, 2, 3, 4
# While peak death and out-rates stay below this sum nothing can be cut, whatever the rounding.
SAFE = 0.999


@compiled
def advance(
    block: tuple[int, int, int, int, int, int], setup: Parts, levels: Parts, results: Parts, pools: Parts
) -> None:
    """Project areas block[0]…block[1]−1 through years block[2]…block[3]−1, ages block[4] down to block[5].

    The births of a year are placed once age 1 is done.
    """
    population, totals = results[0], results[1]
    shape = setup[5]
    scratch = np.zeros((SCRATCH, population.shape[1]), population.dtype)
    scratch[ONE, :] = 1
    rows = FIXED + 2 * shape[4]
    for a in range(block[0], block[1]):
        for year in range(block[2], block[3]):
            total = (min(year, shape[6]) * shape[0] + a) * rows
            if block[4] > 0:
                scratch[BABIES:, :] = 0
                totals[total : total + rows, :] = 0
            for x in range(block[4], block[5] - 1, -1):
                for s in range(shape[2]):
                    for n in range(shape[1] - 1, -1, -1):
                        _age_cell((year, a, n, s, x), (setup, levels, pools), results, scratch)
                if x == 1:
                    _place_newborn((year, a, total), setup, levels[4], results, scratch)


@inlined
def _age_cell(at: Parts, given: Parts, results: Parts, scratch: Array) -> None:
    year, a, n, s, x = at
    setup, levels, pools = given
    cells, _, sizes, group, peaks, shape = setup
    areas, ages = shape[0], shape[3]
    size = shape[1] * shape[2] * ages
    cell = (n * shape[2] + s) * ages + x
    rate = cells[min(year, cells.shape[0] - 1), min(a, cells.shape[1] - 1), cell]
    before = (min(year, shape[5]) * areas + a) * size + cell
    after = (min(year + 1, shape[5]) * areas + a) * size + cell
    total = (min(year, shape[6]) * areas + a) * (FIXED + 2 * shape[4])
    later = min(x + 1, ages - 1) if x > 0 else 0
    death = level_row(sizes, 0, year, a, group[x])
    death_next = level_row(sizes, 0, year, a, group[later])
    out = level_row(sizes, 1, year, a, group[x])
    inflow = level_row(sizes, 2, year, a, group[x])
    most = rate[Q] * peaks[0][death] + rate[WANTED] * peaks[1][out] + rate[NATURALISING]
    safe = most <= SAFE
    quick = safe and shape[1] == 1 and shape[4] == 0 and shape[7] == 0 and 0 < x < ages - 1
    kind = scratch.dtype.type
    quick = quick and rate[Q_NEXT] * peaks[0][death_next] <= 1.0
    if quick:
        quick_row(
            (before - 1, after, total, death, death_next, out, inflow),
            (kind(rate[Q]), kind(rate[Q_NEXT]), kind(rate[WANTED]), kind(rate[VOLUME]), kind(0.5)),
            results[0],
            results[1],
            levels,
        )
        add_row(results[1], (total + INFLOW, ONE, inflow), kind(rate[VOLUME]), scratch, levels[2])
    else:
        _full_cell(
            (year, a, cell, x, before, after, total),
            (death, death_next, out, inflow, safe),
            (setup, levels, pools, rate),
            results,
            scratch,
        )
    if rate[FERTILITY] > 0.0:
        women, row = kind(rate[FERTILITY]), BABIES + n
        if shape[7] or not quick:
            add_row(scratch, (row, MOVING, ONE), women, scratch, scratch)
        else:
            add_row(scratch, (row, before - 1, ONE), women, results[0], scratch)
        add_row(scratch, (row, after, ONE), women, results[0], scratch)
        if shape[7]:
            factor = level_row(sizes, 4, year, a, 0)
            row = ((min(year, shape[6]) * areas + a) * shape[1] + n) * ages + x
            half = kind(0.5) * women
            set_row(results[4], (row, MOVING, factor), half, scratch, levels[4])
            add_row(results[4], (row, after, factor), half, results[0], levels[4])


@inlined
def _full_cell(at: Parts, rows: Parts, given: Parts, results: Parts, scratch: Array) -> None:
    year, a, cell, x, before, after, total = at
    death, death_next, out, inflow, safe = rows
    setup, levels, pools, rate = given
    population, totals, _, detail, _ = results
    shape, count = setup[5], setup[5][4]
    size, kind = shape[1] * shape[2] * shape[3], scratch.dtype.type
    two_nations = shape[1] == 2
    foreign = two_nations and cell >= size // 2
    scratch[GAINED, :] = 0
    if two_nations and not foreign:
        add_row(scratch, (GAINED, NATURAL, ONE), kind(1), scratch, scratch)
    set_row(scratch, (MOVING, before - 1 if x else after, ONE), kind(1), population, scratch)
    if x == shape[3] - 1:
        add_row(scratch, (MOVING, before, ONE), kind(1), population, scratch)
    e, natural = kind(rate[WANTED]), kind(rate[NATURALISING])
    weight = kind(0.5) if x else kind(2.0 / 3.0)
    set_row(scratch, (UNIT, ONE, out), kind(1), scratch, levels[1])
    if not safe:
        unit_row((death, out), (kind(rate[Q]), e, natural, weight), levels[0], levels[1], scratch)
        add_row(totals, (total + CUT, MOVING, out), e, scratch, levels[1])
        add_row(totals, (total + CUT, MOVING, UNIT), -e, scratch, scratch)
    set_row(scratch, (ARRIVING, ONE, inflow), kind(rate[VOLUME]), scratch, levels[2])
    add_row(totals, (total + INFLOW, ARRIVING, ONE), kind(1), scratch, scratch)
    book = (min(year, shape[6]) * (DETAIL + 2 * count)) * shape[0] * size + a * size + cell
    if shape[7]:
        set_row(detail, (book + CAME * shape[0] * size, ARRIVING, ONE), kind(1), scratch, scratch)
    for k in range(count):
        pool = (k * shape[8] + pools[0][k, a]) * size + cell
        arrival = level_row(setup[2], 3, year, a, setup[3][x])
        set_row(scratch, (PART, pool, arrival), kind(rate[INNER + count + k]), pools[3], levels[3])
        add_row(scratch, (ARRIVING, PART, ONE), kind(1), scratch, scratch)
        add_row(totals, (total + FIXED + count + k, PART, ONE), kind(1), scratch, scratch)
        if shape[7]:
            place = book + (DETAIL + count + k) * shape[0] * size
            set_row(detail, (place, PART, ONE), kind(1), scratch, scratch)
    gained = kind(0.5) if x else kind(0)
    shares = (kind(rate[Q]), kind(rate[Q_NEXT]), e, natural, weight, gained)
    full_row((after, death, death_next), shares, population, levels[0], scratch)
    _book_cell((total, after, book), (shape, rate), (population, totals, detail), scratch)


@inlined
def _book_cell(at: Parts, given: Parts, results: Parts, scratch: Array) -> None:
    total, after, book = at
    shape, rate = given
    population, totals, detail = results
    count, kind = shape[4], scratch.dtype.type
    size = shape[1] * shape[2] * shape[3]
    add_row(totals, (total + PERSONS, after, ONE), kind(1), population, scratch)
    if count:
        # Each flow is its own rate times leavers per unit of rate.
        set_row(scratch, (UNIT, MOVING, UNIT), kind(1), scratch, scratch)
        set_row(scratch, (LEFT, UNIT, ONE), kind(rate[OUT_RATE]), scratch, scratch)
    for r in range(4 + count):
        source, row, factor, found = UNIT, FIXED + r - 4, kind(1), DETAIL + r - 4
        if r == 0:
            source, row, found = DEAD, DEATHS, DIED
        elif r == 1:
            source, row, found = LEFT, OUT, WENT
        elif r == 2:
            source, row, found = NATURAL, NATURALISED, CHANGED
        elif r == 3:
            continue
        else:
            factor = kind(rate[INNER + r - 4])
        add_row(totals, (total + row, source, ONE), factor, scratch, scratch)
        if shape[7]:
            set_row(detail, (book + found * shape[0] * size, source, ONE), factor, scratch, scratch)


@inlined
def _place_newborn(at: Parts, setup: Parts, level: Array, results: Parts, scratch: Array) -> None:
    year, a, total = at
    population, totals, born, _, _ = results
    _, births, sizes, _, _, shape = setup
    size, nations, ages = shape[1] * shape[2] * shape[3], shape[1], shape[3]
    row = level_row(sizes, 4, year, a, 0)
    native = births[min(year, births.shape[0] - 1), min(a, births.shape[1] - 1), 0]
    girls = births[min(year, births.shape[0] - 1), min(a, births.shape[1] - 1), 1]
    base = (min(year + 1, shape[5]) * shape[0] + a) * size
    stored = (min(year, shape[6]) * shape[0] + a) * nations * 2
    for d in range(scratch.shape[1]):
        half = 0.5 * level[row, d]
        moved = native * half * scratch[BABIES + 1, d] if nations == 2 else 0.0
        for n in range(nations):
            babies = half * scratch[BABIES + n, d] + (moved if n == 0 else -moved)
            born[stored + 2 * n, d] = babies - babies * girls
            born[stored + 2 * n + 1, d] = babies * girls
            population[base + 2 * n * ages, d] = born[stored + 2 * n, d]
            population[base + (2 * n + 1) * ages, d] = born[stored + 2 * n + 1, d]
            totals[total + BIRTHS, d] += babies
