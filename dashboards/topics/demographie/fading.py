"""Where a forecast of a small area no longer carries, its picture fades and a sentence says so."""

import pandas as pd

from dashboards import text
from dashboards.charts import Picture
from dashboards.style import palette, rgba
from dashboards.topics.demographie import quality
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS

# How much of the page shows through over the faded part of a fan.
VEIL = 0.6


def veil(selection: Selection, chart: Picture, ahead: pd.DataFrame) -> tuple[Picture, str]:
    """Return the picture with the years a forecast of the area can't carry faded, and the sentence about it.

    The same picture and "" where nothing fades.
    """
    fades = quality.fades_after(selection.area, quality.shelf_life(quality.errors(selection)))
    if ahead.empty or fades is None:
        return chart, ""
    first, last = selection.time.jump_off + fades, int(ahead["year"].max())
    if first >= last:
        return chart, ""
    shape = {
        "type": "rect", "x0": first, "x1": last + 1, "yref": "paper", "y0": 0, "y1": 1, "layer": "above",
        "fillcolor": rgba(palette(selection.context).page, VEIL), "line": {"width": 0},
    }  # fmt: skip
    return chart.with_more(shapes=[shape]), text.load_text(TEXTS, "verblasst", year=first)
