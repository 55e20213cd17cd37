"""The whole of a figure: first what lies below, then marks in the order of the traces, then words."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboards.charts.plain import Picture
from dashboards.documents.drawing import bars, ground, marks, notes, scales
from dashboards.documents.drawing.fields import Box, treemap
from dashboards.documents.drawing.sheet import Sheet
from dashboards.style import PICTURE_HEIGHT

# Width of a picture in a column of the page, pixels: the labels of our charts are placed for it.
WIDTH = 604
COLOUR = "#1C5C6F"
KNOWN = frozenset({"scatter", "bar", "heatmap", "choroplethmap", "scattermap", "treemap"})


def svg(figure: go.Figure, width: float = WIDTH, shapes: ground.Shapes = lambda address: None) -> str:
    """Return a figure as an SVG document. `shapes` answers with the GeoJSON a map would fetch by address."""
    return drawn(figure, width, shapes).text


def can_draw(figure: go.Figure) -> bool:
    """Return whether all marks of a figure are known here; else a picture would silently lack some."""
    traces = figure.plain_traces if isinstance(figure, Picture) else figure.to_plotly_json()["data"]
    return all(trace.get("type", "scatter") in KNOWN for trace in traces)


def width_of(figure: go.Figure) -> float:
    """Return the width a figure was drawn for: that of a column, or what its axis counts in pixels."""
    axis = figure.layout.xaxis
    if axis.visible is False and axis.range and axis.range[0] == 0 and axis.range[1] > WIDTH:
        return float(axis.range[1])
    return WIDTH


def svg_body(figure: go.Figure, width: float, shapes: ground.Shapes) -> tuple[str, float]:
    """Return the elements of a figure for a larger SVG, and its height."""
    sheet = drawn(figure, width, shapes)
    return sheet.body, sheet.height


def drawn(figure: go.Figure, width: float, shapes: ground.Shapes) -> Sheet:
    """Return the sheet with all of a figure."""
    plain: dict[str, Any] = _plain(figure.to_plotly_json())
    traces: list[dict[str, Any]] = list(plain.get("data") or ())
    layout = _layout(plain.get("layout") or {})
    sheet = Sheet(float(width), float(layout.get("height") or PICTURE_HEIGHT))
    if any(trace.get("type") == "choroplethmap" for trace in traces):
        ground.draw_map(sheet, traces, layout, shapes)
        return sheet
    fields = [trace for trace in traces if trace.get("type") == "treemap"]
    if fields:
        for trace in fields:
            treemap(sheet, trace, Box(0, 0, sheet.width, sheet.height))
        return sheet
    found = scales.plots(layout, traces, (sheet.width, sheet.height))
    notes.shapes(sheet, layout, found, "below")
    notes.grid(sheet, found)
    _draw(sheet, traces, found, layout)
    notes.scales(sheet, found)
    notes.shapes(sheet, layout, found, "above")
    notes.annotations(sheet, layout, found)
    return sheet


def _draw(sheet: Sheet, traces: list[dict[str, Any]], found: scales.Plots, layout: Mapping[str, Any]) -> None:
    """Bars of a figure lie below its lines, as plotly lays them."""
    for trace in (one for one in traces if one.get("type") == "heatmap"):
        bars.heat(sheet, trace, found)
    bars.bars(sheet, [one for one in traces if one.get("type") == "bar"], found, layout)
    for number, trace in enumerate(traces):
        if (trace.get("type") or "scatter") == "scatter" and trace.get("visible") is not False:
            marks.scatter(sheet, trace, found, _colour(layout, number))


def _colour(layout: Mapping[str, Any], number: int) -> str:
    way = layout.get("colorway") or (COLOUR,)
    return str(way[number % len(way)])


def _layout(own: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with what its template says of everything but the axes."""
    base = (own.get("template") or {}).get("layout") or {}
    plain = {key: value for key, value in base.items() if not key.startswith(("xaxis", "yaxis"))}
    return scales.merged(plain, own)


def _plain(value: object) -> Any:  # noqa: ANN401
    """Plotly's JSON with its packed arrays as lists."""
    if isinstance(value, Mapping):
        if "bdata" in value and "dtype" in value:
            numbers = np.frombuffer(b64decode(str(value["bdata"])), dtype=str(value["dtype"]))
            shape = [int(one) for one in str(value.get("shape") or numbers.size).split(",")]
            return numbers.reshape(shape).tolist()
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
