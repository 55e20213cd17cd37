"""The Sankey picture, drawn by hand so that names and totals stand outside the nodes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import label
from dashboards.style import Palette, rgba
from dashboards.topics.wanderungen.canvas import Frame, Mark, drawn
from dashboards.topics.wanderungen.measures import Direction
from dashboards.topics.wanderungen.partners import PARTNERS

OTHERS = "übrige"
MAX_NODES = 6
OPACITY = 0.42
NODE_WIDTH = 12
GAP = 26
POINTS = 16
# Below this width names and totals stand in two lines.
NARROW = 400
FEW = 10


@dataclass(frozen=True)
class Node:
    """A rectangle in pixels from the top, with the edge where the next band of each side begins."""

    name: str
    cases: float
    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """Where the columns stand and how many pixels a case is high."""

    width: float
    height: float
    scale: float


def sankey_figure(
    flows: pd.DataFrame, names: dict[str, str], direction: Direction, colours: Palette, size: tuple[int, int]
) -> go.Figure:
    """Return origin types → areas → destination types; only one half if the direction is in or out.

    `flows` has area_id, direction, partner, moves (yearly means); `names` the areas by id. Colour stands for
    the partner on both sides; `size` is width and height in pixels.
    """
    table = _folded(flows, names)
    shown = table if direction == "net" else table[table["direction"] == direction]
    columns = _columns(shown, direction)
    layout = _layout(columns, size)
    nodes = {
        side: _stack(sums, place, layout)
        for place, (side, sums) in zip(_places(columns, layout), columns.items(), strict=True)
    }
    marks = [
        band
        for half in ("in", "out")
        if half in set(shown["direction"])
        for band in _bands(shown[shown["direction"] == half], nodes, colours, layout)
    ]
    every = [(node, side) for side, column in nodes.items() for node in column.values()]
    hidden = {"visible": False, "fixedrange": True}
    parts = {
        "shapes": [_box(node, side, colours) for node, side in every],
        "annotations": [_name(node, (side, list(nodes)), colours, size[0]) for node, side in every],
        "xaxis": hidden | {"range": [0, size[0]]},
        "yaxis": hidden | {"range": [size[1], 0]},
    }
    return drawn(colours, Frame(size[1], 0, 0, 0, 0), marks, parts)


def _folded(flows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Top areas and "übrige"; partners in fixed order, Umland and Land together if there are too many."""
    table = flows[flows["moves"] > 0].copy()
    if table["partner"].nunique() > MAX_NODES:
        table["partner"] = table["partner"].replace("UMLAND", "LAND")
    volume = table.groupby("area_id")["moves"].sum().sort_values(ascending=False)
    kept = list(volume.index if len(volume) <= MAX_NODES else volume.index[: MAX_NODES - 1])
    table["area"] = [names[area_id] if area_id in kept else OTHERS for area_id in table["area_id"]]
    table["rank"] = [kept.index(area_id) if area_id in kept else len(kept) for area_id in table["area_id"]]
    table["place"] = table["partner"].map(list(PARTNERS).index)
    keys = ["direction", "place", "rank", "partner", "area"]
    return table.groupby(keys)["moves"].sum().reset_index()


def _columns(table: pd.DataFrame, direction: Direction) -> dict[str, pd.Series]:
    """Column → node → cases. An area between two halves is as high as its larger side."""
    halves = {half: table[table["direction"] == half] for half in ("in", "out")}
    by_side = table.groupby(["rank", "area", "direction"])["moves"].sum()
    found = {"areas": by_side.groupby(level=["rank", "area"]).max().droplevel("rank")}
    for half in ("in", "out") if direction == "net" else (direction,):
        found[half] = halves[half].groupby("partner", sort=False)["moves"].sum()
    return {side: found[side] for side in ("in", "areas", "out") if side in found}


def _layout(columns: dict[str, pd.Series], size: tuple[int, int]) -> Layout:
    width, height = size
    room = height - 24.0
    scale = min((room - GAP * len(sums)) / max(float(sums.sum()), 1e-9) for sums in columns.values())
    return Layout(width, height, scale)


def _places(columns: dict[str, pd.Series], layout: Layout) -> list[float]:
    """Left edge of each column; room for the names outside."""
    margin = 142.0 if layout.width > NARROW else 106.0
    return list(np.linspace(margin, layout.width - margin - NODE_WIDTH, len(columns)))


def _stack(sums: pd.Series, x: float, layout: Layout) -> dict[str, Node]:
    """Nodes from top to bottom, the column centred."""
    heights = np.maximum(sums.to_numpy(dtype=float) * layout.scale, 1.0)
    top = (layout.height - heights.sum() - GAP * (len(heights) - 1)) / 2 + GAP / 4
    nodes = {}
    for name, cases, height in zip(sums.index, sums, heights, strict=True):
        nodes[str(name)] = Node(str(name), float(cases), x, top, top + height)
        top += height + GAP
    return nodes


def _bands(
    half: pd.DataFrame, nodes: dict[str, dict[str, Node]], colours: Palette, layout: Layout
) -> list[Mark]:
    """Bands leave and reach their nodes in the order of the other side, to cross as little as can be."""
    ends = ("partner", "area") if half["direction"].iloc[0] == "in" else ("area", "partner")
    sides = ("in", "areas") if ends[0] == "partner" else ("areas", "out")
    heights = half["moves"] * layout.scale
    starts, arrivals = (_offsets(half[end], heights) for end in ends)
    found = []
    for row, start, arrival in zip(half.to_dict("records"), starts, arrivals, strict=True):
        source, target = (nodes[side][str(row[end])] for side, end in zip(sides, ends, strict=True))
        span = (source.x + NODE_WIDTH, source.top + start, target.x, target.top + arrival)
        xs, ys = _outline(span, float(row["moves"]) * layout.scale)
        cases = f"{_cases(row['moves'])} Fälle im Jahr"
        words = f"<b>{_title(source.name)} → {_title(target.name)}</b><br>{cases}"
        fill = rgba(colours.categorical[PARTNERS[str(row["partner"])][1]], OPACITY)
        look = {"mode": "lines", "line": {"width": 0}, "fill": "toself", "fillcolor": fill}
        hover = {"hoveron": "fills", "hoverinfo": "text", "text": words}
        found.append({"type": "scatter", "x": xs, "y": ys, **look, **hover})
    return found


def _offsets(keys: pd.Series, heights: pd.Series) -> Sequence[float]:
    return list((heights.groupby(keys.to_numpy()).cumsum() - heights).astype(float))


def _outline(ends: tuple[float, float, float, float], thickness: float) -> tuple[list[float], list[float]]:
    """Outline of a band between two nodes, horizontal at both ends."""
    x0, y0, x1, y1 = ends
    t = np.linspace(0, 1, POINTS)
    ease = t * t * (3 - 2 * t)
    xs, upper = x0 + (x1 - x0) * t, y0 + (y1 - y0) * ease
    outline = np.concatenate([upper, (upper + thickness)[::-1], upper[:1]])
    return np.concatenate([xs, xs[::-1], xs[:1]]).round(1).tolist(), outline.round(1).tolist()


def _box(node: Node, side: str, colours: Palette) -> Mark:
    fill = colours.axis if side == "areas" else colours.categorical[PARTNERS[node.name][1]]
    span = {"x0": node.x, "x1": node.x + NODE_WIDTH, "y0": node.top, "y1": node.bottom}
    return {"type": "rect", "fillcolor": fill, "line": {"width": 0}, **span}


def _name(node: Node, place: tuple[str, list[str]], colours: Palette, width: int) -> Mark:
    """Name and cases beside the outer columns, the name alone above a node in the middle."""
    side, sides = place
    middle = (node.top + node.bottom) / 2
    words = f"<b>{_title(node.name)}</b>{' ' if width > NARROW else '<br>'}{_cases(node.cases)}"
    if side == sides[0]:
        return label(words, node.x - 6, middle, colours.text, xanchor="right", align="right")
    if side == sides[-1]:
        return label(words, node.x + NODE_WIDTH + 6, middle, colours.text)
    above = {"xanchor": "center", "yanchor": "bottom", "size": 12}
    return label(f"<b>{_title(node.name)}</b>", node.x + NODE_WIDTH / 2, node.top - 1, colours.text, **above)


def _cases(value: float) -> str:
    """Yearly means below ten keep a decimal, else a third of a case would read as none."""
    return text.number(value, 0 if value >= FEW or float(value).is_integer() else 1)


def _title(name: str) -> str:
    return PARTNERS[name][0] if name in PARTNERS else name
