"""The step with gross flows (FSO form, the product default): which rows meet, area by area.

Rows of the population run over (area, nationality, sex, age); ages are processed downwards and changed in
place. Survival is never stored: it is formed from death probability × level while a cell is at hand.

`given` = (setup, levels, pools); `setup` = (cells, births, sizes, group, peaks, shape): cells (year, area,
cell, column), cells over (age, nationality, sex); births (year, area, [native share, girls' share]); sizes
(level, [years, areas, groups]); group (age); peaks: largest death and out level of each of their rows; shape:
areas, nationalities, sexes, ages, flows, stored years − 1, detail, pool groups. `results` = (population,
totals, born, detail, mothers, kept). `pools` = (group of an area, transfer, leaving, arriving), rows of the
last two by `pool_row`. `draws` = (first, number).
"""

from forecasting.components import Array, Integers
from forecasting.gross_desk import (
    ARRIVAL,
    ARRIVED,
    BABIES,
    COUNTED,
    DEATH,
    DESK_ROWS,
    FIXED,
    FOREIGN_BABIES,
    INFLOW,
    LEFT,
    LOST,
    MOVED,
    NATURAL,
    NEXT,
    OUT,
    PEOPLE,
    STRIDE,
    TWO_FLOWS,
    UNIT,
    Draws,
    Parts,
    add,
    add_to,
    clear,
    fetch,
    fetch_people,
    level_row,
    put,
    warm_area,
)
from forecasting.gross_rows import (
    count_cut,
    cut_row,
    full_mothers,
    full_row,
    moving_row,
    newborn_row,
    plain_mothers,
    plain_rows,
    receive_row,
)
from forecasting.machine_code import compiled_bare, inlined

# Columns of cells; rates of internal flows follow, then their shares.
Q, Q_NEXT, WANTED, VOLUME, NATURALISING, FERTILITY, OUT_RATE, INNER = 0, 1, 2, 3, 4, 5, 6, 7
# Rows of detail; internal flows follow, leavers first.
DIED, CAME_IN, WENT, CHANGED, DETAIL = 0, 1, 2, 3, 4
# While peak death and out-rates stay below this sum nothing can be cut, whatever the rounding.
SAFE = 0.999
# Ages whose pools are filled before any of them moves: enough to read levels seldom, few enough that pools
# and cells of all areas stay in the cache.
AGES_AT_ONCE = 10


@compiled_bare
def advance(
    block: tuple[int, int, int, int, int], draws: Draws, given: Parts, results: Parts, desk: Array
) -> None:
    """Project areas block[0]…block[1]−1 through year block[2], ages block[3] down to block[4].

    The births of the year are placed once age 1 is done; before, `born` keeps what mothers had so far.
    """
    population, totals, born = results[0], results[1], results[2]
    shape, year = given[0][5], block[2]
    rows, kind, nations = FIXED + 2 * shape[4], population.dtype.type, shape[1]
    oldest = block[3] == shape[3] - 1
    for a in range(block[0], block[1]):
        total = (min(year, shape[5]) * shape[0] + a) * rows
        stored = (min(year, shape[5]) * shape[0] + a) * nations * 2
        for row in range(BABIES, DESK_ROWS):
            clear(desk, row, draws[1])
        if oldest:
            for row in range(rows):
                put((totals, total + row), kind(0), desk, BABIES, draws)
        elif block[4] > 0:
            fetch(desk, BABIES, born, stored, draws)
            fetch(desk, FOREIGN_BABIES, born, stored + 2 * (nations - 1), draws)
        warm_area((a, block[3], block[4], year), draws, given, population, desk)
        _ages((year, a, block[3], block[4], total), draws, given, results, desk)
        if block[4] > 1:
            put((born, stored + 2 * (nations - 1)), kind(1), desk, FOREIGN_BABIES, draws)
            put((born, stored), kind(1), desk, BABIES, draws)
        for row in range(FIXED):
            add_to((totals, total + row), kind(1), desk, COUNTED + row, draws)
        if shape[4] == TWO_FLOWS:
            for row in range(2 * TWO_FLOWS):
                add_to((totals, total + FIXED + row), kind(1), desk, MOVED + row, draws)


@inlined
def _ages(at: Parts, draws: Draws, given: Parts, results: Parts, desk: Array) -> None:
    year, a, top, bottom, _ = at
    setup, levels, _ = given
    cells, _, sizes, group, peaks, shape = setup
    ages, who = shape[3], shape[1] * shape[2]
    kind = desk.dtype.type
    rate_year, rate_area = min(year, cells.shape[0] - 1), min(a, cells.shape[1] - 1)
    have, have_next, volumes = -1, -1, 0.0
    peak_death, peak_out, peak_next = 1.0, 1.0, 1.0
    for x in range(top, bottom - 1, -1):
        later = min(x + 1, ages - 1) if x > 0 else 0
        if group[x] != have:
            # Arrivals of a level group are counted together: volumes × level.
            add(desk, COUNTED + ARRIVED, kind(volumes), INFLOW, draws[1])
            have, volumes = group[x], 0.0
            peak_death = peaks[0][level_row(sizes, 0, year, a, have)]
            peak_out = peaks[1][level_row(sizes, 1, year, a, have)]
            _take_levels((year, a, have), draws, sizes, levels, desk)
        if group[later] != have_next:
            have_next = group[later]
            row = level_row(sizes, 0, year, a, have_next)
            peak_next = peaks[0][row]
            fetch(desk, NEXT, levels[0], row, draws)
        rates = cells[rate_year, rate_area, x * who : (x + 1) * who]
        for cell in range(who):
            volumes += rates[cell, VOLUME]
        plain = who == 2 and shape[4] == 0 and shape[6] == 0 and 0 < x < ages - 1
        for cell in range(who):
            most = rates[cell, Q] * peak_death + rates[cell, WANTED] * peak_out
            plain = plain and most + rates[cell, NATURALISING] <= SAFE
            plain = plain and rates[cell, Q_NEXT] * peak_next <= 1.0 and rates[cell, NATURALISING] == 0.0
        if plain:
            _plain_cells((a * 2 * ages + x, ages), rates, draws, results[0], desk)
        else:
            _full_cells((*at, x), (peak_death, peak_out, rates), draws, (given, results), desk)
        if x == 1:
            _place_newborn((year, a), draws, given, results, desk)
    add(desk, COUNTED + ARRIVED, kind(volumes), INFLOW, draws[1])


@inlined
def _take_levels(at: Parts, draws: Draws, sizes: Integers, levels: Parts, desk: Array) -> None:
    year, a, group = at
    fetch(desk, DEATH, levels[0], level_row(sizes, 0, year, a, group), draws)
    fetch(desk, OUT, levels[1], level_row(sizes, 1, year, a, group), draws)
    fetch(desk, UNIT, levels[1], level_row(sizes, 1, year, a, group), draws)
    fetch(desk, INFLOW, levels[2], level_row(sizes, 2, year, a, group), draws)
    fetch(desk, ARRIVAL, levels[3], level_row(sizes, 3, year, a, group), draws)


@inlined
def _plain_cells(at: Parts, rates: Array, draws: Draws, population: Array, desk: Array) -> None:
    men, apart = at
    half = desk.dtype.type(0.5)
    plain_rows(
        (population, men, population, population, apart),
        (rates[0, Q], half * rates[0, Q_NEXT], rates[0, WANTED], rates[0, VOLUME]),
        (rates[1, Q], half * rates[1, Q_NEXT], rates[1, WANTED], rates[1, VOLUME]),
        desk,
        draws,
    )
    if rates[1, FERTILITY] > 0.0:
        plain_mothers(population, men + apart, (rates[1, FERTILITY], BABIES), desk, draws)


@inlined
def _full_cells(at: Parts, known: Parts, draws: Draws, given: Parts, desk: Array) -> None:
    year, a, _, _, total, x = at
    peak_death, peak_out, rates = known
    parts, results = given
    shape = parts[0][5]
    for s in range(shape[2]):
        # Foreigners first: those they lose by naturalisation are gained right after.
        for n in range(shape[1] - 1, -1, -1):
            rate = rates[n * shape[2] + s]
            most = rate[Q] * peak_death + rate[WANTED] * peak_out + rate[NATURALISING]
            if shape[4] == TWO_FLOWS and shape[6] == 0 and 0 < x < shape[3] - 1:
                _moving_cell((year, a, n, s, x), (most <= SAFE, rate), draws, (parts, results), desk)
            else:
                _full_cell((year, a, n, s, x, total), (most <= SAFE, rate), draws, (parts, results), desk)


@inlined
def pool_row(shape: Integers, at: Parts) -> int:
    """Return the row of a pool: flow, group, nationality × sexes + sex, age within the ages in work."""
    flow, group, who, age = at
    row: int = ((flow * shape[7] + group) * shape[1] * shape[2] + who) * AGES_AT_ONCE + age % AGES_AT_ONCE
    return row


@inlined
def _full_cell(at: Parts, known: Parts, draws: Draws, given: Parts, desk: Array) -> None:
    year, a, n, s, x, total = at
    safe, rate = known
    parts, results = given
    setup, levels, pools = parts
    population, totals, shape = results[0], results[1], setup[5]
    count, kind, lanes = shape[4], desk.dtype.type, draws[1]
    who = n * shape[2] + s
    row = (a * shape[1] * shape[2] + who) * shape[3] + x
    weight = kind(0.5) if x else kind(2.0 / 3.0)
    fetch_people(desk, population, (row - 1 if x else row, row if x == shape[3] - 1 else -1), draws)
    if not safe:
        cut_row((rate[Q], rate[WANTED], rate[NATURALISING], weight), desk, lanes)
        count_cut(rate[WANTED], desk, lanes)
    for k in range(count):
        pool = pool_row(shape, (k, pools[0][k, a], who, x))
        here, before = (totals, total + FIXED + count + k), kind(1) if k else kind(0)
        receive_row(desk, (rate[INNER + count + k], before), (pools[3], pool), here, draws)
    taken = kind(1) if shape[1] == 2 and n == 0 else kind(0)
    rates = (rate[Q], rate[Q_NEXT], rate[WANTED], rate[VOLUME], rate[NATURALISING], rate[OUT_RATE])
    full_row((population, row), rates, (weight, kind(0.5) if x else kind(0), taken), desk, draws)
    for k in range(count):
        add_to((totals, total + FIXED + k), rate[INNER + k], desk, LEFT, draws)
    if rate[FERTILITY] > 0.0:
        mothers_rate = (rate[FERTILITY], kind(0)) if n == 0 else (kind(0), rate[FERTILITY])
        full_mothers(population, row, mothers_rate, desk, draws)
    if shape[6]:
        _book_cell((year, a, n, s, x, row), rate, draws, given, desk)
    if not safe:
        fetch(desk, UNIT, levels[1], level_row(setup[2], 1, year, a, setup[3][x]), draws)


@inlined
def _moving_cell(at: Parts, known: Parts, draws: Draws, given: Parts, desk: Array) -> None:
    # The usual cell of an association: what `_full_cell` does, in one pass over its draws.
    year, a, n, s, x = at
    safe, rate = known
    parts, results = given
    setup, levels, pools = parts
    population, shape, kind, lanes = results[0], setup[5], desk.dtype.type, draws[1]
    who = n * shape[2] + s
    row = (a * shape[1] * shape[2] + who) * shape[3] + x
    if not safe:
        fetch_people(desk, population, (row - 1, -1), draws)
        cut_row((rate[Q], rate[WANTED], rate[NATURALISING], kind(0.5)), desk, lanes)
        count_cut(rate[WANTED], desk, lanes)
    taken = kind(1) if shape[1] == 2 and n == 0 else kind(0)
    rates = (rate[Q], rate[Q_NEXT], rate[WANTED], rate[VOLUME], rate[NATURALISING], rate[OUT_RATE], taken)
    inner = (rate[INNER], rate[INNER + 1], rate[INNER + 2], rate[INNER + 3])
    here, member = pool_row(shape, (0, pools[0][0, a], who, x)), pool_row(shape, (1, pools[0][1, a], who, x))
    moving_row((population, row, population), rates, inner, (pools[3], here, member), (desk, draws))
    if rate[FERTILITY] > 0.0:
        to = BABIES if n == 0 else FOREIGN_BABIES
        plain_mothers(population, row, (rate[FERTILITY], to), desk, draws)
    if not safe:
        fetch(desk, UNIT, levels[1], level_row(setup[2], 1, year, a, setup[3][x]), draws)


@inlined
def _book_cell(at: Parts, rate: Array, draws: Draws, given: Parts, desk: Array) -> None:
    # The flows of the cell one by one; only runs that keep everything come here.
    year, a, n, s, x, row = at
    parts, results = given
    setup, levels, pools = parts
    population, detail, mothers = results[0], results[3], results[4]
    shape, kind = setup[5], desk.dtype.type
    count, rows = shape[4], shape[0] * shape[1] * shape[2] * shape[3]
    book = min(year, shape[5]) * (DETAIL + 2 * count) * rows + row
    put((detail, book + DIED * rows), kind(1), desk, LOST, draws)
    put((detail, book + CAME_IN * rows), rate[VOLUME], desk, INFLOW, draws)
    put((detail, book + WENT * rows), rate[OUT_RATE], desk, LEFT, draws)
    put((detail, book + CHANGED * rows), kind(1), desk, NATURAL, draws)
    for k in range(count):
        put((detail, book + (DETAIL + k) * rows), rate[INNER + k], desk, LEFT, draws)
        pool = pool_row(shape, (k, pools[0][k, a], n * shape[2] + s, x))
        arrived = (detail, book + (DETAIL + count + k) * rows)
        put(arrived, kind(0), desk, LEFT, draws)
        receive_row(desk, (rate[INNER + count + k], kind(0)), (pools[3], pool), arrived, draws)
    if rate[FERTILITY] > 0.0:
        level = level_row(setup[2], 4, year, a, 0)
        to = ((min(year, shape[5]) * shape[0] + a) * shape[1] + n) * shape[3] + x
        half = kind(0.5) * rate[FERTILITY]
        for d in range(draws[1]):
            women = desk[PEOPLE * STRIDE + d] + population[row, draws[0] + d]
            mothers[to, draws[0] + d] = half * women * levels[4][level, draws[0] + d]


@inlined
def _place_newborn(at: Parts, draws: Draws, given: Parts, results: Parts, desk: Array) -> None:
    year, a = at
    population, born, kind = results[0], results[2], desk.dtype.type
    _, births, sizes, _, _, shape = given[0]
    size, nations, ages = shape[1] * shape[2] * shape[3], shape[1], shape[3]
    row = level_row(sizes, 4, year, a, 0)
    share = births[min(year, births.shape[0] - 1), min(a, births.shape[1] - 1)]
    base = a * size
    stored = (min(year, shape[5]) * shape[0] + a) * nations * 2
    fetch(desk, LEFT, given[1][4], row, draws)
    moved, girls = kind(share[0]) if nations == 2 else kind(0), kind(share[1])
    boys = (base, base + ages, stored)
    newborn_row((population, born), boys, (kind(1), moved, girls), desk, draws)
    if nations == 2:
        boys = (base + 2 * ages, base + 3 * ages, stored + 2)
        newborn_row((population, born), boys, (kind(0), kind(1) - moved, girls), desk, draws)
