"""Two figures of many areas as points; the chosen areas are named, the others grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import text
from dashboards.charts.base import figure, inside_ticks, label
from dashboards.charts.plain import Part, Picture, trace
from dashboards.style import Palette, rgba

SMALLEST, LARGEST = 5.0, 26.0


@dataclass(frozen=True)
class Point:
    """One area: both values, its residents (the size of the mark), and whether it is chosen."""

    name: str
    x: float
    y: float
    size: float
    is_chosen: bool = False
    area_id: str = ""


@dataclass(frozen=True)
class ScatterLayout:
    """Names and decimals of both axes, and the means drawn as thin lines (None: not drawn).

    `is_change`: what goes up is a change and carries its sign.
    """

    x_name: str
    y_name: str
    x_digits: int = 1
    y_digits: int = 1
    x_mean: float | None = None
    y_mean: float | None = None
    height: int = 420
    is_change: bool = False

    def y_words(self, value: float, digits: int) -> str:
        """Return a value of the upward axis as it is shown."""
        return text.signed(value, digits) if self.is_change else text.number(value, digits)


def scatter(colours: Palette, points: Sequence[Point], layout: ScatterLayout) -> Picture:
    """Return the points; the axis of x is named below, that of y above the scale."""
    largest = max((point.size for point in points), default=1.0) or 1.0
    groups = [[point for point in points if point.is_chosen == is_chosen] for is_chosen in (False, True)]
    marks = [_marks(colours, some, layout, largest) for some in groups if some]
    xs, ys = [point.x for point in points] or [0.0], [point.y for point in points] or [0.0]
    x_limits, x_ticks = _axis(xs)
    y_limits, y_ticks = _axis(ys)
    y_words = [f"{layout.y_words(tick, _decimals(y_ticks))} " for tick in y_ticks]
    drawn = {
        "shapes": _means(colours, layout),
        "annotations": [*_names(colours, points), *_titles(colours, layout)],
        "xaxis": {
            "range": x_limits,
            "tickvals": x_ticks,
            "ticktext": [text.number(tick, _decimals(x_ticks)) for tick in x_ticks],
        },
        "yaxis": {"range": y_limits, "tickvals": y_ticks, "ticktext": y_words},
    }
    return figure(colours, layout.height, (34, 24, 50, 56), marks, drawn)


def correlation(points: Sequence[Point]) -> float | None:
    """Return Pearson's coefficient; None for fewer than five areas or a figure that does not vary."""
    if len(points) < 5:
        return None
    count = len(points)
    mean_x, mean_y = sum(point.x for point in points) / count, sum(point.y for point in points) / count
    across = sum((point.x - mean_x) ** 2 for point in points)
    up = sum((point.y - mean_y) ** 2 for point in points)
    both = sum((point.x - mean_x) * (point.y - mean_y) for point in points)
    return None if across <= 0 or up <= 0 else both / float((across * up) ** 0.5)


def _marks(colours: Palette, points: Sequence[Point], layout: ScatterLayout, largest: float) -> Part:
    is_chosen = points[0].is_chosen
    colour = colours.brand if is_chosen else colours.axis
    sizes = [SMALLEST + (LARGEST - SMALLEST) * (max(point.size, 0) / largest) ** 0.5 for point in points]
    marker = {
        "size": sizes,
        "color": rgba(colour, 0.85 if is_chosen else 0.45),
        "line": {"width": 1, "color": colours.page},
    }
    words = [
        [
            point.name,
            text.number(point.x, layout.x_digits),
            layout.y_words(point.y, layout.y_digits),
            text.number(point.size),
            point.area_id,
        ]
        for point in points
    ]
    hover = (
        f"<b>%{{customdata[0]}}</b><br>{layout.x_name}: %{{customdata[1]}}<br>"
        f"{layout.y_name}: %{{customdata[2]}}<br>%{{customdata[3]}} Personen<extra></extra>"
    )
    return trace(
        "scatter",
        x=[point.x for point in points],
        y=[point.y for point in points],
        mode="markers",
        marker=marker,
        customdata=words,
        hovertemplate=hover,
    )


def _axis(values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Limits close around the points: an axis from the round number below would be empty for a third."""
    low, high = min(values), max(values)
    air = 0.06 * (high - low or 1.0)
    limits = [low - air, high + air]
    return limits, inside_ticks(limits[0], limits[1])


def _decimals(ticks: Sequence[float]) -> int:
    return next((one for one in range(4) if all(round(tick, one) == tick for tick in ticks)), 3)


def _names(colours: Palette, points: Sequence[Point]) -> list[dict[str, Any]]:
    chosen = [point for point in points if point.is_chosen]
    return [
        label(f"<b>{point.name}</b>", point.x, point.y, colours.brand, xshift=12, yshift=10, size=12)
        for point in chosen
    ]


def _titles(colours: Palette, layout: ScatterLayout) -> list[dict[str, Any]]:
    below = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -28}
    above = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "xshift": -48, "yshift": 12}
    return [
        label(f"{layout.x_name} →", 1, 0, colours.muted, **below),
        label(f"↑ {layout.y_name}", 0, 1, colours.muted, **above),
    ]


def _means(colours: Palette, layout: ScatterLayout) -> list[dict[str, Any]]:
    line = {"color": colours.axis, "width": 1, "dash": "2px,3px"}
    shapes = []
    if layout.x_mean is not None:
        spot = {"x0": layout.x_mean, "x1": layout.x_mean, "y0": 0, "y1": 1, "yref": "paper"}
        shapes.append({"type": "line", "line": line, **spot})
    if layout.y_mean is not None:
        spot = {"y0": layout.y_mean, "y1": layout.y_mean, "x0": 0, "x1": 1, "xref": "paper"}
        shapes.append({"type": "line", "line": line, **spot})
    return shapes
