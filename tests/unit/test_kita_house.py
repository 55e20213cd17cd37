"""The rule of fewer Krippe places where many children are under two, told on the page of a house."""

import datetime as dt

import pandas as pd
import pytest

from dashboards.topics.kita.house_rules import few_places

NI, HB = "03951000", "04011000"


def groups(*bookable: float) -> pd.DataFrame:
    return pd.DataFrame({"group_type": "Krippengruppe", "places_bookable": bookable})


def young(count: float | None) -> pd.DataFrame:
    return pd.DataFrame({"reference_date": [dt.date(2025, 3, 1)], "under_two": [count]})


def test_more_than_seven_under_two_in_a_group_means_twelve_places():
    told = few_places(groups(15, 15), young(15), NI)
    assert "Am 01.03.2025 sind 15 Kinder unter 2 Jahren in 2 Krippengruppen" in told
    assert "mehr als 7 und darf dann höchstens 12 statt 15 Plätze" in told


@pytest.mark.parametrize(
    ("bookable", "count", "ags"),
    [
        # Seven in each group: nobody need be over. One group has room for all the others.
        ((15, 15), 14, NI),
        ((15, 12), 15, NI),
        ((15,), None, NI),
        # Bremen has no such rule.
        ((10,), 10, HB),
    ],
)
def test_nothing_is_said_where_nothing_must_be_so(bookable, count, ags):
    assert few_places(groups(*bookable), young(count), ags) == ""
    assert few_places(groups(*bookable), young(count).head(0), ags) == ""
