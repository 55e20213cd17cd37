"""Houses on the map of the balance: points whose area is that of their places."""

import pandas as pd
import pytest

from dashboards.style import LIGHT
from dashboards.topics.kita import house_points
from dashboards.topics.kita.assumptions import WORDS

HOUSES = pd.DataFrame(
    {
        "name": ["Haus Nord", "Haus Süd", "Haus West"],
        "area_id": ["n", "s", "w"],
        "provider": ["kommunal", "kirchlich", "frei"],
        "longitude": [10.1, 10.2, 10.3],
        "latitude": [52.1, 52.2, 52.3],
        "open_groups": [4, 1, 1],
        "bookable": [100.0, 25.0, float("nan")],
    }
)


def drawn(houses: pd.DataFrame = HOUSES, **more) -> list[dict]:
    return house_points.marks(LIGHT, houses, WORDS["ue3"], **more)


def test_area_of_a_point_grows_with_the_places():
    _, inner = drawn()
    extra = [size - house_points.SMALLEST for size in inner["marker"]["size"]]
    # A quarter of the places, half the diameter; a house that does not tell is drawn smallest.
    assert extra[0] / extra[1] == pytest.approx(2)
    assert extra[2] == 0


def test_a_ring_sets_points_off_and_only_the_inner_ones_tell():
    ring, inner = drawn()
    assert ring["marker"]["color"] == LIGHT.text
    assert inner["marker"]["color"] == LIGHT.page
    assert all(
        wide > small for wide, small in zip(ring["marker"]["size"], inner["marker"]["size"], strict=True)
    )
    assert ring["hoverinfo"] == "skip"
    assert inner["customdata"][1] == [
        "Haus Süd",
        "kirchlich<br>1 Kindergartengruppe, 25 Kindergartenplätze",
        "s",
    ]


def test_points_are_smaller_on_a_phone_and_absent_without_houses():
    assert drawn(is_phone=True)[1]["marker"]["size"][0] < drawn()[1]["marker"]["size"][0]
    assert drawn(HOUSES.head(0)) == []
