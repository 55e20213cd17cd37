"""The areas of a build as a tree: association, municipality, and whatever lies below."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from dashboards import data, text
from dashboards.memory import remembered
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

    @property
    def is_place(self) -> bool:
        """False for the residents of a municipality whose address fits no area ("ohne Zuordnung")."""
        return not self.area_id.endswith("-ohne")


Tree = dict[str, Area]
Row = dict[str, Any]


def tree(context: Context) -> Tree:
    """Return every area of today by id, each parent before its children, siblings by name.

    Kept by our own memory: pages ask some twenty times a run, and Streamlit's takes milliseconds a time.
    """
    return remembered(context, ("gebietsbaum",), lambda: _tree(context))


def roots(context: Context) -> list[Area]:
    """Return the areas without a parent: associations first, then municipalities of their own, by size."""
    tops = [area for area in tree(context).values() if area.parent_id is None]
    return sorted(tops, key=lambda area: (area.level_sort, -(area.inhabitants or 0)))


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
    """Return the area that frames a map of `level`: itself, or its nearest ancestor with such areas."""
    for candidate in [area, *ancestors(context, area.area_id)]:
        if level in levels_below(context, candidate.area_id):
            return candidate
    return area


def _tree(context: Context) -> Tree:
    table = data.frame(context, data.QUERIES / "areas.sql")
    known, counts = set(table["area_id"]), table["name"].value_counts().to_dict()
    rows = {str(row["area_id"]): _clean(row, known) for row in table.to_dict("records")}
    found: Tree = {}
    for area_id in _depth_first(rows):
        row = rows[area_id]
        above = found.get(row["parent_id"])
        taken = {area.label for area in found.values()} if counts[row["name"]] > 1 else set()
        label = _label(row, above, counts[row["name"]] > 1, taken)
        found[area_id] = Area(**row, root_id=above.root_id if above else area_id, label=label)
    return found


def _depth_first(rows: dict[str, Row]) -> list[str]:
    """Ids in the order of the tree, siblings by name."""
    children: dict[str | None, list[str]] = {}
    for area_id in sorted(rows, key=lambda area_id: str(rows[area_id]["name"]), reverse=True):
        children.setdefault(rows[area_id]["parent_id"], []).append(area_id)
    waiting, order = children.get(None, []), []
    while waiting:
        order.append(waiting.pop())
        waiting += children.get(order[-1], [])
    return order


def _clean(row: dict[Hashable, Any], known: set[str]) -> Row:
    """A row with None for NULL, cut off from a parent that does not exist today."""
    plain: Row = {str(name): None if text.is_missing(value) else value for name, value in row.items()}
    plain["parent_id"] = plain["parent_id"] if plain["parent_id"] in known else None
    plain["inhabitants"] = None if plain["inhabitants"] is None else int(plain["inhabitants"])
    return plain


def _label(row: Row, above: Area | None, is_shared: bool, taken: set[str]) -> str:
    if not is_shared:
        return str(row["name"])
    candidates = [f"{row['name']} ({above.name})"] if above and above.name != row["name"] else []
    candidates += [f"{row['name']} ({row['level_label']})"]
    free = [label for label in candidates if label not in taken]
    return free[0] if free else f"{row['name']} ({row['area_id']})"
