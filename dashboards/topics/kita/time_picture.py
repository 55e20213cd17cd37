"""The time picture of Kita planning: places as steps, need with its fan, and the gap between them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.charts.base import apart
from dashboards.style import PICTURE_HEIGHT, Palette, rgba
from dashboards.topics.kita import axes
from dashboards.topics.kita.assumptions import rounding
from dashboards.topics.kita.shortfall import shortfall

TOP, RIGHT, BOTTOM, LEFT = 12, 66, 28, 50
# At most this many measures are named in the picture; the list below it has them all.
NAMED_MEASURES = 2
SMALL = 12
Note = dict[str, Any]


@dataclass(frozen=True)
class Balance:
    """What the time picture shows besides its rows.

    `kita_year` is the year whose gap is written out, `report_years` the first and last of the six years of
    the plan, `measures` the steps to name: kita_year, words, size (places).
    """

    kita_year: int
    report_years: tuple[int, int] | None
    measures: pd.DataFrame
    is_phone: bool = False
    height: int = PICTURE_HEIGHT


def places_and_need(colours: Palette, area: pd.DataFrame, view: Balance) -> go.Figure:
    """Return places as steps, need with its fan, and the hatched shortfall of one area.

    `area` are the rows of the balance of one area, ordered by Kita year; gaps stay gaps. With an axis that
    does not begin at 0 say so in the subtitle (charts.axis_note).
    """
    chart = charts.figure(colours, view.height, (TOP, RIGHT, BOTTOM, LEFT))
    axes.value_axis(chart, *_limits(area))
    axes.kita_axis(chart, area["kita_year"].tolist(), view.is_phone)
    past, ahead = axes.split(area)
    notes = _report_years(chart, colours, view)
    if not ahead.empty:
        chart.add_trace(axes.fan_band(ahead, "need_q10", "need_q90", rgba(colours.brand, colours.fan_outer)))
        chart.add_trace(axes.fan_band(ahead, "need_q25", "need_q75", rgba(colours.brand, colours.fan_inner)))
        _hatch(chart, colours, ahead)
        notes += _forecast_start(chart, colours, int(area.loc[area["is_forecast"], "kita_year"].min()) - 1)
    chart.add_trace(axes.line(past, "need", colours.brand, "Bedarf"))
    if not ahead.empty:
        chart.add_trace(axes.line(ahead, "need", colours.brand, "Bedarf"))
    chart.add_trace(_steps(area, colours))
    notes += _gap(chart, colours, area, view) + _measures(colours, area, view)
    chart.update_layout(annotations=notes + _ends(chart, colours, area, view), hovermode="x unified")
    return chart


def _limits(area: pd.DataFrame) -> tuple[float, float]:
    values = pd.concat([area["places"], area["need_q10"], area["need_q90"]]).dropna()
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    # Cutting an axis that nearly reaches zero gains nothing; some air below keeps the notes off the axis.
    return (0.0 if low < 0.45 * high else low - 0.15 * (high - low), high)


def _steps(area: pd.DataFrame, colours: Palette) -> go.Scatter:
    saldo = [
        f"{text.number(places)} · Saldo {text.signed(left)}"
        for places, left in zip(area["places"], area["saldo"], strict=True)
    ]
    return go.Scatter(
        x=area["kita_year"].tolist(),
        y=area["places"].tolist(),
        mode="lines",
        name="Plätze",
        connectgaps=False,
        line={"color": colours.text, "width": 2.2, "shape": "hvh"},
        customdata=saldo,
        hovertemplate="%{customdata}",
    )


def _hatch(chart: go.Figure, colours: Palette, ahead: pd.DataFrame) -> None:
    polygons = shortfall(ahead)
    if not polygons:
        return
    chart.add_trace(
        go.Scatter(
            x=[x for polygon in polygons for x in (*(spot[0] for spot in polygon), None)],
            y=[y for polygon in polygons for y in (*(spot[1] for spot in polygon), None)],
            mode="lines",
            name="Fehlbedarf",
            fill="toself",
            fillpattern={"shape": "/", "fgcolor": colours.shortfall, "size": 7, "solidity": 0.32},
            line={"width": 0},
            hoverinfo="skip",
        )
    )


def _report_years(chart: go.Figure, colours: Palette, view: Balance) -> list[Note]:
    """A field behind the six years the yearly plan has to cover."""
    if view.report_years is None:
        return []
    first, last = view.report_years
    chart.add_vrect(x0=first - 0.5, x1=last + 0.5, fillcolor=colours.field, line_width=0, layer="below")
    words = "Bedarfsplan" if view.is_phone else "Bedarfsplan, 6 Jahre"
    spot = {"yref": "paper", "yanchor": "bottom", "xanchor": "right", "size": SMALL}
    return [charts.label(words, last + 0.4, 0.01, colours.muted, **spot)]


def _forecast_start(chart: go.Figure, colours: Palette, last_observed: int) -> list[Note]:
    chart.add_vline(x=last_observed, line={"color": colours.axis, "width": 1})
    spot = {"yref": "paper", "yanchor": "top", "xanchor": "right", "xshift": -6, "size": SMALL}
    return [charts.label("Prognose →", last_observed, 1.0, colours.muted, **spot)]


def _gap(chart: go.Figure, colours: Palette, area: pd.DataFrame, view: Balance) -> list[Note]:
    """The gap of the chosen year between the two lines, written out beside it, shortage or surplus."""
    chosen = area[(area["kita_year"] == view.kita_year) & area["saldo"].notna()]
    if chosen.empty:
        return []
    row = chosen.iloc[0]
    need, places, saldo = float(row["need"]), float(row["places"]), float(row["saldo"])
    chart.add_shape(
        type="line",
        x0=view.kita_year,
        x1=view.kita_year,
        y0=need,
        y1=places,
        line={"color": colours.text, "width": 1},
    )
    shown = text.signed(rounding(saldo) * round(saldo / rounding(saldo)))
    words = f"<b>{text.kita_year(view.kita_year)}:<br>{shown} Plätze</b>"
    spot = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colours.text}
    top = float(chart.layout.yaxis.range[1])
    # The words stand above the upper line, to the left, where the fan is still narrow.
    lift = -34 if max(need, places, float(row["need_q90"])) < 0.9 * top else 0
    beside = {
        "ax": -64 if not view.is_phone else -48,
        "ay": lift,
        "xanchor": "right",
        "bgcolor": rgba(colours.page, 0.82),
    }
    return [charts.label(words, view.kita_year, max(need, places), colours.text, **(spot | beside))]


def _measures(colours: Palette, area: pd.DataFrame, view: Balance) -> list[Note]:
    """The largest steps named below the line, each with a short leader."""
    named = view.measures.sort_values("size", ascending=False, key=abs).head(
        1 if view.is_phone else NAMED_MEASURES
    )
    levels = area.set_index("kita_year")["places"]
    notes = []
    for place, step in enumerate(named.sort_values("kita_year").to_dict("records")):
        year = int(step["kita_year"])
        if pd.isna(levels.get(year)):
            continue
        spot = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colours.axis, "ax": 0}
        beside = {
            "ay": 34 + 40 * place,
            "yanchor": "top",
            "xanchor": "center",
            "align": "center",
            "size": SMALL,
        }
        lower = float(levels[year])
        notes.append(charts.label(step["words"], year - 0.5, lower, colours.muted, **(spot | beside)))
    return notes


def _ends(chart: go.Figure, colours: Palette, area: pd.DataFrame, view: Balance) -> list[Note]:
    """Name and last value at the end of both lines, moved apart where they would touch."""
    last_year = int(area["kita_year"].max())
    ends = []
    for column, name, colour in (("need", "Bedarf", colours.brand), ("places", "Plätze", colours.text)):
        known = area.dropna(subset=[column])
        if len(known):
            ends.append((name, float(known[column].iloc[-1]), colour))
    low, high = chart.layout.yaxis.range
    gap = 36 * (float(high) - float(low)) / (view.height - TOP - BOTTOM)
    heights = apart([value for _, value, _ in ends], gap)
    return [
        charts.label(
            f"<b>{name}</b><br>{text.rounded(value, rounding(value))}",
            last_year + 0.5,
            height,
            colour,
            xshift=6,
        )
        for (name, value, colour), height in zip(ends, heights, strict=True)
    ]
