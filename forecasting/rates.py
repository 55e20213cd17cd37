"""From estimates and a scenario to the components of a projection, and the sheet of assumptions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forecasting.components import FEMALE, GIRLS_SHARE, Array, Components, InternalFlow, Levels
from forecasting.fertility import Fertility, estimate_fertility
from forecasting.jump_off import Register
from forecasting.migration import BANDS, Migration, estimate_migration
from forecasting.mortality import IMPROVEMENT, Mortality, estimate_mortality
from forecasting.scenario import Scenario
from forecasting.settings import RunSettings
from forecasting.shrinkage import Level
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
        death_probability=rates.mortality.probabilities(
            first_year, horizon, IMPROVEMENT if improvement is None else improvement
        ),
        girls_share=np.array([GIRLS_SHARE]),
        out_rate=migration.out_rate[np.newaxis] * _years(changes.path("out_migration", horizon), 5),
        in_volume=migration.in_volume[np.newaxis] * _years(changes.path("in_migration", horizon), 5),
        naturalisation_rate=migration.naturalisation[np.newaxis, np.newaxis],
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
    start, migration = register.stock[-1], rates.migration
    inner = [start * flow.rate[0] for flow in migration.internal]
    empty = np.zeros_like(start)
    pool = sum((_arriving(flow, left) for flow, left in zip(migration.internal, inner, strict=True)), empty)
    left = start * migration.out_rate + sum(inner, empty)
    deaths = start * rates.mortality.probabilities(first_year, 1)[0]
    births = (start[:, :, FEMALE] * rates.fertility.rates).sum(axis=(1, 2))
    return Flows(migration.in_volume, pool, left, deaths, births)


def expected_events(rates: Rates, register: Register, first_year: int) -> Expected:
    """Return the same by chance band, with the persons at risk."""
    flows = expected_flows(rates, register, first_year)
    return Expected(
        _banded(flows.arrivals),
        _banded(flows.pool_arrivals),
        _banded(flows.departures),
        _banded(flows.deaths),
        flows.births,
        _banded(register.stock[-1]),
    )


def assumption_sheet(
    rates: Rates, register: Register, scenario: Scenario, settings: RunSettings
) -> list[dict[str, Any]]:
    """Return one entry per assumption, with value, unit, weight of the own data, base years and source."""
    places, fertility, mortality = register.places, rates.fertility, rates.mortality
    sheet = _scenario_entries(scenario)
    shape = "eigenes Altersprofil" if fertility.own_shape else "Altersprofil Deutschland 2024"
    common = {"base_years": list(fertility.years), "author": "Kohorte"}
    sheet.append(
        {"component": "Geburtenziffer", "area_id": places.root.area_id, "value": round(fertility.recent, 4),
         "unit": "Faktor der letzten zwei Jahre", "source": shape, **common}
    )  # fmt: skip
    for i, area in enumerate(places.leaves):
        sheet.append(
            _leaf_entry("Geburtenziffer", area, fertility.tfr[i], fertility.level.weight[i, 0], common)
        )
        sheet.append(
            _leaf_entry(
                "Sterblichkeit", area, mortality.level.factor[i, 0], mortality.level.weight[i, 0], common
            )
        )
        for kind, level in rates.migration.levels.items():
            sheet += _band_entries(kind, area, i, level, rates.migration.years)
    return sheet


def _scenario_entries(scenario: Scenario) -> list[dict[str, Any]]:
    changes = scenario.changes.model_dump(exclude_defaults=True)
    return [
        {"component": driver, "area_id": None, "value": value, "unit": "Faktor nach Jahren ab Basisjahr",
         "source": f"Szenario {scenario.title}", "author": scenario.author, "date": scenario.date.isoformat()}
        for driver, value in changes.items()
    ]  # fmt: skip


def _leaf_entry(
    component: str, area: str, value: float, weight: float, common: dict[str, Any]
) -> dict[str, Any]:
    unit = "Kinder je Frau" if component == "Geburtenziffer" else "Faktor auf die Sterbetafel"
    return {
        "component": component, "area_id": area, "value": round(float(value), 4), "unit": unit,
        "weight": round(float(weight), 3), "source": "Register, zum Gebietstyp hin geschrumpft", **common,
    }  # fmt: skip


def _band_entries(kind: str, area: str, i: int, level: Level, years: tuple[int, ...]) -> list[dict[str, Any]]:
    title = {
        "inner": "Umzüge",
        "member_out": "Fortzüge in den Verband",
        "external_out": "Fortzüge nach außen",
    }[kind]
    return [
        {"component": title, "area_id": area, "age_from": first,
         "value": round(float(level.factor[i, band]), 4), "unit": "Faktor auf das Altersprofil",
         "weight": round(float(level.weight[i, band]), 3),
         "base_years": list(years), "source": "Register, zum Gebietstyp hin geschrumpft", "author": "Kohorte"}
        for band, first in enumerate(BANDS)
    ]  # fmt: skip


def _years(path: Array, axes: int) -> Array:
    return path.reshape(-1, *[1] * (axes - 1))


def _banded(cells: Array) -> Array:
    banded: Array = cells.sum(axis=(1, 2)) @ CHANCE_MATRIX
    return banded


def _arriving(flow: InternalFlow, left: Array) -> Array:
    groups = int(flow.group.max()) + 1
    pool = np.stack([left[flow.group == group].sum(axis=0) for group in range(groups)])
    if flow.transfer is not None:
        pool = np.einsum("gh,g...->h...", flow.transfer, pool)
    arriving: Array = flow.share * pool[flow.group]
    return arriving
