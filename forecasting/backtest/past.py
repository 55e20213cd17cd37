"""What our own models would have said at a past year end, knowing nothing that came later."""

from dataclasses import dataclass

import numpy as np

from forecasting.backtest.bands import BANDS, band_sums
from forecasting.backtest.record import FLOWS, LEAF, MUNICIPALITY, ROOT, Scope
from forecasting.backtest.scope import of_areas
from forecasting.cohort_component import YearTotals
from forecasting.cohort_ratios import CountHistory, project_counts
from forecasting.components import Array
from forecasting.jump_off import ARRIVALS, DEPARTURES, HISTORY, Register
from forecasting.plans import NOTHING, Stated
from forecasting.run_root import prepare_model, project_basis
from forecasting.settings import RunSettings


@dataclass(frozen=True)
class Past:
    """A forecast from one origin: `draws` (lead, area, band, draw), `flows` (lead, area, FLOWS) or None."""

    draws: Array
    flows: Array | None

    @property
    def point(self) -> Array:
        """Mean of the draws, which the run publishes too."""
        mean: Array = self.draws.mean(axis=-1, dtype=float)
        return mean


def forecast_components(
    register: Register, scope: Scope, settings: RunSettings, stated: Stated = NOTHING
) -> Past:
    """Return the component model's forecast from the end of `register` over `settings.horizon` years.

    `stated`: what an office had stated by then.
    """
    model = prepare_model(register.last(HISTORY), settings, stated)
    shape = (settings.horizon, len(scope.areas), len(BANDS), settings.draws)
    draws = np.empty(shape, np.float32)
    flows = np.empty((settings.horizon, len(scope.areas), len(FLOWS)))
    held = None if model.held is None else of_areas(scope, band_sums(model.held.sum(axis=(1, 2)), 1), 0)
    for year in project_basis(model):
        bands = of_areas(scope, band_sums(year.population.sum(axis=(1, 2)), 1), 0)
        draws[year.step] = bands if held is None else bands + held[..., np.newaxis]
        flows[year.step] = _levelled(scope, _year_flows(year))
    return Past(draws, flows)


def forecast_counts(history: CountHistory, scope: Scope, settings: RunSettings) -> Past:
    """Return the count-only model's forecast from the end of `history`."""
    shape = (settings.horizon, len(scope.areas), len(BANDS), settings.draws)
    draws = np.empty(shape, np.float32)
    for year in project_counts(history, settings.horizon, settings.draws, settings.seed):
        bands = band_sums(year.population.sum(axis=1, dtype=np.float32), 1)
        draws[year.lead - 1] = of_areas(scope, bands, 0)
    return Past(draws, None)


def observed_flows(register: Register, scope: Scope) -> Array:
    """Return events as they came, (year, area, FLOWS); moves inside an area do not cross its border."""
    everything = (2, 3, 4)
    births, deaths = register.births.sum(axis=everything), register.deaths.sum(axis=everything)
    arrived = [register.arrivals[kind].sum(axis=everything) for kind in ARRIVALS]
    left = [register.departures[kind].sum(axis=everything) for kind in DEPARTURES]
    by_leaf = np.stack([births, deaths, *arrived, *left], axis=-1)
    return np.stack([_levelled(scope, year) for year in by_leaf])


def _year_flows(year: YearTotals) -> Array:
    """Return means of draws (leaf, part): births, deaths, then arrivals and departures by ARRIVALS."""
    empty = np.zeros_like(year.births)
    inner_in, inner_out = (moves[0] if len(moves) else empty for moves in (year.moves_in, year.moves_out))
    member_in, member_out = (moves[1:].sum(axis=0) for moves in (year.moves_in, year.moves_out))
    moves = (inner_in, member_in, year.in_migration, inner_out, member_out, year.out_migration)
    parts = (year.births, year.deaths, *moves)
    return np.stack([part.mean(axis=-1) for part in parts], axis=-1)


def _levelled(scope: Scope, by_leaf: Array) -> Array:
    """Return (area, FLOWS) from (leaf, births, deaths, three kinds in, three kinds out)."""
    sums = of_areas(scope, by_leaf, 0)
    flows = np.empty((len(scope.areas), len(FLOWS)))
    # From a municipality's border on, moves inside it no longer count; at the root's, none between members.
    for level, first in ((LEAF, 0), (MUNICIPALITY, 1), (ROOT, 2)):
        at = scope.positions[level]
        flows[at, :2] = sums[at, :2]
        flows[at, 2] = sums[at, 2 + first : 5].sum(axis=1)
        flows[at, 3] = sums[at, 5 + first : 8].sum(axis=1)
    return flows
