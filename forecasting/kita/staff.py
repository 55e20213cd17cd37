"""Staff of groups: hours a week and full-time posts, by staff in the room, opening, preparation and lead."""

from dataclasses import dataclass
from functools import cache

from forecasting.kita.groups import GroupType
from forecasting.kita.tables import read_table


@dataclass(frozen=True)
class StaffRules:
    """Hours of a full-time post, share of hours lost to absence, and what larger houses need beyond."""

    full_time_hours: float
    absence_share: float
    large_house_groups: float
    large_house_lead_hours: float


@cache
def staff_rules() -> StaffRules:
    """Return the settings of the table."""
    table = read_table("kita_staff")
    values = dict(zip(table["measure"], table["value"].astype(float), strict=True))
    return StaffRules(**values)


def group_hours(kind: GroupType, open_hours: float) -> float:
    """Return staff hours a week of a group open `open_hours` a week: staff × opening + preparation + lead."""
    return kind.staff * open_hours + kind.special_hours + kind.prep_hours + kind.lead_hours


def house_hours(groups: int, rules: StaffRules) -> float:
    """Return hours of leading a house of so many groups needs beyond those of its groups."""
    return rules.large_house_lead_hours if groups > rules.large_house_groups else 0.0


def full_time_posts(hours: float, rules: StaffRules, *, with_absence: bool = False) -> float:
    """Return posts for hours a week; `with_absence` adds who stands in for leave and illness."""
    lost = rules.absence_share if with_absence else 0.0
    return hours / rules.full_time_hours / (1 - lost)
