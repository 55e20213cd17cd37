"""Totals are drawn to a fading path of their own growth, through arrivals."""

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.components import Levels
from forecasting.damping import FACTOR_RANGE, damped_growth, damping_factors
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.uncertainty import CHANCE_OF_AGE, damp_levels
from tests.unit.test_forecast_rates import LEAVES, made_up_register


@pytest.fixture(scope="module")
def estimated():
    register = made_up_register()
    return register, estimate_rates(register, RunSettings())


def projected(register, rates, factors):
    levels = damp_levels(Levels(CHANCE_OF_AGE), factors)
    basis = read_scenarios(("basis",))[0]
    components = scenario_components(rates, basis, len(factors), register.jump_off_year + 1, levels)
    years = project_years(jump_off_population(register), components)
    return np.stack([year.population[..., 0].sum(axis=(1, 2, 3)) for year in years])


def test_areas_that_never_grew_stay_nearer_to_their_size(estimated):
    register, rates = estimated
    factors = damping_factors(rates, register, 10)
    assert factors.shape == (10, LEAVES)
    assert factors.min() >= FACTOR_RANGE[0]
    assert factors.max() <= FACTOR_RANGE[1]
    start = register.stock[-1].sum(axis=(1, 2, 3))[:9]
    free = np.abs(np.log(projected(register, rates, np.ones((10, LEAVES)))[-1, :9] / start))
    damped = np.abs(np.log(projected(register, rates, factors)[-1, :9] / start))
    assert (damped < free).all()
    assert damped.mean() < 0.8 * free.mean()


def test_growth_that_lasted_is_believed_and_a_whim_is_not():
    years, areas = 11, 20
    random = np.random.default_rng(1)
    drift = np.linspace(-0.02, 0.02, areas)
    steady = 1000 * np.exp(np.outer(np.arange(years), drift))
    walk = 1000 * np.exp(np.cumsum(random.normal(0, 0.02, (years, areas)), axis=0))
    mean = np.full((years, areas), 5000.0)
    assert damped_growth(steady, mean) == pytest.approx(drift, abs=1e-9)
    own = np.log(walk[-1] / walk[0]) / (years - 1)
    assert np.abs(damped_growth(walk, mean)).sum() < 0.75 * np.abs(own).sum()


def test_an_empty_area_takes_the_growth_of_its_group():
    people = np.array([[0.0, 100.0], [0.0, 110.0], [0.0, 121.0]])
    above = np.array([[100.0, 100.0], [102.0, 102.0], [104.04, 104.04]])
    assert damped_growth(people, above)[0] == pytest.approx(np.log(1.02))
