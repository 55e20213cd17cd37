"""Levels of small areas: each is drawn towards the level above it, the more the fewer events it has.

Gamma–Poisson model (Clayton and Kaldor 1987; Marshall 1991): events ~ Poisson(expected × θ), θ ~ Gamma(mean
1, variance 1/k), so the estimate is (events + k) / (expected + k) and the weight of the own data expected /
(expected + k).
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import Array, Integers
from forecasting.jump_off import Places

# Used where fewer than five siblings tell how much levels differ (domain rules § 4.2: about 150 births).
FALLBACK_K = 150.0
LEAST_SIBLINGS = 5
# Levels neither differ without limit nor are they ever exactly equal.
K_RANGE = (5.0, 5000.0)


@dataclass(frozen=True)
class Level:
    """Factors on a schedule by (leaf, band), all levels multiplied, and the weight of the leaf's own data."""

    factor: Array
    weight: Array
    municipality: Array  # municipality, band
    area_type: dict[str, Array]
    k: Array  # band


@dataclass(frozen=True)
class Shrunk:
    """Shrunk ratios of one level, their weights and the prior strength k per band."""

    factor: Array
    weight: Array
    k: Array


def estimate_k(events: Array, expected: Array) -> Array:
    """Return the prior strength (band) from the spread between siblings (sibling, band), by moments."""
    siblings = int((expected.sum(axis=1) > 0).sum())
    if siblings < LEAST_SIBLINGS:
        return np.full(expected.shape[1], FALLBACK_K)
    total = np.maximum(expected.sum(axis=0), 1e-9)
    ratio = np.divide(events, expected, out=np.ones_like(events), where=expected > 0)
    mean = events.sum(axis=0) / total
    spread = (expected * (ratio - mean) ** 2).sum(axis=0) / total
    between = spread - mean * siblings / total
    relative = between / np.maximum(mean, 1e-9) ** 2
    k: Array = np.clip(1.0 / np.maximum(relative, 1e-9), *K_RANGE)
    return k


def shrink(events: Array, expected: Array) -> Shrunk:
    """Return the shrunk ratio of each sibling and band; 1 and weight 0 where nothing is expected."""
    k = estimate_k(events, expected)
    return Shrunk((events + k) / (expected + k), expected / (expected + k), k)


def shrink_levels(events: Array, expected: Array, places: Places, dispersion: float = 1.0) -> Level:
    """Return factors on `expected` (leaf, band) by shrinking root → municipality → area type → leaf.

    `dispersion` is the variance of events relative to Poisson: families move together, so moves carry less
    information than their number.
    """
    events, expected = events / dispersion, expected / dispersion
    total = np.maximum(expected.sum(axis=0), 1e-9)
    overall = np.where(expected.sum(axis=0) > 0, events.sum(axis=0) / total, 1.0)
    prior = expected * overall
    count = len(places.municipalities)
    municipality = shrink(_by(places.municipality, count, events), _by(places.municipality, count, prior))
    prior = prior * municipality.factor[places.municipality]
    names = sorted(set(places.area_types))
    index = np.array([names.index(name) for name in places.area_types])
    kind = shrink(_by(index, len(names), events), _by(index, len(names), prior))
    # An area without a type says nothing about its siblings.
    kind_factor = np.where(np.array([name == "" for name in names])[:, np.newaxis], 1.0, kind.factor)
    prior = prior * kind_factor[index]
    leaf = shrink(events, prior)
    factor = overall * municipality.factor[places.municipality] * kind_factor[index] * leaf.factor
    types = {name: kind_factor[i] for i, name in enumerate(names) if name}
    return Level(factor, leaf.weight, overall * municipality.factor, types, leaf.k)


def _by(index: Integers, count: int, values: Array) -> Array:
    summed = np.zeros((count, values.shape[1]))
    np.add.at(summed, index, values)
    return summed


def smooth_ages(values: Array, narrow: float = 1.0, wide: float = 2.5) -> Array:
    """Return values smoothed over the last axis (age) by a Gaussian kernel, narrow from 16 to 30.

    Infants stand apart: age 0 is neither smoothed nor does it reach the others. Sums are not kept exactly;
    smooth events and exposure alike and divide.
    """
    ages = np.arange(values.shape[-1])
    width = np.where((ages >= 16) & (ages <= 30), narrow, wide)[:, np.newaxis]
    kernel = np.exp(-0.5 * ((ages - ages[:, np.newaxis]) / width) ** 2)
    # The peaks of leaving home and of leaving school must not leak below 16.
    kernel[(ages[:, np.newaxis] < 16) != (ages < 16)] = 0.0
    kernel[0, 1:] = kernel[1:, 0] = 0.0
    kernel /= kernel.sum(axis=1, keepdims=True)
    smoothed: Array = values @ kernel.T
    return smoothed
