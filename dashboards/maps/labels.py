"""Names on a map: written by the page over the map, so that no font server is asked.

The map stands still, so a name stands a known number of pixels from the middle of the picture.
"""

from dataclasses import dataclass
from math import asinh, pi, radians, tan
from typing import Any

import pandas as pd

from dashboards import charts
from dashboards.maps import shapes
from dashboards.maps.classes import Classes
from dashboards.style import palette
from dashboards.topic import Context

# Width of a letter and height of a line of 12 px type, pixels.
LETTER, LINE = 6.2, 15
WORLD = 512
MOST = 40


@dataclass(frozen=True)
class Frame:
    """The map a name is written on: `view` is a MapView, `camera` its centre (lon, lat) and zoom."""

    view: Any
    camera: dict[str, Any]


def labels(context: Context, table: pd.DataFrame, classes: Classes, frame: Frame) -> list[dict[str, Any]]:
    """Return the names as annotations, large areas first; one that would lie on another is left out.

    `table` has area_id, name and class, as maps.complete returns it.
    """
    colours = palette(context)
    parts = shapes.shapes(context.reader, frame.view.level, frame.view.root_id)
    rows = sorted(
        zip(table["area_id"], table["name"], table["class"], strict=True),
        key=lambda row: -parts[row[0]].area,
    )
    taken: list[tuple[float, float, float]] = []
    notes = []
    for area_id, name, number in rows[:MOST]:
        # A point inside, for the centre of a bent area may lie outside.
        spot = parts[area_id].representative_point()
        x, y = _pixels(frame.camera, spot.x, spot.y)
        half = LETTER * len(str(name)) / 2
        if any(
            abs(y - other_y) < LINE and abs(x - other_x) < half + other for other_x, other_y, other in taken
        ):
            continue
        taken.append((x, y, half))
        ink = colours.muted if pd.isna(number) else classes.text_colours[int(number)]
        place = {"xref": "paper", "yref": "paper", "xanchor": "center", "size": 12}
        notes.append(charts.label(str(name), 0.5, 0.5, ink, xshift=x, yshift=y, **place))
    return notes


def _pixels(camera: dict[str, Any], longitude: float, latitude: float) -> tuple[float, float]:
    """Distance of a place from the middle of the picture, right and up."""
    size = WORLD * 2 ** float(camera["zoom"])
    centre = camera["center"]
    across = (longitude - centre["lon"]) / 360 * size
    return across, (_mercator(latitude) - _mercator(centre["lat"])) * size


def _mercator(latitude: float) -> float:
    return asinh(tan(radians(latitude))) / (2 * pi)
