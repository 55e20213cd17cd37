"""Flight adds the persons it declares, foreign and young, and most of them leave again."""

from types import SimpleNamespace

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.drivers import Changes
from forecasting.flight import add_flight, age_profile, flight_arrivals
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import SIZES, made_up_register

HORIZON = 15


@pytest.fixture(scope="module")
def made() -> SimpleNamespace:
    register = made_up_register()
    rates = estimate_rates(register, RunSettings())
    usual = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, 2025)
    return SimpleNamespace(register=register, usual=usual)


def totals(made: SimpleNamespace, components) -> np.ndarray:
    years = project_years(jump_off_population(made.register), components)
    return np.array([year.population.sum() for year in years])


def test_the_profile_is_young_and_sums_to_one():
    profile = age_profile()
    assert profile.sum() == pytest.approx(1)
    assert profile[:, :18].sum() == pytest.approx(0.33)
    assert profile[:, 65:].sum() == pytest.approx(0.02)
    assert 0.45 < profile[0].sum() < 0.58


def test_arrivals_are_persons_per_1000_of_each_municipality(made):
    arrivals = flight_arrivals(made.register, np.array([10.0, -5.0]))
    assert arrivals[0].sum() == pytest.approx(SIZES.sum() / 100)
    assert arrivals[1].sum() == pytest.approx(-SIZES.sum() / 200)
    assert arrivals[0, :5].sum() == pytest.approx(SIZES[:5].sum() / 100)
    assert arrivals[0, 11].sum() == 0


def test_one_wave_comes_and_fades_but_never_takes_others_along(made):
    wave = Changes(flight_migration={0: 0, 1: 10, 2: 0}, flight_return=0.1)
    stays = Changes(flight_migration={0: 0, 1: 10, 2: 0})
    usual = totals(made, made.usual)
    left = totals(made, add_flight(made.usual, made.register, wave, HORIZON)) - usual
    stayed = totals(made, add_flight(made.usual, made.register, stays, HORIZON)) - usual
    assert left[0] == pytest.approx(SIZES.sum() / 100, rel=0.02)
    assert (left[1:] < stayed[1:]).all()
    # Their children stay, and the usual departures of foreigners take years: neither ever ends below nought.
    assert (left > 0).all()
    assert left[9] < 0.6 * left[0]


def test_fewer_arrivals_than_there_are_end_at_none(made):
    fewer = add_flight(made.usual, made.register, Changes(flight_migration={0: -20}), HORIZON)
    assert fewer.in_volume.min() >= 0
    assert totals(made, fewer)[-1] < totals(made, made.usual)[-1]


def test_without_a_change_nothing_is_touched(made):
    assert add_flight(made.usual, made.register, Changes(), HORIZON) is made.usual
