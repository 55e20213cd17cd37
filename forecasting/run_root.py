"""One root of a run, step by step: register → rates → components → levels → projection → results.

Each step is a function of a few lines, in the order of the run. What all scenarios of a root share is
prepared once; a scenario then needs nothing but that and its own file.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import tee
from typing import Any

import duckdb
import numpy as np

from forecasting import steps
from forecasting.assumptions import assumption_sheet, process_entries, scenario_entries
from forecasting.cohort_component import YearTotals, project_years
from forecasting.cohort_ratios import CountYear
from forecasting.cohort_ratios.register import (
    Effect,
    counted_infants,
    draw_counts,
    effect_of,
    has_counts_only,
    yearly_totals,
)
from forecasting.cohort_ratios.words import count_entries, count_note
from forecasting.collect import Collector
from forecasting.components import Array, Components, Levels
from forecasting.declared import Declared
from forecasting.estimate_entries import estimate_entries
from forecasting.first_occupation import with_first_occupations
from forecasting.flight import add_flight
from forecasting.futures import Futures, Horizon
from forecasting.jump_off import HISTORY, Places, Register, Root, read_register
from forecasting.plans import (
    NOTHING,
    Plans,
    Row,
    Stated,
    levels_with_projects,
    make_plans,
    plan_entries,
    plan_tables,
    read_stated,
    with_building,
    with_constraints,
)
from forecasting.plausibility import Case, check_components, check_result
from forecasting.probability import BASIS
from forecasting.rates import (
    Rates,
    estimate_rates,
    expected_events,
    jump_off_population,
    scenario_components,
)
from forecasting.residual import complete_register
from forecasting.results import ScenarioResult
from forecasting.scenario import Scenario, read_scenarios
from forecasting.settings import RunSettings
from forecasting.special_events import without_special
from forecasting.special_populations import find_special
from forecasting.uncertainty import Process, estimate_processes

# Below this many residents a forecast is computed but should be read in aggregates (SIKURS: 8,000 to 10,000).
ADVISED_SIZE = 8000


@dataclass(frozen=True)
class RootModel:
    """What all scenarios of one root share.

    `register` holds the residents who age through. `held` (leaf, nationality, sex, age), if any, are
    residents who do not: they are added to every draw of the results. With year ends in front, the first is
    the jump-off; without, they stay the same. `plans` are building and totals to be met. `processes` are
    those of the levels that wander.
    """

    register: Register
    rates: Rates
    settings: RunSettings
    held: Array | None
    notes: tuple[str, ...]
    plans: Plans
    processes: dict[str, Process]

    @property
    def places(self) -> Places:
        """Areas of the root."""
        return self.register.places

    @property
    def first_year(self) -> int:
        """First forecast year."""
        return self.register.jump_off_year + 1


@dataclass(frozen=True)
class Outcome:
    """What one scenario of one root gives: numbers, assumptions, German notes, rows of further tables."""

    scenario: Scenario
    result: ScenarioResult
    sheet: list[dict[str, Any]]
    notes: tuple[str, ...]
    tables: dict[str, list[Row]] = field(default_factory=dict)


def prepare_root(
    con: duckdb.DuckDBPyConnection,
    root: Root,
    settings: RunSettings,
    declared: Declared,
    whole: Register | None = None,
) -> RootModel:
    """Return what all scenarios of `root` share; `whole`: its register over all years, if it was read.

    Raises ForecastError if its register is too short, DeclarationError if something stated cannot be true.
    """
    register, stated = read_root(con, root, declared, whole)
    return prepare_model(register, settings, stated)


def read_root(
    con: duckdb.DuckDBPyConnection, root: Root, declared: Declared, whole: Register | None = None
) -> tuple[Register, Stated]:
    """Return what `prepare_model` needs of a root. Raises the same."""
    # A pool that is looked back at leaves out who lacks years.
    is_same = whole is not None and not root.members and len(whole.stock) <= HISTORY
    register = whole if whole is not None and is_same else read_register(con, root)
    return register, read_stated(con, root, declared)


def prepare_model(register: Register, settings: RunSettings, stated: Stated = NOTHING) -> RootModel:
    """Return the same for a register as it was read, or as it was known at an earlier year end."""
    read, register = register, complete_register(register, settings)
    special = find_special(register, stated.declared, settings)
    if special is not None:
        register = without_special(register, special)
    register = with_first_occupations(register, stated.phases, stated.declared.of("fertigstellungen"))
    rates = estimate_rates(register, settings)
    plans = make_plans(stated, register, rates, settings, special)
    # A root that is only counted does not rest on components, so what was inferred of them is not said.
    found = (*read.notes, count_note(register)) if has_counts_only(register) else register.notes
    notes = (*found, *plans.notes, *_limits(register))
    processes = estimate_processes(register, settings)
    return RootModel(register, rates, settings, plans.held, notes, plans, processes)


@dataclass
class _Running:
    """A scenario on its way through the years."""

    scenario: Scenario
    components: Components
    tables: dict[str, list[Row]]
    years: Iterator[YearTotals]
    collector: Collector


def forecast_scenarios(model: RootModel, scenarios: Sequence[Scenario]) -> Iterator[Outcome]:
    """Run the scenarios of a root side by side over the same draws, each year drawn once for all of them."""
    futures = draw_futures(model)
    counts = _counts(model, len(scenarios))
    running = [
        _start(model, scenario, futures, drawn) for scenario, drawn in zip(scenarios, counts, strict=True)
    ]
    for _ in range(model.settings.horizon):
        for one in running:
            one.collector.add(next(one.years))
            steps.done(len(model.places.leaves))
    for one in running:
        yield _finish(model, one, futures.processes)


def project_basis(model: RootModel) -> Iterator[YearTotals]:
    """Project the rates as estimated, without a scenario: what the backtest compares."""
    futures = draw_futures(model)
    basis = read_scenarios(("basis",))[0]
    components, _ = _components(model, basis, futures.levels(0))
    return _years(model, components, _levels(model, basis, components, futures))


def draw_futures(model: RootModel) -> Futures:
    """Draw the levels of all years, damped towards the growth of the municipality."""
    register, settings = model.register, model.settings
    expected = expected_events(model.rates, register, model.first_year)
    horizon = Horizon(settings.horizon, settings.draws, settings.seed)
    return Futures(register, expected, model.plans.damping, horizon, model.processes)


def _components(model: RootModel, scenario: Scenario, levels: Levels) -> tuple[Components, Components]:
    """Return the components of a scenario, with and without constraints: rates, then housing, then those."""
    horizon = model.settings.horizon
    components = scenario_components(model.rates, scenario, horizon, model.first_year, levels)
    components = with_building(model.plans, components, scenario.changes)
    free = add_flight(components, model.register, scenario.changes, horizon)
    return with_constraints(model.plans, free), free


LevelsOfYear = Callable[[int], Levels]


def _levels(model: RootModel, scenario: Scenario, components: Components, futures: Futures) -> LevelsOfYear:
    """Return the levels of each year, with reported building realised or not in each draw."""
    return levels_with_projects(model.plans, futures.levels, components, scenario.changes, model.settings)


def _years(model: RootModel, components: Components, levels: LevelsOfYear) -> Iterator[YearTotals]:
    """Project all draws of those who age through, year by year, in single precision."""
    start = jump_off_population(model.register).astype(np.float32)
    return project_years(start, components, levels)


def _counts(model: RootModel, copies: int) -> Sequence[Iterator[CountYear] | None]:
    """Return the draws of a root that is only counted, the same for every scenario; else None for each."""
    if not has_counts_only(model.register):
        return [None] * copies
    return tee(draw_counts(model.register, model.settings), copies)


def _effect(model: RootModel, scenario: Scenario) -> Effect:
    """Return what a scenario, building and constraints change in the component model without draws."""
    alone = replace(model, settings=replace(model.settings, draws=1))
    futures, horizon = draw_futures(alone), model.settings.horizon
    components, free = _components(alone, scenario, futures.levels(0))
    basis = read_scenarios((BASIS,))[0]
    bare = scenario_components(model.rates, basis, horizon, model.first_year, futures.levels(0))
    changed = _years(alone, components, _levels(alone, scenario, free, futures))
    return effect_of(changed, _years(alone, bare, futures.levels))


def _start(
    model: RootModel, scenario: Scenario, futures: Futures, drawn: Iterator[CountYear] | None
) -> _Running:
    """Return a scenario ready for its first year; those held are added to every sum of draws."""
    components, free = _components(model, scenario, futures.levels(0))
    start, settings = jump_off_population(model.register), model.settings
    collector = Collector(start, model.places, settings.horizon, settings.draws, held=model.held)
    if drawn is None:
        years = _years(model, components, _levels(model, scenario, free, futures))
    else:
        years = yearly_totals(model.register, drawn, _effect(model, scenario))
    tables = plan_tables(model.plans, scenario.id, scenario.changes, free, settings.horizon)
    return _Running(scenario, components, tables, years, collector)


def _finish(model: RootModel, one: _Running, processes: dict[str, Process]) -> Outcome:
    """Return what a scenario gave, with its assumptions and the judgement of it."""
    result = one.collector.result()
    judged = _judge(model, one.scenario, (one.components, result))
    sheet = _sheet(model, one.scenario, processes)
    return Outcome(one.scenario, result, sheet, judged, one.tables)


def _judge(model: RootModel, scenario: Scenario, made: tuple[Components, ScenarioResult]) -> tuple[str, ...]:
    """Return what is unusual about the Basis, not of every what-if again. Raises ForecastError."""
    components, result = made
    case = Case(model.places, scenario.title, model.register.jump_off_year, counted_infants(model.register))
    notes = (*check_components(case, components, model.register.stock[-1]), *check_result(case, result))
    return notes if scenario.id == BASIS else ()


def _sheet(model: RootModel, scenario: Scenario, processes: dict[str, Process]) -> list[dict[str, Any]]:
    """Return the assumptions of a scenario, each with value and source."""
    if has_counts_only(model.register):
        return [*scenario_entries(scenario), *count_entries(model.register), *plan_entries(model.plans)]
    above = estimate_entries(model.rates, model.register, model.settings)
    random = process_entries(model.places.root.area_id, processes)
    return assumption_sheet(
        model.rates, model.register, scenario, [*above, *random, *plan_entries(model.plans)]
    )


def _limits(register: Register) -> tuple[str, ...]:
    people = register.stock[-1].sum(axis=(1, 2, 3))
    small = int(((people > 0) & (people < ADVISED_SIZE)).sum())
    if not small:
        return ()
    return (
        f"{register.places.root.name}: {small} von {len(people)} Gebieten haben weniger als {ADVISED_SIZE} "
        "Einwohner. Ihre Werte sind berechnet, sollten aber zusammengefasst oder mit ihrer Spanne gelesen "
        "werden.",
    )
