"""Shapes of areas for the browser: simplified with shared borders kept, rounded, and small."""

import json
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboards.data import QUERIES
from warehouse.connection import Reader

# Largest layer a page may fetch; tolerances are degrees (0.0001 is about 10 m) and grow until it fits.
MAX_BYTES = 300_000
TOLERANCES = (0.0, 0.00005, 0.0001, 0.0002, 0.0004, 0.0008, 0.0016)
DECIMALS = 5
# Distance of hatch lines in shares of the longer side of the map.
HATCH_SHARE = 0.008

Shapes = dict[str, BaseGeometry]
Hatch = Literal["up", "down", "wide"]


def shapes(reader: Reader, level: str, root_id: str) -> Shapes:
    """Return area_id → simplified polygon of the areas of a level inside a root; kept per build."""
    return _shapes(_Key(reader), level, root_id)


def feature_collection(reader: Reader, level: str, root_id: str) -> str:
    """Return the GeoJSON text of a level; a feature's id is its area_id; at most MAX_BYTES if that can be."""
    return _collection(_Key(reader), level, root_id)


def parent_outlines(reader: Reader, level: str, root_id: str) -> str:
    """Return the GeoJSON text of the borders of the areas a level belongs to, on the lines of that level."""
    return _parent_outlines(_Key(reader), level, root_id)


def area_outline(reader: Reader, level: str, root_id: str, area_id: str) -> str:
    """Return the GeoJSON text of the border of one area, empty if no area of the level lies inside it."""
    table = reader.frame(QUERIES / "members.sql", area_id=area_id)
    groups = dict.fromkeys(table["area_id"], area_id)
    return _text(_borders(shapes(reader, level, root_id), groups))


def bounds(reader: Reader, level: str, root_id: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the areas of a level inside a root, or None without geometry."""
    parts = shapes(reader, level, root_id)
    if not parts:
        return None
    west, south, east, north = shapely.total_bounds(np.array(list(parts.values())))
    return float(west), float(south), float(east), float(north)


def hatched(
    reader: Reader, level: str, root_id: str, area_ids: tuple[str, ...], kind: Hatch
) -> dict[str, Any] | None:
    """Return the hatching of some areas of a level as one GeoJSON object, None if none of them is drawn."""
    return _hatched(_Key(reader), level, root_id, area_ids, kind)


@lru_cache(maxsize=256)
def _hatched(
    key: "_Key", level: str, root_id: str, area_ids: tuple[str, ...], kind: Hatch
) -> dict[str, Any] | None:
    parts, extent = _shapes(key, level, root_id), bounds(key.reader, level, root_id)
    found = [parts[area_id] for area_id in area_ids if area_id in parts]
    return hatching(found, extent, kind) if found and extent else None


def hatching(
    parts: list[BaseGeometry], extent: tuple[float, float, float, float], kind: Hatch = "up"
) -> dict[str, Any]:
    """Return diagonal lines inside the given polygons as one GeoJSON object; "wide" ones lie far apart."""
    west, south, east, north = extent
    step = HATCH_SHARE * max(east - west, north - south) * (2.5 if kind == "wide" else 1)
    if kind == "down":
        south, north = north, south
    # A degree of longitude is shorter than one of latitude; the slope corrects it for Germany.
    run = 1.6 * abs(north - south)
    starts = np.arange(west - run, east, step)
    lines = shapely.linestrings([[(start, south), (start + run, north)] for start in starts])
    inside = shapely.intersection(shapely.union_all(np.array(parts)), shapely.union_all(lines))
    rounded = shapely.transform(inside, lambda points: points.round(DECIMALS))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": {}, "geometry": geometry}


class _Key:
    """A reader as a cache key: two readers of one build are the same."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __hash__(self) -> int:
        return hash(self.reader.build_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.reader.build_id == self.reader.build_id


@lru_cache(maxsize=64)
def _shapes(key: _Key, level: str, root_id: str) -> Shapes:
    table = _inside(key.reader, level, root_id)
    if table.empty:
        return {}
    exact = shapely.from_geojson(table["geometry"].to_numpy(dtype=object))
    for tolerance in TOLERANCES:
        simple = shapely.coverage_simplify(exact, tolerance) if tolerance else exact
        rounded = shapely.transform(simple, lambda points: points.round(DECIMALS))
        found = dict(zip(table["area_id"], rounded, strict=True))
        if len(_text(found)) <= MAX_BYTES:
            break
    return found


def _borders(parts: Shapes, groups: dict[str, str]) -> Shapes:
    merged: dict[str, list[BaseGeometry]] = {}
    for area_id, shape in parts.items():
        if area_id in groups:
            merged.setdefault(groups[area_id], []).append(shape)
    return {group: shapely.boundary(shapely.union_all(np.array(some))) for group, some in merged.items()}


def _inside(reader: Reader, level: str, root_id: str) -> pd.DataFrame:
    return reader.frame(QUERIES / "geometry.sql", level=level, root_id=root_id)


@lru_cache(maxsize=64)
def _collection(key: _Key, level: str, root_id: str) -> str:
    return _text(_shapes(key, level, root_id))


@lru_cache(maxsize=64)
def _parent_outlines(key: _Key, level: str, root_id: str) -> str:
    table = key.reader.frame(QUERIES / "parents.sql")
    groups = dict(zip(table["area_id"], table["parent_id"], strict=True))
    return _text(_borders(_shapes(key, level, root_id), groups))


def _text(parts: Shapes) -> str:
    features = [
        f'{{"type":"Feature","id":{json.dumps(area_id)},"properties":{{}},"geometry":{shapely.to_geojson(shape)}}}'
        for area_id, shape in parts.items()
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'
