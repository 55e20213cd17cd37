"""Everything a page about one area needs, fetched once per run from the queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
import streamlit as st

from dashboards.maps import Classes, classes
from dashboards.maps.classes import Kind
from dashboards.style import Palette, palette
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, measures, queries, titles
from dashboards.topics.wanderungen.canvas import Look
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.scope import UNPLACED, Scope

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

    @cached_property
    def digits(self) -> int:
        """Decimals of the chosen measure."""
        return 1 if self.choice.measure == "rate" else 0

    @cached_property
    def focus_suffix(self) -> str:
        """As suffix, but cases where the chosen area is too small for rates."""
        return "" if bool(self.total["is_small"]) else self.suffix

    @property
    def focus_digits(self) -> int:
        """Decimals of figures of the chosen area."""
        return 1 if self.focus_suffix else 0

    @property
    def focus_unit(self) -> str:
        """Unit of figures of the chosen area."""
        return self.unit if self.focus_suffix == self.suffix else "Fälle im Jahr"

    @cached_property
    def suffix(self) -> str:
        """Ending of the columns that hold the chosen measure."""
        return "_rate" if self.choice.measure == "rate" else ""

    @cached_property
    def unit(self) -> str:
        """The unit of the chosen measure as it stands in subtitles."""
        if self.choice.measure == "cases":
            return "Fälle im Jahr"
        return "je 1.000 Einwohner" if self.choice.band == ages.ALL else "je 1.000 dieses Alters"

    @property
    def years(self) -> int:
        """Number of years in the chosen period."""
        return len(self.choice.period)

    @cached_property
    def cut(self) -> queries.Slice:
        """What the pair and partner tables count."""
        return queries.Slice(self.choice.period, self.choice.band, self.choice.nationality)

    @cached_property
    def focus_years(self) -> pd.DataFrame:
        """Years and bands of the chosen area with figures."""
        return self._years([self.scope.focus.area_id])

    @cached_property
    def unit_years(self) -> pd.DataFrame:
        """Years and bands of every unit with figures."""
        return self._years(self.scope.unit_ids)

    @cached_property
    def series(self) -> pd.DataFrame:
        """The chosen area's years in the chosen band, gaps between years filled with missing."""
        rows = self.focus_years[self.focus_years["band"] == self.choice.band].set_index("year")
        every = range(int(rows.index.min()), int(rows.index.max()) + 1)
        return rows.reindex(every).rename_axis("year").reset_index()

    @cached_property
    def focus_period(self) -> pd.DataFrame:
        """The chosen area over the period, one row per band, all ages among them."""
        return measures.over_period(self.focus_years, self.choice.period).droplevel("area_id")

    @cached_property
    def total(self) -> pd.Series:
        """The chosen area over the period in the chosen band."""
        return self.focus_period.T[self.choice.band]

    @property
    def bands(self) -> pd.DataFrame:
        """The chosen area over the period by age band, index band, youngest first."""
        return self.focus_period.loc[list(ages.BY_CODE)]

    @cached_property
    def units(self) -> pd.DataFrame:
        """Every unit over the period in the chosen band, with name, balance within and beyond the frame."""
        rows = self.unit_years[self.unit_years["band"] == self.choice.band]
        table = measures.over_period(rows, self.choice.period).droplevel("band").reindex(self.scope.unit_ids)
        for end in ("", "_rate"):
            member = 0.0 if self.scope.is_in_municipality else table[f"net_member{end}"]
            table[f"net_within{end}"] = table[f"net_inner{end}"] + member
            table[f"net_beyond{end}"] = table[f"net{end}"] - table[f"net_within{end}"]
        return table.assign(name=[self.scope.names[area_id] for area_id in table.index])

    @cached_property
    def members(self) -> pd.DataFrame:
        """The units the pictures speak about; for an area without parts, all units around it."""
        ids = self.scope.unit_ids if self.scope.is_leaf else [unit.area_id for unit in self.scope.members]
        return self.units.loc[ids]

    @property
    def places(self) -> pd.DataFrame:
        """The members that are places: without persons who could not be assigned to one."""
        return placed(self.members)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Moves between the units over the period."""
        return queries.pairs(self.context, area_ids=self.scope.unit_ids, cut=self.cut)

    @cached_property
    def member_pairs(self) -> pd.DataFrame:
        """Moves between the municipalities of the frame, as both sides report them."""
        municipalities = [] if self.scope.is_in_municipality else self.scope.municipalities
        return queries.pairs(self.context, area_ids=municipalities, cut=self.cut)

    @property
    def own_pairs(self) -> pd.DataFrame:
        """Moves between the units that touch the chosen area."""
        table = self.pairs
        ids = [unit.area_id for unit in self.scope.members]
        return table if self.scope.is_whole else measures.touching(table, ids)

    @cached_property
    def partners(self) -> pd.DataFrame:
        """The chosen area over the period by partner."""
        table = queries.partners(self.context, area_ids=[self.scope.focus.area_id], cut=self.cut)
        return measures.partner_balance(table, self.years)

    @cached_property
    def finding(self) -> titles.Finding:
        """What the headline rests on."""
        return titles.Finding(self.scope.focus.name, self.choice, self.total, self.partners, self.bands)

    @cached_property
    def scale(self) -> Classes:
        """Classes of the chosen figure over all units and years, so that limits stay put."""
        rows = self.unit_years[self.unit_years["band"] == self.choice.band]
        kind: Kind = "diverging" if self.choice.direction == "net" else "sequential"
        return short_labels(classes(rows[self.choice.column], self.colours, kind, self.class_digits))

    @property
    def class_digits(self) -> int:
        """Decimals of class limits: gross rates are large enough for whole ones."""
        return self.digits if self.choice.direction == "net" else 0

    def look(self, digits: int | None = None, **more: int) -> Look:
        """How pictures of this view are drawn."""
        decimals = self.digits if digits is None else digits
        return Look(self.colours, digits=decimals, is_phone=self.context.is_phone, **more)

    def matrix_order(self) -> list[str]:
        """At most twelve units with the most moves, in the order of the tree; a leaf comes first."""
        most = MAX_ROWS_PHONE if self.context.is_phone else MAX_ROWS
        volume = pd.concat([self.own_pairs.groupby(end)["moves"].sum() for end in ("origin", "destination")])
        ranked = volume.groupby(level=0).sum().sort_values(ascending=False)
        ids = [unit.area_id for unit in (self.scope.units if self.scope.is_leaf else self.scope.members)]
        kept = [area_id for area_id in ranked.index if area_id in ids][:most]
        return self._focus_first([area_id for area_id in ids if area_id in kept])

    def compared(self, column: str, count: int = 8) -> list[str]:
        """Units with the highest and the lowest figure, highest first; a leaf comes first."""
        known = self.places[column].dropna().sort_values(ascending=False)
        ids = [str(area_id) for area_id in known.index]
        if len(ids) > count:
            ids = [*ids[: count // 2], *ids[-(count // 2) :]]
        ordered = self._focus_first(ids)
        return ordered[:count]

    def _focus_first(self, ids: Sequence[str]) -> list[str]:
        focus = self.scope.focus.area_id
        if not self.scope.is_leaf or self.scope.is_whole:
            return list(ids)
        return [focus, *[area_id for area_id in ids if area_id != focus]]

    def _years(self, area_ids: list[str]) -> pd.DataFrame:
        context = self.context
        version = (context.build_id, context.role)
        return _years_with_figures(context, version, tuple(area_ids), self.choice.nationality)


def version_of(context: Context, scope: Scope, choice: Choice) -> tuple[str, ...]:
    """Return what decides how a view looks, as a cache key: data, rights, area, choice, theme, device."""
    device = "phone" if context.is_phone else "desktop"
    return (context.build_id, context.role, scope.focus.area_id, repr(choice), context.theme, device)


def view_of(context: Context, scope: Scope, choice: Choice) -> View:
    """Return the view; one asked for lately is the same object and keeps its tables."""
    return _view(context, scope, choice, version_of(context, scope, choice))


@st.cache_resource(max_entries=100, show_spinner=False)
def _view(_context: Context, _scope: Scope, _choice: Choice, version: tuple[str, ...]) -> View:
    del version  # part of the cache key only
    return View(_context, _scope, _choice)


def placed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose index is the id of a place."""
    return table[[not str(area_id).endswith(UNPLACED) for area_id in table.index]]


def short_labels(scale: Classes) -> Classes:
    """Class limits without a needless ",0"."""
    return replace(scale, labels=tuple(WHOLE.sub("", label) for label in scale.labels))


@st.cache_data(max_entries=400, show_spinner=False)
def _years_with_figures(
    _context: Context, version: tuple[str, str], area_ids: tuple[str, ...], nationality: str | None
) -> pd.DataFrame:
    """All years and bands of some areas with figures; kept, because every filter but the area reuses them."""
    del version  # part of the cache key only
    return measures.by_year(queries.area_years(_context, area_ids=area_ids, nationality=nationality))
