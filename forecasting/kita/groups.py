"""Kita groups: types with sizes in force, reductions, integrative groups, and the place ladder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from forecasting.errors import ForecastError
from forecasting.kita.tables import DEFAULT_LAND, land_of, read_table, valid_rows

RUNGS = ("approved", "built", "staffed", "bookable", "occupied")
GERMAN_RUNGS = {
    "approved": "genehmigt",
    "built": "gebaut",
    "staffed": "mit Personal",
    "bookable": "belegbar",
    "occupied": "belegt",
}


@dataclass(frozen=True)
class GroupType:
    """A type of group in force in a Land on a day; hours are per week.

    With more than `few_above` children under two it has `places_few`; None: no such rule. `by_disabled` are
    its places with one, two … disabled children; `exception` so many more than `max_disabled` for one year.
    """

    key: str
    label: str
    band: str
    places: int
    places_few: int
    few_above: int | None
    few_rule: str
    max_disabled: int
    exception: int
    by_disabled: tuple[int, ...]
    staff: float
    special_hours: float
    prep_hours: float
    lead_hours: float
    source: str


def group_types(municipality_ags: str | None, day: date) -> dict[str, GroupType]:
    """Return the types of a Land in force on a day by key; types it does not list are of Niedersachsen."""
    table = read_table("kita_groups")
    found: dict[str, GroupType] = {}
    for land in (DEFAULT_LAND, land_of(municipality_ags)):
        rows = valid_rows(table, land, day)
        found |= {str(row["group_type"]): _group_type(row) for _, row in rows.iterrows()}
    return found


def group_type(municipality_ags: str | None, key: str, day: date) -> GroupType:
    """Return one type in force; ForecastError names the types that exist."""
    known = group_types(municipality_ags, day)
    if key not in known:
        raise ForecastError(
            f"Die Gruppenart „{key}“ ist am {day:%d.%m.%Y} nicht bekannt. Bekannt sind: "
            f"{', '.join(sorted(known))}. Bitte die Gruppenliste berichtigen."
        )
    return known[key]


def places(kind: GroupType, *, under_two: int = 0, disabled: int = 0, is_exception: bool = False) -> int:
    """Return the most places of a group with so many children under two and with a disability.

    ForecastError where more disabled children are in the group than allowed; `is_exception`: those allowed
    for one year.
    """
    most = kind.max_disabled + (kind.exception if is_exception else 0)
    if kind.max_disabled and disabled > most:
        raise ForecastError(
            f"{kind.label}: {disabled} Kinder mit Behinderung, höchstens {most} sind zulässig. "
            "Bitte auf mehrere Gruppen verteilen."
        )
    if disabled and kind.by_disabled:
        return kind.by_disabled[min(disabled, len(kind.by_disabled)) - 1]
    if kind.few_above is not None and under_two > kind.few_above:
        return kind.places_few
    return kind.places


def check_integration(smaller_group: bool, counts_double: bool) -> None:
    """Refuse to weigh integration twice: by a smaller group and by two places per child."""
    if smaller_group and counts_double:
        raise ForecastError(
            "Integration ist doppelt gewichtet: kleinere Gruppe und zwei Plätze je Kind. "
            "Bitte eine der beiden Regeln abschalten."
        )


def ladder_faults(group: str, rungs: Mapping[str, int | None]) -> list[str]:
    """Return a German sentence per rung that lies above the one before; missing rungs are passed."""
    known = [(name, rungs[name]) for name in RUNGS if rungs.get(name) is not None]
    faults = []
    for (upper, above), (lower, below) in pairwise(known):
        if above is not None and below is not None and below > above:
            faults.append(
                f"Gruppe {group}: {below} Plätze {GERMAN_RUNGS[lower]}, aber nur {above} "
                f"{GERMAN_RUNGS[upper]}. "
                f"Bitte die Zahl „{GERMAN_RUNGS[lower]}“ senken oder „{GERMAN_RUNGS[upper]}“ anheben."
            )
    return faults


def open_on(groups: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the groups open on a day; valid_from and valid_to are dates, valid_to NaT: still open."""
    moment = pd.Timestamp(day)
    since, until = pd.to_datetime(groups["valid_from"]), pd.to_datetime(groups["valid_to"])
    return groups[(since <= moment) & (until.isna() | (until >= moment))]


def overlaps(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose validity begins before an earlier row of the same group has ended."""
    ordered = groups.assign(
        since=pd.to_datetime(groups["valid_from"]), until=pd.to_datetime(groups["valid_to"])
    ).sort_values(["group_id", "since"])
    latest = ordered.groupby("group_id")["until"].shift()
    is_second = ordered["group_id"].eq(ordered["group_id"].shift())
    return ordered[is_second & (latest.isna() | (ordered["since"] <= latest))].drop(
        columns=["since", "until"]
    )


def _group_type(row: pd.Series) -> GroupType:
    return GroupType(
        str(row["group_type"]),
        str(row["label"]),
        str(row["band"]),
        int(row["places"]),
        int(row["places_few"]),
        None if pd.isna(row["few_above"]) else int(row["few_above"]),
        "" if pd.isna(row["few_rule"]) else str(row["few_rule"]),
        int(row["max_disabled"]),
        int(row["exception"]),
        () if pd.isna(row["by_disabled"]) else tuple(int(one) for one in str(row["by_disabled"]).split("/")),
        float(row["staff"]),
        float(row["special_hours"]),
        float(row["prep_hours"]),
        float(row["lead_hours"]),
        str(row["source"]),
    )
