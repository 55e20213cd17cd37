"""Pictures of areas and age groups: dumbbells of arrivals and departures, two balances."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import label, nice_ticks
from dashboards.style import COLUMN_WIDTH, Palette
from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.canvas import (
    Frame,
    Look,
    Mark,
    drawn,
    named_rows,
    plain,
    tick_digits,
)

PHONE_WIDTH = 358
# Of two columns of bars: pixels of a letter with its share of the air around a number, a side of a column as
# a share of the picture, and the most of a side that words may take.
LETTER, HALF_COLUMN, MOST_WORDS = 8.2, 0.24, 0.7


def age_profile(bands: pd.DataFrame, suffix: str, look: Look) -> go.Figure:
    """Return a dumbbell per age group from departures to arrivals, with the balance at its right.

    `bands` has the band codes as index and the figures of measures.over_period.
    """
    rows = bands.loc[[group.code for group in ages.AGE_GROUPS]]
    table = pd.DataFrame(
        {
            "name": [group.label for group in ages.AGE_GROUPS],
            "first": rows["arrivals" + suffix].tolist(),
            "second": rows["departures" + suffix].tolist(),
            "gap": rows["net" + suffix].tolist(),
        }
    )
    if suffix:
        # Too few of an age for a rate is not the same as not delivered.
        table["is_small"] = (rows["net" + suffix].isna() & rows["net"].notna()).tolist()
    return dumbbells(table, ("Zuzüge", "Fortzüge", "Saldo"), look)


def dumbbells(table: pd.DataFrame, heads: tuple[str, str, str], look: Look) -> go.Figure:
    """Return two dots per row and the gap between them at the right.

    `table` has name, first, second, gap in the order to draw, and is_small where a missing gap is not
    meaningful; `heads` say what the three numbers are.
    """
    colours = look.colours
    first, second = table["first"], table["second"]
    names = [_in_room(str(name), look) for name in table["name"]]
    is_left = (second <= first).tolist()
    marks = [
        _stems(first, second, colours),
        _dots(heads[1], second, colours.loss, is_left, look),
        _dots(heads[0], first, colours.brand, [not left for left in is_left], look),
    ]
    known = pd.concat([first, second]).max()
    ticks = nice_ticks(0.0, 1.0 if text.is_missing(known) else 1.06 * float(known))
    side = {"xref": "paper", "xshift": 58, "xanchor": "right"}
    is_small = table.get("is_small", pd.Series(False, index=table.index))
    gaps = [
        text.NOT_MEANINGFUL if few else text.signed(value, look.digits)
        for value, few in zip(table["gap"], is_small, strict=True)
    ]
    signs = [label(f"<b>{words}</b>", 1, place, colours.text, **side) for place, words in enumerate(gaps)]
    head = label(heads[2], 1, 1, colours.muted, yref="paper", yanchor="bottom", yshift=4, **side)
    layout = {
        "annotations": [*signs, head],
        "xaxis": {
            "range": [-(0.2 if look.is_phone else 0.09) * ticks[-1], ticks[-1] * 1.02],
            "tickvals": ticks,
            "ticktext": [text.number(tick, tick_digits(ticks)) for tick in ticks],
            "showgrid": True,
            "gridcolor": colours.grid,
        },
        "yaxis": named_rows(names, colours),
    }
    longest = max((len(part) for name in names for part in name.split("<br>")), default=8)
    left = max(88, min(130 if look.is_phone else 250, 16 + round(6.8 * longest)))
    return drawn(colours, Frame(look.height, 26, 66, 28, left), marks, layout)


def two_balances(
    table: pd.DataFrame, heads: tuple[str, str], look: Look, selected: str | None = None
) -> go.Figure:
    """Return two columns of horizontal bars on one scale: balance inside and across the border, by area.

    `table` has name, within, beyond in the order to draw; `heads` name the columns.
    """
    colours = look.colours
    shown = [_shortened(str(name), 14 if look.is_phone else 24) for name in table["name"]]
    longest = max((len(name) for name in shown), default=8)
    is_chosen = [name == selected for name in table["name"]]
    names = [f"<b>{name}</b>" if chosen else name for name, chosen in zip(shown, is_chosen, strict=True)]
    left = min(110 if look.is_phone else 170, 14 + round(6.8 * longest))
    limit = _with_words(table[["within", "beyond"]], left, look)
    span = {"range": [-limit, limit], "visible": False, "fixedrange": True}
    stroke = {"color": colours.axis, "width": 1}
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": -0.5, "y1": len(names) - 0.5, "line": stroke}
    place = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom", "yshift": 8}
    layout = {
        "bargap": 0.36,
        "xaxis": span | {"domain": [0, 0.48]},
        "xaxis2": span | {"domain": [0.52, 1]},
        "yaxis": named_rows(names, colours),
        "shapes": [zero | {"xref": axis} for axis in ("x", "x2")],
        "annotations": [
            label(head, middle, 1, colours.muted, **place)
            for head, middle in zip(heads, (0.24, 0.76), strict=True)
        ],
    }
    marks = [_sign_bars(table["within"], "x", look), _sign_bars(table["beyond"], "x2", look)]
    return drawn(colours, Frame(look.height, 46, 8, 6, left), marks, layout)


def _stems(arrivals: pd.Series, departures: pd.Series, colours: Palette) -> Mark:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, ends in enumerate(zip(plain(arrivals), plain(departures), strict=True)):
        xs += [*ends, None]
        ys += [place, place, None]
    line = {"color": colours.hairline, "width": 6}
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _dots(name: str, values: pd.Series, colour: str, is_left: Sequence[bool], look: Look) -> Mark:
    words = [text.number(value, look.digits) for value in values]
    return {
        "type": "scatter",
        "x": plain(values),
        "y": list(range(len(values))),
        "mode": "markers+text",
        "name": name,
        "text": words,
        "textposition": ["middle left" if left else "middle right" for left in is_left],
        "textfont": {"size": 12, "color": look.colours.muted},
        "cliponaxis": False,
        "marker": {"color": colour, "size": 11, "line": {"color": look.colours.page, "width": 1.5}},
        "hovertemplate": name + " %{text}<extra></extra>",
    }


def _with_words(values: pd.DataFrame, left: int, look: Look) -> float:
    """How far an axis reaches so that the longest number fits beside the longest bar."""
    letters = max(len(text.signed(value, look.digits)) for column in values for value in values[column])
    side = HALF_COLUMN * ((PHONE_WIDTH if look.is_phone else COLUMN_WIDTH) - left)
    room = min(LETTER * letters / side, MOST_WORDS)
    return float(values.abs().max().max() or 1.0) / (1 - room)


def _sign_bars(values: pd.Series, axis: str, look: Look) -> Mark:
    colours = look.colours
    fills = [colours.loss if value < 0 else colours.gain for value in values.fillna(0)]
    return {
        "type": "bar",
        "x": plain(values),
        "y": list(range(len(values))),
        "orientation": "h",
        "xaxis": axis,
        "marker": {"color": fills, "line": {"width": 0}},
        "text": [text.signed(value, look.digits) for value in values],
        "textposition": "outside",
        "textfont": {"size": 12, "color": colours.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _in_room(name: str, look: Look) -> str:
    """Return a name as it fits left of its row; on a phone a flow stands in two lines."""
    if not look.is_phone:
        return _shortened(name, 34)
    return "<br>→ ".join(_shortened(part, 14 if " → " in name else 16) for part in name.split(" → "))


def _shortened(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
