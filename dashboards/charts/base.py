"""What all charts share: template, axes, labels beside the marks, and the way onto the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import text
from dashboards.charts.plain import Part, Picture
from dashboards.charts.sending import ready
from dashboards.style import FONT, PICTURE_HEIGHT, Palette

CONFIG = {"displayModeBar": False, "locale": "de", "scrollZoom": False, "doubleClick": False}
CLEAR = "rgba(0,0,0,0)"
# Smallest distance of two labels beside a line, in pixels of a 13 px face.
LABEL_GAP = 16


@dataclass(frozen=True)
class Series:
    """A named row of values; None or NaN is a gap and stays one. dash: solid, dash, dot (what if)."""

    name: str
    x: Sequence[Any]
    y: Sequence[float | None]
    colour: str | None = None
    dash: str = "solid"

    def last(self) -> tuple[Any, float] | None:
        """Return the last known point, or None if all is missing."""
        known = [
            (x, float(y))
            for x, y in zip(self.x, self.y, strict=True)
            if not text.is_missing(y) and y is not None
        ]
        return known[-1] if known else None


def series(table: pd.DataFrame, x: str, y: str, name: str, colour: str | None = None) -> Series:
    """Return two columns of a frame as a series."""
    return Series(name, table[x].tolist(), table[y].tolist(), colour)


def every_year(one: Series) -> Series:
    """Return a row over years with those nobody delivered as gaps, so that no line leaps over them."""
    if not len(one.x):
        return one
    known = {int(year): value for year, value in zip(one.x, one.y, strict=True)}
    years = range(min(known), max(known) + 1)
    return replace(one, x=list(years), y=[known.get(year) for year in years])


@lru_cache(maxsize=4)
def template(colours: Palette) -> go.layout.Template:
    """Return the look of every chart: our face, no background, hairline grid, German separators."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": colours.muted},
        "title": None,
        "automargin": False,
        # Our margins hold the labels; measured one by one, they took a tenth of the drawing.
        "ticklabeloverflow": "allow",
    }
    layout = {
        "font": {"family": FONT, "size": 13, "color": colours.muted},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "separators": ",.",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "colorway": list(colours.categorical),
        "bargap": 0.25,
        "hoverlabel": {
            "bgcolor": colours.page,
            "bordercolor": colours.axis,
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "align": "left",
        },
        "xaxis": axis
        | {
            "showline": True,
            "linecolor": colours.axis,
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": colours.axis,
        },
        "yaxis": axis | {"showgrid": True, "gridcolor": colours.grid, "gridwidth": 1},
    }
    return go.layout.Template(layout=layout)


@lru_cache(maxsize=4)
def plain_template(colours: Palette) -> Part:
    """Return the look of every chart as plain data; do not change it."""
    look: Part = template(colours).to_plotly_json()
    return look


def figure(
    colours: Palette,
    height: int = PICTURE_HEIGHT,
    margin: tuple[int, int, int, int] = (8, 16, 28, 48),
    traces: Sequence[Part] = (),
    layout: Mapping[str, Any] | None = None,
) -> Picture:
    """Return a figure in our look; margin is top, right, bottom, left in pixels.

    Give traces and layout here, all at once: after the first update_… plotly checks every property.
    """
    top, right, bottom, left = margin
    base = {
        "template": plain_template(colours),
        "height": height,
        "margin": {"t": top, "r": right, "b": bottom, "l": left, "pad": 0},
    }
    return Picture(traces, base | dict(layout or {}))


def show(
    chart: go.Figure, key: str, alt: str, on_select: Callable[[], None] | None = None, width: int = 0
) -> None:
    """Put a chart on the page. `alt` is title, number and range in one sentence.

    With `on_select` the callback runs when the reader clicks a mark; its points stand in
    st.session_state[key]["selection"]["points"]. `width` is COLUMN_WIDTH for a picture beside another one.
    """
    st.plotly_chart(
        ready(chart, width, is_clickable=on_select is not None),
        key=key,
        alt=alt,
        theme=None,
        config=CONFIG,
        width="stretch",
        on_select=on_select or "ignore",
        selection_mode="points",
    )


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return three to five round ticks that enclose low and high."""
    if high <= low:
        high = low + 1
    raw = (high - low) / max(count - 1, 1)
    power = 10.0 ** floor(log10(raw))
    steps = [factor * power for factor in (1, 2, 2.5, 5, 10)]
    step = next(step for step in steps if step >= raw * 0.95)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def inside_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return the round ticks between two limits that stay as they are, three at least."""
    for finer in range(count, count + 5):
        ticks = [tick for tick in nice_ticks(low, high, finer) if low <= tick <= high]
        if len(ticks) >= 3:
            break
    return ticks


def axis_limits(low: float, high: float, count: int = 4) -> tuple[list[float], list[float]]:
    """Return the limits of a value axis and the round ticks inside, three at least.

    The axis starts on a tick and ends just above the data; with values below zero it starts just below them.
    """
    high = high if high > low else low + 1
    for finer in range(count, count + 4):
        ticks = nice_ticks(low, high, finer)
        air = 0.04 * (ticks[-1] - ticks[0])
        start = max(ticks[0], low - air) if low < 0 else ticks[0]
        end = min(ticks[-1] + air, high + 2 * air)
        inside = [tick for tick in ticks if start <= tick <= end]
        if len(inside) >= 3:
            break
    return [start, end], inside


def year_ticks(years: Sequence[int], marked: Sequence[int] = (), is_phone: bool = False) -> list[int]:
    """Return first, last, marked and round years, without those that would touch a more important one."""
    first, last = min(years), max(years)
    near = (0.16 if is_phone else 0.075) * (last - first)
    span = last - first
    every = 1 if span <= 6 else 2 if span <= 12 else 5 if span <= 25 else 10
    every = every * 2 if is_phone and span > 6 else every
    kept: list[int] = []
    for year in [first, last, *marked, *range(-(-first // every) * every, last + 1, every)]:
        if first <= year <= last and all(abs(year - other) > near for other in kept):
            kept.append(year)
    return sorted(kept)


def apart(values: Sequence[float], gap: float, fixed: int = 0) -> list[float]:
    """Return positions near the given ones that keep at least `gap` between neighbours, order kept.

    The last `fixed` values stay where they are.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    placed = list(values)
    stays = set(range(len(values) - fixed, len(values)))
    # A few sweeps push overlapping neighbours apart; labels are few.
    for _ in range(40):
        for low, high in pairwise(order):
            lack = gap - (placed[high] - placed[low])
            if lack > 0:
                down = 0.0 if low in stays else 1.0 if high in stays else 0.5
                placed[low] -= lack * down
                placed[high] += lack * (0.0 if high in stays else 1 - down)
    return placed


def label(words: str, x: object, y: object, colour: str, **more: object) -> dict[str, Any]:
    """Return an annotation without arrow, left aligned at its anchor unless told otherwise."""
    font = {"size": more.pop("size", 13), "color": colour, "family": FONT}
    plain = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "align": "left"}
    return {"text": words, "x": x, "y": y, "font": font, **plain, **more}
