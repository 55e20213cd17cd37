"""Moves on an older territorial status: what the macros of the warehouse give, and what they cannot give.

They give, for every area, moves across municipal borders and moves between smallest areas of a municipality.
The balance follows from them. Arrivals and departures over the border of an area do so only where no move
inside it is among them: not above a municipality, and not where an area of then lies in several of today.
"""

from dataclasses import dataclass

import pandas as pd

from dashboards import areas, data, territory_choice
from dashboards.areas import Area
from dashboards.topics.wanderungen import ages, measures
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.queries import HERE
from dashboards.topics.wanderungen.view import View

# Levels whose areas are whole municipalities or hold several of them.
WHOLE = frozenset({"verband", "kreis", "samtgemeinde", "gemeinde"})
FOUND = ["arrived", "departed", "moved_in", "moved_out"]


@dataclass(frozen=True)
class Stand:
    """Moves of the areas of a status, grain area × year, with the figures of measures.by_year.

    `area_id` is the chosen area, or the nearest area above it that the status has. `frame_id` is the area on
    the map, `level` that of the areas in it.
    """

    label: str
    area_id: str
    name: str
    level: str
    frame_id: str
    rows: pd.DataFrame

    @property
    def series(self) -> pd.DataFrame:
        """The shown area by year."""
        return self.rows[self.rows["area_id"] == self.area_id].reset_index(drop=True)

    def over(self, period: measures.Period) -> pd.DataFrame:
        """Yearly means over a period, one row per area of the level, with name and has_geometry."""
        inside = self.rows[self.rows["level"] == self.level]
        found = measures.over_period(inside, period, ("area_id",))
        told = inside.drop_duplicates("area_id").set_index("area_id")[["name", "has_geometry"]]
        parts = inside[inside["year"].isin(period)].groupby("area_id")[FOUND].sum(min_count=len(period))
        return found.join(told).join(parts / len(period))

    def total(self, period: measures.Period) -> pd.Series:
        """Yearly means of the shown area over a period."""
        return measures.over_period(self.series, period, ("area_id",)).iloc[0]


def stand(view: View, chosen: Chosen) -> Stand:
    """Return the moves on the chosen status, of the chosen area and of the areas it is divided into."""
    context, focus = view.context, view.scope.focus
    root = areas.tree(context)[focus.root_id]
    way = [focus, *areas.ancestors(context, focus.area_id)]
    frame_id, found = view.scope.frame.area_id, _years(view, chosen, way, view.scope.frame.area_id)
    if found.empty:
        # A municipality of today need not have been one then.
        frame_id, found = root.area_id, _years(view, chosen, way, root.area_id)
    known = dict(zip(found["area_id"], found["name"], strict=True))
    area_id = next((one.area_id for one in way if one.area_id in known), frame_id)
    label = territory_choice.names(context, root)[chosen.status]
    name = str(known.get(area_id, root.name))
    return Stand(label, area_id, name, view.scope.level, frame_id, figured(found))


def _years(view: View, chosen: Chosen, way: list[Area], frame_id: str) -> pd.DataFrame:
    """Moves and residents of an area and those above it, and of the areas of the level inside a frame."""
    people = view.choice.people
    return data.frame(
        view.context,
        HERE / "status_years.sql",
        status=chosen.status,
        ancestor_id=frame_id,
        level=view.scope.level,
        area_ids=[one.area_id for one in way],
        years=list(range(chosen.reach[0], chosen.reach[1] + 1)),
        sex=people.sex or None,
        nationality=people.nationality or None,
        age=people.age,
        age_to=people.age_to,
    )


def figured(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the figures of measures.by_year to areas and years with arrived, departed, moved_in, moved_out.

    Parts of a municipality count the moves from and to other parts as arrivals and departures. Of whole
    municipalities such moves cross no border, unless they were divided or put together since then: what is
    now a move inside one of them counts with its balance, because nobody can tell which of them crossed.
    """
    table = rows.astype({"area_id": object, "name": object, "level": object}).assign(band=ages.ALL)
    is_part = ~table["level"].isin(WHOLE)
    inner = table["moved_in"] - table["moved_out"]
    # Of a municipality that is what it was, moves inside have no balance, reported or not.
    inner = inner.where(table["is_changed"].astype(bool), 0.0)
    for name in FLOWS:
        table[name] = 0.0
    table["arrivals"] = table["arrived"] + table["moved_in"].where(is_part, inner.clip(lower=0.0))
    table["departures"] = table["departed"] + table["moved_out"].where(is_part, (-inner).clip(lower=0.0))
    return measures.by_year(table)
