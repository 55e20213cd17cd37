"""Moves between the units of a map: the flows, what is not reported of them, and both sides' reports."""

from collections import Counter

import numpy as np
import pandas as pd

from dashboards.memory import remembered
from dashboards.topics.wanderungen import queries
from dashboards.topics.wanderungen.view import MAX_ROWS, MAX_ROWS_PHONE, View

Pair = tuple[str, str]


def pairs(view: View) -> pd.DataFrame:
    """Moves between the units over the period: origin, destination, moves, moves_by_origin (sums)."""
    return queries.pairs(view.context, area_ids=view.scope.unit_ids, cut=view.cut)


def own_pairs(view: View) -> pd.DataFrame:
    """Moves between the units that touch the chosen area, of pairs whose both ends reported."""
    return remembered(view.context, ("wanderungen-paare-hier", *view.pairs_key), lambda: _own_pairs(view))


def _own_pairs(view: View) -> pd.DataFrame:
    table, scope = pairs(view), view.scope
    silent, towns = _silent(view, scope.unit_ids), _towns(view)
    here = set(scope.unit_ids) if scope.is_whole else {unit.area_id for unit in scope.members}
    told = [
        (a in here or b in here)
        and (a == b or (_is_observed(towns, a, b) and a not in silent and b not in silent))
        for a, b in zip(table["origin"].tolist(), table["destination"].tolist(), strict=True)
    ]
    # An empty list would choose no columns instead of no rows.
    return table[np.array(told, dtype=bool)]


def _towns(view: View) -> dict[str, tuple[str | None, bool]]:
    """Municipality of every unit, and whether the unit is one itself."""
    coarse = set(view.scope.municipalities)
    return {unit.area_id: (unit.municipality_ags, unit.area_id in coarse) for unit in view.scope.units}


def _is_observed(towns: dict[str, tuple[str | None, bool]], a: str, b: str) -> bool:
    """Moves are known between whole municipalities and inside one, not between parts of two."""
    (town, is_whole), (other, is_other_whole) = towns[a], towns[b]
    return town == other or (is_whole and is_other_whole)


def member_pairs(view: View) -> pd.DataFrame:
    """Moves between the municipalities of the frame, as both sides report them (sums over the period).

    Pairs of which one side did not report every year are left out.
    """
    if view.scope.is_in_municipality:
        return queries.pairs(view.context, area_ids=[], cut=view.cut)
    towns = view.scope.municipalities
    table = queries.pairs(view.context, area_ids=towns, cut=view.cut)
    silent = _silent(view, list(towns))
    is_told = [
        a not in silent and b not in silent
        for a, b in zip(table["origin"], table["destination"], strict=True)
    ]
    return table[np.array(is_told, dtype=bool)]


def unknown(view: View) -> set[Pair]:
    """Ordered pairs of units whose moves nobody reported: below two municipalities, or with a silent end."""
    return remembered(view.context, ("wanderungen-luecken", *view.pairs_key), lambda: _unknown(view))


def _unknown(view: View) -> set[Pair]:
    ids, towns = view.scope.unit_ids, _towns(view)
    silent = _silent(view, ids)
    # The destination's report leads; inside a municipality there is only one.
    return {(a, b) for a in ids for b in ids if a != b and (b in silent or not _is_observed(towns, a, b))}


def _silent(view: View, area_ids: list[str]) -> set[str]:
    """Areas whose municipality did not report every year of the period, or never the moves between them."""
    told = queries.reported_years(view.context, area_ids=area_ids)
    needed = "has_inner" if view.scope.is_in_municipality else "has_outer"
    period = set(view.choice.period)
    rows = zip(*(told[name].tolist() for name in ("area_id", "year", "is_reported", needed)), strict=True)
    counts = Counter(area_id for area_id, year, *known in rows if year in period and known == [True, True])
    return {area_id for area_id in area_ids if counts[area_id] < view.years}


def ranked(view: View, most: int | None = None) -> list[str]:
    """At most `most` units with the most moves, in the order of the tree; a leaf comes first."""
    limit = most or (MAX_ROWS_PHONE if view.context.is_phone else MAX_ROWS)
    table = own_pairs(view)
    volume = pd.concat([table.groupby(end)["moves"].sum() for end in ("origin", "destination")])
    order = volume.groupby(level=0).sum().sort_values(ascending=False)
    ids = [unit.area_id for unit in (view.scope.units if view.scope.is_leaf else view.scope.members)]
    kept = set([area_id for area_id in order.index if area_id in set(ids)][:limit])
    return view.focus_first([area_id for area_id in ids if area_id in kept])
