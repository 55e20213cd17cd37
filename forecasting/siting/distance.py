"""How far children walk: great circle between points, lengthened by the usual detour of streets."""

import numpy as np
import numpy.typing as npt
from pyproj import Geod

Array = npt.NDArray[np.float64]

# Metres; within a region a sphere is as good as an ellipsoid.
EARTH = Geod(a=6_371_000, b=6_371_000)
# Streets are about 1.3 times as long as the straight line (common planning value; a setting).
DETOUR = 1.3


def walking_kilometres(areas: Array, sites: Array, *, detour: float = DETOUR) -> Array:
    """Return (area, site) walking distances in km; both arguments hold longitude and latitude in degrees.

    Great circle times `detour`. Rivers and railways are not seen: a planner bars such pairs (kita-wege.csv).
    """
    shape = (len(areas), len(sites))
    lon_a, lat_a = (np.broadcast_to(areas[:, axis, np.newaxis], shape) for axis in (0, 1))
    lon_s, lat_s = (np.broadcast_to(sites[np.newaxis, :, axis], shape) for axis in (0, 1))
    metres = EARTH.inv(lon_a, lat_a, lon_s, lat_s)[2]
    kilometres: Array = np.asarray(metres) / 1000 * detour
    return kilometres


def pairs_in_reach(
    kilometres: Array, *, farthest: float, at_least: int = 2, offers: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.int64], Array]:
    """Return pairs (pair, 2) of area and site with their distance: within `farthest` km or among the nearest.

    `at_least` nearest sites stay reachable, so that an outlying village has a Kita at all; infinite
    distances, barriers, never are. `offers` (group, site) marks groups of sites; the nearest of each count
    apart: a plot next door, or a house of the other band, must not push a farther house out of reach.
    """
    known = np.ones((1, kilometres.shape[1]), dtype=bool) if offers is None or not offers.any() else offers
    near = kilometres <= farthest
    for group in known:
        wanted = np.where(group, kilometres, np.inf)
        rank = np.argsort(np.argsort(wanted, axis=1, kind="stable"), axis=1)
        near |= (rank < at_least) & np.isfinite(wanted)
    area, site = np.nonzero(near & np.isfinite(kilometres))
    return np.column_stack([area, site]).astype(np.int64), kilometres[area, site]
