"""Every project is built or not in a draw, with its probability; the expected residents stay the mean."""

from dataclasses import dataclass, replace

import numpy as np

from forecasting.chance import LEAST
from forecasting.components import Array, Components, Levels
from forecasting.housing import Building, Housing, over_years
from forecasting.rates import CHANCE_MATRIX

# Seed stream of the projects; a number once given is never given to another driver.
STREAM = 141


@dataclass(frozen=True)
class ProjectChance:
    """Projects built or not.

    `leaf` (project part), `share` (project part, year, age band): its part of the expected arrivals of the
    leaf. `deviation` (project part, draw): what is built over what is expected, less 1, 0 on average.
    """

    leaf: tuple[int, ...]
    share: Array
    deviation: Array

    def levels(self, levels: Levels, year: int) -> Levels:
        """Return the levels of one year with arrivals as built in each draw; its movers' origins stay."""
        if levels.inflow is None or levels.inflow.shape[-1] != self.deviation.shape[-1]:
            return levels
        inflow = levels.inflow.copy()
        for leaf in sorted(set(self.leaf)):
            parts = [i for i, one in enumerate(self.leaf) if one == leaf]
            factor = 1 + self.share[parts, year].T @ self.deviation[parts]
            inflow[:, leaf] *= np.maximum(factor, LEAST).astype(inflow.dtype)
        return replace(levels, inflow=inflow)


def draw_projects(
    housing: Housing, building: Building, components: Components, draws: int, seed: int
) -> ProjectChance:
    """Return which projects are built in which draw; `components` hold the expected residents.

    One random number per project and draw serves all scenarios, so they build the same.
    """
    names = sorted({phase.project_id for phase in housing.phases})
    if not names:
        return ProjectChance((), np.zeros((0, 0, 0)), np.zeros((0, draws)))
    chance = dict(zip(names, np.random.default_rng([seed, STREAM]).random((len(names), draws)), strict=True))
    parts = _parts(housing, building)
    assert components.in_volume is not None
    bands = components.in_volume.sum(axis=(2, 3)) @ CHANCE_MATRIX
    shares, deviations = [], []
    for (name, leaf), (came, probability) in parts.items():
        expected, volume = came @ CHANCE_MATRIX, bands[:, leaf]
        part = np.divide(expected, volume, out=np.zeros_like(expected), where=volume > 0)
        built = (chance[name] < probability) / probability
        shares.append(np.minimum(part, 1.0))
        # Centred over the draws at hand, as all levels are.
        deviations.append(built - built.mean())
    return ProjectChance(tuple(leaf for _, leaf in parts), np.stack(shares), np.stack(deviations))


def _parts(housing: Housing, building: Building) -> dict[tuple[str, int], tuple[Array, float]]:
    """Return expected arrivals (year, age) of each project in each leaf, as they stand in the volume."""
    found: dict[tuple[str, int], tuple[Array, float]] = {}
    for phase in housing.phases:
        leaf, year = housing.places.leaves.index(phase.area_id), phase.year - housing.first_year
        beyond = housing.extra[year, housing.places.municipality[leaf]]
        scale = building.in_migration / np.maximum(building.damping[:, leaf], 1e-6)
        dwellings = np.zeros(len(scale))
        dwellings[year] = phase.expected * (1 - beyond * (1 - building.share[year]))
        unit = housing.per_dwelling[leaf, phase.dwelling_type].sum(axis=(1, 2))
        came = over_years(dwellings, unit) * scale[:, np.newaxis]
        sofar, _ = found.get((phase.project_id, leaf), (np.zeros_like(came), 0.0))
        found[phase.project_id, leaf] = (sofar + came, phase.probability)
    return found
