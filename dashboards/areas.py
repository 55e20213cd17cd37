"""The areas of a build as a tree: association, municipality, and whatever lies below."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import data
from dashboards.topic import Context


@dataclass(frozen=True)
class Area:
    """One area of today. `label` is unique in the build: a name that occurs twice carries its parent's."""

    area_id: str
    name: str
    level: str
    level_label: str
    level_plural: str
    level_sort: int
    parent_id: str | None
    root_id: str
    municipality_ags: str | None
    has_geometry: bool
    inhabitants: int | None
    label: str


Tree = dict[str, Area]


def tree(context: Context) -> Tree:
    """Return every area of today by id, each parent before its children, siblings by name."""
    return _tree(context, context.build_id, context.role)


def roots(context: Context) -> list[Area]:
    """Return the areas without a parent, largest first: an association, or a municipality of its own."""
    tops = [area for area in tree(context).values() if area.parent_id is None]
    return sorted(tops, key=lambda area: -(area.inhabitants or 0))


def ancestors(context: Context, area_id: str) -> list[Area]:
    """Return the way up, nearest parent first, without the area itself."""
    areas, way = tree(context), []
    parent_id = areas[area_id].parent_id
    while parent_id is not None:
        way.append(areas[parent_id])
        parent_id = areas[parent_id].parent_id
    return way


def below(context: Context, area_id: str, level: str | None = None) -> list[Area]:
    """Return the areas below an area (without itself), of one level if given, in the order of the tree."""
    inside = {area_id}
    found = []
    for area in tree(context).values():
        if area.parent_id in inside:
            inside.add(area.area_id)
            if level in (None, area.level):
                found.append(area)
    return found


def levels_below(context: Context, area_id: str) -> dict[str, str]:
    """Return level → German plural of the levels that exist below an area, coarse to fine."""
    found = sorted(below(context, area_id), key=lambda area: area.level_sort)
    return {area.level: area.level_plural for area in found}


def frame_of(context: Context, area: Area, level: str) -> Area:
    """Return the area a map of `level` is framed by: the area itself, or for a leaf its nearest
    ancestor that has areas of that level.
    """
    for candidate in [area, *ancestors(context, area.area_id)]:
        if level in levels_below(context, candidate.area_id):
            return candidate
    return area


@st.cache_resource(max_entries=4, show_spinner=False)
def _tree(_context: Context, build_id: str, role: str) -> Tree:
    table = data.frame(_context, data.QUERIES / "areas.sql")
    known = set(table["area_id"])
    rows = {row["area_id"]: _clean(row, known) for row in table.to_dict("records")}
    children: dict[str | None, list[str]] = {}
    for area_id, row in sorted(rows.items(), key=lambda item: str(item[1]["name"])):
        children.setdefault(row["parent_id"], []).append(area_id)
    counts = table["name"].value_counts()
    areas: Tree = {}
    taken: set[str] = set()
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        area_id = waiting.pop()
        row = rows[area_id]
        above = areas.get(row["parent_id"])
        label = _label(row, above, counts[row["name"]] > 1, taken)
        taken.add(label)
        root_id = above.root_id if above else area_id
        areas[area_id] = Area(**row, root_id=root_id, label=label)
        waiting.extend(reversed(children.get(area_id, [])))
    return areas


def _clean(row: dict[str, object], known: set[str]) -> dict[str, object]:
    empty = {name: (None if pd.isna(value) else value) for name, value in row.items()}
    parent = empty["parent_id"]
    return empty | {"parent_id": parent if parent in known else None}


def _label(row: dict[str, object], above: Area | None, is_shared: bool, taken: set[str]) -> str:
    name = str(row["name"])
    by_parent = f"{name} ({above.name})" if above else f"{name} ({row['level_label']})"
    candidates = ([] if is_shared else [name]) + [by_parent, f"{name} ({row['level_label']})"]
    free = [label for label in candidates if label not in taken]
    return free[0] if free else f"{name} ({row['area_id']})"
