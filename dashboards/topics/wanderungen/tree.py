"""The tree of partners as nested fields: types of origin and destination, and the areas behind them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn
from dashboards.topics.wanderungen.partners import PARTNERS, partner_label

# Smaller partners of a type stand together: a field must hold its name.
MOST = 12
# Pixels of the picture, of a letter and a line in a field, of its edges; a field is rarely a square, so it
# needs so many times the ground its words cover.
WIDTH, WIDTH_PHONE, LETTER, LINE, EDGES, SLACK = 600, 358, 6.6, 16, 10, 1.35
OTHERS = "übrige"
# Longer names are written in two lines, else a large field stays without a name.
ONE_LINE = 12
Node = dict[str, Any]
TINTS = {"type": 0.16, "area": 0.34}


def partner_tree(table: pd.DataFrame, look: Look) -> go.Figure:
    """Return the fields; their size is arrivals plus departures.

    `table` has partner (type), name ("" for a type without areas behind it), in and out as yearly means.
    """
    rows = branches(table, ground_of(look))
    colours = look.colours
    fills = [
        rgba(colours.categorical[PARTNERS[row["partner"]][1]], TINTS["area" if row["parent"] else "type"])
        for row in rows
    ]
    mark: Mark = {
        "type": "treemap",
        "ids": [row["id"] for row in rows],
        "labels": [row["label"] if not row["parent"] else _in_lines(row["label"]) for row in rows],
        "parents": [row["parent"] for row in rows],
        "values": [row["volume"] for row in rows],
        "branchvalues": "total",
        "marker": {
            "colors": fills,
            "line": {"color": colours.page, "width": 1.5},
            "pad": {"t": 24, "l": 3, "r": 3, "b": 3},
        },
        "text": [text.number(row["volume"]) for row in rows],
        "textinfo": "label+text",
        "textfont": {"color": colours.text, "size": 13},
        "tiling": {"packing": "squarify", "pad": 2},
        "pathbar": {"visible": False},
        "root": {"color": "rgba(0,0,0,0)"},
        "sort": True,
        "customdata": [
            [text.number(row["in"]), text.number(row["out"]), text.signed(row["in"] - row["out"])]
            for row in rows
        ],
        "hovertemplate": "<b>%{label}</b><br>%{customdata[0]} Zuzüge, %{customdata[1]} Fortzüge im Jahr, "
        "Saldo %{customdata[2]}<extra></extra>",
    }
    layout = {"uniformtext": {"minsize": 12, "mode": "hide"}}
    return drawn(colours, Frame(look.height, 0, 0, 0, 0), [mark], layout)


def ground_of(look: Look) -> float:
    """Return the pixels a picture has for its fields."""
    return float((WIDTH_PHONE if look.is_phone else WIDTH) * look.height)


def branches(table: pd.DataFrame, ground: float = float("inf")) -> Sequence[Node]:
    """Return the nodes of the tree, types before their areas; a type is as large as its areas together.

    Beyond the largest of a type, and where a field would be too small for its name on a `ground` of so many
    pixels, the rest stands in one field. A missing flow leaves its node out.
    """
    known = table.dropna(subset=["in", "out"]).assign(volume=lambda rows: rows["in"] + rows["out"])
    known = known[known["volume"] > 0]
    nodes: list[Node] = []
    for code in [code for code in PARTNERS if code in set(known["partner"])]:
        part = known[known["partner"] == code].sort_values("volume", ascending=False)
        nodes.append(_node(code, "", partner_label(code), code, part))
        named = part[part["name"] != ""]
        if named.empty:
            continue
        share = ground / float(known["volume"].sum())
        fits = [
            _holds(str(name), volume * share)
            for name, volume in zip(named["name"], named["volume"], strict=True)
        ]
        kept = named[fits].head(MOST)
        if kept.empty:
            continue
        nodes += [
            _node(f"{code}/{name}", code, str(name), code, kept[kept["name"] == name])
            for name in kept["name"]
        ]
        rest = part.drop(index=kept.index)
        if len(rest):
            nodes.append(_node(f"{code}/{OTHERS}", code, OTHERS, code, rest))
    return nodes


def _holds(name: str, pixels: float) -> bool:
    """Whether a field of so many pixels holds its name and number."""
    lines = _in_lines(name).split("<br>")
    width = LETTER * max(len(line) for line in lines) + EDGES
    return SLACK * width * (LINE * (len(lines) + 1) + EDGES) <= pixels


def _in_lines(name: str) -> str:
    """Return a long name broken at the space next to its middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= ONE_LINE or not spaces:
        return name
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def _node(name: str, parent: str, label: str, partner: str, rows: pd.DataFrame) -> Node:
    sums = {side: float(rows[side].sum()) for side in ("in", "out", "volume")}
    return {"id": name, "parent": parent, "label": label, "partner": partner, **sums}
