"""The cohort-component projection: arrays in, arrays out, years first.

State (area, nationality, sex, age, draw), ages 0 to the open group. `project` keeps every cell and every flow
of every year, under any convention. `project_draws` and `project_years` run many draws with the product
convention and keep totals, the population, or the current year.

A country with net migration at the end of the year (or half at either end, or in steps of five years):

    components = Components(fertility=asfr, survivorship=sx, net_migration=net, girls_share=1 / (1 + srb))
    project(start, components, UN_END)             # or UN_EVEN, or UN_EVEN.with_step(5)

A canton with gross flows, two nationalities, naturalisation, and births to foreign mothers split by share:

    Components(fertility=f, death_probability=q, out_rate=e, in_volume=i, naturalisation_rate=a,
               native_birth_share=r)               # project(start, components, FSO)

A municipality whose arrivals are a share of an outside population, with net migration from abroad beside it:

    Components(fertility=f, death_probability=q, out_rate=o, in_rate=i, outside_population=country,
               net_migration=abroad)               # project(start, components, MUNICIPAL)

An open group that must not be joint is avoided by ages beyond those alive: give more ages with rates of their
own. Each array may have length 1 on every axis but age.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from forecasting import gross_desk as row
from forecasting import gross_kernel as kernel
from forecasting.components import Array, Components, Levels, check_components
from forecasting.convention import PRODUCT, Convention
from forecasting.errors import ComponentError
from forecasting.step_engine import Buffers, Engine, make_buffers
from forecasting.step_parts import Step
from forecasting.step_reference import reference_steps


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
    `persons` stands at the end of the year; only this engine fills it.
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
    convention: Convention = PRODUCT
    persons: Array | None = None


@dataclass(frozen=True)
class Draws:
    """Totals of a large run, each (year, area, draw), moves with the flow in front; `persons` at year ends.

    `population` (year + 1, area, nationality, sex, age, draw) if it was asked for, else None.
    """

    convention: Convention
    persons: Array
    births: Array
    deaths: Array
    in_migration: Array
    out_migration: Array
    moves_in: Array
    moves_out: Array
    naturalisations: Array
    cut: Array
    population: Array | None = None


def project(jump_off: Array, components: Components, convention: Convention = PRODUCT) -> Projection:
    """Project `jump_off` (area, nationality, sex, age, draw) through all years of `components`.

    Raises ComponentError for an impossible input. Memory grows with years × cells × draws.
    """
    check_components(jump_off, components)
    if not _has_kernel(components, convention):
        return _collect(jump_off, convention, list(reference_steps(jump_off, components, convention)))
    buffers = make_buffers(jump_off, components, keep="detail")
    Engine(jump_off, components, buffers).run()
    count, detail = len(components.internal), buffers.detail
    inner = kernel.DETAIL + count
    return Projection(
        convention,
        buffers.population,
        buffers.born,
        buffers.mothers,
        detail[:, kernel.DIED],
        detail[:, kernel.CAME_IN],
        detail[:, kernel.WENT],
        np.zeros_like(detail[:, kernel.DIED]),
        detail[:, inner : inner + count],
        detail[:, kernel.DETAIL : inner],
        detail[:, kernel.CHANGED],
        buffers.totals[:, :, row.CUT],
    )


def project_reference(
    jump_off: Array, components: Components, convention: Convention = PRODUCT
) -> Projection:
    """Do what `project` does in plain numpy, whatever the convention: the oracle in tests."""
    check_components(jump_off, components)
    return _collect(jump_off, convention, list(reference_steps(jump_off, components, convention)))


def project_draws(
    jump_off: Array, components: Components, *, keep_population: bool = False, into: Buffers | None = None
) -> Draws:
    """Project many draws with the product convention and return totals, with every cell if asked for.

    `jump_off` decides between float32 and float64. `into` (from `draw_buffers`) is filled and shared with the
    result: a second run into it is some times faster, because fresh memory is slow to touch. Raises
    ComponentError for an impossible input.
    """
    check_large_run(jump_off, components)
    buffers = into or draw_buffers(jump_off, components, keep_population=keep_population)
    Engine(jump_off, components, buffers).run()
    kept = buffers.population if len(buffers.population) else None
    return replace(Draws(PRODUCT, *_totals(buffers.totals, len(components.internal))), population=kept)


def draw_buffers(jump_off: Array, components: Components, *, keep_population: bool = False) -> Buffers:
    """Return memory for `project_draws`, to be used for as many runs of the same size as wanted."""
    return make_buffers(jump_off, components, keep="population" if keep_population else "totals")


def project_years(
    jump_off: Array, components: Components, levels_of_year: Callable[[int], Levels] | None = None
) -> Iterator[YearTotals]:
    """Project with the product convention year by year without keeping cells.

    `levels_of_year` gives the levels of a year when it comes to it (year axis of length 1), in place of those
    of `components`, which then only say how many draws there are. `jump_off` keeps its type (float32 or
    float64) and is not changed. Raises ComponentError for an impossible input.
    """
    check_large_run(jump_off, components)
    buffers = make_buffers(jump_off, components, keep="year")
    engine = Engine(jump_off, components, buffers, levels_of_year)
    flows = len(components.internal)
    for year in engine.each_year():
        persons, *sums = (total[0] for total in _totals(buffers.totals, flows))
        births, deaths, arrived, left, *moves, changed, cut = sums
        flowed = (births, deaths, arrived, left, moves[0], moves[1], changed, cut)
        yield YearTotals(year, buffers.state, *flowed, persons=persons)


def check_large_run(jump_off: Array, components: Components) -> None:
    """Raise ComponentError for an impossible input or one the fast engine does not take."""
    check_components(jump_off, components)
    if components.net_migration is not None:
        raise ComponentError(
            "net_migration: Wanderungssalden rechnet nur project; viele Ziehungen brauchen in_volume und "
            "out_rate. Bitte Zu- und Fortzüge getrennt angeben."
        )


def _has_kernel(components: Components, convention: Convention) -> bool:
    return convention.is_like(PRODUCT) and components.net_migration is None


def _totals(totals: Array, flows: int) -> tuple[Array, ...]:
    # (year, area, row, draw) → one array per row, internal flows in front of the year's areas.
    inner = np.moveaxis(totals[:, :, row.FIXED :], 2, 1)
    names = (row.PERSONS, row.BIRTHS, row.DEATHS, row.ARRIVED, row.GONE)
    fixed = tuple(totals[:, :, name] for name in names)
    changed, cut = totals[:, :, row.NATURALISED], totals[:, :, row.CUT]
    return (*fixed, inner[:, flows:], inner[:, :flows], changed, cut)


def _collect(jump_off: Array, convention: Convention, done: list[Step]) -> Projection:
    def years(part: Callable[[Step], Array]) -> Array:
        return np.stack([part(one) for one in done])

    return Projection(
        convention,
        np.stack([np.broadcast_to(jump_off, done[0].population.shape), *(one.population for one in done)]),
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
