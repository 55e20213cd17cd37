"""Bars: over years or ages, ranked areas, and the bridge of the components of change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts.base import Series, axis_limits, figure, label, nice_ticks
from dashboards.style import PICTURE_HEIGHT, Palette


@dataclass(frozen=True)
class BarLayout:
    """How bars are drawn. mode: beside each other, or stacked from zero upwards and downwards.

    With `by_sign` gains are petrol and losses ochre. `selected` is the name of the row drawn in brand.
    """

    height: int = PICTURE_HEIGHT
    digits: int = 0
    mode: Literal["group", "relative"] = "relative"
    by_sign: bool = False
    selected: str | None = None
    is_phone: bool = False


@dataclass(frozen=True)
class BridgeStep:
    """One bar of a bridge. A total stands on its value; a change hangs on the bar before. NULL leaves a gap.

    `note` are the gross flows in small type, such as "7.400 Geburten, 8.146 Sterbefälle".
    """

    label: str
    value: float | None
    is_total: bool = False
    note: str = ""


def bars(
    colours: Palette, rows: Sequence[Series], layout: BarLayout = BarLayout(), net: Series | None = None
) -> go.Figure:
    """Return vertical bars over years or ages; `net` is drawn above them as a line with points.

    A missing value has no bar; hover says "…".
    """
    chart = figure(colours, layout.height, (12, 24, 28, 56))
    for place, row in enumerate(rows):
        fill: str | list[str] = row.colour or colours.categorical[place % len(colours.categorical)]
        if layout.by_sign:
            fill = [colours.loss if (y or 0) < 0 else colours.gain for y in row.y]
        chart.add_trace(
            go.Bar(
                x=list(row.x),
                y=list(row.y),
                name=row.name,
                marker={"color": fill, "line": {"width": 0}},
                customdata=[text.number(abs(y) if y is not None else y, layout.digits) for y in row.y],
                hovertemplate="%{customdata}",
            )
        )
    if net is not None:
        chart.add_trace(_net(colours, net, layout))
    _value_axis(chart, rows, net, layout)
    chart.update_layout(barmode=layout.mode, hovermode="x unified", bargap=0.3, bargroupgap=0.06)
    chart.add_hline(y=0, line={"color": colours.axis, "width": 1})
    chart.update_xaxes(showline=False, ticks="")
    return chart


def ranking(
    colours: Palette, table: pd.DataFrame, layout: BarLayout = BarLayout(), mean: float | None = None
) -> go.Figure:
    """Return horizontal bars, largest on top. `table` has name, value; the selected is brand, others grey.

    `mean` is drawn as a thin line. Rows without a value stand at the end with "…".
    """
    ordered = table.sort_values("value", ascending=False, na_position="last")
    names, values = ordered["name"].tolist(), ordered["value"].tolist()
    height = max(80, 26 * len(names) + 24)
    chart = figure(colours, height, (4, 56, 12, 8))
    fills = [colours.brand if name == layout.selected else colours.axis for name in names]
    chart.add_trace(
        go.Bar(
            x=values,
            y=list(range(len(names))),
            orientation="h",
            marker={"color": fills, "line": {"width": 0}},
            text=[
                text.signed(v, layout.digits) if layout.by_sign else text.number(v, layout.digits)
                for v in values
            ],
            textposition="outside",
            textfont={"size": 13, "color": colours.text},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    if mean is not None:
        chart.add_vline(x=mean, line={"color": colours.text, "width": 1})
    chart.update_layout(bargap=0.35, margin={"l": 130 if layout.is_phone else 190})
    chart.update_xaxes(visible=False)
    chart.update_yaxes(
        autorange="reversed",
        showgrid=False,
        tickvals=list(range(len(names))),
        ticktext=[f"{name} " for name in names],
    )
    return chart


def bridge(
    colours: Palette, steps: Sequence[BridgeStep], layout: BarLayout = BarLayout(height=280)
) -> go.Figure:
    """Return the bridge from one stock to the next; gross flows stand as small type, never as bars."""
    chart = figure(colours, layout.height, (4, 16, 28, 92))
    level, ends, notes, shapes = 0.0, [], [], []
    for place, step in enumerate(steps):
        if step.value is None or text.is_missing(step.value):
            notes.append(label(text.MISSING, level, place, colours.muted, xshift=8))
            continue
        start = step.value if step.is_total else level
        level = step.value if step.is_total else level + step.value
        ends += [start, level]
        shapes += _bridge_bar(colours, step, (place, start, level), place + 1 < len(steps))
        notes.append(_bridge_label(colours, step, (place, max(start, level)), layout))
    ticks = nice_ticks(min(ends), max(ends), 4) if ends else [0.0, 1.0]
    chart.update_layout(annotations=notes, shapes=shapes)
    reach = ticks[-1] - ticks[0]
    chart.update_xaxes(
        range=[min([ticks[0], *ends]) - 0.03 * reach, ticks[-1] + (0.35 if layout.is_phone else 0.8) * reach],
        tickvals=ticks,
        ticktext=[text.number(tick) for tick in ticks],
        showline=False,
        showgrid=True,
        gridcolor=colours.grid,
        ticks="",
    )
    chart.update_yaxes(
        range=[len(steps) - 0.5, -0.5],
        showgrid=False,
        tickvals=list(range(len(steps))),
        ticktext=[f"{step.label}  " for step in steps],
        tickfont={"size": 13, "color": colours.text},
    )
    return chart


def _bridge_bar(
    colours: Palette, step: BridgeStep, spot: tuple[int, float, float], has_next: bool
) -> list[dict[str, Any]]:
    place, start, end = spot
    across = {"y0": place - 0.32, "y1": place + 0.32}
    hair = {"type": "line", "x0": end, "x1": end, "y0": place + 0.32, "y1": place + 0.68}
    link = [hair | {"line": {"color": colours.axis, "width": 1}}] if has_next else []
    if step.is_total:
        stroke = {"color": colours.text, "width": 3}
        return [{"type": "line", "x0": end, "x1": end, "line": stroke, **across}, *link]
    fill = colours.gain if end >= start else colours.loss
    return [
        {"type": "rect", "x0": start, "x1": end, "fillcolor": fill, "line": {"width": 0}, **across},
        *link,
    ]


def _bridge_label(
    colours: Palette, step: BridgeStep, spot: tuple[int, float], layout: BarLayout
) -> dict[str, Any]:
    shown = text.number(step.value) if step.is_total else text.signed(step.value)
    note = f' <span style="font-size:12px">{step.note}</span>' if step.note and not layout.is_phone else ""
    return label(f"<b>{shown}</b>{note}", spot[1], spot[0], colours.text, xshift=8)


def _net(colours: Palette, net: Series, layout: BarLayout) -> go.Scatter:
    return go.Scatter(
        x=list(net.x),
        y=list(net.y),
        mode="lines+markers",
        name=net.name,
        line={"color": colours.text, "width": 1.6},
        marker={"size": 6, "color": colours.text},
        customdata=[text.signed(y, layout.digits) for y in net.y],
        hovertemplate="%{customdata}",
    )


def _value_axis(chart: go.Figure, rows: Sequence[Series], net: Series | None, layout: BarLayout) -> None:
    """Round limits around the bars as they are stacked."""
    table = pd.DataFrame({place: list(row.y) for place, row in enumerate(rows)}, dtype=float)
    stacked = layout.mode == "relative"
    up, down = table.clip(lower=0), table.clip(upper=0)
    above = [float(y) for y in net.y if y is not None and not text.is_missing(y)] if net else []
    high = max([float((up.sum(axis=1) if stacked else up.max(axis=1)).max()), *above])
    low = min([float((down.sum(axis=1) if stacked else down.min(axis=1)).min()), *above])
    limits, ticks = axis_limits(min(low, 0.0), max(high, 0.0))
    chart.update_yaxes(
        range=limits,
        tickvals=ticks,
        ticktext=[text.number(tick, layout.digits if ticks[-1] < 10 else 0) + " " for tick in ticks],
    )
