"""Need of every smallest area in one Kita year, draw by draw, for the bands and scenarios of a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboards.topic import Context
from dashboards.topics.kita import bands, base, needs, queries, rates
from dashboards.topics.kita.assumptions import HOME, Assumptions, Band
from dashboards.topics.kita.cube import Simulated
from dashboards.topics.kita.queries import Scope
from dashboards.topics.kita.siting.town import TOGETHER, Asked
from forecasting.siting.problem import Futures


@dataclass(frozen=True)
class Needed:
    """Areas with simulated children inside the chosen one, and their need by scenario."""

    leaves: tuple[str, ...]
    futures: Futures


def of_bands(context: Context, scope: Scope, area_id: str, now: Assumptions) -> tuple[Assumptions, ...]:
    """Return the settings of all bands planned together; a band not on the page starts as usual.

    Need is counted at home: the programme itself says who walks where.
    """
    found = []
    for band in TOGETHER[now.band]:
        here = now if band == now.band else _usual(context, scope, area_id, now, band)
        found.append(replace(here, counting=replace(here.counting, place=HOME)))
    return tuple(found)


def load(context: Context, scope: Scope, asked: Asked, scenarios: Sequence[str]) -> Needed:
    """Return need (future, band, leaf) of an area in a Kita year, the draws of one scenario after another."""
    leaves: tuple[str, ...] = ()
    parts, names = [], []
    for scenario in scenarios:
        variant = replace(scope, scenario=scenario)
        by_band = []
        for one in asked.settings:
            found = base.base_of(context, variant, one)
            cut = _cut(found.simulated, asked.area_id, asked.kita_year)
            places = needs.simulated_need(replace(found, simulated=cut, widening=None), cut, one)
            by_band.append(places[:, 0].T)
            leaves = cut.leaves
        parts.append(np.stack(by_band, axis=1).astype(float))
        names += [scenario] * len(parts[-1])
    need = np.concatenate(parts)
    return Needed(leaves, Futures(need, np.full(len(need), 1 / len(need)), tuple(names)))


def _usual(context: Context, scope: Scope, area_id: str, now: Assumptions, band: Band) -> Assumptions:
    seen = rates.observed(queries.care(context, [scope.root_id, area_id], band), scope.root_id)
    return bands.settings_of(context, scope.root_id, now, band, seen)


def _cut(cube: Simulated | None, area_id: str, kita_year: int) -> Simulated:
    """The leaves of one area in one Kita year, each an area of its own."""
    if cube is None or kita_year not in cube.years:
        raise ValueError(f"Für das Kita-Jahr {kita_year} gibt es keine Prognose.")
    at = cube.years.index(kita_year)
    inside = np.flatnonzero(cube.members[cube.areas.index(area_id)])
    leaves = tuple(cube.leaves[leaf] for leaf in inside)
    children = np.ascontiguousarray(cube.children[inside, at : at + 2])
    return Simulated(leaves, leaves, (kita_year,), children, np.eye(len(leaves), dtype=np.float32))
