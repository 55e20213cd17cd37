"""How a run is divided: every task takes one root and some of its scenarios through all years.

Scenarios of a task run side by side, so chance is drawn once a year for all of them. How many they are is a
matter of memory and workers only; no number depends on it.
"""

import os
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from forecasting.backtest import KnownPast, Tested, Wanted, backtest_past
from forecasting.cohort_ratios.register import has_counts_only
from forecasting.errors import ForecastError
from forecasting.jump_off import Register
from forecasting.plans import Stated
from forecasting.run_root import Outcome, RootModel, forecast_scenarios, prepare_model
from forecasting.scenario import Scenario
from forecasting.scheduler import Task
from forecasting.settings import RunSettings

# Share of the computer's memory that all scenarios at work may fill, within limits in bytes: below the lower
# one a run would only be slow, above the upper one nothing is gained.
MEMORY_SHARE, LEAST_MEMORY, MOST_MEMORY = 0.2, 1.6e9, 3.0e9
# Bytes per cell and draw of a scenario at work (state in single precision, rates, sums, results), and of
# one of a root that is only counted.
BYTES_PER_CELL, BYTES_COUNTED = 7.5, 18.0
# Draws of each past origin: enough for an 80 % band and its calibration.
PAST_DRAWS = 60


def run_scenarios(model: RootModel, scenarios: tuple[Scenario, ...]) -> tuple[Outcome, ...]:
    """Task: run some scenarios of a root."""
    return tuple(forecast_scenarios(model, scenarios))


def look_back(past: KnownPast, settings: RunSettings) -> Tested | str:
    """Task: forecast a root from its past year ends; a short past is a German reason, not an end."""
    try:
        return backtest_past(past, settings, Wanted(draws=PAST_DRAWS))
    except ForecastError as error:
        return str(error)


def past_task(past: KnownPast, settings: RunSettings) -> Task:
    """Return the backtest of one root as a task."""
    return Task(look_back, past, (settings,), 0)


def model_task(register: Register, settings: RunSettings, stated: Stated) -> Task:
    """Return the estimates of one root, which all its scenarios share, as a task."""
    return Task(prepare_model, register, (settings, stated), 0)


def scenario_tasks(model: RootModel, scenarios: Sequence[Scenario], workers: int) -> list[Task]:
    """Return the scenarios of one root as tasks."""
    each = BYTES_COUNTED if has_counts_only(model.register) else BYTES_PER_CELL
    needed = each * model.register.stock[-1].size * model.settings.draws
    size = len(model.places.leaves) * model.settings.horizon
    return [
        Task(run_scenarios, model, (group,), size * len(group))
        for group in scenario_groups(scenarios, needed, workers)
    ]


def scenario_groups(scenarios: Sequence[Scenario], needed: float, workers: int) -> list[tuple[Scenario, ...]]:
    """Divide scenarios into as few groups as fit the memory and keep every worker busy.

    `needed`: bytes of one scenario at work. The number of groups is a multiple of the workers where there are
    scenarios enough: every group draws the chance of all years anew.
    """
    most = max(1, int(memory() / workers / needed))
    wanted = ceil(ceil(len(scenarios) / most) / workers) * workers
    count = min(wanted, len(scenarios))
    bounds = [round(i * len(scenarios) / count) for i in range(count + 1)]
    return [tuple(scenarios[a:b]) for a, b in pairwise(bounds)]


def memory() -> float:
    """Return the bytes all scenarios at work may fill together."""
    if not hasattr(os, "sysconf"):
        return LEAST_MEMORY
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(max(MEMORY_SHARE * whole, LEAST_MEMORY), MOST_MEMORY)
