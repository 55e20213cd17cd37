"""Errors of estimated levels by age, and flats that fall empty and are filled again.

Chance by age band is that of independent persons, and levels are estimates with an error of their own. Their
sum over an area is not: who leaves makes room. So arrivals of every kind answer what came and left by chance,
until the balance of an area strays as much as its own years show (`net_moves`). The mix of ages keeps its
chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forecasting.components import Array, Integers
from forecasting.machine_code import compiled
from forecasting.migration_rates import BAND_OF_AGE, BANDS, DISPERSION
from forecasting.threads import each_block
from forecasting.uncertainty import CHANCE_BANDS, Expected

# A level by area and age rests on about so many years of events and as many as it was shrunk with; deaths of
# an area on the same years and the strength its level is drawn to those above.
BASE_YEARS, MOVE_K, DEATH_K = 5.0, 30.0, 150.0
# Seed stream of the errors; a number once given is never given to another driver.
STREAM = 6
# Arrivals are not changed further than to these shares.
ANSWER_RANGE = (0.1, 10.0)
BLOCKS = 16
_MOVE_BAND = BAND_OF_AGE[np.array(CHANCE_BANDS)]
_NO_BAND = np.zeros(len(CHANCE_BANDS), np.int64)
DIRECTIONS = {"inflow": 1.0, "arrival": 1.0, "out": -1.0}


@dataclass(frozen=True)
class Wandered:
    """How factors of one driver came about besides chance: log level (leaf or 1, draw) and mean (leaf)."""

    log_level: Array
    mean: Array


class Refill:
    """What it takes to correct the factors of a year; `chance` as in NetMoves."""

    def __init__(self, chance: float, expected: Expected, draws: int, seed: int) -> None:
        self.answer = 1 - chance**0.5
        self.events = {
            "inflow": expected.arrivals,
            "arrival": expected.pool_arrivals,
            "out": expected.departures,
        }
        self.errors = level_errors(expected, draws, seed)

    def act(self, made: Mapping[str, Array], wandered: Mapping[str, Wandered]) -> None:
        """Change factors (leaf, band, draw) of one year in place; their means over draws stay."""
        for name, error in self.errors.items():
            if name in made:
                _times(made[name], error, _MOVE_BAND if error.shape[1] > 1 else _NO_BAND)
        arriving = [name for name in ("inflow", "arrival") if name in made]
        came = sum(self.events[name].sum(axis=1) for name in arriving)
        surplus = np.zeros((len(made["inflow"]), made["inflow"].shape[-1]), np.float32)
        for name, sign in DIRECTIONS.items():
            if name in made:
                _add(surplus, made[name], sign * self.events[name], wandered[name])
        surplus -= surplus.mean(axis=1, keepdims=True)
        per_person = (self.answer / np.maximum(came, 1e-3)).astype(np.float32)[:, np.newaxis]
        change = np.clip(1 - per_person * surplus, *ANSWER_RANGE)[:, np.newaxis]
        for name in arriving:
            _times(made[name], change, _NO_BAND)


def level_errors(expected: Expected, draws: int, seed: int) -> dict[str, Array]:
    """Return constant factors of mean 1 on estimated levels, (leaf, band of moves or 1, draw), by driver."""
    random = np.random.default_rng([seed, STREAM])
    of_band = (_MOVE_BAND[:, np.newaxis] == np.arange(len(BANDS))).astype(float)
    variance = {
        "inflow": DISPERSION / (BASE_YEARS * expected.arrivals @ of_band + MOVE_K),
        "arrival": DISPERSION / (BASE_YEARS * expected.pool_arrivals @ of_band + MOVE_K),
        "out": DISPERSION / (BASE_YEARS * expected.departures @ of_band + MOVE_K),
        "death": 1 / (BASE_YEARS * expected.deaths.sum(axis=1, keepdims=True) + DEATH_K),
    }
    errors = {}
    for name, size in variance.items():
        noise = random.standard_normal((*size.shape, draws), dtype=np.float32)
        factor = np.exp(noise * np.sqrt(size).astype(np.float32)[..., np.newaxis])
        errors[name] = factor / factor.mean(axis=-1, keepdims=True)
    return errors


def _add(surplus: Array, factors: Array, events: Array, wandered: Wandered) -> None:
    level = np.exp(wandered.log_level).astype(np.float32)
    scaled = (events / np.maximum(wandered.mean, 1e-6)[:, np.newaxis]).astype(np.float32)
    each_block(lambda block: _add_block(block, surplus, factors, (scaled, level)), _blocks(len(factors)))


def _times(factors: Array, change: Array, band_of: Integers) -> None:
    each_block(lambda block: _times_block(block, factors, change, band_of), _blocks(len(factors)))


def _blocks(leaves: int) -> list[tuple[int, int]]:
    bounds = np.linspace(0, leaves, min(BLOCKS, leaves) + 1).astype(int)
    return [(int(a), int(b)) for a, b in pairwise(bounds)]


@compiled
def _add_block(block: tuple[int, int], surplus: Array, factors: Array, given: tuple[Array, Array]) -> None:
    """Add persons beyond the walk of the level: events × factor / level."""
    events, level = given
    for leaf in range(block[0], block[1]):
        target, wanders = surplus[leaf], level[min(leaf, level.shape[0] - 1)]
        for band in range(factors.shape[1]):
            row, expected = factors[leaf, band], events[leaf, band]
            for d in range(row.shape[0]):
                target[d] += expected * row[d] / wanders[d]


@compiled
def _times_block(block: tuple[int, int], factors: Array, change: Array, band_of: Integers) -> None:
    """Multiply each row (leaf, band) by the change of its band and give it back its mean."""
    for leaf in range(block[0], block[1]):
        for band in range(factors.shape[1]):
            row, by = factors[leaf, band], change[leaf, band_of[band]]
            before, after = 0.0, 0.0
            for d in range(row.shape[0]):
                before += row[d]
                row[d] *= by[d]
                after += row[d]
            scale = np.float32(before / max(after, 1e-12))
            for d in range(row.shape[0]):
                row[d] *= scale
