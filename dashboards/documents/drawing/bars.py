"""Bars and fields of a figure: stacked, beside each other or one over the other, and heat grids."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isnan
from typing import Any

from dashboards.documents.drawing.marks import each, pattern
from dashboards.documents.drawing.scales import Part, Plots, known
from dashboards.documents.drawing.sheet import Sheet
from dashboards.documents.drawing.words import Ink, Spot, write

GAP = 0.25


class Stacks:
    """How high the bars at each place already are, above and below zero."""

    def __init__(self) -> None:
        self.heights: dict[tuple[str, float, bool], float] = {}

    def put(self, axis: str, place: float, value: float, is_stacked: bool) -> tuple[float, float]:
        """Return start and end of the next bar at a place."""
        if not is_stacked:
            return 0.0, value
        key = (axis, round(place, 6), value < 0)
        start = self.heights.get(key, 0.0)
        self.heights[key] = start + value
        return start, start + value


def bars(sheet: Sheet, traces: Sequence[Part], plots: Plots, layout: Mapping[str, Any]) -> None:
    """Draw all bars of a figure, in the order of its traces."""
    mode, gap = str(layout.get("barmode") or "group"), layout.get("bargap")
    stacks = Stacks()
    count = len(traces) if mode == "group" else 1
    for number, trace in enumerate(traces):
        width = _width(trace, GAP if gap is None else float(gap)) / count
        shift = (number - (count - 1) / 2) * width if count > 1 else 0.0
        _trace(sheet, trace, plots, (stacks, mode in {"stack", "relative"}, width, shift))


def heat(sheet: Sheet, trace: Mapping[str, Any], plots: Plots) -> None:
    """Draw the fields of a grid, each in the flat colour of its class."""
    x, y = plots.pair(trace)
    low, high = float(trace["zmin"]), float(trace["zmax"])
    gap_x, gap_y = float(trace.get("xgap") or 0) / 2, float(trace.get("ygap") or 0) / 2
    for row, values in enumerate(trace["z"]):
        for column, value in enumerate(values):
            if value is None or isnan(float(value)):
                continue
            left, right = sorted((x.at(column - 0.5), x.at(column + 0.5)))
            top, bottom = sorted((y.at(row - 0.5), y.at(row + 0.5)))
            colour = class_colour(trace["colorscale"], (float(value) - low) / (high - low))
            sheet.add(
                "rect", x=left + gap_x, y=top + gap_y, width=right - left - 2 * gap_x,
                height=bottom - top - 2 * gap_y, fill=colour,
            )  # fmt: skip


def class_colour(scale: Sequence[Sequence[Any]], share: float) -> str:
    """Return the colour of a scale of flat steps at a share of its length."""
    for (start, colour), (end, _) in pairwise(scale):
        if float(start) <= share <= float(end) and float(end) > float(start):
            return str(colour)
    return str(scale[-1][1])


def _width(trace: Mapping[str, Any], gap: float) -> float:
    """Width of a bar in values where the trace names none: the smallest distance less the gap."""
    side = "y" if trace.get("orientation") == "h" else "x"
    places = sorted(set(known(trace[side])))
    near = min((later - earlier for earlier, later in pairwise(places)), default=1.0)
    return near * (1 - gap)


def _trace(
    sheet: Sheet, trace: Mapping[str, Any], plots: Plots, how: tuple[Stacks, bool, float, float]
) -> None:
    stacks, is_stacked, usual, shift = how
    x, y = plots.pair(trace)
    is_level = trace.get("orientation") == "h"
    at, value_axis = (y, x) if is_level else (x, y)
    places, values = (trace["y"], trace["x"]) if is_level else (trace["x"], trace["y"])
    count = len(values)
    widths, fills = each(trace.get("width"), count, usual), _fills(sheet, trace, count)
    bases = trace.get("base")
    starts = each(bases, count, 0.0)
    told = each(trace.get("text"), count, "")
    for number, (place, value) in enumerate(zip(places, values, strict=True)):
        middle = at.place(place) + shift
        if value is None or isnan(float(value)) or isnan(middle):
            continue
        if bases is None:
            start, end = stacks.put(f"{x.key}{y.key}", middle, float(value), is_stacked)
        else:
            start, end = float(starts[number]), float(starts[number]) + float(value)
        half = float(widths[number]) / 2
        across = (at.at(middle - half), at.at(middle + half))
        along = (value_axis.at(start), value_axis.at(end))
        _bar(sheet, (across, along), is_level, fills[number])
        if told[number]:
            _beside(sheet, trace, (sum(across) / 2, along, is_level), str(told[number]))


def _bar(
    sheet: Sheet, spans: tuple[tuple[float, float], tuple[float, float]], is_level: bool, fill: Part
) -> None:
    across, along = (sorted(span) for span in spans)
    left, right, top, bottom = (*along, *across) if is_level else (*across, *along)
    if right - left > 0 and bottom - top > 0:
        sheet.add("rect", x=left, y=top, width=right - left, height=bottom - top, **fill)


def _fills(sheet: Sheet, trace: Mapping[str, Any], count: int) -> list[Part]:
    marker = trace.get("marker") or {}
    colours = [str(colour) for colour in each(marker.get("color"), count, "#76848A")]
    line, hatch = marker.get("line") or {}, marker.get("pattern") or {}
    edge: Part = {}
    if line.get("width") and isinstance(line.get("color"), str):
        edge = {"stroke": line["color"], "stroke_width": line["width"]}
    if hatch.get("shape"):
        return [{"fill": pattern(sheet, hatch, colour)} | edge for colour in colours]
    return [{"fill": colour} | edge for colour in colours]


def _beside(
    sheet: Sheet, trace: Mapping[str, Any], spot: tuple[float, tuple[float, float], bool], words: str
) -> None:
    """Words at the outer end of a bar: right or left of it, above or below."""
    middle, (start, end), is_level = spot
    font = trace.get("textfont") or {}
    ink = Ink(str(font.get("color") or "#1B2629"), float(font.get("size") or 13))
    if is_level:
        where = Spot(end + 4, middle) if end >= start else Spot(end - 4, middle, "right")
    else:
        up = end <= start
        where = Spot(middle, end - 3 if up else end + 3, "center", "bottom" if up else "top")
    write(sheet, words, where, ink)
