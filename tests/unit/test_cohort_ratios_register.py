"""A register that is only counted: level types, nationality, scenarios, and what the run says."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from forecasting.cohort_component import YearTotals
from forecasting.cohort_ratios import DISTRICT, MUNICIPALITY
from forecasting.cohort_ratios.register import (
    Effect,
    count_history,
    draw_counts,
    effect_of,
    has_counts_only,
    level_types,
    nationality_shares,
    project_register,
    yearly_totals,
)
from forecasting.cohort_ratios.words import count_entries, count_note
from forecasting.jump_off import Register
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register

SETTINGS = RunSettings(draws=30, horizon=4)


def counted() -> Register:
    register = made_up_register()
    nothing = np.zeros(len(register.places.leaves), bool)
    return replace(register, delivered=dict.fromkeys(register.delivered, nothing))


def kept(years: Iterator[YearTotals]) -> list[YearTotals]:
    return [replace(year, population=year.population.copy()) for year in years]


def test_one_delivered_component_is_enough_for_the_component_model():
    assert has_counts_only(counted())
    assert not has_counts_only(made_up_register())


def test_a_leaf_is_a_municipality_a_region_or_a_district():
    register = counted()
    assert set(level_types(register)) == {DISTRICT}
    towns = replace(register, places=replace(register.places, leaves=("x", *register.places.leaves[1:])))
    assert level_types(towns).tolist() == [MUNICIPALITY] + [DISTRICT] * 11


def test_history_has_one_year_end_more_than_years_of_events():
    register = counted()
    history = count_history(register)
    assert history.years == (register.years[0] - 1, *register.years)
    assert history.stock.sum() == pytest.approx(register.stock.sum())


def test_a_leaf_delivered_late_costs_years_but_a_handful_of_people_does_not():
    register = counted()
    late = register.stock.copy()
    late[:3, 0] = 0
    assert count_history(replace(register, stock=late)).years[0] == register.years[0] + 2
    late = register.stock.copy()
    late[:3, 10] = 0
    assert count_history(replace(register, stock=late)).years[0] == register.years[0] - 1


def test_the_books_balance_and_nationality_keeps_its_share():
    register = counted()
    start = register.stock[-1].sum(axis=(1, 2, 3))[:, np.newaxis]
    for step, year in enumerate(project_register(register, SETTINGS)):
        assert year.step == step
        assert year.population.shape == (12, 2, 2, 101, 30)
        end = year.population.sum(axis=(1, 2, 3), dtype=float)
        change = year.births - year.deaths + year.in_migration - year.out_migration
        assert start + change == pytest.approx(end, rel=1e-4)
        assert (np.minimum(year.in_migration, year.out_migration) == 0).all()
        foreign = year.population[:, 1].sum(dtype=float) / year.population.sum(dtype=float)
        assert foreign == pytest.approx(0.15, abs=0.001)
        start = end


def test_an_empty_cell_takes_the_shares_of_all_leaves():
    stock = np.zeros((2, 2, 2, 101))
    stock[0, 0], stock[0, 1] = 30, 10
    shares = nationality_shares(stock)
    assert (shares[1, 0] == 0.75).all()
    assert shares.sum(axis=1) == pytest.approx(np.ones((2, 2, 101)))
    assert (nationality_shares(np.zeros((1, 2, 2, 101))) == 0.5).all()


def test_without_an_effect_a_scenario_is_the_counts():
    register = counted()
    basis = kept(project_register(register, SETTINGS))
    nothing = effect_of(iter(basis), iter(basis))
    same = kept(yearly_totals(register, draw_counts(register, SETTINGS), nothing))
    assert all((one.population == other.population).all() for one, other in zip(basis, same, strict=True))


def test_an_effect_is_added_to_every_draw_and_never_leaves_less_than_nobody():
    register = counted()
    leaves, cells = 12, register.stock.shape[1:]
    effect = Effect(np.zeros((4, *cells)), np.zeros((4, leaves)), np.zeros((4, leaves)))
    effect.population[:, 0, 0, 1, 30] = 5
    effect.population[:, 1, 0, 0, 40] = -1e9
    effect.births[:, 0] = 2
    basis = kept(project_register(register, SETTINGS))
    changed = kept(yearly_totals(register, draw_counts(register, SETTINGS), effect))
    start = register.stock[-1].sum(axis=(1, 2, 3))[:, np.newaxis]
    for one, other in zip(changed, basis, strict=True):
        assert one.population[0, 0, 1, 30] - other.population[0, 0, 1, 30] == pytest.approx(5, abs=1e-3)
        assert (one.population[1, 0, 0, 40] == 0).all()
        assert one.births[0] - other.births[0] == pytest.approx(2, abs=1e-6)
        end = one.population.sum(axis=(1, 2, 3), dtype=float)
        change = one.births - one.deaths + one.in_migration - one.out_migration
        assert start + change == pytest.approx(end, rel=1e-4)
        start = end


def test_the_run_says_what_was_assumed():
    register = counted()
    assert "Kohortenquotienten" in count_note(register)
    lines = count_entries(register)
    assert {line["area_id"] for line in lines} == {"V", *register.places.leaves}
    improvement = next(line for line in lines if line["component"] == "Rückgang der Sterblichkeit")
    assert improvement["value"] == 0.018
    assert len(lines) == 5 + 4 * 12
