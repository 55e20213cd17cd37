"""Choropleth without a base map: classes, borders of the next level, the selected area, hatched gaps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import asinh, atan, degrees, log2, nan, pi, radians, sinh, tan
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import areas, cards, controls, text
from dashboards.areas import Area
from dashboards.charts.plain import Part, Picture, trace
from dashboards.charts.sending import ready
from dashboards.maps import background, labels, shapes
from dashboards.maps.classes import Classes
from dashboards.maps.labels import Frame
from dashboards.maps.route import border_address, layer_address, outline_address
from dashboards.panel import Panel, numbers
from dashboards.style import COLUMN_WIDTH, FONT, PICTURE_HEIGHT, palette
from dashboards.topic import Context

EMPTY_STYLE = background.EMPTY_STYLE
CONFIG = {"displayModeBar": False, "locale": "de", "scrollZoom": False, "doubleClick": False}
WIDTH, PHONE_WIDTH = 600, 358
# How areas without a value are hatched: what may not be shown, too few people, not delivered.
HATCHES: dict[str, shapes.Hatch] = {"protected": "up", "not_meaningful": "down", "missing": "wide"}
# What `complete` says of each area besides its class.
COMPLETE = ("area_id", "name", "value", "state", "hover")
# Share of the picture the areas fill; the rest is air.
FILL = 0.94
# MapLibre draws the world 512 px wide at zoom 0.
WORLD = 512


@dataclass(frozen=True)
class MapView:
    """What a map shows: the areas of `level` inside `root_id`, one of them or a coarser one selected."""

    level: str
    root_id: str
    selected_id: str | None = None
    digits: int = 0
    unit: str = ""
    height: int = PICTURE_HEIGHT
    has_labels: bool = False
    # Areas to compare with, each with the colour it has in the other pictures.
    beside: tuple[tuple[str, str], ...] = ()


def map_view(context: Context, area: Area, level: str, digits: int = 0, unit: str = "") -> MapView:
    """Return the view for an area and a level: the whole root as frame, the area outlined."""
    del context  # the frame may depend on the role one day; pages should not have to change then
    return MapView(level, area.root_id, area.area_id, digits, unit)


def labelled(view: MapView) -> MapView:
    """Return the same view with the names of the areas written on it."""
    return replace(view, has_labels=True)


def choropleth(context: Context, values: pd.DataFrame, classes: Classes, view: MapView) -> Picture:
    """Return the map. `values` has area_id, value and may have hover (German text) and state.

    state is "protected", "not_meaningful" (too few people) or "missing" where value is NULL; all three are
    hatched, each in its own way. Areas of the level without a row count as missing.
    """
    colours = palette(context)
    table = complete(context, values, classes, view)
    words = {"family": FONT, "size": 13, "color": colours.text}
    layout = {
        "height": height_of(context, view),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": words,
        "hoverlabel": {"bgcolor": colours.page, "bordercolor": colours.axis, "font": words, "align": "left"},
        "dragmode": False,
        "map": {
            "style": background.style(),
            "layers": [*background.layers(context), *_lines(context, table, view)],
            **camera(context, view),
        },
    }
    if view.has_labels:
        layout["annotations"] = labels.labels(context, table, classes, Frame(view, camera(context, view)))
    return Picture([_areas(context, table, classes, view)], layout)


def without_geometry(context: Context, view: MapView) -> list[str]:
    """Return the names of the areas of the level that have no geometry, to be named below the map."""
    inside = areas.below(context, view.root_id, view.level)
    # What a release does not show by area has no place by itself.
    named = [area for area in inside if area.is_place or not context.is_released]
    return [area.label for area in named if not area.has_geometry]


def show_map(
    context: Context, figure: go.Figure, key: str, alt: str, *, picker_key: str = "gebiet", width: int = 0
) -> None:
    """Put a map on the page; a click on an area selects it in the area picker. `width` as for charts.show."""
    st.plotly_chart(
        ready(figure, 0 if context.is_phone else width, is_clickable=True),
        key=key,
        alt=alt,
        theme=None,
        config=CONFIG,
        width="stretch",
        on_select=lambda: _pick(key, picker_key),
        selection_mode="points",
    )


def show_panel(context: Context, panel: Panel, notes: Mapping[str, str]) -> None:
    """Put a map with its head and table into one of two columns; a click on an area selects it."""
    cards.picture_head(panel.heading, panel.subtitle, panel.legend)
    if panel.figure is None:
        cards.empty_state(panel.empty, panel.height)
        return
    show_map(context, panel.figure, panel.key, panel.alt, width=COLUMN_WIDTH)
    if panel.note:
        cards.note(panel.note)
    numbers(context, panel, notes)


def _pick(key: str, picker_key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        # A point on the map, such as a house, tells last in which area it lies.
        place = points[0].get("location") or points[0]["customdata"][-1]
        controls.pick_area(str(place), picker_key)


def complete(context: Context, values: pd.DataFrame, classes: Classes, view: MapView) -> pd.DataFrame:
    """One row per drawn area: area_id, name, value, class, state, hover."""
    tree, told = areas.tree(context), [name for name in ("state", "hover") if name in values]
    rows: dict[str, dict[str, Any]] = {}
    for area_id, value, *more in zip(
        *(values[name].tolist() for name in ("area_id", "value", *told)), strict=True
    ):
        rows.setdefault(area_id, {"value": value, **dict(zip(told, more, strict=True))})
    table = []
    for area_id in shapes.shapes(context.reader, view.level, view.root_id):
        row = rows.get(area_id, {"value": None})
        is_gap, state, hover = text.is_missing(row["value"]), row.get("state"), row.get("hover")
        state = "known" if not is_gap else "missing" if text.is_missing(state) else str(state)
        hover = _hover(row["value"], state, view) if text.is_missing(hover) else hover
        table.append((area_id, tree[area_id].name, nan if is_gap else float(row["value"]), state, hover))
    # Plain words: pandas would look at each to make a column of its own kind of them.
    columns = dict(zip(COMPLETE, np.array(table, dtype=object).reshape(-1, len(COMPLETE)).T, strict=True))
    value = pd.Series(columns["value"].astype(float))
    return pd.DataFrame(columns | {"value": value, "class": classes.index(value)})


def _hover(value: float | None, state: str, view: MapView) -> str:
    words: Mapping[str, str] = {
        "protected": "geschützt",
        "missing": "nicht geliefert",
        "not_meaningful": "zu wenige Menschen",
    }
    return words.get(state) or f"{text.number(value, view.digits)} {view.unit}".strip()


def _areas(context: Context, table: pd.DataFrame, classes: Classes, view: MapView) -> Part:
    """The polygons. Class −1 is the no-data fill, so that gaps stay hoverable and selectable."""
    colours = palette(context)
    steps = [colours.no_data, *classes.colours]
    return trace(
        "choroplethmap",
        geojson=layer_address(context.build_id, view.root_id, view.level),
        featureidkey="id",
        locations=table["area_id"].tolist(),
        z=(table["class"].fillna(-1) + 1).astype(int).tolist(),
        zmin=-0.5,
        zmax=len(steps) - 0.5,
        colorscale=_steps(steps),
        showscale=False,
        marker={"line": {"width": 0.7, "color": colours.page}, "opacity": 1},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=table[["name", "hover"]].to_numpy().tolist(),
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )


def _steps(colours: list[str]) -> list[list[Any]]:
    """A colour scale of flat steps; its ends are exactly 0 and 1, else plotly draws a default of its own."""
    count = len(colours)
    scale: list[list[Any]] = []
    for place, colour in enumerate(colours):
        scale += [[place / count, colour], [(place + 1) / count, colour]]
    scale[0][0], scale[-1][0] = 0, 1
    return scale


def _lines(context: Context, table: pd.DataFrame, view: MapView) -> list[dict[str, Any]]:
    colours = palette(context)
    lines, states = [], list(zip(table["area_id"].tolist(), table["state"].tolist(), strict=True))
    for state, kind in HATCHES.items():
        gaps = tuple(area_id for area_id, found in states if found == state)
        drawn = shapes.hatched(context.reader, view.level, view.root_id, gaps, kind)
        if drawn is not None:
            lines.append(_line(drawn, colours.axis, 0.8))
    lines.append(_line(border_address(context.build_id, view.root_id, view.level), colours.axis, 1))
    outlined = [(one, colour, 3.0) for one, colour in view.beside]
    if view.selected_id:
        outlined.append((view.selected_id, colours.text, 2))
    for area_id, colour, width in outlined:
        if area_id != view.root_id:
            address = outline_address(context.build_id, view.root_id, view.level, area_id)
            lines.append(_line(address, colour, width))
    return lines


def _line(source: str | dict[str, Any], colour: str, width: float) -> dict[str, Any]:
    return {
        "sourcetype": "geojson",
        "source": source,
        "type": "line",
        "color": colour,
        "line": {"width": width},
    }


def height_of(context: Context, view: MapView) -> int:
    """Return the height of the picture in pixels; on a phone no higher than the areas need."""
    extent = shapes.bounds(context.reader, view.level, view.root_id)
    if not context.is_phone or extent is None:
        return view.height
    across, up = _size(extent)
    return round(min(view.height, max(PHONE_WIDTH * up / across, 160)))


def camera(context: Context, view: MapView) -> dict[str, Any]:
    """Centre and zoom at which the shapes fill the picture."""
    extent = shapes.bounds(context.reader, view.level, view.root_id)
    if extent is None:
        return {"center": {"lon": 10.0, "lat": 51.2}, "zoom": 5}
    width, height = _size(extent)
    across = FILL * (PHONE_WIDTH if context.is_phone else WIDTH) / (WORLD * width)
    down = FILL * height_of(context, view) / (WORLD * height)
    west, south, east, north = extent
    middle = degrees(atan(sinh(pi * (_mercator(north) + _mercator(south)))))
    return {"center": {"lon": (west + east) / 2, "lat": middle}, "zoom": log2(min(across, down))}


def _size(extent: tuple[float, float, float, float]) -> tuple[float, float]:
    """Width and height of a part of the world on the map, as shares of the world's width."""
    west, south, east, north = extent
    return max((east - west) / 360, 1e-9), max(_mercator(north) - _mercator(south), 1e-9)


def _mercator(latitude: float) -> float:
    return asinh(tan(radians(latitude))) / (2 * pi)
