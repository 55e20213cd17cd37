"""Draws: levels of fertility, mortality and migration that wander, and the chance of small numbers.

Four layers multiply into factors on the rates: the whole root (shared by all areas), the municipality, the
area, and chance by area and age band. The same numbers serve every scenario, so scenarios differ by their
assumptions only. Sizes come from the own series, drawn towards the values of backtest.md § 5 and
forecasting.md § 6, which also are floors.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from forecasting.components import Array, Levels
from forecasting.jump_off import Places, Register

# Bands in which chance acts: single ages of children, wider ones later; all cells of a band share their
# chance.
CHANCE_BANDS = (*range(12), 12, 16, 19, 22, 25, 30, 35, 40, 50, 60, 65, 70, 75, 80, 85, 90)
CHANCE_OF_AGE = np.searchsorted(np.array(CHANCE_BANDS), np.arange(101), side="right") - 1


@dataclass(frozen=True)
class Process:
    """AR(1) of a log level: x(t) = persistence × x(t−1) + N(0, sd²)."""

    persistence: float
    sd: float


# Prior of yearly migration levels and the number of years it counts for.
ARRIVALS_PRIOR, DEPARTURES_PRIOR, PRIOR_YEARS = Process(0.8, 0.06), Process(0.7, 0.04), 10
# An observed series may not make us surer than this, nor may one shock year blow the fan up.
SD_RANGE = (0.04, 0.10)
PERSISTENCE_RANGE = (0.5, 0.9)
# Municipality and area around the root: yearly part and a constant error of the estimate.
MUNICIPALITY, AREA = Process(0.9, 0.04), Process(0.5, 0.08)
CONSTANT_SD = 0.10
# Fertility: increments follow an AR(1) (backtest.md § 5); areas walk on their own.
FERTILITY_INCREMENT = Process(0.7, 0.022)
FERTILITY_AREA_START, FERTILITY_AREA_STEP = 0.03, 0.015
# Mortality: the hazard wanders around its trend, per year.
MORTALITY_STEP = 0.012
# Chance levels stay above this so that a pool can always be handed out.
LEAST = 1e-6
# Share of a band that may leave or die in one draw and year.
MOST_EVENTS = 0.9


@dataclass(frozen=True)
class Expected:
    """Expected yearly events by (leaf, chance band), births by leaf: they set the size of chance.

    `persons` (leaf, chance band) are those who may leave or die; nobody does so twice.
    """

    arrivals: Array
    pool_arrivals: Array
    departures: Array
    deaths: Array
    births: Array
    persons: Array


def estimate_process(series: Array, prior: Process) -> Process:
    """Return the AR(1) of a yearly level: moments of the log series, the prior counting PRIOR_YEARS."""
    logs = np.log(np.maximum(series, 1.0))
    deviation = logs - logs.mean()
    n = len(logs)
    if n < 4 or series.sum() <= 0:
        return prior
    own = float((deviation[1:] * deviation[:-1]).sum() / max(float((deviation**2).sum()), 1e-12))
    persistence = (n * own + PRIOR_YEARS * prior.persistence) / (n + PRIOR_YEARS)
    persistence = float(np.clip(persistence, *PERSISTENCE_RANGE))
    residual = deviation[1:] - persistence * deviation[:-1]
    variance = ((residual**2).sum() + PRIOR_YEARS * prior.sd**2) / (n - 1 + PRIOR_YEARS)
    return Process(persistence, float(np.clip(np.sqrt(variance), *SD_RANGE)))


def draw_levels(
    register: Register, expected: Expected, horizon: int, draws: int, seed: int
) -> tuple[Levels, dict[str, Process]]:
    """Return factors for `horizon` years and the processes behind them; one draw alone has no randomness."""
    arrivals = estimate_process(register.arrivals["external_in"].sum(axis=(1, 2, 3, 4)), ARRIVALS_PRIOR)
    departures = estimate_process(
        register.departures["external_out"].sum(axis=(1, 2, 3, 4)), DEPARTURES_PRIOR
    )
    processes = {"Zuzüge": arrivals, "Fortzüge": departures, "Geburtenziffer (Zuwachs)": FERTILITY_INCREMENT}
    size = (horizon, draws)
    if draws == 1:
        return Levels(CHANCE_OF_AGE), processes
    # One generator per driver: adding a driver later leaves the numbers of the others as they are.
    random = [np.random.default_rng([seed, stream]) for stream in range(8)]
    walk = _walk(MORTALITY_STEP, size, random[0])
    jobs = [
        (walk, expected.deaths, expected.persons, random[1]),
        (
            _layers(departures, register.places, size, random[2]),
            expected.departures,
            expected.persons,
            random[3],
        ),
        (_layers(arrivals, register.places, size, random[4]), expected.arrivals, None, random[5]),
        (np.zeros((horizon, 1, draws)), expected.pool_arrivals, None, random[6]),
    ]
    # Without internal moves there is nothing to divide.
    pooled = bool(expected.pool_arrivals.sum() > 0)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda job: _with_chance(*job), jobs if pooled else jobs[:-1]))
    death, out, inflow, arrival = made if pooled else [*made, None]
    fertility = _fertility(expected.births, size, random[7])
    return Levels(CHANCE_OF_AGE, death, out, inflow, arrival, fertility), processes


def damp_levels(levels: Levels, factors: Array) -> Levels:
    """Return the levels with arrivals of every kind multiplied by `factors` (year, leaf)."""
    factor = factors.astype(np.float32)[:, :, np.newaxis, np.newaxis]
    inflow = factor if levels.inflow is None else levels.inflow * factor
    arrival = factor if levels.arrival is None else levels.arrival * factor
    return replace(levels, inflow=inflow, arrival=arrival)


def _ar1(process: Process, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Draw log levels (year, series, draw), 0 before the first year."""
    steps = random.normal(0.0, process.sd, shape)
    level = np.zeros_like(steps)
    level[0] = steps[0]
    for year in range(1, shape[0]):
        level[year] = process.persistence * level[year - 1] + steps[year]
    return level


def _layers(process: Process, places: Places, size: tuple[int, int], random: np.random.Generator) -> Array:
    horizon, draws = size
    leaves, municipalities = len(places.leaves), len(places.municipalities)
    shared = _ar1(process, (horizon, 1, draws), random)
    municipal = _ar1(MUNICIPALITY, (horizon, municipalities, draws), random)[:, places.municipality]
    local = _ar1(AREA, (horizon, leaves, draws), random)
    constant = random.normal(0.0, CONSTANT_SD, (1, leaves, draws))
    # A part that is the whole has no deviation from it.
    if municipalities == 1:
        municipal = np.zeros((1, 1, 1))
    return shared + municipal + (local + constant if leaves > 1 else np.zeros((1, 1, 1)))


def _walk(step: float, size: tuple[int, int], random: np.random.Generator) -> Array:
    horizon, draws = size
    return np.cumsum(random.normal(0.0, step, (horizon, 1, draws)), axis=0)


def _fertility(births: Array, size: tuple[int, int], random: np.random.Generator) -> Array:
    horizon, draws = size
    shared = np.cumsum(_ar1(FERTILITY_INCREMENT, (horizon, 1, draws), random), axis=0)
    start = random.normal(0.0, FERTILITY_AREA_START, (1, len(births), draws))
    local = np.cumsum(random.normal(0.0, FERTILITY_AREA_STEP, (horizon, len(births), draws)), axis=0)
    return _with_chance(shared + start + local, births[:, np.newaxis], None, random)[:, :, 0]


def _with_chance(
    log_level: Array, expected: Array, persons: Array | None, random: np.random.Generator
) -> Array:
    """Return factors (year, leaf, band, draw): exp of the level × gamma chance of variance 1/expected.

    With `persons` at risk the variance is binomial and nobody is counted twice. Centred so that the mean over
    draws is 1: the fan stands around the point forecast.
    """
    horizon, _, draws = log_level.shape
    events = np.maximum(expected, 1e-3)
    rate = (
        np.zeros_like(events)
        if persons is None
        else np.minimum(events / np.maximum(persons, events), MOST_EVENTS)
    )
    shape = (events / (1 - rate)).astype(np.float32)[np.newaxis, :, :, np.newaxis]
    most = np.where(rate > 0, MOST_EVENTS / np.maximum(rate, 1e-9), np.inf).astype(np.float32)[
        ..., np.newaxis
    ]
    factor = random.standard_gamma(
        np.broadcast_to(shape, (horizon, *expected.shape, draws)), dtype=np.float32
    )
    factor *= np.exp(log_level).astype(np.float32)[:, :, np.newaxis] / shape
    for _ in range(2):
        mean = factor.mean(axis=-1, keepdims=True)
        factor = np.minimum(factor / np.where(mean > 0, mean, 1.0), most)
    centred: Array = np.maximum(factor, LEAST)
    return centred
