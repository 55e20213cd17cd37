"""The chord picture: who exchanges how much with whom, areas around a circle, each pair one ribbon."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import label
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn

# Gap between two areas and thickness of their arcs, in shares of the circle and of its radius.
GAP, RING = 0.012, 0.05
POINTS = 18
# How far the picture reaches up and down in radii; height of a line and width of a letter of a name, pixels.
HEIGHT, LINE, LETTER = 1.22, 16, 6.6
PALE, STRONG = 0.22, 0.62
FEW = 10


@dataclass(frozen=True)
class Ribbons:
    """Areas in order with their flows (yearly means, origin × destination, NaN unknown) and what stands out.

    `clear` are pairs of places whose balance is more than chance, in both orders.
    """

    names: Sequence[str]
    flows: np.ndarray
    clear: frozenset[tuple[int, int]]


def chord(ribbons: Ribbons, look: Look) -> go.Figure:
    """Return the picture; a ribbon is as wide at an area as that area sends to the other one.

    Pairs with a clear balance are drawn in the brand colour, the others grey. Unknown pairs have no ribbon.
    """
    colours = look.colours
    arcs = spans(ribbons.flows)
    ends = _ends(ribbons.flows, arcs)
    order = sorted(ends, key=lambda pair: pair in ribbons.clear)
    marks = [_ribbon(ribbons, pair, ends[pair], look) for pair in order]
    marks += [_arc(ribbons, place, arc, look) for place, arc in enumerate(arcs)]
    hidden = {"visible": False, "fixedrange": True}
    width = 1.9 if look.is_phone else 1.75
    names = _apart([_name(ribbons.names[place], arc, look) for place, arc in enumerate(arcs)], look)
    reach = max([HEIGHT, *(abs(note["y"]) + LINE / _unit(look) for note in names)])
    layout = {
        "xaxis": hidden | {"range": [-width, width], "constrain": "domain"},
        "yaxis": hidden | {"range": [-reach, reach], "scaleanchor": "x"},
        "annotations": names,
    }
    return drawn(colours, Frame(look.height, 0, 0, 0, 0), marks, layout)


def spans(flows: np.ndarray) -> list[tuple[float, float]]:
    """Return start and end of each area's arc in shares of the circle; its length is what the area sends."""
    sums = np.nansum(flows, axis=1)
    total = float(sums.sum())
    room = 1 - GAP * len(sums)
    lengths = room * sums / total if total > 0 else np.full(len(sums), room / max(len(sums), 1))
    starts = np.concatenate([[0.0], np.cumsum(lengths + GAP)[:-1]]) + GAP / 2
    return [(float(start), float(start + length)) for start, length in zip(starts, lengths, strict=True)]


def _ends(
    flows: np.ndarray, arcs: list[tuple[float, float]]
) -> dict[tuple[int, int], tuple[tuple[float, float], tuple[float, float]]]:
    """Where each ribbon leaves the arcs of its two areas: neighbours first, so that ribbons cross little."""
    count = len(arcs)
    scale = [
        (end - start) / total if (total := float(np.nansum(flows[place]))) > 0 else 0.0
        for place, (start, end) in enumerate(arcs)
    ]
    taken: dict[tuple[int, int], tuple[float, float]] = {}
    for place, (start, _) in enumerate(arcs):
        at = start
        for step in range(count - 1, 0, -1):
            other = (place + step) % count
            width = 0.0 if np.isnan(flows[place, other]) else float(flows[place, other]) * scale[place]
            taken[place, other] = (at, at + width)
            at += width
    return {
        (a, b): (taken[a, b], taken[b, a])
        for a, b in combinations(range(count), 2)
        if np.nansum([flows[a, b], flows[b, a]]) > 0
    }


def _ribbon(
    ribbons: Ribbons,
    pair: tuple[int, int],
    ends: tuple[tuple[float, float], tuple[float, float]],
    look: Look,
) -> Mark:
    inner = 1 - RING - 0.01
    (a0, a1), (b0, b1) = ends
    edge = [
        *_round(a0, a1, inner),
        *_bend(a1, b0, inner),
        *_round(b0, b1, inner),
        *_bend(b1, a0, inner),
    ]
    is_clear = pair in ribbons.clear
    fill = rgba(look.colours.brand, STRONG) if is_clear else rgba(look.colours.axis, PALE)
    return {
        "type": "scatter",
        "x": [x for x, _ in edge],
        "y": [y for _, y in edge],
        "mode": "lines",
        "line": {"width": 0.6, "color": look.colours.page},
        "fill": "toself",
        "fillcolor": fill,
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": _told(ribbons, pair),
    }


def _told(ribbons: Ribbons, pair: tuple[int, int]) -> str:
    a, b = pair
    rows = [
        f"{ribbons.names[x]} → {ribbons.names[y]}: {_cases(float(ribbons.flows[x, y]))}"
        for x, y in ((a, b), (b, a))
    ]
    told = "" if pair in ribbons.clear else "<br>Unterschied kann Zufall sein"
    return f"<b>{'<br>'.join(rows)}</b><br>Fälle im Jahr{told}"


def _arc(ribbons: Ribbons, place: int, arc: tuple[float, float], look: Look) -> Mark:
    edge = [*_round(*arc, 1.0), *_round(arc[1], arc[0], 1 - RING)]
    sent, got = (float(np.nansum(ribbons.flows[place])), float(np.nansum(ribbons.flows[:, place])))
    words = f"<b>{ribbons.names[place]}</b><br>{_cases(sent)} fort, {_cases(got)} zu im Jahr"
    return {
        "type": "scatter",
        "x": [x for x, _ in edge],
        "y": [y for _, y in edge],
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": look.colours.axis,
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": words,
    }


def _name(name: str, arc: tuple[float, float], look: Look) -> Mark:
    x, y = _point((arc[0] + arc[1]) / 2, 1.05)
    letters = 14 if look.is_phone else 22
    shown = name if len(name) <= letters else f"{name[: letters - 1]}…"
    is_top = abs(x) < 0.18
    side = "center" if is_top else "left" if x > 0 else "right"
    upright = ("bottom" if y > 0 else "top") if is_top else "middle"
    return label(shown, x, y, look.colours.text, size=12, xanchor=side, yanchor=upright)


def _apart(names: Sequence[Mark], look: Look) -> list[Mark]:
    """Move a name outwards where it would lie on one before it: narrow arcs stand close together."""
    line = LINE / _unit(look)
    placed: list[Mark] = []
    for name in names:
        moved = dict(name)
        while any(_touch(moved, other, look) for other in placed):
            moved["y"] += line if moved["y"] > 0 else -line
        placed.append(moved)
    return placed


def _touch(one: Mark, other: Mark, look: Look) -> bool:
    """Whether two names lie on each other, by their estimated widths."""
    (left, right), (start, end) = _span(one, look), _span(other, look)
    return left < end and start < right and abs(one["y"] - other["y"]) < LINE / _unit(look) - 1e-6


def _span(name: Mark, look: Look) -> tuple[float, float]:
    width = LETTER * len(name["text"]) / _unit(look)
    start = name["x"] - width * {"left": 0.0, "center": 0.5, "right": 1.0}[name["xanchor"]]
    return start, start + width


def _unit(look: Look) -> float:
    """Pixels of a radius."""
    return look.height / (2 * HEIGHT)


def _round(start: float, end: float, radius: float) -> list[tuple[float, float]]:
    return [_point(share, radius) for share in np.linspace(start, end, POINTS)]


def _bend(start: float, end: float, radius: float) -> list[tuple[float, float]]:
    """A curve from one place of the circle to another, drawn towards the middle."""
    (x0, y0), (x1, y1) = _point(start, radius), _point(end, radius)
    return [
        (round((1 - t) ** 2 * x0 + t * t * x1, 4), round((1 - t) ** 2 * y0 + t * t * y1, 4))
        for t in np.linspace(0, 1, POINTS)
    ]


def _point(share: float, radius: float) -> tuple[float, float]:
    """A place on the circle, clockwise from the top."""
    angle = 2 * np.pi * share
    return round(float(radius * np.sin(angle)), 4), round(float(radius * np.cos(angle)), 4)


def _cases(value: float) -> str:
    if np.isnan(value):
        return text.MISSING
    return text.number(value, 0 if value >= FEW or float(value).is_integer() else 1)
