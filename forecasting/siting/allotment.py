"""Children to places at least cost, future by future: a transport problem for each future and band.

Futures of one band differ in the need only, so HiGHS is kept and starts each from the solution before
(highspy): some fifteen times faster than a fresh linear programme each.
"""

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from forecasting.errors import SitingError
from forecasting.siting.linear import Rows, hold
from forecasting.siting.problem import Array, SitingProblem


def allot(problem: SitingProblem, places: Array) -> tuple[Array, Array]:
    """Return children without a place (future, band, area) and kilometres walked (future).

    `places` is (band, site). Each child takes a place within reach; one without a place counts 1, a kilometre
    `weights.kilometre`: nobody is left without a place to spare others a walk shorter than 1 / that weight.
    """
    unmet = np.zeros_like(problem.futures.need)
    kilometres = np.zeros(len(problem.futures.need))
    pairs = len(problem.kilometres)
    rows = np.arange(problem.futures.need.shape[2] + places.shape[1], dtype=np.int32)
    for band, available in enumerate(places):
        solver = _transport(problem, available)
        for future, need in enumerate(problem.futures.need[:, band]):
            solver.changeRowsBounds(len(rows), rows, *_bounds(need, available))
            solver.run()
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise SitingError(
                    "Standortvorschlag: Kinder ließen sich nicht auf Plätze verteilen "
                    f"({solver.modelStatusToString(solver.getModelStatus())}). Bitte Entfernungen prüfen."
                )
            children = np.asarray(solver.getSolution().col_value)
            unmet[future, band] = children[pairs:]
            kilometres[future] += children[:pairs] @ problem.kilometres
    return unmet, kilometres


def incidence(problem: SitingProblem) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return which pairs serve an area, (area, pair), and which take places of a site, (site, pair)."""
    pairs = len(problem.pairs)
    every, ones = np.arange(pairs), np.ones(pairs)
    areas, sites = problem.futures.need.shape[2], problem.places.shape[1]
    served = sparse.csr_array((ones, (problem.pairs[:, 0], every)), (areas, pairs))
    return served, sparse.csr_array((ones, (problem.pairs[:, 1], every)), (sites, pairs))


def _bounds(need: Array, places: Array) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Bounds of the rows: every child is placed or counted (equality), no site is overfilled."""
    return np.r_[need, np.full(len(places), -np.inf)], np.r_[need, places]


def _transport(problem: SitingProblem, places: Array) -> highspy.Highs:
    """Return a solver that holds the transport problem of one band, without any need yet."""
    served, taken = incidence(problem)
    areas = served.shape[0]
    rows = Rows()
    rows.add(sparse.hstack([served, sparse.eye_array(areas)], format="csr"), 0.0, 0.0)
    free = sparse.csr_array((len(places), areas))
    rows.add(sparse.hstack([taken, free], format="csr"), -np.inf, places)
    cost = np.r_[problem.weights.kilometre * problem.kilometres, np.ones(areas)]
    return hold(rows, cost, np.full(len(cost), np.inf))
