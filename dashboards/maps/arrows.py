"""Flows between areas as curved arrows, narrow at the origin and as wide as persons, on a map."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboards.charts.plain import Picture, trace
from dashboards.maps import shapes
from dashboards.maps.choropleth import MapView
from dashboards.style import palette
from dashboards.topic import Context

# Bend of an arrow in shares of its length; all arrows bend the same way.
BEND = 0.18
POINTS = 24
# Widest arrow in shares of the longer side of the map.
WIDEST = 0.013
DECIMALS = 5
# Along an arrow lie unseen points that tell what it is: every so many of its own, so many pixels wide.
EVERY, PIXELS = 2, 12

Places = list[list[float]]


@dataclass(frozen=True)
class Arrow:
    """One flow: `outline` and `middle` in longitude and latitude, its words, and the area it leads to."""

    outline: Places
    middle: Places
    hover: str
    destination: str


def arrows(context: Context, flows: pd.DataFrame, view: MapView) -> list[Arrow]:
    """Return the arrows of `flows`: origin, destination (area_ids of the level), value, and may have hover.

    Flows from or to areas without geometry are left out: name them in a table.
    """
    parts = shapes.shapes(context.reader, view.level, view.root_id)
    extent = shapes.bounds(context.reader, view.level, view.root_id) or (0.0, 0.0, 1.0, 1.0)
    drawn = flows[flows["origin"].isin(list(parts)) & flows["destination"].isin(list(parts))]
    widest = WIDEST * max(extent[2] - extent[0], (extent[3] - extent[1]))
    largest = float(drawn["value"].max()) if len(drawn) else 1.0
    found = []
    for row in drawn.to_dict("records"):
        ends = (parts[row["origin"]], parts[row["destination"]])
        outline, middle = _arrow(*ends, widest * float(row["value"]) / largest)
        found.append(Arrow(outline, middle, str(row.get("hover", "")), str(row["destination"])))
    return found


def with_arrows(context: Context, chart: Picture, flows: pd.DataFrame, view: MapView) -> Picture:
    """Return a map of areas with flows above them, as `arrows` takes them.

    An arrow tells what it is wherever the pointer meets it; a click there opens the area below.
    """
    drawn = arrows(context, flows, view)
    if not drawn:
        return chart
    ground = chart.plain_layout["map"]
    layers = [*ground["layers"], _filled(drawn, palette(context).text)]
    return Picture(
        [*chart.plain_traces, _unseen(context, drawn, view)],
        {**chart.plain_layout, "map": ground | {"layers": layers}},
    )


def _filled(drawn: list[Arrow], colour: str) -> dict[str, Any]:
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [one.outline]}, "properties": {}}
        for one in drawn
    ]
    source = {"type": "FeatureCollection", "features": features}
    # Without a colour of its own the rim is dark grey, which on a dark map hides narrow arrows.
    rim = {"outlinecolor": colour}
    return {"sourcetype": "geojson", "source": source, "type": "fill", "color": colour, "fill": rim}


def _unseen(context: Context, drawn: list[Arrow], view: MapView) -> dict[str, Any]:
    """The points along the arrows; the last word of each is the area it lies in."""
    places = [(place, one) for one in drawn for place in one.middle[::EVERY]]
    parts = shapes.shapes(context.reader, view.level, view.root_id)
    ids, tree = list(parts), shapely.STRtree(list(parts.values()))
    point, inside = tree.query(shapely.points([place for place, _ in places]), predicate="within")
    below = dict(zip(point.tolist(), (ids[one] for one in inside.tolist()), strict=True))
    kept = {"marker": {"opacity": 0}}
    return trace(
        "scattermap",
        mode="markers",
        showlegend=False,
        lon=[place[0] for place, _ in places],
        lat=[place[1] for place, _ in places],
        marker={"size": PIXELS, "opacity": 0},
        selected=kept,
        unselected=kept,
        # Outside all areas the one the arrow leads to.
        customdata=[[one.hover, below.get(at, one.destination)] for at, (_, one) in enumerate(places)],
        hovertemplate="<b>%{customdata[0]}</b><extra></extra>",
    )


def _arrow(origin: BaseGeometry, destination: BaseGeometry, width: float) -> tuple[Places, Places]:
    """Outline and middle of a curved arrow, longitudes stretched so that it looks even on the map."""
    start, end = (np.array(area.representative_point().coords[0]) for area in (origin, destination))
    squeeze = float(np.cos(np.radians((start[1] + end[1]) / 2)))
    scale = np.array([squeeze, 1.0])
    line = _curve(start * scale, end * scale)
    head = min(2.6 * width, 0.35 * float(np.linalg.norm(line[-1] - line[0])))
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    body = line[lengths <= lengths[-1] - head]
    across = _across(body)
    half = np.linspace(0.15, 0.5, len(body))[:, None] * width * across
    barb = width * 1.25 * across[-1]
    outline = [*(body + half), body[-1] + barb, line[-1], body[-1] - barb, *(body - half)[::-1]]
    places: list[Places] = [(one / scale).round(DECIMALS).tolist() for one in (np.array(outline), line)]
    return places[0], places[1]


def _curve(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    along = end - start
    bend = (start + end) / 2 + BEND * np.array([-along[1], along[0]])
    t = np.linspace(0.06, 0.96, POINTS)[:, None]
    line: np.ndarray = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return line


def _across(line: np.ndarray) -> np.ndarray:
    steps = np.gradient(line, axis=0)
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    units: np.ndarray = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return units
