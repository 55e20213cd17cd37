"""The further pictures of Kita planning: tables in, plotly figures out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.charts.base import apart
from dashboards.style import Palette, rgba
from dashboards.topics.kita import axes
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.balance import QUANTILES

PAIR_HEIGHT = 300
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
    traces: list[Part] = []
    ends = []
    for name, rows in bands.items():
        colour, width = (colours.brand, axes.LINE) if name == chosen else (colours.axis, axes.THIN)
        names = {"median": "children"} | {quantile: f"children_{quantile}" for quantile in QUANTILES}
        past, ahead = axes.split(rows.rename(columns=names))
        if not ahead.empty:
            fill = rgba(colour, colours.fan_outer)
            traces.append(axes.fan_band(ahead, "children_q10", "children_q90", fill))
            traces.append(axes.line(ahead, "children", colour, name, width))
        traces.append(axes.line(past, "children", colour, name, width))
        known = rows.dropna(subset=["median"])
        if len(known):
            ends.append((name, int(known["kita_year"].iloc[-1]), float(known["median"].iloc[-1])))
    values = axes.value_axis(0, max(float(rows["q90"].max()) for rows in bands.values()))
    years = axes.kita_axis([int(year) for rows in bands.values() for year in rows["kita_year"]], is_phone)
    spots = apart([value for _, _, value in ends], 18 * values["range"][1] / (PAIR_HEIGHT - 40))
    notes = [
        _end_label(colours, (name, value, name == chosen), (year, spot))
        for (name, year, value), spot in zip(ends, spots, strict=True)
    ]
    layout = {"xaxis": years, "yaxis": values, "annotations": notes, "hovermode": "x unified"}
    return axes.assemble(colours, Frame(PAIR_HEIGHT, 12, 130, 28, 50), traces, layout)


def level_bars(colours: Palette, rows: Sequence[Row], is_phone: bool = False) -> go.Figure:
    """Return horizontal bars from zero in the given order; a missing value has no bar and says "…"."""
    places = list(range(len(rows)))
    bars: Part = {
        "type": "bar",
        "x": [row.value for row in rows],
        "y": places,
        "orientation": "h",
        "marker": {
            "color": [colours.brand if row.is_main else colours.axis for row in rows],
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
    }
    notes = [
        charts.label(_beside(row, is_phone), row.value or 0, place, colours.text, xshift=8)
        for place, row in enumerate(rows)
    ]
    names = {
        "range": [len(rows) - 0.5, -0.5],
        "showgrid": False,
        "tickvals": places,
        "ticktext": [f"{row.name}  " for row in rows],
        "tickfont": {"size": 13, "color": colours.text},
    }
    reach = {"visible": False, "range": [0, max([1.0, *(row.value or 0.0 for row in rows)])]}
    layout = {"xaxis": reach, "yaxis": names, "annotations": notes, "bargap": 0.45}
    frame = Frame(ROW_HEIGHT * len(rows) + 16, 4, 96 if is_phone else 190, 8, 104)
    return axes.assemble(colours, frame, [bars], layout)


def rates_by_age(
    colours: Palette, area: pd.DataFrame, whole: pd.DataFrame, names: tuple[str, str]
) -> go.Figure:
    """Return care rates in per cent by single age: bars of the area, a stroke for the whole it belongs to.

    Both have age and rate (0 to 1, NaN where too few children live); `names` are those of area and whole. An
    empty `whole` draws no strokes.
    """
    bar = {"type": "bar", "marker": {"color": colours.brand, "line": {"width": 0}}}
    stroke = {"symbol": "line-ew", "size": 26, "line": {"width": 2, "color": colours.text}}
    traces = [_rates(area, names[0]) | bar]
    if len(whole):
        traces.append(_rates(whole, names[1]) | {"type": "scatter", "mode": "markers", "marker": stroke})
    ages, above = area["age"].tolist(), {"xanchor": "center", "yanchor": "bottom", "yshift": 3}
    notes = []
    strokes = dict(zip(traces[-1]["x"], traces[-1]["y"], strict=True))
    for age, share in zip(ages, traces[0]["y"], strict=True):
        shown = text.NOT_MEANINGFUL if share is None else text.number(share)
        top = max(share or 0, strokes.get(age) or 0)
        notes.append(charts.label(shown, age, top, colours.text, **above))
    years = {
        "tickvals": ages,
        "ticktext": ["unter 1" if age == 0 else str(age) for age in ages],
        "ticks": "",
    }
    layout = {"xaxis": years, "yaxis": axes.value_axis(0, 100), "annotations": notes}
    more = {"hovermode": "x unified", "bargap": 0.4}
    return axes.assemble(colours, Frame(PAIR_HEIGHT, 20, 16, 28, 50), traces, layout | more)


def _rates(rows: pd.DataFrame, name: str) -> Part:
    return {
        "x": rows["age"].tolist(),
        "y": [None if text.is_missing(rate) else 100 * rate for rate in rows["rate"]],
        "name": name,
        "customdata": [text.percent(rate) for rate in rows["rate"]],
        "hovertemplate": "%{customdata}",
    }


def _beside(row: Row, is_phone: bool) -> str:
    share = row.share if is_phone or not row.share else f"{row.share} {row.of}"
    return f"<b>{text.number(row.value)}</b> {share}".strip()


def _end_label(colours: Palette, named: tuple[str, float, bool], spot: tuple[int, float]) -> Part:
    name, value, is_chosen = named
    words = f"{name} {text.rounded(value, 10 if value >= 200 else 1)}"
    colour = colours.brand if is_chosen else colours.muted
    return charts.label(f"<b>{words}</b>" if is_chosen else words, spot[0], spot[1], colour, xshift=10)
