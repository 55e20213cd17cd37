"""What the cell-key engine promises whatever the table, the secret and the cells."""

import hashlib
import hmac

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.errors import ProtectionError
from warehouse.protection.look_up import open_engine, protect, protect_plain, record_keys
from warehouse.protection.perturbation import RESOLUTION, PerturbationTable, cell_key_table
from warehouse.protection.rounding import rounding_table
from warehouse.protection.secret import ProtectionSecret

SECRET = ProtectionSecret(hashlib.sha256(b"test").digest())
DEFAULT = cell_key_table()
M = 2**64
ENGINE = open_engine()


def cells(counts: np.ndarray, keys: np.ndarray) -> pa.Table:
    return pa.table(
        {
            "place": np.arange(len(counts)),
            "unit": ["person"] * len(counts),
            "n": pa.array(counts, pa.int64()),
            "cell_key": pa.array(keys, pa.uint64()),
        }
    )


def published(
    counts: np.ndarray,
    keys: np.ndarray,
    table: PerturbationTable = DEFAULT,
    secret: ProtectionSecret = SECRET,
) -> np.ndarray:
    done = protect(ENGINE, cells(counts, keys), table, secret).sort_by("place")
    return done["published"].to_numpy()


def random_keys(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, M, count, dtype=np.uint64)


@settings(max_examples=150, deadline=None)
@given(
    max_noise=st.integers(1, 12),
    variance=st.floats(0.05, 12),
    blocked=st.integers(0, 5),
    monotone=st.booleans(),
)
def test_any_feasible_table_is_unbiased_bounded_and_never_negative(max_noise, variance, blocked, monotone):
    try:
        table = cell_key_table(max_noise, variance, blocked, monotone=monotone)
    except ProtectionError as refused:
        assert "Zeile" in str(refused)
        return
    assert table.max_noise <= max_noise
    assert table.rows[0].noise == (0,)
    for i, row in enumerate(table.rows):
        assert abs(row.mean) < 1e-7
        assert row.variance <= variance + 1e-7
        assert sum(row.probability) == pytest.approx(1, abs=1e-12)
        assert all(i + v == 0 or i + v > blocked for v in row.noise)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, M - 1)), min_size=1, max_size=50))
def test_zero_stays_zero_nothing_is_negative_and_noise_is_bounded(drawn):
    counts, keys = np.array([n for n, _ in drawn]), np.array([k for _, k in drawn], np.uint64)
    found = published(counts, keys)
    assert (found[counts == 0] == 0).all()
    assert (found >= 0).all()
    assert not np.isin(found, [1, 2]).any()
    assert (np.abs(found - counts) <= 6).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 20), st.integers(0, 20), st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_rounding_is_to_the_nearest_multiple_above_the_threshold(base, times, drawn):
    counts = np.array(drawn)
    found = published(counts, random_keys(len(counts), 1), rounding_table(base, base * times))
    shown = ~np.isnan(found.astype(float))
    assert (shown == (counts >= base * times)).all() or times == 0
    assert (found[shown] % base == 0).all()
    assert (np.abs(found[shown] - counts[shown]) <= base / 2).all()


def test_a_missing_count_stays_missing():
    table = cells(np.array([5, 5]), random_keys(2, 2)).set_column(2, "n", pa.array([None, 5], pa.int64()))
    done = protect(ENGINE, table, DEFAULT, SECRET).sort_by("place")["published"].to_pylist()
    assert done[0] is None
    assert done[1] is not None


def test_the_same_cell_has_the_same_noise_in_any_order_and_process():
    counts, keys = np.random.default_rng(3).integers(0, 40, 5000), random_keys(5000, 3)
    order = np.random.default_rng(4).permutation(5000)
    again = open_engine()
    again.execute("SET threads = 1")
    elsewhere = protect(again, cells(counts[order], keys[order]), DEFAULT, SECRET).sort_by("place")
    assert (elsewhere["published"].to_numpy() == published(counts, keys)[order]).all()


def test_another_secret_gives_other_noise():
    counts, keys = np.full(5000, 30), random_keys(5000, 5)
    other = ProtectionSecret(hashlib.sha256(b"other").digest())
    one, two = published(counts, keys), published(counts, keys, secret=other)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(5000)


@pytest.mark.parametrize("count", range(1, 12))
def test_noise_has_mean_zero_and_the_variance_asked_for(count: int):
    cases = 40_000
    noise = published(np.full(cases, count), random_keys(cases, count)) - count
    row = DEFAULT.rows[DEFAULT.row_of(count)]
    fourth = float(np.dot(np.power(np.array(row.noise, float), 4), row.probability))
    assert abs(noise.mean()) < 4 * np.sqrt(2.5 / cases)
    assert abs(noise.var() - 2.5) < 4 * np.sqrt((fourth - 2.5**2) / cases)


def test_a_shuffled_table_gives_the_same_distribution():
    cases = 40_000
    noise = published(np.full(cases, 30), random_keys(cases, 9), DEFAULT.shuffled(SECRET.table_seed)) - 30
    assert abs(noise.mean()) < 4 * np.sqrt(2.5 / cases)
    assert noise.var() == pytest.approx(2.5, abs=0.1)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.5])
def test_one_person_more_is_hidden_however_small_the_own_key(share: float):
    """A20: the hashed sum gives everybody fresh noise; the plain sum fails those with a small key."""
    cases = 40_000
    without = random_keys(cases, 11)
    with_one = without + np.uint64(int(share * M))
    counts = np.full(cases, 30)
    gained = published(counts + 1, with_one) - published(counts, without) - 1
    if share == 0:
        # the only key that protects nobody; it is drawn once in 2^64
        assert (gained == 0).all()
        return
    assert gained.var() == pytest.approx(5.0, rel=0.05)


def test_the_plain_sum_would_not_hide_a_small_key():
    cases = 40_000
    without = random_keys(cases, 12)
    scaled = (without >> np.uint64(32)).astype(np.uint64)
    nearby = (scaled + np.uint64(RESOLUTION // 1000)) % np.uint64(RESOLUTION)
    one = protect_plain(ENGINE, cells(np.full(cases, 30), scaled), DEFAULT, RESOLUTION).sort_by("place")
    two = protect_plain(ENGINE, cells(np.full(cases, 31), nearby), DEFAULT, RESOLUTION).sort_by("place")
    gained = two["published"].to_numpy() - one["published"].to_numpy() - 1
    assert gained.var() < 0.3


def test_record_keys_are_the_keyed_hash_and_spaces_are_apart():
    names = ["person|00ff", "move|00ff", "person|" + "ä" * 100]
    keys = record_keys(ENGINE, pa.array(names), SECRET).to_pylist()
    expected = [hmac.new(SECRET.content, name.encode(), hashlib.sha256).digest()[:8] for name in names]
    assert keys == [int.from_bytes(one) for one in expected]


def test_record_and_cell_keys_are_uniform():
    keys = record_keys(ENGINE, pa.array([f"person|{k}" for k in range(20_000)]), SECRET).to_numpy()
    for uniform in (keys, np.cumsum(keys, dtype=np.uint64)):
        counts = np.bincount((uniform >> np.uint64(60)).astype(int), minlength=16)
        assert ((counts - 1250) ** 2 / 1250).sum() < 45  # chi square of 15 degrees: one in 10,000
