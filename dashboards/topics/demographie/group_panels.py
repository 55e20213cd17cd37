"""Small multiples of the age groups: one panel per group, index of the last observed year, with its fan.

All panels are drawn on one pair of axes, shifted into their places: twelve subplots would take longer to
build than the rest of the page together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboards import charts, text
from dashboards.charts import Picture
from dashboards.style import Palette, rgba
from dashboards.topics.demographie.measure import persons_span
from dashboards.topics.demographie.structure import Group, group_name

BASE = 100.0
# Fewer persons than this make an index jump by single families.
INDEX_CASES = 50
# Height of a row of panels in pixels, and the part of it that is plot.
ROW_HEIGHT, PLOT_SHARE = 172, 0.56
# Widths of a panel's plot and of the index scale beside the first one, in columns.
PLOT_WIDTH, SCALE_WIDTH = 0.88, 0.15
GAP = np.array([np.nan])
Trace = dict[str, Any]


@dataclass(frozen=True)
class GroupPanel:
    """One age group over time: `persons` by year, and `ahead` quantile × year (q10, q25, median, q75, q90).

    Both are persons; a missing year is NaN, without a forecast `ahead_years` is empty.
    """

    group: Group
    years: np.ndarray
    persons: np.ndarray
    ahead_years: np.ndarray
    ahead: np.ndarray

    @property
    def has_range(self) -> bool:
        """Whether any forecast year has a range; one of some of the people may be expected without."""
        return bool(self.ahead.size) and bool((self.ahead[0] < self.ahead[4]).any())

    def at(self, year: int) -> float | None:
        """Return the persons observed in a year; None if missing."""
        found = self.persons[self.years == year]
        return None if len(found) == 0 or np.isnan(found[0]) else float(found[0])

    def range_at(self, year: int) -> tuple[float, float] | None:
        """Return the 80 % range of a forecast year; None without a forecast."""
        found = self.ahead[:, self.ahead_years == year]
        return None if found.shape[1] == 0 else (float(found[0, 0]), float(found[4, 0]))

    def indexed(self, base_year: int) -> "GroupPanel | None":
        """Return the panel as index, the fan joined to the base; None if the base is missing or too small."""
        base = self.at(base_year)
        if base is None or base < INDEX_CASES:
            return None
        later = self.ahead_years > base_year
        years, ahead = self.ahead_years[later], self.ahead[:, later] * BASE / base
        if len(years):
            years = np.concatenate([[base_year], years])
            ahead = np.concatenate([np.full((5, 1), BASE), ahead], axis=1)
        return GroupPanel(self.group, self.years, self.persons * BASE / base, years, ahead)


@dataclass(frozen=True)
class Grid:
    """Places of the panels: column and row count, limits of years and index."""

    columns: int
    rows: int
    years: tuple[float, float]
    limits: tuple[float, float]

    def x(self, place: int, years: np.ndarray) -> np.ndarray:
        """Return years as positions in the column of a panel; columns are 1 wide."""
        first, last = self.years
        return place % self.columns + PLOT_WIDTH * (years - first) / (last - first)

    def y(self, place: int, values: np.ndarray) -> np.ndarray:
        """Return index values as positions in the row of a panel; rows are 1 high, the first on top."""
        low, high = self.limits
        return self.rows - 1 - place // self.columns + PLOT_SHARE * (values - low) / (high - low)


@dataclass(frozen=True)
class PanelLook:
    """How the panels are drawn; without `with_median` only the ranges show."""

    colours: Palette
    is_phone: bool = False
    with_median: bool = True


def group_panels(panels: Sequence[GroupPanel], base_year: int, look: PanelLook) -> Picture:
    """Return one small picture per age group as index of the base year, all on the same scale, with its fan.

    Gains are petrol, losses ochre, where the whole 80 % range lies on one side; else grey.
    """
    colours = look.colours
    scaled = {place: panel.indexed(base_year) for place, panel in enumerate(panels)}
    known = {place: panel for place, panel in scaled.items() if panel is not None}
    grid = _grid(list(known.values()), len(panels), base_year, 2 if look.is_phone else 4)
    low, high = grid.limits
    ticks = np.array([tick for tick in charts.nice_ticks(low, high, 6) if low <= tick <= high])
    by_colour: dict[str, dict[int, GroupPanel]] = {}
    for place, panel in known.items():
        by_colour.setdefault(_colour(colours, panel), {})[place] = panel
    marks = [mark for colour, some in by_colour.items() for mark in _marks(look, grid, colour, some)]
    layout = {
        "template": charts.plain_template(colours),
        "height": grid.rows * ROW_HEIGHT,
        "margin": {"t": 0, "r": 0, "b": 0, "l": 0},
        "xaxis": {"range": [-SCALE_WIDTH, grid.columns - 0.04], "visible": False},
        "yaxis": {"range": [-0.16, grid.rows - 0.1], "visible": False},
    }
    frame = [
        *_lines(colours, grid, ticks, len(panels)),
        *_scales(colours, grid, ticks, (len(panels), base_year)),
    ]
    words = [_heads(colours, grid, panels, base_year), _gaps(colours, grid, scaled)]
    return Picture([*frame, *marks, *words], layout)


def index_changes(panels: Sequence[GroupPanel], first: int, last: int) -> list[tuple[Group, float]]:
    """Return each group with its persons in the last year as index of the first, without small groups."""
    pairs = [(panel.group, panel.at(first), panel.at(last)) for panel in panels]
    return [
        (group, BASE * now / before)
        for group, before, now in pairs
        if now is not None and before is not None and before >= INDEX_CASES
    ]


def index_ranges(panels: Sequence[GroupPanel], base_year: int) -> list[tuple[Group, float, float]]:
    """Return each group with its 80 % range in the last forecast year as index, base year = 100.

    Groups without a forecast or with too few persons are left out.
    """
    scaled = [panel.indexed(base_year) for panel in panels]
    return [
        (panel.group, float(panel.ahead[0, -1]), float(panel.ahead[4, -1]))
        for panel in scaled
        if panel is not None and len(panel.ahead_years) and not np.isnan(panel.ahead[0, -1])
    ]


def _grid(known: Sequence[GroupPanel], count: int, base_year: int, columns: int) -> Grid:
    values = np.concatenate([[BASE], *(np.append(panel.persons, panel.ahead) for panel in known)])
    years = np.concatenate([[base_year], *(np.append(panel.years, panel.ahead_years) for panel in known)])
    low, high, first = float(np.nanmin(values)), float(np.nanmax(values)), float(years.min())
    air = 0.06 * max(high - low, 10.0)
    last = max(float(years.max()), first + 1)
    return Grid(columns, -(-count // columns), (first, last), (low - air, high + air))


def _marks(look: PanelLook, grid: Grid, colour: str, some: dict[int, GroupPanel]) -> list[Trace]:
    """Fans and lines of all panels of one colour, with gaps between the panels."""
    marks: list[Trace] = []
    for low, high, opacity in ((0, 4, look.colours.fan_outer), (1, 3, look.colours.fan_inner)):
        x, y = [], []
        for place, panel in some.items():
            # A band that is withheld ends where it is last known.
            known = ~np.isnan(panel.ahead[low])
            across = grid.x(place, panel.ahead_years[known])
            x += [across, across[::-1], GAP]
            y += [grid.y(place, panel.ahead[high][known]), grid.y(place, panel.ahead[low][known])[::-1], GAP]
        fill = {"fill": "toself", "fillcolor": rgba(colour, opacity), "line": {"width": 0}}
        marks.append(_line(np.concatenate(x), np.concatenate(y)) | fill)
    rows_of = {"solid": {place: (panel.years, panel.persons) for place, panel in some.items()}}
    if look.with_median:
        rows_of["4px,3px"] = {place: (panel.ahead_years, panel.ahead[2]) for place, panel in some.items()}
    for dash, rows in rows_of.items():
        x = [part for place, (years, _) in rows.items() for part in (grid.x(place, years), GAP)]
        y = [part for place, (_, values) in rows.items() for part in (grid.y(place, values), GAP)]
        words = [word for years, values in rows.values() for word in [*_hovers(years, values), ""]]
        hover = {"customdata": words, "hovertemplate": "%{customdata}<extra></extra>", "hoverinfo": "all"}
        style = {"line": {"color": colour, "width": 2, "dash": dash}}
        marks.append(_line(np.concatenate(x), np.concatenate(y)) | style | hover)
    return marks


def _hovers(years: np.ndarray, values: np.ndarray) -> list[str]:
    return [f"{year:.0f}: {text.number(value)}" for year, value in zip(years, values, strict=True)]


def _line(x: np.ndarray, y: np.ndarray) -> Trace:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip"}


def _colour(colours: Palette, panel: GroupPanel) -> str:
    if not panel.has_range:
        known = panel.persons[~np.isnan(panel.persons)]
        return colours.loss if known[-1] < known[0] else colours.gain
    if panel.ahead[0, -1] > BASE:
        return colours.gain
    return colours.loss if panel.ahead[4, -1] < BASE else colours.axis


def _heads(colours: Palette, grid: Grid, panels: Sequence[GroupPanel], base_year: int) -> Trace:
    words, x, y = [], [], []
    for place, panel in enumerate(panels):
        told = text.number(panel.at(base_year))
        if panel.has_range:
            told = f"{told} → {persons_span(panel.ahead[0, -1], panel.ahead[4, -1])}"
        words.append(f"<b>{group_name(panel.group)}</b><br><span style='color:{colours.muted}'>{told}</span>")
        x.append(float(place % grid.columns))
        y.append(grid.rows - 1 - place // grid.columns + PLOT_SHARE + 0.06)
    return _words(words, x, y, "top right") | {"textfont": {"size": 13, "color": colours.text}}


def _gaps(colours: Palette, grid: Grid, scaled: dict[int, GroupPanel | None]) -> Trace:
    """Say why a panel is empty."""
    empty = [place for place, panel in scaled.items() if panel is None]
    x = [place % grid.columns + PLOT_WIDTH / 2 for place in empty]
    y = [grid.rows - 1 - place // grid.columns + PLOT_SHARE / 4 for place in empty]
    words = [f"weniger als {INDEX_CASES} Personen"] * len(empty)
    return _words(words, x, y, "middle center") | {"textfont": {"size": 12, "color": colours.muted}}


def _scales(colours: Palette, grid: Grid, ticks: np.ndarray, panels: tuple[int, int]) -> list[Trace]:
    """Index scale left of each row, years under each panel; `panels` are their count and the base year."""
    count, base_year = panels
    left: tuple[list[str], list[float], list[float]] = ([], [], [])
    below: tuple[list[str], list[float], list[float]] = ([], [], [])
    sides: list[str] = []
    marks = np.array(sorted({int(grid.years[0]), base_year, int(grid.years[1])}))
    for place in range(count):
        if place % grid.columns == 0:
            left[0].extend(f"{text.number(tick)} " for tick in ticks)
            left[1].extend([-0.01] * len(ticks))
            left[2].extend(grid.y(place, ticks).tolist())
        below[0].extend(f"’{year % 100:02d}" for year in marks)
        below[1].extend(grid.x(place, marks).tolist())
        below[2].extend([grid.rows - 1.01 - place // grid.columns] * len(marks))
        # First and last year stay inside their panel, off the scale and off the panel beside.
        sides += ["bottom right", *["bottom center"] * (len(marks) - 2), "bottom left"][: len(marks)]
    font = {"textfont": {"size": 12, "color": colours.muted}}
    return [_words(*left, "middle left") | font, _words(*below, sides) | font]


def _words(words: list[str], x: list[float], y: list[float], side: str | list[str]) -> Trace:
    """Texts as one trace: many annotations would each be checked on their own."""
    spot = {"textposition": side, "cliponaxis": False, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "text", "text": words, "x": x, "y": y, **spot}


def _lines(colours: Palette, grid: Grid, ticks: np.ndarray, count: int) -> list[Trace]:
    """Grid lines of all panels as two traces; the base is stronger."""
    lines = []
    for colour, shown in ((colours.grid, ticks[ticks != BASE]), (colours.axis, np.array([BASE]))):
        x: list[float] = []
        y: list[float] = []
        for place in range(count):
            left = float(place % grid.columns)
            for height in grid.y(place, shown):
                x += [left, left + PLOT_WIDTH, np.nan]
                y += [height, height, np.nan]
        lines.append(_line(np.array(x), np.array(y)) | {"line": {"color": colour, "width": 1}})
    return lines
