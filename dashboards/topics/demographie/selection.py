"""What the reader chose, checked against what there is."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import pandas as pd
import streamlit as st

from dashboards import address, areas, controls, data, text
from dashboards.areas import Area
from dashboards.topic import Context
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.measure import POPULATION, Measure, from_table
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE

T = TypeVar("T", bound=Hashable)
View = Literal["struktur", "aufbau"]
Visibility = Literal["visible", "hidden", "collapsed"]
VIEWS: dict[View, str] = {"struktur": "Altersstruktur", "aufbau": "Altersaufbau"}
UNITS = {"personen": "Personen", "je1000": "je 1.000"}
# Default distance to the comparison date and to the forecast year that titles speak of, years.
SPAN = 10
# Distance of the forecast years offered as reference date, years.
FORECAST_STEP = 5
NO_YEAR = 0


@dataclass(frozen=True)
class Time:
    """Years of the page. `forecast` lists forecast years of the area, empty without a run for it.

    `year` may lie in the forecast; `before` is the comparison, NO_YEAR without one. `jump_off` is the last
    observed year the forecast starts from.
    """

    year: int
    before: int
    observed: tuple[int, ...]
    forecast: tuple[int, ...]

    @property
    def is_forecast(self) -> bool:
        """Whether the chosen reference date lies in the future of the register."""
        return self.year not in self.observed and self.year in self.forecast

    @property
    def jump_off(self) -> int:
        """Last observed year."""
        return self.observed[-1]

    @property
    def target(self) -> int | None:
        """The forecast year titles speak of: the chosen one, else ten years on; None at past dates."""
        if self.is_forecast:
            return self.year
        if not self.forecast or self.year != self.jump_off:
            return None
        return min(self.jump_off + SPAN, self.forecast[-1])


@dataclass(frozen=True)
class Selection:
    """One view of the page: where, what, when, under which scenario."""

    context: Context
    area: Area
    measure: Measure
    level: str
    time: Time
    scenario: str
    per_1000: bool = False
    # Frames already read in this run, so that title, figures and pictures ask once.
    memory: dict[tuple[str, str, str], pd.DataFrame] = field(default_factory=dict, compare=False)

    @property
    def root(self) -> Area:
        """The association or municipality the area belongs to."""
        return areas.tree(self.context)[self.area.root_id]

    @property
    def name(self) -> str:
        """The name of the area in sentences; persons without an area carry their municipality."""
        shown = self.area.name if self.area.name[:1].isupper() else self.area.label
        return f"{shown[:1].upper()}{shown[1:]}"

    @property
    def date_words(self) -> str:
        """The chosen reference date as said on the page: "31.12.2024", "31.12.2034 (Prognose)"."""
        return date_words(self.time.year, self.time.is_forecast)

    @property
    def shows_median(self) -> bool:
        """False for areas so small that only ranges are shown."""
        size = self.area.inhabitants
        return size is not None and size >= RANGE_ONLY_SIZE

    def level_key(self, ancestor_id: str, indicator_id: str | None = None) -> queries.LevelKey:
        """Return the key of a table of areas of the chosen level."""
        return queries.LevelKey(ancestor_id, self.level, indicator_id or self.measure.indicator_id)


def date_words(year: int, is_forecast: bool) -> str:
    """Return a 31 December as said on the page."""
    return f"31.12.{year} (Prognose)" if is_forecast else f"31.12.{year}"


def view_switch() -> View:
    """Let the reader change between the two views of the page; its state stands in the address."""
    return switch("Ansicht", VIEWS, key="ansicht", label_visibility="collapsed")


def switch(label: str, options: Mapping[T, str], *, key: str, label_visibility: Visibility = "visible") -> T:
    """Return the choice of segmented buttons outside the filter bar; the first option is the default."""
    domain = address.among(options, next(iter(options)))
    address.restore(key, domain)
    picked = st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=lambda value: options.get(value, str(value)),
        key=key,
        label_visibility=label_visibility,
    )
    value = domain.default if picked is None else picked
    address.keep(key, domain, value)
    return value


def choose(context: Context, view: View) -> Selection | None:
    """Lay the filter bar and return the selection, or None if there is no stock at all."""
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        root = areas.tree(context)[area.root_id]
        observed = queries.years(context, root_id=root.area_id)
        measures = from_table(queries.indicators(context))
        if not observed or not measures:
            return None
        if view == "struktur":
            return _choose_ratios(context, area, root, observed, measures)
        return _choose_ages(context, area, observed, measures)


def _choose_ratios(
    context: Context, area: Area, root: Area, observed: list[int], measures: dict[str, Measure]
) -> Selection:
    options = {one.indicator_id: one.title for one in measures.values()}
    indicator_id = controls.choice(context, "Kennzahl", options, key="kennzahl", style="select")
    level = controls.level_picker(context, root)
    forecast = forecast_years(context, area, observed)
    year = _pick_year(context, "Stichtag", observed, forecast, key="stichtag")
    scenario = _scenario(context, forecast)
    before = comparison_default(year, observed)
    time = Time(year, before, tuple(observed), tuple(forecast))
    return Selection(context, area, measures[indicator_id], level, time, scenario)


def _choose_ages(
    context: Context, area: Area, observed: list[int], measures: dict[str, Measure]
) -> Selection:
    # A forecast pyramid shows expected numbers without ranges, which small areas must not have.
    forecast = forecast_years(context, area, observed)
    offered = forecast if (area.inhabitants or 0) >= RANGE_ONLY_SIZE else []
    year = _pick_year(context, "Stichtag", observed, offered, key="stichtag")
    before = _pick_comparison(context, year, observed, offered)
    shown = controls.choice(context, "Darstellung", UNITS, key="darstellung", style="segmented")
    scenario = _scenario(context, forecast)
    time = Time(year, before, tuple(observed), tuple(forecast))
    measure = measures.get(POPULATION, next(iter(measures.values())))
    return Selection(context, area, measure, area.level, time, scenario, shown == "je1000")


def forecast_years(context: Context, area: Area, observed: list[int]) -> list[int]:
    """Return the forecast years of an area after its last observed year; empty without a run for it."""
    for scenario in data.scenarios(context):
        table = queries.forecast_series(
            context, area_id=area.area_id, indicator_id=POPULATION, scenario=scenario
        )
        return [int(year) for year in table["year"] if year > observed[-1]]
    return []


def comparison_default(year: int, observed: list[int]) -> int:
    """Return the comparison year: ten years before, else the first known year before.

    For a forecast year it is the last observed one; NO_YEAR if nothing lies before.
    """
    if year > observed[-1]:
        return observed[-1]
    earlier = [other for other in observed if other < year]
    if not earlier:
        return NO_YEAR
    far = [other for other in earlier if other <= year - SPAN]
    return far[-1] if far else earlier[0]


def _pick_year(context: Context, label: str, observed: list[int], forecast: list[int], key: str) -> int:
    ahead = [year for year in forecast if (year - observed[-1]) % FORECAST_STEP == 0]
    options = {year: f"31.12.{year}" for year in observed} | {year: f"{year} (Prognose)" for year in ahead}
    return controls.choice(context, label, options, key=key, default=observed[-1], style="slider")


def _pick_comparison(context: Context, year: int, observed: list[int], forecast: list[int]) -> int:
    ahead = [other for other in forecast if (other - observed[-1]) % FORECAST_STEP == 0]
    options = {other: f"{other} (Prognose)" for other in reversed(ahead) if other != year}
    options |= {other: f"31.12.{other}" for other in reversed(observed) if other != year}
    options[NO_YEAR] = "keiner"
    default = comparison_default(year, observed)
    return controls.choice(context, "Vergleich", options, key="vergleich", default=default, style="select")


def _scenario(context: Context, forecast: list[int]) -> str:
    """The scenario by its distinguishing word: the label already says "Prognosevariante"."""
    titles = data.scenarios(context)
    if not forecast or not titles:
        return ""
    short = {one: re.sub(r"\s*(\(.*\)|Variante)", "", title) or title for one, title in titles.items()}
    return controls.choice(context, "Prognosevariante", short, key="variante", style="select")


def value_at(table: pd.DataFrame, year: int) -> float | None:
    """Return the value of a series at a year; None if it is missing."""
    found = table.loc[table["year"] == year, "value"]
    return None if found.empty or text.is_missing(found.iloc[0]) else float(found.iloc[0])
