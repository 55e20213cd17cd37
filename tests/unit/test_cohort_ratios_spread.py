"""How wide the fan of a count-only forecast is: what areas share, and how long growth of their own lasts."""

import numpy as np
import pytest

from forecasting import standards
from forecasting.cohort_ratios import DISTRICT, MUNICIPALITY, CountHistory
from forecasting.cohort_ratios.persistence import LARGEST_SHARE, USUAL_SHARE, lasting_share
from forecasting.cohort_ratios.wandering import estimate_wandering

AREAS, YEARS, SD = 40, 20, 0.006


def people(growth: np.ndarray, largest: float = 50_000.0) -> np.ndarray:
    """Residents (year, area) of yearly logarithmic growth (year, area), areas of very different size."""
    paths = np.cumsum(np.concatenate([np.zeros((1, growth.shape[1])), growth]), axis=0)
    return np.geomspace(largest / 20, largest, growth.shape[1]) * np.exp(paths)


def history(residents: np.ndarray, group: int) -> CountHistory:
    structure = standards.age_structure(2020)
    stock = residents[..., np.newaxis, np.newaxis] * structure / structure.sum()
    years = tuple(range(2000, 2000 + len(residents)))
    return CountHistory(years, stock, np.full(residents.shape[1], group))


def noise(years: int = YEARS) -> np.ndarray:
    return SD * np.random.default_rng(5).standard_normal((years, AREAS))


def lasting(growth: np.ndarray) -> float:
    return lasting_share(people(growth), np.full(growth.shape[1], SD), 0.15)


def test_areas_that_return_to_their_path_keep_the_usual_share():
    assert lasting(noise()) == USUAL_SHARE


def test_growth_that_stays_away_for_years_widens_the_fan():
    turning = SD * np.repeat(np.random.default_rng(6).standard_normal((3, AREAS)), 7, axis=0)[:YEARS]
    assert USUAL_SHARE < lasting(1.5 * turning) < lasting(3 * turning) == LARGEST_SHARE


def test_few_years_or_areas_leave_the_usual_share():
    wild = SD * np.repeat(np.random.default_rng(6).standard_normal((2, AREAS)), 10, axis=0)
    assert lasting(wild[:4]) == lasting(wild[:, :2]) == USUAL_SHARE


def test_a_shock_all_areas_share_is_no_growth_of_their_own():
    shared = 0.05 * np.random.default_rng(7).standard_normal((YEARS, 1))
    assert lasting(noise() + shared) == lasting(noise())


def together(growth: np.ndarray, group: int, largest: float = 50_000.0) -> float:
    return estimate_wandering(history(people(growth, largest), group)).together


def test_a_city_wanders_more_than_a_nation_where_nothing_is_known():
    quiet = np.zeros((1, AREAS))
    assert together(quiet, DISTRICT) == pytest.approx(0.005)
    assert together(quiet, MUNICIPALITY, largest=2_000_000.0) == pytest.approx(0.002)
    assert 0.002 < together(quiet, MUNICIPALITY) < 0.004


def test_the_own_record_of_many_years_outweighs_the_usual_one():
    waves = np.repeat([[0.0], [0.02], [-0.01], [0.015]], 5, axis=0) + np.zeros((1, AREAS))
    assert together(waves, DISTRICT) > 0.007
    assert together(np.zeros((30, AREAS)), DISTRICT) < 0.003


def test_one_area_has_no_shared_wandering_on_top_of_its_own():
    waves = np.repeat([[0.0], [0.02]], 5, axis=0)
    assert together(waves, MUNICIPALITY) == pytest.approx(0.002)


def test_a_new_estate_widens_the_band_of_its_own_area_only():
    calm, built = noise(10), noise(10)
    built[4, -1] += 0.6
    before, after = (estimate_wandering(history(people(one), DISTRICT)).spread for one in (calm, built))
    assert after[-1] > 5 * before[-1]
    assert after[:-1] == pytest.approx(before[:-1], rel=0.1)
