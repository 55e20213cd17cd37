"""Places against need on numbers one can check by hand."""

import numpy as np
import pandas as pd
import pytest

from dashboards.topics.kita.assumptions import Assumptions
from dashboards.topics.kita.balance import Children, balance, first_shortage, ladder, sign_class
from dashboards.topics.kita.changes import Change, Side

COLUMNS = ["area_id", "kita_year", "median", "q10", "q25", "q75", "q90", "is_forecast"]


def children(rows, draws):
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"is_forecast": bool})
    return Children(table, np.array(draws, dtype=np.float32))


def places(rows):
    return pd.DataFrame(rows, columns=["area_id", "kita_year", "places", "open_groups", "pending"])


def test_need_saldo_probability_and_groups():
    given = children(
        [("a", 2024, 100, 100, 100, 100, 100, False), ("a", 2025, 200, 180, 190, 210, 220, True)],
        [[180, 190, 200, 210, 220]],
    )
    result = balance(
        given, places([("a", 2024, 50, 4, 0), ("a", 2025, 82, 6, 15)]), Assumptions("u3", 0.4), 15
    )
    past, ahead = result.to_dict("records")
    assert (past["need"], past["saldo"], past["probability"], past["groups"]) == (40, 10, 0, 0)
    # 200 × 0.4 = 80 of 82 places; draws need 72, 76, 80, 84, 88, so two of five lack places.
    assert (ahead["need"], ahead["saldo"], ahead["need_q90"]) == (80, 2, 88)
    assert ahead["probability"] == pytest.approx(0.4)
    assert ahead["sign_class"] == 2


def test_shortage_rounds_up_and_surplus_down_to_whole_groups():
    given = children([("a", 2024, 100, *[100] * 4, False), ("b", 2024, 100, *[100] * 4, False)], [])
    result = balance(
        given, places([("a", 2024, 24, 2, 0), ("b", 2024, 58, 4, 0)]), Assumptions("u3", 0.4), 15
    )
    assert result["groups"].tolist() == [-2, 1]


def test_childminding_lowers_the_need_and_a_reserve_the_places():
    given = children([("a", 2024, 100, *[100] * 4, False)], [])
    row = balance(given, places([("a", 2024, 50, 4, 0)]), Assumptions("u3", 0.4, 0.25, 0.1), 15).iloc[0]
    assert (row["need"], row["places"]) == (pytest.approx(30), pytest.approx(45))


def test_missing_places_and_missing_children_stay_missing():
    given = children([("a", 2024, 100, *[100] * 4, False), ("b", 2024, *[np.nan] * 5, False)], [])
    result = balance(given, places([("b", 2024, 50, 4, 0)]), Assumptions("u3", 0.4), 15)
    for column in ("saldo", "probability", "sign_class", "groups"):
        assert result[column].isna().all()
    assert result["need"].tolist()[0] == 40


def test_twelve_persons_have_no_class_but_a_saldo():
    given = children([("a", 2024, 1, *[1] * 4, False)], [])
    row = balance(given, places([("a", 2024, 0, 0, 0)]), Assumptions("u3", 0.4), 15).iloc[0]
    assert np.isnan(row["sign_class"])
    assert row["saldo"] == pytest.approx(-0.4)


def test_classes_at_their_limits():
    shares = pd.Series([-0.2, -0.15, -0.1, -0.03, 0, 0.03, 0.1, 0.15, 0.2, np.nan])
    assert sign_class(shares).tolist()[:9] == [0, 0, 1, 2, 2, 2, 3, 3, 4]
    assert np.isnan(sign_class(shares).iloc[9])


def test_first_shortage_is_the_first_year_more_likely_short_than_not():
    area = pd.DataFrame(
        {
            "kita_year": [2024, 2025, 2026, 2027],
            "is_forecast": [False, True, True, True],
            "probability": [1, 0.5, 0.51, 1],
        }
    )
    assert first_shortage(area) == 2026
    assert first_shortage(area.head(2)) is None


def test_a_missing_rung_is_missing_in_the_sum():
    houses = pd.DataFrame(
        {"approved": [15.0, 30], "built": [15, np.nan], "staffed": [15, 15], "bookable": [13, 15]}
    )
    steps = ladder(houses, 25, is_listed=True)
    assert dict(steps) == {"approved": 45, "built": None, "staffed": 30, "bookable": 28, "occupied": 25}


def test_no_house_is_zero_places_only_where_a_list_was_delivered():
    none = pd.DataFrame(columns=["approved", "built", "staffed", "bookable"])
    assert ladder(none, None, is_listed=True)["approved"] == 0
    assert ladder(none, None, is_listed=False)["approved"] is None


def test_the_effects_of_children_take_up_and_places_sum_to_the_change_of_the_saldo():
    found = Change(Side(2023, 100, 0.30, 40), Side(2024, 90, 0.40, 35))
    # 10 fewer children × 0.30, 10 points more of 90 children, 5 places less.
    assert (found.by_children, found.by_take_up, found.by_places) == pytest.approx((3, -9, -5))
    assert found.after.saldo - found.before.saldo == pytest.approx(3 - 9 - 5)
