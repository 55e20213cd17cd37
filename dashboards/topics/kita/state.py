"""Everything the page shows for one choice, computed once per choice."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

import pandas as pd

from dashboards import areas
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita import base, queries
from dashboards.topics.kita.balance import balance
from dashboards.topics.kita.filters import Choice

AgesKnown = Literal["exact", "partly", "converted"]


@dataclass(frozen=True)
class State:
    """The balance of the chosen area and of the areas beside it.

    `table` holds the Kita years of the root and every area inside (`shown` are those of the level); `frame`
    is the area the Saldo table adds up to; columns as balance.balance returns them. All sessions share the
    table, so it is not to be changed. `ages` says how observed children of the chosen area were counted.
    """

    choice: Choice
    root: Area
    frame: Area
    shown: tuple[Area, ...]
    table: pd.DataFrame
    group_places: int
    ages: AgesKnown = "converted"

    @property
    def draws(self) -> int:
        """Number of draws behind the probabilities; 1 without a forecast."""
        return self.choice.run.draws if self.choice.run else 1

    @cached_property
    def area(self) -> pd.DataFrame:
        """The Kita years of the chosen area, oldest first."""
        return self.of(self.choice.area)

    @cached_property
    def now(self) -> pd.Series:
        """The chosen area in the chosen Kita year."""
        return self.area[self.area["kita_year"] == self.choice.kita_year].iloc[0]

    @cached_property
    def has_children(self) -> bool:
        """Whether children of the band are known for the chosen area in some year."""
        return bool(self.area["median"].notna().any())

    @cached_property
    def has_places(self) -> bool:
        """Whether places are known for the chosen area in some year."""
        return bool(self.area["places"].notna().any())

    def of(self, area: Area) -> pd.DataFrame:
        """Return the Kita years of one area of the table."""
        rows = self.table[self.table["area_id"] == area.area_id]
        return rows.drop(columns="area_id")

    @cached_property
    def year_rows(self) -> pd.DataFrame:
        """The rows of all areas in the chosen Kita year."""
        return self.table[self.table["kita_year"] == self.choice.kita_year]

    @cached_property
    def in_year(self) -> pd.DataFrame:
        """The rows of the level in the chosen Kita year, with a column `name`."""
        names, rows = {area.area_id: area.label for area in self.shown}, self.year_rows
        return rows[rows["area_id"].isin(list(names))].assign(name=rows["area_id"].map(names))

    def others(self, context: Context) -> pd.DataFrame:
        """Return the rows of `in_year` of areas neither inside nor around the chosen one.

        For the root, which has everything inside, these are all areas of the level.
        """
        chosen, rows = self.choice.area.area_id, self.in_year
        if chosen == self.root.area_id:
            return rows
        related = [*areas.below(context, chosen), *areas.ancestors(context, chosen)]
        return rows[~rows["area_id"].isin([chosen, *(area.area_id for area in related)])]


def load(context: Context, choice: Choice) -> State:
    """Return the state for a choice with known Kita years; all who choose the same share it."""
    key = ("state", context.build_id, context.run_id, context.role, *look(choice))
    return queries.kept(partial(_load, context, choice), key)


def _load(context: Context, choice: Choice) -> State:
    root = root_of(context, choice)
    shown = areas.below(context, root.area_id, choice.level) or [root]
    frame = areas.frame_of(context, choice.area, choice.level)
    asked = scope(context, choice)
    size = queries.group_places(context, choice.assumptions.band)
    table = queries.kept(
        partial(_balance, context, choice, asked, size),
        (context.build_id, context.run_id, context.role, asked, choice.assumptions, choice.years),
    )
    ages = base.ages_known(context, asked, choice.assumptions, choice.area.area_id)
    return State(choice, root, frame, tuple(shown), table, size, ages)


def _balance(context: Context, choice: Choice, asked: queries.Scope, size: int) -> pd.DataFrame:
    places = queries.places(context, asked, choice.assumptions, choice.years.all[0])
    return balance(base.children(context, asked, choice.assumptions), places, choice.assumptions, size)


def of_area(choice: Choice) -> tuple[Hashable, ...]:
    """Return what the balance of the chosen area depends on, as a key: not the level, not the map."""
    run = choice.run.scenario if choice.run else None
    return choice.area.area_id, choice.assumptions, choice.years, choice.kita_year, run


def of_supply(choice: Choice) -> tuple[Hashable, ...]:
    """Return what the places of the chosen area depend on besides years, as a key: not what makes need."""
    settings = choice.assumptions
    return choice.area.area_id, settings.band, settings.statuses, settings.plans


def look(choice: Choice) -> tuple[Hashable, ...]:
    """Return what the map depends on, as a key."""
    return (*of_area(choice), choice.level, choice.shows_chance)


def root_of(context: Context, choice: Choice) -> Area:
    """Return the association or municipality everything chosen lies in."""
    return areas.tree(context)[choice.area.root_id]


def scope(context: Context, choice: Choice) -> queries.Scope:
    """Return what to ask for: the root and all areas inside, whatever the level: sums need the smallest ones.

    That is the same for every chosen area, so it is asked for only once. Above the municipalities the school
    entry of the first municipality inside counts for all.
    """
    root = root_of(context, choice)
    scenario, last_year = choice.run.scenario if choice.run else None, choice.years.all[-1]
    key = ("kita-umfang", root.area_id, scenario, last_year)
    return remembered(context, key, lambda: _scope(context, root, scenario, last_year))


def _scope(context: Context, root: Area, scenario: str | None, last_year: int) -> queries.Scope:
    inside = areas.below(context, root.area_id)
    by_id = {area.area_id: area for area in [root, *inside]}
    first = next((area.municipality_ags for area in inside if area.municipality_ags), None)
    keys = tuple(area.municipality_ags or first for area in by_id.values())
    return queries.Scope(root.area_id, tuple(by_id), keys, scenario, last_year)
