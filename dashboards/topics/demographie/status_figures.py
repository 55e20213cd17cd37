"""Residents on a territorial status: the frame of the view and what is read off it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from dashboards import areas, data, text
from dashboards.topics.demographie import status_choice
from dashboards.topics.demographie.queries import HERE
from dashboards.topics.demographie.selection import NO_YEAR, Selection


@dataclass(frozen=True)
class Stand:
    """Residents of the areas of a status.

    `rows`: area_id, name, level, has_geometry, is_changed, year, persons; grain: area × year.
    `area_id` is the chosen area, or the nearest area above it that the status has.
    """

    status: str
    label: str
    area_id: str
    name: str
    rows: pd.DataFrame

    def persons(self, area_id: str, year: int) -> float | None:
        """Return the residents of an area at a year-end; None if they are not known."""
        found = self.by_year.get(year, {}).get(area_id)
        return None if text.is_missing(found) else found

    @cached_property
    def by_year(self) -> dict[int, dict[str, float]]:
        """Residents by year and area, NaN where they are not known."""
        found: dict[int, dict[str, float]] = {}
        columns = (self.rows[name].tolist() for name in ("year", "area_id", "persons"))
        for year, area_id, persons in zip(*columns, strict=True):
            found.setdefault(year, {})[area_id] = float(persons)
        return found


def stand(selection: Selection) -> Stand:
    """Return the residents on the chosen status, of the chosen area and of the areas of the level."""
    context, status, root = selection.context, status_choice.of(selection), selection.root
    way = [selection.area, *areas.ancestors(context, selection.area.area_id)]
    # All areas at once: another area or level needs no other query.
    years = list(selection.time.observed)
    sql = HERE / "status_persons.sql"
    every = data.frame(context, sql, status=status, ancestor_id=root.area_id, years=years)
    ids, levels = {one.area_id for one in way}, every["level"].tolist()
    rows = every[
        [
            level == selection.level or area_id in ids
            for area_id, level in zip(every["area_id"].tolist(), levels, strict=True)
        ]
    ]
    known = dict(zip(rows["area_id"], rows["name"], strict=True))
    area_id = next((one.area_id for one in way if one.area_id in known), root.area_id)
    label = status_choice.names(context, root)[status]
    return Stand(status, label, area_id, str(known.get(area_id, root.name)), rows)


def level_table(selection: Selection, found: Stand) -> pd.DataFrame:
    """Return one row per area of the level: area_id, name, has_geometry, is_changed, one column per year.

    Also value, value_before, change and change_percent; a missing year leaves them missing.
    """
    inside = found.rows[found.rows["level"] == selection.level]
    out = inside.drop_duplicates("area_id")[["area_id", "name", "has_geometry", "is_changed"]].copy()
    ids = out["area_id"].tolist()
    for year in selection.time.observed:
        known = found.by_year.get(year, {})
        out[str(year)] = np.array([known.get(area_id, np.nan) for area_id in ids], dtype=float)
    time = selection.time
    out["value"] = out[str(time.year)]
    out["value_before"] = out[str(time.before)] if time.before != NO_YEAR else float("nan")
    out["change"] = out["value"] - out["value_before"]
    out["change_percent"] = (100 * out["change"] / out["value_before"]).where(out["value_before"] > 0)
    return out.sort_values("name", ignore_index=True)
