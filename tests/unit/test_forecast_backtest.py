"""The benchmarks are what they claim, and origins leave enough history."""

import numpy as np
import pytest

from forecasting.backtest import BANDS, backtest_rows, origins, project_ratios
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register


def test_ratios_carry_a_cohort_and_its_infants():
    stock = np.zeros((3, 1, 2, 101))
    stock[:, 0, 1, 30] = 100
    stock[1:, 0, 1, 31] = 90
    stock[2, 0, 1, 32] = 81
    stock[:, 0, :, 0] = 10
    after = project_ratios(stock, 2)
    assert after[0, 0, 1, 31] == pytest.approx(100 * 180 / 200)
    women = [stock[year, 0, 1, 15:50].sum() for year in (1, 2)]
    assert after[0, 0, 0, 0] == pytest.approx(20 / sum(women) * after[0, 0, 1, 15:50].sum())
    assert after.shape == (2, 1, 2, 101)


def test_a_steady_population_stays_and_every_area_is_compared():
    register = made_up_register()
    rows = backtest_rows(register, RunSettings())
    assert origins(register) == [2016, 2019, 2021]
    assert {row["method"] for row in rows} == {"no_change", "hamilton_perry", "kohorte"}
    assert {(row["age"], row["age_to"]) for row in rows} == set(BANDS)
    still = [row for row in rows if row["method"] == "no_change"]
    assert all(row["forecast"] == row["observed"] for row in still)
    assert {row["lead_time"] for row in rows if row["origin_year"] == 2016} == set(range(1, 9))
