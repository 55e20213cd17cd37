"""The count-only model on made-up areas: known answers, tiny roots, and fans that keep the books."""

import numpy as np
import pytest

from forecasting.cohort_ratios import (
    DISTRICT,
    MUNICIPALITY,
    REGION,
    CountHistory,
    forecast_counts,
    project_counts,
)
from forecasting.cohort_ratios.births import estimate_births
from forecasting.cohort_ratios.deviations import estimate_deviations
from forecasting.cohort_ratios.history import COHORTS
from forecasting.cohort_ratios.size_types import size_types
from forecasting.cohort_ratios.survival import estimate_reference
from forecasting.cohort_ratios.totals import estimate_path, path_weight, spread_adjustment
from forecasting.cohort_ratios.wandering import estimate_wandering
from forecasting.errors import ForecastError
from forecasting.standards import prospective_deaths

HORIZON = 12


def steady(size: float, years: int = 8, areas: int = 1) -> np.ndarray:
    """Areas that stay as they are: survivors of as many births every year, (year, area, sex, age)."""
    alive = np.cumprod(1 - prospective_deaths(), axis=1)
    alive[:, 100] /= prospective_deaths()[:, 100]
    one = size * alive / alive.sum()
    return np.tile(one, (years, areas, 1, 1))


def history(stock: np.ndarray, kind: int = DISTRICT) -> CountHistory:
    return CountHistory(tuple(range(2000, 2000 + len(stock))), stock, np.full(stock.shape[1], kind))


def test_survival_of_a_steady_population_is_its_life_table():
    reference = estimate_reference(history(steady(1e7)))
    found = 1 - np.exp(-reference.hazard)
    assert found[:, 70:95] == pytest.approx(prospective_deaths()[:, 71:96], rel=0.12)
    # The line of old age also holds for adults; migration takes up what it misses there.
    assert np.abs(reference.migration).max() < 0.002 * 1e7 / 100
    assert (reference.survival(10) > reference.survival(0)).all()


def test_a_steady_population_hardly_moves_and_grows_only_by_longer_lives():
    known = steady(200_000, areas=3)
    after = forecast_counts(history(known), 5)
    total = after.sum(axis=(1, 2, 3)) / known[-1].sum()
    assert (np.abs(total - 1) < 0.01).all()
    assert after[4, 0, :, 85:].sum() > known[-1, 0, :, 85:].sum()
    assert after[4, 0, :, 20:60].sum() == pytest.approx(known[-1, 0, :, 20:60].sum(), rel=0.01)


def test_twice_the_people_are_twice_the_forecast():
    known = steady(30_000, areas=4) * np.linspace(0.9, 1.1, 8)[:, np.newaxis, np.newaxis, np.newaxis]
    one = forecast_counts(history(known, REGION), 5)
    other = forecast_counts(history(np.concatenate([known, known], axis=1), REGION), 5)
    # Not exactly: the German table weighs a little more in the smaller reference.
    assert other[:, :4] == pytest.approx(one, rel=0.03)


def test_areas_alike_have_no_deviation_and_a_student_town_has_one():
    rng = np.random.default_rng(3)
    known = rng.poisson(steady(8_000, years=11, areas=30)).astype(float)
    types = np.zeros(30, dtype=int)
    quiet = np.abs(estimate_deviations(history(known), types).rate)
    assert quiet.mean() < 0.01
    # Every year 300 people of 19 come to the first area and are still there at 20.
    known[:, 0, :, 19:26] += 150
    rate = estimate_deviations(history(known), types).rate
    assert rate[0, 18] > 0.5
    assert np.abs(rate[0, 19:24]).max() < 0.25
    assert np.abs(rate[1:, 30:60]).mean() < 0.01


def test_births_follow_the_last_level_of_each_group_of_areas():
    known = steady(50_000, years=8, areas=6)
    known[:, :3, :, 0] *= np.linspace(1.2, 0.8, 8)[:, np.newaxis, np.newaxis]
    groups = np.array([MUNICIPALITY] * 3 + [DISTRICT] * 3)
    counts = CountHistory(tuple(range(2000, 2008)), known, groups)
    births = estimate_births(counts, size_types(counts))
    assert births.slope[0] < 0 == pytest.approx(births.slope[5], abs=1e-12)
    assert births.level[0] < births.level[5]
    assert births.factor == pytest.approx(np.ones(6), abs=1e-9)


def test_growth_is_clipped_damped_and_shared():
    known = steady(5_000, years=11, areas=12)
    known[:, 0] *= np.exp(0.2 * np.arange(11))[:, np.newaxis, np.newaxis]
    path = estimate_path(history(known), np.zeros(12, dtype=int))
    assert path.growth[0] <= 0.08
    first, later = (path.increment(np.full(12, 5_000.0), year)[0] for year in (0, 9))
    assert 0 < later < 0.6 * first


def test_the_path_leads_small_areas_and_leaves_large_ones_alone():
    assert path_weight(np.array([0.0, 900.0, 50_000.0])).tolist() == [0.75] * 3
    assert path_weight(np.array([300_000.0]))[0] == pytest.approx(0.25)
    assert path_weight(np.array([2e6]))[0] == 0
    added = spread_adjustment(steady(1_000)[0], np.array([-10.0]))
    assert added.sum() == pytest.approx(-10)
    assert added[0, :, 22].sum() < added[0, :, 60].sum() < 0


def made(case: str) -> np.ndarray:
    """Roots a program meets: tiny, short, or with holes."""
    rng = np.random.default_rng(11)
    areas = {"one": 1, "two": 2}.get(case, 9)
    years = {"two years": 2, "three years": 3, "four years": 4}.get(case, 12)
    stock = rng.poisson(steady(400 if case == "one" else 6_000, years, areas)).astype(float)
    if case == "an empty area":
        stock[:, 4] = 0
    if case == "emptied":
        stock[-2:, 4] = 0
    if case == "new":
        stock[:-1, 4] = 0
    if case == "twelve people":
        stock[:, 4] = 0
        stock[:, 4, :, 40:46] = 1
    if case == "no women":
        stock[:, :, 1] = 0
    if case == "nobody old":
        stock[..., 70:] = 0
    if case == "nobody":
        stock[:] = 0
    return stock


CASES = (
    "usual", "one", "two", "two years", "three years", "four years", "an empty area", "emptied", "new",
    "twelve people", "no women", "nobody old", "nobody",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_root_has_a_forecast_whose_books_balance(case: str):
    known = made(case)
    point = forecast_counts(history(known), HORIZON)
    assert np.isfinite(point).all()
    assert (point >= 0).all()
    start = known[-1].sum(axis=(1, 2))[:, np.newaxis]
    for year in project_counts(history(known), HORIZON, 20, seed=5):
        end = year.population.sum(axis=(1, 2), dtype=float)
        assert (year.population >= 0).all()
        assert (year.births >= 0).all()
        assert (year.deaths >= 0).all()
        balanced = start + year.births - year.deaths + year.net_migration
        assert balanced == pytest.approx(end, abs=0.01 + 1e-4 * end.max())
        assert end.mean(axis=1) == pytest.approx(point[year.lead - 1].sum(axis=(1, 2)), rel=1e-3, abs=1e-3)
        start = end


def test_a_cohort_never_loses_more_than_seven_in_ten_and_the_open_group_is_pooled():
    known = made("emptied")
    point = forecast_counts(history(known), 1)[0]
    start = known[-1]
    assert (point[:, :, 1:100] >= 0.29 * start[:, :, :99] * 0.5).all()
    assert point[..., 100].sum() <= start[..., 99:].sum() * 1.2
    assert start[..., :COHORTS].shape[-1] == COHORTS


def test_the_same_seed_gives_the_same_futures_and_another_gives_others(monkeypatch: pytest.MonkeyPatch):
    def last(seed: int) -> np.ndarray:
        *_, year = project_counts(history(made("usual")), 3, 16, seed)
        return year.population.copy()

    first = last(1)
    assert (first != last(2)).any()
    monkeypatch.setenv("KOHORTE_THREADS", "1")
    assert (first == last(1)).all()


def test_the_fan_opens_with_time_and_small_areas_are_less_sure():
    rng = np.random.default_rng(7)
    known = rng.poisson(np.concatenate([steady(2_000, 12, 9), steady(100_000, 12, 9)], axis=1)).astype(float)
    widths = []
    for year in project_counts(history(known, MUNICIPALITY), HORIZON, 200, seed=1):
        people = year.population.sum(axis=(1, 2), dtype=float)
        low, high = np.quantile(people, (0.1, 0.9), axis=1)
        widths.append((high - low) / people.mean(axis=1))
    assert (widths[-1] > 2 * widths[0]).all()
    assert widths[0][:9].mean() > 1.5 * widths[0][9:].mean()


def test_spread_is_believed_only_with_data():
    wandering = estimate_wandering(history(made("two years")))
    assert (wandering.turnover >= 0.15).all()
    assert wandering.spread == pytest.approx(np.full(9, 0.005), rel=0.01)


def test_impossible_counts_are_refused_with_the_place():
    known = made("two")
    known[1, 1, 0, 30] = -1
    with pytest.raises(ForecastError, match=r"Bestand 2001, Gebiet 1, Geschlecht m, Alter 30: -1\.0"):
        forecast_counts(history(known), 1)
    with pytest.raises(ForecastError, match="folgen nicht aufeinander"):
        forecast_counts(CountHistory((2000, 2002), made("two years"), np.zeros(9, dtype=int)), 1)
    with pytest.raises(ForecastError, match="3 Gebietstypen für 9 Gebiete"):
        forecast_counts(CountHistory((2000, 2001), made("two years"), np.zeros(3, dtype=int)), 1)
