"""Who moves from where to where: matrix of origins and destinations, and the Sankey of a few groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts.base import figure, label
from dashboards.maps.classes import Classes
from dashboards.style import PICTURE_HEIGHT, Palette, rgba

# Height and width of a slanted letter in a column head, in pixels.
SLANT = 4.6
# Flows lie on each other; at this opacity three layers can still be told apart.
FLOW_OPACITY = 0.42


@dataclass(frozen=True)
class Cell:
    """One field of the matrix by its place; a missing value is None."""

    row: int
    column: int
    value: float | None


def heatmap_matrix(
    colours: Palette, matrix: pd.DataFrame, classes: Classes, is_phone: bool = False, round_to: int = 10
) -> go.Figure:
    """Return the matrix: row = origin, column = destination, both by name; numbers rounded in the cells.

    Cells with the same name in row and column are hatched. A missing cell is "…" on the no-data fill.
    """
    rows, columns = [str(name) for name in matrix.index], [str(name) for name in matrix.columns]
    cells = [
        Cell(row, column, None if text.is_missing(value) else float(value))
        for row, values in enumerate(matrix.to_numpy().tolist())
        for column, value in enumerate(values)
        if rows[row] != columns[column]
    ]
    places = (
        classes.index(pd.Series([cell.value for cell in cells], dtype=float)).fillna(-1).astype(int).tolist()
    )
    longest = max((len(name) for name in columns), default=0)
    head = round(24 + SLANT * longest)
    chart = figure(
        colours, head + 8 + 28 * len(rows), (head, round(SLANT * longest), 4, 104 if is_phone else 124)
    )
    names = [(rows[cell.row], columns[cell.column], text.rounded(cell.value, round_to)) for cell in cells]
    chart.add_traces(
        [_fields(colours, classes, cells, places), _numbers(colours, classes, cells, places, names)]
    )
    same = [(row, columns.index(name)) for row, name in enumerate(rows) if name in columns]
    heads = [
        label(name, place, 1, colours.text, size=12, yref="paper", textangle=-50, yanchor="bottom", xshift=4)
        for place, name in enumerate(columns)
    ]
    chart.update_layout(annotations=heads, shapes=[line for spot in same for line in _hatch(colours, *spot)])
    chart.update_xaxes(range=[-0.5, len(columns) - 0.5], visible=False)
    font = {"size": 12, "color": colours.text}
    chart.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticks="",
        tickvals=list(range(len(rows))),
        ticktext=[f"{name} " for name in rows],
        tickfont=font,
    )
    return chart


def sankey(
    colours: Palette,
    flows: pd.DataFrame,
    order: Sequence[str],
    height: int = PICTURE_HEIGHT,
    is_phone: bool = False,
) -> go.Figure:
    """Return the flows between at most six groups, origins left, destinations right, in the same order.

    `flows` has origin, destination, value; flows inside a group are left out: say so in the subtitle.
    """
    crossing = flows[(flows["origin"] != flows["destination"]) & (flows["value"] > 0)]
    left = [name for name in order if name in set(crossing["origin"])]
    right = [name for name in order if name in set(crossing["destination"])]
    shades = {name: colours.categorical[place % len(colours.categorical)] for place, name in enumerate(order)}
    out, into = crossing.groupby("origin")["value"].sum(), crossing.groupby("destination")["value"].sum()
    chart = figure(colours, height, (28, 110 if not is_phone else 96, 8, 110 if not is_phone else 96))
    chart.add_trace(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [""] * (len(left) + len(right)),
                "customdata": [*left, *right],
                "color": [shades[name] for name in [*left, *right]],
                "x": [0.001] * len(left) + [0.999] * len(right),
                "y": [*_middles(out, left), *_middles(into, right)],
                "pad": 18,
                "thickness": 12,
                "line": {"width": 0},
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            link={
                "source": [left.index(name) for name in crossing["origin"]],
                "target": [len(left) + right.index(name) for name in crossing["destination"]],
                "value": crossing["value"].tolist(),
                "color": [rgba(shades[name], FLOW_OPACITY) for name in crossing["origin"]],
                "customdata": [
                    f"{origin} → {destination}: {text.number(value)}"
                    for origin, destination, value in _triples(crossing)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    chart.update_layout(annotations=[*_ends(colours, out, left, 0), *_ends(colours, into, right, 1)])
    return chart


def _middles(totals: pd.Series, names: Sequence[str]) -> list[float]:
    """Middle of each node in shares of the height, when the nodes fill it with gaps between."""
    gap = 0.05
    room = 1 - gap * (len(names) - 1)
    total = float(totals.sum()) or 1.0
    middles, top = [], 0.0
    for name in names:
        share = room * float(totals[name]) / total
        middles.append(min(max(top + share / 2, 0.001), 0.999))
        top += share + gap
    return middles


def _ends(colours: Palette, totals: pd.Series, names: Sequence[str], side: int) -> list[dict[str, object]]:
    head = label(
        "Herkunft" if side == 0 else "Ziel",
        side,
        1,
        colours.muted,
        xref="paper",
        yref="paper",
        xanchor="right" if side == 0 else "left",
        yanchor="bottom",
        yshift=8,
    )
    return [head] + [
        label(
            f"<b>{name}</b> {text.number(totals[name])}",
            side,
            1 - middle,
            colours.text,
            xref="paper",
            yref="paper",
            xanchor="right" if side == 0 else "left",
            xshift=-8 if side == 0 else 8,
        )
        for name, middle in zip(names, _middles(totals, names), strict=True)
    ]


def _fields(colours: Palette, classes: Classes, cells: Sequence[Cell], places: Sequence[int]) -> go.Heatmap:
    """The coloured fields; class 0 is the no-data fill, so the colour classes begin at 1."""
    fills = [colours.no_data, *classes.colours]
    steps = [[(place + end) / len(fills), fill] for place, fill in enumerate(fills) for end in (0, 1)]
    return go.Heatmap(
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        z=[place + 1 for place in places],
        zmin=-0.5,
        zmax=len(fills) - 0.5,
        colorscale=steps,
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )


def _numbers(
    colours: Palette,
    classes: Classes,
    cells: Sequence[Cell],
    places: Sequence[int],
    names: list[tuple[str, str, str]],
) -> go.Scatter:
    inks = [colours.muted, *classes.text_colours]
    return go.Scatter(
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        mode="text",
        text=[shown for _, _, shown in names],
        textfont={"size": 12, "color": [inks[place + 1] for place in places]},
        customdata=[
            [origin, destination, text.number(cell.value)]
            for cell, (origin, destination, _) in zip(cells, names, strict=True)
        ],
        hovertemplate="%{customdata[0]} → %{customdata[1]}: %{customdata[2]}<extra></extra>",
    )


def _hatch(colours: Palette, row: int, column: int) -> list[dict[str, object]]:
    """Diagonal strokes in one field, from the lower left upwards."""
    strokes = [(-0.5, 0.12, -0.12, -0.5), (-0.5, 0.5, 0.5, -0.5), (-0.12, 0.5, 0.5, -0.12)]
    return [
        {
            "type": "line",
            "x0": column + x0,
            "y0": row + y0,
            "x1": column + x1,
            "y1": row + y1,
            "line": {"color": colours.axis, "width": 1},
        }
        for x0, y0, x1, y1 in strokes
    ]


def _triples(flows: pd.DataFrame) -> list[tuple[str, str, float]]:
    columns = (flows[name].tolist() for name in ("origin", "destination", "value"))
    return list(zip(*columns, strict=True))
