"""Charts of one area and year: need by month, and how far each assumption moves the Saldo."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.style import Palette, rgba
from dashboards.topics.kita import axes
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.needs import Array
from forecasting.kita.course import MONTHS
from forecasting.kita.sensitivity import Moved

HEIGHT = 320
BAR_HEIGHT = 46
# Months of the reference days 1 August, 1 October and 1 March.
REFERENCE = {0: "1. Aug.", 2: "1. Okt.", 7: "1. März"}


def course(colours: Palette, monthly: Array, places: float, *, is_phone: bool = False) -> go.Figure:
    """Return need on the first of each month, (month, draw), with its 80 % fan and the places as a line."""
    low, middle, high = (np.quantile(monthly, level, axis=1).tolist() for level in (0.1, 0.5, 0.9))
    at = list(range(len(MONTHS)))
    fan: Part = {
        "type": "scatter",
        "x": at + at[::-1],
        "y": high + low[::-1],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": rgba(colours.brand, colours.fan_outer),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    need = _line(at, middle, colours.brand, "Bedarf, Prognose", axes.FORECAST_DASH)
    need["customdata"] = [
        f"{text.rounded(value, 1)} ({text.range_text(below, above)})"
        for value, below, above in zip(middle, low, high, strict=True)
    ]
    need["hovertemplate"] = "%{customdata}"
    traces = [fan, need]
    known = [*low, *high]
    notes = [charts.label("<b>Bedarf</b>", at[-1], middle[-1], colours.brand, xshift=8)]
    if not np.isnan(places):
        traces.append(_line(at, [places] * len(at), colours.text, "Plätze", "solid"))
        known.append(places)
        notes.append(charts.label("Plätze", at[-1], places, colours.text, xshift=8))
    if len(notes) > 1:
        _keep_apart(notes, max(known) - min(known))
    values = axes.value_axis(min(known), max(known))
    months = {
        "tickvals": at,
        "ticktext": [name if not is_phone or place % 2 == 0 else "" for place, name in enumerate(MONTHS)],
        "range": [-0.4, len(MONTHS) - 0.6],
    }
    lines = [
        {"type": "line", "x0": month, "x1": month, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
        | {"line": {"color": colours.axis, "width": 1, "dash": "dot"}}
        for month in REFERENCE
    ]
    heads = [
        charts.label(words, month, 1, colours.muted, yref="paper", yanchor="top", xshift=4, size=12)
        for month, words in REFERENCE.items()
    ]
    layout = {"xaxis": months, "yaxis": values, "shapes": lines, "annotations": [*notes, *heads]}
    return axes.assemble(colours, Frame(HEIGHT, 12, 66, 28, 50), traces, layout | {"hovermode": "x unified"})


def tornado(colours: Palette, saldo: float, moved: Sequence[Moved], *, is_phone: bool = False) -> go.Figure:
    """Return the Saldo under the low and the high setting of each assumption, widest on top."""
    rows = list(range(len(moved)))
    traces = [_bars(colours, saldo, [float(getattr(one, side)) for one in moved]) for side in ("low", "high")]
    notes = [
        note for row, one in enumerate(moved) for note in _ends(colours, row, one, saldo, is_phone=is_phone)
    ]
    reach = [float(getattr(one, side)) for one in moved for side in ("low", "high")]
    low, high = min([saldo, *reach]), max([saldo, *reach])
    air = (0.6 if is_phone else 0.34) * max(high - low, 1.0)
    names = {
        "range": [len(moved) - 0.5, -0.5],
        "showgrid": False,
        "tickvals": rows,
        "ticktext": [f"{one.name}  " for one in moved],
        "tickfont": {"size": 13, "color": colours.text},
    }
    axis = {"visible": False, "range": [low - air, high + air]}
    middle = {"type": "line", "x0": saldo, "x1": saldo, "y0": -0.5, "y1": len(moved) - 0.5}
    middle |= {"line": {"color": colours.text, "width": 1.3}}
    layout = {"xaxis": axis, "yaxis": names, "annotations": notes, "shapes": [middle], "barmode": "overlay"}
    frame = Frame(BAR_HEIGHT * len(moved) + 24, 6, 12, 12, 120 if is_phone else 170)
    return axes.assemble(colours, frame, traces, layout | {"bargap": 0.5, "showlegend": False})


def _line(x: list[int], y: list[float], colour: str, name: str, dash: str) -> Part:
    line = {"color": colour, "width": axes.LINE if dash != "solid" else 2.2, "dash": dash}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "name": name, "line": line}


def _keep_apart(notes: list[Part], reach: float) -> None:
    """Shift the two names at the ends of the lines if they would touch."""
    least = 18 / HEIGHT * max(reach, 1.0)
    gap = notes[0]["y"] - notes[1]["y"]
    if abs(gap) < least:
        notes[0]["yshift"], notes[1]["yshift"] = (9, -9) if gap >= 0 else (-9, 9)


def _bars(colours: Palette, saldo: float, values: list[float]) -> Part:
    return {
        "type": "bar",
        "orientation": "h",
        "base": saldo,
        "x": [value - saldo for value in values],
        "y": list(range(len(values))),
        "marker": {
            "color": [colours.loss if value < saldo else colours.gain for value in values],
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
    }


def _ends(colours: Palette, row: int, one: Moved, saldo: float, *, is_phone: bool) -> list[Part]:
    """Both settings with their Saldo at the ends of the bars; two on one side do not cover each other."""
    ends = sorted([(one.low, one.low_words), (one.high, one.high_words)])
    is_one_sided = ends[1][0] < saldo or ends[0][0] > saldo
    # On a phone the setting stands under its number; two numbers on one side stand under each other.
    between = "<br>" if is_phone and not is_one_sided else " "
    shown = [f"<b>{text.signed(value)}</b>{between}{words}" for value, words in ends]
    both = ("<br>" if is_phone else "; ").join(shown)
    left = {"xanchor": "right", "xshift": -6, "size": 12}
    right = {"xanchor": "left", "xshift": 6, "size": 12}
    if ends[1][0] < saldo:
        return [charts.label(both, ends[0][0], row, colours.text, **left)]
    if ends[0][0] > saldo:
        return [charts.label(both, ends[1][0], row, colours.text, **right)]
    sides = zip(ends, shown, (left, right), strict=True)
    return [charts.label(words, value, row, colours.text, **side) for (value, _), words, side in sides]
