"""Attacks A3, A9 and A10: the least and the largest count a cell can have, given everything published.

A linear programme over the equations of one date. Two solutions whose values differ by three people prove
that a cell is not pinned down; the truth itself is one of them. So one solution that raises many cells at once
clears most of them, and only the rest is asked cell by cell.
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
# How far a start from the interior point method may miss its bounds, and what counts as narrower.
_SLACK = 1e-5
_TOLERANCE = 1e-3
_PRIMAL = 4
# Systems with more unknowns are first asked area by area.
_LARGE = 2000
# Rounds of raising and lowering many cells at once before they are asked one by one.
_ROUNDS = 12
# Cells asked one by one at each date; where more are left the release falls anyway.
_ASKED = 25


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
    if len(search.open) and system.matrix.shape[1] > _LARGE:
        search.area_by_area()
    if len(search.open):
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
        solver = _hold(self.system)
        for number in range(2 * _ROUNDS):
            if not len(self.open):
                return
            self._seen(_solve(solver, self.system, self.open, -1.0 if number % 2 == 0 else 1.0))

    def area_by_area(self) -> None:
        """Move the unknowns of one smallest area (and of the municipality) only: small programmes."""
        start = np.asarray(_run(_hold(self.system, method="ipm")).getSolution().col_value)
        system = self.system
        everything = sparse.csc_matrix(sparse.vstack([system.matrix, system.ties]))
        for block in range(int(system.blocks.max()) + 1):
            own = (system.blocks == block) | (system.blocks < 0)
            inside = np.flatnonzero(np.diff(sparse.csr_matrix(everything[:, system.blocks == block]).indptr))
            mine = np.intersect1d(self.open, inside)
            if len(mine):
                self._move(everything, start, own, mine)

    def _move(self, everything: sparse.csc_matrix, start: Array, own: NDArray[np.bool_], mine: NDArray[np.int64]) -> None:
        system = self.system
        part = sparse.csr_matrix(everything[:, own])
        fixed = everything @ np.where(own, 0.0, start)
        touched = np.flatnonzero(np.diff(part.indptr))
        cells = touched[touched < len(system.cells)]
        free = touched[touched >= len(system.cells)]
        low = np.r_[_floats(system.cells["low"])[cells], np.zeros(len(free))] - fixed[touched]
        high = np.r_[_floats(system.cells["high"])[cells], np.zeros(len(free))] - fixed[touched]
        solver = _programme(part[touched], low - _SLACK, high + _SLACK)
        for number in range(2 * _ROUNDS):
            mine = mine[np.isin(mine, self.open)]
            if not len(mine):
                return
            objective = (-1.0 if number % 2 == 0 else 1.0) * np.asarray(part[mine].sum(axis=0)).ravel()
            solver.changeColsCost(len(objective), np.arange(len(objective), dtype=np.int32), objective)
            if _run(solver).getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return
            value = part @ np.asarray(solver.getSolution().col_value) + fixed
            before = len(self.open)
            self._seen(value[: len(system.cells)])
            if len(self.open) == before and number > 1:
                return

    def _seen(self, value: Array) -> None:
        self.low, self.high = np.minimum(self.low, value), np.maximum(self.high, value)
        self.open = self.open[self.high[self.open] - self.low[self.open] < LEAST_WIDTH - _TOLERANCE]

    def one_by_one(self) -> Iterator[float]:
        """Ask the cells that are left for their exact interval."""
        solver = _hold(self.system) if len(self.open) else None
        for cell in self.open[:_ASKED] if solver else ():
            one = np.array([cell])
            yield float(_solve(solver, self.system, one, -1.0)[cell] - _solve(solver, self.system, one, 1.0)[cell])


def _hold(system: Equations, method: str = "simplex") -> highspy.Highs:
    """Return a silent solver that holds the intervals of all cells, without a question yet."""
    free = np.zeros(system.ties.shape[0])
    low, high = np.r_[_floats(system.cells["low"]), free], np.r_[_floats(system.cells["high"]), free]
    return _programme(sparse.vstack([system.matrix, system.ties]), low, high, method)


def _programme(rows: sparse.spmatrix, low: Array, high: Array, method: str = "simplex") -> highspy.Highs:
    matrix = sparse.csc_matrix(rows)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = np.zeros(matrix.shape[1])
    programme.col_lower_ = np.zeros(matrix.shape[1])
    programme.col_upper_ = np.full(matrix.shape[1], highspy.kHighsInf)
    programme.row_lower_, programme.row_upper_ = low, high
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    solver.silent()
    # a new objective leaves the last solution feasible, so the primal method goes on from it; the interior
    # point method stops inside the region, where every unknown can still move
    solver.setOptionValue("solver", method)
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("simplex_strategy", _PRIMAL)
    solver.passModel(programme)
    return solver


def _run(solver: highspy.Highs) -> highspy.Highs:
    solver.run()
    return solver


def _floats(column: "pd.Series[float]") -> Array:
    return column.to_numpy(dtype=float)


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
