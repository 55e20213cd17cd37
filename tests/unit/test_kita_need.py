"""From simulated children to need, Saldo and probability: hand-calculated cases and invariants."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.errors import ForecastError
from forecasting.kita import balance, take_up
from forecasting.kita.ages import (
    august_by_birth_month,
    children_by_birth_month,
    children_later,
    children_on,
    later_weights,
)
from forecasting.kita.commuting import estimate_commuting, none
from forecasting.kita.course import YearWindow, elapsed_of, monthly_need, need_on, peak
from forecasting.kita.need import Counting, by_place_of_care, weighted
from forecasting.kita.school import SchoolEntry
from forecasting.kita.sensitivity import Swing, told, tornado

NI = SchoolEntry(9, 30)
ALL = np.ones(11)


def steady(children: float = 120.0, areas: int = 1, draws: int = 4) -> YearWindow:
    """A Kita year in which as many children are born as grow up."""
    same = np.full((areas, 11, draws), children)
    return YearWindow(2026, same, same)


def test_birth_months_give_exact_ages():
    births = pd.DataFrame({"birth_year": 2020, "birth_month": range(1, 13), "children": 31.0})
    # On 1 August 2023 January to July and one of 31 born in August are three.
    ages = children_by_birth_month(births, date(2023, 8, 1))
    assert ages[3] == pytest.approx(7 * 31 + 1)
    assert ages[2] == pytest.approx(4 * 31 + 30)
    assert ages.sum() == pytest.approx(12 * 31)
    assert children_by_birth_month(births, date(2023, 12, 31))[3] == pytest.approx(12 * 31)


def test_even_births_make_both_ways_agree():
    births = pd.DataFrame(
        [(year, month, 10.0) for year in range(2010, 2024) for month in range(1, 13)],
        columns=["birth_year", "birth_month", "children"],
    )
    exact = children_by_birth_month(births, date(2023, 8, 1))
    converted = children_on(np.full(12, 120.0), np.full(12, 120.0), 7 / 12)
    assert exact[1:] == pytest.approx(converted[1:])


def test_children_later_in_the_year_by_hand():
    now, then = np.array([100.0, 200.0, 300.0]), np.array([120.0, 110.0, 190.0])
    later = children_later(now, then, 0.25)
    # Cohorts after a quarter: 100→110 is 102.5, 200→190 is 197.5; born since: 30.
    assert later[:2] == pytest.approx([0.75 * 102.5 + 30, 0.75 * 197.5 + 0.25 * 102.5])
    assert children_later(now, then, 0.0) == pytest.approx(now)


def test_children_counted_later_need_not_be_moved_there():
    numbers = np.random.default_rng(7)
    now, then, weights = numbers.uniform(0, 90, 11), numbers.uniform(0, 90, 11), numbers.uniform(0, 1, 11)
    for elapsed in (0.0, 2 / 12, 1.0):
        early, late = later_weights(weights, elapsed)
        counted = (now * early).sum() + (then * late).sum()
        assert counted == pytest.approx((children_later(now, then, elapsed) * weights).sum())


@pytest.mark.parametrize(("convention", "band", "growth"), [("A", "ue3", 1), ("B", "u3", 1), ("A", "u3", 0)])
def test_the_band_that_fills_up_depends_on_the_convention(convention, band, growth):
    window = steady()
    first = need_on(window, Counting(NI, 0.0, convention), band, ALL)
    last = need_on(window, Counting(NI, 0.999, convention), band, ALL)
    assert last - first == pytest.approx(np.full((1, 4), growth * 120.0), rel=0.01)


def test_kindergarten_peaks_in_july_and_reference_days_lie_between():
    monthly = monthly_need(steady(), NI, "ue3", ALL, "A")
    at, most = peak(monthly[0])
    assert at == 11
    assert monthly[0, 0, 0] == pytest.approx(120 * (3 - 61 / 365 + 0) - 120 * 0, rel=0.01)
    assert most > monthly[0, 7, 0] > monthly[0, 2, 0]
    assert elapsed_of("okt", 2026) == pytest.approx(61 / 365)
    assert elapsed_of("mrz", 2026) == pytest.approx(212 / 365)


def test_a_child_held_in_the_krippe_keeps_the_rate_of_age_two():
    rates = np.array([0.0, 0.5, 0.6, 0.9, *[0.9] * 7])
    held = need_on(steady(), Counting(NI, 0.5, "B"), "u3", rates)
    # Ages 0, 1, 2 in full and half a cohort above three, at the rate of two-year-olds.
    assert held[0, 0] == pytest.approx(120 * (0.5 + 0.6 + 0.5 * 0.6))


def test_u3_rate_of_single_age_quotas_on_ages_as_in_niedersachsen():
    status_quo = take_up.scenarios()["status_quo"]
    # Births fall slightly and children move in: fewer infants than two-year-olds.
    children = np.array([64_000.0, 67_500.0, 71_000.0])
    rate = (np.array(status_quo.kita[:3]) * children).sum() / children.sum()
    assert 0.34 <= rate <= 0.36
    assert (np.array(take_up.scenarios()["parents_wish"].kita[:3])).mean() == pytest.approx(0.50)
    assert (np.array(take_up.scenarios()["full_claim"].kita[:3])).mean() == pytest.approx(0.60)


def test_forms_share_out_all_children():
    krippe = take_up.forms("03951000", "u3")
    assert krippe.childminding == pytest.approx(16_104 / 77_199, abs=0.002)
    for band in ("u3", "ue3", "grundschule"):
        assert sum(take_up.forms(None, band).hours) == pytest.approx(1)


@given(st.floats(0.02, 0.98), st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3))
@settings(deadline=None, max_examples=50)
def test_a_scaled_scenario_reaches_its_target_and_keeps_the_order(target, rates):
    children, before = np.array([100.0, 90.0, 80.0]), np.array(rates)
    after = take_up.scaled(before, children, target)
    assert (after * children).sum() / children.sum() == pytest.approx(target, abs=1e-6)
    assert (np.diff(after[np.argsort(before)]) >= -1e-12).all()
    assert ((after >= 0) & (after <= 1)).all()


def test_rates_outside_zero_to_one_are_named():
    with pytest.raises(ForecastError, match=r"Stelle \(0, 2\): 120 % .* Insgesamt 1"):
        take_up.check_rates(np.array([[0.1, 0.5, 1.2]]))
    assert take_up.scaled(np.zeros(3), np.ones(3), 0.4) == pytest.approx([0.4] * 3)
    assert take_up.scaled(np.array([0.2, 0.3]), np.ones(2), 1.0) == pytest.approx([1, 1])


def test_local_rates_are_drawn_to_the_whole_where_few_children_live():
    whole = np.array([0.5])
    found = take_up.smoothed(
        np.array([[4.0], [400.0], [np.nan]]), np.array([[4.0], [400.0], [np.nan]]), whole
    )
    assert found[:, 0] == pytest.approx([24 / 44, 420 / 440, 0.5])


def test_weights_by_age_area_and_year():
    children = np.arange(2 * 3 * 11 * 2, dtype=float).reshape(2, 3, 11, 2)
    by_age = np.arange(11.0)
    expected = np.einsum("pyad,a->pyd", children, by_age)
    assert weighted(children, by_age) == pytest.approx(expected)
    assert weighted(children, np.tile(by_age, (2, 1))) == pytest.approx(expected)
    assert weighted(children, np.tile(by_age, (2, 3, 1))) == pytest.approx(expected)


def test_pupils_are_counted_by_grade_and_claim():
    children = np.full((1, 1, 11, 1), 100.0)
    need = {
        year: float(weighted(children, Counting(NI, only_claims=True).weights("grundschule", year)).sum())
        for year in (2025, 2026, 2029)
    }
    assert need == {2025: 0, 2026: pytest.approx(100), 2029: pytest.approx(400)}
    assert Counting(NI, cohorts=3.5).weights("ue3", 2026).sum() == 3.5


class TestCommuting:
    care = pd.DataFrame(
        {
            "home_area_id": ["a", "a", "a", "b", "UMLAND"],
            "place_area_id": ["a", "b", None, "b", "b"],
            "children": [60, 30, 7, 37, 5],
        }
    )

    def test_rows_and_what_leaves_sum_to_one(self):
        found = estimate_commuting(self.care, ["a", "b", "c"])
        assert found.matrix.sum(axis=1) + found.outside == pytest.approx(np.ones(3))
        assert found.matrix[0] == pytest.approx([63 / 100, 0.3, 0])
        assert found.outside[0] == pytest.approx(0.07)
        assert found.guests == pytest.approx([0, 5, 0])
        assert found.stays[2] == 1

    def test_an_area_without_a_kita_keeps_nobody(self):
        care = pd.DataFrame({"home_area_id": ["c"], "place_area_id": ["a"], "children": [10]})
        assert estimate_commuting(care, ["a", "c"], [True, False]).matrix[1] == pytest.approx([1, 0])

    def test_need_is_conserved_draw_by_draw(self):
        found = estimate_commuting(self.care, ["a", "b", "c"])
        need = np.random.default_rng(1).gamma(5, 10, (3, 4, 6))
        placed = by_place_of_care(need, found.matrix, found.guests)
        leaving = (need * found.outside[:, None, None]).sum(axis=0)
        assert placed.sum(axis=0) == pytest.approx(need.sum(axis=0) - leaving + 5)
        still = none(3)
        assert by_place_of_care(need, still.matrix, still.guests) == pytest.approx(need)


class TestBalance:
    def test_saldo_groups_and_probability_by_hand(self):
        need = np.array([[[90.0, 100, 110, 120, 130]], [[10.0, 10, 10, 10, 10]]])
        found = balance.outcome(need, np.array([[105.0], [40.0]]), 15)
        assert found.saldo[:, 0] == pytest.approx([-5, 30])
        assert found.groups[:, 0].tolist() == [-1, 2]
        assert found.shortage[:, 0] == pytest.approx([0.6, 0])
        assert found.surplus[:, 0] == pytest.approx([0.2, 1])
        assert found.quantiles[0, 0] == pytest.approx(np.quantile(need[0, 0], [0.1, 0.25, 0.75, 0.9]))

    def test_missing_places_are_missing(self):
        found = balance.outcome(np.ones((1, 1, 3)), np.array([[np.nan]]), 15)
        assert (
            np.isnan(found.saldo).all() and np.isnan(found.shortage).all() and np.isnan(found.surplus).all()
        )
        assert balance.honest_class(np.nan, np.nan) is None

    def test_joint_draws_tell_what_separate_ones_cannot(self):
        # When one area has many children the other has few: together nothing is ever missing.
        need = np.array([[[10.0, 20]], [[20.0, 10]]])
        together = need.sum(axis=0, keepdims=True)
        assert balance.outcome(together, np.array([[30.0]]), 15).shortage[0, 0] == 0
        apart = np.sort(need, axis=-1).sum(axis=0, keepdims=True)
        assert balance.outcome(apart, np.array([[30.0]]), 15).shortage[0, 0] == 0.5

    @pytest.mark.parametrize(
        ("shortage", "surplus", "said"),
        [
            (0.8, 0, "fehlt"),
            (0.6, 0, "fehlt_wohl"),
            (0.4, 0, "offen"),
            (0.2, 0.5, "reicht"),
            (0, 0.8, "frei"),
        ],
    )
    def test_classes_say_what_the_draws_carry(self, shortage, surplus, said):
        assert balance.honest_class(shortage, surplus) == said

    @pytest.mark.parametrize(
        ("places", "later", "category"),
        [(95, 110, "1"), (95, 90, "2"), (103, 110, "3+"), (120, 110, "3"), (103, 90, "4"), (120, 90, "4")],
    )
    def test_categories_of_berlin(self, places, later, category):
        assert balance.berlin_class(places, 100, later) == category
        assert category in balance.BERLIN_WORDS

    def test_first_deficit_and_urgency(self):
        shortage = np.array([[0.1, 0.6, 0.4], [0.1, 0.2, 0.3]])
        first = balance.first_deficit(shortage, np.array([2025, 2026, 2027]))
        assert first[0] == 2026 and np.isnan(first[1])
        order = np.argsort(-balance.urgency(np.array([-5.0, -20, 3]), np.array([0.9, 0.7, 0.1])))
        assert order.tolist() == [1, 0, 2]


def test_the_assumption_that_moves_most_stands_first():
    moved = tornado(
        [Swing("Reserve", 0, 5, "0 %", "5 %"), Swing("Quote", -30, 30, "30 %", "40 %")], lambda x: 100.0 - x
    )
    assert [one.name for one in moved] == ["Quote", "Reserve"]
    assert told(moved[0], 100) == {"low": 30, "high": -30}


def test_ages_on_1_august_come_from_months_of_birth_where_they_are_known():
    # One child per month of birth and cohort; on 1 August those of January to July and 1/31 of August have
    # had their birthday, so every age holds twelve children, infants those born until then.
    before = np.ones((4, 12))
    after = np.ones((4, 12))
    assert august_by_birth_month(before, after) == pytest.approx([12, 12, 12])
    # All born in September: nobody has had a birthday, everybody is a year younger than the calendar says.
    autumn = np.zeros((4, 12))
    autumn[:, 8] = [5, 6, 7, 8]
    assert august_by_birth_month(autumn, autumn) == pytest.approx(
        [(1 - 7 / 12) * 5 + 7 / 12 * 6, (1 - 7 / 12) * 6 + 7 / 12 * 7, (1 - 7 / 12) * 7 + 7 / 12 * 8]
    )
    # All born in March: everybody has, and this year's are there with their final size.
    spring = np.zeros((4, 12))
    spring[:, 2] = [5, 6, 7, 8]
    assert august_by_birth_month(spring, spring)[0] == 5
