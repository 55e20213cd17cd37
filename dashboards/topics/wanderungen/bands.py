"""Balances with what chance may have made of them: bars with their 95 % band, and the curve by age."""

from collections.abc import Hashable, Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import inside_ticks, label
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn, named_rows, plain, tick_digits
from dashboards.topics.wanderungen.significance import discoveries, tossed

# Pixels from bar to bar: usual, with three lines of words, and the most beside a higher picture; of a bar.
ROW, ROW_TALL, ROW_WIDEST, THICK = 46, 62, 70, 23
LETTER = 6.6
# Letters of a name on a phone, and where longer ones are broken.
SHORT = 20
BREAKS = {
    " aus ": "<br>aus ",
    " → ": "<br>→ ",
    "swanderung": "s-<br>wanderung",
}
LATE = 75


def banded_bars(table: pd.DataFrame, look: Look, reference: float = 0.0) -> go.Figure:
    """Return one bar per row with its band as a whisker; a bar whose band reaches `reference` is pale.

    `table` has name, value, low, high, is_clear in the order to draw; an underline of the name may stand in
    `below`. Bars start at `reference`.
    """
    colours = look.colours
    names = [_row_name(row, look) for row in table.to_dict("records")]
    longest = max((max(len(part) for part in name.split("<br>")) for name in names), default=8)
    fills = [
        _fill(value, reference, clear, look)
        for value, clear in zip(table["value"], table["is_clear"], strict=True)
    ]
    low, high = _reach(table, reference)
    room = (0.34 if look.is_phone else 0.16) * (high - low)
    bars: Mark = {
        "type": "bar",
        "x": [None if value is None else value - reference for value in plain(table["value"])],
        "base": reference,
        "y": list(range(len(table))),
        "orientation": "h",
        "marker": {"color": fills, "line": {"width": 0}},
        "hovertext": [_hover(row, look) for row in table.to_dict("records")],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    values = [_value_label(row, place, look, reference) for place, row in enumerate(table.to_dict("records"))]
    stroke = {"color": colours.axis, "width": 1}
    zero = {
        "type": "line",
        "x0": reference,
        "x1": reference,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": stroke,
    }
    row = ROW_TALL if any(name.count("<br>") > 1 for name in names) else ROW
    # Bars beside a higher picture stand further apart, but not so far that they fall asunder.
    height = max(row * len(table) + 36, min(look.height, ROW_WIDEST * len(table) + 36))
    ticks = inside_ticks(low, high)
    write = text.number if reference else text.signed
    layout = {
        "bargap": 1 - THICK * len(table) / max(height - 36, 1),
        "xaxis": {
            "range": [low - 0.02 * (high - low), high + room],
            "tickvals": ticks,
            "ticktext": [write(tick, tick_digits(ticks)) for tick in ticks],
            "showgrid": True,
            "gridcolor": colours.grid,
        },
        "yaxis": named_rows(names, colours),
        "shapes": [zero],
        "annotations": values,
    }
    left = min(150 if look.is_phone else 262, 16 + round(LETTER * longest))
    return drawn(colours, Frame(height, 6, 12, 28, left), [bars, *_whiskers(table, look)], layout)


def age_curve(table: pd.DataFrame, suffix: str, look: Look) -> go.Figure:
    """Return the balance by single year of age as a curve with the 95 % band of chance around it.

    `table` is View.single_ages: index age, columns net, volume, years, residents. A missing age is a gap.
    """
    colours = look.colours
    curve = age_values(table, suffix)
    line = {"type": "scatter", "mode": "lines", "connectgaps": False}
    marks: list[Mark] = [*_band_areas(curve, look)]
    marks.append(
        line
        | {
            "x": curve.index.tolist(),
            "y": plain(curve["value"]),
            "line": {"color": colours.brand, "width": 2.2},
            "name": "Saldo",
            "customdata": [
                "{} ({} bis {})".format(*(text.signed(value, look.digits) for value in values))
                for values in zip(curve["value"], curve["low"], curve["high"], strict=True)
            ],
            "hovertemplate": "<b>%{x} Jahre</b><br>%{customdata}<extra></extra>",
        }
    )
    # The band belongs to what is shown: cut by the edge it would look narrower than it is.
    low, high = _reach(curve, 0.0)
    air = 0.04 * (high - low)
    ticks = inside_ticks(low - air, high + air)
    shown = [0, 18, 30, 50, 65, 80, 100] if not look.is_phone else [0, 18, 30, 50, 65, 100]
    stroke = {"color": colours.axis, "width": 1}
    zero = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": stroke}
    layout = {
        "xaxis": {"range": [-0.5, 100.5], "tickvals": shown, "ticktext": [str(age) for age in shown]},
        "yaxis": {
            "range": [low - air, high + air],
            "tickvals": ticks,
            "ticktext": [f"{text.signed(tick, tick_digits(ticks))} " for tick in ticks],
        },
        "shapes": [zero],
        "annotations": _peaks(curve, look),
    }
    return drawn(colours, Frame(look.height, 12, 14, 28, 52), marks, layout)


def age_values(table: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """Return value, low, high and is_clear by age: yearly means of cases, or per 1,000 of that age.

    Fewer than 50 residents of an age over the whole period carry no rate. is_clear allows for the number of
    ages looked at.
    """
    sums, gross = table["net"] * table["years"], table["volume"] * table["years"]
    half = 1.96 * np.sqrt(gross)
    if suffix == "_rate":
        base = table["residents"] * table["years"]
        scale = 1000 / base.where(base >= 50)
    else:
        scale = 1 / table["years"].astype(float)
    found = pd.DataFrame({"value": sums * scale, "low": (sums - half) * scale, "high": (sums + half) * scale})
    chances = [tossed((all_ + net) / 2, (all_ - net) / 2) for net, all_ in zip(sums, gross, strict=True)]
    return found.assign(is_clear=discoveries(chances))


def _band_areas(curve: pd.DataFrame, look: Look) -> list[Mark]:
    """The band as filled stretches, broken where an age is missing."""
    known = curve["value"].notna()
    runs = (known != known.shift()).cumsum()
    fill = {"mode": "lines", "line": {"width": 0}, "fill": "toself", "hoverinfo": "skip"}
    found = []
    for _, run in curve[known].groupby(runs[known]):
        xs = [*run.index.tolist(), *run.index.tolist()[::-1]]
        ys = [*run["high"].tolist(), *run["low"].tolist()[::-1]]
        colour = rgba(look.colours.brand, look.colours.fan_outer)
        found.append({"type": "scatter", "x": xs, "y": ys, "fillcolor": colour, **fill})
    return found


def _peaks(curve: pd.DataFrame, look: Look) -> list[Mark]:
    """Age and value at the highest and the lowest point that stand out from chance."""
    clear = curve[curve["is_clear"]]
    notes = []
    for age, side in _ends(clear["value"]):
        value = float(clear["value"][age])
        words = f"<b>{age} Jahre</b> {text.signed(value, look.digits)}"
        anchor = "bottom" if side > 0 else "top"
        # Near the right edge the words stand left of their point.
        place = {"xanchor": "left", "xshift": 6} if age < LATE else {"xanchor": "right", "xshift": -6}
        notes.append(label(words, age, value, look.colours.text, size=12, yanchor=anchor, **place))
    return notes


def _ends(values: pd.Series) -> list[tuple[int, int]]:
    found = []
    if len(values) and values.max() > 0:
        found.append((int(str(values.idxmax())), 1))
    if len(values) and values.min() < 0:
        found.append((int(str(values.idxmin())), -1))
    return found


def pale(look: Look) -> str:
    """Return the fill of a bar that chance may have made."""
    return rgba(look.colours.axis, 0.45)


def _row_name(row: dict[Hashable, Any], look: Look) -> str:
    below = row.get("below")
    name = str(row["name"])
    if look.is_phone and len(name) > SHORT:
        for mark, broken in BREAKS.items():
            name = name.replace(mark, broken, 1)
        name = "<br>".join(line for part in name.split("<br>") for line in wrap(part, SHORT))
    return f"{name}<br><span style='font-size:12px'>{below}</span>" if below else name


def _fill(value: float, reference: float, clear: bool, look: Look) -> str:
    colours = look.colours
    colour = colours.loss if not text.is_missing(value) and value < reference else colours.gain
    return colour if clear else pale(look)


def _reach(table: pd.DataFrame, reference: float) -> tuple[float, float]:
    known = table[["value", "low", "high"]].to_numpy(dtype=float).ravel()
    known = known[~np.isnan(known)]
    low, high = min([reference, *known]), max([reference, *known])
    return (low, high) if high > low else (low - 1, high + 1)


def _whiskers(table: pd.DataFrame, look: Look) -> Sequence[Mark]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, (low, high) in enumerate(zip(plain(table["low"]), plain(table["high"]), strict=True)):
        xs += [low, high, None]
        ys += [place, place, None]
    line = {"color": look.colours.text, "width": 1.4}
    return [{"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"}]


def _value_label(row: dict[Hashable, Any], place: int, look: Look, reference: float) -> Mark:
    value, high = row["value"], row["high"]
    if text.is_missing(value):
        return label(
            str(row.get("why") or text.MISSING), reference, place, look.colours.muted, size=12, xshift=6
        )
    words = row.get("words") or text.signed(float(str(value)), look.digits)
    at = max(float(str(high)), float(str(value)), reference)
    return label(f"<b>{words}</b>", at, place, look.colours.text, size=12, xshift=6)


def _hover(row: dict[Hashable, Any], look: Look) -> str:
    if text.is_missing(row["value"]):
        return f"<b>{row['name']}</b><br>{row.get('why') or 'nicht geliefert'}"
    write = text.signed if "words" not in row else text.number
    ends = [write(float(str(row[name])), look.digits) for name in ("value", "low", "high")]
    return f"<b>{row['name']}</b><br>{ends[0]} (95-%-Bereich {ends[1]} bis {ends[2]})"
