"""Home and place of care: a matrix observed from children in care, across municipal borders."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.kita.ages import Array

# Below this many children in care a row says little; it is mixed with staying at home by this weight.
PRIOR_CHILDREN = 3.0


@dataclass(frozen=True)
class Commuting:
    """Shares (home, place) of children cared for in each area, and what lies outside.

    `outside` (home) is the share cared for beyond the region, so that a row and it sum to 1; `guests` (place)
    are children from beyond, counted on the day of the care list.
    """

    matrix: Array
    outside: Array
    guests: Array

    @property
    def stays(self) -> Array:
        """Return the share (home) cared for in the own area."""
        return np.diagonal(self.matrix)


def estimate_commuting(
    care: pd.DataFrame, areas: Sequence[str], has_places: Sequence[bool] | None = None
) -> Commuting:
    """Return the matrix of a care list: columns home_area_id, place_area_id (None: outside), children.

    Homes that are none of the areas are guests. An area without children in care keeps them at home; few of
    them count together with some who stay, unless `has_places` says that there is no Kita to stay in.
    """
    index = {area: at for at, area in enumerate(areas)}
    size = len(areas)
    counts, beyond, guests = np.zeros((size, size)), np.zeros(size), np.zeros(size)
    for home, place, children in zip(
        care["home_area_id"], care["place_area_id"], care["children"].astype(float), strict=True
    ):
        start, end = index.get(home), index.get(place) if isinstance(place, str) else None
        if start is not None and end is not None:
            counts[start, end] += children
        elif start is not None:
            beyond[start] += children
        elif end is not None:
            guests[end] += children
    stays = np.ones(size) if has_places is None else np.array(has_places, dtype=float)
    total = counts.sum(axis=1) + beyond
    prior = np.where((stays > 0) | (total == 0), PRIOR_CHILDREN, 0.0)
    counts[np.arange(size), np.arange(size)] += prior
    total = total + prior
    return Commuting(counts / total[:, np.newaxis], beyond / total, guests)


def none(size: int) -> Commuting:
    """Return the matrix of nobody commuting."""
    return Commuting(np.eye(size), np.zeros(size), np.zeros(size))
