"""What goes into one step of the reference and what comes out of it, every array repeated to every cell."""

from dataclasses import dataclass

import numpy as np

from forecasting.components import FEMALE, Array, Components, InternalFlow
from forecasting.dense_inputs import Shape, age_groups, of_year, rates_of_year


@dataclass(frozen=True)
class StepRates:
    """Components of one step, broadcast to (area, nationality, sex, age, draw).

    `fertility` is (area, nationality, age, draw), `inner_rate` and `inner_share` have the flows in
    front, `native_birth_share` is (area, draw).
    """

    death: Array
    fertility: Array
    girls_share: float
    out: Array
    inflow: Array
    net: Array
    naturalisation: Array
    native_birth_share: Array
    flows: tuple[InternalFlow, ...]
    inner_rate: Array
    inner_share: Array


@dataclass(frozen=True)
class Step:
    """What one step did; every array (area, nationality, sex, age, draw), inner flows with the flow in front.

    `mothers` (area, nationality, age, draw): births by age and nationality of the mother. `births` (area,
    nationality, sex, draw) by nationality of the child. `cut` (area, draw): persons who could not leave
    because nobody was left.
    """

    population: Array
    births: Array
    mothers: Array
    deaths: Array
    inflow: Array
    out: Array
    net: Array
    inner_in: Array
    inner_out: Array
    naturalised: Array
    cut: Array


def step_rates(shape: Shape, components: Components, year: int) -> StepRates:
    """Return the components of one year times their levels."""
    rates, levels = rates_of_year(shape, components, year), components.levels
    group = age_groups(levels, shape[3])
    given = {} if levels is None else levels.arrays()

    def cells(name: str) -> Array:
        # (year, area, age group, draw) → (area, 1, 1, age, draw)
        level = of_year(given[name], year) if name in given else np.ones((1, 1, 1))
        by_age = level[:, np.minimum(group, level.shape[1] - 1)]
        return by_age[:, np.newaxis, np.newaxis].astype(np.float32).astype(float)

    def full(rate: Array, level: Array | float = 1.0) -> Array:
        return np.broadcast_to(rate[..., np.newaxis] * level, (*rate.shape[:-4], *shape))

    births = of_year(given["fertility"], year) if "fertility" in given else np.ones((1, 1))
    births = births.astype(np.float32).astype(float)[:, np.newaxis, np.newaxis, np.newaxis]
    death = np.minimum(full(rates["death"], cells("death")), 1.0)
    return StepRates(
        death,
        full(rates["fertility"], births)[:, :, FEMALE],
        float(rates["girls"]),
        full(rates["out"], cells("out")),
        full(rates["inflow"], cells("inflow")),
        full(rates["net"]),
        np.minimum(full(rates["naturalisation"]), 1.0 - death),
        np.broadcast_to(rates["native"][:, np.newaxis], (shape[0], shape[4])),
        components.internal,
        full(rates["inner_rate"], cells("out")),
        full(rates["inner_share"], cells("arrival")),
    )
