"""The figures a view speaks of, put together from the queries."""

from dataclasses import dataclass

import pandas as pd

from dashboards import areas
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.topics.demographie import custom, queries
from dashboards.topics.demographie.measure import POPULATION
from dashboards.topics.demographie.selection import NO_YEAR, Selection, value_at
from dashboards.topics.demographie.titles import Outlook, Past


@dataclass(frozen=True)
class Point:
    """One figure at the chosen date and at the comparison date; low and high only for a forecast."""

    value: float | None
    before: float | None
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float | None:
        """Difference to the comparison date; None if either is missing."""
        return None if self.value is None or self.before is None else self.value - self.before


def history(selection: Selection, area_id: str, indicator_id: str) -> pd.DataFrame:
    """Return year, value of one figure of one area; a year without a value stays as NaN."""
    measure, is_own = selection.measure, _is_own(selection, indicator_id)

    def made() -> pd.DataFrame:
        if is_own:
            table = custom.stock(selection.context, measure, [area_id])
        else:
            table = queries.series(selection.context, area_ids=[area_id], indicator_id=indicator_id)
        return every_year(table[["year", "value"]])

    key = ("demographie-reihe", area_id, measure if is_own else indicator_id)
    return remembered(selection.context, key, made)


def every_year(table: pd.DataFrame) -> pd.DataFrame:
    """Return a series of one area with the years nobody delivered as NaN, so that no line leaps over them."""
    if table.empty:
        return table
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    return table.set_index("year").reindex(years).rename_axis("year").reset_index()


def fan(selection: Selection, area_id: str, indicator_id: str) -> pd.DataFrame:
    """Return the forecast of a figure after the last observed year; empty without one."""
    measure, is_own = selection.measure, _is_own(selection, indicator_id)
    scenario, jump_off = selection.scenario, selection.time.jump_off

    def made() -> pd.DataFrame:
        if is_own:
            table = custom.fan(selection.context, measure, area_id, scenario)
        else:
            table = queries.forecast_series(
                selection.context, area_id=area_id, indicator_id=indicator_id, scenario=scenario
            )
        return table[table["year"] > jump_off]

    key = ("demographie-faecher", area_id, measure if is_own else indicator_id, scenario, jump_off)
    return remembered(selection.context, key, made)


def _is_own(selection: Selection, indicator_id: str) -> bool:
    """Whether a figure is the chosen one and worked out for the reader."""
    return selection.measure.recipe is not None and indicator_id == selection.measure.indicator_id


def expected(selection: Selection, area_id: str) -> pd.DataFrame:
    """Return year, value of a worked out figure in the forecast, means; empty if it has a range.

    Empty for areas so small that a middle value would claim too much.
    """
    measure, years = selection.measure, list(selection.time.forecast)
    is_told = measure.recipe is not None and selection.shows_median
    if not is_told or not years or len(fan(selection, area_id, measure.indicator_id)):
        return pd.DataFrame({"year": [], "value": []})
    key = ("demographie-erwartet", area_id, measure, selection.scenario, tuple(years))

    def made() -> pd.DataFrame:
        return custom.ahead(selection.context, measure, [area_id], selection.scenario, years)

    return remembered(selection.context, key, made)[["year", "value"]]


def point(selection: Selection, area_id: str, indicator_id: str) -> Point:
    """Return a figure at the chosen and at the comparison date, from stock or forecast."""
    known, ahead = history(selection, area_id, indicator_id), fan(selection, area_id, indicator_id)
    before = _either(known, ahead, selection.time.before)
    year = selection.time.year
    if selection.time.is_forecast:
        low, high = (_quantile(ahead, year, name) for name in ("q10", "q90"))
        return Point(_quantile(ahead, year, "median"), before, low, high)
    return Point(value_at(known, year), before)


def outlook(selection: Selection, indicator_id: str) -> Outlook | None:
    """Return today's value and the range at the year titles speak of; None without a forecast."""
    target = selection.time.target
    now = value_at(history(selection, selection.area.area_id, indicator_id), selection.time.jump_off)
    ahead = fan(selection, selection.area.area_id, indicator_id)
    if target is None or now is None:
        return None
    low, high = (_quantile(ahead, target, name) for name in ("q10", "q90"))
    if low is None or high is None:
        return None
    return Outlook(selection.time.jump_off, now, target, low, high)


def past(selection: Selection, indicator_id: str) -> Past | None:
    """Return the values at the comparison and the chosen date; None if either is missing."""
    time = selection.time
    if time.is_forecast or time.before == NO_YEAR or time.before > time.jump_off:
        return None
    known = history(selection, selection.area.area_id, indicator_id)
    now, before = value_at(known, time.year), value_at(known, time.before)
    if now is None or before is None:
        return None
    return Past(time.before, before, time.year, now) if time.before < time.year else None


def population(selection: Selection) -> Point:
    """Return the population of the chosen area."""
    return point(selection, selection.area.area_id, POPULATION)


def companions(selection: Selection) -> list[Area]:
    """Return the areas to compare with: municipality (or part of the city) and association, if above."""
    above = areas.ancestors(selection.context, selection.area.area_id)
    inner = [area for area in above if area.area_id != selection.root.area_id]
    municipality = [area for area in inner if area.level == "gemeinde"] or inner[-1:]
    return [*municipality[:1], *[area for area in above if area.area_id == selection.root.area_id]]


def _either(known: pd.DataFrame, ahead: pd.DataFrame, year: int) -> float | None:
    value = value_at(known, year)
    return value if value is not None else _quantile(ahead, year, "median")


def _quantile(table: pd.DataFrame, year: int, name: str) -> float | None:
    return value_at(table, year, name)
