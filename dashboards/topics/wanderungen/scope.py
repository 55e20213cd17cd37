"""Which areas a page about one area compares: what the map shows, and whom the pictures speak about."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from dashboards.areas import Area, Tree

MUNICIPALITY = "gemeinde"
# What an area is divided into: the areas right below it, or its smallest ones.
COARSE, FINE = "teile", "kleinste"
# Persons without an address in an area are counted under this id; they are no place to compare.
UNPLACED = "-ohne"


@dataclass(frozen=True)
class Scope:
    """`focus` is the chosen area; `frame` the area the map draws, divided into `units`.

    `members` are the units the focus consists of, or the focus itself if nothing lies below it.
    `municipalities` are the ids of the municipalities in the frame.
    """

    focus: Area
    frame: Area
    units: tuple[Area, ...]
    members: tuple[Area, ...]
    municipalities: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """The chosen area is the whole map."""
        return self.focus == self.frame

    @cached_property
    def is_leaf(self) -> bool:
        """Nothing lies below the chosen area."""
        return self.members == (self.focus,)

    @cached_property
    def unit_ids(self) -> list[str]:
        """Ids of the units, in the order of the tree."""
        return [unit.area_id for unit in self.units]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name by id of every unit, of the focus and of the frame; a name that occurs twice is told apart."""
        shown = {area.area_id: area for area in (*self.units, self.focus, self.frame)}
        counts = Counter(area.name for area in shown.values())
        return {
            area_id: area.name if counts[area.name] == 1 else area.label for area_id, area in shown.items()
        }

    @cached_property
    def level(self) -> str:
        """The level of most units, which the map draws."""
        return Counter(unit.level for unit in self.units).most_common(1)[0][0]

    @property
    def is_in_municipality(self) -> bool:
        """The map stays inside one municipality, so moves between units are inner moves."""
        return self.frame.municipality_ags is not None

    def is_observed(self, origin: str, destination: str) -> bool:
        """Whether moves between two units are known: across municipalities only as a whole."""
        ends = [unit for unit in self.units if unit.area_id in (origin, destination)]
        is_coarse = all(unit.area_id in self.municipalities for unit in ends)
        return is_coarse or len({unit.municipality_ags for unit in ends}) == 1

    @cached_property
    def plural(self) -> str:
        """What the units are called together."""
        return next(unit.level_plural for unit in self.units if unit.level == self.level)


def levels(tree: Tree, focus_id: str) -> dict[str, str]:
    """Return what the areas right below an area and its smallest areas are called, if these differ."""
    near, small = _children(tree, tree[focus_id]), _leaves(tree, tree[focus_id])
    if not near or near == small:
        return {}
    return {COARSE: _plural(near), FINE: _plural(small)}


def scope_of(tree: Tree, focus_id: str, *, is_fine: bool = False) -> Scope:
    """Return what to compare an area with.

    An association or municipality is divided into what lies right below it. Anything smaller is seen inside
    its municipality, at its own level or, if it has parts, at their level. With `is_fine` parts are the
    smallest areas.
    """
    focus = tree[focus_id]
    parts = _leaves(tree, focus) if is_fine else _children(tree, focus)
    if parts and not _is_below_municipality(tree, focus):
        return _scope(tree, focus, focus, (parts, parts))
    members = parts or [focus]
    frame = _frame(tree, focus)
    if frame == focus:
        return _scope(tree, focus, focus, (members, members))
    level = members[0].level
    units = [area for area in tree.values() if area.level == level and _is_inside(tree, area, frame)]
    return _scope(tree, focus, frame, (units, members))


def _scope(tree: Tree, focus: Area, frame: Area, compared: tuple[list[Area], list[Area]]) -> Scope:
    units, members = compared
    inside = (area for area in tree.values() if area.level == MUNICIPALITY)
    towns = tuple(area.area_id for area in inside if _is_inside(tree, area, frame))
    return Scope(focus, frame, tuple(units), tuple(members), towns)


def _children(tree: Tree, parent: Area) -> list[Area]:
    # Planning districts lie across the other areas; units must not overlap.
    return [
        area for area in tree.values() if area.parent_id == parent.area_id and area.level != "planungsbezirk"
    ]


def _leaves(tree: Tree, above: Area) -> list[Area]:
    parents = {area.parent_id for area in tree.values()}
    return [
        area
        for area in tree.values()
        if area.area_id not in parents and area.level != "planungsbezirk" and _is_inside(tree, area, above)
    ]


def _plural(areas: list[Area]) -> str:
    return Counter(area.level_plural for area in areas).most_common(1)[0][0]


def _is_below_municipality(tree: Tree, area: Area) -> bool:
    return any(above.level == MUNICIPALITY for above in _ancestors(tree, area))


def _frame(tree: Tree, focus: Area) -> Area:
    above = _ancestors(tree, focus)
    municipality = [area for area in above if area.level == MUNICIPALITY]
    return (municipality or above or [focus])[0]


def _ancestors(tree: Tree, area: Area) -> list[Area]:
    way = []
    while area.parent_id is not None:
        area = tree[area.parent_id]
        way.append(area)
    return way


def _is_inside(tree: Tree, area: Area, frame: Area) -> bool:
    return frame in _ancestors(tree, area)
