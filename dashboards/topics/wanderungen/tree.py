"""The tree of partners as nested fields: types of origin and destination, and the areas behind them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn
from dashboards.topics.wanderungen.partners import PARTNERS, partner_label
from dashboards.topics.wanderungen.squares import Field, laid

# Smaller partners of a type stand together: a field must hold its name.
MOST = 12
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
    rows = branches(table, ground_of(look))
    colours = look.colours
    fills = [
        rgba(colours.categorical[PARTNERS[row["partner"]][1]], TINTS["area" if row["parent"] else "type"])
        for row in rows
    ]
    # Yearly means of a few moves would all round to 0 or 1.
    digits = 1 if sum(row["volume"] for row in rows if not row["parent"]) < TENTHS_BELOW else 0
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
            "pad": {"t": HEAD, "l": EDGE, "r": EDGE, "b": EDGE},
        },
        "text": [text.number(row["volume"], digits) for row in rows],
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
            ]
            for row in rows
        ],
        "hovertemplate": "<b>%{label}</b><br>%{customdata[0]} Zuzüge, %{customdata[1]} Fortzüge im Jahr, "
        "Saldo %{customdata[2]}<extra></extra>",
    }
    layout = {"uniformtext": {"minsize": 12, "mode": "hide"}}
    return drawn(colours, Frame(look.height, 0, 0, 0, 0), [mark], layout)


def ground_of(look: Look) -> Field:
    """Return the ground a picture has for its types."""
    return Field(0, 0, WIDTH_PHONE if look.is_phone else WIDTH, look.height).inside(HEAD, EDGE)


def branches(table: pd.DataFrame, ground: Field | None = None) -> Sequence[Node]:
    """Return the nodes of the tree, types before their areas; a type is as large as its areas together.

    Beyond the largest of a type, and of those whose field on a `ground` would not hold their name, the rest
    stands in one field. A missing flow leaves its node out.
    """
    known = table.dropna(subset=["in", "out"]).assign(volume=lambda rows: rows["in"] + rows["out"])
    known = known[known["volume"] > 0]
    sums = known.groupby("partner")["volume"].sum().sort_values(ascending=False, kind="stable")
    fields = dict(zip(sums.index, laid(sums.tolist(), ground), strict=True)) if ground else {}
    nodes: list[Node] = []
    for code in [code for code in PARTNERS if code in set(known["partner"])]:
        part = known[known["partner"] == code].sort_values("volume", ascending=False, kind="stable")
        nodes.append(_node(code, "", partner_label(code), code, part))
        kept = part[part["name"] != ""].head(MOST)
        if code in fields:
            kept = _held(part, kept, fields[code].inside(HEAD, EDGE))
        nodes += [
            _node(f"{code}/{name}", code, str(name), code, kept[kept["name"] == name])
            for name in kept["name"]
        ]
        rest = part.drop(index=kept.index)
        if len(rest) and len(kept):
            nodes.append(_node(f"{code}/{OTHERS}", code, OTHERS, code, rest))
    return nodes


def _held(part: pd.DataFrame, kept: pd.DataFrame, ground: Field) -> pd.DataFrame:
    """Those of `kept` whose fields hold their names when the rest of the type stands in one field."""
    while len(kept):
        volumes = dict(zip(kept["name"], kept["volume"], strict=True))
        rest = float(part["volume"].sum() - kept["volume"].sum())
        if rest > 0:
            volumes[OTHERS] = rest
        order = sorted(volumes, key=lambda name: -volumes[name])
        lying = laid([volumes[name] for name in order], ground)
        tight = [name for name, field in zip(order, lying, strict=True) if not holds(name, field)]
        # Where the rest has no room for its word, another one joins it.
        smallest = next((name for name in reversed(tight) if name != OTHERS), None)
        if smallest is None and tight and len(kept) > 1:
            smallest = str(kept["name"].iloc[-1])
        if smallest is None:
            return kept
        kept = kept[kept["name"] != smallest]
    return kept


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


def _node(name: str, parent: str, label: str, partner: str, rows: pd.DataFrame) -> Node:
    sums = {side: float(rows[side].sum()) for side in ("in", "out", "volume")}
    return {"id": name, "parent": parent, "label": label, "partner": partner, **sums}
