"""The mixed-integer programme of a siting proposal, solved by HiGHS.

Variables in order: times each action is taken (integer), each setup (0/1), then per future and band the
children of each pair of area and site who find a place, and the children of each area who find none; with
minimal regret one more, the largest regret over the scenarios.

    min  Σ_f w_f (Σ unmet + κ Σ km · children) + μ · running cost + ι · investment + σ · steps
                                                                       κ, μ, ι, σ: `Weights`
    s.t. placed + unmet = need            per future, band, area
         placed ≤ places + Σ actions      per future, band, site
         actions ≤ stocks, setups, budget
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from forecasting.errors import SitingError
from forecasting.siting.allotment import incidence
from forecasting.siting.linear import Rows, held, hold
from forecasting.siting.problem import Action, Array, SitingProblem

MILLION = 1e6
# Key of the costs over all futures.
ALL = ""
# Share of the search spent on good plans rather than on proofs: a proposal needs a plan, not a certificate.
HEURISTICS = 0.3
# Regret is compared to this share of the expected cost, so that among equal regrets the cheaper plan wins.
TIE = 1e-3


@dataclass(frozen=True)
class Solution:
    """Times each action is taken, in the order of the problem, and the value of the objective.

    `gap` is how much better (as a share) an optimal plan could still be when time ran out; 0 if proven.
    """

    times: npt.NDArray[np.int64]
    value: float
    gap: float


@dataclass(frozen=True)
class Effort:
    """How long and how exactly to search: seconds, the share that may remain unproven, and looks.

    A look is a point at which HiGHS asks whether to go on: the same problem has them at the same steps of the
    search however busy the machine is, so a search that ends by gap or looks always gives the same plan.
    Seconds only guard against a machine that does not get anywhere.
    """

    seconds: float = 15.0
    gap: float = 0.0
    looks: int | None = None


@dataclass(frozen=True)
class Shape:
    """Where each kind of variable lies in the vector."""

    actions: int
    setups: int
    pairs: int
    areas: int
    cells: int  # futures × bands

    @classmethod
    def of(cls, problem: SitingProblem) -> "Shape":
        """Return the shape of a problem."""
        count, bands, areas = problem.futures.need.shape
        return cls(len(problem.actions), len(problem.setups), len(problem.pairs), areas, count * bands)

    @property
    def steps(self) -> int:
        """Integer variables: actions and setups."""
        return self.actions + self.setups

    @property
    def per_cell(self) -> int:
        """Variables of one future and band."""
        return self.pairs + self.areas

    @property
    def size(self) -> int:
        """All variables without the regret."""
        return self.steps + self.cells * self.per_cell


class Programme:
    """The programme of one problem, kept by HiGHS so that further plans start from the one before.

    With the best value of each scenario given, plans have the least largest regret; else the least expected
    cost. One open programme serves one thread.
    """

    def __init__(self, problem: SitingProblem, best_by_scenario: dict[str, float] | None = None) -> None:
        """Build the programme; nothing is searched yet."""
        shape = Shape.of(problem)
        costs = scenario_costs(problem, shape)
        rows, objective = _rows(problem, shape), costs[ALL]
        if best_by_scenario is not None:
            objective, rows = _regret(objective, costs, rows, best_by_scenario)
        self.problem = problem
        self._steps = np.arange(shape.steps, dtype=np.int32)
        model = hold(rows, objective, _upper(problem, len(objective)))
        whole = np.full(shape.steps, highspy.HighsVarType.kInteger)
        model.changeColsIntegrality(shape.steps, self._steps, whole)
        self._model = model.getLp()

    def solve(
        self,
        effort: Effort,
        *,
        start: npt.NDArray[np.int64] | None = None,
        at_most: npt.NDArray[np.int64] | None = None,
    ) -> Solution:
        """Return the best plan found; `start` is a plan to begin with, `at_most` bounds the times of actions.

        Raises SitingError where no plan keeps to the limits or none was found in time.
        """
        # A fresh solver each time: its clock runs on from one search to the next, and with it the limit.
        solver = held(self._model)
        actions = self.problem.actions
        most = np.array([action.at_most for action in actions]) if at_most is None else at_most
        columns = self._steps[: len(actions)]
        solver.changeColsBounds(len(actions), columns, np.zeros(len(actions)), most.astype(float))
        solver.setOptionValue("time_limit", effort.seconds)
        solver.setOptionValue("mip_rel_gap", effort.gap)
        solver.setOptionValue("mip_heuristic_effort", HEURISTICS)
        if start is not None:
            solver.setSolution(len(self._steps), self._steps, self._with_setups(start))
        if effort.looks is not None:
            _end_after(solver, effort.looks)
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise SitingError(
                "Standortvorschlag: unter diesen Vorgaben gibt es keinen Plan, oder keiner wurde in "
                f"{effort.seconds:.0f} s gefunden. Bitte Budget lockern oder Maßnahmen zulassen."
            )
        found = np.asarray(solver.getSolution().col_value)[: len(actions)]
        return Solution(np.rint(found).astype(np.int64), info.objective_function_value, info.mip_gap)

    def _with_setups(self, times: npt.NDArray[np.int64]) -> Array:
        taken = {action.setup for action, n in zip(self.problem.actions, times, strict=True) if n}
        plan: Array = np.r_[times.astype(float), [float(name in taken) for name in self.problem.setups]]
        return plan


def _end_after(solver: highspy.Highs, looks: int) -> None:
    """End a search at its n-th look."""
    left = iter(range(looks))

    def look(event: Any) -> None:  # noqa: ANN401  # highspy names no type for its events
        if next(left, None) is None:
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)


def scenario_costs(problem: SitingProblem, shape: Shape) -> dict[str, Array]:
    """Return the cost vector over all futures (`ALL`) and over those of each scenario (weights rescaled)."""
    names = np.array(problem.futures.scenario)
    weights = problem.futures.weights
    vectors = {ALL: _costs(problem, shape, weights / weights.sum())}
    for name in dict.fromkeys(problem.futures.scenario):
        part = np.where(names == name, weights, 0.0)
        vectors[name] = _costs(problem, shape, part / part.sum())
    return vectors


def _upper(problem: SitingProblem, size: int) -> Array:
    """Upper bounds of the variables: at most so often, a setup once, no bound for children."""
    most = [float(action.at_most) for action in problem.actions]
    steps = np.r_[most, np.ones(len(problem.setups))]
    upper: Array = np.r_[steps, np.full(size - len(steps), np.inf)]
    return upper


def _costs(problem: SitingProblem, shape: Shape, weights: Array) -> Array:
    bands = problem.places.shape[0]
    money = [_price(problem, action) for action in problem.actions]
    cell = np.r_[problem.weights.kilometre * problem.kilometres, np.ones(shape.areas)]
    houses = [cost / MILLION * problem.weights.million_once for cost in problem.setups.values()]
    vector: Array = np.r_[money, houses, np.kron(np.repeat(weights, bands), cell)]
    return vector


def _price(problem: SitingProblem, action: Action) -> float:
    """What taking an action once costs, in children without a place."""
    weights = problem.weights
    running = action.running_cost / MILLION * weights.million_a_year
    invested = action.investment / MILLION * weights.million_once
    return running + invested + (weights.step if max(action.places) > 0 else 0.0)


def _rows(problem: SitingProblem, shape: Shape) -> Rows:
    rows = Rows()
    bands, sites = problem.places.shape
    served, taken = incidence(problem)
    every = sparse.eye_array(shape.cells, format="csr")
    need = sparse.kron(every, sparse.hstack([served, sparse.eye_array(shape.areas)]))
    full = problem.futures.need.reshape(-1)
    rows.add(_after(shape.steps, need), full, full)
    use = sparse.kron(every, sparse.hstack([taken, sparse.csr_array((sites, shape.areas))]))
    new = sparse.vstack([_new_places(problem, band) for band in range(bands)])
    new = sparse.hstack([new, sparse.csr_array((bands * sites, shape.setups))])
    many = sparse.vstack([-new] * len(problem.futures.need))
    today = np.tile(problem.places.reshape(-1), len(problem.futures.need))
    rows.add(sparse.hstack([many, use], format="csr"), -np.inf, today)
    # No band of a site falls below zero places, even where no child would miss them.
    rows.add(_before(shape, new), -problem.places.reshape(-1), np.inf)
    _add_limits(problem, shape, rows)
    return rows


def _new_places(problem: SitingProblem, band: int) -> sparse.csr_array:
    """Places each action adds to each site in a band, (site, action)."""
    added = [action.places[band] for action in problem.actions]
    sites = [action.site for action in problem.actions]
    return sparse.csr_array((added, (sites, range(len(added)))), (problem.places.shape[1], len(added)))


def _add_limits(problem: SitingProblem, shape: Shape, rows: Rows) -> None:
    """Stocks, setups and budget."""
    for name, limit in problem.stocks.items():
        uses = [sum(units for used, units in action.uses if used == name) for action in problem.actions]
        rows.add(_single(shape, uses), -np.inf, float(limit))
    setup_cost = list(problem.setups.values())
    for place, name in enumerate(problem.setups):
        # An action with a setup is only taken where its setup is paid.
        for index, action in enumerate(problem.actions):
            if action.setup == name:
                row = np.zeros(shape.steps)
                row[index], row[shape.actions + place] = 1.0, -float(action.at_most)
                rows.add(_before(shape, sparse.csr_array(row[None, :])), -np.inf, 0.0)
    # In millions, as numbers near those of children keep the solver exact.
    invested = [action.investment / MILLION for action in problem.actions]
    if problem.limits.investment is not None:
        paid = [cost / MILLION for cost in setup_cost]
        rows.add(_single(shape, invested, paid), -np.inf, problem.limits.investment / MILLION)
    if problem.limits.running_cost is not None:
        running = [action.running_cost / MILLION for action in problem.actions]
        rows.add(_single(shape, running), -np.inf, problem.limits.running_cost / MILLION)
    if problem.limits.steps is not None:
        rows.add(_single(shape, [1] * shape.actions), -np.inf, float(problem.limits.steps))


def _regret(
    objective: Array, costs: dict[str, Array], rows: Rows, best: dict[str, float]
) -> tuple[Array, Rows]:
    """Return objective and rows with the largest regret as one more variable, in last place."""
    rows.blocks = [_wider(block) for block in rows.blocks]
    for name, value in best.items():
        rows.add(sparse.csr_array(np.r_[costs[name], -1.0][None, :]), -np.inf, value)
    return np.r_[TIE * objective, 1.0], rows


def _wider(block: sparse.csr_array) -> sparse.csr_array:
    return sparse.hstack([block, sparse.csr_array((block.shape[0], 1))], format="csr")


def _after(steps: int, block: sparse.csr_array) -> sparse.csr_array:
    """Place a block of cell variables behind columns of zeros for the steps."""
    return sparse.hstack([sparse.csr_array((block.shape[0], steps)), block], format="csr")


def _before(shape: Shape, block: sparse.csr_array) -> sparse.csr_array:
    """Place a block of step variables before columns of zeros for the cells."""
    return sparse.hstack(
        [block, sparse.csr_array((block.shape[0], shape.cells * shape.per_cell))], format="csr"
    )


def _single(
    shape: Shape, actions: list[float] | list[int], setups: list[float] | None = None
) -> sparse.csr_array:
    row = np.r_[np.asarray(actions, float), np.zeros(shape.setups) if setups is None else setups]
    return _before(shape, sparse.csr_array(row[None, :]))
