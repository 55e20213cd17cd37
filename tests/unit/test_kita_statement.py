"""The statement of § 21 NKiTaG against numbers by hand: what is occupied, and what stays missing."""

import numpy as np
import pandas as pd
import pytest

from forecasting.kita.statement import Parts, statement

NAN = float("nan")
PARTS = {"u3": Parts(long=0.2, integrative=0.1)}


def made(need: float, bookable: float, *, approved: float = 30.0, counted: float = NAN) -> pd.DataFrame:
    """The statement of one area: observed in 2024 with `counted` children, forecast for 2025."""
    years = pd.DataFrame({"area_id": "A", "band": "u3", "kita_year": [2024, 2025], "need": need})
    years["is_forecast"] = [False, True]
    supply = pd.DataFrame(
        {
            "area_id": "A", "band": "u3", "kita_year": [2024, 2025], "approved": approved,
            "bookable": bookable,
            "approved_long": 15.0, "bookable_long": 12.0, "approved_integrative": 0.0,
            "bookable_integrative": 0.0,
        }
    )  # fmt: skip
    occupied = pd.DataFrame(
        {
            "area_id": ["A"],
            "band": "u3",
            "occupied": counted,
            "occupied_long": counted,
            "occupied_integrative": 0.0,
        }
    )
    return statement(years, supply, occupied, PARTS).set_index("kita_year")


def test_counted_in_the_last_year_and_filled_by_need_ahead():
    table = made(need=20.0, bookable=28.0, counted=25.0)
    assert table["occupied"].tolist() == [25.0, 20.0]
    assert table["need_long"].tolist() == [4.0, 4.0]
    assert table.loc[2025, "occupied_long"] == 4.0


def test_no_more_than_the_bookable_places_are_occupied():
    table = made(need=80.0, bookable=28.0)
    assert table.loc[2025, "occupied"] == 28.0
    # 16 of 80 want over seven hours, 12 such places are bookable.
    assert table.loc[2025, "occupied_long"] == 12.0
    assert table.loc[2025, "occupied_integrative"] == 0.0


@pytest.mark.parametrize(("need", "bookable"), [(NAN, 28.0), (20.0, NAN)])
def test_what_is_missing_stays_missing(need: float, bookable: float):
    assert np.isnan(made(need, bookable).loc[2025, "occupied"])


def test_without_a_care_list_the_count_is_missing_but_zero_where_no_place_is_approved():
    assert np.isnan(made(20.0, 28.0).loc[2024, "occupied"])
    assert made(20.0, 0.0, approved=0.0).loc[2024, "occupied"] == 0.0
