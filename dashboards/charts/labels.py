"""What stands beside the lines of a time picture: names, last values, bounds of the fan, events."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.charts import room
from dashboards.charts.base import LABEL_GAP, Series, apart, label
from dashboards.charts.room import Box, Ground
from dashboards.style import PICTURE_HEIGHT, Palette

MARGIN_TOP, MARGIN_BOTTOM = 12, 28
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_RIGHT_PHONE = 56, 74, 70
# Width of the plot in a column of the page and of a letter in 13 px bold, in pixels: estimates for labels.
PLOT_WIDTH, PLOT_WIDTH_PHONE, LETTER = 458, 232, 7.2


@dataclass(frozen=True)
class TimeLayout:
    """How a time picture is drawn. Without `from_zero` the subtitle says axis_note.

    `round_to` rounds forecast labels to tens or hundreds; `kita_years` writes 2029 as 2029/30. Without
    `with_median` only the ranges show, for areas so small that a middle value would claim too much.
    `is_clickable` lets a click on a year be seen by on_select; `marked` is the year other pictures show.
    `also` are values the axis must reach because lines are laid over the picture later. With `is_signed`
    gains carry a plus sign: balances and changes.
    """

    height: int = PICTURE_HEIGHT
    digits: int = 0
    from_zero: bool = True
    round_to: int | None = None
    is_phone: bool = False
    kita_years: bool = False
    with_median: bool = True
    is_clickable: bool = False
    marked: int | None = None
    also: tuple[float, ...] = ()
    is_signed: bool = False

    def number(self, value: float | None, digits: int | None = None) -> str:
        """Return an observed value, or a tick with its own decimals, as it is shown."""
        write = text.signed if self.is_signed else text.number
        return write(value, self.digits if digits is None else digits)

    def forecast_number(self, value: float) -> str:
        """Return a forecast value as it is shown."""
        return text.rounded(value, self.round_to) if self.round_to else text.number(value, self.digits)


PLAIN = TimeLayout()


@dataclass(frozen=True)
class Event:
    """Something that happened in a year, such as "Zensus"; at most three to a chart."""

    year: int
    words: str


@dataclass(frozen=True)
class Scene:
    """Everything a time picture shows, with the limits of both axes."""

    colours: Palette
    main: Series
    context: Sequence[Series]
    forecast: pd.DataFrame | None
    layout: TimeLayout
    limits: Sequence[float]
    years: tuple[float, float]

    @property
    def line_height(self) -> float:
        """Height of a line of type in units of the value axis."""
        plot = self.layout.height - MARGIN_TOP - MARGIN_BOTTOM
        return LABEL_GAP * (self.limits[1] - self.limits[0]) / plot

    @property
    def letter(self) -> float:
        """Width of a letter in years."""
        plot = PLOT_WIDTH_PHONE if self.layout.is_phone else PLOT_WIDTH
        return LETTER * max(self.years[1] - self.years[0], 1) / plot


def scene_labels(scene: Scene) -> list[dict[str, Any]]:
    """Return the labels of all lines, moved apart where they would touch."""
    if scene.forecast is None:
        return _ends_together(scene)
    return [*_context_ends(scene), *_fan_ends(scene), *_name(scene)]


def event_labels(colours: Palette, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return the texts of the events, alternately top and bottom so that neighbours do not touch."""
    notes = []
    for place, event in enumerate(sorted(events, key=lambda event: event.year)):
        height, anchor = (1.0, "top") if place % 2 == 0 else (0.03, "bottom")
        # To the left of its line, where the forecast label never stands.
        spot = {
            "yref": "paper",
            "yanchor": anchor,
            "xanchor": "right",
            "align": "right",
            "xshift": -5,
            "size": 12,
        }
        notes.append(label(f"{event.year}<br>{event.words}", event.year, height, colours.muted, **spot))
    return notes


def _ends_together(scene: Scene) -> list[dict[str, Any]]:
    """Without a forecast lines end at the right edge, or where the next begins; the main one is bold."""
    shown = [*scene.context, scene.main]
    known = [(one, end) for one in shown if (end := one.last()) is not None]
    last = scene.years[1]
    edge = [end[1] for _, end in known if float(end[0]) >= last]
    places = iter(apart(edge, scene.line_height))
    ground, notes = _ground(scene), []
    taken: list[Box] = []
    # Those at the edge first: they have but one place, the others look for theirs.
    for one, end in sorted(known, key=lambda pair: float(pair[1][0]) < last):
        words = f"{one.name if scene.context else ''} {scene.layout.number(end[1])}".strip()
        is_main = one is scene.main
        colour = (one.colour or scene.colours.brand) if is_main else scene.colours.muted
        told, width = f"<b>{words}</b>" if is_main else words, scene.letter * len(words)
        if float(end[0]) >= last:
            height = next(places)
            taken.append(ground.box((last, height), width, ("left", 8, 0)))
            notes.append(label(told, end[0], height, colour, xshift=8))
        else:
            spot = room.beside(ground, (float(end[0]), end[1]), width, taken)
            notes.append(label(told, end[0], end[1], colour, **spot))
    return notes


def _ground(scene: Scene) -> Ground:
    pixel = scene.letter / LETTER, scene.line_height / LABEL_GAP
    lines = [_known(one) for one in [*scene.context, scene.main]]
    return Ground(pixel, scene.line_height, scene.limits[0], lines)


def _context_ends(scene: Scene) -> list[dict[str, Any]]:
    known = [(one, end) for one in scene.context if (end := one.last()) is not None]
    last = scene.main.last()
    # The fan starts at the last point of the main series: no label may lie on it.
    fixed = [last[1]] if last is not None else []
    words = [f"{one.name} {scene.layout.number(end[1])}" for one, end in known]
    wanted = [_off_the_fan(scene, end[1], told) for (_, end), told in zip(known, words, strict=True)]
    places = apart([*wanted, *fixed], scene.line_height, len(fixed))
    return [
        label(told, end[0], place, scene.colours.muted, xshift=8)
        for (_, end), told, place in zip(known, words, places, strict=False)
    ]


def _off_the_fan(scene: Scene, height: float, words: str) -> float:
    """The height of a label that starts where the fan does: above or below the fan as far as it reaches."""
    last, fan = scene.main.last(), scene.forecast
    if last is None or fan is None:
        return height
    under = fan[fan["year"] <= float(last[0]) + scene.letter * (len(words) + 2)]
    low, high, air = float(under["q10"].min()), float(under["q90"].max()), 0.7 * scene.line_height
    if not low - air < height < high + air:
        return height
    return high + air if height >= last[1] else low - air


def _fan_ends(scene: Scene) -> list[dict[str, Any]]:
    if scene.forecast is None:
        return []
    end = scene.forecast.iloc[-1]
    shown = ["q10", "median", "q90"] if scene.layout.with_median else ["q10", "q90"]
    shown = [name for name in shown if not text.is_missing(end[name])]
    heights = apart([float(end[name]) for name in shown], scene.line_height)
    notes = []
    for name, height in zip(shown, heights, strict=True):
        words = scene.layout.forecast_number(float(end[name]))
        if name == "median":
            notes.append(
                label(f"<b>{words}</b>", end["year"], height, scene.colours.brand, xshift=7, size=14)
            )
        else:
            notes.append(label(words, end["year"], height, scene.colours.muted, xshift=7))
    return notes


def _name(scene: Scene) -> list[dict[str, Any]]:
    """The name of the main series along its start: above the line, or below where another line runs above."""
    known = _known(scene.main)
    if not scene.context or not known:
        return []
    reach, height = known[0][0] + scene.letter * len(scene.main.name), scene.line_height
    here = [y for x, y in known if x <= reach]
    others = [y for one in scene.context for x, y in _known(one) if x <= reach]
    above, below = max(here) + 0.3 * height, min(here) - 0.4 * height
    is_free = not any(above - 0.5 * height < y < above + 1.3 * height for y in others)
    spot = (above, "bottom") if is_free else (below, "top")
    return [label(f"<b>{scene.main.name}</b>", known[0][0], spot[0], scene.colours.brand, yanchor=spot[1])]


def _known(one: Series) -> list[tuple[float, float]]:
    pairs = zip(one.x, one.y, strict=True)
    return [(float(x), float(y)) for x, y in pairs if y is not None and not text.is_missing(y)]
