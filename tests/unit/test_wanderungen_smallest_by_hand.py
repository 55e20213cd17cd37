"""The smallest areas of an association beside each other: moves inside a town are known, others are not."""

from pathlib import Path

from dashboards import areas
from dashboards.filters import EVERYONE
from dashboards.topics.wanderungen import exchange
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.scope import scope_of
from dashboards.topics.wanderungen.view import View
from tests.hand_union import LAST_TWO, MITTE, NORD, UNION, B, union


def test_moves_between_parts_of_two_municipalities_are_unknown_not_none(tmp_path: Path):
    context = union(tmp_path)
    scope = scope_of(areas.tree(context), UNION, is_fine=True)
    view = View(context, scope, Choice(LAST_TWO, EVERYONE))
    found = exchange.own_pairs(view).set_index(["origin", "destination"])["moves"]
    # 30 and 10 a year, of two years.
    assert found[(MITTE, NORD)] == 60
    assert found[(NORD, MITTE)] == 20
    # 40 a year are known to have come to Adorf, not from which part of it to which.
    assert (B, MITTE) not in found.index
    assert (B, MITTE) in exchange.unknown(view)
