"""A proposal with its reasons: what each action brings, what the next best plan without it would cost."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.siting.allotment import allot
from forecasting.siting.futures import reduce_futures
from forecasting.siting.problem import Action, Array, Futures, SitingProblem
from forecasting.siting.programme import Effort, Programme, Solution

# Draws per scenario the programme sees; every figure of the proposal is then computed on all draws.
DRAWS_SEEN = 12
# Search for the plan, for each of those compared under minimal regret, and for a plan without one action.
# Region Auenburg (108 areas, 190 houses and plots) ends by its gap; the seconds are for slow machines.
SEARCH = Effort(seconds=30.0, gap=5e-3, looks=80)
SEARCH_REGRET = Effort(seconds=15.0, gap=1e-2, looks=40)
SEARCH_WITHOUT = Effort(seconds=5.0, gap=5e-3, looks=30)
# Up to so many actions the best plan is proven in a moment.
FEW_ACTIONS = 60
# Minimal regret sees fewer draws of each scenario: its programme holds all scenarios at once.
REGRET_SEES = 2
# As many steps are set against the best plan without them, so that the planner does not wait for long.
EXPLAINED = 10


@dataclass(frozen=True)
class Outcome:
    """What a plan does, expected over all futures.

    `unmet` is children without a place by band and area; `kilometres` walked by those with one; `probability`
    that any child of the area goes without a place, by area; euros once and a year.
    """

    unmet: Array
    kilometres: float
    probability: Array
    investment: float
    running_cost: float

    @property
    def children(self) -> float:
        """Expected children without a place, all bands and areas."""
        return float(self.unmet.sum())


@dataclass(frozen=True)
class SecondBest:
    """The best plan found that takes an action once less often: children more without a place, steps instead.

    Sought among the other steps of the plan and all steps at houses and plots within reach of the same areas.
    """

    children: float
    instead: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Step:
    """An action of the plan and how often it is taken.

    `worth` is how many more children go without a place if it is taken once less often and nothing else
    changes; `second_best` is given for the steps of most worth. Both on the futures the programme saw.
    """

    action: Action
    times: int
    worth: float
    second_best: SecondBest | None = None


@dataclass(frozen=True)
class Proposal:
    """Steps in falling order of worth, the outcome without and with them, the unproven gap (share)."""

    steps: tuple[Step, ...]
    today: Outcome
    planned: Outcome
    gap: float


def propose(problem: SitingProblem, *, minimal_regret: bool = False, draws: int = DRAWS_SEEN) -> Proposal:
    """Return the proposal for a problem; with `minimal_regret` the plan whose worst scenario regrets least.

    The plan is chosen on `draws` representative futures per scenario and judged on all. Raises SitingError
    where no plan keeps to the limits.
    """
    share = REGRET_SEES if minimal_regret else 1
    seen = replace(problem, futures=reduce_futures(problem.futures, max(draws // share, 1)))
    search = _search(problem, SEARCH_REGRET if minimal_regret else SEARCH)
    programme = Programme(seen, _best_by_scenario(seen, search) if minimal_regret else None)
    plan = programme.solve(search, start=np.zeros(len(problem.actions), dtype=np.int64))
    nothing = np.zeros(len(problem.actions), dtype=np.int64)
    return Proposal(
        _explain(programme, plan), outcome(problem, nothing), outcome(problem, plan.times), plan.gap
    )


def outcome(problem: SitingProblem, times: npt.NDArray[np.int64]) -> Outcome:
    """Return what a plan does on all futures of the problem, each allotted at least cost."""
    unmet, kilometres = allot(problem, places_after(problem, times))
    weights = problem.futures.weights / problem.futures.weights.sum()
    return Outcome(
        unmet=np.tensordot(weights, unmet, axes=1),
        kilometres=float(weights @ kilometres),
        # Half a child is the least anyone could notice; smaller values are rounding of the solver.
        probability=weights @ (unmet.sum(axis=1) > 0.5),
        investment=_investment(problem, times),
        running_cost=float(sum(a.running_cost * n for a, n in zip(problem.actions, times, strict=True))),
    )


def places_after(problem: SitingProblem, times: npt.NDArray[np.int64]) -> Array:
    """Return places by band and site once a plan is carried out."""
    places = problem.places.copy()
    for action, count in zip(problem.actions, times, strict=True):
        places[:, action.site] += np.array(action.places) * count
    return places


def _search(problem: SitingProblem, usual: Effort) -> Effort:
    """The effort for a problem: few actions are searched to the proof."""
    return replace(usual, gap=0.0, looks=None) if len(problem.actions) <= FEW_ACTIONS else usual


def _investment(problem: SitingProblem, times: npt.NDArray[np.int64]) -> float:
    taken = [(action, count) for action, count in zip(problem.actions, times, strict=True) if count]
    setups = {action.setup for action, _ in taken if action.setup is not None}
    groups = sum(action.investment * float(count) for action, count in taken)
    return groups + sum(problem.setups[name] for name in setups)


def _best_by_scenario(problem: SitingProblem, search: Effort) -> dict[str, float]:
    """Value of the best plan of each scenario by itself."""
    names = np.array(problem.futures.scenario)
    best = {}
    for name in dict.fromkeys(problem.futures.scenario):
        own = names == name
        futures = Futures(problem.futures.need[own], problem.futures.weights[own], (name,) * int(own.sum()))
        best[name] = Programme(replace(problem, futures=futures)).solve(search).value
    return best


def _explain(programme: Programme, plan: Solution) -> tuple[Step, ...]:
    """Return the steps, dearest to lose first; the first few with the best plan that does without."""
    seen = programme.problem
    served = outcome(seen, plan.times).children
    steps = []
    for index in np.flatnonzero(plan.times):
        worth = outcome(seen, _fewer(plan, int(index))).children - served
        steps.append((int(index), Step(seen.actions[index], int(plan.times[index]), worth)))
    steps.sort(key=lambda entry: -entry[1].worth)
    return tuple(
        replace(step, second_best=_second_best(programme, plan, index)) if rank < EXPLAINED else step
        for rank, (index, step) in enumerate(steps)
    )


def _fewer(plan: Solution, index: int) -> npt.NDArray[np.int64]:
    times = plan.times.copy()
    times[index] -= 1
    return times


def _second_best(programme: Programme, plan: Solution, index: int) -> SecondBest:
    """Return the best plan that takes one action once less often."""
    seen = programme.problem
    at_most = np.array([action.at_most for action in seen.actions])
    most = np.where(_near(seen, index), at_most, plan.times)
    most[index] = plan.times[index] - 1
    other = programme.solve(_search(seen, SEARCH_WITHOUT), start=_fewer(plan, index), at_most=most)
    more = np.clip(other.times - plan.times, 0, None)
    instead = tuple((seen.actions[i].key, int(more[i])) for i in np.flatnonzero(more))
    lost = outcome(seen, other.times).children - outcome(seen, plan.times).children
    return SecondBest(lost, instead)


def _near(problem: SitingProblem, index: int) -> npt.NDArray[np.bool_]:
    """Which actions are at a site some area can choose instead of that of an action."""
    homes = problem.pairs[problem.pairs[:, 1] == problem.actions[index].site, 0]
    sites = problem.pairs[np.isin(problem.pairs[:, 0], homes), 1]
    near: npt.NDArray[np.bool_] = np.isin([action.site for action in problem.actions], sites)
    return near
