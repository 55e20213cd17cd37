"""Moves between the units of a map: the flows, what is not reported of them, and both sides' reports."""

import numpy as np
import pandas as pd

from dashboards.memory import remembered
from dashboards.topics.wanderungen import measures, queries
from dashboards.topics.wanderungen.view import MAX_ROWS, MAX_ROWS_PHONE, View

Pair = tuple[str, str]


def pairs(view: View) -> pd.DataFrame:
    """Moves between the units over the period: origin, destination, moves, moves_by_origin (sums)."""
    return queries.pairs(view.context, area_ids=view.scope.unit_ids, cut=view.cut)


def own_pairs(view: View) -> pd.DataFrame:
    """Moves between the units that touch the chosen area, of pairs whose both ends reported."""
    table = pairs(view)
    gaps = unknown(view)
    reported = [
        (a, b) not in gaps and (b, a) not in gaps
        for a, b in zip(table["origin"], table["destination"], strict=True)
    ]
    # An empty list would choose no columns instead of no rows.
    table = table[np.array(reported, dtype=bool)]
    ids = [unit.area_id for unit in view.scope.members]
    return table if view.scope.is_whole else measures.touching(table, ids)


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
    return remembered(view.context, ("wanderungen-luecken", *view.key), lambda: _unknown(view))


def _unknown(view: View) -> set[Pair]:
    scope = view.scope
    coarse = set(scope.municipalities)
    towns = {unit.area_id: unit.municipality_ags for unit in scope.units}
    silent = _silent(view, scope.unit_ids)
    found = set()
    for a in scope.unit_ids:
        for b in scope.unit_ids:
            is_observed = (a in coarse and b in coarse) or towns[a] == towns[b]
            # The destination's report leads; inside a municipality there is only one.
            if a != b and (not is_observed or b in silent):
                found.add((a, b))
    return found


def _silent(view: View, area_ids: list[str]) -> set[str]:
    """Areas whose municipality did not report every year of the period, or never the moves between them."""
    told = queries.reported_years(view.context, area_ids=area_ids)
    needed = "has_inner" if view.scope.is_in_municipality else "has_outer"
    kept = told[told["year"].isin(view.choice.period) & told["is_reported"].eq(True) & told[needed].eq(True)]
    counts = kept.groupby("area_id").size()
    return {area_id for area_id in area_ids if counts.get(area_id, 0) < view.years}


def ranked(view: View, most: int | None = None) -> list[str]:
    """At most `most` units with the most moves, in the order of the tree; a leaf comes first."""
    limit = most or (MAX_ROWS_PHONE if view.context.is_phone else MAX_ROWS)
    table = own_pairs(view)
    volume = pd.concat([table.groupby(end)["moves"].sum() for end in ("origin", "destination")])
    order = volume.groupby(level=0).sum().sort_values(ascending=False)
    ids = [unit.area_id for unit in (view.scope.units if view.scope.is_leaf else view.scope.members)]
    kept = set([area_id for area_id in order.index if area_id in set(ids)][:limit])
    return view.focus_first([area_id for area_id in ids if area_id in kept])
