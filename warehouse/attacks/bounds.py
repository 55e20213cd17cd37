"""Attacks A3, A9 and A10: the least and the largest count a cell can have, given everything published.

A linear programme over the equations of one date. Two solutions whose values differ by three people prove
that a cell is not pinned down; the truth itself is one of them. So one solution that raises many cells at
once clears most of them, and only the rest is asked cell by cell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from warehouse.attacks.equations import Equations
from warehouse.release.least_squares import Array

# The interval of a cell of one or two people must be at least this wide.
LEAST_WIDTH = 3.0
HIDDEN = (1, 2)
_TOLERANCE = 1e-6
_PRIMAL = 4
# Rounds of raising and lowering many cells at once before they are asked one by one.
_ROUNDS = 12
# Cells asked one by one at each date; where more are left the release falls anyway.
_ASKED = 8


@dataclass(frozen=True)
class Bounds:
    """Widths of the intervals of the cells looked at; proven ones are known to be at least LEAST_WIDTH."""

    cells: int
    narrow: int
    least: float

    @property
    def is_broken(self) -> bool:
        """Whether some cell is pinned down too closely."""
        return self.narrow > 0


def bounded(systems: Iterable[Equations], *, withheld: bool) -> Bounds:
    """Return how closely the cells of one or two people are pinned down.

    `withheld`: look at the cells without a published number instead, whatever small count they hide.
    """
    found = [width for system in systems for width in widths(system, withheld=withheld)]
    narrow = sum(width < LEAST_WIDTH - _TOLERANCE for width in found)
    return Bounds(len(found), narrow, min(found, default=float("inf")))


def widths(system: Equations, *, withheld: bool) -> Iterator[float]:
    """Yield the width of the interval of each cell looked at; LEAST_WIDTH stands for that much or more."""
    cells = system.cells
    wanted = cells["published"].isna() & (cells["n"] > 0) if withheld else cells["n"].isin(HIDDEN)
    search = _Search(system, np.flatnonzero(wanted))
    search.all_at_once()
    yield from [LEAST_WIDTH] * (int(wanted.sum()) - len(search.open))
    yield from search.one_by_one()


class _Search:
    """Widest values found so far for the cells that are still open."""

    def __init__(self, system: Equations, wanted: NDArray[np.int64]) -> None:
        self.system = system
        self.open = wanted
        self.low = self.high = system.cells["n"].to_numpy(dtype=float)

    def all_at_once(self) -> None:
        """Raise and lower all open cells together, until no more are cleared or none is left."""
        solver = _hold(self.system) if len(self.open) else None
        for number in range(2 * _ROUNDS):
            if solver is None or not len(self.open):
                return
            self._seen(_solve(solver, self.system, self.open, -1.0 if number % 2 == 0 else 1.0))

    def _seen(self, value: Array) -> None:
        self.low, self.high = np.minimum(self.low, value), np.maximum(self.high, value)
        self.open = self.open[self.high[self.open] - self.low[self.open] < LEAST_WIDTH - _TOLERANCE]

    def one_by_one(self) -> Iterator[float]:
        """Ask the cells that are left for their exact interval."""
        solver = _hold(self.system) if len(self.open) else None
        for cell in self.open[:_ASKED] if solver else ():
            one = np.array([cell])
            yield float(
                _solve(solver, self.system, one, -1.0)[cell] - _solve(solver, self.system, one, 1.0)[cell]
            )


def _hold(system: Equations) -> highspy.Highs:
    """Return a silent solver that holds the intervals of all cells, without a question yet."""
    matrix = sparse.csc_matrix(sparse.vstack([system.matrix, system.ties]))
    free = np.zeros(system.ties.shape[0])
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = np.zeros(matrix.shape[1])
    programme.col_lower_ = np.zeros(matrix.shape[1])
    programme.col_upper_ = np.full(matrix.shape[1], highspy.kHighsInf)
    programme.row_lower_ = np.r_[_floats(system.cells["low"]), free]
    programme.row_upper_ = np.r_[_floats(system.cells["high"]), free]
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    solver.silent()
    # a new objective leaves the last solution feasible, so the primal method goes on from it
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    solver.passModel(programme)
    return solver


def _floats(column: "pd.Series[float]") -> Array:
    return np.asarray(column, dtype=np.float64)


def _solve(solver: highspy.Highs, system: Equations, cells: np.ndarray, sign: float) -> Array:
    """Return the values of all cells where the sum of `cells` is largest (sign −1) or smallest (1)."""
    objective = sign * np.asarray(system.matrix[cells].sum(axis=0)).ravel()
    columns = np.arange(len(objective), dtype=np.int32)
    solver.changeColsCost(len(objective), columns, objective)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        # the truth meets every interval, so this is a release that contradicts itself: nothing is hidden
        return system.cells["n"].to_numpy(dtype=float)
    value: Array = system.matrix @ np.asarray(solver.getSolution().col_value)
    return value
