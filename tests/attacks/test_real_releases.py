"""No attack succeeds on the real release of towns of 1,500, 36,000 and 500,000 people."""

import pytest

from tests.attacks.town import order_of, surface_of, town, with_harmonised
from warehouse.attacks.gate import ATTACKS
from warehouse.attacks.outcome import REFUSED, Ground

# residents, smallest areas, ends of year
TOWNS = {1500: (1500, 4, 4), 36000: (36000, 20, 2), 500000: (500000, 60, 2)}


def refusals(ground: Ground) -> list[str]:
    outcomes = [attack(ground) for attack in ATTACKS]
    assert [one.code for one in outcomes] == [f"A{number}" for number in range(1, 21)]
    assert all(one.advice for one in outcomes if one.verdict == REFUSED)
    return [f"{one.code}: {one.found}" for one in outcomes if one.verdict == REFUSED]


@pytest.mark.parametrize("size", TOWNS)
def test_the_release_for_members_holds_against_every_attack(size: int):
    surface = with_harmonised(surface_of(town(*TOWNS[size]), order_of()))
    assert surface.truth.num_rows > 2000
    assert refusals(Ground(surface)) == []


@pytest.mark.parametrize("size", [1500, 36000])
def test_the_release_for_the_public_holds_against_every_attack(size: int):
    surface = with_harmonised(surface_of(town(*TOWNS[size]), order_of("public")))
    assert refusals(Ground(surface)) == []


def test_an_outcome_says_what_was_attacked_and_where_the_limit_is():
    ground = Ground(with_harmonised(surface_of(town(*TOWNS[1500]), order_of())))
    for attack in ATTACKS:
        outcome = attack(ground)
        assert outcome.title
        assert outcome.tries.endswith(".")
        assert outcome.limit
        assert outcome.found.endswith(".")
