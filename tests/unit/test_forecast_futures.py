"""Yearly draws stand around the point forecast, widen with time and do not depend on how a run is divided."""

import numpy as np
import pytest

from forecasting.chance import draw_chance, prepare_chance
from forecasting.futures import Futures, Horizon
from forecasting.uncertainty import CHANCE_BANDS, Expected
from tests.unit.test_forecast_rates import LEAVES, made_up_register

BANDS = len(CHANCE_BANDS)
YEARS, DRAWS = 15, 300


def expected(events: float, persons: float) -> Expected:
    many = np.full((LEAVES, BANDS), events)
    return Expected(many, many, many, many, np.full(LEAVES, events), np.full((LEAVES, BANDS), persons))


def futures(draws: int = DRAWS, seed: int = 7, events: float = 400.0) -> Futures:
    damping = np.ones((YEARS, LEAVES))
    return Futures(made_up_register(), expected(events, events * 20), damping, Horizon(YEARS, draws, seed))


def test_factors_are_centred_on_one():
    levels = futures().levels(9)
    for name, array in levels.arrays().items():
        assert array.shape[0] == 1
        assert array.mean(axis=-1) == pytest.approx(np.ones(array.shape[:-1]), abs=0.01), name


def test_the_level_of_births_grows_less_sure():
    made = futures()
    spread = [made.levels(year).fertility.std(axis=-1).mean() for year in (0, 4, 14)]
    assert spread[0] < spread[1] < spread[2]


def test_chance_follows_the_number_of_events():
    levels = futures(4000, 1, events=4.0).levels(0)
    # Poisson: standard deviation 1/√4, and a little from the levels.
    assert levels.arrival.std() == pytest.approx(0.5, rel=0.05)
    assert levels.inflow.std() == pytest.approx(0.52, rel=0.06)


def test_any_order_of_years_and_any_number_of_threads_gives_the_same_numbers(monkeypatch):
    made = futures()
    forwards = [made.levels(year).inflow for year in range(4)]
    monkeypatch.setenv("KOHORTE_THREADS", "1")
    again = futures()
    assert (again.levels(3).inflow == forwards[3]).all()
    assert (again.levels(1).inflow == forwards[1]).all()
    assert not (forwards[1] == forwards[2]).all()
    assert not (futures(seed=8).levels(1).inflow == forwards[1]).all()


def test_one_draw_has_no_chance_but_is_damped():
    damping = np.full((YEARS, LEAVES), 0.9)
    levels = Futures(made_up_register(), expected(1, 1), damping, Horizon(YEARS, 1, 7)).levels(3)
    assert set(levels.arrays()) == {"inflow", "arrival"}
    assert levels.inflow == pytest.approx(np.full((1, LEAVES, 1, 1), 0.9))


def test_a_row_of_chance_has_exactly_its_spread():
    events = np.array([[1.0, 10.0, 100.0]])
    factors = draw_chance(prepare_chance(events, None, 1000), np.zeros((1, 1000)), (1, 2, 3))
    assert factors.mean(axis=-1) == pytest.approx(np.ones((1, 3)), abs=1e-5)
    assert factors.var(axis=-1) * events == pytest.approx(np.ones((1, 3)), rel=0.01)


def test_rows_of_chance_are_unrelated():
    rows = draw_chance(prepare_chance(np.full((40, 1), 50.0), None, 1000), np.zeros((1, 1000)), (1, 2, 3))
    related = np.corrcoef(rows[:, 0])[np.triu_indices(40, 1)]
    # Independent rows of 1000 draws correlate by 1/√1000.
    assert related.std() == pytest.approx(1000**-0.5, rel=0.1)
    assert abs(related.mean()) < 0.003


def test_nobody_leaves_twice():
    events, persons = np.array([[8.0]]), np.array([[10.0]])
    factors = draw_chance(prepare_chance(events, persons, 500), np.zeros((1, 500)), (1, 2, 3))
    assert (factors * 0.8).max() <= 0.9 + 1e-6
