"""Step 7: the total of an area is drawn towards a damped path of its own past growth.

Booms end and losses slow down: growth is shrunk to the mean of the size type and fades by 7 % a year. Large
areas follow their cohorts, small ones the path.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.cohort_ratios.history import CountHistory, Flags, ratio
from forecasting.cohort_ratios.mobility import MOBILITY
from forecasting.cohort_ratios.size_types import by_type
from forecasting.components import Array, Integers

BASE_YEARS = 10
# Growth of a year beyond this is a merger, a new key or a new quarter, not a rhythm: it counts as this much.
LARGEST_GROWTH = 0.08
DAMPING = 0.93
# How far an area's own growth is believed: as much as the first half of the base foretold the second.
LEAST_OWN, MOST_OWN = 0.3, 1.0
# Weight of the path: full up to the first size, from there on falling with the logarithm of size through the
# second point to nothing (at 735,000); above 300,000 an unconstrained total was best (backtest.md § 4).
SMALL, SMALL_WEIGHT = 50_000.0, 0.75
LARGE, LARGE_WEIGHT = 300_000.0, 0.25
# Structures that differ by less than this share are one: ages were not delivered.
SAME = 1e-6
# Below this many areas the halves tell nothing about how growth persists.
LEAST_SIBLINGS = 4


@dataclass(frozen=True)
class TotalsPath:
    """`growth` (area): yearly logarithmic growth before damping. `is_alone`: no ages are known."""

    growth: Array
    is_alone: bool = False

    def weight(self, people: Array) -> Array:
        """Return how much of a year's change (area) follows the path: all of it if nothing else is known."""
        return np.ones_like(people) if self.is_alone else path_weight(people)

    def increment(self, people: Array, year: int) -> Array:
        """Return the persons gained (area) along the path in forecast year `year`, counted from 0."""
        gained: Array = people * np.expm1(self.growth * DAMPING**year)
        return gained


def estimate_path(history: CountHistory, types: Integers) -> TotalsPath:
    """Return each area's growth of the last ten years, each of them clipped, shrunk to its size type."""
    people = history.stock[-BASE_YEARS - 1 :].sum(axis=(2, 3))
    own, mean = _growth(people, types)
    half = len(people) // 2
    belief = MOST_OWN
    if half >= 1 and len(people) > 2:
        halves = _growth(people[: half + 1], types), _growth(people[half:], types)
        belief = _persistence(*halves, (people > 0).all(axis=0))
    return TotalsPath(mean + belief * (own - mean), not _tells_ages(history.stock[-1]))


def path_weight(people: Array) -> Array:
    """Return w (area): how much of a year's change follows the path."""
    position = np.log(np.maximum(people, 1.0) / SMALL) / np.log(LARGE / SMALL)
    weight: Array = np.clip(SMALL_WEIGHT + position * (LARGE_WEIGHT - SMALL_WEIGHT), 0.0, SMALL_WEIGHT)
    return weight


def spread_adjustment(state: Array, adjustment: Array) -> Array:
    """Return persons (area, sex, age) to add so that each area gains `adjustment`, by who is mobile.

    `state` holds the survivors by the age they have reached.
    """
    weight = state * np.append(MOBILITY[0], MOBILITY)
    share = ratio(weight, weight.sum(axis=(1, 2), keepdims=True))
    added: Array = share * adjustment[:, np.newaxis, np.newaxis]
    return added


def _tells_ages(stock: Array) -> bool:
    """Return whether any area (area, sex, age) has a structure of its own; totals were spread alike."""
    people = stock.sum(axis=(1, 2), keepdims=True)
    usual = stock.sum(axis=0) / max(float(stock.sum()), 1.0)
    return len(stock) == 1 or not np.allclose(stock, people * usual, rtol=SAME, atol=SAME)


def steady_growth(people: Array) -> Array:
    """Return the mean yearly logarithmic growth (area) of `people` (year, area), each year within the limit.

    A year that begins or ends without residents counts as no growth.
    """
    there = (people[:-1] > 0) & (people[1:] > 0)
    yearly = np.log(np.divide(people[1:], people[:-1], out=np.ones_like(people[1:]), where=there))
    steady: Array = np.clip(yearly, -LARGEST_GROWTH, LARGEST_GROWTH).sum(axis=0) / max(len(people) - 1, 1)
    return steady


def _growth(people: Array, types: Integers) -> tuple[Array, Array]:
    """Return mean logarithmic growth of each area and of its type."""
    known = (people[0] > 0) & (people[-1] > 0)
    own = steady_growth(people)
    count = by_type(known.astype(np.float64), types)
    mean = ratio(by_type(own * known, types), count)[types]
    return np.where(known, own, mean), mean


def _persistence(first: tuple[Array, Array], second: tuple[Array, Array], settled: Flags) -> float:
    """Return how far the mean of two halves foretells, by their correlation r: 2 r / (1 + r) (Spearman)."""
    before, after = (first[0] - first[1])[settled], (second[0] - second[1])[settled]
    size = np.sqrt((before**2).sum() * (after**2).sum())
    if len(before) < LEAST_SIBLINGS or size == 0:
        return MOST_OWN
    agreement = max(float(before @ after / size), 0.0)
    return float(np.clip(2 * agreement / (1 + agreement), LEAST_OWN, MOST_OWN))
