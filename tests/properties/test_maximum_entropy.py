"""Perturbation tables against a generic solver: which exist, what they meet, and that none says less."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from warehouse.errors import ProtectionError
from warehouse.protection.perturbation import PerturbationTable, Row, cell_key_table

VARIANCES = (0.5, 1.08, 2.0, 2.01, 2.5, 4.0, 9.0, 40.0)
SETS = list(product((1, 2, 3, 5, 6, 9), (0, 1, 2, 3, 5), VARIANCES))
CLOSE = 1e-6


def support(count: int, max_noise: int, blocked: int) -> np.ndarray:
    """Noise that leads from a count to a result that is neither negative nor blocked."""
    results = np.arange(max(count - max_noise, 0), count + max_noise + 1)
    return (results[(results == 0) | (results > blocked)] - count).astype(float)


def least_variance(noise: np.ndarray) -> float:
    """Smallest variance at mean zero by linear programming; infinite where no mean is zero."""
    if not len(noise):
        return np.inf
    found = linprog(noise**2, A_eq=[np.ones(len(noise)), noise], b_eq=[1, 0])
    return float(found.fun) if found.status == 0 else np.inf


def made(max_noise: int, blocked: int, variance: float) -> PerturbationTable | None:
    try:
        return cell_key_table(max_noise, variance, blocked)
    except ProtectionError as refused:
        assert "Zeile" in str(refused)
        assert "Bitte" in str(refused)
        return None


def generic(noise: np.ndarray, variance: float) -> np.ndarray:
    """The same problem, told to a solver that knows nothing of its form: least Σ p ln p."""
    ones = np.ones(len(noise))
    meet = {"type": "eq", "fun": lambda p: np.array([p.sum() - 1, p @ noise]), "jac": lambda _: [ones, noise]}
    bound = {"type": "ineq", "fun": lambda p: variance - p @ noise**2, "jac": lambda _: -(noise**2)}
    start = ones / len(noise)
    found = minimize(
        lambda p: float(p @ np.log(p)), start, jac=lambda p: np.log(p) + 1, bounds=[(1e-15, 1)] * len(noise),
        constraints=[meet, bound], method="SLSQP", options={"maxiter": 2000, "ftol": 1e-15},
    )  # fmt: skip
    return found.x


def test_exactly_the_sets_without_a_solution_are_refused():
    least: dict[tuple[int, int], float] = {}
    for max_noise, blocked in {(one[0], one[1]) for one in SETS}:
        rows = range(1, max_noise + blocked + 2 if blocked else max_noise + 1)
        least[max_noise, blocked] = max(least_variance(support(i, max_noise, blocked)) for i in rows)
    refused = 0
    for max_noise, blocked, variance in SETS:
        needed = least[max_noise, blocked]
        # at the least variance itself nothing is left to chance
        possible = variance > needed or needed == 0
        assert (made(max_noise, blocked, variance) is not None) == possible, (max_noise, blocked, variance)
        refused += not possible
    assert 50 < refused < len(SETS) - 50


def test_every_table_keeps_every_condition():
    for max_noise, blocked, variance in SETS:
        table = made(max_noise, blocked, variance)
        if table is None:
            continue
        assert table.rows[0] == Row((0,), (1.0,))
        assert len(table.rows) == (max_noise + blocked + 2 if blocked else max_noise + 1)
        for count, row in enumerate(table.rows[1:], start=1):
            assert list(row.noise) == support(count, max_noise, blocked).tolist()
            assert min(row.probability) >= 0
            assert sum(row.probability) == pytest.approx(1, abs=1e-12)
            assert abs(row.mean) < 1e-9
            assert row.variance < variance + 1e-9
        # large counts have all the room there is: only noise without any bound may vary less
        unbounded = max_noise * (max_noise + 1) / 3
        assert table.rows[-1].variance == pytest.approx(min(variance, unbounded), abs=1e-9)


@pytest.mark.parametrize(
    ("max_noise", "variance", "blocked"),
    [(4, 2.0, 1), (5, 3.0, 2), (5, 4.0, 2), (7, 3.0, 0), (9, 3.0, 1), (8, 5.0, 3), (3, 1.2, 0), (6, 2.5, 2)],
)
def test_the_closed_form_is_what_a_generic_solver_finds(max_noise: int, variance: float, blocked: int):
    rows = cell_key_table(max_noise, variance, blocked).rows
    for row in (rows[1], rows[len(rows) // 2], rows[-1]):
        found = generic(np.array(row.noise, float), variance)
        assert np.abs(found - row.probability).max() < CLOSE
