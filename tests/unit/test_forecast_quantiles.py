"""Quantiles are those of numpy, sums those of the state, whatever the number of threads."""

import numpy as np
import pytest

from forecasting.leaf_sums import LeafSums
from forecasting.quantiles import QUANTILES, sum_members, summarise, summarise_copied, summarise_rows


@pytest.mark.parametrize("draws", [1, 2, 3, 16, 77, 1000])
def test_quantiles_equal_numpy(draws):
    values = np.random.default_rng(draws).gamma(2, 50, (37, 3, draws))
    ours = summarise(values)
    assert ours.shape == (37, 3, 6)
    assert ours[..., 0] == pytest.approx(values.mean(axis=-1), rel=1e-6)
    theirs = np.moveaxis(np.quantile(values, QUANTILES, axis=-1), 0, -1)
    assert ours[..., 1:] == pytest.approx(theirs, rel=1e-5)


def test_threads_do_not_change_a_bit(monkeypatch):
    values = np.random.default_rng(3).gamma(2, 50, (900, 300)).astype(np.float32)
    monkeypatch.setenv("KOHORTE_THREADS", "1")
    alone = summarise(values)
    monkeypatch.setenv("KOHORTE_THREADS", "3")
    assert (summarise(values) == alone).all()


@pytest.mark.parametrize("draws", [1, 5, 1500])
@pytest.mark.parametrize("nationalities", [1, 2])
def test_one_pass_over_a_leaf_gives_bands_groups_and_years_lived(nationalities, draws):
    state = np.random.default_rng(1).random((nationalities, 2, 101, draws)).astype(np.float32)
    bands = np.array([(0, 100), (3, 5), (80, 100)])
    sums, by_age = np.empty((len(bands) + 1 + (2, 4)[nationalities - 1], draws)), np.empty((12, draws))
    one = LeafSums(bands, nationalities, 101, draws)
    one.add(state, sums, by_age)
    ages = state.sum(axis=(0, 1), dtype=float)
    assert by_age == pytest.approx(ages[:12])
    assert sums[:3] == pytest.approx(
        np.stack([ages.sum(axis=0), ages[3:6].sum(axis=0), ages[80:].sum(axis=0)])
    )
    assert sums[3:5] == pytest.approx(state.sum(axis=(0, 2), dtype=float))
    if nationalities == 2:
        assert sums[5:7] == pytest.approx(state.sum(axis=(1, 2), dtype=float))
    assert sums[-1] == pytest.approx((ages * (np.arange(101) + 0.5)[:, np.newaxis]).sum(axis=0))
    assert (one.copied == state.reshape(-1, draws)).all()


def test_rows_nobody_needs_give_the_same_bits():
    rows = np.random.default_rng(4).gamma(2, 50, (90, 300)).astype(np.float32)
    kept, left = np.empty((90, 6), np.float32), np.empty((90, 6), np.float32)
    summarise_rows(rows, kept)
    summarise_copied(rows.copy(), left)
    assert (kept == left).all()


def test_areas_are_sums_of_their_members():
    by_leaf = np.random.default_rng(2).random((3, 2, 4))
    summed = np.empty((2, 2, 4), np.float32)
    sum_members(by_leaf, np.array([0, 1, 2, 1]), np.array([0, 3, 4]), summed)
    assert summed[0] == pytest.approx(by_leaf.sum(axis=0))
    assert summed[1] == pytest.approx(by_leaf[1])
