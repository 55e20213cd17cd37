"""Chance of small numbers: gamma factors of mean 1 and variance 1 / expected events, by leaf and band.

The draws of a row are the quantiles of its gamma distribution at (i + ½) / draws, shuffled (Latin hypercube
sampling; McKay, Beckman and Conover, 1979): mean and spread of every row are those of the distribution, not
those of a sample, and shuffling costs a twentieth of drawing. Each row has a random stream of its own, named
by seed, driver, year and row, so no number depends on how a run is divided.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.special import gammaincinv

from forecasting.components import Array, Integers
from forecasting.machine_code import compiled
from forecasting.threads import each_block

# Shapes a quantile function is tabulated for: eight to each doubling, straight lines between them.
SHAPES = 2.0 ** np.arange(-4, 20.01, 0.125)
# Share of a band that may leave or die in one draw and year.
MOST_EVENTS = 0.9
# Factors stay above this so that a pool can always be handed out.
LEAST = 1e-6
LEAST_EVENTS = 1e-3
BLOCKS = 16
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)


@dataclass(frozen=True)
class Chance:
    """Quantiles of one driver, (row, draw) ascending with mean 1, and the largest factor of each row.

    Rows run over (leaf, band).
    """

    quantiles: Array
    most: Array
    bands: int


def prepare_chance(expected: Array, persons: Array | None, draws: int) -> Chance:
    """Return the chance of `expected` yearly events (leaf, band).

    With `persons` at risk (leaf, band) the variance is binomial and nobody is counted twice.
    """
    events = np.maximum(expected, LEAST_EVENTS).ravel()
    rate = np.zeros_like(events)
    if persons is not None:
        rate = np.minimum(expected.ravel() / np.maximum(persons.ravel(), events), MOST_EVENTS)
    most = np.where(rate > 0, MOST_EVENTS / np.maximum(rate, 1e-9), np.inf)
    quantiles = np.empty((len(events), draws), np.float32)
    _interpolate(np.log2(events / (1 - rate)), _table(draws), quantiles)
    return Chance(quantiles, most.astype(np.float32), expected.shape[1])


def draw_chance(
    chance: Chance, log_level: Array, key: tuple[int, int, int], mean: Array | None = None
) -> Array:
    """Return factors of one year (leaf, band, draw): exp of the level × shuffled chance.

    `log_level` (leaf or 1, draw); `key`: seed, driver, year. Centred so that the mean over draws is 1, or
    `mean` (leaf): the fan stands around the point forecast.
    """
    level = np.exp(log_level).astype(np.float32)
    factors = np.empty_like(chance.quantiles)
    # Numbers come back from machine code as plain integers.
    stream = np.uint64(_stream(*(np.uint64(part) for part in key)))
    leaves = len(chance.quantiles) // chance.bands
    wanted = np.ones(leaves, np.float32) if mean is None else mean.astype(np.float32)
    given = (chance.quantiles, chance.most, level, wanted)
    bounds = np.linspace(0, len(factors), BLOCKS + 1).astype(int)
    pairs = [(int(a), int(b)) for a, b in pairwise(bounds)]
    each_block(lambda block: _fill(block, chance.bands, stream, given, factors), pairs)
    filled: Array = factors.reshape(-1, chance.bands, factors.shape[-1])
    return filled


@cache
def _table(draws: int) -> Array:
    """Return quantiles (shape, draw) of gamma distributions of mean 1."""
    share = (np.arange(draws) + 0.5) / draws
    quantiles = gammaincinv(SHAPES[:, np.newaxis], share) / SHAPES[:, np.newaxis]
    table: Array = quantiles / quantiles.mean(axis=1, keepdims=True)
    return table


@compiled
def _interpolate(log_shape: Array, table: Array, quantiles: Array) -> None:
    # Shapes begin at 2**-4, eight to each doubling; rarer events are drawn as if they were that frequent.
    last = table.shape[0] - 1
    for row in range(quantiles.shape[0]):
        place = min(max((log_shape[row] + 4.0) * 8.0, 0.0), float(last))
        low = min(int(place), last - 1)
        part = place - low
        for d in range(quantiles.shape[1]):
            quantiles[row, d] = table[low, d] * (1.0 - part) + table[low + 1, d] * part


@compiled
def _mixed(state: np.uint64) -> np.uint64:
    # splitmix64 (Steele, Lea and Flood, 2014): neighbouring states give unrelated numbers.
    state = (state ^ (state >> _S30)) * _MIX_1
    state = (state ^ (state >> _S27)) * _MIX_2
    return state ^ (state >> _S31)


@compiled
def _stream(seed: np.uint64, driver: np.uint64, year: np.uint64) -> np.uint64:
    return _mixed(_mixed(_mixed(seed + _STEP) + driver + _STEP) + year + _STEP)


@compiled
def _fill(
    block: tuple[int, int],
    bands: int,
    stream: np.uint64,
    given: tuple[Array, Array, Array, Array],
    factors: Array,
) -> None:
    quantiles, most, level, wanted = given
    places = np.empty(factors.shape[1] - 1, np.uint32)
    for row in range(block[0], block[1]):
        target = factors[row]
        target[:] = quantiles[row]
        _shuffle(target, _mixed(stream + np.uint64(row) * _STEP), places)
        wanders = level[min(row // bands, level.shape[0] - 1)]
        for d in range(target.shape[0]):
            target[d] *= wanders[d]
        for _ in range(2):
            _scale(target, np.float32(1.0) / _mean(target), most[row])
        _raise(target, wanted[row // bands])


@compiled
def _scale(values: Array, scale: np.float32, most: np.float32) -> None:
    for d in range(values.shape[0]):
        values[d] = min(values[d] * scale, most)


@compiled
def _raise(values: Array, wanted: np.float32) -> None:
    for d in range(values.shape[0]):
        values[d] = max(values[d], np.float32(LEAST)) * wanted


@compiled
def _shuffle(values: Array, state: np.uint64, places: Integers) -> None:
    # Fisher and Yates; the high half of a product is a number below `last + 1`. Places are found first, many
    # side by side: swaps have to wait for each other.
    last = places.shape[0]
    for i in range(places.shape[0]):
        mixed = _mixed(state + np.uint64(i + 1) * _STEP)
        places[i] = np.uint32(((mixed >> _S32) * np.uint64(last - i + 1)) >> _S32)
    for i in range(places.shape[0]):
        chosen = places[i]
        values[last - i], values[chosen] = values[chosen], values[last - i]


@compiled
def _mean(values: Array) -> np.float32:
    # Eight sums side by side in fixed order: fast, and the same bits everywhere.
    a, b, c, d, e, f, g, h = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    whole = values.shape[0] // 8 * 8
    for i in range(0, whole, 8):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
        e += values[i + 4]
        f += values[i + 5]
        g += values[i + 6]
        h += values[i + 7]
    for i in range(whole, values.shape[0]):
        a += values[i]
    return np.float32(max((a + b + c + d + e + f + g + h) / values.shape[0], 1e-12))
