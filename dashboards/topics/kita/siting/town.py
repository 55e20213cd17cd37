"""The town a siting question is about: houses with their groups, plots, areas, kinds of groups on offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd
import shapely

from dashboards import areas, data
from dashboards.topic import Context
from dashboards.topics.kita import queries
from dashboards.topics.kita.assumptions import WORDS, Assumptions, Band
from forecasting.kita.days import KitaYear
from forecasting.kita.groups import group_types
from forecasting.kita.money import prices
from forecasting.siting.options import Kind, Site
from forecasting.siting.question import Home, Town

FOLDER = Path(__file__).parent.parent
# Bands planned together, for a group of one may become a group of the other; pupils are apart.
TOGETHER: dict[Band, tuple[Band, ...]] = {
    "u3": ("u3", "ue3"),
    "ue3": ("u3", "ue3"),
    "grundschule": ("grundschule",),
}
# Kinds on offer; other groups stay as they are: integrative, small, mixed ages.
OFFERED: dict[Band, str] = {"u3": "krippe", "ue3": "kindergarten", "grundschule": "hort"}
PLOT = "neu:"
# No house takes more than this on top, whatever is wished.
MOST_ROOMS = 20
Point = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """What a town is loaded for: the area, the first year of the Kita year, the settings of each band."""

    area_id: str
    kita_year: int
    settings: tuple[Assumptions, ...]

    @property
    def bands(self) -> tuple[Band, ...]:
        """Bands in the order of need and places."""
        return tuple(one.band for one in self.settings)


@dataclass(frozen=True)
class Plots:
    """Areas in which a house may be built, and houses that stay as they are."""

    areas: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()


def load(context: Context, asked: Asked, homes: Sequence[str], plots: Plots) -> Town:
    """Return the town; areas and houses without a known point are left out, see `without_point`."""
    points = outline_points(context, homes)
    tree = areas.tree(context)
    offered = kinds(context, asked)
    places = tuple(Home(key, tree[key].label, *points[key]) for key in homes if key in points)
    sites = _houses(context, asked, offered, points)
    sites = [replace(site, rooms=0, groups={}) if site.key in plots.left_alone else site for site in sites]
    new = [
        Site(f"{PLOT}{key}", f"Neues Haus in {tree[key].label}", *points[key], rooms=MOST_ROOMS, is_plot=True)
        for key in plots.areas
        if key in points
    ]
    return Town((*sites, *new), places, offered, asked.bands)


def without_point(context: Context, area_ids: Sequence[str]) -> list[str]:
    """Return the names of areas without an outline: nobody knows where their children walk from."""
    points, tree = outline_points(context, area_ids), areas.tree(context)
    return [tree[key].label for key in area_ids if key not in points]


def kinds(context: Context, asked: Asked) -> tuple[Kind, ...]:
    """Return the usual group of each band: places in force in the Land, prices of the price table."""
    ags = areas.tree(context)[asked.area_id].municipality_ags
    known = group_types(ags, KitaYear(asked.kita_year).start)
    found = []
    for one in asked.settings:
        kind, price = known[OFFERED[one.band]], prices(one.band)
        usable = kind.places * (1 - one.reserve)
        cost = (kind.places * price.investment, kind.places * price.running)
        found.append(Kind(kind.key, WORDS[one.band].group, one.band, usable, *cost))
    return tuple(found)


def outline_points(context: Context, area_ids: Iterable[str]) -> dict[str, Point]:
    """Return longitude and latitude of a point inside each area that has an outline."""
    wanted = tuple(sorted(set(area_ids)))
    key = (context.build_id, context.role, wanted, "points")
    return queries.kept(partial(_points, context, wanted), key)


def _points(context: Context, area_ids: tuple[str, ...]) -> dict[str, Point]:
    table = data.frame(context, FOLDER / "area_outlines.sql", areas=list(area_ids))
    shapes = shapely.from_geojson(table["geometry"].to_list())
    spots = [shape.representative_point() for shape in shapes]
    return {str(key): (spot.x, spot.y) for key, spot in zip(table["area_id"], spots, strict=True)}


def _houses(context: Context, asked: Asked, offered: Sequence[Kind], points: dict[str, Point]) -> list[Site]:
    """Houses with groups on 1 August and what counted measures change, as sites."""
    rung = asked.settings[0].rung
    wanted = {"area_id": asked.area_id, "kita_year": asked.kita_year, "rung": rung}
    table = data.frame(context, FOLDER / "siting_houses.sql", **wanted)
    table = table[table["band"].isin(asked.bands)]
    found = {}
    for key, rows in table.groupby("facility_id"):
        row = rows.iloc[0]
        spot = (row["longitude"], row["latitude"])
        if pd.isna(spot[0]) or pd.isna(spot[1]):
            spot = points.get(row["area_id"], (float("nan"),) * 2)
        if not pd.isna(spot[0]):
            name, places, groups, sizes = str(row["name"]), _places(rows, asked), {}, {}
            for kind, part in rows.groupby("group_type"):
                groups[str(kind)] = int(part["groups"].sum())
                sizes[str(kind)] = _size(part, asked)
            known = {one.key for one in offered}
            ours = {kind: count for kind, count in groups.items() if kind in known and sizes[kind] > 0}
            # What may not be touched still fills the house: rooms count all its groups.
            rooms = max(MOST_ROOMS - sum(groups.values()) + sum(ours.values()), 0)
            found[str(key)] = Site(str(key), name, *spot, rooms, False, places, ours, sizes)
    return list(_with_measures(context, asked, found, points).values())


def _places(rows: pd.DataFrame, asked: Asked) -> dict[str, float]:
    """Places of a house by band after the reserve; a house that tells none has none."""
    return {
        one.band: float(rows.loc[rows["band"] == one.band, "places"].fillna(0).sum()) * (1 - one.reserve)
        for one in asked.settings
    }


def _size(part: pd.DataFrame, asked: Asked) -> float:
    reserve = {one.band: one.reserve for one in asked.settings}[part["band"].iloc[0]]
    return float(part["places"].fillna(0).sum() / part["groups"].sum()) * (1 - reserve)


def _with_measures(
    context: Context, asked: Asked, houses: dict[str, Site], points: dict[str, Point]
) -> dict[str, Site]:
    """The houses with counted measures begun by the Kita year; one without a house becomes a site."""
    found = dict(houses)
    for one in asked.settings:
        table = queries.measures(context, asked.area_id, one.band)
        table = queries.with_plans(context, asked.area_id, table, one)
        counted = table[queries.is_counted(table, one) & (table["kita_year"] <= asked.kita_year)]
        for row in counted.to_dict("records"):
            gained = float(row["places_change"]) * (1 - one.reserve)
            house = found.get(str(row["facility_id"]))
            if house is None and row["area_id"] in points:
                key = f"massnahme:{row['measure_id']}"
                house = Site(key, str(row["title"]), *points[str(row["area_id"])], 0, is_planned=True)
            if house is not None:
                here = {**house.places, one.band: max(house.places.get(one.band, 0.0) + gained, 0.0)}
                found[house.key] = replace(house, places=here)
    return found
