"""Everything a page about one area needs, fetched from the queries when a picture asks for it."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from dashboards.filters import EVERYONE, People
from dashboards.maps import Classes
from dashboards.memory import remembered
from dashboards.style import Palette, palette
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, changes, measures, queries
from dashboards.topics.wanderungen.ages import Bands
from dashboards.topics.wanderungen.canvas import Look
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.scope import UNPLACED, Scope
from dashboards.topics.wanderungen.sums import words

MAX_ROWS, MAX_ROWS_PHONE = 12, 6
WHOLE = re.compile(r",0\b")


@dataclass(frozen=True)
class View:
    """One area, one choice, one build; tables are fetched when a picture asks for them."""

    context: Context
    scope: Scope
    choice: Choice

    @cached_property
    def colours(self) -> Palette:
        """Colours of the active theme."""
        return palette(self.context)

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What decides how the view looks, for what is worked out once."""
        return (self.scope.focus.area_id, self.choice)

    @property
    def pairs_key(self) -> tuple[Hashable, ...]:
        """What decides which moves between areas count."""
        choice = self.choice
        return (self.scope.focus.area_id, choice.is_fine, choice.period, choice.people)

    def key_but(self, **usual: object) -> tuple[Hashable, ...]:
        """The key of something that does not depend on the settings named here, set to some usual value."""
        return (self.scope.focus.area_id, replace(self.choice, **usual))  # type: ignore[arg-type]

    @property
    def years(self) -> int:
        """Number of years in the chosen period."""
        return len(self.choice.period)

    @property
    def digits(self) -> int:
        """Decimals of the chosen figure."""
        return 1 if self.choice.suffix or self.choice.direction == "mei" else 0

    @property
    def is_within(self) -> bool:
        """The whole map and the moves inside it: nobody comes or goes, people change places."""
        return self.choice.border == "innen" and self.scope.is_whole

    @cached_property
    def cut(self) -> queries.Slice:
        """What the pair and partner tables count."""
        return queries.Slice(self.choice.period, self.choice.people)

    @cached_property
    def focus_years(self) -> pd.DataFrame:
        """Years and standard age groups of the chosen area with figures, whatever ages are chosen."""
        return self._years([self.scope.focus.area_id], ages.STANDARD)

    @cached_property
    def unit_years(self) -> pd.DataFrame:
        """Years of every unit in the chosen ages, with figures; moving means if they are asked for."""
        return self._drawn(self._unit_rows)

    @cached_property
    def _unit_rows(self) -> pd.DataFrame:
        return self._chosen(self.scope.unit_ids)

    @cached_property
    def series(self) -> pd.DataFrame:
        """The chosen area's years in the chosen ages, gaps between years filled with missing."""
        rows = self._drawn(self.yearly).set_index("year")
        every = range(int(rows.index.min()), int(rows.index.max()) + 1)
        return rows.reindex(every).rename_axis("year").reset_index()

    @cached_property
    def yearly(self) -> pd.DataFrame:
        """The chosen area's known years in the chosen ages, never smoothed: what a title may count."""
        return self._chosen([self.scope.focus.area_id])

    @cached_property
    def focus_period(self) -> pd.DataFrame:
        """The chosen area over the period, one row per standard age group, all ages among them."""
        return measures.over_period(self.focus_years, self.choice.period, ("band",))

    @cached_property
    def total(self) -> pd.Series:
        """The chosen area over the period in the chosen ages."""
        return self._period(self.yearly, [self.scope.focus.area_id]).iloc[0]

    @cached_property
    def bands(self) -> pd.DataFrame:
        """The chosen area over the period by age group, index band, youngest first."""
        return self.focus_period.reindex(list(ages.BY_CODE))

    @cached_property
    def single_ages(self) -> pd.DataFrame:
        """The chosen area over the period by single year of age, index 0 to 100."""
        rows = self._years([self.scope.focus.area_id], ages.SINGLE)
        table = measures.over_period(rows, self.choice.period, ("band",))
        return table.reindex(list(ages.SINGLE.codes)).set_axis(range(ages.OLDEST + 1))

    @cached_property
    def units(self) -> pd.DataFrame:
        """Every unit over the period in the chosen ages, with name, balance within and beyond the frame."""
        table = self._period(self._unit_rows, self.scope.unit_ids)
        sides = {}
        for end in ("", "_rate"):
            member = 0.0 if self.scope.is_in_municipality else table[f"net_member{end}"].to_numpy()
            within = table[f"net_inner{end}"].to_numpy() + member
            sides[f"net_within{end}"] = within
            sides[f"net_beyond{end}"] = table[f"net{end}"].to_numpy() - within
        names = [self.scope.names[area_id] for area_id in table.index]
        return table.assign(**sides, name=words(np.array(names, dtype=object)).set_axis(table.index))

    @cached_property
    def members(self) -> pd.DataFrame:
        """The units the pictures speak about; for an area without parts, all units around it."""
        ids = self.scope.unit_ids if self.scope.is_leaf else [unit.area_id for unit in self.scope.members]
        return self.units.loc[ids]

    @cached_property
    def places(self) -> pd.DataFrame:
        """The members that are places: without persons who could not be assigned to one."""
        return placed(self.members)

    @cached_property
    def is_reported(self) -> bool:
        """Whether every municipality of the chosen area reported every year of the period."""
        known = set(queries.years(self.context, area_id=self.scope.focus.area_id))
        return set(self.choice.period) <= known

    @cached_property
    def suffix(self) -> str:
        """As the suffix of the choice, but cases where the chosen area is too small for rates."""
        return "" if bool(self.total["is_small"]) and self.choice.suffix == "_rate" else self.choice.suffix

    def by_nationality(self, nationality: str) -> pd.DataFrame:
        """Years of the chosen area with figures, of one nationality, in the chosen ages and sex."""
        people = replace(self.choice.people, nationality=nationality)
        other = replace(self, choice=replace(self.choice, people=people))
        return other.series

    def look(self, digits: int | None = None, **more: int) -> Look:
        """How pictures of this view are drawn."""
        decimals = self.digits if digits is None else digits
        return Look(self.colours, digits=decimals, is_phone=self.context.is_phone, **more)

    def compared(self, column: str, count: int = 8) -> list[str]:
        """Units with the highest and the lowest figure, highest first; a leaf comes first."""
        known = self.places[column].dropna().sort_values(ascending=False)
        ids = [str(area_id) for area_id in known.index]
        if len(ids) > count:
            ids = [*ids[: count // 2], *ids[-(count // 2) :]]
        return self.focus_first(ids)[:count]

    def focus_first(self, ids: Sequence[str]) -> list[str]:
        """Return ids with the chosen area first, if it is one of the units."""
        focus = self.scope.focus.area_id
        if not self.scope.is_leaf or self.scope.is_whole:
            return list(ids)
        return [focus, *[area_id for area_id in ids if area_id != focus]]

    def _period(self, rows: pd.DataFrame, area_ids: list[str]) -> pd.DataFrame:
        table = self._over(rows, area_ids)
        if self.choice.measure == "change":
            return changes.since(table, self._before(rows, area_ids), self.years)
        if self.choice.measure != "share":
            return table
        return measures.shares(table, self._over(self._everybody(area_ids), area_ids))

    def _over(self, rows: pd.DataFrame, area_ids: list[str]) -> pd.DataFrame:
        return measures.over_period(rows, self.choice.period, ("area_id",)).reindex(area_ids)

    def _before(self, rows: pd.DataFrame, area_ids: list[str]) -> pd.DataFrame:
        """The earlier period a change is measured from; `rows` as _chosen."""
        return measures.over_period(rows, self.choice.base, ("area_id",)).reindex(area_ids)

    def _chosen(self, area_ids: list[str]) -> pd.DataFrame:
        """Rows of the chosen ages only."""
        people = self.choice.people
        bands = ages.around(people.age, people.age_to) if self.choice.has_ages else self._undivided(area_ids)
        rows = self._years(area_ids, bands)
        return _of_band(rows, self.choice.band)

    def _everybody(self, area_ids: list[str]) -> pd.DataFrame:
        rows = self._years(area_ids, self._undivided(area_ids), EVERYONE)
        return _of_band(rows, ages.ALL)

    def _undivided(self, area_ids: list[str]) -> Bands:
        """The bands to count all ages by: the age groups of the chosen area are shown, of others are not."""
        return ages.STANDARD if area_ids == [self.scope.focus.area_id] else ages.WHOLE

    def _drawn(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows as a picture over time shows them, shares or changes added if they are asked for."""
        table = self._smooth(rows)
        if self.choice.measure == "change" and len(rows):
            before = self._before(rows, sorted(set(rows["area_id"])))
            return changes.by_year(table, before, self.years)
        if self.choice.measure != "share" or rows.empty:
            return table
        whole = self._smooth(self._everybody(sorted(set(rows["area_id"]))))
        keys = ["area_id", "year"]
        return measures.shares(table.set_index(keys), whole.set_index(keys)).reset_index()

    def _smooth(self, rows: pd.DataFrame) -> pd.DataFrame:
        if not self.choice.is_rolling or rows.empty:
            return rows
        return measures.rolling(rows, self.years)

    def _years(self, area_ids: Sequence[str], bands: Bands, people: People | None = None) -> pd.DataFrame:
        """All years and bands of some areas with figures; kept, because most filters reuse them."""
        who = replace(self.choice.people if people is None else people, age=0, age_to=ages.OLDEST)
        border, inside = self.choice.border, self.scope.is_in_municipality
        key = ("wanderungen-jahre", tuple(area_ids), who, bands.codes, bands.firsts, border, inside)

        def made() -> pd.DataFrame:
            rows = queries.area_years(self.context, area_ids=area_ids, people=who, bands=bands)
            return measures.by_year(measures.bordered(rows, border, is_in_municipality=inside))

        return remembered(self.context, key, made)


def view_of(context: Context, scope: Scope, choice: Choice) -> View:
    """Return the view; one asked for lately is the same object and keeps its tables."""
    view = View(context, scope, choice)
    return remembered(context, ("wanderungen", *view.key), lambda: view)


def _of_band(rows: pd.DataFrame, band: str) -> pd.DataFrame:
    return rows[np.array([code == band for code in rows["band"].tolist()], dtype=bool)]


def placed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose index is the id of a place."""
    return table[np.array([not str(area_id).endswith(UNPLACED) for area_id in table.index], dtype=bool)]


def short_labels(scale: Classes) -> Classes:
    """Class limits without a needless ",0"."""
    return replace(scale, labels=tuple(WHOLE.sub("", label) for label in scale.labels))
