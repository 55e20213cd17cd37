"""Kita houses with their groups and the place ladder over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from .arrays import Array
from .geometry import Map
from .names import HOUSE_NAMES, STREETS
from .places import NEW_BUILD, Region

PROVIDERS, PROVIDER_SHARES = ("kommunal", "kirchlich", "frei", "eltern"), (0.35, 0.35, 0.25, 0.05)
# Places per child of the age band that planning has built up, and how it differs by area type (AREA_TYPES'
# order):
# Krippe came late to villages and big estates, new areas lag behind their children.
KRIPPE_LEVEL, KINDERGARTEN_LEVEL = 0.34, 1.03
KRIPPE_TYPE = np.array([1.25, 1.6, 0.72, 0.95, 1.0, 0.62, 1.08, 0.85])
KINDERGARTEN_TYPE = np.array([1.08, 1.3, 0.92, 1.05, 1.0, 0.72, 1.05, 1.0])
LOCAL_SPREAD = 0.12
# Share of groups by kind (integrative 7 % of all groups), and of houses with a Hort group.
INTEGRATIVE_SHARE, MIXED_SHARE, HORT_SHARE = 0.12, 0.04, 0.26
MAX_PLACES = {
    "krippe": 15,
    "kindergarten": 25,
    "integrativ": 18,
    "altersuebergreifend": 25,
    "klein": 10,
    "hort": 20,
}
BAND = {
    "krippe": "u3",
    "kindergarten": "ue3",
    "integrativ": "ue3",
    "altersuebergreifend": "ue3",
    "klein": "ue3",
    "hort": "grundschule",
}
# Share of groups that opened before 2014; the rest opened on a 1 August until 2023.
OLD_KRIPPE, OLD_KINDERGARTEN = 0.74, 0.90
# Too few staff from August 2022 on, mended a year or two later.
SHORT_STAFFED, UNSTAFFED = 0.11, 0.025


@dataclass(frozen=True)
class HouseRules:
    """Places reckoned per Krippe and Kindergarten group, and groups per house on average."""

    krippe_size: float = 14.0
    kindergarten_size: float = 23.0
    groups_per_house: float = 3.5


@dataclass(frozen=True)
class Supply:
    """Tables facility and facility_group, and the index of each facility's area."""

    facilities: pd.DataFrame
    groups: pd.DataFrame
    area: Array


def build_supply(
    region: Region,
    region_map: Map,
    children: tuple[Array, Array],
    rules: HouseRules,
    rng: np.random.Generator,
) -> Supply:
    """Houses and groups for the children of each area (Krippe and Kindergarten age)."""
    kind = region.area_type
    krippe = group_numbers(region, children[0] * KRIPPE_LEVEL * KRIPPE_TYPE[kind], rules.krippe_size, rng)
    large = group_numbers(
        region, children[1] * KINDERGARTEN_LEVEL * KINDERGARTEN_TYPE[kind], rules.kindergarten_size, rng
    )
    houses: list[dict[str, object]] = []
    groups: list[dict[str, object]] = []
    areas: list[int] = []
    names: set[str] = set()
    for area in range(len(region.areas)):
        total = int(krippe[area] + large[area])
        count = int(np.ceil(total / rules.groups_per_house - rng.random() * 0.5))
        count = min(max(count, 1), max(int(large[area]), 1)) if total else 0
        points = points_inside(region_map.leaves[area], count, rng)
        shares = rng.lognormal(0, 0.55, max(count, 1))
        split = [deal(int(n), shares) for n in (krippe[area], large[area])]
        for h in range(count):
            house = new_house(region, area, len(houses), points[h], names=names, rng=rng)
            own = house_groups(house, split[0][h], split[1][h], is_new_area(region, area), rng)
            if own:
                house["valid_from"] = opening(min(str(g["valid_from"]) for g in own), rng)
                houses.append(house)
                groups += own
                areas.append(area)
    return Supply(pd.DataFrame(houses), pd.DataFrame(groups), np.array(areas))


def is_new_area(region: Region, area: int) -> bool:
    """Areas that are only being built have no old houses."""
    return region.areas[area].name in NEW_BUILD


def group_numbers(region: Region, places: Array, size: float, rng: np.random.Generator) -> Array:
    """Groups per area: wanted places with local chance, rounded so that each municipality keeps its sum."""
    wanted = places * rng.lognormal(-(LOCAL_SPREAD**2) / 2, LOCAL_SPREAD, len(places)) / size
    groups = np.zeros(len(places), dtype=np.int64)
    for m in range(len(region.places)):
        own = np.flatnonzero(region.municipality == m)
        whole = np.floor(wanted[own]).astype(np.int64)
        rest = round(wanted[own].sum()) - int(whole.sum())
        by_fraction = np.argsort(-(wanted[own] - whole), kind="stable")
        whole[by_fraction[: max(rest, 0)]] += 1
        groups[own] = whole
    return groups


def deal(count: int, shares: Array) -> Array:
    """Deal `count` groups to houses in proportion to their shares, largest remainder first."""
    exact = count * shares / shares.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: count - int(whole.sum())]] += 1
    return np.asarray(whole)


def points_inside(polygon: shapely.Geometry, count: int, rng: np.random.Generator) -> Array:
    """Points well inside a polygon, longitude and latitude."""
    if count == 0:
        return np.zeros((0, 2))
    inner = polygon.buffer(-0.0007)
    inner = polygon if inner.is_empty else inner
    west, south, east, north = inner.bounds
    tries = rng.random((400 * count, 2)) * [east - west, north - south] + [west, south]
    inside = tries[shapely.contains_xy(inner, tries[:, 0], tries[:, 1])]
    return np.asarray(np.round(inside[:count], 5))


def new_house(
    region: Region, area: int, number: int, point: Array, *, names: set[str], rng: np.random.Generator
) -> dict[str, object]:
    """One facility with an unused name."""
    ags = region.members[region.municipality[area]].ags
    provider = str(rng.choice(PROVIDERS, p=PROVIDER_SHARES))
    place = region.areas[area].name
    name = f"{rng.choice(HOUSE_NAMES[provider])} {place}"
    while name in names:
        name = f"{rng.choice(HOUSE_NAMES[provider])} {place}, {rng.choice(STREETS)}"
    names.add(name)
    return {
        "facility_id": f"{ags}-K{number + 1:03d}",
        "municipality_ags": ags,
        "area_id": region.area_id(area),
        "name": name,
        "provider_type": provider,
        "longitude": float(point[0]),
        "latitude": float(point[1]),
        "valid_from": "",
        "valid_to": "",
    }


def house_groups(
    house: dict[str, object], krippe: int, large: int, is_new: bool, rng: np.random.Generator
) -> list[dict[str, object]]:
    """Rows of facility_group of one house."""
    kinds = ["krippe"] * int(krippe) + [
        large_kind(str(house["provider_type"]), rng) for _ in range(int(large))
    ]
    if large and rng.random() < HORT_SHARE:
        kinds.append("hort")
    rows: list[dict[str, object]] = []
    for number, kind in enumerate(kinds, start=1):
        group = {
            "facility_id": house["facility_id"],
            "group_id": f"{house['facility_id']}-{number}",
            "group_type": kind,
            "band": BAND[kind],
            "hours_per_day": float(rng.choice((4, 5, 6, 8, 10), p=hour_shares(kind))),
            "is_integrative": kind == "integrativ",
        }
        rows += ladder(group, first_day(kind, is_new, rng), rng)
    return rows


def large_kind(provider: str, rng: np.random.Generator) -> str:
    """Kind of a group for children over three."""
    if provider == "eltern" and rng.random() < 0.5:
        return "klein"
    chance = rng.random()
    if chance < INTEGRATIVE_SHARE:
        return "integrativ"
    return "altersuebergreifend" if chance < INTEGRATIVE_SHARE + MIXED_SHARE else "kindergarten"


def hour_shares(kind: str) -> tuple[float, ...]:
    """Shares of 4, 5, 6, 8 and 10 hours a day."""
    if kind == "hort":
        return (0.6, 0.4, 0.0, 0.0, 0.0)
    return (0.02, 0.08, 0.30, 0.50, 0.10) if kind == "krippe" else (0.08, 0.17, 0.33, 0.37, 0.05)


def first_day(kind: str, is_new: bool, rng: np.random.Generator) -> str:
    """Opening day of a group: long ago, or a 1 August of the years of expansion."""
    if is_new:
        return f"{rng.choice((2018, 2019, 2020, 2021, 2022, 2023))}-08-01"
    old = OLD_KRIPPE if kind == "krippe" else OLD_KINDERGARTEN
    return f"{rng.integers(2008, 2014)}-08-01" if rng.random() < old else f"{rng.integers(2015, 2023)}-08-01"


def opening(first_group: str, rng: np.random.Generator) -> str:
    """Opening day of a house: with its first group, or long before if that is an old one."""
    return first_group if first_group >= "2015" else f"{rng.integers(1962, 2009)}-08-01"


def ladder(group: dict[str, object], start: str, rng: np.random.Generator) -> list[dict[str, object]]:
    """Rows of a group over time: approved ≥ built ≥ staffed ≥ bookable.

    Some lack staff from August 2022 on.
    """
    most = MAX_PLACES[str(group["group_type"])]
    built = most - (2 if rng.random() < 0.05 else 0)
    # Krippe: 12 places where more than seven children are under two; elsewhere a small reserve.
    kept = int(rng.choice((0, 1, 3))) if group["group_type"] == "krippe" else int(rng.choice((0, 0, 1, 2)))
    chance = rng.random()
    periods = [(start, "", built)]
    shortage = f"{max(int(start[:4]) + 1, 2022)}-08-01"
    if chance < UNSTAFFED and start < "2023":
        periods = [(start, "2023-07-31", built), ("2023-08-01", "2024-07-31", 0), ("2024-08-01", "", built)]
    elif chance < SHORT_STAFFED and shortage <= "2023-08-01":
        periods = [
            (start, before(shortage), built),
            (shortage, "2024-07-31", built * 2 // 3),
            ("2024-08-01", "", built),
        ]
    return [
        group
        | {
            "valid_from": valid_from,
            "valid_to": valid_to,
            "places_approved": most,
            "places_built": built,
            "places_staffed": staffed,
            "places_bookable": max(staffed - kept, 0),
        }
        for valid_from, valid_to, staffed in periods
    ]


def before(day: str) -> str:
    """The day before a 1 August."""
    return f"{day[:4]}-07-31"


def places_on(supply: Supply, day: str, band: str) -> Array:
    """Bookable places per facility (row order of `facilities`) on a day."""
    groups = supply.groups
    is_open = (groups["valid_from"] <= day) & ((groups["valid_to"] == "") | (groups["valid_to"] >= day))
    chosen = groups[is_open & (groups["band"] == band)]
    sums = chosen.groupby("facility_id")["places_bookable"].sum()
    return sums.reindex(supply.facilities["facility_id"]).fillna(0).to_numpy(dtype=np.int64)
