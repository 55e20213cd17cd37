"""What a role may open and load. Everything not named here is refused."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType

from dashboards.access.people import Person, Role
from warehouse.release.design import Audience


class House(StrEnum):
    """Which program is looked at: the Werkbank with exact numbers, or the Schaufenster with releases."""

    WERKBANK = "werkbank"
    SCHAUFENSTER = "schaufenster"


# Pages of released numbers; every other page works on exact data or governs it.
RELEASED_PAGES = frozenset({"start", "demographie", "wanderungen", "kita"})
_INSIDE = MappingProxyType(
    {House.WERKBANK: frozenset({Role.STATISTICIAN}), House.SCHAUFENSTER: frozenset(Role)}
)


def may_enter(person: Person, house: House, municipalities: Iterable[str]) -> bool:
    """Whether somebody may open a house at all.

    A Werkbank shows exact numbers of all municipalities (AGS) it holds, so it opens only for statisticians of
    every one of them: rights are kept apart by separate houses, never by leaving out rows.
    """
    if person.role not in _INSIDE[house]:
        return False
    return house is House.SCHAUFENSTER or frozenset(municipalities) <= person.municipalities


def may_open(person: Person, house: House, page: str) -> bool:
    """Whether somebody who may enter may open a page; downloads of a page follow the page."""
    if house is House.WERKBANK:
        return person.role is Role.STATISTICIAN
    return page in RELEASED_PAGES


def audience(person: Person, municipality: str) -> Audience:
    """Return whose release of a municipality somebody sees: members and planners the finer one.

    A planner sees the association's release of the own municipalities only, a member those of all; whoever
    has no role sees what is public.
    """
    if person.role in {Role.MEMBER, Role.STATISTICIAN}:
        return "association"
    if person.role is Role.PLANNER and municipality in person.municipalities:
        return "association"
    return "public"
