"""Small areas are drawn to what is known above them, large ones keep their own level."""

import numpy as np
import pytest

from forecasting.jump_off import Places, Root
from forecasting.shrinkage import Evidence, shrink, shrink_levels, smooth_ages


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


def test_the_weight_of_own_data_grows_with_expected_events():
    result = shrink(np.array([[300.0], [3.0], [0.0]]), np.array([[150.0], [1.5], [0.0]]))
    assert 1 > result.weight[0, 0] > result.weight[1, 0] > result.weight[2, 0] == 0
    assert 1 < result.factor[1, 0] < result.factor[0, 0] < 2
    assert result.factor[2, 0] == pytest.approx(1)


def test_siblings_that_differ_by_chance_only_are_pooled():
    random = np.random.default_rng(3)
    expected = np.full((60, 1), 40.0)
    assert shrink(random.poisson(expected).astype(float), expected).k[0] > 300


def test_siblings_that_really_differ_keep_their_level():
    random = np.random.default_rng(4)
    level = random.gamma(10, 0.1, (200, 1))
    k = shrink(random.poisson(level * 500).astype(float), np.full((200, 1), 500.0)).k[0]
    assert k == pytest.approx(10, rel=0.35)


def test_few_siblings_lean_on_what_is_usual():
    few = shrink(np.array([[130.0], [70.0]]), np.array([[100.0], [100.0]]))
    many = shrink(np.array([[130.0], [70.0]] * 40), np.array([[100.0], [100.0]] * 40))
    assert few.weight[0, 0] < many.weight[0, 0]
    assert 0.5 < few.weight[0, 0] < 0.95


def test_a_small_root_is_drawn_to_the_land_and_prints_its_weight():
    kinds = ["dorf"] * 3
    evidence = Evidence(np.full((3, 1), 4.0), np.full((3, 1), 10.0), root_k=150.0)
    level = shrink_levels(evidence, places([0] * 3, kinds))
    assert level.root[0] == pytest.approx((12 + 150) / (30 + 150))
    assert level.root_weight[0] == pytest.approx(30 / 180)
    large = shrink_levels(
        Evidence(evidence.events * 1e4, evidence.expected * 1e4, root_k=150.0), places([0] * 3, kinds)
    )
    assert large.root[0] == pytest.approx(0.4, rel=0.01)


def test_leaves_add_up_to_their_municipality():
    random = np.random.default_rng(5)
    expected = random.uniform(5, 200, (20, 3))
    events = random.poisson(expected * random.gamma(20, 0.05, (20, 1))).astype(float)
    where = places([0] * 12 + [1] * 8, ["dorf"] * 6 + ["campus"] * 6 + [""] * 8)
    level = shrink_levels(Evidence(events, expected), where)
    for i in (0, 1):
        inside = where.municipality == i
        modelled = (expected * level.factor)[inside].sum(axis=0)
        assert modelled == pytest.approx((expected[inside] * level.municipality[i]).sum(axis=0))
    assert set(level.area_type) == set(level.area_type_weight) == {"dorf", "campus"}


def test_an_area_without_events_takes_the_level_of_its_type():
    kinds = ["campus"] * 4 + ["dorf"] * 4
    expected = np.array([[100.0]] * 3 + [[0.0]] + [[100.0]] * 4)
    events = np.array([[200.0]] * 3 + [[0.0]] + [[50.0]] * 4)
    level = shrink_levels(Evidence(events, expected), places([0] * 8, kinds))
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
