"""Tables as pictures: the heat strip of years and age groups, and the matrix of origins and destinations."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import figure
from dashboards.maps import Classes
from dashboards.style import FONT, Palette

# Where hatch lines cut a cell of side 1, measured along its diagonal direction.
HATCH = (-0.66, -0.33, 0.0, 0.33, 0.66)
FLOOR = 12
# Width of an average letter of the 12 px face.
LETTER = 6.2


@dataclass(frozen=True)
class Grid:
    """Cells in the order of the picture: first row on top. NaN is missing; the diagonal may be hatched."""

    values: pd.DataFrame
    words: list[list[str]]
    hovers: list[list[str]]
    is_diagonal_hatched: bool = False
    is_slanted: bool = False


def grid_figure(grid: Grid, classes: Classes, colours: Palette, height: int) -> go.Figure:
    """Return the cells in class colours with their numbers; rows are labelled left, columns on top."""
    kinds = grid.values.apply(classes.index)
    rows, columns = [str(row) for row in grid.values.index], [str(column) for column in grid.values.columns]
    longest = max(len(name) for name in columns)
    top = 16 + round(0.75 * LETTER * longest) if grid.is_slanted else 24
    right = round(0.6 * LETTER * len(columns[-1])) if grid.is_slanted else 4
    left = 10 + round(LETTER * max(len(name) for name in rows))
    chart = figure(colours, height, (top, right, 4, left))
    chart.add_traces([_cells(kinds, grid, classes, colours), _numbers(kinds, grid, classes, colours)])
    if grid.is_diagonal_hatched:
        chart.add_trace(_hatching(len(rows), colours))
    heads = _axis(columns, [-0.5, len(columns) - 0.5], colours)
    chart.update_layout(
        xaxis=heads | {"side": "top", "tickangle": -45 if grid.is_slanted else 0},
        yaxis=_axis([f"{row} " for row in rows], [len(rows) - 0.5, -0.5], colours),
    )
    return chart


def heat_grid(band_years: pd.DataFrame, column: str, labels: dict[str, str], digits: int) -> Grid:
    """Return year × age group of one area; `band_years` as measures.by_band, `labels` code → row name."""
    values = band_years.pivot_table(index="band", columns="year", values=column, dropna=False, observed=False)
    years = sorted(band_years["year"].unique())
    values = values.reindex(index=list(labels), columns=years)
    values.index = pd.Index(labels.values())
    is_net = column.startswith("net")
    write = text.signed if is_net else text.number
    words = [[write(value, digits) for value in row] for row in values.to_numpy()]
    hovers = [
        [f"<b>{label} Jahre, {year}</b><br>{word}" for year, word in zip(years, row, strict=True)]
        for label, row in zip(values.index, words, strict=True)
    ]
    return Grid(values, words, hovers)


def pair_grid(pairs: pd.DataFrame, order: list[str], names: dict[str, str], years: int) -> Grid:
    """Return the matrix of areas in the given order: row origin, column destination, yearly means.

    Numbers are rounded to tens once most cells reach 50, so that a cell does not look more exact than it is.
    """
    means = pairs.assign(moves=pairs["moves"].fillna(0) / years)
    values = means.pivot_table(index="origin", columns="destination", values="moves", aggfunc="sum")
    values = values.reindex(index=order, columns=order).fillna(0.0)
    cells = values.to_numpy(copy=True)
    np.fill_diagonal(cells, np.nan)
    others = cells[~np.isnan(cells)]
    step = 10 if others.size and float(np.median(others)) >= 50 else 1
    rounded = pd.DataFrame(np.round(cells / step) * step, index=values.index, columns=values.columns)
    words = [["" if np.isnan(cell) else _count(cell, step) for cell in row] for row in cells]
    hovers = [
        [_pair_hover(names[a], names[b], word) for b, word in zip(order, row, strict=True)]
        for a, row in zip(order, words, strict=True)
    ]
    rounded.index = pd.Index([names[area_id] for area_id in order])
    rounded.columns = pd.Index([names[area_id] for area_id in order])
    return Grid(rounded, words, hovers, is_diagonal_hatched=True, is_slanted=True)


def _count(value: float, step: int) -> str:
    return text.NOTHING if value == 0 else text.rounded(value, step)


def _pair_hover(origin: str, destination: str, word: str) -> str:
    if not word:
        return f"<b>{origin}</b><br>Umzüge im selben Gebiet: nicht gezählt"
    return f"<b>{origin} → {destination}</b><br>{'keine' if word == text.NOTHING else word} im Jahr"


def _cells(kinds: pd.DataFrame, grid: Grid, classes: Classes, colours: Palette) -> go.Heatmap:
    steps = [colours.page if grid.is_diagonal_hatched else colours.no_data, *classes.colours]
    count = len(steps)
    scale = [[(place + end) / count, colour] for place, colour in enumerate(steps) for end in (0, 1)]
    scale[0][0], scale[-1][0] = 0, 1
    return go.Heatmap(
        z=(kinds.fillna(-1) + 1).astype(int).to_numpy().tolist(),
        zmin=-0.5,
        zmax=count - 0.5,
        colorscale=scale,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertext=grid.hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _numbers(kinds: pd.DataFrame, grid: Grid, classes: Classes, colours: Palette) -> go.Scatter:
    inks = [colours.muted, *classes.text_colours]
    places = [(row, column) for row in range(kinds.shape[0]) for column in range(kinds.shape[1])]
    kind = (kinds.fillna(-1) + 1).astype(int).to_numpy()
    return go.Scatter(
        x=[column for _, column in places],
        y=[row for row, _ in places],
        text=[grid.words[row][column] for row, column in places],
        mode="text",
        textfont={"family": FONT, "size": FLOOR, "color": [inks[kind[place]] for place in places]},
        hoverinfo="skip",
    )


def _hatching(count: int, colours: Palette) -> go.Scatter:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for cell in range(count):
        for cut in HATCH:
            # Lines rise to the right; rows grow downwards, so the second coordinate is mirrored.
            xs += [cell - 0.46 + 0.92 * max(0.0, cut), cell - 0.46 + 0.92 * min(1.0, 1 + cut), None]
            ys += [cell + 0.46 - 0.92 * max(0.0, -cut), cell + 0.46 - 0.92 * min(1.0, 1 - cut), None]
    return go.Scatter(x=xs, y=ys, mode="lines", line={"color": colours.axis, "width": 0.9}, hoverinfo="skip")


def _axis(labels: list[str], span: list[float], colours: Palette) -> dict[str, object]:
    ticks = {"tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": labels, "ticks": ""}
    return ticks | {
        "range": span,
        "showgrid": False,
        "showline": False,
        "tickfont": {"size": FLOOR, "color": colours.text},
    }
