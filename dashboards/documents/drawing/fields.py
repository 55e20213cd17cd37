"""Nested fields of a figure (treemap): each as large as its value, as square as can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.documents.drawing.marks import each
from dashboards.documents.drawing.scales import Part
from dashboards.documents.drawing.sheet import Sheet
from dashboards.documents.drawing.words import LINE_HEIGHT, Ink, Spot, width, write

AIR = 5.0


@dataclass(frozen=True)
class Box:
    """A field in pixels."""

    x: float
    y: float
    width: float
    height: float

    def inside(self, pad: Mapping[str, Any]) -> "Box":
        """Return the room for the parts of a field, below its heading."""
        left, top = float(pad.get("l") or 0), float(pad.get("t") or 0)
        right, bottom = float(pad.get("r") or 0), float(pad.get("b") or 0)
        return Box(
            self.x + left, self.y + top, max(self.width - left - right, 0), max(self.height - top - bottom, 0)
        )


def treemap(sheet: Sheet, trace: Mapping[str, Any], box: Box) -> None:
    """Draw the fields of a trace inside a box, those of a parent inside its field."""
    keys = list(trace.get("ids") or trace["labels"])
    _level(sheet, trace, keys, ("", box))


def squarified(values: Sequence[float], box: Box) -> list[Box]:
    """Return one field per value, largest first, by the rule of Bruls, Huizing and van Wijk (2000).

    A row along the shorter side grows as long as its worst field becomes more square.
    """
    whole = sum(values)
    if whole <= 0 or box.width <= 0 or box.height <= 0:
        return [Box(box.x, box.y, 0, 0) for _ in values]
    areas = [value * box.width * box.height / whole for value in values]
    found: list[Box] = []
    while areas:
        side = min(box.width, box.height)
        count = 1
        while count < len(areas) and _worst(areas[: count + 1], side) <= _worst(areas[:count], side):
            count += 1
        row, areas = areas[:count], areas[count:]
        placed, box = _row(row, box)
        found += placed
    return found


def _row(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """The fields of a row along the shorter side of a box, and what is left of the box."""
    side = min(box.width, box.height)
    depth = sum(areas) / side if side else 0.0
    placed, at = [], 0.0
    for area in areas:
        length = area / depth if depth else 0.0
        upright = box.width >= box.height
        placed.append(
            Box(box.x, box.y + at, depth, length) if upright else Box(box.x + at, box.y, length, depth)
        )
        at += length
    if box.width >= box.height:
        return placed, Box(box.x + depth, box.y, max(box.width - depth, 0), box.height)
    return placed, Box(box.x, box.y + depth, box.width, max(box.height - depth, 0))


def _worst(areas: Sequence[float], side: float) -> float:
    """How far the least square field of a row is from a square."""
    depth = sum(areas) / side
    return max(max(depth * depth / area, area / (depth * depth)) for area in areas if area > 0)


def _level(sheet: Sheet, trace: Mapping[str, Any], keys: list[str], at: tuple[str, Box]) -> None:
    parent, box = at
    inside = [place for place, one in enumerate(trace["parents"]) if (one or "") == parent]
    inside.sort(key=lambda place: -float(trace["values"][place] or 0))
    pad = float((trace.get("tiling") or {}).get("pad") or 0) / 2
    for place, field in zip(
        inside, squarified([float(trace["values"][one] or 0) for one in inside], box), strict=True
    ):
        own = field.inside({"l": pad, "r": pad, "t": pad, "b": pad})
        has_parts = keys[place] in trace["parents"]
        _field(sheet, trace, place, (own, has_parts))
        if has_parts:
            marker = trace.get("marker") or {}
            _level(sheet, trace, keys, (keys[place], own.inside(marker.get("pad") or {})))


def _field(sheet: Sheet, trace: Mapping[str, Any], place: int, how: tuple[Box, bool]) -> None:
    box, has_parts = how
    marker, font = trace.get("marker") or {}, trace.get("textfont") or {}
    edge: Part = marker.get("line") or {}
    fill = each(marker.get("colors"), len(trace["labels"]), "#EDEEEC")[place]
    sheet.add(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=str(fill),
        stroke=edge.get("color"), stroke_width=edge.get("width"),
    )  # fmt: skip
    size = float(font.get("size") or 13)
    label, told = str(trace["labels"][place]), str(each(trace.get("text"), len(trace["labels"]), "")[place])
    ink = Ink(str(font.get("color") or "#1B2629"), size)
    one, two = f"{label} {told}".strip(), f"{label}<br>{told}"
    room, lines = box.width - 2 * AIR, box.height / (LINE_HEIGHT * size)
    words = ""
    # Names that do not fit stay away, as on the page; the table tells them.
    if max(width(label, size), width(told, size)) <= room and lines >= 2 and not has_parts:
        words = two
    elif width(one, size) <= room and lines >= 1:
        words = one
    elif width(label, size) <= room and lines >= 1:
        words = label
    write(sheet, words.replace("&", "&amp;"), Spot(box.x + AIR, box.y + 3, "left", "top"), ink)
