"""A list is taken at the worth past lists had, tables of dwellings at what quarters built here showed."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.housing_projects import Phase
from forecasting.housing_tables import dwelling_types
from forecasting.local_yields import PRIOR_SPREAD, estimate_yields, scaled
from forecasting.plan_record import Listed, PlanRecord, as_likely, estimate_record
from tests.unit.test_forecast_rates import made_up_register


def listed(year: int, **phases: float) -> list[Listed]:
    """The list at the end of `year`: dwellings of project B by year (y2019=…), sure where finished."""
    found = []
    for name, dwellings in phases.items():
        built = int(name[1:])
        chance = 1.0 if built <= year else 0.5
        phase = Phase("B", "Vorhaben", "0", "x", built, "efh", dwellings, chance)
        found.append(Listed(year, date(year, 12, 31), False, phase))
    return found


def test_a_list_is_worth_what_came_of_what_it_expected():
    # Expected within a year: 50 and 50, finished: 20 and 40; within two years 100, finished 60.
    lists = [
        *listed(2018, y2018=10, y2019=100, y2020=100),
        *listed(2019, y2018=10, y2019=20, y2020=100),
        *listed(2020, y2018=10, y2019=20, y2020=40),
    ]
    record = estimate_record(lists)
    assert record.lists == 2
    assert record.worth[0] == pytest.approx((60 / 100) ** (2 / 4))
    independent = 1 / np.sqrt(2)
    assert record.worth[1] == pytest.approx((60 / 100) ** (independent / (independent + 2)))


def test_a_list_that_promised_right_is_taken_at_its_word():
    right = [*listed(2018, y2018=10, y2019=40), *listed(2019, y2018=10, y2019=20)]
    assert estimate_record(right).worth == pytest.approx((1.0,))


def test_lists_that_drop_what_is_finished_teach_nothing():
    assert estimate_record([*listed(2018, y2019=100), *listed(2019, y2020=100)]) == PlanRecord()
    undated = [replace(one, listed_on=None) for one in listed(2018, y2018=10, y2019=5)]
    assert estimate_record(undated) == PlanRecord()


def test_the_present_list_comes_later_and_what_is_finished_stays():
    phases = [Phase("B", "V", "0", "x", year, "efh", 100.0, 0.8) for year in (2020, 2021, 2022)]
    likely = as_likely(phases, PlanRecord((0.5, 0.75, 0.9), 5), 2020)
    assert likely[0] == phases[0]
    by_year = {phase.year: phase.expected for phase in likely[1:]}
    assert by_year == pytest.approx({2021: 40.0, 2022: 80.0, 2023: 24.0})
    assert {phase.probability for phase in likely} == {0.8}
    assert as_likely(phases, PlanRecord(), 2020) == tuple(phases)


def test_a_quarter_built_here_corrects_the_persons_of_the_tables():
    register = made_up_register()
    people = np.full(len(register.years) + 2, 3.0)
    built = {year: 40.0 for year in register.years[-5:]}
    leaf = int(np.abs(register.stock[-1].sum(axis=(1, 2, 3)) - 1000).argmin())
    # 200 houses, and the leaf gained two persons for each of them.
    stock = register.stock.copy()
    for step in range(1, 6):
        stock[-6 + step, leaf] *= 1 + step * 80 / stock[-6, leaf].sum()
    grown = replace(register, stock=stock)
    local = estimate_yields({leaf: ("efh", built)}, grown, lambda leaf, kind: people)
    assert local["efh"].weight > 0.5
    assert 2 / 3 - 0.02 < local["efh"].factor < 0.85
    assert local["efh"].years == register.years[-5:]
    houses = dwelling_types(3)["efh"]
    assert scaled(houses, local).persons == pytest.approx(houses.persons * local["efh"].factor)
    assert scaled(dwelling_types(3)["senioren"], local).persons == dwelling_types(3)["senioren"].persons


def test_twenty_flats_in_a_town_correct_nothing():
    register = made_up_register()
    people = np.full(len(register.years) + 2, 3.0)
    biggest = int(register.stock[-1].sum(axis=(1, 2, 3)).argmax())
    local = estimate_yields(
        {biggest: ("efh", {register.years[-1]: 20.0})}, register, lambda leaf, kind: people
    )
    assert local["efh"].weight < 0.2
    assert abs(local["efh"].factor - 1) < PRIOR_SPREAD
