"""Claims "exactly 1 or 2" of an attacker: when they are right too often, and when a few only look so."""

import numpy as np
import pytest

from warehouse.attacks.least_squares import ENOUGH_CLAIMS, LEAST_CLAIMS, RIGHT_LIMIT, Guesses


def guesses(claims: int, right: int) -> Guesses:
    return Guesses(1000, 100, 20, 30, claims, right)


@pytest.mark.parametrize(
    ("claims", "most"),
    [(0, 0), (9, 9), (10, 8), (12, 9), (20, 14), (50, 31), (99, 58), (100, 50), (5000, 2500)],
)
def test_so_many_right_claims_are_borne_and_not_one_more(claims: int, most: int):
    assert not guesses(claims, most).is_broken
    assert claims < LEAST_CLAIMS or guesses(claims, most + 1).is_broken


def test_many_claims_are_judged_by_their_share_alone():
    for claims in (ENOUGH_CLAIMS, 137, 1_000, 20_000):
        limit = int(claims * RIGHT_LIMIT)
        assert [guesses(claims, right).is_broken for right in (limit, limit + 1)] == [False, True]


@pytest.mark.parametrize("claims", [12, 25, 60, 99])
def test_chance_refuses_no_sound_release_and_saves_no_weak_one(claims: int):
    """Right in 40 % of claims, as in small towns by design, and in 85 %: two thousand releases of each."""
    drawn = np.random.default_rng(claims)
    refused = [
        np.mean([guesses(claims, int(right)).is_broken for right in drawn.binomial(claims, rate, 2000)])
        for rate in (0.40, 0.85)
    ]
    assert refused[0] < 0.01
    assert refused[1] > 0.70
    # By its share alone one sound release in seven of few claims was refused.
    assert np.mean(drawn.binomial(12, 0.40, 2000) > 6) > 0.10


def test_the_chance_is_that_of_the_binomial_distribution():
    assert guesses(10, 8).by_chance == pytest.approx(56 / 1024)
    assert guesses(3, 0).by_chance == pytest.approx(1.0)
