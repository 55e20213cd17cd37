"""The time picture of Kita planning: places as steps, need with its fan, and the gap between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.charts.base import apart
from dashboards.style import PICTURE_HEIGHT, Palette, rgba
from dashboards.topics.kita import axes, placing
from dashboards.topics.kita.assumptions import rounding
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.placing import AIR, Box, Plot
from dashboards.topics.kita.shortfall import shortfall

TOP, RIGHT, BOTTOM, LEFT = 12, 66, 28, 50
# At most this many measures are named in the picture; the list below it has them all.
NAMED_MEASURES = 2
SMALL = 12
# Smallest distance of the two names at the ends of the lines and of a name from the axis, in pixels.
END_GAP, ABOVE_AXIS = 36, 18
# Where something stands so near the axis, words there could not be read.
FOOT = 30
# Width of a picture on a desktop and on a phone, in pixels.
COLUMN_WIDTH, PHONE_WIDTH = 600, 358
# Shifts of a note against its point to try in turn, as shares of its width.
LEFT_FIRST = (-0.7, 0.0, -1.2, 0.6)
CENTRED_FIRST = (0.0, -0.4, 0.4)
Note = Part


@dataclass(frozen=True)
class Step:
    """A change of the places at the start of a Kita year, in words with <br>, and its size in places."""

    kita_year: int
    words: str
    size: int


@dataclass(frozen=True)
class Balance:
    """What the time picture shows besides its rows.

    `kita_year` is the year whose gap is written out, `report_years` the first and last of the six years of
    the plan, `measures` the steps to name.
    """

    kita_year: int
    report_years: tuple[int, int] | None
    measures: Sequence[Step]
    is_phone: bool = False
    height: int = PICTURE_HEIGHT


def places_and_need(colours: Palette, area: pd.DataFrame, view: Balance) -> go.Figure:
    """Return places as steps, need with its fan, and the hatched shortfall of one area.

    `area` are the rows of the balance of one area, ordered by Kita year; gaps stay gaps. With an axis that
    does not begin at 0 say so in the subtitle (charts.axis_note).
    """
    values, years = axes.value_axis(*_limits(area)), axes.kita_axis(area["kita_year"].tolist(), view.is_phone)
    past, ahead = axes.split(area)
    traces = [axes.line(past, "need", colours.brand, "Bedarf"), _steps(area, colours)]
    if not ahead.empty:
        outer, inner = (rgba(colours.brand, opacity) for opacity in (colours.fan_outer, colours.fan_inner))
        fan = [
            axes.fan_band(ahead, "need_q10", "need_q90", outer),
            axes.fan_band(ahead, "need_q25", "need_q75", inner),
        ]
        traces = [*fan, *_hatch(colours, ahead), axes.line(ahead, "need", colours.brand, "Bedarf"), *traces]
    plot = _plot(area, view, years["range"], values["range"])
    notes = [*_start_notes(colours, area, view, plot), *_gap(colours, area, view, plot)]
    notes += [*_measures(colours, area, view, plot), *_ends(colours, area, plot)]
    layout = {"xaxis": years, "yaxis": values, "annotations": notes, "shapes": _shapes(colours, area, view)}
    frame = Frame(view.height, TOP, RIGHT, BOTTOM, LEFT)
    return axes.assemble(colours, frame, traces, layout | {"hovermode": "x unified"})


def _limits(area: pd.DataFrame) -> tuple[float, float]:
    values = area[["places", "need_q10", "need_q90"]].to_numpy(dtype=float)
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    # Cutting an axis that nearly reaches zero gains nothing; some air below keeps the notes off the axis.
    return (0.0 if low < 0.45 * high else low - 0.15 * (high - low), high)


def _steps(area: pd.DataFrame, colours: Palette) -> Part:
    saldo = [
        f"{text.number(places)} · Saldo {text.signed(left)}"
        for places, left in zip(area["places"].tolist(), area["saldo"].tolist(), strict=True)
    ]
    return {
        "type": "scatter",
        "x": area["kita_year"].tolist(),
        "y": area["places"].tolist(),
        "mode": "lines",
        "name": "Plätze",
        "connectgaps": False,
        "line": {"color": colours.text, "width": 2.2, "shape": "hvh"},
        "customdata": saldo,
        "hovertemplate": "%{customdata}",
    }


def _hatch(colours: Palette, ahead: pd.DataFrame) -> list[Part]:
    polygons = shortfall(ahead)
    if not polygons:
        return []
    hatched: Part = {
        "type": "scatter",
        "x": [x for polygon in polygons for x in (*(spot[0] for spot in polygon), None)],
        "y": [y for polygon in polygons for y in (*(spot[1] for spot in polygon), None)],
        "mode": "lines",
        "name": "Fehlbedarf",
        "fill": "toself",
        "fillpattern": {"shape": "/", "fgcolor": colours.shortfall, "size": 7, "solidity": 0.32},
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    return [hatched]


def _shapes(colours: Palette, area: pd.DataFrame, view: Balance) -> list[Part]:
    """The field behind the six years of the plan, the start of the forecast, the gap of the chosen year."""
    shapes: list[Part] = []
    if view.report_years is not None:
        left, right = view.report_years[0] - 0.5, view.report_years[1] + 0.5
        field = {"fillcolor": colours.field, "line": {"width": 0}, "layer": "below"}
        shapes.append({"type": "rect", "yref": "paper", "x0": left, "x1": right, "y0": 0, "y1": 1, **field})
    start = _last_observed(area)
    if start is not None:
        line = {"type": "line", "yref": "paper", "line": {"color": colours.axis, "width": 1}}
        shapes.append({**line, "x0": start, "x1": start, "y0": 0, "y1": 1})
    row = _chosen(area, view)
    if row is not None:
        year, thin = view.kita_year, {"color": colours.text, "width": 1}
        ends = {"x0": year, "x1": year, "y0": float(row["need"]), "y1": float(row["places"])}
        shapes.append({"type": "line", "line": thin, **ends})
    return shapes


def _stands_low(area: pd.DataFrame, plot: Plot) -> bool:
    """Whether a forecast line or a hatch reaches down to where the words at the foot would stand."""
    values = area.loc[area["is_forecast"], ["places", "need_q10"]].to_numpy(dtype=float)
    return any(plot.y(value) < FOOT for value in values[~np.isnan(values)].tolist())


def _start_notes(colours: Palette, area: pd.DataFrame, view: Balance, plot: Plot) -> list[Note]:
    notes = []
    start = _last_observed(area)
    if view.report_years is not None:
        words = "Bedarfsplan" if view.is_phone else "Bedarfsplan, 6 Jahre"
        at, side = (1.0, "top") if _stands_low(area, plot) else (0.01, "bottom")
        spot = {"yref": "paper", "yanchor": side, "xanchor": "right", "size": SMALL}
        notes.append(charts.label(words, view.report_years[1] + 0.4, at, colours.muted, **spot))
    if start is not None:
        spot = {"yref": "paper", "yanchor": "top", "xanchor": "right", "xshift": -6, "size": SMALL}
        notes.append(charts.label("Prognose →", start, 1.0, colours.muted, **spot))
    return notes


def _last_observed(area: pd.DataFrame) -> int | None:
    ahead = area.loc[area["is_forecast"], "kita_year"]
    return int(ahead.min()) - 1 if len(ahead) else None


def _chosen(area: pd.DataFrame, view: Balance) -> pd.Series | None:
    rows = area[(area["kita_year"] == view.kita_year) & area["saldo"].notna()]
    return None if rows.empty else rows.iloc[0]


def _gap(colours: Palette, area: pd.DataFrame, view: Balance, plot: Plot) -> list[Note]:
    """The gap of the chosen year between the two lines, written out beside it, shortage or surplus."""
    row = _chosen(area, view)
    if row is None:
        return []
    need, places, saldo, year = float(row["need"]), float(row["places"]), float(row["saldo"]), view.kita_year
    shown = text.signed(rounding(saldo) * round(saldo / rounding(saldo)))
    words = f"<b>{text.kita_year(year)}:<br>{shown} Plätze</b>"
    # Between the lines if there is room, as beside a large surplus.
    width, height = placing.size(words)
    at, bottom = plot.x(year), (plot.y(need) + plot.y(places) - height) / 2
    low, high = sorted((plot.y(need), plot.y(places)))
    plot.taken.append(Box(at - AIR, low, at + AIR, high))
    for shift, side, left in ((6, "left", at + 6), (-6, "right", at - 6 - width)):
        if plot.take(Box(left, bottom, left + width, bottom + height)):
            spot = {"size": SMALL, "xshift": shift, "xanchor": side, "align": side}
            return [charts.label(words, year, (need + places) / 2, colours.text, **spot)]
    return _note(words, (year, max(need, places)), plot, (colours.text, colours.text), LEFT_FIRST)


def _measures(colours: Palette, area: pd.DataFrame, view: Balance, plot: Plot) -> list[Note]:
    """The largest steps named near the line, each with a short leader; left out where they do not fit."""
    count = 1 if view.is_phone else NAMED_MEASURES
    largest = sorted(view.measures, key=lambda step: -abs(step.size))[:count]
    levels = dict(zip(area["kita_year"].tolist(), area["places"].tolist(), strict=True))
    notes: list[Note] = []
    for step in sorted(largest, key=lambda step: step.kita_year):
        level = levels.get(step.kita_year)
        if level is not None and not pd.isna(level):
            at = (step.kita_year - 0.5, level)
            notes += _note(step.words, at, plot, (colours.muted, colours.axis), CENTRED_FIRST)
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


def _plot(area: pd.DataFrame, view: Balance, years: list[float], values: list[float]) -> Plot:
    """The plot in pixels with what already stands in it. The width is that of a column, or of a phone."""
    width = (PHONE_WIDTH if view.is_phone else COLUMN_WIDTH) - LEFT - RIGHT
    height = view.height - TOP - BOTTOM
    plot = Plot(width, height, (years[0], years[1]), (values[0], values[1]))
    plot.take_lines(area)
    # The words "Prognose →" with their line, and "Bedarfsplan" at the bottom.
    start = _last_observed(area)
    if start is not None:
        at = plot.x(start)
        plot.taken += [Box(at - 80, height - 20, at, height), Box(at - 3, 0, at + 3, height)]
    foot = height - 20 if _stands_low(area, plot) else 0
    plot.taken += [Box(0, 0, width, 26), Box(0, foot, width, foot + 20)]
    return plot


def _ends(colours: Palette, area: pd.DataFrame, plot: Plot) -> list[Note]:
    """Name and last value at the end of both lines, moved apart where they would touch."""
    last_year = int(area["kita_year"].max())
    ends = []
    for column, name, colour in (("need", "Bedarf", colours.brand), ("places", "Plätze", colours.text)):
        known = area[column].dropna()
        if len(known):
            ends.append((name, float(known.iloc[-1]), colour))
    low, high = plot.values
    pixel = (high - low) / plot.height
    heights = apart([value for _, value, _ in ends], END_GAP * pixel)
    raised = max([low + ABOVE_AXIS * pixel - height for height in heights] + [0.0])
    heights = [height + raised if height - low < END_GAP * pixel else height for height in heights]
    notes = []
    for (name, value, colour), height in zip(ends, heights, strict=True):
        words = f"<b>{name}</b><br>{text.rounded(value, rounding(value))}"
        notes.append(charts.label(words, last_year + 0.5, height, colour, xshift=6))
    return notes
