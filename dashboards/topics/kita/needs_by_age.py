"""Children and need of a setting by single age: what a kept plan remembers, to tell causes apart later."""

from dataclasses import dataclass

import numpy as np

from dashboards.topics.kita.ages_of_band import weights_of, with_held
from dashboards.topics.kita.assumptions import Assumptions
from dashboards.topics.kita.needs import Array, Base, first_simulated
from forecasting.kita.ages import OLDEST_AGE, children_later
from forecasting.kita.course import elapsed_of


@dataclass(frozen=True)
class ByAge:
    """Children on the reference day and places needed at home by one of them, each (area, year, age).

    Observed years first, then forecast ones (means of the draws); NaN where children are not known.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    children: Array
    per_child: Array

    def of(self, area_id: str, kita_year: int) -> tuple[Array, Array] | None:
        """Return children and need per child of an area and Kita year; None for a year that is not told."""
        if area_id not in self.areas or kita_year not in self.years:
            return None
        at = self.areas.index(area_id), self.years.index(kita_year)
        return self.children[at], self.per_child[at]


def by_age(base: Base, settings: Assumptions) -> ByAge:
    """Return children and need by age of all areas of a base."""
    children, per_child = _observed(base, settings)
    years = base.observed.years
    if base.simulated is None:
        return ByAge(base.observed.areas, years, children, per_child)
    ahead, need = _simulated(base, settings)
    known = [at for at, year in enumerate(years) if year < base.simulated.years[0]]
    return ByAge(
        base.observed.areas,
        tuple(years[at] for at in known) + base.simulated.years,
        np.concatenate([children[:, known], ahead], axis=1),
        np.concatenate([per_child[:, known], need], axis=1),
    )


def _observed(base: Base, settings: Assumptions) -> tuple[Array, Array]:
    seen = base.observed
    if not seen.years:
        return seen.children, np.zeros_like(seen.children)
    elapsed = elapsed_of(settings.counting.day, seen.years[0])
    following = np.concatenate([seen.children[:, 1:], first_simulated(base)[:, np.newaxis]], axis=1)
    children = children_later(seen.children, following, elapsed, axis=2) if elapsed else seen.children
    weights = weights_of(base.ags, settings, seen.years)
    rates = np.broadcast_to(base.rates, (len(seen.areas), OLDEST_AGE))[:, np.newaxis]
    return children, with_held(weights * rates, weights, settings) * (1 - settings.childminding)


def _simulated(base: Base, settings: Assumptions) -> tuple[Array, Array]:
    """Means of the draws: unlike medians they add up over ages and areas."""
    cube = base.simulated
    assert cube is not None
    leaves = np.array([base.observed.areas.index(leaf) for leaf in cube.leaves])
    weights = weights_of(base.ags, settings, cube.years)[leaves]
    rates = np.broadcast_to(base.rates, (len(base.observed.areas), OLDEST_AGE))[leaves]
    mean = cube.children.mean(axis=-1)
    elapsed = elapsed_of(settings.counting.day, cube.years[0])
    mean = children_later(mean[:, :-1], mean[:, 1:], elapsed, axis=2)
    need = mean * with_held(weights * rates[:, np.newaxis], weights, settings) * (1 - settings.childminding)
    total, needed = (cube.summed(np.asarray(part, dtype=np.float32)) for part in (mean, need))
    share = np.divide(needed, total, out=np.zeros_like(needed), where=total > 0)
    # Where nobody of an age is expected, what a child would need is that of the leaves on the whole.
    return total, np.where(total > 0, share, _usual(weights, rates, settings))


def _usual(weights: Array, rates: Array, settings: Assumptions) -> Array:
    """Need per child and age as the mean of the leaves, (1, year, age)."""
    held = with_held(weights * rates[:, np.newaxis], weights, settings) * (1 - settings.childminding)
    usual: Array = held.mean(axis=0)[np.newaxis]
    return usual
