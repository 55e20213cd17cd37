"""What the reader chose and what all parts of the page read: area, municipalities, years."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from dashboards import address, areas, controls, text
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.datenlage import coverage, queries, shelf
from dashboards.topics.datenlage.coverage import Cell, State

TEXT = Path(__file__).parent / "text.md"
Part = Literal["stand", "befunde", "hochladen"]
PARTS: Mapping[Part, str] = {"stand": "Lieferstand", "befunde": "Prüfungen", "hochladen": "Hochladen"}


@dataclass(frozen=True)
class View:
    """The chosen area and everything read for it; `scope` is the municipality or association around it."""

    area: Area
    scope: Area
    root: Area
    level: str
    year: int | None
    members: pd.DataFrame
    deliveries: pd.DataFrame
    checks: pd.DataFrame
    states: Mapping[Cell, State]
    years: tuple[int, ...]

    @property
    def names(self) -> dict[str, str]:
        """Municipality → name in the order of the rows."""
        return dict(zip(self.members["area_id"], self.members["name"], strict=True))

    @property
    def owner_ids(self) -> list[str]:
        """Who delivered for these municipalities: they themselves and what they belong to."""
        return sorted({str(owner) for owner in self.deliveries["owner_id"]})


def words(heading: str, **values: object) -> str:
    """Return a text block of the page."""
    return text.load_text(TEXT, heading, **values)


def part_switch(context: Context) -> Part:
    """Let the reader change between the parts; who may not add to the data has no third one."""
    offered = {part: name for part, name in PARTS.items() if part != "hochladen" or shelf.is_open_to(context)}
    domain = address.among(offered, next(iter(offered)))
    address.restore("teil", domain)
    picked: Part | None = st.segmented_control(
        "Teil der Seite",
        list(offered),
        required=True,
        format_func=lambda part: offered.get(part, str(part)),
        key="teil",
        label_visibility="collapsed",
    )
    value = domain.default if picked is None else picked
    address.keep("teil", domain, value)
    return value


def choose(context: Context, part: Part) -> View:
    """Draw the filter bar and read what the page needs of the choice."""
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        root = areas.tree(context)[area.root_id]
        level, year = area.level, None
        if part == "stand":
            level = controls.level_picker(context, root)
            year = _year(context, root, level)
    scope = _scope(context, area)
    members = queries.members(context, scope.area_id)
    years, states = remembered(
        context, ("datenlage-abdeckung", scope.area_id), lambda: _covered(context, scope, members)
    )
    return View(
        area=area,
        scope=scope,
        root=root,
        level=level,
        year=year,
        members=members,
        deliveries=queries.deliveries(context, scope.area_id),
        checks=queries.checks(context, area.area_id),
        states=states,
        years=years,
    )


def _covered(
    context: Context, scope: Area, members: pd.DataFrame
) -> tuple[tuple[int, ...], Mapping[Cell, State]]:
    """Years of the matrix, and what is there of every municipality, year and content."""
    table = queries.coverage(context, scope.area_id)
    years = coverage.years_of(table)
    return tuple(years), coverage.states(table, [str(one) for one in members["area_id"]], years)


def _year(context: Context, root: Area, level: str) -> int | None:
    years = sorted(set(queries.level_rests(context, root.area_id, level)["year"]))
    if not years:
        return None
    options = {int(year): str(year) for year in years}
    return controls.choice(
        context, "Bilanzjahr", options, key="bilanzjahr", default=max(options), style="slider"
    )


def _scope(context: Context, area: Area) -> Area:
    """The municipality an area lies in; an association is its own scope."""
    if area.municipality_ags and area.municipality_ags != area.area_id:
        return areas.tree(context).get(area.municipality_ags, area)
    return area
