"""A building is occupied for the first time once: an estate that is finished does not go on growing."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.declared import Declared
from forecasting.estimate_entries import estimate_entries
from forecasting.first_occupation import settled_arrivals, settled_people, with_first_occupations
from forecasting.migration import estimate_migration
from forecasting.plans import Stated
from forecasting.rates import estimate_rates
from forecasting.run_root import prepare_model, project_basis
from forecasting.settings import RunSettings
from tests.unit.test_forecast_housing import stated
from tests.unit.test_forecast_rates import YEARS, made_up_register

SETTINGS = RunSettings(draws=1, horizon=15)
ESTATE, DWELLINGS, PERSONS = 4, 40, 2.1
LINES = stated(*((f"{ESTATE}", year, DWELLINGS, "mfh_eigentum") for year in YEARS))


def built_register():
    """The made-up register with 84 more people a year in one area: those who moved into 40 new flats."""
    plain = made_up_register()
    ages = np.zeros(101)
    ages[28:42] = 1 / 14
    came = np.zeros((2, 2, 101))
    came[0] = DWELLINGS * PERSONS / 2 * ages
    stock, arrived = plain.stock.copy(), plain.arrivals["external_in"].copy()
    arrived[:, ESTATE] += came
    for year in range(1, len(stock)):
        # They stay and age; nobody of them leaves or dies in this register.
        stock[year, ESTATE] += sum(np.roll(came, year - then, axis=-1) for then in range(1, year + 1))
    return replace(plain, stock=stock, arrivals={**plain.arrivals, "external_in": arrived})


@pytest.fixture(scope="module")
def register():
    return built_register()


def path(register, lines):
    model = prepare_model(register, SETTINGS, Stated(Declared({"fertigstellungen": tuple(lines)})))
    years = [year.population[..., 0].sum(axis=(1, 2, 3)) for year in project_basis(model)]
    return np.stack([register.stock[-1].sum(axis=(1, 2, 3)), *years])


def test_first_residents_are_counted_from_the_dwellings(register):
    known = with_first_occupations(register, (), LINES)
    persons = known.first_occupied.sum(axis=2)
    assert persons[3:, ESTATE] == pytest.approx(DWELLINGS * PERSONS * 0.97, rel=0.05)
    assert persons.sum() == pytest.approx(persons[:, ESTATE].sum())
    assert with_first_occupations(register, (), ()) is register


def test_more_dwellings_than_arrivals_do_not_empty_an_area(register):
    lines = stated(*((f"{ESTATE}", year, 4000, "efh") for year in YEARS))
    left = settled_arrivals(with_first_occupations(register, (), lines)).arrivals["external_in"]
    assert (left[:, ESTATE].sum(axis=(1, 2, 3)) > 0).all()
    assert (left >= 0).all()


def test_as_if_it_had_always_stood_the_estate_never_grew(register):
    people = settled_people(with_first_occupations(register, (), LINES))[:, ESTATE]
    assert people[0] == pytest.approx(people[-1], rel=0.05)
    assert register.stock[-1, ESTATE].sum() > 1.3 * register.stock[0, ESTATE].sum()


def test_the_municipality_keeps_its_arrivals_and_the_estate_its_usual_ones(register):
    plain = estimate_migration(register, SETTINGS)
    known = estimate_migration(with_first_occupations(register, (), LINES), SETTINGS)
    town = register.places.municipality == register.places.municipality[ESTATE]
    assert known.in_volume[town].sum() == pytest.approx(plain.in_volume[town].sum(), rel=0.01)
    assert known.in_volume[ESTATE].sum() < 0.8 * plain.in_volume[ESTATE].sum()
    assert known.in_volume[~town] == pytest.approx(plain.in_volume[~town])


def test_a_finished_estate_stops_growing(register):
    unknown, known = path(register, ()), path(register, LINES)
    growth = known[-1, ESTATE] / known[0, ESTATE] - 1
    assert unknown[-1, ESTATE] / unknown[0, ESTATE] - 1 > 0.15
    town = register.places.municipality == register.places.municipality[ESTATE]
    whole = known[-1, town].sum() / known[0, town].sum() - 1
    assert growth < 0.4 * (unknown[-1, ESTATE] / unknown[0, ESTATE] - 1)
    assert abs(growth - whole) < 0.12


def test_the_sheet_names_first_occupations_the_mothers_assumed_and_how_balances_stray(register):
    known = with_first_occupations(register, (), LINES)
    sheet = estimate_entries(estimate_rates(known, SETTINGS), known, SETTINGS)
    lines = {line["component"]: line for line in sheet}
    assert lines["Erstbezug neuer Wohnungen"]["area_id"] == f"{ESTATE}"
    mothers = lines["Geburten je ausländischer Frau im Verhältnis zu deutschen"]
    assert float(mothers["value"]) == 1.35
    assert "Annahme" in mothers["source"]
    spread = [line for line in sheet if line["component"] == "Streuung des Wanderungssaldos"]
    assert {line["area_id"] for line in spread} == {*register.places.leaves, *register.places.municipalities}
