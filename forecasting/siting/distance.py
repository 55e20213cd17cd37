"""How far children walk: great circle between points, lengthened by the usual detour of streets."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0
# Streets are about 1.3 times as long as the straight line (common planning value; a setting).
DETOUR = 1.3


def walking_kilometres(areas: Array, sites: Array, *, detour: float = DETOUR) -> Array:
    """Return (area, site) walking distances in km; both arguments hold longitude and latitude in degrees.

    Haversine formula times `detour`. Rivers and railways are not seen: a planner excludes such pairs.
    """
    lon_a, lat_a = np.radians(areas.T)[:, :, None]
    lon_s, lat_s = np.radians(sites.T)[:, None, :]
    half = np.sin((lat_s - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_s) * np.sin((lon_s - lon_a) / 2) ** 2
    kilometres: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))) * detour
    return kilometres


def pairs_in_reach(
    kilometres: Array, *, farthest: float, at_least: int = 2
) -> tuple[npt.NDArray[np.int64], Array]:
    """Return pairs (pair, 2) of area and site with their distance: within `farthest` km or among the nearest.

    `at_least` nearest sites stay reachable, so that an outlying village has a Kita at all.
    """
    nearest = np.argsort(np.argsort(kilometres, axis=1, kind="stable"), axis=1) < at_least
    area, site = np.nonzero((kilometres <= farthest) | nearest)
    return np.column_stack([area, site]).astype(np.int64), kilometres[area, site]
