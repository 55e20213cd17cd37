"""Life tables on paper and the German table of 2022/24."""

import numpy as np
import pytest

from forecasting import standards
from forecasting.life_table import (
    A0_FEMALE,
    A0_MALE,
    improved,
    life_table,
    probabilities_from_knots,
    probabilities_from_rates,
    survivorship,
)


def test_a_table_of_three_ages_by_hand():
    table = life_table(np.array([0.1, 0.2, 0.5]), a0=0.3)
    # l = 1, .9, .72; L0 = 1 − .7 × .1, L1 = .9 − .5 × .18, L2 = .72 / ln 2
    assert table.lx == pytest.approx([1.0, 0.9, 0.72])
    assert table.Lx == pytest.approx([0.93, 0.81, 0.72 / np.log(2)])
    assert table.life_expectancy[0] == pytest.approx(0.93 + 0.81 + 0.72 / np.log(2))
    assert survivorship(table) == pytest.approx([0.93, 0.81 / 0.93, table.Tx[2] / table.Tx[1]])


def test_rates_become_probabilities_and_the_open_group_dies():
    assert probabilities_from_rates(np.array([0.02, 0.4]), np.array([0.5, 0.5])) == pytest.approx(
        [0.02 / 1.01, 1.0]
    )


def test_knots_are_joined_on_the_log_scale():
    q = probabilities_from_knots(np.array([0, 2, 4]), np.array([0.01, 0.0001, 0.01]), last_age=5)
    assert q == pytest.approx([0.01, 0.001, 0.0001, 0.001, 0.01, 0.01])


def test_life_expectancy_of_the_german_table_is_the_published_one():
    expectancy = [
        life_table(q, a0).life_expectancy[0]
        for q, a0 in zip(standards.death_probabilities(), (A0_MALE, A0_FEMALE), strict=True)
    ]
    assert expectancy == pytest.approx([78.46, 83.18], abs=0.05)


def test_hazard_factors_of_niedersachsen_give_its_life_expectancy():
    factors = np.array([[1.037], [1.042]])
    e0 = [life_table(q).life_expectancy[0] for q in improved(standards.death_probabilities(), factors)]
    assert e0 == pytest.approx([78.1, 82.8], abs=0.06)


def test_german_fertility_of_2024():
    shape = standards.fertility_shape()
    assert shape.sum() == pytest.approx(1.352, abs=0.001)
    assert (shape * standards.AGES).sum() / shape.sum() == pytest.approx(31.3, abs=0.05)


def test_move_profiles_peak_where_people_leave_home():
    assert standards.LONG_DISTANCE.rates().argmax() == 23
    assert standards.SUBURBAN.rates().argmax() == 29
    assert standards.INNER.rates().argmax() == 26
    assert standards.LONG_DISTANCE.rates()[66:75].max() < standards.LONG_DISTANCE.rates()[23] / 10
