"""One row of a perturbation table: the distribution of noise that says least beyond its conditions.

Minimise Σ p ln p with Σ p = 1, mean 0 and variance at most V. Without further conditions the solution is
p(v) ∝ exp(a·v + b·v²); (a, b) are the minimum of a convex function, found by Newton's method.
Two further conditions of other offices are met the same way: values tied to each other share one
probability, and a stated probability of no change is taken out before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Mean and variance of a finished row are met this closely.
PRECISION = 1e-12
_STEPS = 200
# Variance of a row without bound may exceed V by rounding alone.
_SLACK = 1e-10
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Conditions:
    """What a row must meet beside mean zero.

    `variance` is an upper bound. `monotone`: noise -2 is not more probable than -1, -1 not more than 0 (only
    where both are possible). `stay`: least probability of no change.
    """

    variance: float
    monotone: bool = False
    stay: float = 0.0


def least_variance(support: Array) -> float | None:
    """Return the smallest variance that noise of mean zero on `support` can have; None: no mean of zero."""
    if (support == 0).any():
        return 0.0
    below, above = support[support < 0], support[support > 0]
    return float(-below.max() * above.min()) if len(below) and len(above) else None


def noise_probabilities(support: Array, conditions: Conditions) -> Array:
    """Return the probability of every value of noise in `support` (ascending, feasible)."""
    groups = np.arange(len(support))
    while True:
        found = _with_stay(support, groups, conditions)
        falling = _falling(support, found) if conditions.monotone else np.zeros(0, np.int64)
        falling = falling[groups[falling] != groups[falling + 1]]
        if not len(falling):
            return found
        first = falling[0]
        groups = np.where(groups == groups[first + 1], groups[first], groups)


def _falling(support: Array, found: Array) -> NDArray[np.int64]:
    """Places where a negative value is more probable than the next one."""
    neighbours = (np.diff(support) == 1) & (support[:-1] < 0)
    return np.flatnonzero(neighbours & (found[:-1] > found[1:] + _ROUNDING))


def _with_stay(support: Array, groups: NDArray[np.int64], conditions: Conditions) -> Array:
    free = _tied(support, groups, conditions.variance)
    centre = np.flatnonzero(support == 0)
    if not len(centre) or free[centre[0]] >= conditions.stay:
        return free
    others = np.delete(np.arange(len(support)), centre[0])
    rest = 1.0 - conditions.stay
    kept = np.zeros(len(support))
    kept[centre[0]] = conditions.stay
    kept[others] = rest * _tied(support[others], groups[others], conditions.variance / rest)
    return kept


def _tied(support: Array, groups: NDArray[np.int64], variance: float) -> Array:
    """Distribution of least information where values of one group share one probability."""
    _, member = np.unique(groups, return_inverse=True)
    sizes = np.bincount(member).astype(float)
    mean = np.bincount(member, support) / sizes
    square = np.bincount(member, support**2) / sizes
    found = _newton(mean, square, sizes, None)
    if found @ square > variance + _SLACK:
        found = _newton(mean, square, sizes, variance)
    probability: Array = (found / sizes)[member]
    return probability


def _newton(mean: Array, square: Array, sizes: Array, variance: float | None) -> Array:
    """Masses of the groups with mean zero, and the variance if one is given.

    Newton on the dual ln Σ size·exp(a·mean + b·(square − V)), halving steps that do not descend.
    """
    features = mean[np.newaxis] if variance is None else np.stack([mean, square - variance])
    scale = np.abs(features).max(axis=1, keepdims=True)
    features = features / np.where(scale > 0, scale, 1.0)
    place = np.zeros(len(features))
    value, mass = _dual(place, features, sizes)
    for _ in range(_STEPS):
        gradient = features @ mass
        if np.abs(gradient).max() < PRECISION:
            break
        centred = features - gradient[:, np.newaxis]
        hessian = (centred * mass) @ centred.T
        step = np.linalg.lstsq(hessian, gradient, rcond=None)[0]
        length = 1.0
        while True:
            proposed, proposed_mass = _dual(place - length * step, features, sizes)
            if proposed <= value + _ROUNDING or length < 1e-9:
                break
            length /= 2
        place, value, mass = place - length * step, proposed, proposed_mass
    return mass


def _dual(place: Array, features: Array, sizes: Array) -> tuple[float, Array]:
    exponent = place @ features
    top = exponent.max()
    weight = sizes * np.exp(exponent - top)
    total = weight.sum()
    return float(top + np.log(total)), weight / total
