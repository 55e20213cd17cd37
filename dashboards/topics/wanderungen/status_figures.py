"""Moves on an older territorial status: what the macros of the warehouse give, and what they cannot give.

They give, for every area, moves across municipal borders and moves between smallest areas of a municipality.
The balance follows from them. Arrivals and departures over the border of an area do so only where no move
inside it is among them: not above a municipality, and not where an area of then lies in several of today.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import areas, territory_choice
from dashboards.areas import Area
from dashboards.topics.wanderungen import ages, measures, status_counting
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.status_counting import FOUND
from dashboards.topics.wanderungen.sums import summed, words
from dashboards.topics.wanderungen.view import View

# Levels whose areas are whole municipalities or hold several of them.
WHOLE = frozenset({"verband", "kreis", "samtgemeinde", "gemeinde"})


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
        return self._of("area_id", self.area_id).reset_index(drop=True)

    def over(self, period: measures.Period) -> pd.DataFrame:
        """Yearly means over a period, one row per area of the level, with name and has_geometry."""
        inside = self._of("level", self.level)
        found = measures.over_period(inside, period, ("area_id",))
        chosen = np.isin(inside["year"].to_numpy(), period)
        _, sums = summed(inside, ("area_id",), FOUND, chosen, len(period))
        ids = inside["area_id"].tolist()
        told = {name: dict(zip(ids, inside[name].tolist(), strict=True)) for name in ("name", "has_geometry")}
        heads = {
            name: words(np.array([one[area_id] for area_id in found.index], dtype=object)).set_axis(
                found.index
            )
            for name, one in told.items()
        }
        parts = dict(zip(FOUND, sums.T / len(period), strict=True))
        return found.assign(**heads, **parts)

    def total(self, period: measures.Period) -> pd.Series:
        """Yearly means of the shown area over a period."""
        return measures.over_period(self.series, period, ("area_id",)).iloc[0]

    def _of(self, column: str, value: str) -> pd.DataFrame:
        return self.rows[np.array([one == value for one in self.rows[column].tolist()], dtype=bool)]


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
    ids = tuple(one.area_id for one in way)
    asked = status_counting.Asked(chosen.status, frame_id, view.scope.level, ids)
    return status_counting.years(view.context, asked, view.choice.people, chosen.reach)


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
