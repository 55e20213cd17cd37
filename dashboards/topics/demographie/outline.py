"""What the line of a pyramid stands for: another date, another area, or the basis of the forecast."""

import pandas as pd

from dashboards import data
from dashboards.areas import Area
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.selection import NO_YEAR, Selection, date_words

BASIS = "basis"


def kind(selection: Selection) -> str:
    """Return stichtag, gebiet or basis; the basis only at a forecast date of another scenario."""
    wished = selection.options.get("umriss", "stichtag")
    if wished == "basis" and (not selection.time.is_forecast or selection.scenario == BASIS):
        return "stichtag"
    return wished


def other_area(selection: Selection) -> Area:
    """Return the area the line shows: the first one chosen for comparison, else the association."""
    return selection.others[0] if selection.others else selection.root


def table(selection: Selection) -> pd.DataFrame:
    """Return the age structure the line shows, as queries.structure; empty without one."""
    time, area_id = selection.time, selection.area.area_id
    wished = kind(selection)
    if wished == "gebiet":
        return _structure(selection, other_area(selection).area_id, time.year, selection.scenario)
    if wished == "basis":
        return _structure(selection, area_id, time.year, BASIS)
    return _structure(selection, area_id, time.before, selection.scenario)


def words(selection: Selection) -> str:
    """Return what the line shows, as said on the page."""
    wished, before = kind(selection), selection.time.before
    if wished == "gebiet":
        return other_area(selection).name
    if wished == "basis":
        titles = data.scenarios(selection.context)
        return f"{titles.get(BASIS, 'Basis')} {selection.time.year}"
    return date_words(before, before > selection.time.jump_off)


def is_relative(selection: Selection) -> bool:
    """Whether the pyramid must be shown per 1,000: two areas differ in size, which says nothing of age."""
    return selection.per_1000 or kind(selection) == "gebiet"


def _structure(selection: Selection, area_id: str, year: int, scenario: str) -> pd.DataFrame:
    if year > selection.time.jump_off:
        return queries.structure_forecast(selection.context, area_id=area_id, year=year, scenario=scenario)
    return queries.structure(selection.context, area_id=area_id, year=year or NO_YEAR + 1)
