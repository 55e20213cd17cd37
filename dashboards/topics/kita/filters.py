"""The filter bar of Kita planning: area, band, Kita year, variant, Zielquote; the rest behind "Annahmen"."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from dashboards import areas, controls, data, text
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita import queries, rates, settings
from dashboards.topics.kita.assumptions import WORDS, Assumptions, Band
from dashboards.topics.kita.queries import Run
from dashboards.topics.kita.rates import Observed

# The plan of § 21 NKiTaG covers the next six Kita years; beyond ten years small areas say nothing.
REPORT_YEARS = 6
YEARS_AHEAD = 10
# Kita year shown at first, counted from the first forecast one: far enough to build, near enough to know.
FIRST_SHOWN = 4


@dataclass(frozen=True)
class Years:
    """Kita years of an area by their first calendar year: observed, then forecast."""

    observed: tuple[int, ...]
    forecast: tuple[int, ...]

    @property
    def all(self) -> tuple[int, ...]:
        """Observed and forecast years."""
        return self.observed + self.forecast

    @property
    def report(self) -> tuple[int, int] | None:
        """First and last of the six years of the yearly plan, or None without a forecast."""
        six = self.forecast[:REPORT_YEARS]
        return (six[0], six[-1]) if six else None


@dataclass(frozen=True)
class Choice:
    """What the reader has chosen; `kita_year` is None where no Kita year is known, `run` without a forecast.

    `care` are the care rates of the area and its root, `observed` what they say of the root. `shows_chance`:
    the map shows how sure a shortage is instead of the Saldo.
    """

    area: Area
    level: str
    assumptions: Assumptions
    years: Years
    kita_year: int | None
    run: Run | None
    care: pd.DataFrame
    observed: Observed
    shows_chance: bool = False


def choose(context: Context) -> Choice:
    """Draw the filter bar and return what is chosen."""
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        names = {band: words.short for band, words in WORDS.items()}
        band: Band = controls.choice(context, "Altersband", names, key="altersband")
        years_place = st.container(width="content" if not context.is_phone else "stretch")
        scenario = controls.scenario_picker(context)
        run = queries.run(context, scenario) if scenario else None
        years = kita_years(context, area, run)
        with years_place:
            kita_year = _kita_year(context, years)
        care = queries.care(context, [area.root_id, area.area_id], band)
        seen_of = ("kita-betreut", area.root_id, band)
        observed = remembered(context, seen_of, partial(rates.observed, care, area.root_id))
        quota_place = st.container(width="content" if not context.is_phone else "stretch")
        with controls.quietly(), _settings(context):
            level = controls.level_picker(context, areas.tree(context)[area.root_id])
            shows_chance = settings.shows_chance(context) if run else False
            chosen = settings.assumptions(context, band, area.municipality_ags, observed)
        with quota_place:
            quota = settings.quota(context, chosen, observed)
        assumptions = replace(chosen, quota=quota / 100)
    return Choice(area, level, assumptions, years, kita_year, run, care, observed, shows_chance)


def kita_years(context: Context, area: Area, run: Run | None) -> Years:
    """Return the Kita years with both year-ends in the association, and up to ten forecast ones."""
    key = ("kita-jahre", area.root_id, run)
    return remembered(context, key, lambda: _kita_years(context, area.root_id, run))


def _kita_years(context: Context, root_id: str, run: Run | None) -> Years:
    dates = data.reference_dates(context, root_id)
    ends = {day.year for day in dates if (day.month, day.day) == (12, 31)}
    observed = tuple(sorted(year for year in ends if year - 1 in ends))
    if run is None:
        return Years(observed, ())
    first = run.jump_off_date.year + 1
    last = min(run.horizon_year, first + YEARS_AHEAD - 1)
    return Years(tuple(year for year in observed if year < first), tuple(range(first, last + 1)))


def _kita_year(context: Context, years: Years) -> int | None:
    if not years.all:
        return None
    ahead = years.forecast
    default = ahead[min(FIRST_SHOWN, len(ahead) - 1)] if ahead else years.all[-1]
    options = {year: text.kita_year(year) for year in years.all}
    return controls.choice(context, "Kita-Jahr", options, key="kitajahr", default=default, style="slider")


@contextmanager
def _settings(context: Context) -> Iterator[None]:
    # A popover cannot hold another one, and on a phone the whole bar already is one.
    with st.container() if context.is_phone else st.popover("Annahmen", width="content"):
        yield
