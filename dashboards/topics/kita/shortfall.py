"""Where need lies above places in the time picture: polygons between a sloped and a stepped line."""

import pandas as pd

Polygon = list[tuple[float, float]]


def shortfall(ahead: pd.DataFrame) -> list[Polygon]:
    """Return the polygons between median need and places where places are missing.

    `ahead` has kita_year, need, places, ordered; places hold from half a year before to half a year after
    their point, as the stepped line is drawn. Half years without a known number are left out.
    """
    years, need, places = (ahead[name].astype(float).tolist() for name in ("kita_year", "need", "places"))
    polygons = []
    for place in range(len(years) - 1):
        middle = (need[place] + need[place + 1]) / 2
        centre = (years[place] + years[place + 1]) / 2
        polygons.append(_between((years[place], need[place]), (centre, middle), places[place]))
        polygons.append(_between((centre, middle), (years[place + 1], need[place + 1]), places[place + 1]))
    return [polygon for polygon in polygons if polygon]


def _between(start: tuple[float, float], end: tuple[float, float], level: float) -> Polygon:
    """The part of a sloped piece above a level, closed along the level; empty if there is none."""
    above, below = start[1] - level, end[1] - level
    if not (above > 0 or below > 0) or pd.isna(above) or pd.isna(below):
        return []
    crossing = start[0] + (end[0] - start[0]) * above / (above - below) if above * below < 0 else None
    left = (start[0], start[1]) if above >= 0 else (crossing or start[0], level)
    right = (end[0], end[1]) if below >= 0 else (crossing or end[0], level)
    return [(left[0], level), left, right, (right[0], level)]
