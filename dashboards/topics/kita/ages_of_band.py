"""How much of each age counts in a band, and simulated children of a band on the reference day."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dashboards.topics.kita.assumptions import Assumptions, Band, Counted
from dashboards.topics.kita.cube import Floats, Simulated
from forecasting.kita.ages import OLDEST_AGE, later_weights
from forecasting.kita.course import elapsed_of
from forecasting.kita.need import Counting, weighted
from forecasting.kita.school import SchoolEntry, school_entry, school_rule
from forecasting.kita.tables import land_of

Array = npt.NDArray[np.floating]
# School year whose rules hold for the forecast.
NOW = 2024


def entry_of(ags: str | None, flexi: float | None) -> SchoolEntry:
    """Return the school entry of a Land; a share of waiting children set by hand replaces the usual one."""
    if flexi is None:
        return school_rule(ags, NOW).entry
    return replace(school_entry(ags), postponed_share=flexi)


def weights_of(ags: tuple[str | None, ...], settings: Assumptions, years: tuple[int, ...]) -> Array:
    """Return how much of each age counts, (area, year, age), by the school entry of an area's Land."""
    if not years:
        return np.zeros((len(ags), 0, OLDEST_AGE))
    lands = [land_of(one) for one in ags]
    by_land = {land: _land_weights(land, settings.band, settings.counting, years) for land in set(lands)}
    return np.stack([by_land[land] for land in lands])


def land_weights(ags: str | None, settings: Assumptions) -> Array:
    """Return how much of each age counts in a Land, (age)."""
    weights: Array = _land_weights(land_of(ags), settings.band, settings.counting, (NOW,))[0]
    return weights


def with_held(taken: Array, weights: Array, settings: Assumptions) -> Array:
    """Return weights × rates where a three-year-old still in the Krippe keeps the rate of age two."""
    if settings.band != "u3" or settings.counting.day == "aug":
        return taken
    held: Array = taken.copy()
    share = np.divide(
        taken[..., 2], weights[..., 2], out=np.zeros_like(taken[..., 2]), where=weights[..., 2] > 0
    )
    held[..., 3] = weights[..., 3] * share
    return held


def counted_on_day(cube: Simulated, settings: Assumptions, weights: Array) -> Floats:
    """Return simulated children on the reference day times weights (leaf, year, age), (leaf, year, draw)."""
    elapsed = elapsed_of(settings.counting.day, cube.years[0])
    now, then = cube.children[:, :-1], cube.children[:, 1:]
    if not elapsed:
        return np.asarray(weighted(now, weights), dtype=np.float32)
    early, late = later_weights(weights, elapsed)
    return np.asarray(weighted(now, early) + weighted(then, late), dtype=np.float32)


@lru_cache(maxsize=200)
def _land_weights(land: str | None, band: Band, counting: Counted, years: tuple[int, ...]) -> Array:
    counted = Counting(
        entry_of(land, counting.flexi),
        elapsed_of(counting.day, years[0]),
        counting.convention,
        counting.cohorts or None,
        counting.only_claims,
    )
    # Only claims differ from year to year.
    if not counting.only_claims:
        return np.broadcast_to(counted.weights(band, years[0]), (len(years), OLDEST_AGE))
    return np.stack([counted.weights(band, year) for year in years])
