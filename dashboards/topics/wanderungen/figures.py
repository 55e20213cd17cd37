"""Pictures of areas and age groups: dumbbells of arrivals and departures, two balances, small multiples."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import label, nice_ticks
from dashboards.style import Palette, rgba
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

# Limits and ticks of an axis.
Scale = tuple[list[float], list[float]]

PER_ROW, PER_ROW_PHONE = 4, 2
# Pixels above each small picture for name and last value, and below it for its years.
HEAD, FOOT = 40, 22


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
    return dumbbells(table, ("Zuzüge", "Fortzüge", "Saldo"), look)


def dumbbells(table: pd.DataFrame, heads: tuple[str, str, str], look: Look) -> go.Figure:
    """Return two dots per row and the gap between them at the right.

    `table` has name, first, second, gap in the order to draw; `heads` say what the three numbers are.
    """
    colours = look.colours
    first, second = table["first"], table["second"]
    names = [_shortened(str(name), 16 if look.is_phone else 34) for name in table["name"]]
    is_left = (second <= first).tolist()
    marks = [
        _stems(first, second, colours),
        _dots(heads[1], second, colours.loss, is_left, look),
        _dots(heads[0], first, colours.brand, [not left for left in is_left], look),
    ]
    known = pd.concat([first, second]).max()
    ticks = nice_ticks(0.0, 1.0 if text.is_missing(known) else 1.06 * float(known))
    side = {"xref": "paper", "xshift": 58, "xanchor": "right"}
    signs = [
        label(f"<b>{text.signed(value, look.digits)}</b>", 1, place, colours.text, **side)
        for place, value in enumerate(table["gap"])
    ]
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
    longest = max((len(name) for name in names), default=8)
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
    limit = float(table[["within", "beyond"]].abs().max().max() or 1.0) * 1.55
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
    left = min(110 if look.is_phone else 170, 14 + round(6.8 * longest))
    return drawn(colours, Frame(look.height, 46, 8, 6, left), marks, layout)


def small_multiples(table: pd.DataFrame, shown: Sequence[str], look: Look, *, is_signed: bool) -> go.Figure:
    """Return one panel per name, four to a row, two on a phone, all on one scale, all areas as grey threads.

    `table` has years as index and one column per area; signed lines take the colour of their last sign.
    """
    columns = PER_ROW_PHONE if look.is_phone else look.per_row or PER_ROW
    rows = -(-len(shown) // columns)
    scale = _shared_scale(table)
    marks: list[Mark] = []
    layout: Mark = {"annotations": []}
    x, y = _threads(table)
    for place, name in enumerate(shown):
        axis = "" if place == 0 else str(place + 1)
        here = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
        thread = {"color": rgba(look.colours.axis, 0.24), "width": 0.8}
        marks.append(
            {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": thread, "hoverinfo": "skip"} | here
        )
        marks.append(_panel_line(table[name], look, is_signed=is_signed) | here)
        spot = _spot(place, columns, rows, look)
        layout |= _panel_axes(
            axis, spot, (table, scale), look, is_first=place % columns == 0, is_signed=is_signed
        )
        layout["annotations"].append(_panel_head(name, table[name], spot, look, is_signed=is_signed))
    return drawn(look.colours, Frame(look.height, 0, 4, 0, 40), marks, layout)


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


def _shared_scale(table: pd.DataFrame) -> Scale:
    """Limits close around all values and 0, and the round ticks inside them."""
    low, high = float(table.min().min()), float(table.max().max())
    if pd.isna(low):
        return [0.0, 1.0], [0.0]
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.04 * ((high - low) or 1.0)
    limits = [low - room, high + room]
    return limits, [tick for tick in nice_ticks(low, high, 4) if limits[0] <= tick <= limits[1]]


def _threads(table: pd.DataFrame) -> tuple[list[float | None], list[float | None]]:
    """All areas as one line with breaks between them: one trace instead of hundreds."""
    x: list[float | None] = []
    y: list[float | None] = []
    for name in table.columns:
        x += [*table.index.tolist(), None]
        y += [*plain(table[name].round(2)), None]
    return x, y


def _panel_line(values: pd.Series, look: Look, *, is_signed: bool) -> Mark:
    known = values.dropna()
    is_loss = is_signed and len(known) > 0 and known.iloc[-1] < 0
    write = text.signed if is_signed else text.number
    return {
        "type": "scatter",
        "x": values.index.tolist(),
        "y": plain(values),
        "mode": "lines",
        "line": {"color": look.colours.loss if is_loss else look.colours.brand, "width": 1.8},
        "customdata": [write(value, look.digits) for value in values],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }


def _spot(place: int, columns: int, rows: int, look: Look) -> tuple[float, float, float, float]:
    """Left, right, bottom, top of a panel in shares of the picture."""
    gap = 0.035
    width = (1 - gap * (columns - 1)) / columns
    left = (place % columns) * (width + gap)
    cell = 1 / rows
    top = 1 - (place // columns) * cell
    # Eight widths and seven gaps may add up to a hair more than the whole.
    return left, min(1.0, left + width), top - cell + FOOT / look.height, top - HEAD / look.height


def _panel_axes(
    axis: str,
    spot: tuple[float, float, float, float],
    scale: tuple[pd.DataFrame, Scale],
    look: Look,
    *,
    is_first: bool,
    is_signed: bool,
) -> Mark:
    table, (limits, ticks) = scale
    first, last = int(table.index.min()), int(table.index.max())
    write = text.signed if is_signed else text.number
    return {
        f"xaxis{axis}": {
            "domain": list(spot[:2]),
            "anchor": f"y{axis}",
            "range": [first - 0.4, last + 0.4],
            "tickvals": [first, last],
            "ticktext": [f"’{first % 100:02d}", f"’{last % 100:02d}"],
            "showline": False,
            "ticks": "",
            "fixedrange": True,
        },
        f"yaxis{axis}": {
            "domain": list(spot[2:]),
            "anchor": f"x{axis}",
            "range": limits,
            "tickvals": ticks,
            "ticktext": [write(tick, tick_digits(ticks)) + " " for tick in ticks],
            "showticklabels": is_first,
            "zeroline": True,
            "zerolinecolor": look.colours.axis,
            "zerolinewidth": 1,
            "fixedrange": True,
        },
    }


def _panel_head(
    name: str, values: pd.Series, spot: tuple[float, float, float, float], look: Look, *, is_signed: bool
) -> Mark:
    known = values.dropna()
    write = text.signed if is_signed else text.number
    last = f"{known.index[-1]}: {write(known.iloc[-1], look.digits)}" if len(known) else text.MISSING
    place = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 2}
    return label(
        f"<b>{_shortened(name, look.letters)}</b><br>{last}", spot[0], spot[3], look.colours.text, **place
    )


def _shortened(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
