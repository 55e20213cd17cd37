"""Everything the page shows for one choice, computed once per run."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

import pandas as pd

from dashboards import areas
from dashboards.areas import Area
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
    def in_year(self) -> pd.DataFrame:
        """The rows of the level in the chosen Kita year, with a column `name`."""
        names = {area.area_id: area.label for area in self.shown}
        rows = self.table[self.table["kita_year"] == self.choice.kita_year]
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
    """Return the state for a choice with known Kita years."""
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


def look(context: Context, choice: Choice) -> tuple[Hashable, ...]:
    """Return what a picture of a choice depends on, as a key."""
    run = choice.run.scenario if choice.run else None
    seen = (context.build_id, context.run_id, context.role, context.theme, context.is_phone)
    chosen = (choice.area.area_id, choice.level, choice.assumptions, choice.years, choice.kita_year)
    return (*seen, *chosen, run, choice.shows_chance)


def root_of(context: Context, choice: Choice) -> Area:
    """Return the association or municipality everything chosen lies in."""
    return areas.tree(context)[choice.area.root_id]


def scope(context: Context, choice: Choice) -> queries.Scope:
    """Return what to ask for: the root and all areas inside, whatever the level: sums need the smallest ones.

    That is the same for every chosen area, so it is asked for only once. Above the municipalities the school
    entry of the first municipality inside counts for all.
    """
    root = root_of(context, choice)
    inside = areas.below(context, root.area_id)
    by_id = {area.area_id: area for area in [root, *inside]}
    first = next((area.municipality_ags for area in inside if area.municipality_ags), None)
    keys = tuple(area.municipality_ags or first for area in by_id.values())
    scenario = choice.run.scenario if choice.run else None
    return queries.Scope(root.area_id, tuple(by_id), keys, scenario, choice.years.all[-1])
