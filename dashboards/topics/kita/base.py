"""What the settings work on, loaded once per scope and band, and the need a setting makes of it."""

from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita import ages_of_band, cube, needs, queries
from dashboards.topics.kita.assumptions import HOME, OBSERVED, WORDS, Assumptions, Band, Counted
from dashboards.topics.kita.balance import Children
from dashboards.topics.kita.memory import Memory
from dashboards.topics.kita.needs import Array, Base
from dashboards.topics.kita.queries import Scope
from forecasting.kita import OLDEST_AGE
from forecasting.kita.commuting import Commuting, estimate_commuting
from forecasting.kita.take_up import KITA_AGES, TakeUp, level, raised, scenarios, smoothed

# Oldest age whose rate on 1 March is that of Kindergarten children: many six-year-olds are at school.
LAST_RATE_AGE = 5
# Bases kept, apart from finished tables: however many settings are tried, none pushes them out. The cubes
# they share are not counted.
KEPT, MOST_BYTES = 40, 6_000_000


def children(context: Context, scope: Scope, settings: Assumptions) -> Children:
    """Return children and need of all areas of a scope for a setting; shared, not to be changed."""
    version = (context.build_id, context.run_id, context.role)
    plain = settings.of_need
    return queries.kept(partial(_children, context, scope, plain), (version, scope, plain))


def children_in(context: Context, scope: Scope, settings: Assumptions, area_id: str) -> pd.DataFrame:
    """Return the children of one area on 1 August, without need: columns as needs.counted returns them."""
    return needs.counted_in(_known(context, scope, settings.band), settings, area_id)


def base_of(context: Context, scope: Scope, settings: Assumptions) -> Base:
    """Return what a setting works on, with take-up at the level the setting asks for."""
    found = _known(context, scope, settings.band)
    return replace(found, rates=rates(context, scope, settings, found))


def ages_known(
    context: Context, scope: Scope, settings: Assumptions, area_id: str
) -> Literal["exact", "partly", "converted"]:
    """Return whether observed ages of an area come from months of birth: in all years, partly, or not."""
    seen = _known(context, scope, settings.band).observed
    if seen.is_exact is None or area_id not in seen.areas:
        return "converted"
    return "exact" if bool(seen.is_exact[seen.areas.index(area_id)].all()) else "partly"


def shape(context: Context, root_id: str, settings: Assumptions) -> Array:
    """Return take-up by age of the chosen source before it is brought to the Zielquote, (age)."""
    return take_up(context, root_id, settings.counting).of_ages(settings.band)


def take_up(context: Context, root_id: str, counting: Counted) -> TakeUp:
    """Return the source of take-up; the observed one is that of the whole area, else the usual status quo."""
    if counting.own is not None:
        return counting.own
    known = scenarios()
    if counting.take_up in known:
        return known[counting.take_up]
    return remembered(context, ("kita-quoten", root_id), lambda: _observed_take_up(context, root_id))


def _observed_take_up(context: Context, root_id: str) -> TakeUp:
    ages = queries.care_ages(context, [root_id])
    ages = ages[ages["residents"] > 0].set_index("age")
    found = (ages["children"] / ages["residents"]).clip(upper=1.0)
    usual = scenarios()["status_quo"]
    if found.reindex(range(LAST_RATE_AGE + 1)).isna().any() or found.sum() == 0:
        return usual
    kita = [float(found[min(age, LAST_RATE_AGE)]) for age in range(KITA_AGES)]
    return TakeUp(OBSERVED, "beobachtet", tuple(kita), usual.pupil)


def rates(context: Context, scope: Scope, settings: Assumptions, base: Base) -> Array:
    """Return take-up (area or 1, age) so that the whole reaches the Zielquote."""
    found = shape(context, scope.root_id, settings)
    weights = _weights(base, scope, settings)
    if not np.any(found * weights > 0):
        return np.full((1, OLDEST_AGE), settings.quota)
    power = level(found, weights, settings.quota)
    if not settings.counting.is_local or settings.band == "grundschule":
        return raised(found, power)[np.newaxis]
    version = (context.build_id, context.run_id, context.role)
    key = ("local", version, scope, settings.band, settings.counting)
    return raised(queries.kept(partial(_local, context, scope, found), key), power)


def _children(context: Context, scope: Scope, settings: Assumptions) -> Children:
    found = base_of(context, scope, settings)
    # Children alone are the same for every take-up and place of care.
    counting = replace(settings.counting, take_up=OBSERVED, place=HOME, is_local=False, own=None)
    version = (context.build_id, context.run_id, context.role)
    key = (version, scope, settings.band, counting, "counted")
    counted = queries.kept(partial(needs.counted, found, settings), key)
    return needs.need(found, settings, counted)


def _known(context: Context, scope: Scope, band: Band) -> Base:
    """The base of a scope and band without take-up, which is that of a setting."""
    version = (context.build_id, context.run_id, context.role)
    return _BASES.of((version, scope, band), partial(_base, context, scope, band))


def _base(context: Context, scope: Scope, band: Band) -> Base:
    seen, ahead = cube.observed(context, scope), cube.simulated(context, scope)
    by_area = dict(zip(scope.areas, scope.ags, strict=True))
    base = Base(
        seen,
        ahead,
        _commuting(context, ahead, band),
        np.ones((1, OLDEST_AGE)),
        tuple(by_area[area] for area in seen.areas),
    )
    if ahead is None:
        return base
    return replace(base, widening=needs.widening(base, band, _widths(context, scope, band, ahead)))


def _widths(context: Context, scope: Scope, band: Band, ahead: cube.Simulated) -> Array:
    """Widths of the stored 80 % bands, (area, year), NaN where the run has none."""
    table = queries.stored_bands(context, scope, band)
    row = {area: at for at, area in enumerate(ahead.areas)}
    column = {year: at for at, year in enumerate(ahead.years)}
    rows, columns = table["area_id"].map(row), table["kita_year"].map(column)
    is_asked = (rows.notna() & columns.notna()).to_numpy()
    found = np.full((len(row), len(column)), np.nan)
    width = (table["q90"] - table["q10"]).to_numpy(dtype=float)
    at = rows.to_numpy()[is_asked].astype(int), columns.to_numpy()[is_asked].astype(int)
    found[at] = width[is_asked]
    return found


def _commuting(context: Context, ahead: cube.Simulated | None, band: Band) -> Commuting | None:
    """The matrix of the smallest areas, or None where no children in care were delivered."""
    flows = queries.care_flows(context, band)
    if ahead is None or flows.empty:
        return None
    open_areas = set(flows["place_area_id"].dropna())
    return estimate_commuting(flows, ahead.leaves, [leaf in open_areas for leaf in ahead.leaves])


def _weights(base: Base, scope: Scope, settings: Assumptions) -> Array:
    """Children of the whole by age in the last observed year, those of the band only."""
    plain = replace(settings, counting=Counted())
    weights = ages_of_band.land_weights(base.ags[base.observed.areas.index(scope.root_id)], plain)
    if not base.observed.years:
        return weights
    known = base.observed.children[base.observed.areas.index(scope.root_id)]
    known = known[~np.isnan(known[:, WORDS[settings.band].age : WORDS[settings.band].age_to + 1]).any(axis=1)]
    return weights if known.size == 0 else np.nan_to_num(known[-1]) * weights


def _local(context: Context, scope: Scope, whole: Array) -> Array:
    """Observed take-up by area, drawn to that of the whole where few children live, (area, age)."""
    areas = sorted(scope.areas)
    table = queries.care_ages(context, areas)
    cared, living = (
        table.pivot_table(index="area_id", columns="age", values=name)
        .reindex(index=areas, columns=list(range(OLDEST_AGE)))
        .to_numpy(dtype=float, copy=True)
        for name in ("children", "residents")
    )
    living[:, LAST_RATE_AGE + 1 :] = np.nan
    local = smoothed(cared, living, whole)
    local[:, LAST_RATE_AGE + 1 :] = local[:, [LAST_RATE_AGE]]
    return local


_BASES: Memory[Base] = Memory(KEPT, MOST_BYTES)
