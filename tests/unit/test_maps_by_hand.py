"""Maps of a town of two squares: classes, gaps hatched in their own way, arrows, points, the camera."""

import json

import pandas as pd
import pytest

from dashboards import maps
from dashboards.maps import MapView
from dashboards.maps.choropleth import without_geometry
from dashboards.style import LIGHT
from tests.hand_town import EAST, NORTH, SOUTH, TOWN, the_town

VIEW = MapView("ortsteil", TOWN, NORTH, 1, "%")
SCALE = maps.classes([-20.0, -10.0, 5.0, 20.0], LIGHT, "diverging")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


def values(north, south, **more):
    return pd.DataFrame({"area_id": [NORTH, SOUTH, EAST], "value": [north, south, 1.0], **more})


def drawn(chart):
    (areas,) = chart.plain_traces
    return dict(zip(areas["locations"], zip(areas["z"], areas["customdata"], strict=True), strict=True))


def hatches(chart):
    return [one for one in chart.plain_layout["map"]["layers"] if isinstance(one["source"], dict)]


def test_each_area_has_the_colour_of_its_class(here):
    shown = drawn(maps.choropleth(here, values(5.0, -10.0), SCALE, VIEW))
    assert set(shown) == {NORTH, SOUTH}, "Ost has no border"
    low, high = SCALE.index(pd.Series([-10.0, 5.0]))
    # Place 0 of the scale is the colour of gaps.
    assert (shown[SOUTH][0], shown[NORTH][0]) == (low + 1, high + 1) and low < high
    assert shown[NORTH][1] == ["Nord", "5,0 %"] and shown[SOUTH][1] == ["Süd", "−10,0 %"]


@pytest.mark.parametrize(
    ("state", "words"),
    [("missing", "nicht geliefert"), ("protected", "geschützt"), ("not_meaningful", "zu wenige Menschen")],
)
def test_a_gap_is_no_class_but_hatched_and_says_why(here, state, words):
    chart = maps.choropleth(here, values(5.0, None, state=["known", state, "known"]), SCALE, VIEW)
    assert drawn(chart)[SOUTH] == (0, ["Süd", words])
    assert len(hatches(chart)) == 1
    whole = maps.choropleth(here, values(5.0, 0.0), SCALE, VIEW)
    assert not hatches(whole) and drawn(whole)[SOUTH][0] > 0, "zero is a value"


def test_the_three_gaps_look_different(here):
    told = {}
    for state in ("missing", "protected", "not_meaningful"):
        chart = maps.choropleth(here, values(5.0, None, state=["known", state, "known"]), SCALE, VIEW)
        told[state] = json.dumps(hatches(chart)[0]["source"])
    assert len(set(told.values())) == 3


def test_an_area_without_a_row_is_a_gap(here):
    chart = maps.choropleth(here, values(5.0, -10.0).head(1), SCALE, VIEW)
    assert drawn(chart)[SOUTH] == (0, ["Süd", "nicht geliefert"])


def test_names_stand_on_the_map_if_asked_for(here):
    plain = maps.choropleth(here, values(5.0, -10.0), SCALE, VIEW)
    assert "annotations" not in plain.plain_layout
    named = maps.choropleth(here, values(5.0, -10.0), SCALE, maps.labelled(VIEW))
    assert [note["text"] for note in named.plain_layout["annotations"]] == ["Nord", "Süd"]


def test_the_camera_looks_at_the_middle_of_the_squares(here):
    # From 10.00° to 10.03°, from 52.00° to 52.01°.
    place = maps.choropleth(here, values(5.0, -10.0), SCALE, VIEW).plain_layout["map"]
    assert place["center"]["lon"] == pytest.approx(10.015)
    assert place["center"]["lat"] == pytest.approx(52.005, abs=1e-4)


def test_areas_without_a_border_are_named(here):
    assert without_geometry(here, VIEW) == ["Ost", "Weiler"]


class TestDeck:
    def flows(self, *rows):
        return pd.DataFrame(rows, columns=["origin", "destination", "value", "hover"])

    def test_layers_lie_in_order(self, here):
        layers = [maps.ground_layer(here, VIEW), maps.arrow_layer(here, self.flows(), VIEW)]
        told = json.loads(maps.deck(here, layers, VIEW).to_json())
        assert [one["id"] for one in told["layers"]] == ["ground", "outer", "selected", "arrows"]
        assert told["initialViewState"]["longitude"] == pytest.approx(10.015)

    def test_arrows_are_as_wide_as_their_flow_and_only_between_borders(self, here):
        rows = self.flows(
            (NORTH, SOUTH, 40, "hin"), (SOUTH, NORTH, 10, "zurück"), (EAST, NORTH, 99, "ohne Grenze")
        )
        first, second = maps.arrow_layer(here, rows, VIEW).data
        assert (first["name"], second["name"]) == ("hin", "zurück")
        # At the last point of the body, where it is widest; a quarter of the flow is a quarter as wide.
        widths = []
        for one in (first, second):
            half = len(one["polygon"]) // 2
            (west, south), (east, north) = one["polygon"][half - 2], one["polygon"][half + 2]
            widths.append(((east - west) ** 2 + (north - south) ** 2) ** 0.5)
        assert widths[0] / widths[1] == pytest.approx(4, rel=0.1)

    def test_points_grow_with_their_size_and_an_unknown_size_stays_visible(self, here):
        houses = pd.DataFrame(
            {
                "longitude": [10.001, 10.002, 10.003, None],
                "latitude": [52.001, 52.002, 52.003, 52.0],
                "name": ["groß", "klein", "unbekannt", "ohne Ort"],
                "text": "",
                "size": [100.0, 25.0, None, 10.0],
            }
        )
        told = {one["name"]: one["radius"] for one in maps.point_layer(here, houses).data}
        # Area, not radius, stands for the places: a quarter of them is half as wide beyond the least dot.
        assert told == pytest.approx({"groß": 7.0, "klein": 4.75, "unbekannt": 2.5})
