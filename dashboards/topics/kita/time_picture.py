"""The time picture of Kita planning: places as steps, need with its fan, and the gap between them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.charts.base import apart
from dashboards.style import PICTURE_HEIGHT, Palette, rgba
from dashboards.topics.kita import axes, placing
from dashboards.topics.kita.assumptions import rounding
from dashboards.topics.kita.placing import Box, Plot
from dashboards.topics.kita.shortfall import shortfall

TOP, RIGHT, BOTTOM, LEFT = 12, 66, 28, 50
# At most this many measures are named in the picture; the list below it has them all.
NAMED_MEASURES = 2
SMALL = 12
# Width of a picture on a desktop and on a phone, in pixels.
COLUMN_WIDTH, PHONE_WIDTH = 600, 358
# Shifts of a note against its point to try in turn, as shares of its width.
LEFT_FIRST = (-0.7, 0.0, -1.2, 0.6)
CENTRED_FIRST = (0.0, -0.4, 0.4)
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
    plot = _plot(chart, area, view)
    notes += _gap(chart, colours, area, view, plot) + _measures(colours, area, view, plot)
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


def _gap(chart: go.Figure, colours: Palette, area: pd.DataFrame, view: Balance, plot: Plot) -> list[Note]:
    """The gap of the chosen year between the two lines, written out beside it, shortage or surplus."""
    chosen = area[(area["kita_year"] == view.kita_year) & area["saldo"].notna()]
    if chosen.empty:
        return []
    row = chosen.iloc[0]
    need, places, saldo = float(row["need"]), float(row["places"]), float(row["saldo"])
    year, thin = view.kita_year, {"color": colours.text, "width": 1}
    chart.add_shape(type="line", x0=year, x1=year, y0=need, y1=places, line=thin)
    shown = text.signed(rounding(saldo) * round(saldo / rounding(saldo)))
    words = f"<b>{text.kita_year(year)}:<br>{shown} Plätze</b>"
    # Between the lines if there is room, as beside a large surplus.
    width, height = placing.size(words)
    left, middle = plot.x(year) + 6, (plot.y(need) + plot.y(places)) / 2
    if plot.take(Box(left, middle - height / 2, left + width, middle + height / 2)):
        return [charts.label(words, year, (need + places) / 2, colours.text, size=SMALL, xshift=6)]
    return _note(words, (year, max(need, places)), plot, (colours.text, colours.text), LEFT_FIRST)


def _measures(colours: Palette, area: pd.DataFrame, view: Balance, plot: Plot) -> list[Note]:
    """The largest steps named near the line, each with a short leader; left out where they do not fit."""
    count = 1 if view.is_phone else NAMED_MEASURES
    named = view.measures.sort_values("size", ascending=False, key=abs).head(count)
    levels = area.set_index("kita_year")["places"]
    notes: list[Note] = []
    for step in named.sort_values("kita_year").to_dict("records"):
        level = levels.get(step["kita_year"])
        if level is not None and not pd.isna(level):
            at = (step["kita_year"] - 0.5, float(level))
            notes += _note(step["words"], at, plot, (colours.muted, colours.axis), CENTRED_FIRST)
    return notes


def _note(
    words: str, at: tuple[float, float], plot: Plot, ink: tuple[str, str], sides: tuple[float, ...]
) -> list[Note]:
    """Words with a leader to a point of the picture, where they fit; ink: colours of words and leader."""
    anchor = plot.x(at[0]), plot.y(at[1])
    box = plot.place(placing.size(words), anchor, sides)
    if box is None:
        return []
    edge, side = (box.bottom, "bottom") if box.bottom > anchor[1] else (box.top, "top")
    leader = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": ink[1], "standoff": 2}
    end = {"ax": (box.left + box.right) / 2 - anchor[0], "ay": anchor[1] - edge}
    stand = {"xanchor": "center", "yanchor": side, "align": "center", "size": SMALL}
    return [charts.label(words, at[0], at[1], ink[0], **leader, **end, **stand)]


def _plot(chart: go.Figure, area: pd.DataFrame, view: Balance) -> Plot:
    """The plot in pixels with what already stands in it. The width is that of a column, or of a phone."""
    width = (PHONE_WIDTH if view.is_phone else COLUMN_WIDTH) - LEFT - RIGHT
    height = view.height - TOP - BOTTOM
    years, values = chart.layout.xaxis.range, chart.layout.yaxis.range
    plot = Plot(width, height, (float(years[0]), float(years[1])), (float(values[0]), float(values[1])))
    plot.take_lines(area)
    # The words "Prognose →" with their line, and "Bedarfsplan" at the bottom.
    if area["is_forecast"].any():
        start = plot.x(float(area.loc[area["is_forecast"], "kita_year"].min()) - 1)
        plot.taken += [Box(start - 80, height - 20, start, height), Box(start - 3, 0, start + 3, height)]
    plot.taken.append(Box(0, 0, width, 20))
    return plot


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
