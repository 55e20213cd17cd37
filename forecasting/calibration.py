"""Makes a fan as wide as past forecasts were wrong: factors by size class, age group and lead time.

A factor is what the half width of the 80 % band would have needed at earlier origins. Few origins are drawn
towards 1, and from five years on a fan is only ever made wider: quiet years do not last.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import Array, Integers

# Age groups whose errors are measured: everybody, then seven groups (backtest.md).
BANDS = ((0, 100), (0, 5), (6, 15), (16, 24), (25, 44), (45, 64), (65, 79), (80, 100))
# Residents between the size classes, and their German names.
CLASS_BOUNDS = (2_000, 5_000, 10_000, 50_000)
CLASS_NAMES = ("unter 2.000", "2.000 bis 5.000", "5.000 bis 10.000", "10.000 bis 50.000", "über 50.000")
# Share of past errors the band should have held.
COVERAGE = 0.8
# Origins that count as much as the wish for no correction: exponent n / (n + 2).
PRIOR_ORIGINS = 2.0
# From this lead on a factor may only widen: narrowing after calm years halved a band before a fall of births.
WIDEN_ONLY_FROM = 5
# How much each year before that may narrow further: a fan must not jump where narrowing ends.
STEP = 0.1
# A half width below this share of a person is no width: the ratio would be infinite.
LEAST_WIDTH = 1e-6


@dataclass(frozen=True)
class PastErrors:
    """What earlier origins teach.

    `error` and `half_width` (origin, lead, area, band): |observed − median| and half of the 80 % band, in
    persons; NaN where nothing is known yet. `size_class` (area): 0 … 4, see `size_classes`.
    """

    error: Array
    half_width: Array
    size_class: Integers

    def known_at(self, positions: Integers, until: int) -> "PastErrors":
        """Return the errors that could be seen at year end `until`; `positions` (origin): their year ends."""
        leads = np.arange(1, self.error.shape[1] + 1)
        seen = positions[:, np.newaxis] + leads <= until
        return PastErrors(
            np.where(seen[..., np.newaxis, np.newaxis], self.error, np.nan), self.half_width, self.size_class
        )


def size_classes(people: Array) -> Integers:
    """Return the size class (area) of residents (area)."""
    classes: Integers = np.digitize(people, CLASS_BOUNDS)
    return classes


def estimate_factors(past: PastErrors) -> Array:
    """Return factors (size class, band, lead) on the half width; 1 where no origin is known.

    A lead no origin has reached takes the factor of the longest known one; a class without areas that of all
    areas together.
    """
    classes = len(CLASS_NAMES)
    _, leads, _, bands = past.error.shape
    factors = np.ones((classes, bands, leads))
    for kind in range(classes):
        inside = past.size_class == kind
        chosen = inside if inside.any() else np.ones_like(inside)
        factors[kind] = _class_factors(past.error[:, :, chosen], past.half_width[:, :, chosen])
    return factors


def _class_factors(error: Array, half_width: Array) -> Array:
    needed = error / np.maximum(half_width, LEAST_WIDTH)
    _, leads, _, bands = error.shape
    factors: Array = np.ones((bands, leads))
    last: Array = np.ones(bands)
    for lead in range(1, leads + 1):
        at = needed[:, lead - 1]
        origins = int(np.isfinite(at).any(axis=(1, 2)).sum())
        if origins:
            last = _factor(at, origins / np.sqrt(lead))
        factors[:, lead - 1] = np.maximum(last, 1.0 - STEP * max(WIDEN_ONLY_FROM - lead, 0))
    return factors


def _factor(needed: Array, origins: float) -> Array:
    """Return the factor (band) of ratios (origin, area, band), seen at so many independent origins."""
    by_band = needed.reshape(-1, needed.shape[-1])
    wanted = np.ones(by_band.shape[1])
    for band, column in enumerate(by_band.T):
        known = column[np.isfinite(column)]
        if len(known):
            wanted[band] = max(float(np.quantile(known, COVERAGE)), LEAST_WIDTH)
    factor: Array = wanted ** (origins / (origins + PRIOR_ORIGINS))
    return factor


def band_of(age: int, age_to: int) -> int:
    """Return the position in BANDS of the ages most like those asked for: common years over all years."""

    def likeness(band: tuple[int, int]) -> float:
        common = min(age_to, band[1]) - max(age, band[0]) + 1
        return max(common, 0) / (max(age_to, band[1]) - min(age, band[0]) + 1)

    return max(range(len(BANDS)), key=lambda i: likeness(BANDS[i]))


def widen(values: Array, median: Array, factor: Array) -> Array:
    """Return quantiles or draws (…, value) spread about their median (…) by a factor (…), never below 0."""
    return spread_about(values, np.asarray(median)[..., np.newaxis], np.asarray(factor)[..., np.newaxis])


def spread_about(values: Array, middle: Array, factor: Array) -> Array:
    """Return what `widen` does where each value has a middle and a factor of its own."""
    spread: Array = np.maximum(middle + factor * (values - middle), 0.0)
    return spread
