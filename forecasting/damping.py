"""Totals follow a damped path of the area's own growth: no boom lasts for ever, no small area drifts off.

Each year's increment of an area is moved by a weight w towards its path, the mean logarithmic growth of the
register years, shrunk to the level above and fading by 7 % a year (backtest.md § 4.7, the same rule and the
same constants as in the model of counts). The move is made through arrivals: the result is a factor on them,
by year and leaf. Municipalities together keep to the root's increment and leaves to their municipality's.
"""

from dataclasses import dataclass, replace

import numpy as np

from forecasting.cohort_component import check_large_run
from forecasting.cohort_ratios.totals import DAMPING, LEAST_OWN, LEAST_SIBLINGS, path_weight, steady_growth
from forecasting.components import Array, Components, Integers, Levels
from forecasting.first_occupation import settled_people
from forecasting.gross_desk import ARRIVED, FIXED, PERSONS
from forecasting.jump_off import Register
from forecasting.rates import Rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.step_engine import Engine, make_buffers
from forecasting.uncertainty import CHANCE_OF_AGE, damp_levels

# Share of an area's growth that is believed where halves of the register tell nothing about it.
BELIEVED = 0.6
# No area's arrivals are more than doubled or halved by this.
FACTOR_RANGE = (0.5, 2.0)
# Rounds of projecting and correcting; later ones change factors by less than a thousandth.
ROUNDS = 3


@dataclass(frozen=True)
class _Tree:
    """Which group above each member belongs to, and the members' population at year ends (year, member)."""

    above: Integers
    people: Array
    above_people: Array


def damping_factors(rates: Rates, register: Register, horizon: int) -> Array:
    """Return factors on arrivals, (year, leaf)."""
    places = register.places
    basis = read_scenarios(("basis",))[0]
    plain = scenario_components(rates, basis, horizon, register.jump_off_year + 1)
    factor = np.ones((horizon, len(places.leaves)))
    projector = _Projector(register, plain)
    totals, arrivals = projector.run(factor)
    wanted = _wanted(register, totals)
    for _ in range(ROUNDS):
        gap = np.diff(wanted - totals, axis=0)
        # Half a person on both sides keeps empty areas where they are.
        factor = np.clip(factor * np.maximum(1 + gap / (arrivals + 0.5), 0.1), *FACTOR_RANGE)
        totals, arrivals = projector.run(factor)
    return factor


def damped_growth(people: Array, above: Array) -> Array:
    """Return each member's yearly logarithmic growth, drawn to that of the group above it.

    `people`, `above` (year, member): year ends of the member and of its group. The own growth is believed as
    far as its first half foretold the second (Spearman and Brown: 2 r / (1 + r)).
    """
    own, mean = _growth(people), _growth(above)
    half, belief = len(people) // 2, BELIEVED
    known = (people > 0).all(axis=0)
    if half >= 2 and known.sum() >= LEAST_SIBLINGS:
        first = (_growth(people[: half + 1]) - _growth(above[: half + 1]))[known]
        second = (_growth(people[half:]) - _growth(above[half:]))[known]
        size = np.sqrt((first**2).sum() * (second**2).sum())
        agreement = max(float(first @ second / size), 0.0) if size > 0 else 0.0
        belief = float(np.clip(2 * agreement / (1 + agreement), LEAST_OWN, 1.0))
    drawn: Array = mean + belief * (own - mean)
    return np.where(known, drawn, mean)


def _growth(people: Array) -> Array:
    there = (people[0] > 0) & (people[-1] > 0)
    return np.where(there, steady_growth(people), 0.0)


def _wanted(register: Register, totals: Array) -> Array:
    """Return the totals (year, leaf) that paths lead to, from those the rates alone lead to."""
    places = register.places
    stock = register.stock.sum(axis=(2, 3, 4))
    sums = np.eye(len(places.municipalities))[places.municipality]
    everything = np.zeros(len(places.municipalities), dtype=np.int64)
    root = _drawn_root(stock.sum(axis=1), totals.sum(axis=1))[:, np.newaxis]
    municipal = root
    if len(places.municipalities) > 1:
        tree = _Tree(everything, stock @ sums, stock.sum(axis=1, keepdims=True))
        municipal = _drawn(tree, totals @ sums, root)
    if len(places.leaves) == len(places.municipalities):
        return municipal[:, places.municipality]
    return _drawn(_Tree(places.municipality, settled_people(register), stock @ sums), totals, municipal)


def _drawn_root(people: Array, totals: Array) -> Array:
    # Nothing stands above a root: its own growth is believed by BELIEVED, the rest is no growth.
    growth = BELIEVED * _growth(people[:, np.newaxis])
    path = [totals[:1]]
    for year in range(len(totals) - 1):
        path.append(_stepped(path[-1], totals[year : year + 2, np.newaxis], growth * DAMPING**year))
    return np.concatenate(path)


def _drawn(tree: _Tree, totals: Array, above: Array) -> Array:
    # Year by year: increments move towards the path, then together give the increment of the group above.
    growth = damped_growth(tree.people, tree.above_people[:, tree.above])
    path = [totals[0]]
    groups = above.shape[1]
    for year in range(len(totals) - 1):
        people = path[-1]
        increment = _stepped(people, totals[year : year + 2], growth * DAMPING**year) - people
        missing = np.diff(above[year : year + 2], axis=0)[0] - np.bincount(tree.above, increment, groups)
        share = people / np.maximum(np.bincount(tree.above, people, groups), 1e-9)[tree.above]
        path.append(np.maximum(people + increment + share * missing[tree.above], 0.0))
    return np.stack(path)


def _stepped(people: Array, totals: Array, growth: Array) -> Array:
    """Return the next totals: what the rates alone would add, moved towards the path."""
    weight = path_weight(people)
    usual = np.divide(totals[1], totals[0], out=np.ones_like(people), where=totals[0] > 0) - 1
    stepped: Array = people * (1 + (1 - weight) * usual + weight * np.expm1(growth))
    return stepped


class _Projector:
    """Projects again and again with other factors on arrivals; all that stays the same is prepared once."""

    def __init__(self, register: Register, plain: Components) -> None:
        self.factor: Array = np.ones((plain.years, len(register.places.leaves)))
        start = jump_off_population(register)
        components = replace(plain, levels=self._levels(0))
        check_large_run(start, components)
        self.flows, self.persons = len(plain.internal), start.sum(axis=(1, 2, 3, 4))
        self.buffers = make_buffers(start, components, keep="year")
        self.engine = Engine(start, components, self.buffers, self._levels)

    def run(self, factor: Array) -> tuple[Array, Array]:
        """Return totals (year end, leaf) from the jump-off on and arrivals (year, leaf), without chance."""
        self.factor = factor
        totals, arrivals = [self.persons], []
        for _ in self.engine.each_year():
            counted = self.buffers.totals[0, ..., 0]
            totals.append(counted[:, PERSONS].copy())
            arrivals.append(counted[:, ARRIVED] + counted[:, FIXED + self.flows :].sum(axis=1))
        return np.stack(totals), np.stack(arrivals)

    def _levels(self, year: int) -> Levels:
        return damp_levels(Levels(CHANCE_OF_AGE), self.factor[year : year + 1])
