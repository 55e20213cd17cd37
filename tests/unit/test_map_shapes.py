"""Shapes keep shared borders, stay small, and are only given for the current build."""

import asyncio
import json
from types import SimpleNamespace

import pytest
import shapely

from dashboards import data
from dashboards.maps import route, shapes
from warehouse.connection import Reader


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Two neighbours with a ragged common border, in a build without a file."""
    ragged = [(10.5, 52.0 + step / 200 + (0.002 if step % 2 else 0)) for step in range(201)]
    west = shapely.Polygon([(10.0, 52.0), *ragged, (10.5, 53.0), (10.0, 53.0)])
    east = shapely.Polygon([(11.0, 52.0), (11.0, 53.0), (10.5, 53.0), *reversed(ragged)])
    table = {"area_id": ["w", "o"], "geometry": [shapely.to_geojson(west), shapely.to_geojson(east)]}
    found = Reader(None, "build-of-two-neighbours", None)
    import pandas as pd

    frames = {
        "geometry.sql": pd.DataFrame(table),
        "parents.sql": pd.DataFrame({"area_id": ["w", "o"], "parent_id": ["g", "g"]}),
        "members.sql": pd.DataFrame({"area_id": ["w"]}),
    }
    monkeypatch.setattr(Reader, "frame", lambda self, sql, **params: frames[sql.name])
    monkeypatch.setattr(data, "current_reader", lambda: found)
    for cached in (shapes._shapes, shapes._collection, shapes._parent_outlines):
        cached.cache_clear()
    return found


def test_a_simplified_border_stays_shared(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shapes, "MAX_BYTES", 2_000)
    west, east = shapes.shapes(reader, "ortsteil", "g").values()
    assert len(shapes.feature_collection(reader, "ortsteil", "g")) <= 2_000
    assert shapely.intersection(west, east).length == pytest.approx(1.0, rel=0.1)
    assert shapely.intersection(west, east).area == pytest.approx(0, abs=1e-9)


def test_features_carry_the_area_id(reader: Reader):
    collection = json.loads(shapes.feature_collection(reader, "ortsteil", "g"))
    assert [feature["id"] for feature in collection["features"]] == ["w", "o"]


def test_the_border_of_the_parent_leaves_out_the_inner_one(reader: Reader):
    (outer,) = json.loads(shapes.parent_outlines(reader, "ortsteil", "g"))["features"]
    assert outer["id"] == "g"
    assert not shapely.from_geojson(json.dumps(outer["geometry"])).crosses(shapely.Point(10.5, 52.5))
    assert all(abs(x - 10.5) > 0.1 or y in (52.0, 53.0) for x, y in outer["geometry"]["coordinates"])


def test_hatching_stays_inside():
    part = shapely.box(0, 0, 1, 1)
    lines = shapely.from_geojson(json.dumps(shapes.hatching([part], (0, 0, 4, 4))["geometry"]))
    assert lines.length > 5
    assert part.buffer(1e-4).covers(lines)


def ask(build_id: str):
    place = {"build_id": build_id, "root_id": "g", "level": "ortsteil"}
    return asyncio.run(route._layer(SimpleNamespace(path_params=place)))


def test_shapes_of_the_current_build_may_be_stored(reader: Reader):
    found = ask(reader.build_id)
    assert found.status_code == 200
    assert "immutable" in found.headers["cache-control"]


def test_shapes_of_another_build_are_not_found(reader: Reader):
    assert ask("gestern").status_code == 404


def test_addresses_are_quoted():
    assert (
        route.outline_address("b", "r", "ortsteil", "a/../b") == "karte/b/r/ortsteil/umriss/a%2F..%2Fb.json"
    )
