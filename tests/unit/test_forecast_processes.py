"""Processes of levels: found again where a series is long, drawn to what is usual where it is short."""

import numpy as np
import pandas as pd
import pytest

from forecasting import national
from forecasting.processes import (
    PERSISTENCE_RANGE,
    SD_RANGE,
    Process,
    drawn,
    fit_increments,
    fit_level,
    fit_usual,
    fit_walk,
    usual_processes,
)
from forecasting.uncertainty import draw_walks, estimate_processes, survivor_centre
from tests.unit.test_forecast_rates import made_up_register

USUAL = Process(0.7, 0.05)


def wandering(persistence: float, sd: float, years: int, seed: int = 2) -> np.ndarray:
    random, level = np.random.default_rng(seed), [0.0]
    for _ in range(years):
        level.append(persistence * level[-1] + random.normal(0, sd))
    return np.array(level[1:])


def test_a_long_series_shows_its_process_through_missing_years():
    series = wandering(0.85, 0.06, 400)
    series[[20, 21, 100, 300]] = np.nan
    found = fit_level(series)
    assert found.process.persistence == pytest.approx(0.85, abs=0.06)
    assert found.process.sd == pytest.approx(0.06, rel=0.12)
    assert found.years == 396


def test_increments_are_found_beside_the_noise_of_counts():
    series = np.cumsum(wandering(0.5, 0.03, 400))
    noisy = series + np.random.default_rng(3).normal(0, 0.02, 400)
    found = fit_increments(noisy, 0.02**2)
    assert found.process.persistence == pytest.approx(0.5, abs=0.15)
    assert found.process.sd == pytest.approx(0.03, rel=0.2)


def test_a_walk_is_told_from_the_scatter_around_it():
    random = np.random.default_rng(4)
    series = np.cumsum(random.normal(-0.01, 0.02, 400)) + random.normal(0, 0.03, 400)
    assert fit_walk(series).process.sd == pytest.approx(0.02, rel=0.25)


def test_a_short_series_keeps_what_is_usual_and_a_shock_is_bounded():
    assert fit_level(np.log([100.0, 101.0])) is None
    assert drawn(None, USUAL) == USUAL
    calm = drawn(fit_level(np.log(1000.0 + np.arange(12) % 2)), USUAL)
    assert SD_RANGE[0] <= calm.sd < USUAL.sd
    shock = drawn(fit_level(np.log([1000.0] * 6 + [90000.0] + [1000.0] * 5)), USUAL)
    assert shock.sd == SD_RANGE[1]
    assert PERSISTENCE_RANGE[0] <= shock.persistence <= PERSISTENCE_RANGE[1]


def test_the_national_series_are_those_of_the_statistical_office(shared):
    frame = pd.read_parquet(shared / "data/national/germany_age_sex_components.parquet")
    moves = (
        frame[frame["Year"] >= national.FIRST_MOVES].groupby("Year")[["Immigrations", "Emigrations"]].sum()
    )
    assert moves["Immigrations"].astype(int).tolist() == list(national.ARRIVALS)
    assert moves["Emigrations"].astype(int).tolist() == list(national.DEPARTURES)
    women = frame[frame["Sex"] == "Female"].pivot_table(index="Year", columns="Age", values="Population")
    births = frame[frame["Sex"] == "Female"].pivot_table(index="Year", columns="Age", values="TotalBirths")
    exposed = (women + women.shift())[list(range(15, 50))] / 2
    rates = (births[list(range(15, 50))] / exposed).sum(axis=1).loc[1992:]
    published = np.array(national.TFR[1:])
    assert rates.to_numpy() == pytest.approx(published, abs=0.05)


def test_what_is_usual_comes_from_the_national_series():
    usual = usual_processes()
    assert 0.8 < usual["departures"].persistence <= usual["arrivals"].persistence < 0.95
    assert usual["arrivals"].sd == pytest.approx(0.06, abs=0.005)
    assert usual["fertility"].sd == pytest.approx(0.027, abs=0.003)
    assert usual["mortality"].persistence == 1
    assert 0.012 < usual["mortality"].sd < 0.024


def test_a_root_has_processes_of_births_deaths_and_both_directions_of_moves():
    found = estimate_processes(made_up_register())
    assert set(found) == {"Geburtenziffer (Zuwachs)", "Sterblichkeit", "Zuzüge", "Fortzüge"}
    # Nothing ever wandered there, so all sizes are at or below what is usual.
    assert found["Zuzüge"].sd < usual_processes()["arrivals"].sd


def test_walks_are_reproducible_and_widen():
    walks, _ = draw_walks(made_up_register(), (12, 400), 7)
    again, _ = draw_walks(made_up_register(), (12, 400), 7)
    other, _ = draw_walks(made_up_register(), (12, 400), 8)
    for name in ("death", "out", "inflow", "fertility"):
        series = getattr(walks, name)
        assert (series == getattr(again, name)).all()
        assert not (series == getattr(other, name)).all()
        assert series[11].std() > series[0].std()
        assert abs(series.mean()) < 0.05


def test_rates_that_wander_keep_as_many_people_as_fixed_ones():
    random = np.random.default_rng(1)
    walk = np.cumsum(random.normal(0, 0.08, (20, 3, 4000)), axis=0)
    leaving = np.array([0.05, 0.10, 0.0])
    centre = survivor_centre(walk, leaving)
    level = np.exp(walk) / np.exp(walk).mean(axis=-1, keepdims=True)
    plain = np.prod(1 - leaving[:, None] * level, axis=0).mean(axis=-1)
    kept = np.prod(1 - leaving[:, None] * level * centre[..., None], axis=0).mean(axis=-1)
    assert plain[1] > 1.02 * 0.9**20
    assert kept == pytest.approx((1 - leaving) ** 20, rel=1e-3)


def test_the_kept_processes_are_those_the_national_series_give(monkeypatch):
    fitted = fit_usual()
    assert usual_processes() == fitted
    # A series that changed is fitted, not looked up.
    usual_processes.cache_clear()
    monkeypatch.setattr(national, "TFR", tuple(rate * (1 + i % 2 / 5) for i, rate in enumerate(national.TFR)))
    assert usual_processes()["fertility"] != fitted["fertility"]
    usual_processes.cache_clear()
