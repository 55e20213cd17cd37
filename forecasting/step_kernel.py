"""The step with gross flows (FSO form, the product default) as one pass over memory.

Layout: (area, nationality, sex, age, draw), draws contiguous, ages processed downwards in place.
`step_reference` holds the formulas in readable form and is the oracle of these lines; here each row of draws
is touched once per phase: pools of internal moves, ageing area by area, then the same two phases for the
newborn.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numba
import numpy as np

from forecasting.components import FEMALE, Array, Integers

F = TypeVar("F", bound=Callable[..., object])
# Rows of Flows.totals and Flows.detail; the internal flows follow, leavers first: FIXED + k and FIXED + K +
# k.
DEATHS, INFLOW, OUT, NATURALISED, CUT, FIXED = 0, 1, 2, 3, 4, 5


class Year(NamedTuple):
    """Rates and levels of one year, C-contiguous.

    Rates are (area, nationality, sex, age) unless said otherwise, inner ones with flows in front. Levels are
    factors per draw, (area, age group, draw); `group` (age) names the group.
    """

    death: Array
    fertility: Array  # area, nationality, age
    out: Array
    inflow: Array
    naturalisation: Array  # area, sex, age
    native_birth_share: Array  # area
    inner_rate: Array
    inner_share: Array
    girls_share: float
    group: Integers
    death_level: Array
    out_level: Array
    inflow_level: Array
    arrival_level: Array
    fertility_level: Array  # area, draw


class Pools(NamedTuple):
    """Internal moves: `group` (flow, area), `transfer` (flow, group, group).

    `leaving` and `arriving` are (flow, group, nationality, sex, age, draw). `rows` is scratch, (area or
    block, 4, draw): persons moving, arriving, gained by naturalisation, moved per unit of out-rate.
    """

    group: Integers
    transfer: Array
    leaving: Array
    arriving: Array
    rows: Array


class Flows(NamedTuple):
    """What happened: `totals` (area, flow row, draw), `births` (area, nationality, sex, draw), each cell."""

    totals: Array
    births: Array
    mothers_total: Array  # area, nationality, draw
    detail: Array  # flow row, area, nationality, sex, age, draw; no rows: not asked for
    mothers: Array  # area, nationality, age, draw


def _compiled(function: F) -> F:
    return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@_compiled
def _staying_rate(wanted: float, q: float, nat: float, weight: float) -> float:
    # Out-rate, cut where deaths and moves together would take more than everybody.
    return min(wanted, max((1.0 - q - nat + q * nat * weight) / (1.0 - q * weight), 0.0))


@_compiled
def _load_moving(cell: tuple[int, int, int, int], state: Array, rows: Array) -> None:
    # Persons by the age they reach; newborn stand at age 0 after the others have aged.
    a, n, s, x = cell
    last = state.shape[3] - 1
    source = state[a, n, s, max(x - 1, 0)]
    for d in range(state.shape[4]):
        rows[0, d] = source[d]
    if x == last and x > 0:
        for d in range(state.shape[4]):
            rows[0, d] += state[a, n, s, last, d]


@_compiled
def _moved_row(cell: tuple[int, int, int, int], year: Year, rows: Array) -> float:
    # rows[3]: leavers per unit of out-rate, so every flow is its rate times this row. Returns the sum of the
    # year.
    a, n, s, x = cell
    wanted = year.out[a, n, s, x]
    for k in range(year.inner_rate.shape[0]):
        wanted += year.inner_rate[k, a, n, s, x]
    weight = 2.0 / 3.0 if x == 0 else 0.5
    nat = year.naturalisation[a, s, x] if n == 1 else 0.0
    g = year.group[x]
    for d in range(rows.shape[1]):
        q = min(year.death[a, n, s, x] * year.death_level[a, g, d], 1.0)
        rate = _staying_rate(wanted * year.out_level[a, g, d], q, min(nat, 1.0 - q), weight)
        rows[3, d] = rows[0, d] * rate / wanted if wanted > 0.0 else 0.0
    return float(wanted)


@_compiled
def fill_pools(block: tuple[int, int, int, int], state: Array, year: Year, pools: Pools) -> None:
    """Collect leavers of nationality, sex, ages first…last−1 (`block`); form what each pool hands out."""
    n, s, first, last = block
    # Blocks run side by side: each has scratch rows of its own.
    rows = pools.rows[n * state.shape[2] + s]
    for x in range(first, last):
        for k in range(pools.group.shape[0]):
            pools.leaving[k, :, n, s, x] = 0.0
        for a in range(state.shape[0]):
            cell = (a, n, s, x)
            _load_moving(cell, state, rows)
            _moved_row(cell, year, rows)
            for k in range(pools.group.shape[0]):
                target = pools.leaving[k, pools.group[k, a], n, s, x]
                rate = year.inner_rate[k, a, n, s, x]
                for d in range(state.shape[4]):
                    target[d] += rate * rows[3, d]
        _hand_out((n, s, x), year, pools)


@_compiled
def _hand_out(cell: tuple[int, int, int], year: Year, pools: Pools) -> None:
    n, s, x = cell
    g = year.group[x]
    draws = pools.rows.shape[2]
    weights = np.empty((pools.transfer.shape[1], draws))
    for k in range(pools.group.shape[0]):
        weights[:] = 0.0
        for a in range(pools.group.shape[1]):
            group, share = pools.group[k, a], year.inner_share[k, a, n, s, x]
            for d in range(draws):
                weights[group, d] += share * year.arrival_level[a, g, d]
        for to in range(pools.transfer.shape[1]):
            target = pools.arriving[k, to, n, s, x]
            target[:] = 0.0
            for origin in range(pools.transfer.shape[1]):
                part = pools.transfer[k, origin, to]
                if part > 0.0:
                    for d in range(draws):
                        target[d] += part * pools.leaving[k, origin, n, s, x, d]
            for d in range(draws):
                target[d] = target[d] / weights[to, d] if weights[to, d] > 0.0 else 0.0


@_compiled
def step_areas(block: tuple[int, int], state: Array, year: Year, pools: Pools, flows: Flows) -> None:
    """Age the areas first…last−1 in place and put the births of the year at age 0."""
    for a in range(block[0], block[1]):
        flows.totals[a] = 0.0
        flows.mothers_total[a] = 0.0
        if flows.detail.shape[0]:
            flows.mothers[a] = 0.0
        for s in range(state.shape[2]):
            for x in range(state.shape[3] - 1, 0, -1):
                pools.rows[a, 2] = 0.0
                for n in range(state.shape[1] - 1, -1, -1):
                    _move_cell((a, n, s, x), state, year, pools, flows)
                    if s == FEMALE:
                        _count_births((a, n, s, x), state, year, pools, flows)
        _place_newborn(a, state, year, flows)


@_compiled
def step_newborn(block: tuple[int, int], state: Array, year: Year, pools: Pools, flows: Flows) -> None:
    """Let the newborn of the areas first…last−1 die, move and be naturalised."""
    for a in range(block[0], block[1]):
        for s in range(state.shape[2]):
            pools.rows[a, 2] = 0.0
            for n in range(state.shape[1] - 1, -1, -1):
                _move_cell((a, n, s, 0), state, year, pools, flows)


@_compiled
def _load_arriving(cell: tuple[int, int, int, int], year: Year, pools: Pools, flows: Flows) -> None:
    a, n, s, x = cell
    g = year.group[x]
    count = pools.group.shape[0]
    arriving = pools.rows[a, 1]
    for d in range(arriving.shape[0]):
        arriving[d] = year.inflow[a, n, s, x] * year.inflow_level[a, g, d]
        flows.totals[a, INFLOW, d] += arriving[d]
    if flows.detail.shape[0]:
        flows.detail[INFLOW, a, n, s, x] = arriving
    for k in range(count):
        source = pools.arriving[k, pools.group[k, a], n, s, x]
        share = year.inner_share[k, a, n, s, x]
        for d in range(arriving.shape[0]):
            part = source[d] * share * year.arrival_level[a, g, d]
            arriving[d] += part
            flows.totals[a, FIXED + count + k, d] += part
            if flows.detail.shape[0]:
                flows.detail[FIXED + count + k, a, n, s, x, d] = part


@_compiled
def _count_leaving(cell: tuple[int, int, int, int], year: Year, pools: Pools, flows: Flows) -> None:
    a, n, s, x = cell
    moved = pools.rows[a, 3]
    for k in range(-1, pools.group.shape[0]):
        row = OUT if k < 0 else FIXED + k
        rate = year.out[a, n, s, x] if k < 0 else year.inner_rate[k, a, n, s, x]
        for d in range(moved.shape[0]):
            flows.totals[a, row, d] += rate * moved[d]
            if flows.detail.shape[0]:
                flows.detail[row, a, n, s, x, d] = rate * moved[d]


@_compiled
def _move_cell(
    cell: tuple[int, int, int, int],
    state: Array,
    year: Year,
    pools: Pools,
    flows: Flows,
) -> None:
    # Deaths D = p q (1 - w (e + a)) + I q' w', population p - D - p e + I + gained - p a; w is the exposure
    # of leavers.
    a, n, s, x = cell
    _load_moving(cell, state, pools.rows[a])
    wanted = _moved_row(cell, year, pools.rows[a])
    _load_arriving(cell, year, pools, flows)
    _count_leaving(cell, year, pools, flows)
    newborn, nat = x == 0, (year.naturalisation[a, s, x] if n == 1 else 0.0)
    weight = 2.0 / 3.0 if newborn else 0.5
    later = 0 if newborn else min(x + 1, state.shape[3] - 1)
    g, later_g = year.group[x], year.group[later]
    target, rows, totals = state[a, n, s, x], pools.rows[a], flows.totals[a]
    for d in range(target.shape[0]):
        moving, arriving, gained = rows[0, d], rows[1, d], rows[2, d]
        q = min(year.death[a, n, s, x] * year.death_level[a, g, d], 1.0)
        q_arriving = min(year.death[a, n, s, later] * year.death_level[a, later_g, d], 1.0)
        natural = min(nat, 1.0 - q)
        left = wanted * rows[3, d]
        dead = q * (moving * (1.0 - natural * weight) - left * weight) + arriving * q_arriving * weight
        if not newborn:
            dead += gained * q * 0.5
        target[d] = max(moving - dead - left + arriving + gained - moving * natural, 0.0)
        totals[DEATHS, d] += dead
        totals[CUT, d] += moving * wanted * year.out_level[a, g, d] - left
        totals[NATURALISED, d] += moving * natural
        rows[2, d] = moving * natural
        if flows.detail.shape[0]:
            flows.detail[DEATHS, a, n, s, x, d] = dead
            flows.detail[NATURALISED, a, n, s, x, d] = moving * natural


@_compiled
def _count_births(
    cell: tuple[int, int, int, int],
    state: Array,
    year: Year,
    pools: Pools,
    flows: Flows,
) -> None:
    a, n, s, x = cell
    rate = year.fertility[a, n, x]
    if rate == 0.0:
        return
    for d in range(state.shape[4]):
        births = rate * year.fertility_level[a, d] * (pools.rows[a, 0, d] + state[a, n, s, x, d]) * 0.5
        flows.mothers_total[a, n, d] += births
        if flows.detail.shape[0]:
            flows.mothers[a, n, x, d] = births


@_compiled
def _place_newborn(a: int, state: Array, year: Year, flows: Flows) -> None:
    for d in range(state.shape[4]):
        if state.shape[1] == 2:
            native = year.native_birth_share[a] * flows.mothers_total[a, 1, d]
            flows.mothers_total[a, 0, d] += native
            flows.mothers_total[a, 1, d] -= native
        for n in range(state.shape[1]):
            girls = flows.mothers_total[a, n, d] * year.girls_share
            flows.births[a, n, 0, d] = flows.mothers_total[a, n, d] - girls
            flows.births[a, n, 1, d] = girls
            state[a, n, 0, 0, d] = flows.births[a, n, 0, d]
            state[a, n, 1, 0, d] = girls
