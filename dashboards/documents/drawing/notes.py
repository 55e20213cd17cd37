"""What stands around the marks: grid, scales, shapes and annotations."""

from collections.abc import Mapping
from math import hypot, isnan
from typing import Any

from dashboards.documents.drawing.scales import Axis, Plots
from dashboards.documents.drawing.sheet import Sheet, dashes
from dashboards.documents.drawing.words import Ink, Spot, write

# Where plotly puts an arrow's words without being told, in pixels from its point.
AWAY = (-10.0, -30.0)
AXIS, MUTED = "#76848A", "#56646A"
TICK = 5.0


def grid(sheet: Sheet, plots: Plots) -> None:
    """Draw the grid lines of all axes."""
    for axis in plots.axes.values():
        if axis.look.get("visible") is False or not axis.look.get("showgrid"):
            continue
        other = partner(plots, axis)
        colour = str(axis.look.get("gridcolor") or "#E7EBEA")
        for value, _ in axis.ticks:
            at = axis.at(value)
            start, end = other.pixels
            if axis.key[0] == "x":
                sheet.line((at, start), (at, end), colour, axis.look.get("gridwidth") or 1)
            else:
                sheet.line((start, at), (end, at), colour, axis.look.get("gridwidth") or 1)


def scales(sheet: Sheet, plots: Plots) -> None:
    """Draw the axis lines, ticks and their words."""
    for axis in plots.axes.values():
        if axis.look.get("visible") is False:
            continue
        if axis.key[0] == "x":
            _level_scale(sheet, plots, axis)
        else:
            _upright_scale(sheet, plots, axis)


def partner(plots: Plots, axis: Axis) -> Axis:
    """Return the axis another one is anchored to."""
    side = "y" if axis.key[0] == "x" else "x"
    anchor = str(axis.look.get("anchor") or side)
    return plots.axes.get(anchor, plots.axes[side])


def shapes(sheet: Sheet, layout: Mapping[str, Any], plots: Plots, layer: str) -> None:
    """Draw the lines and fields that lie below or above the marks."""
    for shape in layout.get("shapes") or ():
        if (shape.get("layer") or "above") == layer:
            _shape(sheet, shape, plots)


def annotations(sheet: Sheet, layout: Mapping[str, Any], plots: Plots) -> None:
    """Write the words beside the marks."""
    for note in layout.get("annotations") or ():
        x = plots.across(str(note.get("xref") or "x"), note.get("x"))
        y = plots.along(str(note.get("yref") or "y"), note.get("y"))
        if not isnan(x) and not isnan(y):
            _annotation(sheet, note, (x + float(note.get("xshift") or 0), y - float(note.get("yshift") or 0)))


def _level_scale(sheet: Sheet, plots: Plots, axis: Axis) -> None:
    look, other = axis.look, partner(plots, axis)
    is_top = look.get("side") == "top"
    level = min(other.pixels) if is_top else max(other.pixels)
    if look.get("showline"):
        sheet.line((axis.pixels[0], level), (axis.pixels[1], level), str(look.get("linecolor") or AXIS))
    if look.get("showticklabels") is False:
        return
    away = -1 if is_top else 1
    length = float(look.get("ticklen") or TICK) if look.get("ticks") == "outside" else 0.0
    turn = float(look.get("tickangle") or 0)
    for value, words in axis.ticks:
        at = axis.at(value)
        if length:
            sheet.line((at, level), (at, level + away * length), str(look.get("tickcolor") or AXIS))
        start = level + away * (length + 3)
        spot = Spot(at, start, "center", "bottom" if is_top else "top")
        if turn:
            spot = Spot(at, start, "left" if is_top else "right", "middle", turn)
        write(sheet, words, spot, _ink(look))


def _upright_scale(sheet: Sheet, plots: Plots, axis: Axis) -> None:
    look, other = axis.look, partner(plots, axis)
    is_right = look.get("side") == "right"
    level = max(other.pixels) if is_right else min(other.pixels)
    if look.get("showline"):
        sheet.line((level, axis.pixels[0]), (level, axis.pixels[1]), str(look.get("linecolor") or AXIS))
    if look.get("showticklabels") is False:
        return
    for value, words in axis.ticks:
        # A blank at the end of a tick's words is the distance plotly keeps for us.
        room = 3.5 * (len(words) - len(words.rstrip()))
        x = level + 3 if is_right else level - 3 - room
        write(sheet, words.strip(), Spot(x, axis.at(value), "left" if is_right else "right"), _ink(look))


def _ink(look: Mapping[str, Any]) -> Ink:
    font = look.get("tickfont") or {}
    return Ink(str(font.get("color") or MUTED), float(font.get("size") or 13))


def _shape(sheet: Sheet, shape: Mapping[str, Any], plots: Plots) -> None:
    across, along = str(shape.get("xref") or "x"), str(shape.get("yref") or "y")
    x0, x1 = plots.across(across, shape.get("x0")), plots.across(across, shape.get("x1"))
    y0, y1 = plots.along(along, shape.get("y0")), plots.along(along, shape.get("y1"))
    if any(isnan(value) for value in (x0, x1, y0, y1)):
        return
    line = shape.get("line") or {}
    width = 2.0 if line.get("width") is None else float(line["width"])
    if shape.get("type") == "line":
        if width:
            sheet.line((x0, y0), (x1, y1), str(line.get("color") or AXIS), width, dashes(line.get("dash")))
        return
    left, top, right, bottom = plots.box
    x0, x1 = sorted((min(max(x0, left), right), min(max(x1, left), right)))
    y0, y1 = sorted((min(max(y0, top), bottom), min(max(y1, top), bottom)))
    sheet.add(
        "rect", x=x0, y=y0, width=x1 - x0, height=y1 - y0, fill=str(shape.get("fillcolor") or "none"),
        opacity=shape.get("opacity"), stroke=str(line.get("color") or AXIS) if width else None,
        stroke_width=width or None, stroke_dasharray=dashes(line.get("dash")),
    )  # fmt: skip


def _annotation(sheet: Sheet, note: Mapping[str, Any], point: tuple[float, float]) -> None:
    font = note.get("font") or {}
    ink = Ink(str(font.get("color") or MUTED), float(font.get("size") or 13))
    x, y = point
    across, along = str(note.get("xanchor") or "auto"), str(note.get("yanchor") or "auto")
    if note.get("showarrow") is not False:
        away = [note.get(side) for side in ("ax", "ay")]
        shift = [default if own is None else float(own) for own, default in zip(away, AWAY, strict=True)]
        _leader(sheet, note, point, (x + shift[0], y + shift[1]))
        x, y = x + shift[0], y + shift[1]
        along = ("bottom" if shift[1] < 0 else "top") if along == "auto" else along
    spot = Spot(
        x,
        y,
        "center" if across == "auto" else across,
        "middle" if along == "auto" else along,
        float(note.get("textangle") or 0),
    )
    write(sheet, str(note.get("text") or ""), spot, ink)


def _leader(
    sheet: Sheet, note: Mapping[str, Any], point: tuple[float, float], words: tuple[float, float]
) -> None:
    """A thin line from the words to their point, which it does not quite reach."""
    width = float(note.get("arrowwidth") or 1)
    length = hypot(words[0] - point[0], words[1] - point[1]) or 1.0
    kept = min(float(note.get("standoff") or 0) / length, 1.0)
    end = tuple(there + kept * (here - there) for there, here in zip(point, words, strict=True))
    sheet.line(words, (end[0], end[1]), str(note.get("arrowcolor") or MUTED), width)
