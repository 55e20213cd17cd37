"""Maps with things on them: flows as tapered arrows, facilities as points, over the same area polygons."""

import json
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pydeck
import streamlit as st
from pydeck.bindings.json_tools import default_serialize
from shapely.geometry.base import BaseGeometry

from dashboards import controls
from dashboards.maps import shapes
from dashboards.maps.choropleth import EMPTY_STYLE, MapView, camera, complete, height_of
from dashboards.maps.classes import Classes
from dashboards.maps.route import border_address, layer_address, outline_address
from dashboards.style import FONT, palette
from dashboards.topic import Context

# Pydeck looks for its widget of notebooks on the disk several times per deck; a server has none.
pydeck.bindings.deck.has_jupyter_extra = lambda: False
# Bend of an arrow in shares of its length; all arrows bend the same way.
BEND = 0.18
POINTS = 24
# Widest arrow in shares of the longer side of the map.
WIDEST = 0.013


class _Deck(pydeck.Deck):  # type: ignore[misc]  # pydeck is untyped
    """A deck written without indentation: pydeck's own way takes ten times as long and twice the room."""

    def to_json(self) -> str:
        """Return the JSON the browser draws; written once, for a deck is not changed after it was made."""
        if self not in _written:
            _written[self] = json.dumps(self, sort_keys=True, default=default_serialize)
        return _written[self]


_written: WeakKeyDictionary[_Deck, str] = WeakKeyDictionary()


def area_layer(context: Context, values: pd.DataFrame, classes: Classes, view: MapView) -> pydeck.Layer:
    """Return the coloured areas as a layer; `values` as for maps.choropleth."""
    colours = palette(context)
    table = complete(context, values, classes, view)
    rows = {row["area_id"]: row for row in table[["area_id", "name", "hover", "class"]].to_dict("records")}
    parts = shapes.geometries(context.reader, view.level, view.root_id)
    fills = [_rgb(colour) for colour in (colours.no_data, *classes.colours)]
    features = [
        {
            "type": "Feature",
            "id": area_id,
            "geometry": geometry,
            "properties": {
                "area_id": area_id,
                "name": rows[area_id]["name"],
                "text": rows[area_id]["hover"],
                "fill": fills[int(-1 if pd.isna(rows[area_id]["class"]) else rows[area_id]["class"]) + 1],
            },
        }
        for area_id, geometry in parts.items()
    ]
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id="areas",
        pickable=True,
        stroked=True,
        get_fill_color="properties.fill",
        get_line_color=_rgb(colours.page),
        get_line_width=0.7,
        line_width_units="'pixels'",
    )


def arrow_layer(context: Context, flows: pd.DataFrame, view: MapView) -> pydeck.Layer:
    """Return net flows as curved arrows, narrow at the origin; width is proportional to persons.

    `flows` has origin, destination (area_ids of the level), value and may have hover.
    Flows from or to areas without geometry are left out: name them in a table.
    """
    return pydeck.Layer(
        "SolidPolygonLayer",
        _arrows(context, flows, view),
        id="arrows",
        pickable=True,
        get_polygon="polygon",
        get_fill_color=[*_rgb(palette(context).text), 235],
    )


def arrow_shapes(context: Context, flows: pd.DataFrame, view: MapView) -> dict[str, Any]:
    """Return the arrows of arrow_layer as a layer of a plotly map, for a picture without a browser."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [row["polygon"]]},
            "properties": {},
        }
        for row in _arrows(context, flows, view)
    ]
    source = {"type": "FeatureCollection", "features": features}
    return {"sourcetype": "geojson", "source": source, "type": "fill", "color": palette(context).text}


def _arrows(context: Context, flows: pd.DataFrame, view: MapView) -> list[dict[str, Any]]:
    """Outline and hover of each arrow."""
    parts = shapes.shapes(context.reader, view.level, view.root_id)
    extent = shapes.bounds(context.reader, view.level, view.root_id) or (0.0, 0.0, 1.0, 1.0)
    drawn = flows[flows["origin"].isin(list(parts)) & flows["destination"].isin(list(parts))]
    widest = WIDEST * max(extent[2] - extent[0], (extent[3] - extent[1]))
    largest = float(drawn["value"].max()) if len(drawn) else 1.0
    hover = drawn["hover"].tolist() if "hover" in drawn else [""] * len(drawn)
    return [
        {
            "polygon": _arrow(parts[origin], parts[destination], widest * float(value) / largest),
            "name": words,
            "text": "",
        }
        for origin, destination, value, words in zip(
            drawn["origin"].tolist(),
            drawn["destination"].tolist(),
            drawn["value"].tolist(),
            hover,
            strict=True,
        )
    ]


def point_layer(context: Context, points: pd.DataFrame, colour: str | None = None) -> pydeck.Layer:
    """Return facilities as points; `points` has longitude, latitude, name, text and may have size."""
    colours = palette(context)
    known = points.dropna(subset=["longitude", "latitude"]).copy()
    sizes = known["size"].astype(float) if "size" in known else pd.Series(1.0, index=known.index)
    # A point whose size nobody told is still there, as small as one can see.
    sizes = sizes.fillna(0.0)
    known["radius"] = 2.5 + 4.5 * np.sqrt(sizes / max(float(sizes.max() or 1), 1e-9))
    return pydeck.Layer(
        "ScatterplotLayer",
        known[["longitude", "latitude", "name", "text", "radius"]].to_dict("records"),
        id="points",
        pickable=True,
        get_position="[longitude, latitude]",
        get_radius="radius",
        radius_units="'pixels'",
        get_fill_color=[*_rgb(colour or colours.text), 200],
        get_line_color=_rgb(colours.page),
        stroked=True,
        line_width_units="'pixels'",
        get_line_width=1,
    )


def ground_layer(context: Context, view: MapView) -> pydeck.Layer:
    """Return the areas in one quiet colour, without hover, as the ground for points; sent by address."""
    colours = palette(context)
    return pydeck.Layer(
        "GeoJsonLayer",
        layer_address(context.build_id, view.root_id, view.level),
        id="ground",
        pickable=False,
        stroked=True,
        get_fill_color=_rgb(colours.no_data),
        get_line_color=_rgb(colours.page),
        get_line_width=0.7,
        line_width_units="'pixels'",
    )


def border_layers(context: Context, view: MapView) -> list[pydeck.Layer]:
    """Return the borders of the next level and of the selected area as line layers."""
    colours = palette(context)
    address = border_address(context.build_id, view.root_id, view.level)
    layers = [_border(address, "outer", colours.axis, 1)]
    if view.selected_id and view.selected_id != view.root_id:
        address = outline_address(context.build_id, view.root_id, view.level, view.selected_id)
        layers.append(_border(address, "selected", colours.text, 2))
    return layers


def deck(context: Context, layers: Sequence[pydeck.Layer], view: MapView) -> pydeck.Deck:
    """Return a deck of the first layer (areas), the borders, and the layers above."""
    colours = palette(context)
    place = camera(context, view)
    style = {
        "backgroundColor": colours.page,
        "color": colours.text,
        "border": f"1px solid {colours.axis}",
        "fontFamily": FONT,
        "fontSize": "13px",
        "padding": "6px 8px",
    }
    return _Deck(
        [layers[0], *border_layers(context, view), *layers[1:]],
        initial_view_state=pydeck.ViewState(
            longitude=place["center"]["lon"], latitude=place["center"]["lat"], zoom=place["zoom"]
        ),
        views=[pydeck.View("MapView", controller={"scrollZoom": False, "doubleClickZoom": False})],
        map_style=EMPTY_STYLE,
        tooltip={"html": "<b>{name}</b><br>{text}", "style": style},
    )


def show_deck(context: Context, layout: pydeck.Deck, view: MapView, key: str, alt: str) -> None:
    """Put a deck on the page; a click on an area selects it in the area picker."""
    st.pydeck_chart(
        layout,
        height=height_of(context, view),
        key=key,
        alt=alt,
        on_select=lambda: _pick(key),
        selection_mode="single-object",
    )


def _pick(key: str) -> None:
    objects = st.session_state[key]["selection"].get("objects", {}).get("areas", [])
    if objects:
        controls.pick_area(str(objects[0]["properties"]["area_id"]))


def _border(address: str, name: str, colour: str, width: float) -> pydeck.Layer:
    return pydeck.Layer(
        "GeoJsonLayer",
        address,
        id=name,
        pickable=False,
        stroked=True,
        filled=False,
        get_line_color=_rgb(colour),
        get_line_width=width,
        line_width_units="'pixels'",
    )


def _arrow(origin: BaseGeometry, destination: BaseGeometry, width: float) -> list[list[float]]:
    """Outline of a curved arrow between two areas, longitudes stretched so that it looks even on the map."""
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
    points: list[list[float]] = (np.array(outline) / scale).round(6).tolist()
    return points


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


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
