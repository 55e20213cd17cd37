"""Linear programmes for HiGHS: collect constraints, hand them over, keep the solver for further questions."""

from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from forecasting.siting.problem import Array


@dataclass
class Rows:
    """Constraints being collected: a sparse block with lower and upper bounds each."""

    blocks: list[sparse.csr_array] = field(default_factory=list)
    lower: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)

    def add(self, block: sparse.csr_array, lower: Array | float, upper: Array | float) -> None:
        """Append the rows of a block with their bounds."""
        self.blocks.append(block)
        self.lower.append(np.broadcast_to(np.asarray(lower, float), block.shape[:1]).copy())
        self.upper.append(np.broadcast_to(np.asarray(upper, float), block.shape[:1]).copy())

    @property
    def matrix(self) -> sparse.csc_array:
        """All blocks as one matrix, by columns."""
        return sparse.vstack(self.blocks, format="csc")


def hold(rows: Rows, objective: Array, upper: Array) -> highspy.Highs:
    """Return a silent solver that holds min objective · x with 0 ≤ x ≤ upper under the rows."""
    matrix = rows.matrix
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = objective
    programme.col_lower_ = np.zeros(matrix.shape[1])
    programme.col_upper_ = upper
    programme.row_lower_ = np.concatenate(rows.lower)
    programme.row_upper_ = np.concatenate(rows.upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    return held(programme)


def held(programme: highspy.HighsLp) -> highspy.Highs:
    """Return a silent solver that holds a programme and has not worked yet."""
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(programme)
    return solver
