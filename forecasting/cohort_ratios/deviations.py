"""Steps 3 and 4: how an area's cohorts differ from the reference, year by year, shrunk twice.

D = after − start × the ratio of the reference in the same year, so national shocks cancel. The rate
d = ΣD / ΣE is smoothed over ages and shrunk to the mean of its size type; what a single age shows beyond the
smooth curve (a barracks, a boarding school) is shrunk once more by itself.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.history import COHORTS, CountHistory, cohorts, ratio
from forecasting.cohort_ratios.size_types import by_type
from forecasting.components import Array, Integers

BASE_YEARS = 10
# Ages at which people leave school and university: rates jump, so no smoothing across, and less inside.
STEPS = (16, 29)
STEEP_AGES = slice(15, 29)
STEEP_WIDTH, USUAL_WIDTH = 1.0, 3.0
# Ages over which the noise is averaged.
NOISE_AGES = 7


@dataclass(frozen=True)
class Deviations:
    """What an area's cohorts gain beyond the reference.

    `rate` (area, cohort): net gain per expected person and year. `noise` (cohort): variance of a yearly rate
    times its expected persons.
    """

    rate: Array
    noise: Array


def estimate_deviations(history: CountHistory, types: Integers) -> Deviations:
    """Return the shrunk deviations of each area from the last ten years, or all if fewer."""
    gained, expected = yearly_deviations(history)
    noise = _noise(gained, expected)
    gain, base = gained.sum(axis=0), expected.sum(axis=0)
    kernel = _kernel()
    smooth, effective = ratio(gain @ kernel, base @ kernel), ratio((base @ kernel) ** 2, base @ kernel**2)
    level = _shrink(smooth, effective, noise, types, to_mean=True)
    single = ratio(gain, base) - smooth
    rest = _shrink(np.where(base > 0, single, 0.0), base, noise, types, to_mean=False)
    return Deviations(level + rest, noise)


def yearly_deviations(history: CountHistory) -> tuple[Array, Array]:
    """Return gain D and expected persons E (year, area, cohort) of the base years, sexes together."""
    stock = history.stock[-BASE_YEARS - 1 :]
    start, after = cohorts(stock[:-1]), stock[1:, ..., 1:]
    total = after.sum(axis=1, keepdims=True)
    everywhere = start.sum(axis=1, keepdims=True)
    expected = start * ratio(total, everywhere)
    # Who comes at an age nobody of the reference had deviates from nothing: it happened to the reference.
    return np.where(everywhere > 0, after - expected, 0.0).sum(axis=2), expected.sum(axis=2)


def _noise(gained: Array, expected: Array) -> Array:
    mean = ratio(gained.sum(axis=0), expected.sum(axis=0))
    years = max(len(gained) - 1, 1)
    squares = (expected * (ratio(gained, expected) - mean) ** 2).sum(axis=(0, 1)) / years
    seen = (expected.sum(axis=0) > 0).sum(axis=0)
    return _running_mean(ratio(squares, seen))


def _running_mean(values: Array) -> Array:
    window, ones = np.ones(NOISE_AGES), np.ones(len(values))
    mean: Array = np.convolve(values, window, mode="same") / np.convolve(ones, window, mode="same")
    return mean


def _kernel() -> Array:
    """Return weights (source age, age) of a normal curve that does not look across the steps."""
    age = np.arange(COHORTS)
    width = np.full(COHORTS, USUAL_WIDTH)
    width[STEEP_AGES] = STEEP_WIDTH
    weight = np.exp(-0.5 * ((age[:, np.newaxis] - age) / width) ** 2)
    part = np.digitize(age, STEPS)
    weight[part[:, np.newaxis] != part] = 0.0
    shares: Array = weight / weight.sum(axis=0)
    return shares


def _shrink(rate: Array, exposure: Array, noise: Array, types: Integers, *, to_mean: bool) -> Array:
    """Return mean + s²/(s² + τ/E) (rate − mean); s² by type and age from the spread beyond the noise."""
    total = by_type(exposure, types)
    mean = ratio(by_type(exposure * rate, types), total) if to_mean else np.zeros_like(total)
    away = rate - mean[types]
    count = by_type((exposure > 0).astype(np.float64), types)
    # Moments as Bühlmann and Straub (1970): weighted squares less what noise alone would give.
    free = np.maximum(count - 1, 0) if to_mean else count
    usable = total - ratio(by_type(exposure**2, types), total) if to_mean else total
    between = ratio(by_type(exposure * away**2, types) - free * noise, usable)
    between = np.maximum(np.apply_along_axis(_running_mean, 1, between), 0.0)[types]
    weight = ratio(between * exposure, between * exposure + noise)
    return mean[types] + weight * away
