"""Arrivals as volumes: how many come to a municipality, at which ages, and how its areas share them."""

import numpy as np

from forecasting.components import Array
from forecasting.jump_off import Places
from forecasting.migration_rates import BAND_MATRIX, of_municipalities
from forecasting.shrinkage import smooth_ages

# Arrivals that make an area's own share of them believed by half.
SHARE_K = 30.0
# Arrivals in a band at which a municipality's own ages within the band count by half.
PROFILE_K = 100.0


def people_shares(people: Array, places: Places) -> Array:
    """Return each leaf's share of the people of its municipality."""
    counted = people + 1e-6
    total = np.bincount(places.municipality, counted, len(places.municipalities))
    shares: Array = counted / total[places.municipality]
    return shares


def area_shares(arrived: Array, prior: Array, places: Places) -> Array:
    """Return how a municipality's arrivals spread over its leaves, (leaf, nationality, band), sums 1.

    Two steps of Dirichlet smoothing: `prior` (leaf, or leaf, nationality, band) → all arrivals of a
    nationality → arrivals of an age band. A prior by band is drawn to in the second step only.
    """
    bands = arrived.sum(axis=2) @ BAND_MATRIX
    if prior.ndim == 1:
        total = bands.sum(axis=2)
        prior = _drawn(total, np.repeat(prior[:, np.newaxis], total.shape[1], axis=1), places)
        prior = np.repeat(prior[:, :, np.newaxis], bands.shape[2], axis=2)
    return _drawn(bands, prior, places)


def cell_shares(by_band: Array) -> Array:
    """Return shares (leaf, nationality, sex, age) from those by band."""
    return np.repeat((by_band @ BAND_MATRIX.T)[:, :, np.newaxis], 2, axis=2)


def yearly_volume(arrived: Array, years: float, shares: Array, places: Places) -> Array:
    """Return yearly arrivals (leaf, nationality, sex, age): municipal volume × area's share × age profile.

    `arrived` are those of `years` years together, which may be a weighted number.
    """
    municipal = of_municipalities(arrived, places)
    bands = municipal.sum(axis=2) @ BAND_MATRIX
    by_leaf = bands[places.municipality] * shares / years
    profile = _profiles(municipal, bands)[places.municipality]
    volume: Array = (by_leaf @ BAND_MATRIX.T)[:, :, np.newaxis] * profile
    return volume


def _profiles(municipal: Array, bands: Array) -> Array:
    # How the arrivals of a band lie on its sexes and ages, sums 1 over both.
    root = _within(smooth_ages(municipal.sum(axis=0)))
    own = smooth_ages(municipal) + PROFILE_K * root
    return np.where((bands @ BAND_MATRIX.T)[:, :, np.newaxis] > 0, _within(own), root)


def _within(cells: Array) -> Array:
    total = cells.sum(axis=-2) @ BAND_MATRIX @ BAND_MATRIX.T
    total = np.expand_dims(total, -2)
    share: Array = np.divide(
        cells, total, out=np.zeros_like(cells), where=np.broadcast_to(total, cells.shape) > 0
    )
    return share


def _drawn(own: Array, prior: Array, places: Places) -> Array:
    total = of_municipalities(own, places)[places.municipality]
    drawn = (own + SHARE_K * prior) / (total + SHARE_K)
    scale = of_municipalities(drawn, places)[places.municipality]
    shares: Array = drawn / np.where(scale > 0, scale, 1.0)
    return shares
