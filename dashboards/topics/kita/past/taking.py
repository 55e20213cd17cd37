"""The present plan as something to keep: numbers of all bands, years and areas inside the chosen one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboards import areas, text
from dashboards.topic import Context
from dashboards.topics.kita import base
from dashboards.topics.kita.assumptions import RUNGS, STATUS_NAMES, Band
from dashboards.topics.kita.needs import Array
from dashboards.topics.kita.needs_by_age import ByAge, by_age
from dashboards.topics.kita.past.record import COLUMNS, Ages, AreaRecord, BandRecord, KeptPlan, Series
from dashboards.topics.kita.sources import definition
from dashboards.topics.kita.state import State, scope

# Where a column of the balance is called otherwise there.
OF_TABLE = {"children": "median", "children_q10": "q10", "children_q90": "q90"}
PERSONS, RATES = 2, 5


@dataclass(frozen=True)
class Stamp:
    """Under which name, when and by whom a plan is kept."""

    name: str
    kept_on: date
    author: str = ""


def present(context: Context, states: Mapping[Band, State], stamp: Stamp) -> KeptPlan:
    """Return the plan the states of all bands show, for their area and everything inside."""
    some = next(iter(states.values()))
    choice = some.choice
    years = (*choice.years.observed[-1:], *choice.years.forecast)
    inside = [choice.area.area_id, *(one.area_id for one in areas.below(context, choice.area.area_id))]
    ages = {band: ages_of(context, state) for band, state in states.items()}
    told = next(iter(ages.values()))
    return KeptPlan(
        name=stamp.name,
        kept_on=stamp.kept_on,
        author=stamp.author,
        area_id=choice.area.area_id,
        area_name=choice.area.name,
        build_id=context.build_id,
        run_id=context.run_id or "",
        variant=choice.run.title if choice.run else "",
        years=years,
        base_year=years[0],
        own_plans=tuple(plan.name for plan in choice.assumptions.plans),
        bands={
            band: BandRecord(settings=in_words(state), areas=_rows(state, ages[band], inside, years))
            for band, state in states.items()
        },
        children={one: _ages(told.children, told, one, years, PERSONS) for one in inside},
    )


def ages_of(context: Context, state: State) -> ByAge:
    """Return children and need by age behind a state."""
    settings = state.choice.assumptions
    return by_age(base.base_of(context, scope(context, state.choice), settings), settings)


def in_words(state: State) -> str:
    """Return how a band is counted, in words."""
    settings = state.choice.assumptions
    statuses = text.listing([STATUS_NAMES[status] for status in settings.statuses]) or "keine"
    plans = text.listing([f"„{plan.name}“" for plan in settings.plans])
    own = f"; eigene Pläne: {plans}" if plans else ""
    return (
        f"Zielquote {text.percent(settings.quota, 0)}; Plätze: {RUNGS[settings.rung]}; "
        f"Maßnahmen: {statuses}{own}. {definition(state)}"
    )[:2000]


def _rows(state: State, ages: ByAge, inside: list[str], years: tuple[int, ...]) -> dict[str, AreaRecord]:
    table = state.table[state.table["area_id"].isin(inside)]
    found = {}
    for area_id, rows in table.groupby("area_id", sort=True):
        in_years = rows.set_index("kita_year").reindex(list(years))
        columns = {name: _series(in_years[OF_TABLE.get(name, name)]) for name in COLUMNS}
        per_child = _ages(ages.per_child, ages, str(area_id), years, RATES)
        found[str(area_id)] = AreaRecord(**columns, per_child=per_child)
    return found


def _series(values: pd.Series) -> Series:
    return tuple(_number(value, PERSONS + 1) for value in values.astype(float))


def _ages(values: Array, ages: ByAge, area_id: str, years: tuple[int, ...], digits: int) -> Ages:
    if area_id not in ages.areas:
        return tuple(() for _ in years)
    row = values[ages.areas.index(area_id)]
    return tuple(
        tuple(_number(float(value), digits) for value in row[ages.years.index(year)])
        if year in ages.years
        else ()
        for year in years
    )


def _number(value: float, digits: int) -> float | None:
    return None if np.isnan(value) else round(value, digits)
