"""The tree of partners as nested fields: types of origin and destination, and the areas behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn
from dashboards.topics.wanderungen.partners import PARTNERS, partner_label
from dashboards.topics.wanderungen.squares import Field, laid

# Smaller partners of a type stand together.
MOST, MOST_PHONE = 8, 5
# Pixels of the picture, of a letter and a line in a field, and of the edges around its words.
WIDTH, WIDTH_PHONE, LETTER, LINE, EDGES = 588, 358, 6.6, 16, 8
# Pixels of the head of a type and of its other edges, as the picture asks for them; between two fields.
HEAD, EDGE, BETWEEN = 24, 3, 2
OTHERS = "übrige"
TENTHS_BELOW = 100
# Longer names are written in two lines, else a large field stays without a name.
ONE_LINE = 12
Node = dict[str, Any]
TINTS = {"type": 0.16, "area": 0.34}


def partner_tree(table: pd.DataFrame, look: Look) -> go.Figure:
    """Return the fields; their size is arrivals plus departures.

    `table` has partner (type), name ("" for a type without areas behind it), in and out as yearly means.
    """
    rows = branches(table, look)
    colours, numbers = look.colours, {row["id"]: place for place, row in numbered(rows, look)}
    fills = [
        rgba(colours.categorical[PARTNERS[row["partner"]][1]], TINTS["area" if row["parent"] else "type"])
        for row in rows
    ]
    digits = digits_of(rows)
    mark: Mark = {
        "type": "treemap",
        "ids": [row["id"] for row in rows],
        "labels": [_label(row, numbers) for row in rows],
        "parents": [row["parent"] for row in rows],
        "values": [row["volume"] for row in rows],
        "branchvalues": "total",
        "marker": {
            "colors": fills,
            "line": {"color": colours.page, "width": 1.5},
            "pad": {"t": HEAD, "l": EDGE, "r": EDGE, "b": EDGE},
        },
        "text": ["" if row["id"] in numbers else text.number(row["volume"], digits) for row in rows],
        "textinfo": "label+text",
        "textfont": {"color": colours.text, "size": 13},
        "tiling": {"packing": "squarify", "pad": BETWEEN},
        "pathbar": {"visible": False},
        "root": {"color": "rgba(0,0,0,0)"},
        "sort": True,
        "customdata": [
            [
                text.number(row["in"], digits),
                text.number(row["out"], digits),
                text.signed(row["in"] - row["out"], digits),
                row["label"],
            ]
            for row in rows
        ],
        "hovertemplate": "<b>%{customdata[3]}</b><br>%{customdata[0]} Zuzüge, %{customdata[1]} Fortzüge "
        "im Jahr, Saldo %{customdata[2]}<extra></extra>",
    }
    layout = {"uniformtext": {"minsize": 12, "mode": "hide"}}
    return drawn(colours, Frame(look.height, 0, 0, 0, 0), [mark], layout)


def digits_of(nodes: Sequence[Node]) -> int:
    """Return the decimals of a tree: yearly means of a few moves would all round to 0 or 1."""
    return 1 if sum(node["volume"] for node in nodes if not node["parent"]) < TENTHS_BELOW else 0


def ground_of(look: Look) -> Field:
    """Return the ground a picture has for its types."""
    return Field(0, 0, WIDTH_PHONE if look.is_phone else WIDTH, look.height).inside(HEAD, EDGE)


def branches(table: pd.DataFrame, look: Look) -> Sequence[Node]:
    """Return the nodes of the tree, types before their areas; a type is as large as its areas together.

    Beyond the largest of a type the rest stands in one field. A missing flow leaves its node out.
    """
    leaves = [
        _node(str(name), code, str(name), code, (float(into), float(out)))
        for code, name, into, out in table[["partner", "name", "in", "out"]].dropna().itertuples(index=False)
        if into + out > 0
    ]
    kinds = {code: [one for one in leaves if one["parent"] == code] for code in PARTNERS}
    kinds = {code: sorted(part, key=lambda one: -one["volume"]) for code, part in kinds.items() if part}
    nodes: list[Node] = []
    for code, part in kinds.items():
        nodes.append(_sum(code, "", partner_label(code), part))
        kept = [one for one in part if one["label"]][: MOST_PHONE if look.is_phone else MOST]
        nodes += [one | {"id": f"{code}/{one['label']}"} for one in kept]
        rest = [one for one in part if one not in kept]
        if rest and kept:
            nodes.append(_sum(f"{code}/{OTHERS}", code, OTHERS, rest))
    return nodes


def numbered(nodes: Sequence[Node], look: Look) -> list[tuple[int, Node]]:
    """Return the areas whose fields do not hold their names, with the numbers that stand there instead."""
    fields: dict[str, Field] = {}
    for parent, ground in [("", ground_of(look)), *((one["id"], None) for one in nodes if not one["parent"])]:
        part = sorted((one for one in nodes if one["parent"] == parent), key=lambda one: -one["volume"])
        inside = ground or fields[parent].inside(HEAD, EDGE)
        lying = laid([one["volume"] for one in part], inside)
        fields |= {one["id"]: field for one, field in zip(part, lying, strict=True)}
    tight = [one for one in nodes if one["parent"] and not holds(one["label"], fields[one["id"]])]
    return list(enumerate(tight, start=1))


def _label(node: Node, numbers: Mapping[str, int]) -> str:
    if node["id"] in numbers:
        return str(numbers[node["id"]])
    return str(node["label"]) if not node["parent"] else _in_lines(node["label"])


def holds(name: str, field: Field) -> bool:
    """Whether a field holds its name and its number."""
    lines = _in_lines(name).split("<br>")
    width = LETTER * max(len(line) for line in lines) + EDGES
    return width <= field.width - BETWEEN and LINE * (len(lines) + 1) + EDGES <= field.height - BETWEEN


def _in_lines(name: str) -> str:
    """Return a long name broken at the space next to its middle."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= ONE_LINE or not spaces:
        return name
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"


def _sum(name: str, parent: str, label: str, parts: Sequence[Node]) -> Node:
    moves = sum(one["in"] for one in parts), sum(one["out"] for one in parts)
    return _node(name, parent, label, parts[0]["partner"], moves)


def _node(name: str, parent: str, label: str, partner: str, moves: tuple[float, float]) -> Node:
    sums = {"in": moves[0], "out": moves[1], "volume": sum(moves)}
    return {"id": name, "parent": parent, "label": label, "partner": partner, **sums}
