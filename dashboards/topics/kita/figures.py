"""The further pictures of Kita planning: tables in, plotly figures out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.charts.base import apart
from dashboards.style import Palette, rgba
from dashboards.topics.kita import axes
from dashboards.topics.kita.balance import QUANTILES

PAIR_HEIGHT = 300
# As high as the map of houses beside it.
TALL = 360
ROW_HEIGHT = 42


@dataclass(frozen=True)
class Row:
    """One horizontal bar, the main one in brand, with a share beside its number and what it is a share of."""

    name: str
    value: float | None
    share: str = ""
    of: str = ""
    is_main: bool = False


def children_by_band(
    colours: Palette, bands: Mapping[str, pd.DataFrame], chosen: str, is_phone: bool = False
) -> go.Figure:
    """Return children of several bands over Kita years, observed and forecast with the 80 % fan.

    `bands` is name → rows of one area with kita_year, median, q10, q90, is_forecast; the chosen one is brand.
    """
    chart = charts.figure(colours, TALL, (12, 112, 28, 50))
    axes.value_axis(chart, 0, max(float(rows["q90"].max()) for rows in bands.values()))
    axes.kita_axis(
        chart, sorted({int(year) for rows in bands.values() for year in rows["kita_year"]}), is_phone
    )
    ends = []
    for name, rows in bands.items():
        colour, width = (colours.brand, axes.LINE) if name == chosen else (colours.axis, axes.THIN)
        names = {"median": "children"} | {quantile: f"children_{quantile}" for quantile in QUANTILES}
        past, ahead = axes.split(rows.rename(columns=names))
        if not ahead.empty:
            fill = rgba(colour, colours.fan_outer)
            chart.add_trace(axes.fan_band(ahead, "children_q10", "children_q90", fill))
            chart.add_trace(axes.line(ahead, "children", colour, name, width))
        chart.add_trace(axes.line(past, "children", colour, name, width))
        known = rows.dropna(subset=["median"])
        if len(known):
            ends.append((name, int(known["kita_year"].iloc[-1]), float(known["median"].iloc[-1])))
    spots = apart([value for _, _, value in ends], 18 * float(chart.layout.yaxis.range[1]) / (TALL - 40))
    chart.update_layout(
        annotations=[
            _end_label(colours, (name, value, name == chosen), (year, spot))
            for (name, year, value), spot in zip(ends, spots, strict=True)
        ],
        hovermode="x unified",
    )
    return chart


def level_bars(colours: Palette, rows: Sequence[Row], is_phone: bool = False) -> go.Figure:
    """Return horizontal bars from zero in the given order; a missing value has no bar and says "…"."""
    chart = charts.figure(colours, ROW_HEIGHT * len(rows) + 16, (4, 190 if not is_phone else 96, 8, 104))
    places = list(range(len(rows)))
    fills = [colours.brand if row.is_main else colours.axis for row in rows]
    marker = {"color": fills, "line": {"width": 0}}
    chart.add_trace(
        go.Bar(x=[row.value for row in rows], y=places, orientation="h", marker=marker, hoverinfo="skip")
    )
    notes = [
        charts.label(_beside(row, is_phone), row.value or 0, place, colours.text, xshift=8)
        for place, row in enumerate(rows)
    ]
    chart.update_layout(bargap=0.45, annotations=notes)
    chart.update_xaxes(visible=False, range=[0, max([1.0, *(row.value or 0.0 for row in rows)])])
    chart.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickvals=places,
        ticktext=[f"{row.name}  " for row in rows],
        tickfont={"size": 13, "color": colours.text},
    )
    return chart


def rates_by_age(
    colours: Palette, area: pd.DataFrame, whole: pd.DataFrame, names: tuple[str, str]
) -> go.Figure:
    """Return care rates in per cent by single age: bars of the area, a stroke for the whole it belongs to.

    Both have age and rate (0 to 1, NaN where too few children live); `names` are those of area and whole. An
    empty `whole` draws no strokes.
    """
    chart = charts.figure(colours, PAIR_HEIGHT, (20, 16, 28, 50))
    axes.value_axis(chart, 0, 100)
    shares = [None if text.is_missing(rate) else 100 * rate for rate in area["rate"]]
    chart.add_trace(
        go.Bar(
            x=area["age"].tolist(),
            y=shares,
            name=names[0],
            marker={"color": colours.brand, "line": {"width": 0}},
            customdata=[text.percent(rate) for rate in area["rate"]],
            hovertemplate="%{customdata}",
        )
    )
    if len(whole):
        chart.add_trace(
            go.Scatter(
                x=whole["age"].tolist(),
                y=(100 * whole["rate"]).tolist(),
                name=names[1],
                mode="markers",
                marker={"symbol": "line-ew", "size": 26, "line": {"width": 2, "color": colours.text}},
                customdata=[text.percent(rate) for rate in whole["rate"]],
                hovertemplate="%{customdata}",
            )
        )
    ages = area["age"].tolist()
    notes = [
        charts.label(
            text.NOT_MEANINGFUL if share is None else text.number(share),
            age,
            share or 0,
            colours.text,
            xanchor="center",
            yanchor="bottom",
            yshift=3,
        )
        for age, share in zip(ages, shares, strict=True)
    ]
    chart.update_xaxes(
        tickvals=ages, ticktext=["unter 1" if age == 0 else str(age) for age in ages], ticks=""
    )
    chart.update_layout(hovermode="x unified", bargap=0.4, annotations=notes)
    return chart


def _beside(row: Row, is_phone: bool) -> str:
    share = row.share if is_phone or not row.share else f"{row.share} {row.of}"
    return f"<b>{text.number(row.value)}</b> {share}".strip()


def _end_label(
    colours: Palette, named: tuple[str, float, bool], spot: tuple[int, float]
) -> dict[str, object]:
    name, value, is_chosen = named
    words = f"{name} {text.rounded(value, 10 if value >= 200 else 1)}"
    colour = colours.brand if is_chosen else colours.muted
    return charts.label(f"<b>{words}</b>" if is_chosen else words, spot[0], spot[1], colour, xshift=10)
