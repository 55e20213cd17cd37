"""The arithmetic of one cell of a step for all draws: the innermost loops.

`gross_kernel` decides which rows meet; `step_reference` holds the formulas in readable form.
"""

from forecasting.components import Array
from forecasting.gross_desk import (
    ARRIVAL,
    BABIES,
    BIRTHS,
    CAME,
    COUNTED,
    CUT,
    DEATH,
    DEATHS,
    FOREIGN_BABIES,
    GONE,
    INFLOW,
    LEFT,
    LOST,
    MOVED,
    NATURAL,
    NATURALISED,
    NEXT,
    OUT,
    PEOPLE,
    PERSONS,
    POSITIVE,
    STRIDE,
    UNIT,
    Draws,
    Real,
    span,
)
from forecasting.machine_code import compiled_bare


@compiled_bare
def plain_rows(
    rows: tuple[Array, int, Array, Array, int],
    men: tuple[Real, Real, Real, Real],
    women: tuple[Real, Real, Real, Real],
    desk: Array,
    draws: Draws,
) -> None:
    """Age both sexes where leavers are not cut and nobody is naturalised or comes from another area.

    `rows`: population, row of the men after, population twice more, rows from men to women; three names for
    one array, so that the compiler compares its rows once instead of all with all. Rates: death, half of the
    next age's, out, inflow. Operations and their order are those of `full_row`, so both give the same bits.
    """
    first, lanes = span(draws)
    start, after, end_men, end_women, apart = rows
    q, q_half, e, i = men
    r, r_half, f, j = women
    half = desk.dtype.type(0.5)
    for d in range(lanes):
        dying, later = desk[DEATH * STRIDE + d], desk[NEXT * STRIDE + d]
        leaving, coming = desk[UNIT * STRIDE + d], desk[INFLOW * STRIDE + d]
        people, came = start[after - 1, first + d], i * coming
        gone = people * (e * leaving)
        lost = q * dying * (people - gone * half) + came * (q_half * later)
        now = people - lost - gone + came
        end_men[after, first + d] = now
        people, came = start[after + apart - 1, first + d], j * coming
        gone_women = people * (f * leaving)
        lost_women = r * dying * (people - gone_women * half) + came * (r_half * later)
        now_women = people - lost_women - gone_women + came
        end_women[after + apart, first + d] = now_women
        desk[(COUNTED + PERSONS) * STRIDE + d] = desk[(COUNTED + PERSONS) * STRIDE + d] + now + now_women
        desk[(COUNTED + DEATHS) * STRIDE + d] = desk[(COUNTED + DEATHS) * STRIDE + d] + lost + lost_women
        desk[(COUNTED + GONE) * STRIDE + d] = desk[(COUNTED + GONE) * STRIDE + d] + gone + gone_women


@compiled_bare
def plain_mothers(population: Array, after: int, rate: tuple[Real, int], desk: Array, draws: Draws) -> None:
    """Add to a row of the desk rate × (women before + women after); `rate`: with that row."""
    first, lanes = span(draws)
    place = rate[1] * STRIDE & POSITIVE
    for d in range(lanes):
        women = population[after - 1, first + d] + population[after, first + d]
        desk[place + d] += rate[0] * women


@compiled_bare
def full_mothers(population: Array, after: int, rate: tuple[Real, Real], desk: Array, draws: Draws) -> None:
    """Add to BABIES and FOREIGN_BABIES their rate × (PEOPLE before + women after)."""
    first, lanes = span(draws)
    native, foreign = rate
    for d in range(lanes):
        women = desk[PEOPLE * STRIDE + d] + population[after, first + d]
        desk[BABIES * STRIDE + d] += native * women
        desk[FOREIGN_BABIES * STRIDE + d] += foreign * women


@compiled_bare
def cut_row(rate: tuple[Real, Real, Real, Real], desk: Array, lanes: int) -> None:
    """Fill UNIT, leavers per person and unit of out-rate, cut where deaths and moves would take everybody.

    Rates: death, out, naturalisation, exposure.
    """
    q, e, natural, weight = rate
    one = desk.dtype.type(1)
    for d in range(lanes):
        dying = min(q * desk[DEATH * STRIDE + d], one)
        changed = min(natural, one - dying)
        most = max((one - dying - changed + dying * changed * weight) / (one - dying * weight), one - one)
        out = desk[OUT * STRIDE + d]
        desk[UNIT * STRIDE + d] = most / e if e * out > most else out


@compiled_bare
def count_cut(rate: Real, desk: Array, lanes: int) -> None:
    """Count those of PEOPLE who wanted to leave and could not."""
    for d in range(lanes):
        refused = rate * desk[OUT * STRIDE + d] - rate * desk[UNIT * STRIDE + d]
        desk[(COUNTED + CUT) * STRIDE + d] += desk[PEOPLE * STRIDE + d] * refused


@compiled_bare
def full_row(
    at: tuple[Array, int],
    rate: tuple[Real, Real, Real, Real, Real, Real],
    share: tuple[Real, Real, Real],
    desk: Array,
    draws: Draws,
) -> None:
    """Age a cell with all that can happen in it; `at`: population and row.

    Rates: death, next death, out, inflow, naturalisation, external out. Shares: exposure, exposure of the
    gained, 1 if those on NATURAL are gained here. Leaves LEFT per unit of out-rate, LOST and NATURAL.
    """
    first, lanes = span(draws)
    population, after = at
    q, q_next, e, i, natural, outside = rate
    weight, weight_gained, taken = share
    one = desk.dtype.type(1)
    for d in range(lanes):
        people = desk[PEOPLE * STRIDE + d]
        left = people * desk[UNIT * STRIDE + d]
        came = i * desk[INFLOW * STRIDE + d] + desk[CAME * STRIDE + d]
        new = taken * desk[NATURAL * STRIDE + d]
        dying = min(q * desk[DEATH * STRIDE + d], one)
        gone = people * (e * desk[UNIT * STRIDE + d])
        changed = people * min(natural, one - dying)
        lost = dying * (people - changed * weight - gone * weight)
        later = min(q_next * desk[NEXT * STRIDE + d], one)
        lost = lost + came * (later * weight) + new * dying * weight_gained
        now = max(people - lost - gone + came + new - changed, one - one)
        population[after, first + d] = now
        desk[LEFT * STRIDE + d] = left
        desk[LOST * STRIDE + d] = lost
        desk[NATURAL * STRIDE + d] = changed
        desk[(COUNTED + PERSONS) * STRIDE + d] += now
        desk[(COUNTED + DEATHS) * STRIDE + d] += lost
        desk[(COUNTED + GONE) * STRIDE + d] += outside * left
        desk[(COUNTED + NATURALISED) * STRIDE + d] += changed


@compiled_bare
def moving_row(
    rows: tuple[Array, int, Array],
    rate: tuple[Real, Real, Real, Real, Real, Real, Real],
    inner: tuple[Real, Real, Real, Real],
    pool: tuple[Array, int, int],
    given: tuple[Array, Draws],
) -> None:
    """Age a cell with two internal flows in one pass: `receive_row` twice, then `full_row`, in their order.

    `rows`: population, row after, population again. `rate` as `full_row`, then 1 if those on NATURAL are
    gained here. `inner`: leavers by flow, shares of what arrives. `pool`: rows of both flows in arriving.
    """
    desk, draws = given
    first, lanes = span(draws)
    start, after, population = rows
    q, q_next, e, i, natural, outside, taken = rate
    arriving, one_pool, other_pool = pool
    one, half = desk.dtype.type(1), desk.dtype.type(0.5)
    for d in range(lanes):
        people = start[after - 1, first + d]
        left = people * desk[UNIT * STRIDE + d]
        here = inner[2] * desk[ARRIVAL * STRIDE + d] * arriving[one_pool, d]
        member = inner[3] * desk[ARRIVAL * STRIDE + d] * arriving[other_pool, d]
        came = i * desk[INFLOW * STRIDE + d] + (here + member)
        new = taken * desk[NATURAL * STRIDE + d]
        dying = min(q * desk[DEATH * STRIDE + d], one)
        gone = people * (e * desk[UNIT * STRIDE + d])
        changed = people * min(natural, one - dying)
        lost = dying * (people - changed * half - gone * half)
        later = min(q_next * desk[NEXT * STRIDE + d], one)
        lost = lost + came * (later * half) + new * dying * half
        now = max(people - lost - gone + came + new - changed, one - one)
        population[after, first + d] = now
        desk[NATURAL * STRIDE + d] = changed
        desk[(COUNTED + PERSONS) * STRIDE + d] += now
        desk[(COUNTED + DEATHS) * STRIDE + d] += lost
        desk[(COUNTED + GONE) * STRIDE + d] += outside * left
        desk[(COUNTED + NATURALISED) * STRIDE + d] += changed
        desk[MOVED * STRIDE + d] += inner[0] * left
        desk[(MOVED + 1) * STRIDE + d] += inner[1] * left
        desk[(MOVED + 2) * STRIDE + d] += here
        desk[(MOVED + 3) * STRIDE + d] += member


@compiled_bare
def leave_two(
    population: Array,
    at: int,
    pools: tuple[Array, int, int],
    rate: tuple[Real, Real],
    given: tuple[Array, Draws],
) -> None:
    """Add the leavers of a row to the pools of two flows, where nobody is cut."""
    desk, draws = given
    first, lanes = span(draws)
    leaving, one, other = pools
    for d in range(lanes):
        left = population[at, first + d] * desk[OUT * STRIDE + d]
        leaving[one, d] += rate[0] * left
        leaving[other, d] += rate[1] * left


@compiled_bare
def weigh_two(pools: tuple[Array, int, int], share: tuple[Real, Real], desk: Array, lanes: int) -> None:
    """Add share × ARRIVAL to the weights of two flows."""
    weights, one, other = pools
    for d in range(lanes):
        weights[one, d] += share[0] * desk[ARRIVAL * STRIDE + d]
        weights[other, d] += share[1] * desk[ARRIVAL * STRIDE + d]


@compiled_bare
def receive_row(
    desk: Array, share: tuple[Real, Real], pool: tuple[Array, int], total: tuple[Array, int], draws: Draws
) -> None:
    """Add to CAME and to its total what a cell receives of a pool; shares: of the pool, kept of CAME."""
    first, lanes = span(draws)
    rows, at, sums, to = pool[0], pool[1], total[0], total[1]
    for d in range(lanes):
        part = share[0] * desk[ARRIVAL * STRIDE + d] * rows[at, d]
        desk[CAME * STRIDE + d] = share[1] * desk[CAME * STRIDE + d] + part
        sums[to, first + d] += part


@compiled_bare
def leave_row(desk: Array, population: Array, at: int, draws: Draws) -> None:
    """Fill LEFT, leavers of a row per unit of out-rate, where nobody is cut."""
    first, lanes = span(draws)
    for d in range(lanes):
        desk[LEFT * STRIDE + d] = population[at, first + d] * desk[OUT * STRIDE + d]


@compiled_bare
def join_row(pools: tuple[Array, Array, int], share: tuple[Real, Real], desk: Array, lanes: int) -> None:
    """Add to a pool its rate × LEFT and to its weights share × ARRIVAL."""
    leaving, weights, row = pools
    for d in range(lanes):
        leaving[row, d] += share[0] * desk[LEFT * STRIDE + d]
        weights[row, d] += share[1] * desk[ARRIVAL * STRIDE + d]


@compiled_bare
def divide_row(weights: Array, at: int, desk: Array, lanes: int) -> None:
    """Replace weights by what one unit of weight receives of CAME.

    A pool nobody can enter is never entered: shares of every group sum to one.
    """
    for d in range(lanes):
        weight = weights[at, d]
        weights[at, d] = desk[CAME * STRIDE + d] / weight if weight > 0 else 0


@compiled_bare
def newborn_row(
    results: tuple[Array, Array],
    at: tuple[int, int, int],
    share: tuple[Real, Real, Real],
    desk: Array,
    draws: Draws,
) -> None:
    """Place and count the children of BABIES and FOREIGN_BABIES; the fertility level lies on LEFT.

    `results`: population and born. `at`: rows of boys and girls, first row of born. Shares of BABIES, of
    FOREIGN_BABIES, of girls.
    """
    first, lanes = span(draws)
    population, born = results
    boys_row, girls_row, stored = at
    half = desk.dtype.type(0.5)
    for d in range(lanes):
        level = half * desk[LEFT * STRIDE + d]
        babies = share[0] * desk[BABIES * STRIDE + d] + share[1] * desk[FOREIGN_BABIES * STRIDE + d]
        babies = babies * level
        girls = babies * share[2]
        population[boys_row, first + d] = babies - girls
        population[girls_row, first + d] = girls
        born[stored, first + d] = babies - girls
        born[stored + 1, first + d] = girls
        desk[(COUNTED + BIRTHS) * STRIDE + d] += babies
