"""Forecasts from past year ends against what came: no change, Hamilton–Perry and our own model."""

import numpy as np

from forecasting.cohort_component import project_years
from forecasting.components import Array, Levels
from forecasting.damping import damping_factors
from forecasting.jump_off import Register
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.uncertainty import CHANCE_OF_AGE, damp_levels

# Bands of backtest.md, so results compare with other places.
BANDS = ((0, 100), (0, 5), (6, 15), (16, 24), (25, 44), (45, 64), (65, 79), (80, 100))
# Years before the end an origin may lie, and the stock changes a method needs before it.
LEADS = (3, 5, 8, 10)
LEAST_HISTORY = 3
# Cohort ratios outside these limits come from cells of a few persons (backtest.md § 3: what did harm).
RATIO_RANGE = (0.2, 3.0)
RATIO_YEARS = 5


def origins(register: Register) -> list[int]:
    """Return past jump-off years the data allow, oldest first."""
    last = register.jump_off_year
    earliest = register.years[0] + LEAST_HISTORY - 1
    return [last - lead for lead in sorted(LEADS, reverse=True) if last - lead >= earliest]


def backtest_rows(register: Register, settings: RunSettings) -> list[dict[str, object]]:
    """Return rows of the backtest table for leaves, municipalities and the root."""
    places = register.places
    wanted = {*places.leaves, *places.municipalities, places.root.area_id}
    chosen = [i for i, area in enumerate(places.areas) if area in wanted]
    membership = places.membership[chosen]
    # Nationality is left out: methods that know no nationality are compared on equal terms.
    stock = np.tensordot(membership, register.stock.sum(axis=2), axes=(1, 1)).swapaxes(0, 1)
    rows: list[dict[str, object]] = []
    for origin in origins(register):
        leads = register.jump_off_year - origin
        known, came = stock[:-leads], stock[-leads:]
        ours = _project(register.until(origin), leads, settings).sum(axis=2)
        for method, forecast in (
            ("no_change", np.repeat(known[-1:], leads, axis=0)),
            ("hamilton_perry", project_ratios(known, leads)),
            ("kohorte", np.tensordot(membership, ours, axes=(1, 1)).swapaxes(0, 1)),
        ):
            rows += _compare((method, origin), [places.areas[i] for i in chosen], forecast, came)
    return rows


def project_ratios(stock: Array, horizon: int) -> Array:
    """Return stocks (year, area, sex, age) by pooled cohort ratios (Hamilton and Perry, 1962).

    `stock` (year end, area, sex, age). An empty cell takes the ratio of all areas; infants follow the
    children per woman aged 15 to 49.
    """
    start, after = stock[:-1][-RATIO_YEARS:], stock[1:][-RATIO_YEARS:].sum(axis=0)
    reached = _aged(start).sum(axis=0)
    everywhere = np.divide(
        after.sum(axis=0), reached.sum(axis=0), out=np.ones_like(after[0]), where=reached.sum(axis=0) > 0
    )
    ratio = np.divide(after, reached, out=np.broadcast_to(everywhere, after.shape).copy(), where=reached > 0)
    ratio = np.clip(ratio, *RATIO_RANGE)
    infants = after[..., 0] / np.maximum(after[:, 1, 15:50].sum(axis=1), 1.0)[:, np.newaxis]
    state, states = stock[-1], []
    for _ in range(horizon):
        state = _aged(state) * ratio
        state[..., 0] = infants * state[:, 1, 15:50].sum(axis=1)[:, np.newaxis]
        states.append(state)
    return np.stack(states)


def _aged(stock: Array) -> Array:
    aged = np.zeros_like(stock)
    aged[..., 1:] = stock[..., :-1]
    aged[..., -1] += stock[..., -1]
    return aged


def _project(register: Register, horizon: int, settings: RunSettings) -> Array:
    rates = estimate_rates(register, settings)
    basis = read_scenarios(("basis",))[0]
    levels = damp_levels(Levels(CHANCE_OF_AGE), damping_factors(rates, register, horizon))
    components = scenario_components(rates, basis, horizon, register.jump_off_year + 1, levels)
    years = project_years(jump_off_population(register), components)
    return np.stack([year.population[..., 0].copy() for year in years])


def _compare(
    case: tuple[str, int], areas: list[str], forecast: Array, came: Array
) -> list[dict[str, object]]:
    method, origin = case
    rows: list[dict[str, object]] = []
    for age, age_to in BANDS:
        expected, seen = (states[..., age : age_to + 1].sum(axis=(2, 3)) for states in (forecast, came))
        for lead in range(len(expected)):
            for i, area in enumerate(areas):
                rows.append(
                    {"method": method, "origin_year": origin, "lead_time": lead + 1, "area_id": area,
                     "age": age, "age_to": age_to, "forecast": round(float(expected[lead, i]), 3),
                     "observed": round(float(seen[lead, i]), 3)}
                )  # fmt: skip
    return rows
