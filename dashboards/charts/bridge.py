"""The bridge of the components of change: from one stock to the next, change by change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import text
from dashboards.charts.base import figure, label, nice_ticks
from dashboards.charts.plain import Picture
from dashboards.style import Palette


@dataclass(frozen=True)
class BridgeLayout:
    """How a bridge is drawn; a phone leaves the gross flows out."""

    height: int = 280
    is_phone: bool = False
    digits: int = 0


@dataclass(frozen=True)
class BridgeStep:
    """One bar of a bridge. A total stands on its value; a change hangs on the bar before. NULL leaves a gap.

    `note` are the gross flows in small type, such as "7.400 Geburten, 8.146 Sterbefälle".
    """

    label: str
    value: float | None
    is_total: bool = False
    note: str = ""


def bridge(colours: Palette, steps: Sequence[BridgeStep], layout: BridgeLayout = BridgeLayout()) -> Picture:
    """Return the bridge from one stock to the next; gross flows stand as small type, never as bars."""
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
    reach = ticks[-1] - ticks[0]
    right = ticks[-1] + (0.35 if layout.is_phone else 0.8) * reach
    across = {
        "range": [min([ticks[0], *ends]) - 0.03 * reach, right],
        "tickvals": ticks,
        "ticktext": [text.number(tick) for tick in ticks],
        "showline": False,
        "showgrid": True,
        "gridcolor": colours.grid,
        "ticks": "",
    }
    down = {
        "range": [len(steps) - 0.5, -0.5],
        "showgrid": False,
        "tickvals": list(range(len(steps))),
        "ticktext": [f"{step.label}  " for step in steps],
        "tickfont": {"size": 13, "color": colours.text},
    }
    drawn = {"annotations": notes, "shapes": shapes, "xaxis": across, "yaxis": down}
    return figure(colours, layout.height, (4, 16, 28, 92), layout=drawn)


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
    colours: Palette, step: BridgeStep, spot: tuple[int, float], layout: BridgeLayout
) -> dict[str, Any]:
    shown = (text.number if step.is_total else text.signed)(step.value, layout.digits)
    note = f' <span style="font-size:12px">{step.note}</span>' if step.note and not layout.is_phone else ""
    return label(f"<b>{shown}</b>{note}", spot[1], spot[0], colours.text, xshift=8)
