"""Small multiples of the age groups: one panel per group, index of the last observed year, with its fan.

All panels are drawn on one pair of axes, shifted into their places: twelve subplots would take longer to
build than the rest of the page together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import charts, text
from dashboards.style import Palette, rgba
from dashboards.topics.demographie.structure import Group, group_name

BASE = 100.0
# Fewer persons than this make an index jump by single families.
INDEX_CASES = 50
QUANTILES = ["q10", "q25", "median", "q75", "q90"]
# Height of a row of panels and the part of it that is plot, in pixels.
ROW_HEIGHT, PLOT_SHARE = 172, 0.56
# Share of the width of a column that is plot.
PLOT_WIDTH = 0.86
Trace = dict[str, Any]


@dataclass(frozen=True)
class GroupPanel:
    """One age group over time: persons observed (year, persons) and forecast (year, q10 … q90)."""

    group: Group
    observed: pd.DataFrame
    forecast: pd.DataFrame


@dataclass(frozen=True)
class Grid:
    """Places of the panels: column and row count, limits of years and index."""

    columns: int
    rows: int
    years: tuple[float, float]
    limits: tuple[float, float]

    def x(self, place: int, years: Sequence[float]) -> list[float]:
        """Return years as positions in the column of a panel; columns are 1 wide."""
        first, last = self.years
        return [place % self.columns + PLOT_WIDTH * (year - first) / (last - first) for year in years]

    def y(self, place: int, values: Sequence[float]) -> list[float | None]:
        """Return index values as positions in the row of a panel; rows are 1 high, the first on top."""
        low, high = self.limits
        base = self.rows - 1 - place // self.columns
        shares = [None if text.is_missing(value) else (value - low) / (high - low) for value in values]
        return [None if share is None else base + PLOT_SHARE * share for share in shares]


def group_panels(colours: Palette, panels: Sequence[GroupPanel], base_year: int, is_phone: bool) -> go.Figure:
    """Return one small picture per age group as index of the base year, all on the same scale, with its fan.

    Gains are petrol, losses ochre, where the whole 80 % range lies on one side; else grey.
    """
    scaled = [_indexed(panel, base_year) for panel in panels]
    grid = _grid(scaled, len(panels), base_year, 2 if is_phone else 4)
    marks: list[Trace] = []
    for place, panel in enumerate(scaled):
        if panel is not None:
            marks += _panel(colours, grid, place, panel)
    ticks = _ticks(grid)
    layout = {
        "template": charts.template(colours),
        "height": grid.rows * ROW_HEIGHT,
        "margin": {"t": 0, "r": 0, "b": 22, "l": 34},
        "xaxis": {"range": [-0.01, grid.columns - (1 - PLOT_WIDTH) + 0.06], "visible": False},
        "yaxis": {"range": [-0.02, grid.rows - 0.02], "visible": False},
        "annotations": [*_heads(colours, grid, panels, base_year), *_scales(colours, grid, ticks, base_year)],
        "shapes": _lines(colours, grid, ticks, len(panels)),
    }
    return go.Figure(data=marks, layout=layout)


def index_ranges(panels: Sequence[GroupPanel], base_year: int) -> list[tuple[Group, float, float]]:
    """Return each group with its 80 % range in the last forecast year as index, base year = 100.

    Groups without a forecast or with too few persons are left out.
    """
    found = []
    for panel in panels:
        base = _base(panel, base_year)
        ahead = panel.forecast[panel.forecast["year"] > base_year]
        if base is not None and len(ahead):
            end = ahead.iloc[-1]
            found.append((panel.group, BASE * float(end["q10"]) / base, BASE * float(end["q90"]) / base))
    return found


def _base(panel: GroupPanel, base_year: int) -> float | None:
    found = panel.observed.loc[panel.observed["year"] == base_year, "persons"]
    known = len(found) > 0 and not text.is_missing(found.iloc[0]) and found.iloc[0] >= INDEX_CASES
    return float(found.iloc[0]) if known else None


def _indexed(panel: GroupPanel, base_year: int) -> GroupPanel | None:
    """The panel as index with the fan joined to the base, or None where the base is missing or too small."""
    base = _base(panel, base_year)
    if base is None:
        return None
    observed = pd.DataFrame(
        {"year": panel.observed["year"], "persons": BASE / base * panel.observed["persons"]}
    )
    ahead = panel.forecast[panel.forecast["year"] > base_year]
    if ahead.empty:
        return GroupPanel(panel.group, observed, ahead)
    scaled = {name: [BASE, *(BASE / base * ahead[name]).tolist()] for name in QUANTILES}
    return GroupPanel(
        panel.group, observed, pd.DataFrame({"year": [base_year, *ahead["year"].tolist()], **scaled})
    )


def _grid(scaled: Sequence[GroupPanel | None], count: int, base_year: int, columns: int) -> Grid:
    values, years = [BASE], [float(base_year)]
    for panel in scaled:
        if panel is not None:
            values += [*panel.observed["persons"].dropna(), *panel.forecast["q10"], *panel.forecast["q90"]]
            years += [*panel.observed["year"], *panel.forecast["year"]]
    low, high = min(values), max(values)
    air = 0.06 * max(high - low, 10.0)
    last = max(*years, min(years) + 1)
    return Grid(columns, -(-count // columns), (min(years), last), (low - air, high + air))


def _panel(colours: Palette, grid: Grid, place: int, panel: GroupPanel) -> list[Trace]:
    colour = _colour(colours, panel)
    years = panel.forecast["year"].tolist()
    x = grid.x(place, years)
    marks: list[Trace] = []
    for low, high, opacity in (("q10", "q90", colours.fan_outer), ("q25", "q75", colours.fan_inner)):
        band = grid.y(place, panel.forecast[high].tolist() + panel.forecast[low].tolist()[::-1])
        fill = {"fill": "toself", "fillcolor": rgba(colour, opacity), "line": {"width": 0}}
        marks.append(
            {"type": "scatter", "mode": "lines", "x": x + x[::-1], "y": band, "hoverinfo": "skip", **fill}
        )
    for table, column, dash in ((panel.observed, "persons", "solid"), (panel.forecast, "median", "4px,3px")):
        shown = table["year"].tolist()
        marks.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": group_name(panel.group),
                "x": grid.x(place, shown),
                "y": grid.y(place, table[column].tolist()),
                "line": {"color": colour, "width": 2, "dash": dash},
                "customdata": [
                    f"{int(year)}: {text.number(value)}"
                    for year, value in zip(shown, table[column], strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
    return marks


def _colour(colours: Palette, panel: GroupPanel) -> str:
    if panel.forecast.empty:
        known = panel.observed["persons"].dropna()
        return colours.loss if len(known) and known.iloc[-1] < known.iloc[0] else colours.gain
    end = panel.forecast.iloc[-1]
    if end["q10"] > BASE:
        return colours.gain
    return colours.loss if end["q90"] < BASE else colours.axis


def _ticks(grid: Grid) -> list[float]:
    low, high = grid.limits
    return [tick for tick in charts.nice_ticks(low, high, 4) if low <= tick <= high]


def _heads(
    colours: Palette, grid: Grid, panels: Sequence[GroupPanel], base_year: int
) -> list[dict[str, Any]]:
    heads = []
    for place, panel in enumerate(panels):
        now = panel.observed.loc[panel.observed["year"] == base_year, "persons"]
        words = text.number(None if now.empty else now.iloc[0])
        ahead = panel.forecast[panel.forecast["year"] > base_year]
        if len(ahead):
            words = f"{words} → {text.range_text(ahead['q10'].iloc[-1], ahead['q90'].iloc[-1], to=10)}"
        shown = f"<b>{group_name(panel.group)}</b><br><span style='color:{colours.muted}'>{words}</span>"
        top = grid.rows - 1 - place // grid.columns + PLOT_SHARE
        spot = {"yanchor": "bottom", "yshift": 4}
        heads.append(charts.label(shown, place % grid.columns, top, colours.text, **spot))
    return heads


def _scales(colours: Palette, grid: Grid, ticks: list[float], base_year: int) -> list[dict[str, Any]]:
    """Index scale left of each row, years under each panel."""
    labels = []
    for row in range(grid.rows):
        first = row * grid.columns
        for tick, y in zip(ticks, grid.y(first, ticks), strict=True):
            labels.append(charts.label(text.number(tick), 0, y, colours.muted, xanchor="right", xshift=-6))
        marks = sorted({int(grid.years[0]), base_year, int(grid.years[1])})
        for column in range(grid.columns):
            for year, x in zip(marks, grid.x(column, marks), strict=True):
                spot = {"xanchor": "center", "yanchor": "top", "yshift": -2, "size": 12}
                labels.append(
                    charts.label(f"’{year % 100:02d}", x, grid.rows - 1 - row, colours.muted, **spot)
                )
    return labels


def _lines(colours: Palette, grid: Grid, ticks: list[float], count: int) -> list[dict[str, Any]]:
    """Grid lines of each panel; that of the base is stronger."""
    lines = []
    for place in range(count):
        left = place % grid.columns
        for tick, y in zip(ticks, grid.y(place, ticks), strict=True):
            colour = colours.axis if tick == BASE else colours.grid
            span = {"x0": left, "x1": left + PLOT_WIDTH, "y0": y, "y1": y}
            lines.append({"type": "line", "layer": "below", "line": {"color": colour, "width": 1}, **span})
    return lines
