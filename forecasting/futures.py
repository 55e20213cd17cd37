"""The random futures of one root, a year at a time: levels that wander × chance, the same for every scenario.

Only the walks of the levels are kept for all years. Chance, by far the largest part, is made for the year at
hand and shared by all scenarios that run side by side.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.chance import Chance, draw_chance, prepare_chance
from forecasting.components import Array, Levels
from forecasting.jump_off import Register
from forecasting.net_moves import estimate_net_moves
from forecasting.refill import Refill, Wandered
from forecasting.uncertainty import (
    CHANCE_OF_AGE,
    Expected,
    Process,
    add_net_moves,
    damp_levels,
    draw_walks,
    survivor_centre,
)

# Names of the random streams of chance; a number once given is never given to another driver.
STREAMS = {"death": 101, "out": 102, "inflow": 103, "arrival": 104, "fertility": 105}

# Drivers that `damping` slows down.
DAMPED = ("inflow", "arrival")


@dataclass(frozen=True)
class Horizon:
    """How many years and draws there are, and the seed of all of them."""

    years: int
    draws: int
    seed: int


class Futures:
    """Draws of one root. `processes` are those behind the walks, for the assumption sheet.

    `damping` (year, leaf) multiplies arrivals of every kind. Processes not given are estimated.
    """

    def __init__(
        self,
        register: Register,
        expected: Expected,
        damping: Array,
        horizon: Horizon,
        processes: dict[str, Process] | None = None,
    ) -> None:
        self.horizon, self.damping = horizon, damping
        size = (horizon.years, horizon.draws)
        walks, self.processes = draw_walks(register, size, horizon.seed, processes)
        net = estimate_net_moves(register)
        self.walks = add_net_moves(walks, net, expected, size, horizon.seed)
        self.chances = {} if horizon.draws == 1 else _chances(expected, horizon.draws)
        self.refill = Refill(net.chance, expected, horizon.draws, horizon.seed)
        leaving = np.zeros(len(damping[0])) if expected.leaving is None else expected.leaving
        self.centre = survivor_centre(self.walks.out, leaving).astype(np.float32)
        self._year: tuple[int, Levels] | None = None

    def levels(self, year: int) -> Levels:
        """Return the factors of one year, with a year axis of length 1; one draw alone has no randomness."""
        if self._year is None or self._year[0] != year:
            self._year = (year, self._levels(year))
        return self._year[1]

    def _levels(self, year: int) -> Levels:
        wandered = {name: self._wandered(name, year) for name in self.chances}
        made = {name: self._factors(name, year, wandered[name]) for name in self.chances}
        if made:
            self.refill.act(made, wandered)
            made["fertility"] = made["fertility"][:, 0]
        levels = Levels(CHANCE_OF_AGE, **{name: factors[np.newaxis] for name, factors in made.items()})
        return levels if made else damp_levels(levels, self.damping[year : year + 1])

    def _wandered(self, name: str, year: int) -> Wandered:
        walk = getattr(self.walks, name)
        log_level = np.zeros((1, self.horizon.draws)) if walk is None else walk[year]
        plain = np.ones(self.damping.shape[1])
        mean = self.centre[year] if name == "out" else self.damping[year] if name in DAMPED else plain
        return Wandered(log_level, mean)

    def _factors(self, name: str, year: int, wandered: Wandered) -> Array:
        key = (self.horizon.seed, STREAMS[name], year)
        return draw_chance(self.chances[name], wandered.log_level, key, wandered.mean)


def _chances(expected: Expected, draws: int) -> dict[str, Chance]:
    given = {
        "death": (expected.deaths, expected.persons),
        "out": (expected.departures, expected.persons),
        "inflow": (expected.arrivals, None),
        "arrival": (expected.pool_arrivals, None),
        "fertility": (expected.births[:, np.newaxis], None),
    }
    # Without internal moves there is nothing to divide.
    if not expected.pool_arrivals.sum() > 0:
        del given["arrival"]
    return {name: prepare_chance(*parts, draws) for name, parts in given.items()}
