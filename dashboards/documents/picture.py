"""A panel of a page as a picture: with its legend for a document, or alone with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from dashboards import text
from dashboards.documents import legend
from dashboards.documents.blocks import Image
from dashboards.documents.drawing import can_draw, svg_body, width_of
from dashboards.documents.drawing.figure import WIDTH
from dashboards.documents.drawing.sheet import Sheet
from dashboards.documents.drawing.words import Ink, Spot, wrapped, write
from dashboards.documents.map_shapes import shapes_of
from dashboards.documents.paper import on_paper
from dashboards.documents.typesetting import png
from dashboards.errors import DashboardError
from dashboards.panel import Panel
from dashboards.style import LIGHT
from dashboards.topic import Context

EDGE = 24.0
HEADING, SUBTITLE, SOURCE = 17.0, 14.0, 12.0
LEADING = 1.35
# Pixels of a PNG per pixel of the page: sharp in print at the size of a column.
SHARPNESS = 2.5
# Notes of a download that stand below a picture.
SOURCES = ("Quelle", "Stichtag", "Zeitraum", "Gebiet", "Bevölkerungsbasis", "Gezählt", "Prognose")
RELEASED = "freigegeben, geschützt"


@dataclass(frozen=True)
class Sketch:
    """What a picture needs: its figure and the words around it; a panel of any page can be one."""

    heading: str
    subtitle: str
    figure: go.Figure
    alt: str
    legend: str = ""
    note: str = ""


def sketch_of(panel: Panel) -> Sketch | None:
    """Return the sketch of a panel; None where a sentence stands instead, or it cannot be drawn."""
    if panel.figure is None or not can_draw(panel.figure):
        return None
    return Sketch(panel.heading, panel.subtitle, panel.figure, panel.alt, panel.legend, panel.note)


def image(context: Context, sketch: Sketch, source: str = "", width: float = WIDTH) -> Image:
    """Return the picture of a document: legend and drawing; its words stand in the document."""
    sheet = Sheet(width, 10_000)
    top = legend.draw(sheet, sketch.legend, 0.0)
    body, height = svg_body(sketch.figure, width, shapes_of(context))
    sheet.add("g", body, transform=f"translate(0 {top:g})")
    sheet.height = top + height
    return Image(
        sketch.heading, sketch.subtitle, sketch.alt or sketch.heading, sheet.text, (width, sheet.height),
        sketch.note, source,
    )  # fmt: skip


def svg_alone(context: Context, sketch: Sketch, lines: Sequence[str], width: float = WIDTH) -> Sheet:
    """Return a picture that can stand alone: heading, subtitle, legend, drawing, source and date.

    `lines` are the source lines below it. Always in light colours, on white.
    """
    inner = Sheet(width, 10_000)
    head = wrapped(sketch.heading, HEADING, width, is_bold=True)
    y = _lines(inner, head, 0, Ink(LIGHT.text, HEADING, True))
    y = _lines(inner, wrapped(sketch.subtitle, SUBTITLE, width), y + 2, Ink(LIGHT.muted, SUBTITLE)) + 8
    y = legend.draw(inner, sketch.legend, y)
    body, height = svg_body(sketch.figure, width, shapes_of(context))
    inner.add("g", body, transform=f"translate(0 {y:g})")
    y += height + 10
    if sketch.note:
        y = _lines(inner, wrapped(sketch.note, SOURCE, width), y, Ink(LIGHT.muted, SOURCE)) + 6
    inner.line((0, y), (width, y), LIGHT.hairline)
    for line in lines:
        y = _lines(inner, wrapped(line, SOURCE, width), y + 4, Ink(LIGHT.muted, SOURCE))
    sheet = Sheet(width + 2 * EDGE, y + 2 * EDGE)
    sheet.add("title", _escaped(sketch.heading))
    sheet.add("desc", _escaped(sketch.alt or sketch.heading))
    sheet.add("rect", width=sheet.width, height=sheet.height, fill="#FFFFFF")
    sheet.add("g", inner.body, transform=f"translate({EDGE:g} {EDGE:g})")
    return sheet


def drawn_alone(
    context: Context, panel: Panel, notes: Mapping[str, str], created: date, ending: str
) -> bytes:
    """Return the picture of a panel as PNG or SVG (`ending`), on white, with source, state and date.

    Raises DashboardError where the panel has no picture.
    """
    sketch = sketch_of(panel)
    if sketch is None:
        raise DashboardError(f"Zu „{panel.heading}“ gibt es kein Bild: {panel.empty}")
    told = [f"{name}: {notes[name].removeprefix(f'{name}: ')}" for name in SOURCES if notes.get(name)]
    state = [RELEASED] if context.is_released else []
    dated = [*state, f"erstellt am {text.date(created)}", f"Datenbestand {context.build_id[:8]}"]
    sheet = svg_alone(
        context, sketch, [" · ".join(told), " · ".join(dated)], panel.width or width_of(sketch.figure)
    )
    has_classes = any(trace.type in {"choroplethmap", "heatmap"} for trace in sketch.figure.data)
    drawing = on_paper(sheet.text, has_classes=has_classes)
    if ending == "svg":
        return drawing.encode()
    return png(drawing, (sheet.width, sheet.height), SHARPNESS)


def _lines(sheet: Sheet, words: Sequence[str], top: float, ink: Ink) -> float:
    for line in words:
        write(sheet, line.replace("<", "&lt;"), Spot(0, top, "left", "top"), ink)
        top += LEADING * ink.size
    return top


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
