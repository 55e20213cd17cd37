"""Factors follow the past errors, carefully; bands are spread about their median."""

import numpy as np
import pytest

from forecasting.calibration import (
    BANDS,
    PastErrors,
    band_of,
    estimate_factors,
    size_classes,
    widen,
)


def past(needed: np.ndarray, classes: tuple[int, ...]) -> PastErrors:
    """Errors (origin, lead, area) for a half width of 10, the same in every band."""
    error = np.repeat(10 * needed[..., np.newaxis], len(BANDS), axis=-1)
    return PastErrors(error, np.full_like(error, 10.0), np.array(classes))


def test_a_band_that_held_four_of_five_needs_nothing():
    needed = np.tile(np.linspace(0, 1.25, 101), (3, 1, 1))
    assert estimate_factors(past(needed, (2,) * 101))[2] == pytest.approx(1.0)


def test_few_origins_are_drawn_towards_one():
    one = estimate_factors(past(np.full((1, 1, 5), 8.0), (0,) * 5))[0, 0, 0]
    many = estimate_factors(past(np.full((18, 1, 5), 8.0), (0,) * 5))[0, 0, 0]
    assert one == pytest.approx(8 ** (1 / 3))
    assert many == pytest.approx(8 ** (18 / 20))


def test_long_leads_count_as_fewer_origins_and_only_widen():
    needed = np.full((4, 6, 5), 0.5)
    factors = estimate_factors(past(needed, (1,) * 5))[1, 3]
    assert factors[0] == pytest.approx(0.5 ** (4 / 6))
    assert factors[:5] == pytest.approx([0.5 ** (4 / 6), 0.7, 0.8, 0.9, 1.0])
    assert (factors[4:] == 1).all()


def test_a_lead_not_seen_yet_takes_the_longest_known():
    needed = np.full((3, 10, 5), 2.0)
    needed[:, 5:] = np.nan
    factors = estimate_factors(past(needed, (4,) * 5))[4, 0]
    assert (factors[5:] == factors[4]).all()
    assert factors[4] > 1


def test_only_what_was_known_at_the_origin_counts():
    needed = np.ones((3, 2, 1))
    known = past(needed, (0,)).known_at(np.array([2010, 2011, 2012]), 2012)
    assert np.isfinite(known.error[..., 0, 0]).tolist() == [[True, True], [True, False], [False, False]]


def test_without_any_origin_nothing_changes():
    nothing = np.empty((0, 4, 3, len(BANDS)))
    assert (estimate_factors(PastErrors(nothing, nothing, np.array([0, 1, 2]))) == 1).all()


def test_a_size_class_without_areas_learns_from_all():
    factors = estimate_factors(past(np.full((5, 1, 4), 3.0), (0, 0, 1, 1)))
    assert factors[4] == pytest.approx(factors[0])


def test_no_width_and_no_error_stay_finite():
    nothing = np.zeros((2, 1, 3, len(BANDS)))
    factors = estimate_factors(PastErrors(nothing, nothing, np.zeros(3, dtype=int)))
    assert np.isfinite(factors).all()


def test_quantiles_spread_about_the_median_and_never_below_nobody():
    values = np.array([[80.0, 100.0, 130.0], [1.0, 10.0, 12.0]])
    spread = widen(values, values[:, 1], np.array([2.0, 2.0]))
    assert spread.tolist() == [[60.0, 100.0, 160.0], [0.0, 10.0, 14.0]]


def test_classes_and_bands_are_found():
    assert size_classes(np.array([0, 1999, 2000, 9999, 50_000, 700_000])).tolist() == [0, 0, 1, 2, 4, 4]
    wanted = {
        (0, 100): 0,
        (0, 2): 1,
        (3, 5): 1,
        (6, 9): 2,
        (18, 64): 0,
        (30, 49): 4,
        (65, 100): 7,
        (85, 100): 7,
    }
    assert {ages: band_of(*ages) for ages in wanted} == wanted
