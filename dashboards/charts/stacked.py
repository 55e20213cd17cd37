"""Bars of gains above and losses below zero, year by year, with the sum as a mark; gaps stay gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import text
from dashboards.charts.base import Series, axis_limits, figure, label, year_ticks
from dashboards.charts.plain import Part, Picture, trace
from dashboards.style import Palette


@dataclass(frozen=True)
class StackLayout:
    """How stacked bars are drawn. `rest` names the series drawn hatched: what nobody can explain."""

    height: int = 320
    is_phone: bool = False
    rest: str = ""
    total: str = "Veränderung"
    digits: int = 0


def stacked(colours: Palette, parts: Sequence[Series], total: Series, layout: StackLayout) -> Picture:
    """Return the bars of `parts`, signed, and the marks of `total`; all share the years of `total`.

    A missing part leaves its bar out and the mark of the year away if the total is missing; a year of which
    nothing is known says so.
    """
    low, high = _reach(parts, total)
    limits, ticks = axis_limits(low, high)
    years = [int(year) for year in total.x] or [0]
    shown = year_ticks(years, is_phone=layout.is_phone)
    words = [f"{text.signed(tick)} " for tick in ticks]
    drawn = {
        "barmode": "relative",
        "hovermode": "x unified",
        "bargap": 0.35,
        "xaxis": {"tickvals": shown},
        "yaxis": {"range": limits, "tickvals": ticks, "ticktext": words},
        "shapes": [_zero(colours)],
        "annotations": [
            label(text.MISSING, year, 0, colours.text, xanchor="center", yanchor="bottom", size=12)
            for year in range(min(years), max(years) + 1)
            if total.x and not any(_is_known(one, year) for one in (*parts, total))
        ],
    }
    traces = [*(_bars(colours, one, layout) for one in parts), _marks(colours, total, layout)]
    return figure(colours, layout.height, (8, 12, 28, 56), traces, drawn)


def _is_known(one: Series, year: int) -> bool:
    return any(x == year and not text.is_missing(y) for x, y in zip(one.x, one.y, strict=True))


def _bars(colours: Palette, one: Series, layout: StackLayout) -> Part:
    colour = one.colour or colours.brand
    marker: dict[str, Any] = {"color": colour, "line": {"width": 0}}
    if one.name == layout.rest:
        marker = {
            "color": colours.no_data,
            "line": {"width": 1, "color": colours.axis},
            "pattern": {"shape": "/", "fgcolor": colours.axis, "size": 5, "solidity": 0.3},
        }
    words = [text.signed(value, layout.digits) for value in one.y]
    return trace(
        "bar",
        x=list(one.x),
        y=list(one.y),
        name=one.name,
        marker=marker,
        customdata=words,
        hovertemplate="%{customdata}",
    )


def _marks(colours: Palette, total: Series, layout: StackLayout) -> Part:
    marker = {"size": 8, "color": colours.text, "line": {"color": colours.page, "width": 1.5}}
    words = [text.signed(value, layout.digits) for value in total.y]
    return trace(
        "scatter",
        x=list(total.x),
        y=list(total.y),
        mode="markers",
        name=layout.total,
        marker=marker,
        customdata=words,
        hovertemplate="%{customdata}",
    )


def _reach(parts: Sequence[Series], total: Series) -> tuple[float, float]:
    """Lowest and highest end of the stacks."""
    ups: dict[Any, float] = {}
    downs: dict[Any, float] = {}
    for one in parts:
        for x, y in zip(one.x, one.y, strict=True):
            if y is None or text.is_missing(y):
                continue
            side = ups if y > 0 else downs
            side[x] = side.get(x, 0.0) + float(y)
    known = [float(y) for y in total.y if y is not None and not text.is_missing(y)]
    return min([0.0, *downs.values(), *known]), max([0.0, *ups.values(), *known])


def _zero(colours: Palette) -> dict[str, Any]:
    line = {"color": colours.axis, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": line}
