"""Sums over levels and ages for every draw, compiled: numpy would need a fresh array, or BLAS, for each.

BLAS starts threads of its own inside ours, which on a busy machine takes ten times as long.
"""

import numpy as np
from numpy.typing import NDArray

from forecasting.machine_code import compiled

Single = NDArray[np.float32]


@compiled
def carry_on(weight: Single, levels: Single, joined: Single, log: Single, moved: Single) -> None:
    """Add to `moved` (sex, age, draw) last year's `log` one age younger and Σ weight × level.

    `weight` (sex, cohort, level), `levels` (level, draw), `joined` (sex): share of the open group that came
    from the age below.
    """
    cohorts, oldest, draws = weight.shape[1], weight.shape[1] - 1, moved.shape[2]
    for s in range(2):
        for x in range(cohorts):
            target, source = moved[s, x + 1], log[s, x]
            if x == oldest:
                older = log[s, x + 1]
                for d in range(draws):
                    target[d] += joined[s] * source[d] + (1 - joined[s]) * older[d]
            else:
                for d in range(draws):
                    target[d] += source[d]
            for level in range(levels.shape[0]):
                factor, values = weight[s, x, level], levels[level]
                # Most knots are far from an age and weigh nothing.
                if factor != 0:
                    for d in range(draws):
                        target[d] += factor * values[d]


@compiled
def weighted_sum(weight: Single, rows: Single) -> Single:
    """Return Σ weight × row (draw) of rows (row, draw)."""
    total = np.zeros(rows.shape[1], np.float32)
    for row in range(rows.shape[0]):
        factor, values = weight[row], rows[row]
        for d in range(rows.shape[1]):
            total[d] += factor * values[d]
    return total
