"""Maps of a figure: areas in the colours of their classes, borders and hatches; places as on the page."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import asinh, nan, pi, radians, tan
from typing import Any

from dashboards.documents.drawing.bars import class_colour
from dashboards.documents.drawing.marks import each
from dashboards.documents.drawing.notes import annotations
from dashboards.documents.drawing.scales import Plots
from dashboards.documents.drawing.sheet import Point, Sheet, path

# MapLibre draws the world 512 px wide at zoom 0.
WORLD = 512
# Layers whose paths are kept; one takes some 50 kB.
KEPT = 48
_known: dict[tuple[str, "Camera", bool], list[tuple[str, str]]] = {}
# From an address the page would fetch to its GeoJSON; None where there is none.
Shapes = Callable[[str], str | None]


@dataclass(frozen=True)
class Camera:
    """Centre and zoom of a map in a picture of some size."""

    longitude: float
    latitude: float
    zoom: float
    size: tuple[float, float]

    def at(self, longitude: float, latitude: float) -> Point:
        """Return the pixel of a place."""
        world = WORLD * 2**self.zoom
        return (
            self.size[0] / 2 + (longitude - self.longitude) / 360 * world,
            self.size[1] / 2 - (_mercator(latitude) - _mercator(self.latitude)) * world,
        )


def draw_map(sheet: Sheet, traces: list[dict[str, Any]], layout: Mapping[str, Any], shapes: Shapes) -> None:
    """Draw the background, the areas, and the layers of lines above them."""
    ground = layout.get("map") or {}
    centre = ground.get("center") or {}
    camera = Camera(
        float(centre.get("lon") or 10), float(centre.get("lat") or 51), float(ground.get("zoom") or 0),
        (sheet.width, sheet.height),
    )  # fmt: skip
    layers = list(ground.get("layers") or ())
    for layer in (one for one in layers if one.get("below")):
        _layer(sheet, layer, camera, shapes)
    for trace in traces:
        if trace.get("type") == "choroplethmap":
            _areas(sheet, trace, camera, shapes)
    for layer in (one for one in layers if not one.get("below")):
        _layer(sheet, layer, camera, shapes)
    for trace in traces:
        if trace.get("type") == "scattermap":
            _points(sheet, trace, camera)
    annotations(sheet, layout, Plots({}, (0.0, 0.0, sheet.width, sheet.height)))


def _areas(sheet: Sheet, trace: Mapping[str, Any], camera: Camera, shapes: Shapes) -> None:
    found = dict(_outlines(trace.get("geojson"), camera, shapes, is_closed=True))
    low, high = float(trace["zmin"]), float(trace["zmax"])
    edge = ((trace.get("marker") or {}).get("line")) or {}
    for area_id, value in zip(trace["locations"], trace["z"], strict=True):
        outline = found.get(str(area_id))
        if not outline or value is None:
            continue
        colour = class_colour(trace["colorscale"], (float(value) - low) / (high - low))
        sheet.add(
            "path", d=outline, fill=colour, fill_rule="evenodd",
            stroke=str(edge.get("color") or "#FFFFFF"), stroke_width=edge.get("width") or 0.7,
        )  # fmt: skip


def _points(sheet: Sheet, trace: Mapping[str, Any], camera: Camera) -> None:
    marker = trace.get("marker") or {}
    if marker.get("opacity") == 0:
        return
    places = list(zip(trace["lon"], trace["lat"], strict=True))
    sizes = each(marker.get("size"), len(places), 6.0)
    for (longitude, latitude), size in zip(places, sizes, strict=True):
        x, y = camera.at(float(longitude), float(latitude))
        sheet.add("circle", cx=x, cy=y, r=float(size) / 2, fill=str(marker.get("color")), stroke="#FFFFFF")


def _layer(sheet: Sheet, layer: Mapping[str, Any], camera: Camera, shapes: Shapes) -> None:
    is_filled = layer.get("type") == "fill"
    found = _outlines(layer.get("source"), camera, shapes, is_closed=is_filled)
    outline = " ".join(line for _, line in found if line)
    if not outline:
        return
    colour, width = str(layer.get("color")), (layer.get("line") or {}).get("width") or 1
    if is_filled:
        sheet.add("path", d=outline, fill=colour, fill_rule="evenodd")
    else:
        sheet.add("path", d=outline, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round")


def _outlines(source: object, camera: Camera, shapes: Shapes, *, is_closed: bool) -> list[tuple[str, str]]:
    """Id and path of every feature; of an address they are worked out once, because its content is fixed."""
    key = (source, camera, is_closed) if isinstance(source, str) else None
    if key is not None and key in _known:
        return _known[key]
    found = [
        (str(one.get("id")), _outline(one["geometry"], camera, is_closed))
        for one in _features(source, shapes)
        if one.get("geometry")
    ]
    if key is not None and found:
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)), None)
        _known[key] = found
    return found


def _features(source: object, shapes: Shapes) -> list[dict[str, Any]]:
    content: Any = source
    if isinstance(source, str):
        found = shapes(source)
        content = json.loads(found) if found else {}
    if not isinstance(content, Mapping):
        return []
    if content.get("type") == "FeatureCollection":
        return list(content.get("features") or ())
    return [dict(content)] if content.get("type") == "Feature" else []


def _outline(geometry: Mapping[str, Any], camera: Camera, is_closed: bool) -> str:
    return " ".join(
        path((camera.at(*place[:2]) for place in ring), is_closed=is_closed) for ring in _rings(geometry)
    )


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    kind, places = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "LineString":
        yield places
    elif kind in {"MultiLineString", "Polygon"}:
        yield from places
    elif kind == "MultiPolygon":
        for polygon in places:
            yield from polygon
    elif kind == "GeometryCollection":
        for part in geometry.get("geometries") or ():
            yield from _rings(part)


def _mercator(latitude: float) -> float:
    return asinh(tan(radians(latitude))) / (2 * pi) if -90 < latitude < 90 else nan
