"""Pictures of the age structure: pyramid for data by sex, one-sided bars for age groups without sex."""

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
import pandas as pd

from dashboards import charts, text
from dashboards.charts import Picture
from dashboards.topics.demographie.age_marks import COLUMNS, HEIGHT, Look, age_words, density, largest, traces

__all__ = ["HEIGHT", "Look", "Note", "age_bars", "age_words", "pyramid"]

# The age scale stands in a gutter of 6 % between the two sides.
GUTTER = 0.06
LEFT, RIGHT = (0.0, 0.5 - GUTTER / 2), (0.5 + GUTTER / 2, 1.0)
# Ages on the scale from which on every tenth, or every fifth, is written.
WIDE, NARROW = 45, 14
# Most intervals of the axis on one side.
INTERVALS = 4
# A note stands only where the bars around it leave this share of the axis free at the outer edge.
FREE = 0.38
# Farthest a note may move from its age to find room, years.
NOTE_REACH = 20
# Half the height of three lines of a note, years of the age scale.
NOTE_HALF = 5
MARGIN = {"l": 8, "r": 8, "t": 34, "b": 30}


@dataclass(frozen=True)
class Note:
    """A remark at an age, at the outer edge of one side: m is left, w is right.

    Where bars are in the way it moves up to older ages (`way` 1) or down to younger ones (−1).
    """

    age: float
    words: str
    side: str
    way: int = 1


def pyramid(
    ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look, notes: tuple[Note, ...] = ()
) -> Picture:
    """Return the pyramid: men left, women right, non-German part as tint outside, comparison as outline.

    `ages` and `outline` are frames of structure.fill_single_years with men and women known.
    """
    longest = largest(ages, outline, look, ("m", "w"))
    limit, ticks = _limit(max(longest, look.limit or 0.0))
    layout = _layout(look, ages)
    layout["yaxis2"] = layout["yaxis"] | {"anchor": "x2", "matches": "y"}
    layout["xaxis"] |= {"domain": LEFT, "range": [limit, 0], **_tick(ticks, look)}
    layout["xaxis2"] = layout["xaxis"] | {"domain": RIGHT, "range": [0, limit], "anchor": "y2"}
    drawn = [(ages, look.scale)] + ([] if outline is None else [(outline, look.outline_scale)])
    told = [(note, _free_age(drawn, note, limit)) for note in notes]
    remarks = [_note(look, note, age) for note, age in told if age is not None]
    layout["annotations"] = [*_heads(ages, look), *_age_scale(ages, look, 0.5), *remarks]
    marks = [mark for sex in ("m", "w") for mark in traces(ages, outline, look, sex)]
    return Picture(marks, layout)


def age_bars(ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look) -> Picture:
    """Return one-sided bars of persons per single year of age, as high as the age group is wide.

    For deliveries without sex; equal areas are equal numbers of persons.
    """
    limit, ticks = _limit(max(largest(ages, outline, look, ("",)), look.limit or 0.0))
    layout = _layout(look, ages)
    layout["xaxis"] |= {"domain": (GUTTER, 1.0), "range": [0, limit], **_tick(ticks, look)}
    layout["annotations"] = _age_scale(ages, look, GUTTER / 2)
    return Picture(traces(ages, outline, look, ""), layout)


def _limit(longest: float) -> tuple[float, list[float]]:
    """The end of the axis, a little beyond the longest bar, and round ticks."""
    if longest <= 0:
        return 1.0, [0.0, 1.0]
    raw = longest / INTERVALS
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    end = longest * 1.04
    return end, [step * place for place in range(ceil(longest / step) + 1) if step * place <= end]


def _tick(ticks: list[float], look: Look) -> dict[str, Any]:
    shown = ticks[::2] if look.is_phone and len(ticks) > 3 else ticks
    digits = max(len(f"{tick:g}".partition(".")[2]) for tick in shown)
    return {"tickvals": shown, "ticktext": [text.number(tick, digits if tick else 0) for tick in shown]}


def _layout(look: Look, ages: pd.DataFrame) -> dict[str, Any]:
    low, high = _span(ages)
    grid = {"showgrid": True, "gridcolor": look.colours.grid, "showline": False, "ticks": ""}
    return {
        "template": charts.plain_template(look.colours),
        "height": look.height,
        "margin": MARGIN,
        "barmode": "stack",
        "bargap": 0,
        "xaxis": grid,
        "yaxis": {"range": [low - 0.3, high + 1.3], "visible": False},
    }


def _label(look: Look, words: str, x: float, y: float, **more: str | float) -> dict[str, Any]:
    return charts.label(words, x, y, look.colours.muted, xref="paper", **more)


def _heads(ages: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    colour = look.colours.text
    heads = []
    for x, anchor, who, column in ((0.0, "left", "Männer", "men"), (1.0, "right", "Frauen", "women")):
        known = look.persons(float(ages[column].sum(skipna=False)))
        words = f'<span style="color:{colour}"><b>{who}</b> {known}</span>'
        heads.append(_label(look, words, x, 1.0, yref="paper", xanchor=anchor, yanchor="bottom", yshift=8))
    return heads


def _span(ages: pd.DataFrame) -> tuple[int, int]:
    """Youngest and oldest age on the scale."""
    return int(ages["age"].min()), int(ages["age_to"].max())


def _age_scale(ages: pd.DataFrame, look: Look, at: float) -> list[dict[str, Any]]:
    low, high = _span(ages)
    step = 10 if high - low > WIDE else 5 if high - low > NARROW else 1
    words = [(str(age), age + 0.5) for age in range(-(-low // step) * step, min(high, 99) + 1, step)]
    oldest = int(ages["age"].max())
    if oldest >= 90 and high >= 100:
        words = [(shown, y) for shown, y in words if y < oldest - 3]
        words.append((f"{oldest}+", min(oldest + 0.5, 100.5)))
    scale = [_label(look, shown, at, y, yref="y", xanchor="center") for shown, y in words]
    head = _label(look, "Alter", at, 1.0, yref="paper", xanchor="center", yanchor="bottom", yshift=8)
    return [*scale, head]


def _free_age(drawn: list[tuple[pd.DataFrame, float]], note: Note, limit: float) -> float | None:
    """The nearest age at which bars and outline leave room for the note; None if there is none nearby."""
    lengths = np.concatenate([density(ages, COLUMNS[note.side][0], scale) for ages, scale in drawn])
    at = np.concatenate([ages["age"].to_numpy() for ages, _ in drawn])
    for shift in range(0, NOTE_REACH, 2):
        age = note.age + note.way * shift
        near = lengths[(at >= age - NOTE_HALF) & (at <= age + NOTE_HALF)]
        if 3 < age < 97 and np.nanmax(near, initial=0.0) < (1 - FREE) * limit:
            return age
    return None


def _note(look: Look, note: Note, age: float) -> dict[str, Any]:
    x, side = (0.0, "left") if note.side == "m" else (1.0, "right")
    return _label(look, note.words, x, age, yref="y", xanchor=side, align=side, size=12)
