"""Few draws that stand for many: fast forward selection.

Method: Heitsch and Römisch 2003, Scenario reduction algorithms, doi 10.1023/A:1021805924152.
"""

import numpy as np
import numpy.typing as npt

from forecasting.siting.problem import Array, Futures


def reduce_futures(futures: Futures, count: int) -> Futures:
    """Return at most `count` futures per scenario; each carries the weight of the futures nearest to it.

    Every scenario keeps its share of the weight. All futures are kept where there are no more than `count`.
    """
    chosen: list[int] = []
    weights: list[float] = []
    names = np.array(futures.scenario)
    for name in dict.fromkeys(futures.scenario):
        members = np.flatnonzero(names == name)
        kept, mass = _select(futures.need[members], futures.weights[members], count)
        chosen.extend(members[kept])
        weights.extend(mass)
    return Futures(futures.need[chosen], np.array(weights), tuple(names[chosen].tolist()))


def _select(need: Array, weights: Array, count: int) -> tuple[npt.NDArray[np.int64], Array]:
    """Return the indices selected one by one so that the transport distance to all futures is least."""
    flat = need.reshape(len(need), -1)
    apart = np.abs(flat[:, None, :] - flat[None, :, :]).sum(axis=2)
    nearest = np.full(len(flat), np.inf)
    kept: list[int] = []
    for _ in range(min(count, len(flat))):
        gain = (weights[:, None] * np.minimum(nearest[:, None], apart)).sum(axis=0)
        gain[kept] = np.inf
        kept.append(int(gain.argmin()))
        nearest = np.minimum(nearest, apart[:, kept[-1]])
    owner = apart[:, kept].argmin(axis=1)
    mass: Array = np.bincount(owner, weights=weights, minlength=len(kept)).astype(float)
    return np.array(kept, dtype=np.int64), mass
