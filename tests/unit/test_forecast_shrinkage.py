"""Small areas are drawn to what is known above them, large ones keep their own level."""

import numpy as np
import pytest

from forecasting.jump_off import Places, Root
from forecasting.shrinkage import FALLBACK_K, estimate_k, shrink, shrink_levels, smooth_ages


def places(municipality: list[int], types: list[str]) -> Places:
    count = len(types)
    names = tuple(f"{i:08d}" for i in range(max(municipality) + 1))
    return Places(
        Root("V", "verband", "Verband"),
        tuple(f"a{i}" for i in range(count)),
        tuple(types),
        names,
        np.array(municipality),
        ("V",),
        np.ones((1, count)),
    )


def test_few_siblings_take_the_fallback():
    assert estimate_k(np.ones((3, 2)), np.ones((3, 2))).tolist() == [FALLBACK_K, FALLBACK_K]


def test_the_weight_of_own_data_grows_with_expected_events():
    result = shrink(np.array([[300.0], [3.0]]), np.array([[150.0], [1.5]]))
    assert result.weight[:, 0] == pytest.approx([0.5, 1.5 / 151.5])
    assert result.factor[:, 0] == pytest.approx([450 / 300, 153 / 151.5])


def test_siblings_that_differ_by_chance_only_are_pooled():
    random = np.random.default_rng(3)
    expected = np.full((60, 1), 40.0)
    assert estimate_k(random.poisson(expected).astype(float), expected)[0] > 300


def test_siblings_that_really_differ_keep_their_level():
    random = np.random.default_rng(4)
    level = random.gamma(10, 0.1, (200, 1))
    k = estimate_k(random.poisson(level * 500).astype(float), np.full((200, 1), 500.0))[0]
    assert k == pytest.approx(10, rel=0.35)


def test_an_area_without_events_takes_the_level_of_its_type():
    kinds = ["campus"] * 4 + ["dorf"] * 4
    expected = np.array([[100.0]] * 3 + [[0.0]] + [[100.0]] * 4)
    events = np.array([[200.0]] * 3 + [[0.0]] + [[50.0]] * 4)
    level = shrink_levels(events, expected, places([0] * 8, kinds))
    assert level.weight[3, 0] == 0
    assert level.factor[3, 0] == pytest.approx(level.factor[0, 0], rel=0.15)
    assert level.factor[3, 0] > 1.3 > level.factor[5, 0]


def test_smoothing_leaves_infants_and_the_flat_alone():
    flat = np.ones(101)
    assert smooth_ages(flat) == pytest.approx(flat)
    spike = np.zeros(101)
    spike[0] = 5.0
    assert smooth_ages(spike).tolist() == spike.tolist()
    leaving = np.where(np.arange(101) >= 16, 1.0, 0.0)
    assert smooth_ages(leaving)[:16].sum() == 0
