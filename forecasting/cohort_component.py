"""The cohort-component projection: arrays in, arrays out, years first.

State (area, nationality, sex, age, draw), ages 0 to the open group. `project` keeps every cell of every year,
for tests, golden cases and notebooks; `project_years` hands out one year at a time and keeps totals only, for
large runs.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting import step_kernel as kernel
from forecasting.components import Array, Components, InternalFlow, Levels, check_components
from forecasting.convention import PRODUCT, Convention
from forecasting.step_reference import Step, StepRates, step

# Two threads saturate the memory of the machines Kohorte is measured on.
THREADS = 2


@dataclass(frozen=True)
class Projection:
    """Every cell of a projection. Axes: year first, then area, nationality, sex, age, draw.

    `population` has one year more than the flows: its first entry is the jump-off. `births` (year, area,
    nationality of the child, sex, draw); `births_by_mother` (year, area, nationality, age, draw); `moves_in`
    and `moves_out` (year, flow, area, …); `cut` (year, area, draw): persons added or kept because a cell
    would have become negative. Flows stand at the age the convention names.
    """

    convention: Convention
    population: Array
    births: Array
    births_by_mother: Array
    deaths: Array
    in_migration: Array
    out_migration: Array
    net_migration: Array
    moves_in: Array
    moves_out: Array
    naturalisations: Array
    cut: Array


@dataclass(frozen=True)
class YearTotals:
    """One year of a large run; the arrays are reused for the next year, so copy what you keep.

    `population` (area, nationality, sex, age, draw); all others (area, draw), moves with the flow in front.
    """

    step: int
    population: Array
    births: Array
    deaths: Array
    in_migration: Array
    out_migration: Array
    moves_in: Array
    moves_out: Array
    naturalisations: Array
    cut: Array


def project(jump_off: Array, components: Components, convention: Convention = PRODUCT) -> Projection:
    """Project `jump_off` (area, nationality, sex, age, draw) through all years of `components`.

    Raises ComponentError for an impossible input. Memory grows with years × cells × draws.
    """
    check_components(jump_off, components)
    if convention.migration == "mid_year_gross":
        return _collect(jump_off, components, convention, _kernel_steps(jump_off, components))
    return _collect(jump_off, components, convention, reference_steps(jump_off, components, convention))


def project_reference(
    jump_off: Array, components: Components, convention: Convention = PRODUCT
) -> Projection:
    """Do what `project` does in plain numpy, whatever the convention: the oracle in tests."""
    check_components(jump_off, components)
    return _collect(jump_off, components, convention, reference_steps(jump_off, components, convention))


def project_years(jump_off: Array, components: Components) -> Iterator[YearTotals]:
    """Project with the product convention year by year without keeping cells.

    `jump_off` keeps its type (float32 or float64) and is not changed. Raises ComponentError for an impossible
    input.
    """
    check_components(jump_off, components)
    engine = _Engine(jump_off, components, detail=False)
    flows = len(components.internal)
    for year in range(components.years):
        engine.advance(year)
        totals = np.moveaxis(engine.flows.totals, 1, 0)
        fixed = kernel.FIXED
        yield YearTotals(
            year,
            engine.state,
            engine.flows.births.sum(axis=(1, 2)),
            totals[kernel.DEATHS],
            totals[kernel.INFLOW],
            totals[kernel.OUT],
            totals[fixed + flows : fixed + 2 * flows],
            totals[fixed : fixed + flows],
            totals[kernel.NATURALISED],
            totals[kernel.CUT],
        )


def reference_steps(jump_off: Array, components: Components, convention: Convention) -> Iterator[Step]:
    """Yield the steps of the numpy reference."""
    draws = _draws(jump_off, components.levels)
    state = np.array(np.broadcast_to(jump_off, (*jump_off.shape[:4], draws)), dtype=float)
    for year in range(components.years):
        done = step(state, _reference_rates(state.shape, components, year), convention)
        state = done.population
        yield done


class _Engine:
    """State and buffers of the kernel, made once and reused every year."""

    def __init__(self, jump_off: Array, components: Components, *, detail: bool) -> None:
        areas, nationalities, sexes, ages, _ = jump_off.shape
        draws = _draws(jump_off, components.levels)
        self.components = components
        self.state = np.array(np.broadcast_to(jump_off, (*jump_off.shape[:4], draws)), order="C")
        count = len(components.internal)
        groups = max((int(flow.group.max()) + 1 for flow in components.internal), default=1)
        rows = kernel.FIXED + 2 * count
        cell = (areas, nationalities, sexes, ages, draws)
        pool = (count, groups, *cell[1:])
        kind = self.state.dtype
        self.pools = kernel.Pools(
            np.array([flow.group for flow in components.internal], dtype=np.int64).reshape(count, areas),
            np.array([_transfer(flow, groups) for flow in components.internal]).reshape(
                count, groups, groups
            ),
            np.zeros(pool, kind),
            np.zeros(pool, kind),
            np.zeros((max(areas, nationalities * sexes), 4, draws), kind),
        )
        self.flows = kernel.Flows(
            np.zeros((areas, rows, draws), kind),
            np.zeros((areas, nationalities, sexes, draws), kind),
            np.zeros((areas, nationalities, draws), kind),
            np.zeros((rows, *cell) if detail else (0, 1, 1, 1, 1, 1), kind),
            np.zeros((areas, nationalities, ages, draws) if detail else (0, 1, 1, 1), kind),
        )

    def advance(self, year: int) -> None:
        """Move the state one year on, in place."""
        inputs = _of_step(self.state.shape, self.components, year)
        areas, nationalities, sexes, ages, _ = self.state.shape
        arguments = (self.state, inputs, self.pools)
        # Pools are filled in the fixed order of areas: any number of threads gives the same bits.
        blocks = (
            [(n, s) for n in range(nationalities) for s in range(sexes)] if self.components.internal else []
        )
        bounds = np.linspace(0, areas, min(areas, 4 * THREADS) + 1).astype(int)
        chunks = [(int(a), int(b)) for a, b in pairwise(bounds)]
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda b: kernel.fill_pools((*b, 1, ages), *arguments), blocks))
            list(pool.map(lambda c: kernel.step_areas(c, *arguments, self.flows), chunks))
            list(pool.map(lambda b: kernel.fill_pools((*b, 0, 1), *arguments), blocks))
            list(pool.map(lambda c: kernel.step_newborn(c, *arguments, self.flows), chunks))


def _draws(jump_off: Array, levels: Levels | None) -> int:
    return int(max(jump_off.shape[-1], levels.draws if levels else 1))


def _transfer(flow: InternalFlow, groups: int) -> Array:
    full = np.eye(groups)
    if flow.transfer is not None:
        size = flow.transfer.shape[0]
        full[:size, :size] = flow.transfer
    return full


def _of_year(array: Array | None, year: int, shape: tuple[int, ...]) -> Array:
    """Return the entries of one year repeated to `shape`; zeros for a component that is not given."""
    if array is None:
        return np.zeros(shape)
    return np.ascontiguousarray(np.broadcast_to(array[min(year, array.shape[0] - 1)], shape), dtype=float)


def _of_step(shape: tuple[int, ...], components: Components, step: int) -> kernel.Year:
    """Return rates and levels of one step for the kernel."""
    areas, nationalities, sexes, ages, draws = shape
    cell, flows, levels = (areas, nationalities, sexes, ages), components.internal, components.levels
    group = np.zeros(ages, np.int64) if levels is None else levels.age_group.astype(np.int64)
    full = (areas, int(group.max()) + 1, draws)
    return kernel.Year(
        _of_year(components.deaths_share(), step, cell),
        _of_year(components.fertility, step, (areas, nationalities, ages)),
        _of_year(components.out_rate, step, cell),
        _of_year(components.in_volume, step, cell),
        _of_year(components.naturalisation_rate, step, (areas, sexes, ages)),
        _of_year(components.native_birth_share, step, (areas,)),
        np.array([_of_year(flow.rate, step, cell) for flow in flows]).reshape(len(flows), *cell),
        np.array([np.broadcast_to(flow.share, cell) for flow in flows]).reshape(len(flows), *cell),
        float(components.girls_share[min(step, len(components.girls_share) - 1)]),
        group,
        _level(levels, "death", step, full),
        _level(levels, "out", step, full),
        _level(levels, "inflow", step, full),
        _level(levels, "arrival", step, full),
        _level(levels, "fertility", step, (areas, draws)),
    )


def _level(levels: Levels | None, name: str, step: int, shape: tuple[int, ...]) -> Array:
    array = None if levels is None else levels.arrays().get(name)
    if array is None:
        return np.ones(shape, np.float32)
    chosen = array[min(step, array.shape[0] - 1)]
    return np.ascontiguousarray(np.broadcast_to(chosen, shape), dtype=np.float32)


def _reference_rates(shape: tuple[int, ...], components: Components, step: int) -> StepRates:
    year = _of_step(shape, components, step)
    areas, nationalities, _, _, draws = shape

    def cells(factor: Array) -> Array:
        # (area, age group, draw) → (area, 1, 1, age, draw)
        return factor[:, year.group][:, np.newaxis, np.newaxis].astype(float)

    naturalisation = np.zeros(shape)
    if nationalities == 2:
        naturalisation[:, 1] = year.naturalisation[..., np.newaxis]
    death = np.minimum(year.death[..., np.newaxis] * cells(year.death_level), 1.0)
    out = cells(year.out_level)
    return StepRates(
        death,
        year.fertility[..., np.newaxis] * year.fertility_level[:, np.newaxis, np.newaxis].astype(float),
        year.girls_share,
        year.out[..., np.newaxis] * out,
        year.inflow[..., np.newaxis] * cells(year.inflow_level),
        np.repeat(_of_year(components.net_migration, step, shape[:4])[..., np.newaxis], draws, axis=-1),
        np.minimum(naturalisation, 1.0 - death),
        np.repeat(year.native_birth_share.reshape(areas, 1), draws, axis=1),
        components.internal,
        year.inner_rate[..., np.newaxis] * out,
        year.inner_share[..., np.newaxis] * cells(year.arrival_level),
    )


def _kernel_steps(jump_off: Array, components: Components) -> Iterator[Step]:
    engine = _Engine(jump_off, components, detail=True)
    count, fixed = len(components.internal), kernel.FIXED
    for year in range(components.years):
        engine.advance(year)
        flow = engine.flows.detail.copy()
        yield Step(
            engine.state.copy(),
            engine.flows.births.copy(),
            engine.flows.mothers.copy(),
            flow[kernel.DEATHS],
            flow[kernel.INFLOW],
            flow[kernel.OUT],
            np.zeros_like(engine.state),
            flow[fixed + count : fixed + 2 * count],
            flow[fixed : fixed + count],
            flow[kernel.NATURALISED],
            engine.flows.totals[:, kernel.CUT].copy(),
        )


def _collect(
    jump_off: Array, components: Components, convention: Convention, steps: Iterator[Step]
) -> Projection:
    done = list(steps)
    draws = _draws(jump_off, components.levels)
    start = np.broadcast_to(jump_off, (*jump_off.shape[:4], draws))

    def years(part: Callable[[Step], Array]) -> Array:
        return np.stack([part(one) for one in done])

    return Projection(
        convention,
        np.stack([start, *(one.population for one in done)]),
        years(lambda one: one.births),
        years(lambda one: one.mothers),
        years(lambda one: one.deaths),
        years(lambda one: one.inflow),
        years(lambda one: one.out),
        years(lambda one: one.net),
        years(lambda one: one.inner_in),
        years(lambda one: one.inner_out),
        years(lambda one: one.naturalised),
        years(lambda one: one.cut),
    )
