"""What the pictures over Kita years share: axes, lines observed and forecast, the fan.

Traces and axes are plain dictionaries, put together in one go: plotly then checks a figure once instead of
after each addition, which takes a fifth of the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.style import Palette
from dashboards.topics.kita.assumptions import rounding

FORECAST_DASH = "5px,4px"
LINE, THIN = 2.6, 1.6
# Least height of a value axis: below, its labels would be parts of a child.
LEAST = 2.0
Part = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """Height of a picture and its margins, in pixels."""

    height: int
    top: int
    right: int
    bottom: int
    left: int


def assemble(colours: Palette, frame: Frame, traces: Sequence[Part], layout: Part) -> go.Figure:
    """Return a figure in our look from its traces and what is special in its layout."""
    margin = {"t": frame.top, "r": frame.right, "b": frame.bottom, "l": frame.left, "pad": 0}
    base = {"template": charts.plain_template(colours), "height": frame.height, "margin": margin}
    return charts.Picture(traces, base | layout)


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return observed rows, and forecast rows that begin with the observed one of the year before, if any.

    In that first row the fan has no width, because all its quantiles are the observed number.
    """
    is_ahead = rows["is_forecast"].astype(bool)
    past, ahead = rows[~is_ahead], rows[is_ahead]
    joint = past.tail(1)
    if ahead.empty or joint.empty or int(joint["kita_year"].iloc[0]) != int(ahead["kita_year"].min()) - 1:
        return past, ahead
    return past, pd.concat([joint, ahead])


def line(rows: pd.DataFrame, column: str, colour: str, name: str, width: float = LINE) -> Part:
    """Return observed values as a solid line, or forecast values as a dashed one; gaps stay gaps.

    `column` is a quantity with columns <column>_q10 and <column>_q90 beside it.
    """
    is_ahead = bool(rows["is_forecast"].any())
    return {
        "type": "scatter",
        "x": rows["kita_year"].tolist(),
        "y": rows[column].tolist(),
        "mode": "lines",
        "name": f"{name}, Prognose" if is_ahead else name,
        "connectgaps": False,
        "line": {"color": colour, "width": width, "dash": FORECAST_DASH if is_ahead else "solid"},
        "customdata": _hovers(rows, column),
        "hovertemplate": "%{customdata}",
    }


def fan_band(rows: pd.DataFrame, low: str, high: str, fill: str) -> Part:
    """Return the area between two quantiles."""
    years = rows["kita_year"].tolist()
    return {
        "type": "scatter",
        "x": years + years[::-1],
        "y": rows[high].tolist() + rows[low].tolist()[::-1],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": fill,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def value_axis(low: float, high: float) -> Part:
    """Return an axis of whole numbers with round limits and three to five labels."""
    ticks = charts.nice_ticks(low, max(high, low + LEAST))
    return {
        "range": [ticks[0], ticks[-1] + 0.06 * (ticks[-1] - ticks[0])],
        "tickvals": ticks,
        "ticktext": [f"{text.number(tick)} " for tick in ticks],
    }


def kita_axis(years: Sequence[int], is_phone: bool) -> Part:
    """Return an axis that labels every second or fourth Kita year, counted from the last."""
    distinct = sorted(set(years))
    every = (2 if len(distinct) <= 12 else 4) * (2 if is_phone else 1)
    shown = [year for year in distinct if (year - distinct[-1]) % every == 0]
    return {
        "range": [distinct[0] - 0.5, distinct[-1] + 0.5],
        "tickvals": shown,
        "ticktext": [text.kita_year(year) for year in shown],
    }


def _hovers(rows: pd.DataFrame, column: str) -> list[str]:
    """Per row the value, in forecast rows with its 80 % range."""
    parts = (rows[name].tolist() for name in (column, f"{column}_q10", f"{column}_q90", "is_forecast"))
    told = []
    for value, low, high, is_ahead in zip(*parts, strict=True):
        to = rounding(0 if text.is_missing(value) else value)
        span = f" ({text.range_text(low, high, to=to)})" if is_ahead and not text.is_missing(value) else ""
        told.append(f"{text.rounded(value, to)}{span}" if span else text.number(value))
    return told
