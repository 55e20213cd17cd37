"""What moved a Saldo since an older plan, with numbers worked out by hand."""

import numpy as np
import pytest

from forecasting.kita.since import Counted, Told, effects

AGES = 5


def told(children, per_child, places=100.0, pending=0.0, need=None):
    rates = np.array(per_child, dtype=float)
    known = np.array(children, dtype=float)
    wanted = float(np.where(rates > 0, known, 0) @ rates) if need is None else need
    return Told(known, rates, wanted, places, pending)


THEN = told([50, 40, 40, 30, 30], [0.5, 0.5, 0.5, 0, 0])


def counted(came, expected=(50, 40, 40, 30, 30), base_year=2024, year=2025):
    return Counted(base_year, year, np.array(expected, dtype=float), np.array(came, dtype=float))


def test_children_not_born_when_the_plan_was_made_are_births_and_the_rest_is_what_was_counted():
    # Kita year 2025, base 2024: only age 0 was not born. All ages are counted now: nothing is left to method.
    now = told([40, 44, 38, 30, 30], [0.5, 0.5, 0.5, 0, 0])
    found = effects(THEN, now, 2025, counted([40, 44, 38, 30, 30]))
    assert found.births == pytest.approx(5.0)  # ten babies less, half of them need a place
    assert found.base_stock == pytest.approx(-1.0)  # +4 and −2 children of one and two years
    assert (found.take_up, found.places, found.measures) == (0, 0, 0)
    assert found.method == pytest.approx(0)
    assert found.after - found.before == pytest.approx(4.0)


def test_a_cohort_counted_short_stays_short_and_new_rates_are_method():
    # Kita year 2026: those of age 2 were 1 in 2025, where 36 came instead of 40: 10 % fewer are carried on.
    now = told([50, 40, 34, 30, 30], [0.5, 0.5, 0.5, 0, 0])
    found = effects(THEN, now, 2026, counted([50, 36, 40, 30, 30]))
    assert found.births == 0
    assert found.base_stock == pytest.approx(2.0)  # 40 → 36 children of age 2
    assert found.method == pytest.approx(1.0)  # 36 → 34: the new forecast loses two more


def test_take_up_places_and_measures_stand_apart_and_everything_sums_up():
    before = told([50, 40, 40, 30, 30], [0.5, 0.5, 0.5, 0, 0], places=60, pending=10)
    after = told([48, 44, 38, 30, 30], [0.4, 0.6, 0.6, 0, 0], places=80, pending=15, need=70.0)
    found = effects(before, after, 2026, counted([50, 44, 36, 31, 30]))
    assert found.places == 15 and found.measures == 5
    assert found.take_up == pytest.approx(-(48 * -0.1 + 44 * 0.1 + 38 * 0.1))
    parts = (found.base_stock, found.births, found.take_up, found.places, found.measures, found.method)
    assert sum(parts) == pytest.approx(found.after - found.before)


def test_a_cohort_nobody_expected_is_added_and_unused_ages_may_be_missing():
    then = told([0, 0, 0, np.nan, np.nan], [0.5, 0.5, 0.5, 0, 0])
    now = told([0, 6, 0, np.nan, np.nan], [0.5, 0.5, 0.5, 0, 0])
    found = effects(then, now, 2025, counted([0, 6, 0, np.nan, np.nan], expected=[0, 0, 0, np.nan, np.nan]))
    assert found.base_stock == pytest.approx(-3.0)
    missing = effects(then, told([0, np.nan, 0, 1, 1], [0.5, 0.5, 0.5, 0, 0]), 2025, counted([0] * AGES))
    assert np.isnan(missing.after)


def test_a_later_delivery_of_the_same_year_is_a_change_of_the_base_stock():
    # Same base year: the older plan's own last observed year, now corrected.
    now = told([50, 40, 44, 30, 30], [0.5, 0.5, 0.5, 0, 0])
    found = effects(THEN, now, 2024, counted([50, 40, 44, 30, 30], year=2024))
    assert found.base_stock == pytest.approx(-2.0) and found.births == 0 and found.method == pytest.approx(0)
