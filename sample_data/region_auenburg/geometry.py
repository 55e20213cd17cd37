"""The map: polygons of the areas, joined upwards to Bezirke, municipalities, association; the river."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from .arrays import Array
from .names import AUENBURG
from .places import Region
from .seeds import RIVER, association_seeds, mini_seeds
from .subdivision import OUTSIDE, Edge, cell_rings, river_along, subdivide

ASSOCIATION_ID, ASSOCIATION_NAME = "VRA", "Region Auenburg"
RIVER_NAME = "Leede"
ROUGHNESS = 0.12
# Length of the finest piece of a border in city and country (km).
FINEST = {"stadt": 0.20, "umland": 0.36}


@dataclass(frozen=True)
class Shape:
    """One area of any level on the map."""

    area_id: str
    name: str
    level: str
    polygon: Any


@dataclass(frozen=True)
class Map:
    """All shapes, leaf polygons by index of `region.areas` (None for the dissolved one), and the river."""

    shapes: tuple[Shape, ...]
    leaves: tuple[Any, ...]
    river: Any | None


def draw_map(region: Region) -> Map:
    """Build the map of the association, or of the mini municipality if the region is that."""
    is_mini = len(region.places) == 1
    seeds, fence = mini_seeds() if is_mini else association_seeds(region)
    kinds = [region.members[m].kind for m in region.municipality]
    finest = np.array([FINEST[kind] for kind in kinds]) * (0.5 if is_mini else 1.0)
    edges = subdivide(seeds, fence, finest, ROUGHNESS)
    polygons = [Polygon(ring) for ring in cell_rings(edges, len(seeds))]
    leaves = tuple(merged_polygons(region, polygons))
    river = None if is_mini else LineString(river_along(edges, RIVER, border_preference(region, edges)))
    return Map(tuple(shapes_of(region, leaves)), leaves, river)


def border_preference(region: Region, edges: list[Edge]) -> Array:
    """The river likes borders of municipalities and Bezirke: factor per edge on the cost of its way."""
    factors = np.ones(len(edges))
    for i, edge in enumerate(edges):
        if edge.right == OUTSIDE:
            continue
        same_town = region.municipality[edge.left] == region.municipality[edge.right]
        same_district = region.district[edge.left] == region.district[edge.right]
        factors[i] = 1.0 if same_town and same_district else 0.55
    return factors


def merged_polygons(region: Region, polygons: list[Polygon]) -> list[Any]:
    """Leaf polygons of today: the dissolved Ortsteil is part of its successor."""
    result: list[Any] = list(polygons)
    for i, area in enumerate(region.areas):
        if area.successor is not None:
            into = next(
                j
                for j, other in enumerate(region.areas)
                if other.key == area.successor and region.municipality[j] == region.municipality[i]
            )
            result[into] = shapely.union_all([polygons[into], polygons[i]])
            result[i] = None
    return result


def shapes_of(region: Region, leaves: tuple[Any, ...]) -> list[Shape]:
    """Shapes of every level; upper levels are unions, so they share their borders with the leaves exactly."""
    shapes = [
        Shape(region.area_id(i), area.name, "ortsteil", leaves[i])
        for i, area in enumerate(region.areas)
        if leaves[i] is not None
    ]
    towns = []
    for m, place in enumerate(region.places):
        own = [i for i in np.flatnonzero(region.municipality == m) if leaves[i] is not None]
        for key, name in bezirke(region, m).items():
            parts = [leaves[i] for i in own if region.areas[i].district == key]
            shapes.append(Shape(f"{place.municipality.ags}-{key}", name, "bezirk", shapely.union_all(parts)))
        union = shapely.union_all([leaves[i] for i in own])
        towns.append(Shape(place.municipality.ags, place.municipality.name, "gemeinde", union))
    shapes += towns
    if len(region.places) > 1:
        shapes.append(
            Shape(
                ASSOCIATION_ID,
                ASSOCIATION_NAME,
                "verband",
                shapely.union_all([town.polygon for town in towns]),
            )
        )
    return shapes


def bezirke(region: Region, municipality: int) -> dict[str, str]:
    """Key → name of the Bezirke of a municipality; empty where there are none."""
    keys = sorted({area.district for area in region.places[municipality].areas if area.district is not None})
    return {key: AUENBURG[key][0] for key in keys}
