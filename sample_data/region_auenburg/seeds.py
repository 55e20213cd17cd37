"""Where the areas lie: seeds of the map in kilometres, close in the cores, wide apart in the country."""

from __future__ import annotations

import numpy as np

from .arrays import Array
from .names import AUENBURG
from .places import Place, Region

# Centres of the municipalities (km east, north of the city's centre) and the spread of their core.
CENTRES = {
    "03951000": (0.0, 0.0),
    "03952001": (14.5, 3.5),
    "03952002": (10.0, -10.0),
    "03952003": (4.0, 12.5),
    "03952004": (-11.0, -11.0),
    "03952005": (-1.0, -15.5),
    "03952006": (-16.5, -0.5),
    "03952007": (-9.5, 11.5),
    "03959001": (0.0, 0.0),
}
# Half axes of the city (km) and mean radius of the association.
CITY_AXES = (8.3, 6.9)
RADIUS = 21.0
CLOUD = 26_000
# The course the river keeps to where borders allow: from the south-east through the city to the north-west
# (km).
RIVER = np.array(
    [
        [13.0, -18.5],
        [6.5, -9.0],
        [3.0, -3.6],
        [0.8, -1.1],
        [-0.6, 0.6],
        [-2.6, 3.4],
        [-6.0, 8.5],
        [-11.0, 19.0],
    ]
)


def radius(angle: Array) -> Array:
    """Outline of the association in polar form (km), a lopsided blob."""
    return np.asarray(
        RADIUS
        * (1 + 0.12 * np.cos(2 * angle + 0.9) + 0.09 * np.cos(3 * angle - 0.6) + 0.06 * np.sin(5 * angle + 1))
    )


def cloud(rng: np.random.Generator) -> tuple[Array, Array]:
    """Evenly spread points of the association and the AGS each belongs to."""
    points = rng.uniform(-1.25 * RADIUS, 1.25 * RADIUS, (CLOUD, 2))
    angle = np.arctan2(points[:, 1], points[:, 0])
    points = points[np.hypot(points[:, 0], points[:, 1]) < radius(angle)]
    angle = np.arctan2(points[:, 1], points[:, 0])
    in_city = np.hypot(points[:, 0] / CITY_AXES[0], points[:, 1] / CITY_AXES[1]) < 1 + 0.09 * np.sin(
        5 * angle
    ) + 0.05 * np.cos(2 * angle)
    others = [ags for ags in CENTRES if ags not in ("03951000", "03959001")]
    centres = np.array([CENTRES[ags] for ags in others])
    nearest = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return points, np.where(in_city, "03951000", np.array(others)[nearest])


def association_seeds(region: Region) -> tuple[Array, Array]:
    """Seeds of all areas in the order of `region.areas`, and the seeds of the fence around."""
    rng = np.random.default_rng(41)
    points, owner = cloud(rng)
    seeds = [place_seeds(place, points[owner == place.municipality.ags], rng) for place in region.places]
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    away = radius(angle) + 2.6 + rng.uniform(-0.5, 0.5, len(angle))
    fence = np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    return np.vstack(seeds), np.vstack([fence, fence * 1.6])


def place_seeds(place: Place, points: Array, rng: np.random.Generator) -> Array:
    """Seeds of a municipality: in the city Bezirk by Bezirk, elsewhere from the core outwards."""
    centre = np.array(CENTRES[place.municipality.ags])
    if place.municipality.kind != "stadt":
        seeds = lloyd(points, density(points, centre, 2.2, 9.0), len(place.areas), rng)
        return neighbours_for_merger(place, inside_out(seeds, centre))
    bezirk = bezirk_of(points)
    weights = density(points, centre, 3.4, 2.6)
    found = []
    for number, (_, _, areas) in enumerate(AUENBURG.values()):
        own = bezirk == number
        found.append(inside_out(lloyd(points[own], weights[own], len(areas), rng), centre))
    return np.vstack(found)


def neighbours_for_merger(place: Place, seeds: Array) -> Array:
    """Put an area that is merged away beside its successor: the nearest seed is always a neighbour."""
    keys = [area.key for area in place.areas]
    for i, area in enumerate(place.areas):
        if area.successor is not None:
            into = keys.index(area.successor)
            distance = np.hypot(*(seeds - seeds[into]).T)
            distance[into] = np.inf
            nearest = int(distance.argmin())
            seeds[[i, nearest]] = seeds[[nearest, i]]
    return seeds


def bezirk_of(points: Array) -> Array:
    """Number of the Bezirk of city points: the core is Mitte, the rest goes by direction."""
    angle = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    core = np.hypot(points[:, 0], points[:, 1] * 1.1) < 2.3
    directions = np.array([direction for _, direction, _ in AUENBURG.values() if direction is not None])
    turn = np.abs((angle[:, None] - directions[None, :] + 180) % 360 - 180)
    return np.where(core, 0, turn.argmin(axis=1) + 1)


def density(points: Array, centre: Array, spread: float, contrast: float) -> Array:
    """Weight of points: `contrast` times higher in the centre than far away."""
    distance = np.hypot(*(points - centre).T)
    return np.asarray(1 + contrast * np.exp(-0.5 * (distance / spread) ** 2))


def lloyd(points: Array, weights: Array, count: int, rng: np.random.Generator) -> Array:
    """Weighted k-means centres: seeds that share the weight evenly."""
    seeds = points[rng.choice(len(points), count, replace=False, p=weights / weights.sum())]
    for _ in range(25):
        nearest = ((points[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        total = np.bincount(nearest, weights=weights, minlength=count)
        moved = np.column_stack(
            [np.bincount(nearest, weights=weights * points[:, k], minlength=count) for k in (0, 1)]
        )
        seeds = np.where(total[:, None] > 0, moved / np.maximum(total, 1e-9)[:, None], seeds)
    return np.asarray(seeds)


def inside_out(seeds: Array, centre: Array) -> Array:
    """Seeds ordered by distance from the centre."""
    return np.asarray(seeds[np.argsort(np.hypot(*(seeds - centre).T), kind="stable")])


def mini_seeds() -> tuple[Array, Array]:
    """Seeds of the three areas of Kleinauen and of the fence around."""
    angle = np.linspace(0, 2 * np.pi, 9, endpoint=False) + 0.2
    fence = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.array([[-0.6, 0.5], [0.9, 0.4], [0.1, -1.0]]), np.vstack([fence * 3.2, fence * 7])
