"""What is stated about the future of a root, and what it does to the components of every scenario.

Reported building first, then totals to be met. Everything here is optional: without projects and without
files in `vorgaben` the components stay what the rates make of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np

from forecasting.assumptions import Entry, Origin, entry
from forecasting.cohort_ratios.register import draw_counts, has_counts_only
from forecasting.components import Array, Components, Levels
from forecasting.constrain import Constraints, Start, constrain, constraint_rows, deterministic_totals
from forecasting.damping import damping_factors
from forecasting.declared import Declared
from forecasting.drivers import Changes
from forecasting.housing import Building, Housing, add_housing, housing_arrivals, plan_housing
from forecasting.housing_chance import draw_projects
from forecasting.housing_projects import Phase, estimate_trend, read_phases, without_leaves
from forecasting.jump_off import Register, Root
from forecasting.local_yields import yield_entries
from forecasting.plan_record import PlanRecord, as_likely, estimate_record, read_listed
from forecasting.rates import Rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.special_populations import Special, special_entries
from forecasting.targets import Target, Targets, read_targets
from forecasting.uncertainty import CHANCE_OF_AGE, damp_levels

Row = dict[str, object]
# Persons below which a row about building would say nothing.
LEAST_SHOWN = 0.05


@dataclass(frozen=True)
class Stated:
    """What was stated before a root is looked at: files of the home, reported building, its lists' record."""

    declared: Declared = field(default_factory=Declared)
    phases: tuple[Phase, ...] = ()
    record: PlanRecord = field(default_factory=PlanRecord)


NOTHING = Stated()


@dataclass(frozen=True)
class Plans:
    """Plans of one root; None where nothing is planned. `damping` (year, leaf) is that of the levels.

    `counted` (year end, leaf), only where totals are to be met: how far the count-only model, which gives the
    results of a root without events, stands above the component model.
    """

    register: Register
    damping: Array
    held: Array | None
    special: Special | None
    housing: Housing | None
    targets: Targets
    constraints: Constraints | None = None
    counted: Array | None = None
    record: PlanRecord = field(default_factory=PlanRecord)

    @property
    def notes(self) -> tuple[str, ...]:
        """German notes."""
        return () if self.housing is None else (*self.housing.notes, *self.record.notes)


def read_stated(con: duckdb.DuckDBPyConnection, root: Root, declared: Declared) -> Stated:
    """Return what is stated about one root."""
    return Stated(declared, read_phases(con, root), estimate_record(read_listed(con, root)))


def make_plans(
    stated: Stated, register: Register, rates: Rates, settings: RunSettings, special: Special | None
) -> Plans:
    """Return the plans of a root. Raises DeclarationError for what cannot be true or met."""
    horizon, first = settings.horizon, register.jump_off_year + 1
    completions = stated.declared.of("fertigstellungen")
    trend = estimate_trend(stated.phases, completions, register.places, rates.migration.years)
    if register.first_occupied is not None:
        trend = without_leaves(trend, register.first_occupied.sum(axis=(0, 2)) > 0)
    phases = as_likely(stated.phases, stated.record, register.jump_off_year)
    housing = plan_housing(phases, trend, register, rates, horizon)
    held = None if special is None else special.held
    targets = read_targets(stated.declared, register, held, horizon)
    damping = damping_factors(rates, register, horizon)
    plans = Plans(register, damping, held, special, housing, targets, record=stated.record)
    if targets.is_empty:
        return plans
    basis = read_scenarios(("basis",))[0]
    bare = scenario_components(rates, basis, horizon, first)
    if has_counts_only(register):
        plans = replace(plans, counted=_counted(plans, bare, settings))
    free = with_building(plans, bare, basis.changes)
    return replace(plans, constraints=constrain(_certain(plans, free), _start(plans), targets))


def with_building(plans: Plans, components: Components, changes: Changes) -> Components:
    """Return the components with the arrivals of reported building under a scenario."""
    if plans.housing is None:
        return components
    return add_housing(components, plans.housing, _building(plans, changes))


def with_constraints(plans: Plans, components: Components) -> Components:
    """Return the components with the factors that hold the Basis to its targets."""
    return components if plans.constraints is None else plans.constraints.act_on(components)


def levels_with_projects(
    plans: Plans,
    levels_of_year: Callable[[int], Levels],
    components: Components,
    changes: Changes,
    settings: RunSettings,
) -> Callable[[int], Levels]:
    """Return the levels of a year in which each project is built or not, draw by draw."""
    if plans.housing is None or settings.draws == 1:
        return levels_of_year
    building = _building(plans, changes)
    chance = draw_projects(plans.housing, building, components, settings.draws, settings.seed)
    return lambda year: chance.levels(levels_of_year(year), year)


def plan_tables(
    plans: Plans, scenario: str, changes: Changes, free: Components, horizon: int
) -> dict[str, list[Row]]:
    """Return the rows of forecast_housing and forecast_constraint of a scenario, without the run id.

    `free` are its components before the constraints.
    """
    tables: dict[str, list[Row]] = {}
    places, first = plans.register.places, plans.register.jump_off_year + 1
    if plans.housing is not None:
        building = _building(plans, changes)
        added = housing_arrivals(plans.housing, building.share).sum(axis=(2, 3, 4))
        by_area = (added * building.in_migration[:, np.newaxis]) @ places.membership.T
        tables["forecast_housing"] = [
            {"scenario": scenario, "area_id": area, "year": first + year, "persons": float(by_area[year, i])}
            for i, area in enumerate(places.areas)
            for year in range(horizon)
            if abs(by_area[year, i]) >= LEAST_SHOWN
        ]
    if plans.constraints is not None:
        start, certain = _start(plans), _certain(plans, free)
        totals = [
            deterministic_totals(components, start)
            for components in (certain, plans.constraints.act_on(certain))
        ]
        rows = constraint_rows(plans.constraints, totals[0], totals[1], start)
        tables["forecast_constraint"] = [{"scenario": scenario, **row} for row in rows]
    return tables


def plan_entries(plans: Plans) -> list[Entry]:
    """Return the lines of the assumption sheet about building, special populations and totals."""
    sheet = [] if plans.special is None else special_entries(plans.special, plans.register)
    if plans.housing is not None:
        sheet += _housing_entries(plans.housing)
        root_id = plans.register.places.root.area_id
        sheet += [*plans.record.entries(root_id), *yield_entries(plans.housing.yields, root_id)]
    if plans.constraints is not None:
        sheet += _constraint_entries(plans.constraints, plans.register)
    return sheet


def _building(plans: Plans, changes: Changes) -> Building:
    horizon = len(plans.damping)
    return Building(changes.path("housing", horizon), changes.path("in_migration", horizon), plans.damping)


def _certain(plans: Plans, components: Components) -> Components:
    """The components without chance: levels of 1, damped."""
    return replace(components, levels=damp_levels(Levels(CHANCE_OF_AGE), plans.damping))


def _counted(plans: Plans, bare: Components, settings: RunSettings) -> Array:
    """Return how far the count-only model stands above the component model, (year end, leaf)."""
    drawn = draw_counts(plans.register, settings)
    counts = np.stack([year.population.sum(axis=(1, 2)).mean(axis=-1, dtype=float) for year in drawn])
    own = deterministic_totals(_certain(plans, bare), replace(_start(plans), held=np.zeros(counts.shape[1])))
    return np.concatenate([np.zeros((1, counts.shape[1])), counts - own])


def _start(plans: Plans) -> Start:
    register = plans.register
    held = np.zeros(len(register.places.leaves)) if plans.held is None else plans.held.sum(axis=(-3, -2, -1))
    held = held if plans.counted is None else held + plans.counted
    return Start(jump_off_population(register), register.places, register.jump_off_year + 1, held)


def _housing_entries(housing: Housing) -> list[Entry]:
    origin = Origin("vorgaben/fertigstellungen.csv oder frühere Bauvorhaben", housing.trend.years)
    usual = zip(housing.places.municipalities, housing.trend.by_municipality, strict=True)
    sheet = [
        entry("Üblicher Neubau", float(known), "Wohnungen im Jahr", origin, area_id=ags)
        for ags, known in usual
        if np.isfinite(known)
    ]
    projects: dict[tuple[str, str], list[Phase]] = {}
    for phase in housing.phases:
        projects.setdefault((phase.project_id, phase.area_id), []).append(phase)
    for (project, area), phases in projects.items():
        town = housing.places.municipality[housing.places.leaves.index(area)]
        value = {
            "dwellings": {phase.year: phase.dwellings for phase in phases},
            "probability": phases[0].probability,
            "beyond_trend": {
                phase.year: round(float(housing.extra[phase.year - housing.first_year, town]), 3)
                for phase in phases
            },
        }
        origin = Origin(f"Bauvorhaben {phases[0].name} ({phases[0].dwelling_type})")
        sheet.append(entry(f"Neubau {project}", value, "Wohnungen", origin, area_id=area))
    return sheet


def _constraint_entries(constraints: Constraints, register: Register) -> list[Entry]:
    first = register.jump_off_year + 1
    areas: dict[tuple[str, str], list[Target]] = {}
    for target in constraints.targets:
        areas.setdefault((target.layer, target.area_id), []).append(target)
    sheet = []
    for (layer, area), targets in areas.items():
        leaf = targets[0].leaves[0]
        value = {
            one.year: {
                "persons": round(one.persons, 1),
                "arrivals_factor": round(float(constraints.arrivals[one.year - first, leaf]), 4),
                "departures_factor": round(float(constraints.departures[one.year - first, leaf]), 4),
            }
            for one in targets
        }
        origin = Origin(targets[0].source or targets[0].place or "Mittel mit LINEXP")
        sheet.append(entry(f"Eckwert ({layer})", value, "Personen", origin, area_id=area))
    return sheet
