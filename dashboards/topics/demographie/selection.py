"""What the reader chose, checked against what there is."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import pandas as pd
import streamlit as st

from dashboards import address, areas, text
from dashboards.areas import Area
from dashboards.maps.options import MapOptions
from dashboards.topic import Context
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.custom import Wish
from dashboards.topics.demographie.measure import Measure
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE

T = TypeVar("T", bound=Hashable)
PLAIN, PLAIN_MAP = Wish(), MapOptions()
View = Literal["struktur", "aufbau", "bewegung", "vergleich", "prognose"]
Visibility = Literal["visible", "hidden", "collapsed"]
VIEWS: dict[View, str] = {
    "struktur": "Kennzahlen",
    "aufbau": "Altersaufbau",
    "bewegung": "Bewegung",
    "vergleich": "Gebiete",
    "prognose": "Prognose",
}
# Default distance to the comparison date and to the forecast year that titles speak of, years.
SPAN = 10
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
    def known(self) -> tuple[int, ...]:
        """All years with a stock or a forecast."""
        return (*self.observed, *self.forecast)

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
    # Key of the view, its own settings (such as per 1,000), and whom the figures count.
    options: Mapping[str, str] = field(default_factory=dict)
    wish: Wish = PLAIN
    others: tuple[Area, ...] = ()
    map_options: MapOptions = PLAIN_MAP

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
    def per_1000(self) -> bool:
        """Whether an age structure is shown per 1,000 residents."""
        return self.options.get("darstellung") == "je1000"

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Everything the pictures depend on, for what is worked out once."""
        others = tuple(one.area_id for one in self.others)
        options = tuple(sorted(self.options.items()))
        return (
            self.area.area_id,
            self.measure,
            self.level,
            self.time,
            self.scenario,
            options,
            self.wish,
            others,
        )

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


def value_at(table: pd.DataFrame, year: int, name: str = "value") -> float | None:
    """Return the value of a series at a year; None if it is missing."""
    known = zip(table["year"].tolist(), table[name].tolist(), strict=True)
    found = [float(value) for one, value in known if one == year and not text.is_missing(value)]
    return found[0] if found else None
