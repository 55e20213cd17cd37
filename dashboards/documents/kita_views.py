"""Kita planning as the page shows it at first, without a page: need and places of an area and a band."""

from collections.abc import Sequence
from dataclasses import replace

from dashboards import areas, data
from dashboards.areas import Area
from dashboards.topic import Context
from dashboards.topics.kita import filters, plans, queries, rates, state
from dashboards.topics.kita.assumptions import WORDS, Assumptions, Band
from dashboards.topics.kita.bands import BANDS
from dashboards.topics.kita.filters import FIRST_SHOWN, Choice
from dashboards.topics.kita.settings import MOST_CHILDMINDING
from dashboards.topics.kita.state import State

__all__ = ["BANDS", "kita_state", "usual_choice", "with_own_plans"]


def kita_state(context: Context, area: Area, band: Band, level: str | None = None) -> State | None:
    """Return the state of the page for an area with its usual settings; None without known Kita years."""
    choice = usual_choice(context, area, band, level)
    return None if choice.kita_year is None else state.load(context, choice)


def with_own_plans(context: Context, area: Area, names: Sequence[str]) -> Choice:
    """Return the usual choice of an area in which own plans count. Raises KeepingError for an unknown one."""
    choice = usual_choice(context, area, "ue3")
    found = plans.named(context, names)
    return replace(choice, assumptions=replace(choice.assumptions, plans=found))


def usual_choice(context: Context, area: Area, band: Band, level: str | None = None) -> Choice:
    """Return what the page shows when it is opened for an area and a band."""
    scenario = next(iter(data.scenarios(context)), None)
    run = queries.run(context, scenario) if scenario else None
    years = filters.kita_years(context, area, run)
    care = queries.care(context, [area.root_id, area.area_id], band)
    observed = rates.observed(care, area.root_id)
    return Choice(
        area,
        level or _level(context, area),
        _assumptions(band, observed),
        years,
        _kita_year(years),
        run,
        care,
        observed,
    )


def _assumptions(band: Band, observed: rates.Observed) -> Assumptions:
    minding = min(round(100 * observed.childminding), MOST_CHILDMINDING) if band == "u3" else 0
    quota = observed.quota(WORDS[band].usual_quota)
    return Assumptions(band, quota / 100, minding / 100)


def _kita_year(years: filters.Years) -> int | None:
    if years.forecast:
        return years.forecast[min(FIRST_SHOWN, len(years.forecast) - 1)]
    return years.all[-1] if years.all else None


def _level(context: Context, area: Area) -> str:
    """The level of the parts of an area, or its own where nothing lies below."""
    return next(iter(areas.levels_below(context, area.area_id)), area.level)
