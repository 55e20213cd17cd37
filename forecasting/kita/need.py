"""From simulated children to places needed per draw, at home and at the place of care."""

from dataclasses import dataclass

import numpy as np

from forecasting.kita.ages import Array
from forecasting.kita.claims import claimed_grades
from forecasting.kita.school import SchoolEntry
from forecasting.kita.widths import (
    GRADES,
    Convention,
    age_weights,
    grade_weights,
    kindergarten_weights,
    krippe_weights,
)


@dataclass(frozen=True)
class Counting:
    """How ages are counted: the school entry, years since 1 August, the convention, a usual width or None.

    `only_claims` counts pupils of the grades that have a claim to all-day care in the Kita year.
    """

    entry: SchoolEntry
    elapsed: float = 0.0
    convention: Convention = "A"
    cohorts: float | None = None
    only_claims: bool = False

    def weights(self, band: str, kita_year: int) -> Array:
        """Return how much of each single age belongs to a band."""
        if band == "u3":
            return krippe_weights(self.elapsed, self.convention)
        if band == "ue3":
            if self.cohorts is not None:
                return age_weights(3, self.cohorts)
            return kindergarten_weights(self.entry, self.elapsed, self.convention)
        claimed = claimed_grades(kita_year) if self.only_claims else (True,) * GRADES
        grades = [
            grade_weights(self.entry, grade, self.elapsed)
            for grade in range(1, GRADES + 1)
            if claimed[grade - 1]
        ]
        return np.sum(grades, axis=0) if grades else np.zeros_like(age_weights(0, 1))


def weighted(children: Array, weights: Array) -> Array:
    """Return children times weights summed over ages, (area, year, age, draw) → (area, year, draw).

    `weights` is (age), (area, age) or (area, year, age).
    """
    full = np.broadcast_to(_spread(weights), children.shape[:3]).astype(children.dtype)
    total: Array = np.matmul(full[..., np.newaxis, :], children)[..., 0, :]
    return total


def by_place_of_care(need: Array, matrix: Array, guests: Array) -> Array:
    """Return the need where care is taken up, (area, year, draw), from that at home.

    `matrix` (home, place) has the shares of children going from home to place; what a row lacks to 1 leaves
    the region. `guests` (place) are children from outside.
    """
    areas, years, draws = need.shape
    moved = matrix.T.astype(need.dtype) @ need.reshape(areas, years * draws)
    placed: Array = moved.reshape(matrix.shape[1], years, draws) + guests[:, np.newaxis, np.newaxis]
    return placed


def _spread(weights: Array) -> Array:
    """Weights as (area, year, age) with axes of length 1 where they do not differ."""
    if weights.ndim == 1:
        return weights[np.newaxis, np.newaxis]
    return weights[:, np.newaxis] if weights.ndim == 2 else weights
