"""The simulated association: exact balance, families together, and the region one meant to draw."""

import numpy as np
import pytest

from sample_data.region_auenburg.dates import year_of
from sample_data.region_auenburg.identity import residuals
from sample_data.region_auenburg.places import AREA_TYPES, association, kleinauen
from sample_data.region_auenburg.simulation import History, simulate
from sample_data.region_auenburg.state import BIRTH, DEATH, IN, INNER_MOVE, OUT

SCALE = 0.06


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(association(SCALE), seed=11)


def main_residents(history: History, year: int):
    """Rows of the main residents of a stock: (person, area, nation, age)."""
    stock = next(s for s in history.stocks if s.year == year)
    main = ~stock.secondary
    person = stock.person[main]
    return person, stock.area[main], stock.nation[main], year - year_of(history.birth[person])


def test_balance_identity_is_exact_in_every_cell(history: History) -> None:
    assert {year: int(np.abs(cells).sum()) for year, cells in residuals(history).items()} == dict.fromkeys(
        range(2015, 2025), 0
    )


def test_a_missing_event_shows_as_residual(history: History) -> None:
    events = history.events
    births = np.flatnonzero((events["kind"] == BIRTH) & (events["secondary"] == 0))
    keep = np.arange(len(events["kind"])) != births[len(births) // 2]
    year = int(year_of(events["day"][births[len(births) // 2]][None])[0])
    damaged = History(
        history.region, history.stocks, {k: v[keep] for k, v in events.items()}, history.birth, history.sex
    )
    found = residuals(damaged)
    assert np.abs(found[year]).sum() == 1
    assert sum(int(np.abs(cells).sum()) for cells in found.values()) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_people(seed: int) -> None:
    first, second = (simulate(kleinauen(), seed) for _ in range(2))
    assert all(np.array_equal(first.events[name], second.events[name]) for name in first.events)
    assert np.array_equal(first.birth, second.birth)


def test_another_seed_gives_other_people() -> None:
    first, second = simulate(kleinauen(), 1), simulate(kleinauen(), 2)
    assert not np.array_equal(first.birth[:400], second.birth[:400])


def test_families_move_together(history: History) -> None:
    events = history.events
    moves = np.isin(events["kind"], (IN, OUT, INNER_MOVE)) & (events["unit"] >= 0)
    unit, day, area = (events[name][moves] for name in ("unit", "day", "area"))
    kind, person = events["kind"][moves], events["person"][moves]
    key = unit * 8 + kind
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(order))))
    for column in (day, area):
        assert np.array_equal(column[order], column[order][first][group])
    age = year_of(day) - year_of(history.birth[person])
    has_adult = np.bincount(group, weights=(age[order] >= 18)) > 0
    has_child = np.bincount(group, weights=(age[order] < 15)) > 0
    assert has_child.mean() > 0.1
    # Children hardly ever move without an adult: only those who arrive alone or are orphans.
    assert (has_child & ~has_adult).sum() < 0.02 * has_child.sum()


def test_events_follow_birth_and_nothing_follows_death(history: History) -> None:
    events = history.events
    assert (events["day"] >= history.birth[events["person"]]).all()
    dead = events["kind"] == DEATH
    death_day = np.full(len(history.birth), 10**6)
    death_day[events["person"][dead]] = events["day"][dead]
    assert (events["day"] <= death_day[events["person"]]).all()


def test_moves_between_members_have_two_sides(history: History) -> None:
    events, region = history.events, history.region
    ags = np.array([int(m.ags) for m in region.members])
    between = np.isin(events["partner"], ags)
    own = ags[region.municipality[events["area"]]]
    sides = {}
    for kind, origin, destination in ((OUT, own, events["partner"]), (IN, events["partner"], own)):
        chosen = between & (events["kind"] == kind)
        rows = np.column_stack(
            [column[chosen] for column in (events["person"], events["day"], origin, destination)]
        )
        sides[kind] = rows[np.lexsort(rows.T)]
    assert len(sides[OUT]) > 100
    assert np.array_equal(sides[OUT], sides[IN])


def test_totals_meet_the_plan(history: History) -> None:
    _, area, _, _ = main_residents(history, 2024)
    counts = np.bincount(history.region.municipality[area], minlength=8)
    planned = np.array([m.population for m in history.region.members]) * SCALE
    assert np.abs(counts / planned - 1).max() < 0.03


def test_foreign_shares_rise_to_the_plan(history: History) -> None:
    shares = []
    for year in (2014, 2024):
        _, area, nation, _ = main_residents(history, year)
        town = history.region.municipality[area]
        shares.append([(nation[town == m] != 0).mean() for m in (0, 1)])
    assert shares[0][0] < 0.11
    assert shares[1] == pytest.approx([0.16, 0.10], abs=0.025)


def test_the_new_area_fills_with_families_and_the_campus_stays_young(history: History) -> None:
    region = history.region
    sizes = []
    for year in (2014, 2019, 2024):
        _, area, _, age = main_residents(history, year)
        sizes.append((area == region.index["Sonnenkamp"]).sum())
        campus = region.area_type[area] == AREA_TYPES.index("campus")
        assert ((age[campus] >= 18) & (age[campus] < 30)).mean() > 0.5
    assert sizes[0] * 8 < sizes[1] < sizes[2]
    new = area == region.index["Sonnenkamp"]
    assert (age[new] < 18).mean() > 1.4 * (age < 18).mean()


def test_the_reception_centre_turns_over(history: History) -> None:
    events, region = history.events, history.region
    here = (events["area"] == region.reception) & (year_of(events["day"]) == 2022)
    arrivals = (here & (events["kind"] == IN)).sum()
    _, area, _, _ = main_residents(history, 2022)
    assert arrivals > 0.4 * (area == region.reception).sum()


def test_births_and_deaths_have_the_right_level(history: History) -> None:
    events = history.events
    counted = events["secondary"] == 0
    people = np.mean([len(main_residents(history, year)[0]) for year in range(2015, 2025)])
    births = (counted & (events["kind"] == BIRTH)).sum() / 10 / people * 1000
    deaths = (counted & (events["kind"] == DEATH)).sum() / 10 / people * 1000
    assert 8 < births < 11
    assert 10.5 < deaths < 14.5
