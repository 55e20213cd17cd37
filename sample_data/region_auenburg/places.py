"""The municipalities and areas of the association.

Sizes, types and the path of inhabitants each area follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .arrays import Array
from .names import AUENBURG, OTHERS

FIRST_YEAR, LAST_YEAR = 2014, 2024
AREA_TYPES = (
    "innenstadt", "campus", "grosssiedlung", "haeuser_60_70", "haeuser_90_00", "neubau", "gemischt", "dorf",
)  # fmt: skip
# Size of an area against the municipality's mean by type is in names.py; spread of areas lognormal
# (domain.md §5.5).
SIZE_SPREAD = 0.16
# Inhabitants of new-build areas: (share of the size of 2024 at the end of 2014, year half of it is filled,
# years per unit).
NEW_BUILD = {"Sonnenkamp": (0.04, 2018.6, 1.5), "Güterbahnhof": (0.10, 2020.4, 1.2)}
# Yearly growth of the association against its trend, in per cent: refugees in 2015 and 2022, a pause in
# between.
BUMPS = {
    2015: 0.45,
    2016: 0.10,
    2017: -0.10,
    2018: -0.10,
    2019: -0.05,
    2020: -0.40,
    2021: -0.25,
    2022: 0.95,
    2023: -0.10,
}


@dataclass(frozen=True)
class Municipality:
    """One member; `population` at the end of 2024, `growth` relative 2014 to 2024 (domain.md §5.5)."""

    ags: str
    name: str
    kind: str  # stadt, umland
    population: int
    growth: float
    tfr_factor: float
    foreign_share: float
    office: str  # kosis, auenburg_csv, generic, counts: the shape of its deliveries


@dataclass(frozen=True)
class Area:
    """One leaf area (Ortsteil) with its local key and, in Auenburg, the key of its Bezirk."""

    key: str
    name: str
    area_type: str
    weight: float
    district: str | None = None
    valid_to_year: int | None = None
    successor: str | None = None


@dataclass(frozen=True)
class Place:
    """A municipality and its areas."""

    municipality: Municipality
    areas: tuple[Area, ...]


MEMBERS = (
    Municipality("03951000", "Auenburg", "stadt", 125_000, 0.060, 0.88, 0.16, "kosis"),
    Municipality("03952001", "Brakenstedt", "umland", 31_000, 0.045, 1.03, 0.10, "kosis"),
    Municipality("03952002", "Hollerfeld", "umland", 20_500, 0.145, 1.08, 0.08, "auenburg_csv"),
    Municipality("03952003", "Immerloh", "umland", 14_300, -0.010, 1.05, 0.07, "auenburg_csv"),
    Municipality("03952004", "Moordeelen", "umland", 11_600, 0.015, 1.08, 0.07, "auenburg_csv"),
    Municipality("03952005", "Sandholt", "umland", 9_000, 0.050, 1.15, 0.15, "generic"),
    Municipality("03952006", "Torfbrück", "umland", 7_300, -0.055, 1.02, 0.04, "generic"),
    Municipality("03952007", "Westerlith", "umland", 6_400, 0.010, 1.05, 0.09, "counts"),
)
KLEINAUEN = Municipality("03959001", "Kleinauen", "umland", 500, 0.02, 1.05, 0.08, "generic")
# The Ortsteil that is merged into its neighbour at the end of 2018 (a documented event, not an error).
MERGED, MERGED_INTO, MERGE_YEAR = "Lüttbrook", "Grotebrook", 2018
RECEPTION_AREA = "Kasernenfeld"
# Occupied beds of the reception centre at the end of the year (900 beds).
RECEPTION_BEDS = dict(
    zip(range(2014, 2025), (480, 890, 640, 520, 470, 450, 380, 520, 885, 870, 820), strict=True)
)


@dataclass(frozen=True)
class Region:
    """All members with their areas as parallel arrays.

    Axis 0 of the arrays is the area, in the order of `areas`.
    """

    places: tuple[Place, ...]
    scale: float
    areas: tuple[Area, ...]
    municipality: Array  # index into places, per area
    area_type: Array  # index into AREA_TYPES
    district: Array  # number of the Bezirk within the municipality, 0 if none
    path: Array  # (year end 2014…2024, area): inhabitants aimed at, without the reception centre
    has_merge: bool = False
    reception: int = -1  # index of the area with the reception centre
    index: dict[str, int] = field(default_factory=dict)  # name → index

    @property
    def members(self) -> tuple[Municipality, ...]:
        """The municipalities in order."""
        return tuple(place.municipality for place in self.places)

    def area_id(self, area: int) -> str:
        """Id that is unique across the association: AGS and local key."""
        return f"{self.members[self.municipality[area]].ags}-{self.areas[area].key}"


def auenburg_areas() -> tuple[Area, ...]:
    """Ortsteile of the city, keyed Bezirk (2) + running number (2)."""
    return tuple(
        Area(f"{district}{number:02d}", name, kind, weight, district)
        for district, (_, _, areas) in AUENBURG.items()
        for number, (name, kind, weight) in enumerate(areas, start=1)
    )


def other_areas(ags: str) -> tuple[Area, ...]:
    """Ortsteile of a municipality without Bezirke, keyed 0101, 0102 and so on."""
    keys = {name: f"01{number:02d}" for number, (name, _, _) in enumerate(OTHERS[ags], start=1)}
    return tuple(
        Area(keys[name], name, kind, weight, None, MERGE_YEAR, keys[MERGED_INTO])
        if name == MERGED
        else Area(keys[name], name, kind, weight)
        for name, kind, weight in OTHERS[ags]
    )


def association(scale: float = 1.0) -> Region:
    """The Region Auenburg; `scale` shrinks every area, for tests."""
    places = [Place(m, auenburg_areas() if m.kind == "stadt" else other_areas(m.ags)) for m in MEMBERS]
    return region_of(tuple(places), scale)


def kleinauen() -> Region:
    """The mini municipality of three areas and about 500 inhabitants."""
    return region_of((Place(KLEINAUEN, other_areas(KLEINAUEN.ags)),), 1.0)


def region_of(places: tuple[Place, ...], scale: float) -> Region:
    """Lay the areas of the places side by side and give each its path of inhabitants."""
    areas = tuple(area for place in places for area in place.areas)
    municipality = np.array([m for m, place in enumerate(places) for _ in place.areas])
    index = {area.name: i for i, area in enumerate(areas)}
    return Region(
        places=places,
        scale=scale,
        areas=areas,
        municipality=municipality,
        area_type=np.array([AREA_TYPES.index(area.area_type) for area in areas]),
        district=np.array([int(area.district or 0) for area in areas]),
        path=inhabitants_path(places, areas, municipality) * scale,
        has_merge=MERGED in index,
        reception=index.get(RECEPTION_AREA, -1),
        index=index,
    )


def inhabitants_path(places: tuple[Place, ...], areas: tuple[Area, ...], municipality: Array) -> Array:
    """Inhabitants aimed at by (year end, area); each municipality's areas add up to its own path."""
    rng = np.random.default_rng(95)  # the same region for every seed: only the people differ
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    size = np.array([area.weight for area in areas]) * rng.lognormal(0.0, SIZE_SPREAD, len(areas))
    drift = rng.normal(0.0, 0.035, len(areas))
    shares = size * np.exp(np.outer((years - LAST_YEAR) / 10, drift))
    for i, area in enumerate(areas):
        if area.name in NEW_BUILD:
            shares[:, i] *= filling(years, *NEW_BUILD[area.name])
    into = [i for i, area in enumerate(areas) if area.name == MERGED_INTO]
    for i, area in enumerate(areas):
        if area.valid_to_year is not None:
            gone = years > area.valid_to_year
            shares[gone, into[0]] += shares[gone, i]
            shares[gone, i] = 0.0
    for m, place in enumerate(places):
        own = municipality == m
        shares[:, own] *= (municipality_path(place.municipality, rng) / shares[:, own].sum(axis=1))[:, None]
    return shares


def municipality_path(municipality: Municipality, rng: np.random.Generator) -> Array:
    """Main residents per year end 2014…2024.

    Trend, bumps of the refugee years and a little chance, ending at the known total.
    """
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    bumps = np.cumsum([BUMPS.get(int(year), 0.0) for year in years]) / 100
    chance = np.cumsum(rng.normal(0.0, 0.0015, len(years)))
    log_path = (
        np.log1p(municipality.growth) * (years - LAST_YEAR) / 10 + (bumps - bumps[-1]) + (chance - chance[-1])
    )
    end = municipality.population
    if any(name == RECEPTION_AREA for name, _, _ in OTHERS.get(municipality.ags, ())):
        end -= RECEPTION_BEDS[LAST_YEAR]
    return np.asarray(end * np.exp(log_path))


def filling(years: Array, start: float, middle: float, width: float) -> Array:
    """Share of the final size of a new-build area per year: from `start` along a logistic curve to 1."""
    curve = 1 / (1 + np.exp(-(years - middle) / width))
    return np.asarray(start + (1 - start) * (curve - curve[0]) / (curve[-1] - curve[0]))
