"""Internal moves of a step: leavers of every area go into pools, pools are divided among areas.

Areas are added in fixed order and draws never meet, so any number of threads gives the same bits. Arrays as
in gross_kernel.
"""

from forecasting.components import Array
from forecasting.gross_desk import (
    ARRIVAL,
    CAME,
    DEATH,
    LEFT,
    OUT,
    PEOPLE,
    TWO_FLOWS,
    UNIT,
    Draws,
    Parts,
    add_from,
    clear,
    fetch,
    fetch_people,
    keep_rows,
    level_row,
    multiply,
    start_row,
    warm_area,
)
from forecasting.gross_kernel import AGES_AT_ONCE, INNER, NATURALISING, SAFE, WANTED, Q, advance, pool_row
from forecasting.gross_rows import cut_row, divide_row, join_row, leave_row, leave_two, weigh_two
from forecasting.machine_code import compiled_bare, inlined


@compiled_bare
def fill_pools(
    block: tuple[int, int, int], draws: Draws, given: Parts, population: Array, desk: Array
) -> None:
    """Collect the leavers of a year, ages block[1] down to block[2], and divide them.

    Filled are the rows of arriving: what one unit of share × level receives. Weights stand there before.
    """
    setup, levels, pools = given
    shape, (year, top, bottom) = setup[5], block
    pools[2][:, :] = 0
    pools[3][:, :] = 0
    for a in range(shape[0]):
        have = -1
        warm_area((a, top, bottom, year), draws, (setup, levels, pools), population, desk)
        for x in range(bottom, top + 1):
            if setup[3][x] != have:
                have = setup[3][x]
                fetch(desk, DEATH, levels[0], level_row(setup[2], 0, year, a, have), draws)
                fetch(desk, OUT, levels[1], level_row(setup[2], 1, year, a, have), draws)
                fetch(desk, ARRIVAL, levels[3], level_row(setup[2], 3, year, a, have), draws)
            for who in range(shape[1] * shape[2]):
                _collect((year, a, who, x), draws, (setup, levels, population, pools), desk)
    for who in range(shape[1] * shape[2]):
        for x in range(bottom, top + 1):
            _hand_out((who, x), draws, (shape, pools), desk)


@inlined
def _collect(at: Parts, draws: Parts, given: Parts, desk: Array) -> None:
    # Leavers per unit of out-rate, exactly as the step itself finds them.
    year, a, who, x = at
    setup, levels, population, pools = given
    cells, shape, kind, lanes = setup[0], setup[5], desk.dtype.type, draws[1]
    size, cell = shape[1] * shape[2] * shape[3], who * shape[3] + x
    rate = cells[min(year, cells.shape[0] - 1), min(a, cells.shape[1] - 1), x * shape[1] * shape[2] + who]
    people = a * size + cell
    source = people - 1 if x else people
    death = level_row(setup[2], 0, year, a, setup[3][x])
    out = level_row(setup[2], 1, year, a, setup[3][x])
    most = rate[Q] * setup[4][0][death] + rate[WANTED] * setup[4][1][out] + rate[NATURALISING]
    is_safe = most <= SAFE and x < shape[3] - 1
    if is_safe and shape[4] == TWO_FLOWS:
        here, member = (
            pool_row(shape, (0, pools[0][0, a], who, x)),
            pool_row(shape, (1, pools[0][1, a], who, x)),
        )
        leavers = (rate[INNER], rate[INNER + 1])
        leave_two(population, source, (pools[2], here, member), leavers, (desk, draws))
        weigh_two((pools[3], here, member), (rate[INNER + 2], rate[INNER + 3]), desk, lanes)
        return
    if is_safe:
        leave_row(desk, population, source, draws)
    else:
        fetch_people(desk, population, (source, people if x == shape[3] - 1 else -1), draws)
        fetch(desk, UNIT, levels[1], out, draws)
        if most > SAFE:
            weight = kind(0.5) if x else kind(2.0 / 3.0)
            cut_row((rate[Q], rate[WANTED], rate[NATURALISING], weight), desk, lanes)
        multiply(desk, LEFT, PEOPLE, UNIT, lanes)
    for k in range(shape[4]):
        row = pool_row(shape, (k, pools[0][k, a], who, x))
        share = (rate[INNER + k], rate[INNER + shape[4] + k])
        join_row((pools[2], pools[3], row), share, desk, lanes)


@inlined
def _hand_out(at: Parts, draws: Draws, given: Parts, desk: Array) -> None:
    who, x = at
    shape, pools = given
    _, transfer, leaving, arriving = pools
    for k in range(transfer.shape[0]):
        for to in range(shape[7]):
            clear(desk, CAME, draws[1])
            for origin in range(shape[7]):
                if transfer[k, origin, to] > 0:
                    row = pool_row(shape, (k, origin, who, x))
                    share = desk.dtype.type(transfer[k, origin, to])
                    add_from(desk, CAME, share, (leaving, row), (0, draws[1]))
            divide_row(arriving, pool_row(shape, (k, to, who, x)), desk, draws[1])


@compiled_bare
def project_block(
    block: tuple[Draws, Draws], years: tuple[int, int], given: Parts, results: Parts, work: Parts
) -> None:
    """Project a block, (areas, draws), through years[0]…years[1]−1; with internal moves all areas.

    `given` = (setup, levels, pools, start): start is the jump-off, row by row, for the first year.
    """
    areas, draws = block
    setup, levels, pools, start = given
    desk, leaving, arriving = work
    shape, kept = setup[5], results[5]
    parts = (setup, levels, (pools[0], pools[1], leaving, arriving))
    size, keep = shape[1] * shape[2] * shape[3], kept.shape[0] > 0
    together = areas[1] - areas[0] if shape[4] else 1
    for a in range(areas[0], areas[1], together):
        rows = (a * size, (a + together) * size)
        if years[0] == 0:
            for row in range(rows[0], rows[1]):
                start_row(results[0], row, start, draws)
            if keep:
                keep_rows(kept, 0, results[0], rows, draws)
        for year in range(years[0], years[1]):
            _year((a, a + together, year), draws, parts, results, desk)
            if keep:
                keep_rows(kept, (year + 1) * shape[0] * size, results[0], rows, draws)


@inlined
def _year(at: Parts, draws: Draws, parts: Parts, results: Parts, desk: Array) -> None:
    first, end, year = at
    shape = parts[0][5]
    top = shape[3] - 1
    while top >= 0:
        bottom = 0
        if shape[4]:
            # Age 0 stands alone: its people are born in this year.
            bottom = max(top - AGES_AT_ONCE + 1, min(top, 1))
            fill_pools((year, top, bottom), draws, parts, results[0], desk)
        advance((first, end, year, top, bottom), draws, parts, results, desk)
        top = bottom - 1
