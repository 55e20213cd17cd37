"""Levels of small areas: each is drawn towards the level above it, the more the fewer events it has.

Gamma–Poisson model (Clayton and Kaldor 1987; Marshall 1991): events ~ Poisson(expected × θ), θ ~ Gamma(mean
1, variance 1/k), so the estimate is (events + k) / (expected + k) and the weight of the own data expected /
(expected + k). How much siblings differ is not taken as known: every k of a grid is weighed by its likelihood
(negative binomial) and a prior, and the estimates are averaged. Few siblings then speak softly, not falsely.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaln

from forecasting.components import Array, Integers
from forecasting.jump_off import Places

# Standard deviations of true levels between siblings that are considered, 1 % to 120 %.
SPREADS = np.geomspace(0.01, 1.2, 40)
# Prior of that standard deviation, half normal: TFR of Kreise within a Land differ by about a tenth, rates of
# moving by a third (domain rules § 5.1, § 5.5).
PRIOR_SPREAD = 0.25
STRENGTHS = 1.0 / SPREADS**2


@dataclass(frozen=True)
class Level:
    """Factors on a schedule by (leaf, band), all levels multiplied, and the weight of each level's own data.

    `municipality` (municipality, band), `area_type` and `root` (band) are the factors of the levels above,
    each with those above it multiplied in; `area_type` is relative to the municipality. `k` (band) is the
    prior strength among leaves.
    """

    factor: Array
    weight: Array
    municipality: Array
    area_type: dict[str, Array]
    k: Array
    municipality_weight: Array = field(default_factory=lambda: np.ones((1, 1)))
    area_type_weight: dict[str, Array] = field(default_factory=dict)
    root: Array = field(default_factory=lambda: np.ones(1))
    root_weight: Array = field(default_factory=lambda: np.ones(1))


@dataclass(frozen=True)
class Evidence:
    """What levels are estimated from: (leaf, band) `events` and those a schedule would `expect`.

    `dispersion`: variance of events relative to Poisson; families move together, so moves carry less
    information than their number. `root_k`: strength with which the root is drawn to the schedule's own
    level, 0 if the schedule is the root's own.
    """

    events: Array
    expected: Array
    dispersion: float = 1.0
    root_k: float = 0.0


@dataclass(frozen=True)
class Shrunk:
    """Shrunk ratios of one level, their weights and the prior strength k per band."""

    factor: Array
    weight: Array
    k: Array


def strength_odds(events: Array, expected: Array) -> Array:
    """Return how believable each strength of STRENGTHS is, (strength, band), sums 1 over the strengths."""
    k = STRENGTHS[:, np.newaxis, np.newaxis]
    # Empty siblings add nothing: with nothing expected the probability of nothing is 1.
    mean = np.maximum(expected, 1e-12)
    fit = gammaln(events + k) - gammaln(k) + k * np.log(k) - (events + k) * np.log(k + mean)
    fit = (fit + events * np.log(mean)).sum(axis=1)
    log_prior = -0.5 * (SPREADS / PRIOR_SPREAD) ** 2 + np.log(SPREADS)
    log_odds = fit + log_prior[:, np.newaxis]
    odds = np.exp(log_odds - log_odds.max(axis=0))
    normalised: Array = odds / odds.sum(axis=0)
    return normalised


def shrink(events: Array, expected: Array) -> Shrunk:
    """Return the shrunk ratio of each sibling and band; 1 and weight 0 where nothing is expected.

    `k` is the strength that alone would give the mean weight of the largest sibling.
    """
    odds = strength_odds(events, expected)[:, np.newaxis]
    k = STRENGTHS[:, np.newaxis, np.newaxis]
    weight = (odds * expected / (expected + k)).sum(axis=0)
    factor = (odds * (events + k) / (expected + k)).sum(axis=0)
    largest = expected.max(axis=0)
    believed = np.clip(weight.max(axis=0), 1e-6, 1 - 1e-6)
    strength = np.where(largest > 0, largest * (1 - believed) / believed, np.median(STRENGTHS))
    return Shrunk(factor, weight, strength)


def shrink_total_first(events: Array, expected: Array) -> Shrunk:
    """Return ratios by band: each sibling's level over all bands first, its bands around that level after.

    A sibling that moves more often does so at every age; ages alone would be too few events to show it.
    """
    total = shrink(events.sum(axis=1, keepdims=True), expected.sum(axis=1, keepdims=True))
    if events.shape[1] == 1:
        return total
    band = shrink(events, expected * total.factor)
    return Shrunk(total.factor * band.factor, 1 - (1 - total.weight) * (1 - band.weight), band.k)


def shrink_levels(evidence: Evidence, places: Places) -> Level:
    """Return factors on `expected` by shrinking Land → root → municipality → area type → leaf.

    Leaves are scaled at last so that those of a municipality together give its shrunk events.
    """
    events, expected = evidence.events / evidence.dispersion, evidence.expected / evidence.dispersion
    root, root_weight = _root(events, expected, evidence.root_k / evidence.dispersion)
    prior = expected * root
    count = len(places.municipalities)
    municipality = shrink_total_first(
        _by(places.municipality, count, events), _by(places.municipality, count, prior)
    )
    prior = prior * municipality.factor[places.municipality]
    names = sorted(set(places.area_types))
    index = np.array([names.index(name) for name in places.area_types])
    kind = shrink_total_first(_by(index, len(names), events), _by(index, len(names), prior))
    # An area without a type says nothing about its siblings.
    kind_factor = np.where(np.array([name == "" for name in names])[:, np.newaxis], 1.0, kind.factor)
    leaf = shrink_total_first(events, prior * kind_factor[index])
    relative = _benchmark(kind_factor[index] * leaf.factor, prior, places)
    above = root * municipality.factor
    return Level(
        above[places.municipality] * relative,
        leaf.weight,
        above,
        {name: kind_factor[i] for i, name in enumerate(names) if name},
        leaf.k,
        municipality.weight,
        {name: kind.weight[i] for i, name in enumerate(names) if name},
        root,
        root_weight,
    )


def _root(events: Array, expected: Array, k: float) -> tuple[Array, Array]:
    # Without a strength of its own the schedule is the root's: its level is taken as observed.
    seen, wanted = events.sum(axis=0), expected.sum(axis=0)
    known = wanted + k > 0
    factor = np.divide(seen + k, wanted + k, out=np.ones_like(seen), where=known)
    weight = np.divide(wanted, wanted + k, out=np.zeros_like(seen), where=known)
    return factor, weight


def _benchmark(relative: Array, prior: Array, places: Places) -> Array:
    count = len(places.municipalities)
    wanted = _by(places.municipality, count, prior)
    have = _by(places.municipality, count, prior * relative)
    scale = np.divide(wanted, have, out=np.ones_like(have), where=have > 0)
    scaled: Array = relative * scale[places.municipality]
    return scaled


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
