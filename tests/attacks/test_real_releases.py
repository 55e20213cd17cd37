"""No attack succeeds on the real release of towns of 1,500, 36,000 and 500,000 people."""

from functools import cache

import pytest

from tests.attacks.town import order_of, surface_of, town, with_harmonised
from warehouse.attacks.gate import attack
from warehouse.attacks.outcome import REFUSED
from warehouse.release.design import Audience
from warehouse.release.register import Outcome

# residents, smallest areas, ends of year
TOWNS = {1500: (1500, 4, 4), 36000: (36000, 20, 2), 500000: (500000, 60, 2)}


@cache
def outcomes(size: int, audience: Audience) -> tuple[Outcome, ...]:
    surface = with_harmonised(surface_of(town(*TOWNS[size]), order_of(audience)))
    assert surface.truth.num_rows > 500
    return attack(surface)


@pytest.mark.parametrize("audience", ["association", "public"])
@pytest.mark.parametrize("size", TOWNS)
def test_the_release_holds_against_every_attack(size: int, audience: Audience):
    found = outcomes(size, audience)
    assert [one.code for one in found] == [f"A{number}" for number in range(1, 21)]
    assert [f"{one.code}: {one.found}" for one in found if one.verdict == REFUSED] == []


def test_an_outcome_says_what_was_attacked_and_where_the_limit_is():
    for outcome in outcomes(1500, "association"):
        assert outcome.title
        assert outcome.tries.endswith(".")
        assert outcome.limit
        assert outcome.found.endswith(".")
        assert outcome.advice or outcome.verdict != REFUSED
