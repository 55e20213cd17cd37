"""Widens or narrows the fan of a result by factors from the own record; medians and means stay.

Quantiles and stored draws are moved by the same factor about the same median, so a probability counted from
draws agrees with the band beside it. Components of change and ratios have no record and stay as drawn.
"""

from dataclasses import replace

import numpy as np

from forecasting.calibration import band_of, size_classes, spread_about, widen
from forecasting.components import Array, Integers
from forecasting.jump_off import Places
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.quantiles import COLUMNS, MEDIAN
from forecasting.results import TOTAL, Band, ScenarioResult, band_list

# Ages a care band is mostly made of: which record speaks for it.
CARE_AGES = {
    "age0": (0, 0),
    "age1": (1, 1),
    "age2": (2, 2),
    "u3": (0, 2),
    "ue3": (3, 5),
    "grundschule": (6, 9),
}
FIRST_QUANTILE = 1


def calibrated(result: ScenarioResult, places: Places, factors: Array) -> ScenarioResult:
    """Return the result with its fan multiplied by `factors` (size class, band of calibration, lead).

    Years beyond the last lead take its factor. The size class is that of the jump-off.
    """
    nationalities, ages = result.cells.shape[2], result.cells.shape[4]
    classes = size_classes(result.bands[0, :, 0, 0])
    leaf_classes = classes[[places.areas.index(leaf) for leaf in places.leaves]]
    bands = band_list(nationalities)
    total = bands.index(Band(*TOTAL))
    by_band = _factors(factors, classes, [(band.age, band.age_to) for band in bands], len(result.bands))
    of_care = _factors(factors, classes, [CARE_AGES[band] for band in CARE_BANDS], len(result.bands))[1:]
    of_ages = _factors(factors, leaf_classes, [(age, age) for age in range(ages)], len(result.bands))[1:]
    return replace(
        result,
        cells=_summaries(result.cells, of_ages[:, :, np.newaxis, np.newaxis]),
        bands=_summaries(result.bands, by_band),
        demand=_summaries(result.demand, of_care),
        demand_draws=_widened(result.demand_draws, result.demand[..., MEDIAN], of_care),
        children_draws=_widened_children(result.children_draws, of_ages),
        total_draws=_widened(result.total_draws, result.bands[:, :, total, MEDIAN], by_band[:, :, total]),
    )


def _factors(factors: Array, classes: Integers, ages: list[tuple[int, int]], years: int) -> Array:
    """Return factors (year, area, item) from the jump-off on, 1 at the jump-off itself."""
    bands = [band_of(*one) for one in ages]
    leads = np.minimum(np.arange(years - 1), factors.shape[2] - 1)
    chosen = factors[classes][:, bands][:, :, leads].transpose(2, 0, 1)
    return np.concatenate([np.ones((1, *chosen.shape[1:])), chosen]).astype(np.float32)


def _summaries(values: Array, factor: Array) -> Array:
    assert COLUMNS[0] == "mean"
    spread = values.copy()
    median = np.ascontiguousarray(values[..., MEDIAN])
    # Column by column: six numbers side by side are too few for a loop of numpy.
    for column in range(FIRST_QUANTILE, values.shape[-1]):
        spread[..., column] = spread_about(values[..., column], median, factor)
    return spread


def _widened_children(draws: Array, of_ages: Array) -> Array:
    """The stored draws (year, leaf, age, draw), each age about its own median; their order stays."""
    years, _, ages, _ = draws.shape
    return _widened(draws, _median(draws), of_ages[:years, :, :ages])


def _median(draws: Array) -> Array:
    """Return what `np.median` does over the last axis; a vectorised sort is faster than its selection."""
    ordered, count = np.sort(draws, axis=-1), draws.shape[-1]
    median: Array = (ordered[..., (count - 1) // 2] + ordered[..., count // 2]) / 2
    return median


def _widened(values: Array, median: Array, factor: Array) -> Array:
    spread: Array = widen(values, median, factor).astype(np.float32)
    return spread
