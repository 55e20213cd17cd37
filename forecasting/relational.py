"""Age schedules of small places: a standard bent by a few knots, not a curve of their own.

log rate(x) = log standard(x) + B(x)' θ with linear splines between the knots (TOPALS; de Beer 2012, Gonzaga
and Schmertmann 2016). θ maximises the Poisson likelihood less a ridge on steps between neighbouring knots, so
a place with few events keeps the standard.
"""

import numpy as np
from scipy.linalg import solve

from forecasting.components import Array, Integers

# Knots of fertility schedules, ages reached in the year of birth.
FERTILITY_KNOTS = (15, 20, 25, 30, 35, 40, 49)
# Newton steps; five are usual, and a fit of few events stops at the standard.
MOST_STEPS = 50
TOLERANCE = 1e-8


def spline_basis(ages: Integers, knots: tuple[int, ...]) -> Array:
    """Return linear hat functions, (age, knot); each row sums to 1."""
    basis: Array = np.stack([np.interp(ages, knots, row) for row in np.eye(len(knots))], axis=1)
    return basis


def fit_relational(events: Array, expected: Array, basis: Array, step_sd: float) -> Array:
    """Return θ (knot) from events and those the standard expects, both by age.

    `step_sd`: usual difference of θ between neighbouring knots; the mean of θ is almost free.
    """
    steps = np.diff(np.eye(basis.shape[1]), axis=0)
    # The level itself is held loosely, so that a place without events keeps the standard's.
    ridge = steps.T @ steps / step_sd**2 + np.eye(basis.shape[1]) * 1e-3
    theta = np.zeros(basis.shape[1])
    for _ in range(MOST_STEPS):
        mean = expected * np.exp(basis @ theta)
        slope = basis.T @ (events - mean) - ridge @ theta
        curvature = basis.T @ (basis * mean[:, np.newaxis]) + ridge
        change = np.clip(solve(curvature, slope, assume_a="pos"), -1.0, 1.0)
        theta = theta + change
        if np.abs(change).max() < TOLERANCE:
            break
    return theta
