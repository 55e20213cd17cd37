"""Forecasts from past year ends against what came: no change, Hamilton–Perry and our own model side by side."""

import numpy as np

from forecasting.cohort_component import project_years
from forecasting.components import Array
from forecasting.jump_off import Register
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings

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
    rows: list[dict[str, object]] = []
    for origin in origins(register):
        known = register.until(origin)
        leads = register.jump_off_year - origin
        came = register.stock[-leads:]
        for method, forecast in (
            ("no_change", np.repeat(known.stock[-1:], leads, axis=0)),
            ("hamilton_perry", project_ratios(known, leads)),
            ("kohorte", _project(known, leads, settings)),
        ):
            rows += _compare(register, (method, origin), forecast, came)
    return rows


def project_ratios(register: Register, horizon: int) -> Array:
    """Return stocks (year, leaf, nationality, sex, age) by cohort ratios pooled over years (Hamilton and Perry, 1962).

    Ratios are the leaf's sums over RATIO_YEARS; infants follow the children per woman aged 15 to 49.
    """
    base = slice(-RATIO_YEARS, None)
    reached, after = register.reached[base].sum(axis=0), register.stock[1:][base].sum(axis=0)
    everywhere = np.divide(after.sum(axis=0), reached.sum(axis=0), out=np.ones_like(after[0]), where=reached.sum(axis=0) > 0)
    ratio = np.divide(after, reached, out=np.broadcast_to(everywhere, after.shape).copy(), where=reached > 0)
    ratio = np.clip(ratio, *RATIO_RANGE)
    women = after[:, :, 1, 15:50].sum(axis=(1, 2))
    infants = after[..., 0] / np.maximum(women, 1.0)[:, np.newaxis, np.newaxis]
    state, states = register.stock[-1], []
    for _ in range(horizon):
        aged = np.zeros_like(state)
        aged[..., 1:] = state[..., :-1]
        aged[..., -1] += state[..., -1]
        state = aged * ratio
        state[..., 0] = infants * state[:, :, 1, 15:50].sum(axis=(1, 2))[:, np.newaxis, np.newaxis]
        states.append(state)
    return np.stack(states)


def _project(register: Register, horizon: int, settings: RunSettings) -> Array:
    rates = estimate_rates(register, settings)
    basis = read_scenarios(("basis",))[0]
    components = scenario_components(rates, basis, horizon, register.jump_off_year + 1)
    years = project_years(jump_off_population(register), components)
    return np.stack([year.population[..., 0].copy() for year in years])


def _compare(
    register: Register, case: tuple[str, int], forecast: Array, came: Array
) -> list[dict[str, object]]:
    method, origin = case
    places = register.places
    wanted = {*places.leaves, *places.municipalities, places.root.area_id}
    chosen = [i for i, area in enumerate(places.areas) if area in wanted]
    membership = places.membership[chosen]
    rows: list[dict[str, object]] = []
    for age, age_to in BANDS:
        expected, seen = (
            states[..., age : age_to + 1].sum(axis=(2, 3, 4)) @ membership.T for states in (forecast, came)
        )
        for lead in range(len(expected)):
            for position, i in enumerate(chosen):
                rows.append(
                    {"method": method, "origin_year": origin, "lead_time": lead + 1, "area_id": places.areas[i],
                     "age": age, "age_to": age_to, "forecast": round(float(expected[lead, position]), 3),
                     "observed": round(float(seen[lead, position]), 3)}
                )  # fmt: skip
    return rows
