"""What chance may make of counted moves: worked by hand on tables of two and three areas."""

import numpy as np
import pandas as pd
import pytest

from dashboards.topics.wanderungen import significance


def pairs(*flows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(flows, columns=["origin", "destination", "moves"])


def test_seven_against_three_is_no_trend():
    # P(X ≥ 7) of ten tosses is (120 + 45 + 10 + 1) / 1024; both sides count
    assert significance.tossed(7, 3) == pytest.approx(2 * 176 / 1024)
    assert not significance.is_clear(4, 10)
    assert significance.is_clear(10, 10), "ten against none"


def test_nobody_moved_is_no_finding_and_missing_stays_missing():
    assert significance.tossed(0, 0) == 1
    assert np.isnan(significance.tossed(5, np.nan))
    assert not significance.is_clear(0, 0)
    assert not significance.is_clear(np.nan, np.nan)


def test_small_counts_need_more_than_two_standard_deviations():
    # 9 against 2: 7 > 2 √11, but the coin says 6.5 %
    assert significance.tossed(9, 2) == pytest.approx(134 / 2048)
    assert not significance.is_clear(7, 11)


def test_bands_by_hand():
    low, high = significance.net_band(4, 10)
    assert (low, high) == (pytest.approx(4 - 1.96 * np.sqrt(10), abs=1e-3), pytest.approx(10.198, abs=1e-3))
    # Garwood's table: a count of ten means 4.795 to 18.390, none means up to 3.689
    assert significance.count_band(10) == (pytest.approx(4.795, abs=1e-3), pytest.approx(18.390, abs=1e-3))
    assert significance.count_band(0) == (0, pytest.approx(3.689, abs=1e-3))


def test_many_looks_raise_the_bar():
    # the textbook steps: p(1) ≤ 0.05/4, p(2) ≤ 0.1/4, p(3) > 0.15/4
    assert significance.discoveries([0.2, 0.01, 0.02, 0.04]) == [False, True, True, False]
    assert significance.discoveries([0.04, np.nan]) == [True, False]
    assert significance.discoveries([]) == []


def test_expected_flows_keep_what_leaves_and_what_arrives():
    flows = np.array([[np.nan, 20.0, 10.0], [30.0, np.nan, 30.0], [10.0, 10.0, np.nan]])
    fitted = significance.expected(flows)
    assert np.nansum(fitted, axis=1) == pytest.approx(np.nansum(flows, axis=1), abs=1e-6)
    assert np.nansum(fitted, axis=0) == pytest.approx(np.nansum(flows, axis=0), abs=1e-6)
    # one product of sizes everywhere off the diagonal
    a, b = fitted[0, 1] * fitted[1, 2] * fitted[2, 0], fitted[1, 0] * fitted[2, 1] * fitted[0, 2]
    assert a == pytest.approx(b)


def test_flows_made_of_sizes_alone_are_what_is_expected():
    out, into = np.array([2.0, 3.0, 5.0]), np.array([10.0, 20.0, 30.0])
    flows = np.outer(out, into)
    np.fill_diagonal(flows, np.nan)
    fitted = significance.expected(flows)
    assert fitted[~np.isnan(fitted)] == pytest.approx(flows[~np.isnan(flows)])


def test_unreported_pairs_stay_out_of_both_sides():
    table = pairs(("a", "b", 12.0), ("b", "a", 4.0), ("a", "c", 6.0), ("c", "a", 3.0))
    flows = significance.matrix(table, ["a", "b", "c"], {("b", "c"), ("c", "b")})
    assert np.isnan(flows[1, 2]) and np.isnan(flows[0, 0]) and flows[0, 2] == 6
    fitted = significance.expected(flows)
    assert np.isnan(fitted[1, 2])
    # with one partner left, b and c have no choice: what is counted is what is expected
    assert fitted[1, 0] == pytest.approx(4) and fitted[2, 0] == pytest.approx(3)


def test_only_a_flow_beyond_its_band_is_called_stronger():
    even = [(a, b, 100.0) for a in "abcd" for b in "abcd" if a != b]
    found = significance.against_size(pairs(*even), list("abcd"), set())
    assert found["ratio"].to_numpy() == pytest.approx(1) and not found["is_clear"].any()
    strong = [(a, b, 300.0 if (a, b) == ("a", "b") else moves) for a, b, moves in even]
    found = significance.against_size(pairs(*strong), list("abcd"), set()).set_index(
        ["origin", "destination"]
    )
    assert found.loc[("a", "b"), "is_clear"] and found.loc[("a", "b"), "low"] > 1


def test_pairs_stand_in_the_direction_of_their_surplus():
    table = pairs(("a", "b", 7.0), ("b", "a", 3.0), ("a", "c", 10.0), ("c", "a", 90.0), ("b", "c", None))
    found = significance.reciprocal(table, ["a", "b", "c"], set())
    assert found[["a", "b", "there", "back", "net"]].to_numpy().tolist() == [
        ["a", "c", 90, 10, 80],
        ["b", "a", 7, 3, 4],
    ]
    assert found["is_clear"].tolist() == [True, False]
    assert found["low"][1] < 0 < found["high"][1]


def test_nothing_between_areas_gives_no_pairs():
    assert significance.reciprocal(pairs(), ["a", "b"], set()).empty
    assert significance.against_size(pairs(), ["a", "b"], set()).empty
