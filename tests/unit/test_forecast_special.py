"""Special populations: taken out with what is theirs, kept as they are, added again, found if not stated."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.collect import Collector
from forecasting.declared import Declared, Line
from forecasting.errors import DeclarationError
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.results import TOTAL, Band
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.special_events import without_special
from forecasting.special_populations import find_special, special_entries, suspect_centres
from forecasting.special_stock import fill_up
from tests.unit.test_forecast_rates import SIZES, YEARS, made_up_register

SETTINGS = RunSettings(horizon=10)
# Leaf 3 has 2,000 inhabitants and the centre, from which everybody moves on within the year.
LEAF, BEDS = 3, 600.0
GUESTS = np.zeros((2, 2, 101))
GUESTS[1, 0, 18:30], GUESTS[1, 1, 18:30] = 2 / 3 / 12, 1 / 3 / 12
NAMES = ("area_id", "kind", "year", "persons", "sex", "age", "nationality")


def with_centre():
    """The usual register and one with a reception centre that is always as full, of people always as old."""
    plain = made_up_register()
    stock = plain.stock.copy()
    stock[:, LEAF] += BEDS * GUESTS
    arrivals = {kind: cube.copy() for kind, cube in plain.arrivals.items()}
    departures = {kind: cube.copy() for kind, cube in plain.departures.items()}
    # Everybody who was there at the start has left at the end, one year older.
    left = BEDS * np.roll(GUESTS, 1, axis=-1)
    departures["external_out"][:, LEAF] += left
    arrivals["external_in"][:, LEAF] += BEDS * GUESTS
    return plain, replace(plain, stock=stock, arrivals=arrivals, departures=departures)


def lines(*rows):
    made = [
        Line("sonderbevoelkerung", i, dict(zip(NAMES, map(str, row), strict=False)))
        for i, row in enumerate(rows, 2)
    ]
    return Declared({"sonderbevoelkerung": tuple(made)})


CENTRE = lines((f"{LEAF}", "aufnahme", YEARS[-1], BEDS))


def project(register, held=None):
    rates = estimate_rates(register, SETTINGS)
    components = scenario_components(rates, read_scenarios(("basis",))[0], SETTINGS.horizon, YEARS[-1] + 1)
    start = jump_off_population(register)
    collector = Collector(start, register.places, SETTINGS.horizon, 1, held=held)
    for year in project_years(start, components):
        collector.add(year)
    return collector


def test_what_remains_is_the_register_without_the_centre():
    plain, full = with_centre()
    special = find_special(full, CENTRE, SETTINGS)
    rest = without_special(full, special)
    assert special.stock[:, LEAF].sum(axis=(1, 2, 3)) == pytest.approx(BEDS)
    assert special.stock.sum() == pytest.approx(special.stock[:, LEAF].sum())
    assert rest.stock[:, LEAF].sum() == pytest.approx(plain.stock[:, LEAF].sum(), rel=1e-6)
    for kind in plain.arrivals:
        arrived = rest.arrivals[kind][:, LEAF].sum(), plain.arrivals[kind][:, LEAF].sum()
        assert arrived[0] == pytest.approx(arrived[1], rel=0.05)
    left = rest.departures["external_out"][:, LEAF].sum()
    assert left == pytest.approx(plain.departures["external_out"][:, LEAF].sum(), rel=0.05)


def test_the_balance_of_every_cell_stays():
    _, full = with_centre()
    special = find_special(full, CENTRE, SETTINGS)
    rest = without_special(full, special)

    def residual(register):
        moved = sum(register.arrivals.values()) - sum(register.departures.values())
        return (register.stock[1:] - register.reached + register.deaths - moved)[..., 1:].sum(axis=(2, 3, 4))

    assert residual(rest) == pytest.approx(residual(full), abs=1e-6)


def test_those_who_move_on_inside_the_region_arrive_there_from_outside():
    _, full = with_centre()
    departures = {kind: cube.copy() for kind, cube in full.departures.items()}
    moved = 0.5 * BEDS * np.roll(GUESTS, 1, axis=-1)
    departures["external_out"][:, LEAF] -= moved
    departures["member_out"][:, LEAF] += moved
    arrivals = {kind: cube.copy() for kind, cube in full.arrivals.items()}
    arrivals["member_in"][:, 5] += moved
    moves = full.member_moves.copy()
    moves[:, 0, 1] += moved.sum()
    full = replace(full, departures=departures, arrivals=arrivals, member_moves=moves)
    rest = without_special(full, find_special(full, CENTRE, SETTINGS))
    assert rest.member_moves.sum() < full.member_moves.sum() - 100 * len(YEARS)
    # Nobody is lost: what is no move between members any more comes from outside.
    for goal in (4, 5, 6, 9):
        before, after = (sum(cube[:, goal].sum() for cube in one.arrivals.values()) for one in (full, rest))
        assert after == pytest.approx(before)
    assert rest.arrivals["external_in"][:, 5:8].sum() > full.arrivals["external_in"][:, 5:8].sum() + 100


def test_the_centre_does_not_shrink_or_age():
    _, full = with_centre()
    special = find_special(full, CENTRE, SETTINGS)
    held = special.held
    assert held.ndim == 4
    total = project(without_special(full, special), held)
    band = total.position[Band(*TOTAL)]
    leaf = full.places.areas.index(f"{LEAF}")
    people = total.result().bands[:, leaf, band, 0]
    assert people[0] == pytest.approx(SIZES[LEAF] + BEDS, rel=1e-3)
    # As many as the others of the area would be by themselves, and the beds.
    plain, _ = with_centre()
    alone = project(plain).result().bands[:, leaf, band, 0]
    assert people == pytest.approx(alone + BEDS, rel=0.03)
    cells = total.result().cells[-1, LEAF, 1, 0, 18:30, 0]
    assert np.all(cells >= held[LEAF, 1, 0, 18:30] - 1e-3)


def test_a_stated_path_is_followed():
    _, full = with_centre()
    declared = lines((LEAF, "aufnahme", YEARS[-1], BEDS), (LEAF, "aufnahme", YEARS[-1] + 4, 200))
    special = find_special(full, declared, SETTINGS)
    assert special.path[:, LEAF].sum(axis=(1, 2, 3))[[0, 2, 4, 10]] == pytest.approx([600, 400, 200, 200])
    result = project(without_special(full, special), special.held)
    assert special.held.ndim == 5
    band, leaf = result.position[Band(*TOTAL)], full.places.areas.index(f"{LEAF}")
    people = result.result().bands[:, leaf, band, 0]
    same = project(without_special(full, special), special.held[0]).result().bands[:, leaf, band, 0]
    assert same - people == pytest.approx([0, 100, 200, 300, *[400] * 7], abs=0.1)


def test_a_centre_nobody_stated_is_found_and_named():
    plain, full = with_centre()
    assert suspect_centres(plain, SETTINGS) == []
    found = suspect_centres(full, SETTINGS)
    assert [group.leaf for group in found] == [LEAF]
    special = find_special(full, Declared(), SETTINGS)
    assert special.persons[0] == pytest.approx(BEDS, rel=0.1)
    assert "sonderbevoelkerung.csv" in special.notes[0]
    # Who says that there is none is believed.
    nobody = find_special(full, lines((LEAF, "aufnahme", YEARS[-1], 0)), SETTINGS)
    assert nobody.path.sum() == 0


def test_homes_are_filled_from_the_old_and_stated_ages_hold():
    plain, _ = with_centre()
    special = find_special(plain, lines((0, "heim", YEARS[-1], 100)), SETTINGS)
    assert special.path[0, 0].sum() == pytest.approx(100)
    assert special.path[0, 0, :, :, :65].sum() == 0
    stated = find_special(plain, lines((0, "kaserne", YEARS[-1], 40, "m", "19-22", "D")), SETTINGS)
    assert stated.path[0, 0, 0, 0, 19:23].sum() == pytest.approx(40)
    assert special_entries(special, plain)[0]["value"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((LEAF, "zelt", 2024, 5), "Die Art „zelt“ ist unbekannt"),
        ((LEAF, "heim", 2024, "viele"), "persons ist „viele“ und keine Zahl"),
        ((LEAF, "heim", 2024, -3), "mindestens 0"),
        ((LEAF, "heim", "", 3), "Das Jahr fehlt"),
        ((LEAF, "heim", 2024, 99999), "sind mehr als die"),
        ((LEAF, "heim", 2024, 3, "x"), "sex ist „x“"),
        ((LEAF, "heim", 2024, 3, "m", "alt"), "Das Alter „alt“"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_line(row, reason):
    plain, _ = with_centre()
    with pytest.raises(DeclarationError, match=rf"vorgaben/sonderbevoelkerung.csv, Zeile 2: .*{reason}"):
        find_special(plain, lines(row), SETTINGS)


def test_two_groups_cannot_claim_the_same_people():
    plain, _ = with_centre()
    old = plain.stock[-1, 0, :, :, 75:].sum()
    both = lines((0, "heim", 2024, 0.9 * old, "", "75+"), (0, "kaserne", 2024, 0.9 * old, "", "75+"))
    with pytest.raises(DeclarationError, match="beanspruchen dieselben Personen"):
        find_special(plain, both, SETTINGS)


def test_filling_up_passes_on_what_is_too_much():
    filled = fill_up(10.0, np.array([8.0, 1.0, 1.0, 0.0]), np.array([2.0, 20.0, 4.0, 50.0]))
    assert filled.sum() == pytest.approx(10)
    assert np.all(filled <= [2, 20, 4, 50])
