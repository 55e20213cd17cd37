"""Internal moves of a step: leavers of every area go into pools, pools are divided among areas.

Cell by cell over all areas in fixed order, so any number of threads gives the same bits. Arrays as in
gross_kernel.
"""

import numpy as np

from forecasting.components import Array
from forecasting.gross_kernel import INNER, NATURALISING, SAFE, WANTED, Q
from forecasting.gross_rows import (
    DEAD,
    MOVING,
    ONE,
    SCRATCH,
    UNIT,
    Parts,
    add_row,
    compiled,
    inlined,
    level_row,
    set_row,
    unit_row,
)


@compiled
def fill_pools(
    block: tuple[int, int, int, int], setup: Parts, levels: Parts, population: Array, pools: Parts
) -> None:
    """Collect the leavers of age group cells and divide them.

    `block`: nationality × sexes + sex, first age, last age + 1, year. Filled are the rows of arriving: what
    one unit of share × level receives.
    """
    shape, group, count = setup[5], pools[0], setup[5][4]
    size, kind = shape[1] * shape[2] * shape[3], population.dtype.type
    scratch = np.zeros((SCRATCH, population.shape[1]), population.dtype)
    scratch[ONE, :] = 1
    for x in range(block[1], block[2]):
        cell = block[0] * shape[3] + x
        for k in range(count):
            for g in range(shape[8]):
                pools[2][(k * shape[8] + g) * size + cell, :] = 0
                # Weights stand in arriving until they are used.
                pools[3][(k * shape[8] + g) * size + cell, :] = 0
        for a in range(shape[0]):
            _load_leavers((block[3], a, cell, x), setup, levels, population, scratch)
            rate = setup[0][min(block[3], setup[0].shape[0] - 1), min(a, setup[0].shape[1] - 1), cell]
            arrival = level_row(setup[2], 3, block[3], a, setup[3][x])
            for k in range(count):
                row = (k * shape[8] + group[k, a]) * size + cell
                add_row(pools[2], (row, UNIT, ONE), kind(rate[INNER + k]), scratch, scratch)
                add_row(pools[3], (row, ONE, arrival), kind(rate[INNER + count + k]), scratch, levels[3])
        _hand_out(cell, setup, pools, scratch)


@inlined
def _load_leavers(at: Parts, setup: Parts, levels: Parts, population: Array, scratch: Array) -> None:
    # Leavers per unit of out-rate, exactly as the step itself finds them.
    year, a, cell, x = at
    cells, shape, kind = setup[0], setup[5], scratch.dtype.type
    size = shape[1] * shape[2] * shape[3]
    rate = cells[min(year, cells.shape[0] - 1), min(a, cells.shape[1] - 1), cell]
    before = (min(year, shape[5]) * shape[0] + a) * size + cell
    after = (min(year + 1, shape[5]) * shape[0] + a) * size + cell
    death = level_row(setup[2], 0, year, a, setup[3][x])
    out = level_row(setup[2], 1, year, a, setup[3][x])
    set_row(scratch, (MOVING, before - 1 if x else after, ONE), kind(1), population, scratch)
    if x == shape[3] - 1:
        add_row(scratch, (MOVING, before, ONE), kind(1), population, scratch)
    set_row(scratch, (UNIT, ONE, out), kind(1), scratch, levels[1])
    if rate[Q] * setup[4][0][death] + rate[WANTED] * setup[4][1][out] + rate[NATURALISING] > SAFE:
        weight = kind(0.5) if x else kind(2.0 / 3.0)
        shares = (kind(rate[Q]), kind(rate[WANTED]), kind(rate[NATURALISING]), weight)
        unit_row((death, out), shares, levels[0], levels[1], scratch)
    set_row(scratch, (UNIT, MOVING, UNIT), kind(1), scratch, scratch)


@inlined
def _hand_out(cell: int, setup: Parts, pools: Parts, scratch: Array) -> None:
    _, transfer, leaving, arriving = pools
    groups, kind = setup[5][8], scratch.dtype.type
    size = setup[5][1] * setup[5][2] * setup[5][3]
    for k in range(transfer.shape[0]):
        for to in range(groups):
            scratch[DEAD, :] = 0
            for origin in range(groups):
                row = (k * groups + origin) * size + cell
                if transfer[k, origin, to] > 0:
                    add_row(scratch, (DEAD, row, ONE), kind(transfer[k, origin, to]), leaving, scratch)
            row = (k * groups + to) * size + cell
            for d in range(scratch.shape[1]):
                # A pool nobody can enter is never entered: shares of every group sum to one.
                weight = arriving[row, d]
                arriving[row, d] = scratch[DEAD, d] / weight if weight > 0 else 0
