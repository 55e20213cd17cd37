"""Array types and two drawing routines shared by the simulation."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def draw_column(weights: Array, rng: np.random.Generator) -> Array:
    """Draw one column per row with probability proportional to `weights` (rows, columns).

    A row of zeros gives column 0.
    """
    cumulated = np.cumsum(weights, axis=1)
    threshold = rng.random(len(weights)) * cumulated[:, -1]
    return np.asarray(np.minimum((cumulated <= threshold[:, None]).sum(axis=1), weights.shape[1] - 1))


def spread(total: int, weights: Array, rng: np.random.Generator) -> Array:
    """Whole numbers that add up to `total`, close to the shares of `weights`; the rest is drawn."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    if rest > 0:
        fraction = exact - whole + 1e-12
        chosen = rng.choice(len(weights), rest, replace=rest > len(weights), p=fraction / fraction.sum())
        np.add.at(whole, chosen, 1)
    return np.asarray(whole)
