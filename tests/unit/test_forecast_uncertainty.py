"""Draws stand around the point forecast, widen with time and are the same for every scenario."""

import numpy as np
import pytest

from forecasting.uncertainty import (
    ARRIVALS_PRIOR,
    CHANCE_BANDS,
    SD_RANGE,
    Expected,
    Process,
    damp_levels,
    draw_levels,
    estimate_process,
)
from tests.unit.test_forecast_rates import LEAVES, made_up_register

BANDS = len(CHANCE_BANDS)


@pytest.fixture(scope="module")
def drawn():
    register = made_up_register()
    many = np.full((LEAVES, BANDS), 400.0)
    expected = Expected(many, many, many, many, np.full(LEAVES, 300.0), many * 20)
    return register, expected, draw_levels(register, expected, 15, 300, 7)


def test_factors_are_centred_on_one(drawn):
    _, _, (levels, _) = drawn
    for name, array in levels.arrays().items():
        assert array.mean(axis=-1) == pytest.approx(np.ones(array.shape[:-1]), abs=0.01), name


def test_the_level_of_births_grows_less_sure(drawn):
    _, _, (levels, _) = drawn
    spread = levels.fertility.std(axis=-1).mean(axis=1)
    assert spread[14] > spread[4] > spread[0]


def test_chance_follows_the_number_of_events():
    register = made_up_register()
    events = np.full((LEAVES, BANDS), 4.0)
    expected = Expected(events, events, events, events, np.full(LEAVES, 4.0), events * 50)
    levels, _ = draw_levels(register, expected, 2, 4000, 1)
    # Poisson: standard deviation 1/√4, and a little from the levels.
    assert levels.arrival[0].std() == pytest.approx(0.5, rel=0.05)
    assert levels.inflow[0].std() == pytest.approx(0.52, rel=0.06)


def test_the_same_seed_gives_the_same_numbers(drawn):
    register, expected, (levels, _) = drawn
    again, _ = draw_levels(register, expected, 15, 300, 7)
    other, _ = draw_levels(register, expected, 15, 300, 8)
    assert (levels.inflow == again.inflow).all()
    assert not (levels.inflow == other.inflow).all()


def test_one_draw_has_no_chance():
    register = made_up_register()
    expected = Expected(
        *(np.ones((LEAVES, BANDS)) for _ in range(4)), np.ones(LEAVES), np.ones((LEAVES, BANDS))
    )
    levels, _ = draw_levels(register, expected, 5, 1, 7)
    assert levels.arrays() == {}
    damped = damp_levels(levels, np.full((5, LEAVES), 0.9))
    assert damped.inflow == pytest.approx(np.full((5, LEAVES, 1, 1), 0.9))


def test_a_short_series_keeps_the_prior_and_a_shock_is_bounded():
    assert estimate_process(np.array([100.0, 101.0]), ARRIVALS_PRIOR) == ARRIVALS_PRIOR
    calm = estimate_process(np.full(12, 1000.0), ARRIVALS_PRIOR)
    assert SD_RANGE[0] <= calm.sd < ARRIVALS_PRIOR.sd
    shock = estimate_process(np.array([1000.0] * 6 + [9000.0] + [1000.0] * 5), ARRIVALS_PRIOR)
    assert shock.sd == SD_RANGE[1]


def test_a_long_series_shows_its_persistence():
    random = np.random.default_rng(2)
    level = [0.0]
    for _ in range(400):
        level.append(0.85 * level[-1] + random.normal(0, 0.06))
    found = estimate_process(np.exp(np.array(level)) * 1e4, Process(0.6, 0.06))
    assert found.persistence == pytest.approx(0.85, abs=0.06)
    assert found.sd == pytest.approx(0.06, rel=0.15)
