"""Dots of several areas in rows: one row per age group or type, one colour per area, all on one scale."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import nice_ticks
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn, named_rows, plain, tick_digits

ROW = 40
LETTER = 6.8


def dot_rows(table: pd.DataFrame, inks: Sequence[str], look: Look) -> go.Figure:
    """Return one dot per row and area, joined within a row by a quiet stroke, with a line at zero.

    `table` has the rows in the order to draw as index and one column per area; `inks` are their colours. The
    first area is drawn last and larger, so that it is never hidden.
    """
    colours = look.colours
    known = table.to_numpy(dtype=float)
    low, high = (
        (0.0, 1.0) if pd.isna(known).all() else (min(0.0, table.min().min()), max(0.0, table.max().max()))
    )
    room = 0.05 * ((high - low) or 1.0)
    ticks = [tick for tick in nice_ticks(low, high, 6) if low - room <= tick <= high + room]
    write = text.signed if low < 0 else text.number
    names = [str(name) for name in table.index]
    zero = {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    layout = {
        "xaxis": {
            "range": [low - room, high + room],
            "tickvals": ticks,
            "ticktext": [write(tick, tick_digits(ticks)) for tick in ticks],
            "showgrid": True,
            "gridcolor": colours.grid,
        },
        "yaxis": named_rows(names, colours),
        "shapes": [zero | {"line": {"color": colours.axis, "width": 1}}],
    }
    places = list(range(len(table.columns)))[::-1]
    marks = [_stems(table, look), *(_dots(table, place, inks[place], look) for place in places)]
    left = min(
        150 if look.is_phone else 210, 20 + round(LETTER * max((len(name) for name in names), default=8))
    )
    height = max(look.height, ROW * len(table) + 44)
    return drawn(colours, Frame(height, 8, 16, 30, left), marks, layout)


def _stems(table: pd.DataFrame, look: Look) -> Mark:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, ends in enumerate(zip(plain(table.min(axis=1)), plain(table.max(axis=1)), strict=True)):
        xs += [*ends, None]
        ys += [place, place, None]
    line = {"color": look.colours.hairline, "width": 5}
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _dots(table: pd.DataFrame, place: int, ink: str, look: Look) -> Mark:
    values = table.iloc[:, place]
    write = text.signed if bool((table < 0).any(axis=None)) else text.number
    return {
        "type": "scatter",
        "x": plain(values),
        "y": list(range(len(values))),
        "mode": "markers",
        "name": str(table.columns[place]),
        "cliponaxis": False,
        "marker": {
            "color": ink,
            "size": 13 if place == 0 else 10,
            "line": {"color": look.colours.page, "width": 1.5},
        },
        "customdata": [write(value, look.digits) for value in values],
        "hovertemplate": f"<b>{table.columns[place]}</b> %{{customdata}}<extra></extra>",
    }
