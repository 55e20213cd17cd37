"""Small multiples: one small picture per area, all on the same scale, all areas as grey threads behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts.base import axis_limits, label, template
from dashboards.style import PICTURE_HEIGHT, Palette, rgba

MARGIN = {"t": 44, "r": 8, "b": 24, "l": 40}
# Gap between panels in shares of the width, and pixels for axis and head between two rows.
GAP, HEAD = 0.03, 74


@dataclass(frozen=True)
class MultiplesLayout:
    """How small multiples are drawn; by_sign colours a line by the sign of its last value."""

    height: int = PICTURE_HEIGHT
    digits: int = 0
    by_sign: bool = True
    is_phone: bool = False


@dataclass(frozen=True)
class Panel:
    """Place of one panel in shares of the picture."""

    left: float
    right: float
    bottom: float
    top: float


def small_multiples(
    colours: Palette, table: pd.DataFrame, names: Sequence[str], layout: MultiplesLayout = MultiplesLayout()
) -> go.Figure:
    """Return one panel per name, four to a row, two on a phone. `table` is long: name, year, value."""
    wide = table.pivot_table(index="year", columns="name", values="value", dropna=False)
    threads = _threads(wide)
    panels = _panels(len(names), layout)
    axes, traces, notes, zeros = _scales(colours, wide, layout), [], [], []
    form: dict[str, Any] = {"template": template(colours), "height": layout.height, "margin": MARGIN}
    for place, (name, panel) in enumerate(zip(names, panels, strict=True)):
        number = "" if place == 0 else str(place + 1)
        ids = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        is_first = panel.left == 0
        form[f"xaxis{number}"] = axes[0] | {
            "domain": [round(panel.left, 4), round(panel.right, 4)],
            "anchor": f"y{number}",
        }
        form[f"yaxis{number}"] = axes[1] | {
            "domain": [max(round(panel.bottom, 4), 0), round(panel.top, 4)],
            "anchor": f"x{number}",
            "showticklabels": is_first,
        }
        traces += [_thread_line(colours, threads, ids), _panel_line(colours, wide, name, layout) | ids]
        notes.append(_head(colours, wide[name], name, panel, layout))
        zeros.append(
            {
                "type": "line",
                "xref": f"x{number} domain",
                "yref": f"y{number}",
                "x0": 0,
                "x1": 1,
                "y0": 0,
                "y1": 0,
                "line": {"color": colours.axis, "width": 1},
            }
        )
    return go.Figure(data=traces, layout=form | {"annotations": notes, "shapes": zeros})


def _panels(count: int, layout: MultiplesLayout) -> list[Panel]:
    columns = 2 if layout.is_phone else 4
    rows = -(-count // columns)
    width = (1 - GAP * (columns - 1)) / columns
    room = (layout.height - MARGIN["t"] - MARGIN["b"]) or 1
    height = (1 - (HEAD / room) * (rows - 1)) / rows
    return [
        Panel(
            (place % columns) * (width + GAP),
            (place % columns) * (width + GAP) + width,
            1 - (place // columns) * (height + HEAD / room) - height,
            1 - (place // columns) * (height + HEAD / room),
        )
        for place in range(count)
    ]


def _threads(wide: pd.DataFrame) -> tuple[list[float | None], list[float | None]]:
    """All areas as one line with breaks between them: one trace instead of hundreds."""
    x: list[float | None] = []
    y: list[float | None] = []
    for name in wide.columns:
        x += [*wide.index.tolist(), None]
        y += [None if pd.isna(value) else float(value) for value in wide[name]] + [None]
    return x, y


def _thread_line(
    colours: Palette, threads: tuple[list[float | None], list[float | None]], ids: dict[str, str]
) -> dict[str, Any]:
    style = {"color": rgba(colours.axis, 0.22), "width": 0.8}
    return {
        "type": "scatter",
        "x": threads[0],
        "y": threads[1],
        "mode": "lines",
        "line": style,
        "hoverinfo": "skip",
    } | ids


def _panel_line(colours: Palette, wide: pd.DataFrame, name: str, layout: MultiplesLayout) -> dict[str, Any]:
    values = [None if pd.isna(value) else float(value) for value in wide[name]]
    last = next((value for value in reversed(values) if value is not None), 0.0)
    colour = colours.brand if not layout.by_sign or last >= 0 else colours.categorical[1]
    form = text.signed if layout.by_sign else text.number
    return {
        "type": "scatter",
        "x": wide.index.tolist(),
        "y": values,
        "mode": "lines",
        "line": {"color": colour, "width": 1.8},
        "customdata": [form(value, layout.digits) for value in values],
        "hovertemplate": f"{name}, %{{x}}: %{{customdata}}<extra></extra>",
    }


def _scales(
    colours: Palette, wide: pd.DataFrame, layout: MultiplesLayout
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both axes, the same in every panel."""
    low, high = float(wide.min().min()), float(wide.max().max())
    limits, ticks = axis_limits(min(low, 0.0), max(high, 0.0), 3)
    form = text.signed if layout.by_sign else text.number
    digits = layout.digits if max(abs(tick) for tick in ticks) < 5 else 0
    first, last = int(wide.index.min()), int(wide.index.max())
    across = {
        "tickvals": [first, last],
        "ticktext": [f"’{first % 100:02d}", f"’{last % 100:02d}"],
        "showline": False,
        "ticks": "",
        "range": [first - 0.4, last + 0.4],
    }
    up = {"range": limits, "tickvals": ticks, "ticktext": [form(tick, digits) + " " for tick in ticks]}
    return across, up


def _head(
    colours: Palette, values: pd.Series, name: str, panel: Panel, layout: MultiplesLayout
) -> dict[str, Any]:
    form = text.signed if layout.by_sign else text.number
    known = values.dropna()
    last = f"{known.index[-1]}: {form(known.iloc[-1], layout.digits)}" if len(known) else text.MISSING
    spot = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 4}
    return label(f"<b>{name}</b><br>{last}", panel.left, panel.top, colours.text, **spot)
