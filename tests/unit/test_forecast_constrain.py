"""Constraints: targets are met, what is met already is left alone, contradictions are refused by line."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.constrain import Start, constrain, constraint_rows, deterministic_totals
from forecasting.declared import Declared, Line
from forecasting.errors import DeclarationError
from forecasting.plans import Stated
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.run_root import forecast_scenarios, prepare_model
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.targets import linexp, read_targets
from tests.unit.test_forecast_rates import LEAVES, made_up_register

HORIZON, FIRST = 8, 2025
GEMEINDE, LAND = "eckwerte_gemeinde", "eckwerte_land"


@pytest.fixture(scope="module")
def case():
    """Twelve areas of three municipalities, x, y, z, below the association V."""
    register = made_up_register()
    places = register.places
    areas = (*places.areas, "V", "x", "y", "z")
    above = np.stack([np.ones(LEAVES), *(places.municipality == i for i in range(3))])
    object.__setattr__(places, "areas", areas)
    object.__setattr__(places, "membership", np.concatenate([places.membership, above]))
    rates = estimate_rates(register, RunSettings())
    components = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, FIRST)
    held = np.zeros(LEAVES)
    held[1] = 150
    return register, components, Start(jump_off_population(register), places, FIRST, held)


def stated(file, *rows):
    names = ("area_id", "year", "persons") if file != "linexp" else ("area_id", "weight")
    return {
        file: tuple(
            Line(file, i, dict(zip(names, map(str, row), strict=True))) for i, row in enumerate(rows, 2)
        )
    }


def path(area, totals, factor=1.0):
    return [(area, FIRST + year, round(float(total * factor), 3)) for year, total in enumerate(totals)]


def hold(case, *files):
    register, components, start = case
    declared = Declared({name: lines for file in files for name, lines in file.items()})
    targets = read_targets(declared, register, None, HORIZON)
    found = constrain(components, start, targets)
    return found, deterministic_totals(found.act_on(components), start)


def test_targets_are_met_within_a_thousandth(case):
    _, components, start = case
    free = deterministic_totals(components, start)
    wanted = free[:, :5].sum(axis=1) * (1 + 0.004 * np.arange(1, HORIZON + 1))
    found, totals = hold(case, stated(GEMEINDE, *path("x", wanted)))
    assert totals[:, :5].sum(axis=1) == pytest.approx(wanted, rel=1e-3)
    assert np.all(found.arrivals[:, :5] > 1)
    assert np.all(found.departures == 1)
    # Others only feel who moves on; their factors stay.
    assert np.all(found.arrivals[:, 5:] == 1)
    assert totals[:, 5:].sum(axis=1) == pytest.approx(free[:, 5:].sum(axis=1), rel=0.01)


def test_what_is_met_already_is_left_alone(case):
    _, components, start = case
    free = deterministic_totals(components, start)
    found, totals = hold(case, stated(GEMEINDE, *path("x", free[:, :5].sum(axis=1))))
    assert np.all(found.arrivals == 1)
    assert np.all(found.departures == 1)
    assert np.array_equal(totals, free)


def test_departures_help_where_arrivals_are_not_enough(case):
    start = case[2]
    now = start.people[:5].sum() + 150
    found, totals = hold(case, stated(GEMEINDE, *path("x", [now * 0.9])))
    assert totals[0, :5].sum() == pytest.approx(now * 0.9, rel=1e-3)
    assert found.arrivals[0, 0] == pytest.approx(0.2)
    assert found.departures[0, 0] > 1


def test_a_land_projection_changes_only_what_is_open(case):
    _, components, start = case
    free = deterministic_totals(components, start)
    city, whole = path("x", free[:, :5].sum(axis=1)), path("V", free.sum(axis=1), 1.005)
    found, totals = hold(case, stated(GEMEINDE, *city), stated(LAND, *whole))
    assert totals.sum(axis=1) == pytest.approx([row[2] for row in whole], rel=1e-3)
    assert totals[:, :5].sum(axis=1) == pytest.approx([row[2] for row in city], rel=1e-3)
    assert np.all(found.arrivals[:, 5:11] > 1)


def test_linexp_draws_small_areas_and_keeps_municipalities(case):
    register, components, start = case
    register.stock[:, 3] *= np.linspace(0.8, 1, len(register.stock))[:, np.newaxis, np.newaxis, np.newaxis]
    free = deterministic_totals(components, start)
    found, totals = hold(case, stated("linexp", ("x", 0.5)))
    assert totals[:, :5].sum(axis=1) == pytest.approx(free[:, :5].sum(axis=1), rel=1e-3)
    # The area that grew grows more than its own model says.
    assert totals[-1, 3] > free[-1, 3]
    assert np.all(found.arrivals[:, 5:] == 1)
    rows = constraint_rows(found, free, totals, start)
    assert {row["layer"] for row in rows} == {"linexp"}
    last = next(row for row in rows if row["area_id"] == "3" and row["year"] == FIRST + HORIZON - 1)
    assert last["unconstrained"] == pytest.approx(free[-1, 3])
    assert last["constrained"] == pytest.approx(totals[-1, 3])
    assert last["arrivals_factor"] > 1


def test_linexp_grows_straight_and_shrinks_by_ratio():
    people = np.array([[100.0, 100.0]] + [[0, 0]] * 9 + [[200.0, 50.0]])
    ahead = linexp(people, 2)
    assert ahead[0] == pytest.approx([210, 50 * 0.5**0.1])
    assert ahead[1] == pytest.approx([219.3, 50 * 0.5**0.193])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("x", 2025, -5)], r"Zeile 2: persons ist -5; erlaubt ist mindestens 0"),
        ([("x", 2025, "viele")], r"Zeile 2: persons ist „viele“ und keine Zahl"),
        ([("x", "", 5)], r"Zeile 2: Das Jahr fehlt"),
        ([("x", 2025, 18000), ("x", 2027, 18000)], r"Zeile 3: Für x fehlt das Jahr 2026"),
        ([("x", 2025, 18000), ("x", 2025, 18001)], r"Zeile 3: .*schon ein anderer Eckwert"),
        (
            [("x", 2025, 18000), ("0", 2025, 9000)],
            r"Zeile 3: Der Eckwert für 0 und 2025 widerspricht dem für x",
        ),
        ([("x", 2020, 18000)], r"Zeile 2: Die Eckwerte für x enden vor dem ersten Prognosejahr 2025"),
        ([("x", 2025, 90000)], r"Zeile 2: Der Eckwert 90000 für x Ende 2025 ist nicht zu erreichen"),
    ],
)
def test_contradictory_targets_are_refused_with_file_and_line(case, rows, reason):
    with pytest.raises(DeclarationError, match=rf"vorgaben/eckwerte_gemeinde.csv, {reason}"):
        hold(case, stated(GEMEINDE, *rows))


def test_a_land_target_for_what_is_fixed_already_is_refused(case):
    with pytest.raises(DeclarationError, match=r"eckwerte_land.csv, Zeile 2: .*widerspricht dem für x"):
        hold(case, stated(GEMEINDE, ("x", 2025, 18500)), stated(LAND, ("x", 2025, 18000)))


def test_a_root_with_counts_only_meets_its_targets_in_the_model_that_gives_its_results(case):
    register, _, _ = case
    nothing = dict.fromkeys(register.delivered, np.zeros(LEAVES, bool))
    counted = replace(register, delivered=nothing)
    settings = RunSettings(draws=30, horizon=HORIZON)
    now = counted.stock[-1].sum()
    declared = Declared(stated(LAND, *path("V", now * 1.003 ** np.arange(1, HORIZON + 1))))
    model = prepare_model(counted, settings, Stated(declared))
    (outcome,) = forecast_scenarios(model, read_scenarios(("basis",)))
    rows = [row for row in outcome.tables["forecast_constraint"] if row["layer"] == "land"]
    totals = outcome.result.total_draws[1:, counted.places.areas.index("V")].mean(axis=-1)
    assert len(rows) == HORIZON
    assert totals == pytest.approx([row["target"] for row in rows], rel=2e-3)
