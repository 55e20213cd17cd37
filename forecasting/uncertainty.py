"""Draws: levels of fertility, mortality and migration that wander around the point forecast.

The whole root wanders in arrivals and departures, municipalities and areas around it in their balance of
moves (`net_moves`). The same numbers serve every scenario, so scenarios differ by their assumptions only.
Processes come from the own series and the national ones (`processes`); `chance` adds the chance of small
numbers, `refill` the errors of levels.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from forecasting import national, standards
from forecasting.components import FEMALE, Array, Integers, Levels
from forecasting.jump_off import Flags, Register
from forecasting.net_moves import NetMoves, draw_net_moves
from forecasting.processes import (
    Fitted,
    Process,
    drawn,
    fit_increments,
    fit_level,
    fit_walk,
    usual_processes,
)
from forecasting.settings import EXCLUSION_REASONS, RunSettings

__all__ = [
    "CHANCE_BANDS", "CHANCE_OF_AGE", "Expected", "Process", "Walks", "add_net_moves", "agreement",
    "damp_levels", "draw_walks", "estimate_processes", "survivor_centre",
]  # fmt: skip
# Bands in which chance acts: single ages of children, wider ones later; all cells of a band share their
# chance.
CHANCE_BANDS = (*range(12), 12, 16, 19, 22, 25, 30, 35, 40, 50, 60, 65, 70, 75, 80, 85, 90)
CHANCE_OF_AGE = np.searchsorted(np.array(CHANCE_BANDS), np.arange(101), side="right") - 1

# Areas' children per woman walk on their own.
FERTILITY_AREA_START, FERTILITY_AREA_STEP = 0.03, 0.015
# Seed streams of the balance of municipalities and of areas.
NET_STREAMS = (4, 5)
# Arrivals of an area are at least this share of its residents where a balance is turned into them, and its
# log level is at most this far from 0.
LEAST_ARRIVING, MOST_WANDERED = 0.02, 1.0


@dataclass(frozen=True)
class Expected:
    """Expected yearly events by (leaf, chance band), births by leaf: they set the size of chance.

    `persons` (leaf, chance band) are those who may leave or die; nobody does so twice. `leaving` (leaf) is
    the share of residents who leave the root in a year.
    """

    arrivals: Array
    pool_arrivals: Array
    departures: Array
    deaths: Array
    births: Array
    persons: Array
    leaving: Array | None = None


@dataclass(frozen=True)
class Walks:
    """Log levels that wander, each (year, leaf or 1, draw); None: the driver has chance only."""

    death: Array
    out: Array
    inflow: Array
    fertility: Array
    arrival: Array | None = None


def draw_walks(
    register: Register, size: tuple[int, int], seed: int, processes: dict[str, Process] | None = None
) -> tuple[Walks, dict[str, Process]]:
    """Return the levels of all years for `size` (years, draws), and the processes behind them.

    `processes` are estimated from the register unless they are given.
    """
    processes = processes or estimate_processes(register)
    leaves = len(register.places.leaves)
    # One generator per driver: adding a driver later leaves the numbers of the others as they are.
    random = [np.random.default_rng([seed, stream]) for stream in range(4)]
    shape = (size[0], 1, size[1])
    away, own = random[1].standard_normal(shape), random[2].standard_normal(shape)
    # Those who leave one place arrive at another: both directions have good and bad years together.
    towards = agreement() * away + (1 - agreement() ** 2) ** 0.5 * own
    hazard = Process(0.0, processes["Sterblichkeit"].sd)
    walks = Walks(
        death=np.cumsum(_ar1(hazard, random[0].standard_normal(shape)), axis=0),
        out=_ar1(processes["Fortzüge"], away),
        inflow=_ar1(processes["Zuzüge"], towards),
        fertility=_fertility(processes["Geburtenziffer (Zuwachs)"], leaves, size, random[3]),
    )
    return walks, processes


def add_net_moves(walks: Walks, net: NetMoves, expected: Expected, size: tuple[int, int], seed: int) -> Walks:
    """Return the walks with what municipalities and areas gain or lose by moves, as levels of arrivals."""
    owner, count = net.owner, len(net.municipality)
    random = [np.random.default_rng([seed, stream]) for stream in NET_STREAMS]
    people, outside = expected.persons.sum(axis=1), expected.arrivals.sum(axis=1)
    inflow, arrival = walks.inflow, walks.arrival
    if count > 1:
        there, coming = (_by_town(owner, count, one) for one in (people, outside))
        town = _as_level(draw_net_moves(net.municipality, size, random[0]), there, coming)
        inflow = inflow + town[:, owner]
    # A part that is the whole has no deviation from it.
    if len(owner) > count:
        coming = outside + expected.pool_arrivals.sum(axis=1)
        arrival = _as_level(draw_net_moves(net.leaf, size, random[1]), people, coming)
        inflow = inflow + arrival
    return replace(walks, inflow=inflow, arrival=arrival)


@cache
def agreement() -> float:
    """Return how far yearly changes of arrivals and departures agree: correlation of the national series."""
    left_out = tuple(EXCLUSION_REASONS)
    series = (national.ARRIVALS, national.DEPARTURES)
    steps = [np.diff(national.log_series(one, national.FIRST_MOVES, left_out)) for one in series]
    known = np.isfinite(steps[0]) & np.isfinite(steps[1])
    return round(float(np.corrcoef(steps[0][known], steps[1][known])[0, 1]), 3)


def estimate_processes(register: Register, settings: RunSettings | None = None) -> dict[str, Process]:
    """Return the processes of a root by name; years excluded in the settings are missing to them."""
    settings, usual = settings or RunSettings(), usual_processes()
    moved = _positions(register, settings.excluded_years)
    births, usual_births = _births(register)
    deaths, usual_deaths = _deaths(register)
    died = _positions(register, settings.excess_mortality_years)
    own_births = fit_increments(_logs(births, usual_births, births > 0), 1 / max(births.mean(), 1.0))
    own_deaths = fit_walk(_logs(deaths, usual_deaths, died & (deaths > 0)), 1 / max(deaths.mean(), 1.0))
    arrived, left = register.arrivals["external_in"], register.departures["external_out"]
    moves = [_fitted_level(cube.sum(axis=(1, 2, 3, 4)), moved) for cube in (arrived, left)]
    return {
        "Geburtenziffer (Zuwachs)": drawn(own_births, usual["fertility"]),
        "Sterblichkeit": drawn(own_deaths, usual["mortality"]),
        "Zuzüge": drawn(moves[0], usual["arrivals"]),
        "Fortzüge": drawn(moves[1], usual["departures"]),
    }


def survivor_centre(walk: Array, leaving: Array) -> Array:
    """Return factors (year, leaf) that let as many stay, on the mean over draws, as without any walk.

    `walk` (year, leaf or 1, draw) of log levels of departures, `leaving` (leaf) the yearly share who leave. A
    rate that wanders with mean 1 keeps more people than a fixed one, because those who stay are a product of
    years (Jensen's inequality); it made the mean of draws 0.6 % too high after 20 years.
    """
    rate = np.clip(leaving, 1e-4, 0.5)
    staying = np.ones((len(rate), walk.shape[2]))
    centre = np.ones((len(walk), len(rate)))
    for year, logs in enumerate(walk):
        level = np.exp(logs)
        level = level / level.mean(axis=-1, keepdims=True)
        wanted = (1 - rate) ** (year + 1)
        centre[year] = (staying.mean(axis=-1) - wanted) / (rate * (staying * level).mean(axis=-1))
        staying = staying * np.maximum(1 - (rate * centre[year])[:, np.newaxis] * level, 0.0)
    return centre


def damp_levels(levels: Levels, factors: Array) -> Levels:
    """Return the levels with arrivals of every kind multiplied by `factors` (year, leaf)."""
    factor = factors.astype(np.float32)[:, :, np.newaxis, np.newaxis]
    inflow = factor if levels.inflow is None else levels.inflow * factor
    arrival = factor if levels.arrival is None else levels.arrival * factor
    return replace(levels, inflow=inflow, arrival=arrival)


def _by_town(owner: Integers, count: int, by_leaf: Array) -> Array:
    summed: Array = np.bincount(owner, by_leaf, count).astype(float)
    return summed


def _as_level(net: Array, people: Array, arriving: Array) -> Array:
    """Return net moves per resident (year, area, draw) as log levels of an area's arrivals."""
    per_arrival = people / np.maximum(arriving, LEAST_ARRIVING * people + 1e-9)
    level: Array = np.clip(net * per_arrival.astype(np.float32)[:, np.newaxis], -MOST_WANDERED, MOST_WANDERED)
    return level


def _fitted_level(total: Array, kept: Flags) -> Fitted | None:
    return fit_level(_logs(total, np.ones_like(total), kept & (total > 0)))


def _positions(register: Register, excluded: tuple[int, ...]) -> Flags:
    return np.array([year not in excluded for year in register.years], dtype=bool)


def _logs(seen: Array, usual: Array, kept: Flags) -> Array:
    logs = np.full(len(seen), np.nan)
    known = kept & (usual > 0)
    logs[known] = np.log(seen[known] / usual[known])
    return logs


def _births(register: Register) -> tuple[Array, Array]:
    # Births and those the German schedule expects of the women who were there, by year.
    women = ((register.reached + register.stock[1:]) / 2)[:, :, :, FEMALE].sum(axis=(1, 2))
    return register.births.sum(axis=(1, 2, 3, 4)), women @ standards.fertility_shape()


def _deaths(register: Register) -> tuple[Array, Array]:
    people = ((register.reached + register.stock[1:]) / 2).sum(axis=(1, 2))
    usual = (people * standards.prospective_deaths()).sum(axis=(1, 2))
    return register.deaths.sum(axis=(1, 2, 3, 4)), usual


def _ar1(process: Process, noise: Array) -> Array:
    """Return log levels (year, series, draw) from standard normal `noise`, 0 before the first year."""
    level: Array = process.sd * noise
    for year in range(1, len(level)):
        level[year] += process.persistence * level[year - 1]
    return level


def _fertility(process: Process, leaves: int, size: tuple[int, int], random: np.random.Generator) -> Array:
    horizon, draws = size
    shared = np.cumsum(_ar1(process, random.standard_normal((horizon, 1, draws))), axis=0)
    start = random.normal(0.0, FERTILITY_AREA_START, (1, leaves, draws))
    steps = random.normal(0.0, FERTILITY_AREA_STEP, (horizon, leaves, draws))
    return shared + start + np.cumsum(steps, axis=0)
