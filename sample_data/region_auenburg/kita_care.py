"""Children in care on 1 March: who takes up a place, in which house, and who finds none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from .arrays import Array, draw_column
from .children import CARE_YEARS, Children, children_on
from .geometry import Map
from .kita_supply import Supply, places_on
from .places import Region
from .simulation import History
from .subdivision import KM_PER_DEGREE

# Share of children in care by age 0…6 in 2024, Niedersachsen (domain.md §1.12; six-year-olds not yet at
# school: own assumption).
TAKE_UP = np.array([0.016, 0.39, 0.66, 0.88, 0.945, 0.955, 0.96])
# Under 3 against 2024, after the rates of Niedersachsen; over 3 a slow rise.
U3_YEAR = dict(
    zip(range(2015, 2026), (0.78, 0.81, 0.84, 0.88, 0.92, 0.945, 0.915, 0.965, 1.0, 1.02, 1.03), strict=True)
)
UE3_YEAR = dict(
    zip(range(2015, 2026), (0.975, 0.975, 0.98, 0.98, 0.985, 0.985, 0.98, 0.985, 0.99, 1.0, 1.0), strict=True)
)
# Take-up under 3 by area type (AREA_TYPES' order) and over 3 in big estates.
U3_TYPE = np.array([1.16, 1.25, 0.78, 1.02, 1.05, 1.1, 1.0, 0.92])
UE3_TYPE = np.array([1.0, 1.0, 0.95, 1.01, 1.01, 1.0, 1.0, 1.0])
CHILDMINDING = 0.20
# Share of children whose parents look in another area of the municipality and in another municipality
# first; with those who
# find no place near home it becomes about 12 and 3 %.
OTHER_AREA, OTHER_TOWN = 0.045, 0.022
# Children from outside the association per place.
FROM_OUTSIDE = 0.008
KRIPPE, KINDERGARTEN = "u3", "ue3"


def care_tables(
    history: History, region_map: Map, supply: Supply, rng: np.random.Generator
) -> dict[int, pd.DataFrame]:
    """Table care per year (1 March)."""
    distance = distances(history.region, region_map, supply)
    first = history.stocks[0].year + 1
    return {
        year: care_of_year(history.region, children_on(history, year), supply, distance, rng)
        for year in CARE_YEARS
        if year >= first
    }


def care_of_year(
    region: Region, children: Children, supply: Supply, distance: Array, rng: np.random.Generator
) -> pd.DataFrame:
    """Children in care by home area, house, form and age."""
    wants = rng.random(len(children.age)) < take_up(region, children)
    minded = wants & (children.age < 3) & (rng.random(len(wants)) < CHILDMINDING)
    wants &= ~minded
    day = f"{children.year}-03-01"
    facility = np.full(len(wants), -1)
    guests = []
    for band in (KRIPPE, KINDERGARTEN):
        chosen = np.flatnonzero(wants & (children.in_krippe == (band == KRIPPE)))
        places = places_on(supply, day, band)
        facility[chosen] = assign(region, children.area[chosen], (supply, distance, places), rng)
        taken = np.bincount(facility[chosen][facility[chosen] >= 0], minlength=len(places))
        guests.append(outside_children(supply, places - taken, places, band, rng))
    in_house = facility >= 0
    ids = np.array([region.area_id(i) for i in range(len(region.areas))])
    names = supply.facilities["facility_id"].to_numpy()
    kept = in_house | minded
    placed = pd.DataFrame(
        {
            "home_area_id": ids[children.area[kept]],
            "facility_id": np.where(in_house, names[facility], "")[kept],
            "form": np.where(in_house, "kita", "tagespflege")[kept],
            "age": children.age[kept],
        }
    )
    cells = (
        pd.concat([placed, *guests]).groupby(["home_area_id", "facility_id", "form", "age"], sort=True).size()
    )
    table = cells.reset_index(name="children")
    table.insert(0, "reference_date", day)
    return table


def take_up(region: Region, children: Children) -> Array:
    """Probability that a child wants care, by age, year and area type."""
    kind = region.area_type[children.area]
    small = TAKE_UP[children.age] * U3_YEAR[children.year] * U3_TYPE[kind]
    large = TAKE_UP[children.age] * UE3_YEAR[children.year] * UE3_TYPE[kind]
    return np.asarray(np.where(children.age < 3, small, np.minimum(large, 0.99)))


def distances(region: Region, region_map: Map, supply: Supply) -> Array:
    """Kilometres from the middle of each area to each house; (area, facility)."""
    house = supply.facilities[["longitude", "latitude"]].to_numpy()
    middle = np.array(
        [
            shapely.get_coordinates(leaf.centroid)[0] if leaf is not None else (np.nan, np.nan)
            for leaf in region_map.leaves
        ]
    )
    gap = (middle[:, None, :] - house[None, :, :]) * np.array(KM_PER_DEGREE)
    return np.asarray(np.nan_to_num(np.hypot(gap[..., 0], gap[..., 1]), nan=99.0))


def assign(
    region: Region, home: Array, houses: tuple[Supply, Array, Array], rng: np.random.Generator
) -> Array:
    """House per child (−1: none found): mostly in the own area, then where places are left nearby."""
    supply, distance, places = houses
    town, home_town = region.municipality[supply.area], region.municipality
    same_area = supply.area[None, :] == np.arange(len(region.areas))[:, None]
    same_town = (town[None, :] == home_town[:, None]) & ~same_area
    weights = np.zeros((len(region.areas), len(town)))
    rings = (
        (same_area, 1 - OTHER_AREA - OTHER_TOWN, 9.0),
        (same_town, OTHER_AREA, 1.4),
        (~same_area & ~same_town, OTHER_TOWN, 3.0),
    )
    for mask, share, reach in rings:
        part = np.where(mask, places * np.exp(-distance / reach), 0.0)
        weights += share * part / np.maximum(part.sum(axis=1, keepdims=True), 1e-12)
    if len(home) == 0 or places.sum() == 0:
        return np.full(len(home), -1)
    house = draw_column(weights[home], rng)
    return settle_overflow(home, house, places, (distance, same_area | same_town), rng)


def settle_overflow(
    home: Array, house: Array, places: Array, nearness: tuple[Array, Array], rng: np.random.Generator
) -> Array:
    """Children beyond a house's places look for a free one in their municipality.

    Who finds none stays at home.
    """
    distance, reachable = nearness
    for attempt in range(8):
        over = beyond_places(house, places, rng)
        if len(over) == 0:
            return house
        free = np.maximum(places - np.bincount(house[house >= 0], minlength=len(places)), 0)
        weights = np.where(reachable[home[over]], free * np.exp(-distance[home[over]] / 2.0), 0.0)
        found = draw_column(weights + 1e-12, rng)
        house[over] = np.where(weights.sum(axis=1) > 1e-6, found, -1) if attempt < 7 else -1
    return house


def beyond_places(house: Array, places: Array, rng: np.random.Generator) -> Array:
    """Positions of the children a house has no place for, drawn at random among its children."""
    order = rng.permutation(np.flatnonzero(house >= 0))
    order = order[np.argsort(house[order], kind="stable")]
    sorted_house = house[order]
    first = np.searchsorted(sorted_house, sorted_house, side="left")
    rank = np.arange(len(order)) - first
    return np.asarray(order[rank >= places[sorted_house]])


def outside_children(
    supply: Supply, free: Array, places: Array, band: str, rng: np.random.Generator
) -> pd.DataFrame:
    """A few children from outside the association in places that are left."""
    guests = np.minimum(rng.binomial(np.maximum(places, 0), FROM_OUTSIDE), np.maximum(free, 0))
    facility = np.repeat(np.arange(len(places)), guests)
    age = rng.integers(1, 3, len(facility)) if band == KRIPPE else rng.integers(3, 6, len(facility))
    return pd.DataFrame(
        {
            "home_area_id": "UMLAND",
            "facility_id": supply.facilities["facility_id"].to_numpy()[facility],
            "form": "kita",
            "age": age,
        }
    )
