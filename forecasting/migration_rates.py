"""Out-rates of one kind of move: schedule of the municipality × level of the area and age band.

Schedule(municipality, nationality, sex, age) is the smoothed one of the root, bent where the municipality has
events of its own; levels are shrunk area → area type → municipality → root.
"""

import numpy as np

from forecasting.components import Array
from forecasting.jump_off import Places
from forecasting.shrinkage import Evidence, Level, shrink_levels, smooth_ages

# Age groups as proxies of motive (domain rules § 2.4): first ages of each band.
BANDS = (0, 18, 25, 30, 50, 65)
BAND_OF_AGE = np.searchsorted(np.array(BANDS), np.arange(101), side="right") - 1
BAND_MATRIX = (BAND_OF_AGE[:, np.newaxis] == np.arange(len(BANDS))).astype(float)
# Variance of moves relative to Poisson: households of two on average move together.
DISPERSION = 2.0
# Expected events in the neighbourhood of an age at which a municipality's own schedule counts by half.
SCHEDULE_K = 20.0


def out_rates(left: Array, exposed: Array, places: Places) -> tuple[Array, Level]:
    """Return rates and levels from departures and people at risk, both (leaf, nationality, sex, age)."""
    schedule = municipal_schedules(left, exposed, places)[places.municipality]
    expected = (exposed * schedule).sum(axis=(1, 2)) @ BAND_MATRIX
    evidence = Evidence(left.sum(axis=(1, 2)) @ BAND_MATRIX, expected, DISPERSION)
    level = shrink_levels(evidence, places)
    rates: Array = schedule * (level.factor @ BAND_MATRIX.T)[:, np.newaxis, np.newaxis]
    return rates, level


def municipal_schedules(left: Array, exposed: Array, places: Places) -> Array:
    """Return smoothed rates (municipality, nationality, sex, age), drawn to those of the root."""
    events, people = of_municipalities(left, places), of_municipalities(exposed, places)
    events, people = smooth_ages(events), smooth_ages(people)
    total, risk = events.sum(axis=0), people.sum(axis=0)
    root = np.divide(total, risk, out=np.zeros_like(total), where=risk > 0)
    expected = people * root
    own: Array = root * (events + SCHEDULE_K) / (expected + SCHEDULE_K)
    return own


def of_municipalities(cells: Array, places: Places) -> Array:
    """Return sums over the leaves of each municipality, first axis."""
    summed = np.zeros((len(places.municipalities), *cells.shape[1:]))
    np.add.at(summed, places.municipality, cells)
    return summed
