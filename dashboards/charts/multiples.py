"""Small multiples of areas: the same axes in each, all areas as grey threads behind the one in colour."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboards import text
from dashboards.charts.base import CLEAR, Series, plain_template
from dashboards.charts.plain import Picture
from dashboards.style import Palette

COLUMNS, PHONE_COLUMNS = 4, 2
ROW_HEIGHT, PLOT, WIDTH = 132, 0.62, 0.88
Trace = dict[str, Any]


def multiples(
    colours: Palette,
    lines: Sequence[Series],
    *,
    base: float | None = None,
    digits: int = 1,
    is_phone: bool = False,
) -> Picture:
    """Return one small picture per line on common axes, name and last value in its head.

    With `base` (100 for an index, 0 for a balance) that height is drawn, and a line that ends above it takes
    the colour of gains, below it that of losses. Missing years stay gaps.
    """
    columns = PHONE_COLUMNS if is_phone else COLUMNS
    rows = max(-(-len(lines) // columns), 1)
    values = [float(y) for line in lines for y in line.y if y is not None and not text.is_missing(y)]
    years = [float(x) for line in lines for x in line.x]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    first, last = (min(years), max(years)) if years else (0.0, 1.0)
    scale = _Scale(columns, rows, (first, last), (low, high if high > low else low + 1))
    threads, heads, bases = [], [], []
    for place, line in enumerate(lines):
        behind = _threads(scale, place, lines)
        threads.append(behind | {"line": {"color": colours.hairline, "width": 1}})
        heads.append(_head(colours, scale, place, line, digits))
        if base is not None and low <= base <= high:
            bases.append(_base(colours, scale, place, base))
    own = [_own(colours, scale, place, line, base) for place, line in enumerate(lines)]
    return Picture(
        [*threads, *bases, *own, *heads],
        {
            "template": plain_template(colours),
            "height": rows * ROW_HEIGHT + 16,
            "margin": {"l": 4, "r": 4, "t": 8, "b": 4},
            "paper_bgcolor": CLEAR,
            "xaxis": {"visible": False, "range": [0, columns]},
            "yaxis": {"visible": False, "range": [0, rows]},
            "hovermode": "closest",
        },
    )


class _Scale:
    """Where the picture at a place stands, on one pair of axes for all."""

    def __init__(
        self, columns: int, rows: int, years: tuple[float, float], values: tuple[float, float]
    ) -> None:
        self.columns, self.rows, self.years, self.values = columns, rows, years, values

    def x(self, place: int, years: np.ndarray) -> np.ndarray:
        span = self.years[1] - self.years[0] or 1.0
        shifted: np.ndarray = place % self.columns + WIDTH * (years - self.years[0]) / span
        return shifted

    def y(self, place: int, values: np.ndarray) -> np.ndarray:
        row = self.rows - 1 - place // self.columns
        shifted: np.ndarray = (
            row + 0.04 + PLOT * (values - self.values[0]) / (self.values[1] - self.values[0])
        )
        return shifted


def _numbers(line: Series) -> tuple[np.ndarray, np.ndarray]:
    known = [np.nan if y is None or text.is_missing(y) else float(y) for y in line.y]
    return np.array([float(x) for x in line.x]), np.array(known)


def _threads(scale: _Scale, place: int, lines: Sequence[Series]) -> Trace:
    x: list[np.ndarray] = []
    y: list[np.ndarray] = []
    gap = np.array([np.nan])
    for line in lines:
        years, values = _numbers(line)
        x += [scale.x(place, years), gap]
        y += [scale.y(place, values), gap]
    empty = np.array([])
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "connectgaps": False,
        "x": np.concatenate(x) if x else empty,
        "y": np.concatenate(y) if y else empty,
    }


def _own(colours: Palette, scale: _Scale, place: int, line: Series, base: float | None) -> Trace:
    years, values = _numbers(line)
    words = [
        f"{line.name} {int(year)}: {text.number(value, 1)}" for year, value in zip(years, values, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "connectgaps": False,
        "line": {"color": _colour(colours, line, base), "width": 2.4},
        "x": scale.x(place, years),
        "y": scale.y(place, values),
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _colour(colours: Palette, line: Series, base: float | None) -> str:
    last = line.last()
    if base is None or last is None:
        return colours.brand
    return colours.gain if last[1] >= base else colours.loss


def _base(colours: Palette, scale: _Scale, place: int, base: float) -> Trace:
    height = float(scale.y(place, np.array([base]))[0])
    left = float(place % scale.columns)
    return {
        "type": "scatter",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": [left, left + WIDTH],
        "y": [height, height],
        "line": {"color": colours.axis, "width": 1},
    }


def _head(colours: Palette, scale: _Scale, place: int, line: Series, digits: int) -> Trace:
    last = line.last()
    value = text.MISSING if last is None else text.number(last[1], digits)
    row = scale.rows - 1 - place // scale.columns
    return {
        "type": "scatter",
        "mode": "text",
        "x": [float(place % scale.columns)],
        "y": [row + 0.82],
        "text": [f"<b>{line.name}</b> {value}"],
        "textposition": "middle right",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "textfont": {"size": 13, "color": colours.text},
    }
