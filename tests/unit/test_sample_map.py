"""The map of the sample association: nested areas that share their borders exactly."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from sample_data.region_auenburg.faults import RECUT_FROM, RECUT_TO
from sample_data.region_auenburg.geometry import Map, draw_map
from sample_data.region_auenburg.places import association, kleinauen


@pytest.fixture(scope="module")
def region_map() -> Map:
    return draw_map(association())


def of_level(region_map: Map, level: str):
    return [shape for shape in region_map.shapes if shape.level == level]


def test_every_area_has_one_valid_polygon(region_map: Map) -> None:
    leaves = of_level(region_map, "ortsteil")
    assert len(leaves) == 108
    assert len({shape.name for shape in leaves}) == 108
    assert all(s.polygon.is_valid and s.polygon.geom_type == "Polygon" for s in region_map.shapes)


def test_neighbours_share_their_borders_exactly(region_map: Map) -> None:
    leaves = [shape.polygon for shape in of_level(region_map, "ortsteil")]
    assert shapely.coverage_is_valid(leaves)
    union = shapely.union_all(leaves)
    assert union.area == pytest.approx(sum(p.area for p in leaves), rel=1e-12)
    assert union.symmetric_difference(of_level(region_map, "verband")[0].polygon).area == 0


@pytest.mark.parametrize(("level", "digits"), [("gemeinde", 8), ("bezirk", 11)])
def test_upper_levels_are_the_union_of_their_areas(region_map: Map, level: str, digits: int) -> None:
    for shape in of_level(region_map, level):
        parts = [s.polygon for s in of_level(region_map, "ortsteil") if s.area_id[:digits] == shape.area_id]
        assert shape.polygon.equals(shapely.union_all(parts)), shape.name


def test_the_city_lies_in_the_middle_with_smaller_cells(region_map: Map) -> None:
    city = next(s for s in of_level(region_map, "gemeinde") if s.name == "Auenburg")
    others = [s for s in of_level(region_map, "gemeinde") if s.name != "Auenburg"]
    assert sum(city.polygon.touches(s.polygon) for s in others) == 7
    size = {True: [], False: []}
    for shape in of_level(region_map, "ortsteil"):
        size[shape.area_id.startswith("03951000")].append(shape.polygon.area)
    assert np.median(size[False]) > 4 * np.median(size[True])


def test_the_river_runs_along_borders_through_the_city(region_map: Map) -> None:
    borders = shapely.union_all([s.polygon.boundary for s in of_level(region_map, "ortsteil")])
    assert region_map.river.difference(borders).length == pytest.approx(0, abs=1e-9)
    city = next(s for s in of_level(region_map, "gemeinde") if s.name == "Auenburg")
    assert region_map.river.intersection(city.polygon).length > 0.1


def test_the_leaf_layer_is_small(region_map: Map) -> None:
    features = [mapping(s.polygon) for s in of_level(region_map, "ortsteil")]
    assert len(json.dumps(features, separators=(",", ":"))) < 200_000


def test_the_mini_map_is_nested_too() -> None:
    small = draw_map(kleinauen())
    leaves = [shape.polygon for shape in of_level(small, "ortsteil")]
    assert len(leaves) == 3
    assert shapely.coverage_is_valid(leaves)
    assert of_level(small, "gemeinde")[0].polygon.equals(shapely.union_all(leaves))


def test_the_recut_areas_are_neighbours(region_map: Map) -> None:
    by_name = {shape.name: shape.polygon for shape in of_level(region_map, "ortsteil")}
    assert by_name[RECUT_FROM].boundary.intersection(by_name[RECUT_TO].boundary).length > 0
