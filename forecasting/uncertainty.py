"""Draws: levels of fertility, mortality and migration that wander around the point forecast.

Three layers add up in the logarithm: the whole root (shared by all areas), the municipality, the area. The
same numbers serve every scenario, so scenarios differ by their assumptions only. Processes come from the own
series and the national ones (`processes`); `chance` adds the chance of small numbers.
"""

from dataclasses import dataclass, replace

import numpy as np

from forecasting import standards
from forecasting.components import FEMALE, Array, Levels
from forecasting.jump_off import Flags, Places, Register
from forecasting.processes import (
    AREA,
    MUNICIPALITY,
    Process,
    drawn,
    estimate_deviation,
    fit_increments,
    fit_level,
    fit_walk,
    usual_processes,
)
from forecasting.settings import RunSettings

__all__ = [
    "CHANCE_BANDS", "CHANCE_OF_AGE", "Expected", "Process", "Walks", "damp_levels", "draw_walks",
    "estimate_processes", "survivor_centre",
]  # fmt: skip
# Bands in which chance acts: single ages of children, wider ones later; all cells of a band share their
# chance.
CHANCE_BANDS = (*range(12), 12, 16, 19, 22, 25, 30, 35, 40, 50, 60, 65, 70, 75, 80, 85, 90)
CHANCE_OF_AGE = np.searchsorted(np.array(CHANCE_BANDS), np.arange(101), side="right") - 1

# Constant error of an area's estimated level of moves; areas' children per woman walk on their own.
CONSTANT_SD = 0.10
FERTILITY_AREA_START, FERTILITY_AREA_STEP = 0.03, 0.015
# Variance of moves relative to Poisson, see `migration_rates`.
DISPERSION = 2.0


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
    places = register.places
    # One generator per driver: adding a driver later leaves the numbers of the others as they are.
    random = [np.random.default_rng([seed, stream]) for stream in range(4)]
    walks = Walks(
        death=np.cumsum(
            _ar1(Process(0.0, processes["Sterblichkeit"].sd), (size[0], 1, size[1]), random[0]), 0
        ),
        out=_layers(_of(processes, "Fortzüge"), places, size, random[1]),
        inflow=_layers(_of(processes, "Zuzüge"), places, size, random[2]),
        fertility=_fertility(processes["Geburtenziffer (Zuwachs)"], len(places.leaves), size, random[3]),
    )
    return walks, processes


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
    return {
        "Geburtenziffer (Zuwachs)": drawn(own_births, usual["fertility"]),
        "Sterblichkeit": drawn(own_deaths, usual["mortality"]),
        **_move_processes("Zuzüge", arrived, register.places, (moved, usual["arrivals"])),
        **_move_processes("Fortzüge", left, register.places, (moved, usual["departures"])),
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


def _move_processes(
    name: str, cube: Array, places: Places, usual: tuple[Flags, Process]
) -> dict[str, Process]:
    """Return the processes of one direction: the root, its municipalities around it, areas around those."""
    kept, process = usual
    by_leaf = cube.sum(axis=(2, 3, 4))
    by_municipality = by_leaf @ np.eye(len(places.municipalities))[places.municipality]
    total = by_leaf.sum(axis=1)
    own = fit_level(_logs(total, np.ones_like(total), kept & (total > 0)))
    root = np.repeat(total[kept, np.newaxis], by_municipality.shape[1], axis=1)
    around = by_municipality[kept][:, places.municipality]
    return {
        name: drawn(own, process),
        f"{name} der Gemeinden": estimate_deviation(by_municipality[kept], root, DISPERSION, MUNICIPALITY),
        f"{name} der Gebiete": estimate_deviation(by_leaf[kept], around, DISPERSION, AREA),
    }


def _of(processes: dict[str, Process], name: str) -> tuple[Process, Process, Process]:
    return processes[name], processes[f"{name} der Gemeinden"], processes[f"{name} der Gebiete"]


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


def _ar1(process: Process, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Draw log levels (year, series, draw), 0 before the first year."""
    steps = random.normal(0.0, process.sd, shape)
    level = np.zeros_like(steps)
    level[0] = steps[0]
    for year in range(1, shape[0]):
        level[year] = process.persistence * level[year - 1] + steps[year]
    return level


def _layers(
    layers: tuple[Process, Process, Process],
    places: Places,
    size: tuple[int, int],
    random: np.random.Generator,
) -> Array:
    root, municipality, area = layers
    horizon, draws = size
    leaves, municipalities = len(places.leaves), len(places.municipalities)
    shared = _ar1(root, (horizon, 1, draws), random)
    municipal = _ar1(municipality, (horizon, municipalities, draws), random)[:, places.municipality]
    local = _ar1(area, (horizon, leaves, draws), random)
    constant = random.normal(0.0, CONSTANT_SD, (1, leaves, draws))
    # A part that is the whole has no deviation from it.
    if municipalities == 1:
        municipal = np.zeros((1, 1, 1))
    return shared + municipal + (local + constant if leaves > 1 else np.zeros((1, 1, 1)))


def _fertility(process: Process, leaves: int, size: tuple[int, int], random: np.random.Generator) -> Array:
    horizon, draws = size
    shared = np.cumsum(_ar1(process, (horizon, 1, draws), random), axis=0)
    start = random.normal(0.0, FERTILITY_AREA_START, (1, leaves, draws))
    steps = random.normal(0.0, FERTILITY_AREA_STEP, (horizon, leaves, draws))
    return shared + start + np.cumsum(steps, axis=0)
