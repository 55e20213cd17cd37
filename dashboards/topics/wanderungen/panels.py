"""Small multiples: one panel per area on one scale, all areas as grey threads, drawn on one pair of axes.

A browser takes long for each pair of axes, so all panels share one that runs from 0 to 1 both ways.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import nice_ticks
from dashboards.style import rgba
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn, plain, tick_digits

PER_ROW, PER_ROW_PHONE = 4, 2
# Pixels above each small picture for name and last value, and below it for its years.
HEAD, FOOT = 40, 22
# Pixels between the head and the highest line.
ABOVE = 5
# Share of the picture between two panels; years of air left and right of a line.
GAP, AIR = 0.035, 0.4
# Pixels left of the panels for the numbers of the scale.
LEFT = 40
# Opacity of the grey threads: a few show one by one on either ground, of many none hides the line in front.
THREAD, THREAD_OF_MANY, MANY = 0.45, 0.24, 16
Points = tuple[Sequence[float], Sequence[float | None]]


def small_multiples(table: pd.DataFrame, shown: Sequence[str], look: Look, *, is_signed: bool) -> go.Figure:
    """Return one panel per name, four to a row, two on a phone, all on one scale, all areas as grey threads.

    `table` has years as index and one column per area; signed lines take the colour of their last sign.
    """
    columns = PER_ROW_PHONE if look.is_phone else look.per_row or PER_ROW
    scale = _scale(table)
    panels = [_panel(place, (columns, -(-len(shown) // columns)), scale, look) for place in range(len(shown))]
    write = text.signed if is_signed else text.number
    colours = look.colours
    threads = [line for panel in panels for line in panel.lines(table)]
    marks = [
        _lines([panel.across(tick) for panel in panels for tick in scale.ticks if tick], colours.grid, 1),
        _lines([panel.across(0) for panel in panels], colours.axis, 1),
        _lines(threads, rgba(colours.axis, THREAD_OF_MANY if len(table.columns) > MANY else THREAD), 1),
        *(_own(panel, table[name], look, write) for panel, name in zip(panels, shown, strict=True)),
        _heads(panels, table[list(shown)], look, write),
        _years(panels, look),
        _numbers([panel for place, panel in enumerate(panels) if place % columns == 0], look, write),
    ]
    axis = {"visible": False, "range": [0, 1], "fixedrange": True}
    return drawn(colours, Frame(look.height, 0, 4, 0, LEFT), marks, {"xaxis": axis, "yaxis": axis})


@dataclass(frozen=True)
class _Scale:
    """First and last year, lowest and highest value, and the round ticks between them."""

    years: tuple[int, int]
    limits: tuple[float, float]
    ticks: tuple[float, ...]


@dataclass(frozen=True)
class _Panel:
    """Where one panel stands in the picture: left, right, bottom and top as shares of it."""

    scale: _Scale
    left: float
    right: float
    bottom: float
    top: float

    def x(self, year: float) -> float:
        first, last = self.scale.years
        share = (year - first + AIR) / (last - first + 2 * AIR)
        return round(self.left + share * (self.right - self.left), 5)

    def y(self, value: float) -> float:
        low, high = self.scale.limits
        return round(self.bottom + (value - low) / (high - low) * (self.top - self.bottom), 5)

    def line(self, values: pd.Series) -> Points:
        """Return the values of one area; a missing one is a gap."""
        heights = [None if value is None else self.y(value) for value in plain(values)]
        return [self.x(year) for year in values.index.tolist()], heights

    def lines(self, table: pd.DataFrame) -> list[Points]:
        """Return the values of all areas, one column each."""
        (low, high), height = self.scale.limits, self.top - self.bottom
        drawn = (self.bottom + (table.to_numpy(dtype=float) - low) / (high - low) * height).round(5)
        years = [self.x(year) for year in table.index.tolist()]
        return [(years, [None if text.is_missing(one) else one for one in line]) for line in drawn.T.tolist()]

    def across(self, value: float) -> Points:
        """Return a level line through the panel."""
        return [self.left, self.right], [self.y(value)] * 2


def _scale(table: pd.DataFrame) -> _Scale:
    """Limits close around all values and 0, and the round ticks inside them."""
    years = int(table.index.min()), int(table.index.max())
    low, high = float(table.min().min()), float(table.max().max())
    if pd.isna(low):
        return _Scale(years, (0.0, 1.0), (0.0,))
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.04 * ((high - low) or 1.0)
    limits = low - room, high + room
    return _Scale(
        years, limits, tuple(one for one in nice_ticks(low, high, 4) if limits[0] <= one <= limits[1])
    )


def _panel(place: int, grid: tuple[int, int], scale: _Scale, look: Look) -> _Panel:
    columns, rows = grid
    width = (1 - GAP * (columns - 1)) / columns
    left = (place % columns) * (width + GAP)
    top = 1 - (place // columns) / rows
    # Eight widths and seven gaps may add up to a hair more than the whole.
    right = min(1.0, left + width)
    return _Panel(scale, left, right, top - 1 / rows + FOOT / look.height, top - HEAD / look.height)


def _lines(lines: Sequence[Points], colour: str, width: float) -> Mark:
    """All lines as one with breaks between them: one trace instead of hundreds."""
    return {
        "type": "scatter",
        "x": [x for line in lines for x in (*line[0], None)],
        "y": [y for line in lines for y in (*line[1], None)],
        "mode": "lines",
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }


def _own(panel: _Panel, values: pd.Series, look: Look, write: Callable[..., str]) -> Mark:
    known, (x, y) = values.dropna(), panel.line(values)
    is_loss = write is text.signed and len(known) > 0 and known.iloc[-1] < 0
    words = [f"{year}: {write(value, look.digits)}" for year, value in values.items()]
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": look.colours.loss if is_loss else look.colours.brand, "width": 1.8},
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _heads(panels: Sequence[_Panel], table: pd.DataFrame, look: Look, write: Callable[..., str]) -> Mark:
    """Name and last known value above each panel."""
    words = []
    for name in table.columns:
        known = table[name].dropna()
        last = f"{known.index[-1]}: {write(known.iloc[-1], look.digits)}" if len(known) else text.MISSING
        short = name if len(name) <= look.letters else f"{name[: look.letters - 1]}…"
        words.append(f"<b>{short}</b><br>{last}")
    spots = [(panel.left, panel.top + ABOVE / look.height) for panel in panels]
    return _words(spots, words, "top right", look.colours.text)


def _years(panels: Sequence[_Panel], look: Look) -> Mark:
    """First and last year below each panel."""
    spots = [(panel.x(year), panel.bottom) for panel in panels for year in panel.scale.years]
    words = [f"’{year % 100:02d}" for panel in panels for year in panel.scale.years]
    # Inside their panel: centred, they would run into the scale at the left and into the panel beside.
    return _words(spots, words, ["bottom right", "bottom left"] * len(panels), look.colours.muted)


def _numbers(panels: Sequence[_Panel], look: Look, write: Callable[..., str]) -> Mark:
    """The numbers of the scale, left of each row."""
    ticks = panels[0].scale.ticks if panels else ()
    spots = [(panel.left, panel.y(tick)) for panel in panels for tick in ticks]
    words = [write(tick, tick_digits(ticks)) for _ in panels for tick in ticks]
    return _words(spots, words, "middle left", look.colours.muted)


def _words(
    spots: Sequence[tuple[float, float]], words: Sequence[str], side: str | list[str], colour: str
) -> Mark:
    return {
        "type": "scatter",
        "x": [x for x, _ in spots],
        "y": [y for _, y in spots],
        "mode": "text",
        "text": list(words),
        "textposition": side,
        "textfont": {"size": 13, "color": colour},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
