"""Lines, fills, points and words of a figure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isnan
from typing import Any

from dashboards.documents.drawing.scales import Axis, Plots
from dashboards.documents.drawing.sheet import Point, Sheet, dashes, path
from dashboards.documents.drawing.words import Ink, Spot, write

LINE_WIDTH, MARKER = 2.0, 6.0
# A hatch line takes this share of the distance of two lines, as plotly's "solidity" does by default.
SOLIDITY = 0.3


def scatter(sheet: Sheet, trace: Mapping[str, Any], plots: Plots, colour: str) -> None:
    """Draw one trace of lines, fills, points or words; `colour` is its own where it names none."""
    x, y = plots.pair(trace)
    points = _points(trace, x, y)
    mode = str(trace.get("mode") or "lines")
    clip = sheet.clip(_box(x, y))
    if trace.get("fill") == "toself":
        _fill(sheet, trace, points, clip)
    if "lines" in mode:
        _lines(sheet, trace, points, (clip, colour))
    if "markers" in mode:
        _markers(sheet, trace, points, colour)
    if "text" in mode:
        _words(sheet, trace, points)


def each(value: object, count: int, default: object = None) -> list[Any]:
    """Return one entry per point from a single setting or a list of them."""
    if value is None:
        return [default] * count
    if isinstance(value, str | int | float):
        return [value] * count
    return [default if entry is None else entry for entry in value]  # type: ignore[attr-defined]


def pattern(sheet: Sheet, look: Mapping[str, Any], ground: str = "none") -> str:
    """Return a fill of plotly's diagonal pattern."""
    size = float(look.get("size") or 8)
    return sheet.hatch(
        str(look.get("fgcolor") or "#76848A"),
        size,
        size * float(look.get("solidity") or SOLIDITY) / 2,
        ground,
    )


def _points(trace: Mapping[str, Any], x: Axis, y: Axis) -> list[Point]:
    xs, ys = trace.get("x"), trace.get("y")
    if xs is None and ys is not None:
        xs = range(len(ys))
    return [
        (x.at(one), y.at(other))
        for one, other in zip(xs if xs is not None else (), ys if ys is not None else (), strict=False)
    ]


def _box(x: Axis, y: Axis) -> tuple[float, float, float, float]:
    left, right = sorted(x.pixels)
    top, bottom = sorted(y.pixels)
    return left, top - 1, right, bottom + 1


def _pieces(points: Sequence[Point], skips_gaps: bool = False) -> Iterator[list[Point]]:
    """Runs of known points; a gap ends a run."""
    run: list[Point] = []
    for point in points:
        if isnan(point[0]) or isnan(point[1]):
            if run and not skips_gaps:
                yield run
                run = []
        else:
            run.append(point)
    if run:
        yield run


def _fill(sheet: Sheet, trace: Mapping[str, Any], points: list[Point], clip: str) -> None:
    hatch = trace.get("fillpattern")
    fill = pattern(sheet, hatch) if hatch and hatch.get("shape") else str(trace.get("fillcolor") or "none")
    outline = " ".join(path(piece, is_closed=True) for piece in _pieces(points))
    sheet.add("path", d=outline, fill=fill, clip_path=clip)


def _lines(sheet: Sheet, trace: Mapping[str, Any], points: list[Point], look: tuple[str, str]) -> None:
    clip, colour = look
    line = trace.get("line") or {}
    width = float(LINE_WIDTH if line.get("width") is None else line["width"])
    if width <= 0:
        return
    runs = _pieces(points, skips_gaps=bool(trace.get("connectgaps")))
    outline = " ".join(
        path(_stepped(run, str(line.get("shape") or "linear"))) for run in runs if len(run) > 1
    )
    if outline:
        sheet.add(
            "path", d=outline, fill="none", stroke=str(line.get("color") or colour), stroke_width=width,
            stroke_dasharray=dashes(line.get("dash")), stroke_linejoin="round", clip_path=clip,
            opacity=trace.get("opacity"),
        )  # fmt: skip


def _stepped(points: list[Point], shape: str) -> list[Point]:
    """The corners of a stepped line: hv holds a value until the next, hvh changes half-way."""
    if shape not in {"hv", "hvh", "vh"}:
        return points
    found = points[:1]
    for (x0, y0), (x1, y1) in pairwise(points):
        turn = {"hv": x1, "vh": x0, "hvh": (x0 + x1) / 2}[shape]
        found += [(turn, y0), (turn, y1), (x1, y1)]
    return found


def _markers(sheet: Sheet, trace: Mapping[str, Any], points: list[Point], colour: str) -> None:
    marker = trace.get("marker") or {}
    count = len(points)
    sizes, fills = each(marker.get("size"), count, MARKER), each(marker.get("color"), count, colour)
    strengths, symbols = each(marker.get("opacity"), count, 1.0), each(marker.get("symbol"), count, "circle")
    edge = marker.get("line") or {}
    for (x, y), size, fill, strength, symbol in zip(points, sizes, fills, strengths, symbols, strict=True):
        if isnan(x) or isnan(y) or not size or not strength:
            continue
        if str(symbol).startswith("line-ew"):
            sheet.line(
                (x - size / 2, y), (x + size / 2, y), str(edge.get("color") or fill), edge.get("width") or 1
            )
            continue
        sheet.add(
            "circle", cx=x, cy=y, r=float(size) / 2, fill=str(fill), stroke=edge.get("color"),
            stroke_width=edge.get("width"), opacity=None if strength == 1.0 else float(strength),
        )  # fmt: skip


def _words(sheet: Sheet, trace: Mapping[str, Any], points: list[Point]) -> None:
    font = trace.get("textfont") or {}
    count = len(points)
    told, sides = each(trace.get("text"), count, ""), each(trace.get("textposition"), count, "middle center")
    colours, sizes = each(font.get("color"), count, "#1B2629"), each(font.get("size"), count, 13)
    for (x, y), words, side, colour, size in zip(points, told, sides, colours, sizes, strict=True):
        if not isnan(x) and not isnan(y):
            write(sheet, str(words), _beside(x, y, str(side)), Ink(str(colour), float(size)))


def _beside(x: float, y: float, side: str) -> Spot:
    """A text right of its point begins there; plotly's words say on which side of the point it stands."""
    along, _, across = side.partition(" ")
    return Spot(
        x,
        y,
        {"left": "right", "right": "left"}.get(across, "center"),
        {"top": "bottom", "bottom": "top"}.get(along, "middle"),
    )
