"""What the figures of the page share: look, margins, rows of names, and numbers as JSON knows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.charts import Picture, plain_template
from dashboards.style import PICTURE_HEIGHT, Palette

Mark = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How a picture is drawn; `digits` are the decimals of its numbers."""

    colours: Palette
    digits: int = 0
    height: int = PICTURE_HEIGHT
    is_phone: bool = False
    # Small multiples: panels in a row (0: as many as half a page holds) and letters of a name.
    per_row: int = 0
    letters: int = 18


@dataclass(frozen=True)
class Frame:
    """Height and margins of a picture in pixels."""

    height: int
    top: int = 8
    right: int = 16
    bottom: int = 28
    left: int = 48


def drawn(colours: Palette, frame: Frame, marks: Sequence[Mark], layout: Mark) -> Picture:
    """Return a figure in our look from traces and layout as plotly's JSON names them."""
    margin = {"t": frame.top, "r": frame.right, "b": frame.bottom, "l": frame.left, "pad": 0}
    base = {"template": plain_template(colours), "height": frame.height, "margin": margin}
    return Picture(marks, base | layout)


def plain(values: pd.Series) -> list[float | None]:
    """Return values as JSON knows them: missing is None."""
    return [None if text.is_missing(value) else float(value) for value in values.tolist()]


def tick_digits(ticks: Sequence[float]) -> int:
    """Decimals that tell all ticks apart."""
    return next((digits for digits in range(3) if all(round(tick, digits) == tick for tick in ticks)), 3)


def named_rows(names: Sequence[str], colours: Palette, size: int = 13) -> Mark:
    """Return a vertical axis with one name per row, the first on top."""
    return {
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "ticks": "",
        "tickvals": list(range(len(names))),
        "ticktext": [f"{name} " for name in names],
        "tickfont": {"size": size, "color": colours.text},
        "fixedrange": True,
    }
