"""Files of the whole association: areas, geometry, river."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import mapping

from .geometry import ASSOCIATION_ID, ASSOCIATION_NAME, RIVER_NAME, Map, bezirke
from .places import LAST_YEAR, Region
from .writers_counts import save

AREA_COLUMNS = (
    "area_id", "level", "name", "parent_id", "municipality_ags", "valid_from", "valid_to", "successor_id",
    "area_type",
)  # fmt: skip


def write_areas(region: Region, folder: Path, owner: str) -> Path:
    """The list of all areas with parents and validity; returns the folder."""
    rows = [dict.fromkeys(AREA_COLUMNS, "") | row for row in area_rows(region)]
    save(pd.DataFrame(rows, columns=list(AREA_COLUMNS)), folder / f"{owner}_gebiete_{LAST_YEAR}-12-31.csv")
    return folder


def area_rows(region: Region) -> Iterator[dict[str, str]]:
    """Areas from the association down to the Ortsteile."""
    has_association = len(region.places) > 1
    if has_association:
        yield {"area_id": ASSOCIATION_ID, "level": "verband", "name": ASSOCIATION_NAME}
    for m, place in enumerate(region.places):
        ags = place.municipality.ags
        own = {"municipality_ags": ags}
        parent = ASSOCIATION_ID if has_association else ""
        yield own | {
            "area_id": ags,
            "level": "gemeinde",
            "name": place.municipality.name,
            "parent_id": parent,
        }
        for key, name in bezirke(region, m).items():
            yield own | {"area_id": f"{ags}-{key}", "level": "bezirk", "name": name, "parent_id": ags}
        for area in place.areas:
            row = own | {
                "area_id": f"{ags}-{area.key}",
                "level": "ortsteil",
                "name": area.name,
                "parent_id": ags if area.district is None else f"{ags}-{area.district}",
                "area_type": area.area_type,
            }
            if area.valid_to_year is not None:
                row |= {"valid_to": f"{area.valid_to_year}-12-31", "successor_id": f"{ags}-{area.successor}"}
            yield row


def write_geometry(region_map: Map, folder: Path, owner: str) -> Path:
    """One FeatureCollection with the shapes of all levels; returns the folder."""
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": shape.area_id, "name": shape.name, "level": shape.level},
            "geometry": mapping(shape.polygon),
        }
        for shape in region_map.shapes
    ]
    save_geojson(features, folder / f"{owner}_geometrie_{LAST_YEAR}-12-31.geojson")
    return folder


def write_river(region_map: Map, path: Path) -> None:
    """The river as one line."""
    river = {"type": "Feature", "properties": {"name": RIVER_NAME}, "geometry": mapping(region_map.river)}
    save_geojson([river], path)


def save_geojson(features: list[dict[str, Any]], path: Path) -> None:
    """Write a FeatureCollection without blanks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8", newline="\n"
    )
