"""Maps of deck.gl: arrows and facilities as points over areas in one quiet colour."""

import json
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pydeck
import streamlit as st
from pydeck.bindings.json_tools import default_serialize

from dashboards import controls
from dashboards.maps import arrows
from dashboards.maps.choropleth import EMPTY_STYLE, MapView, camera, height_of
from dashboards.maps.route import border_address, layer_address, outline_address
from dashboards.style import FONT, palette
from dashboards.topic import Context

# Pydeck looks for its widget of notebooks on the disk several times per deck; a server has none.
pydeck.bindings.deck.has_jupyter_extra = lambda: False


class _Deck(pydeck.Deck):  # type: ignore[misc]  # pydeck is untyped
    """A deck written without indentation: pydeck's own way takes ten times as long and twice the room."""

    def to_json(self) -> str:
        """Return the JSON the browser draws; written once, for a deck is not changed after it was made."""
        if self not in _written:
            _written[self] = json.dumps(self, sort_keys=True, default=default_serialize)
        return _written[self]


_written: WeakKeyDictionary[_Deck, str] = WeakKeyDictionary()


def arrow_layer(context: Context, flows: pd.DataFrame, view: MapView) -> pydeck.Layer:
    """Return net flows as curved arrows, narrow at the origin; width is proportional to persons.

    `flows` has origin, destination (area_ids of the level), value and may have hover.
    Flows from or to areas without geometry are left out: name them in a table.
    """
    return pydeck.Layer(
        "SolidPolygonLayer",
        [
            {"polygon": one.outline, "name": one.hover, "text": ""}
            for one in arrows.arrows(context, flows, view)
        ],
        id="arrows",
        pickable=True,
        get_polygon="polygon",
        get_fill_color=[*_rgb(palette(context).text), 235],
    )


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


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
