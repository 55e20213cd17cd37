"""The sorting network gives the quantiles numpy gives."""

import numpy as np
import pytest

from forecasting.quantiles import QUANTILES, sum_ages, summarise


@pytest.mark.parametrize("draws", [1, 2, 3, 16, 77, 200])
def test_quantiles_equal_numpy(draws):
    values = np.random.default_rng(draws).gamma(2, 50, (37, 3, draws))
    ours = summarise(values)
    assert ours.shape == (37, 3, 6)
    assert ours[..., 0] == pytest.approx(values.mean(axis=-1), rel=1e-6)
    theirs = np.moveaxis(np.quantile(values, QUANTILES, axis=-1), 0, -1)
    assert ours[..., 1:] == pytest.approx(theirs, rel=1e-5)


def test_sums_by_age_and_by_group_agree_with_the_state():
    state = np.random.default_rng(1).random((4, 2, 2, 101, 5))
    by_age, by_group = np.empty((4, 101, 5)), np.empty((4, 2, 2, 5))
    sum_ages((0, 2), state, by_age, by_group)
    sum_ages((2, 4), state, by_age, by_group)
    assert by_age == pytest.approx(state.sum(axis=(1, 2)))
    assert by_group == pytest.approx(state.sum(axis=3))
