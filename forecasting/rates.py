"""From estimates and a scenario to the components of a projection."""

from dataclasses import dataclass, replace

import numpy as np

from forecasting.components import FEMALE, GIRLS_SHARE, Array, Components, Levels
from forecasting.fertility import Fertility, estimate_fertility
from forecasting.jump_off import Register
from forecasting.migration import Migration, estimate_migration
from forecasting.mortality import Mortality, estimate_mortality
from forecasting.scenario import Scenario
from forecasting.settings import RunSettings
from forecasting.transit import pool_arrivals
from forecasting.uncertainty import CHANCE_BANDS, CHANCE_OF_AGE, Expected

CHANCE_MATRIX = (CHANCE_OF_AGE[:, np.newaxis] == np.arange(len(CHANCE_BANDS))).astype(float)


@dataclass(frozen=True)
class Rates:
    """Everything estimated from one register."""

    fertility: Fertility
    mortality: Mortality
    migration: Migration


def estimate_rates(register: Register, settings: RunSettings) -> Rates:
    """Return fertility, mortality and migration of every leaf."""
    return Rates(
        estimate_fertility(register, settings),
        estimate_mortality(register, settings),
        estimate_migration(register, settings),
    )


def scenario_components(
    rates: Rates, scenario: Scenario, horizon: int, first_year: int, levels: Levels | None = None
) -> Components:
    """Return the components of `horizon` years from `first_year` on under a scenario."""
    changes, migration = scenario.changes, rates.migration
    improvement = changes.mortality_improvement
    internal = tuple(
        replace(flow, rate=flow.rate * _years(changes.path("internal_moves", horizon), 5))
        for flow in migration.internal
    )
    return Components(
        fertility=rates.fertility.rates[np.newaxis] * _years(changes.path("fertility", horizon), 4),
        death_probability=rates.mortality.probabilities(first_year, horizon, improvement),
        girls_share=np.array([GIRLS_SHARE]),
        out_rate=migration.out_rate[np.newaxis] * _years(changes.path("out_migration", horizon), 5),
        in_volume=migration.in_volume[np.newaxis] * _years(changes.path("in_migration", horizon), 5),
        naturalisation_rate=migration.naturalisation[np.newaxis],
        native_birth_share=rates.fertility.native_birth_share[np.newaxis],
        internal=internal,
        levels=levels,
    )


def jump_off_population(register: Register) -> Array:
    """Return the last stock as (leaf, nationality, sex, age, draw)."""
    people: Array = register.stock[-1][..., np.newaxis]
    return people


@dataclass(frozen=True)
class Flows:
    """Expected events of one year, (leaf, nationality, sex, age); births by leaf."""

    arrivals: Array
    pool_arrivals: Array
    departures: Array
    deaths: Array
    births: Array


def expected_flows(rates: Rates, register: Register, first_year: int) -> Flows:
    """Return what a year at the jump-off should bring to each leaf."""
    start, migration = aged(register.stock[-1]), rates.migration
    inner = [start * flow.rate[0] for flow in migration.internal]
    empty = np.zeros_like(start)
    arriving = (pool_arrivals(flow, left) for flow, left in zip(migration.internal, inner, strict=True))
    pool = sum(arriving, empty)
    left = start * migration.out_rate + sum(inner, empty)
    deaths = start * rates.mortality.probabilities(first_year, 1)[0]
    births = (start[:, :, FEMALE] * rates.fertility.rates).sum(axis=(1, 2))
    return Flows(migration.in_volume, pool, left, deaths, births)


def expected_events(rates: Rates, register: Register, first_year: int) -> Expected:
    """Return the same by chance band, with the persons at risk."""
    flows = expected_flows(rates, register, first_year)
    start = aged(register.stock[-1])
    people = np.maximum(start.sum(axis=(1, 2, 3)), 1.0)
    return Expected(
        _banded(flows.arrivals),
        _banded(flows.pool_arrivals),
        _banded(flows.departures),
        _banded(flows.deaths),
        flows.births,
        _banded(start),
        (start * rates.migration.out_rate).sum(axis=(1, 2, 3)) / people,
    )


def aged(stock: Array) -> Array:
    """Return a stock (…, age) by the age reached a year later; as many infants follow as there were."""
    reached = stock.copy()
    reached[..., 1:] = stock[..., :-1]
    reached[..., -1] += stock[..., -1]
    return reached


def _years(path: Array, axes: int) -> Array:
    return path.reshape(-1, *[1] * (axes - 1))


def _banded(cells: Array) -> Array:
    banded: Array = cells.sum(axis=(1, 2)) @ CHANCE_MATRIX
    return banded
