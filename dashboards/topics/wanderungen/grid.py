"""Tables as pictures: the heat strip of years and age groups, and the matrix of origins and destinations."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.maps import Classes
from dashboards.style import Palette
from dashboards.topics.wanderungen.canvas import Frame, Mark, drawn, named_rows

# Where hatch lines cut a cell of side 1, measured along its diagonal direction.
HATCH = (-0.66, -0.33, 0.0, 0.33, 0.66)
FLOOR = 12
# Above this many columns only the colours are drawn; the numbers stand in hover and table.
MOST_WORDS = 20
# From here on, cells are rounded to tens; below one, a decimal says that it is not none.
ROUNDED_FROM = 100
# So many years find room in full above the cells of a phone.
FEW_YEARS = 6
# Width of an average letter of the 12 px face.
LETTER = 6.2


@dataclass(frozen=True)
class Grid:
    """Cells in the order of the picture, first row on top. NaN is missing; the diagonal may be hatched."""

    rows: list[str]
    columns: list[str]
    values: np.ndarray
    words: list[list[str]]
    hovers: list[list[str]]
    is_square: bool = False
    # Rows that are areas; the others are partners outside. None: all.
    areas: int | None = None

    @property
    def has_words(self) -> bool:
        """Whether numbers find room in the cells."""
        return len(self.columns) <= MOST_WORDS or not self.is_square

    @property
    def inside(self) -> int:
        """Number of rows that are areas."""
        return len(self.rows) if self.areas is None else self.areas

    def kinds(self, classes: Classes) -> np.ndarray:
        """The class of each cell from 1; 0 where the value is missing."""
        places = np.searchsorted(np.array(classes.cuts), self.values, side="right") + 1
        return np.where(np.isnan(self.values), 0, places)


def for_phone(grid: Grid) -> Grid:
    """Return a strip of years with heads that don't run into each other on a phone: "’24" for 2024."""
    if len(grid.columns) <= FEW_YEARS:
        return grid
    return replace(grid, columns=[f"’{year[-2:]}" for year in grid.columns])


def grid_figure(grid: Grid, classes: Classes, colours: Palette, height: int) -> go.Figure:
    """Return the cells in class colours with their numbers; rows are labelled left, columns on top."""
    kinds = grid.kinds(classes)
    marks = [_cells(kinds, grid, classes, colours)]
    if grid.has_words:
        marks.append(_numbers(kinds, grid, classes, colours))
    if grid.is_square:
        marks.append(_hatching(grid.inside, colours))
    heads = {
        "tickvals": list(range(len(grid.columns))),
        "ticktext": grid.columns,
        "ticks": "",
        "showline": False,
    }
    look = {"side": "top", "tickangle": -45 if grid.is_square else 0, "fixedrange": True}
    span = {"range": [-0.5, len(grid.columns) - 0.5], "tickfont": {"size": FLOOR, "color": colours.text}}
    layout = {
        "xaxis": heads | look | span,
        "yaxis": named_rows(grid.rows, colours, FLOOR),
        "shapes": _border(grid, colours),
    }
    longest = max(len(name) for name in grid.columns)
    frame = Frame(
        height,
        top=16 + round(0.75 * LETTER * longest) if grid.is_square else 24,
        right=round(0.6 * LETTER * len(grid.columns[-1])) if grid.is_square else 4,
        bottom=4,
        left=10 + round(LETTER * max(len(name) for name in grid.rows)),
    )
    return drawn(colours, frame, marks, layout)


def _border(grid: Grid, colours: Palette) -> list[Mark]:
    """Lines between the areas and the partners outside."""
    if grid.inside == len(grid.rows):
        return []
    edge, end = grid.inside - 0.5, len(grid.rows) - 0.5
    line = {"type": "line", "line": {"color": colours.axis, "width": 1}}
    return [
        line | {"x0": edge, "x1": edge, "y0": -0.5, "y1": end},
        line | {"x0": -0.5, "x1": end, "y0": edge, "y1": edge},
    ]


def heat_grid(
    band_years: pd.DataFrame, column: str, labels: dict[str, str], digits: int, unit: str = " Jahre"
) -> Grid:
    """Return year × row of one area; `band_years` has band, year, `column`; `labels` code → row name.

    Where `column`_state says so, a missing figure is not meaningful, which is not missing. A year nobody told
    has its place.
    """
    told = {int(year) for year in band_years["year"]}
    years = list(range(min(told), max(told) + 1)) if told else []
    places = list(zip(band_years["band"], band_years["year"], strict=True))
    known = dict(zip(places, band_years[column], strict=True))
    states = dict(zip(places, band_years.get(f"{column}_state", [None] * len(places)), strict=True))
    values = np.array([[known.get((code, year), np.nan) for year in years] for code in labels], dtype=float)
    write = text.signed if column.startswith("net") else text.number
    words = [
        [
            text.NOT_MEANINGFUL if states.get((code, year)) == "not_meaningful" else write(value, digits)
            for year, value in zip(years, row, strict=True)
        ]
        for code, row in zip(labels, values.tolist(), strict=True)
    ]
    hovers = [
        [f"<b>{label}{unit}, {year}</b><br>{word}" for year, word in zip(years, row, strict=True)]
        for label, row in zip(labels.values(), words, strict=True)
    ]
    return Grid(list(labels.values()), [str(year) for year in years], values, words, hovers)


def pair_grid(pairs: pd.DataFrame, names: dict[str, str], years: int, unknown: set[tuple[str, str]]) -> Grid:
    """Return the matrix of areas in the order of `names`: row origin, column destination, yearly means.

    Pairs in `unknown` are not reported, which is not none.
    """
    return exchange_grid(pairs, names, {}, years, unknown)


def exchange_grid(
    pairs: pd.DataFrame,
    areas: dict[str, str],
    outside: dict[str, str],
    years: int,
    unknown: set[tuple[str, str]],
) -> Grid:
    """Return the matrix of areas and of partners outside: row origin, column destination, yearly means.

    Pairs in `unknown` are not reported, which is not none; moves between partners outside are nobody's here.
    Numbers from 100 on are rounded to tens, so that a cell does not look more exact than it is.
    """
    names = areas | outside
    order = list(names)
    known = dict(zip(zip(pairs["origin"], pairs["destination"], strict=True), pairs["moves"], strict=True))
    known |= dict.fromkeys(unknown, np.nan)
    cells = np.array([[known.get((a, b), 0.0) for b in order] for a in order], dtype=float) / years
    np.fill_diagonal(cells, np.nan)
    cells[len(areas) :, len(areas) :] = np.nan
    words = [[_count(cell) for cell in row] for row in cells.tolist()]
    for place, row in enumerate(words):
        row[place] = ""
        if place >= len(areas):
            row[len(areas) :] = [""] * len(outside)
    hovers = [
        [_pair_hover(names[a], names[b], word) for b, word in zip(order, row, strict=True)]
        for a, row in zip(order, words, strict=True)
    ]
    shown = list(names.values())
    return Grid(shown, shown, cells, words, hovers, is_square=True, areas=len(areas))


def _count(value: float) -> str:
    if value == 0:
        return text.NOTHING
    if value >= ROUNDED_FROM:
        return text.rounded(value, 10)
    return text.number(value, 1 if value < 1 else 0)


def _pair_hover(origin: str, destination: str, word: str) -> str:
    if word == text.MISSING:
        return f"<b>{origin} → {destination}</b><br>nicht gemeldet; zwischen Gemeinden nur im Ganzen"
    if not word:
        return "im selben Gebiet oder außerhalb: hier nicht gezählt"
    return f"<b>{origin} → {destination}</b><br>{'keine' if word == text.NOTHING else word} im Jahr"


def _cells(kinds: np.ndarray, grid: Grid, classes: Classes, colours: Palette) -> Mark:
    steps = [colours.page if grid.is_square else colours.no_data, *classes.colours]
    count = len(steps)
    scale = [[(place + end) / count, colour] for place, colour in enumerate(steps) for end in (0, 1)]
    # The ends are exactly 0 and 1, else plotly draws a scale of its own.
    scale[0][0], scale[-1][0] = 0, 1
    return {
        "type": "heatmap",
        "z": kinds.tolist(),
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": grid.hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _numbers(kinds: np.ndarray, grid: Grid, classes: Classes, colours: Palette) -> Mark:
    inks = [colours.muted, *classes.text_colours]
    rows, columns = np.indices(kinds.shape)
    return {
        "type": "scatter",
        "x": columns.ravel().tolist(),
        "y": rows.ravel().tolist(),
        "text": [word for row in grid.words for word in row],
        "mode": "text",
        "textfont": {"size": FLOOR, "color": [inks[kind] for kind in kinds.ravel()]},
        "hoverinfo": "skip",
    }


def _hatching(count: int, colours: Palette) -> Mark:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for cell in range(count):
        for cut in HATCH:
            # Lines rise to the right; rows grow downwards, so the second coordinate is mirrored.
            xs += [cell - 0.46 + 0.92 * max(0.0, cut), cell - 0.46 + 0.92 * min(1.0, 1 + cut), None]
            ys += [cell + 0.46 - 0.92 * max(0.0, -cut), cell + 0.46 - 0.92 * min(1.0, 1 - cut), None]
    line = {"color": colours.axis, "width": 0.9}
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"}
