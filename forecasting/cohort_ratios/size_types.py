"""Which areas resemble each other: those of one level and size share a prior mean."""

import numpy as np

from forecasting.cohort_ratios.history import DISTRICT, MUNICIPALITY, REGION, CountHistory
from forecasting.components import Array, Integers

# Residents dividing villages, small towns and towns; districts and regions are one type each.
TOWN_SIZES = (5_000, 20_000)


def size_types(history: CountHistory) -> Integers:
    """Return the type (area) as a number without gaps; types follow the last stock."""
    people = history.stock[-1].sum(axis=(1, 2))
    by_size = np.digitize(people, TOWN_SIZES)
    types = np.where(history.groups == MUNICIPALITY, by_size, -1)
    types = np.where(history.groups == DISTRICT, len(TOWN_SIZES) + 1, types)
    types = np.where(history.groups == REGION, len(TOWN_SIZES) + 2, types)
    numbers: Integers = np.unique(types, return_inverse=True)[1]
    return numbers


def by_type(values: Array, types: Integers) -> Array:
    """Return sums over the areas of each type (type, …)."""
    sums = np.zeros((types.max() + 1, *values.shape[1:]))
    np.add.at(sums, types, values)
    return sums
