"""New housing: rules of planners, yields, no double count, movers conserved, projects built or not."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.components import Levels
from forecasting.declared import Line
from forecasting.errors import DeclarationError
from forecasting.housing import Building, Housing, add_housing, housing_arrivals, plan_housing
from forecasting.housing_chance import draw_projects
from forecasting.housing_projects import Phase, estimate_trend
from forecasting.housing_residents import LeafRates, movers
from forecasting.housing_tables import BANDS, dwelling_types, places, yield_rules
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.uncertainty import CHANCE_BANDS, CHANCE_OF_AGE
from tests.unit.test_forecast_rates import LEAVES, made_up_register

HORIZON, FIRST = 20, 2025
# Leaf 0 … 4 lie in municipality x; the yearly completions known of it.
USUAL = 30
ONES = np.ones(HORIZON)


@pytest.fixture(scope="module")
def register():
    # Moves inside municipalities and between them, and everything else as in the tests of rates.
    return made_up_register()


@pytest.fixture(scope="module")
def rates(register):
    return estimate_rates(register, RunSettings())


def phase(year=FIRST, dwellings=100.0, probability=1.0, kind="mfh_miete", leaf=0, project="B1"):
    return Phase(project, f"Vorhaben {project}", f"{leaf}", "x", year, kind, dwellings, probability)


def stated(*rows):
    names = ("area_id", "year", "dwellings", "dwelling_type")
    return [
        Line("fertigstellungen", i, dict(zip(names, map(str, row), strict=False)))
        for i, row in enumerate(rows, 2)
    ]


def usual(dwellings=USUAL, area="x"):
    return stated(*((area, year, dwellings) for year in range(2015, 2025)))


def plan(register, rates, phases, lines=()) -> Housing | None:
    trend = estimate_trend(phases, lines, register.places, rates.migration.years)
    return plan_housing(phases, trend, register, rates, HORIZON)


def of_x(arrivals):
    return arrivals[:, :5].sum(axis=(1, 2, 3, 4))


def test_100_rental_flats_give_14_kita_and_12_primary_places_in_berlin():
    assert places(100, "berlin_rule") == {"kita": 14, "grundschule": 12}
    assert yield_rules()["berlin_rule"].persons_per_dwelling["kita"] == 2


def test_every_type_of_dwelling_has_a_table_and_a_source():
    for kind in dwelling_types(HORIZON).values():
        assert kind.children.shape == (HORIZON, len(BANDS))
        assert kind.movers.sum() == pytest.approx(1)
        assert kind.persons > kind.children[0].sum()
    assert dwelling_types(HORIZON)["efh"].children[4].tolist() == pytest.approx([0.28, 0.33, 0.36])


@pytest.mark.parametrize("kind", ["efh", "mfh_eigentum", "mfh_miete"])
def test_residents_follow_the_table_of_children_where_births_do_not_exceed_it(kind, register, rates):
    dwelling = dwelling_types(HORIZON)[kind]
    people = register.stock[-1, 0]
    leaving = rates.migration.out_rate[0] + sum(flow.rate[0, 0] for flow in rates.migration.internal)
    death = rates.mortality.probabilities(FIRST, 1)[0, 0]
    groups = people / people.sum(axis=(0, 1))
    _, residents = movers(dwelling, LeafRates(0.5 * rates.fertility.rates[0], death, leaving, groups))
    for band, (first, last) in enumerate(BANDS):
        children = residents[..., first : last + 1].sum(axis=(1, 2, 3)) / dwelling.occupied
        assert np.abs(children - dwelling.children[:, band]).max() < 0.011
    everybody = residents.sum(axis=(1, 2, 3)) / dwelling.occupied
    assert everybody[0] == pytest.approx(dwelling.persons)
    assert np.all((everybody > 0.85 * dwelling.persons) & (everybody < 1.2 * dwelling.persons))


def test_the_projection_itself_gives_the_yield(register, rates):
    """The whole engine with and without one project: the difference in its area is what was built there."""
    housing = plan(register, rates, [phase(dwellings=60, kind="efh")], usual(0))
    # Movers from elsewhere only, so that the area loses nobody to the project.
    plain = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, FIRST)
    with_all = add_housing(plain, housing, Building(ONES, ONES, np.ones((HORIZON, LEAVES))))
    start = jump_off_population(register)
    kind, gained = dwelling_types(HORIZON)["efh"], []
    for built, free in zip(project_years(start, with_all), project_years(start, plain), strict=True):
        gained.append((built.population - free.population)[0, ..., 0].sum(axis=(0, 1)))
        if len(gained) == 5:
            break
    children = gained[4][:10].sum() / 60 / kind.occupied[4]
    # Half of the movers lived in the municipality, some of them in this very area, and some children too.
    assert 0.5 * kind.children[4].sum() < children <= 1.15 * kind.children[4].sum()
    assert gained[0].sum() > 60


def test_movers_of_the_own_municipality_are_missing_where_they_lived(register, rates):
    housing = plan(register, rates, [phase()], usual(0))
    without = replace(housing, followers=np.zeros_like(housing.followers))
    added = of_x(housing_arrivals(without, ONES))
    kind = dwelling_types(HORIZON)["mfh_miete"]
    came = housing.per_dwelling[0, "mfh_miete"].sum(axis=(1, 2, 3)) * 100
    # 60 % come from the municipality: only 40 % are new to it.
    assert added == pytest.approx(came * (1 - kind.own))
    # Others follow into a part of the dwellings left behind.
    assert of_x(housing_arrivals(housing, ONES)) == pytest.approx(came * (1 - kind.own * (1 - kind.refill)))
    assert np.all(housing_arrivals(housing, ONES)[:, 5:] == 0)


def test_building_at_the_trend_adds_nobody(register, rates):
    everywhere = plan(register, rates, [phase(dwellings=USUAL)], usual())
    assert np.abs(of_x(housing_arrivals(everywhere, ONES))).max() < 1e-9
    # Known by area and as before: nobody is placed anew either.
    same = [phase(year, USUAL, leaf=0) for year in range(FIRST, FIRST + HORIZON)]
    here = plan(register, rates, same, usual(area="0"))
    assert np.abs(housing_arrivals(here, ONES)).max() < 1e-9
    # 90 dwellings where 30 are usual: two thirds are extra.
    more = plan(register, rates, [phase(dwellings=90)], usual())
    assert more.extra[0, 0] == pytest.approx(2 / 3)


def test_building_that_ended_is_missing_where_it_was_and_goes_on_elsewhere(register, rates):
    housing = plan(register, rates, [], usual(area="0"))
    added = housing_arrivals(housing, ONES)
    assert added[3, 0].sum() < -10
    assert np.abs(of_x(added)).max() < 1e-9


def test_past_projects_are_the_trend_if_nothing_else_is_known(register, rates):
    past = [phase(year, 20, project=f"A{year}") for year in range(2015, 2025)]
    trend = estimate_trend(past, (), register.places, rates.migration.years)
    assert trend.by_municipality[0] == pytest.approx(20)
    assert np.isnan(trend.by_municipality[1])
    unknown = plan(register, rates, [phase()])
    assert np.abs(of_x(housing_arrivals(unknown, ONES))).max() < 1e-9
    assert "fertigstellungen.csv" in unknown.notes[0]


def test_what_is_improbable_or_not_wanted_adds_nobody(register, rates):
    assert plan(register, rates, [phase(probability=0.0)], usual(0)) is None
    housing = plan(register, rates, [phase()], usual(0))
    assert not housing_arrivals(housing, 0 * ONES).any()
    plain = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, FIRST)
    nobody_moves = add_housing(plain, housing, Building(ONES, 0 * ONES, np.ones((HORIZON, LEAVES))))
    assert np.array_equal(
        nobody_moves.in_volume, np.broadcast_to(plain.in_volume, nobody_moves.in_volume.shape)
    )
    half = plan(register, rates, [phase(probability=0.5)], usual(0))
    assert housing_arrivals(half, ONES) == pytest.approx(housing_arrivals(housing, ONES) / 2)
    assert housing_arrivals(half, 2 * ONES) == pytest.approx(housing_arrivals(housing, ONES))


def test_a_project_is_built_or_not_in_a_draw(register, rates):
    housing = plan(register, rates, [phase(probability=0.25)], usual(0))
    building = Building(ONES, ONES, np.ones((HORIZON, LEAVES)))
    plain = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, FIRST)
    expected = add_housing(plain, housing, building)
    draws = 400
    chance = draw_projects(housing, building, expected, draws, 7)
    levels = Levels(CHANCE_OF_AGE, inflow=np.ones((1, LEAVES, len(CHANCE_BANDS), draws), np.float32))
    factor = chance.levels(levels, 0).inflow[0, 0]
    assert factor.mean(axis=1) == pytest.approx(1, abs=1e-4)
    assert np.all(chance.levels(levels, 0).inflow[0, 1:] == 1)
    arrivals = expected.in_volume[0, 0].sum(axis=(0, 1))
    band = CHANCE_OF_AGE[30]
    came = arrivals[CHANCE_OF_AGE == band].sum() * np.unique(np.round(factor[band], 5))
    # Two futures: with the whole project, or without it.
    assert len(came) == 2
    whole = housing.per_dwelling[0, "mfh_miete"][0].sum(axis=(0, 1))[CHANCE_OF_AGE == band].sum() * 100
    assert came[1] - came[0] == pytest.approx(whole, rel=0.01)


def test_building_that_slows_down_is_as_full_as_any(register, rates):
    housing = plan(register, rates, [phase()], usual(0))
    plain = scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, FIRST)
    damping = np.full((HORIZON, LEAVES), 0.5)
    damped = add_housing(plain, housing, Building(ONES, ONES, damping)).in_volume * 0.5
    plainly = add_housing(plain, housing, Building(ONES, ONES, 2 * damping)).in_volume
    gained = (plainly - plain.in_volume)[:, 0].sum(axis=(1, 2, 3))
    assert (damped - 0.5 * plain.in_volume)[:, 0].sum(axis=(1, 2, 3)) == pytest.approx(gained)


def test_a_year_stated_twice_and_a_strange_type_are_refused(register, rates):
    with pytest.raises(DeclarationError, match=r"fertigstellungen.csv, Zeile 3: .*2018"):
        plan(register, rates, [phase()], stated(("x", 2018, 5), ("x", 2018, 6)))
    with pytest.raises(DeclarationError, match=r"Zeile 2: Die Wohnungsart „zelt“"):
        plan(register, rates, [phase()], stated(("0", 2018, 5, "zelt")))


def test_projects_that_cannot_act_are_named(register, rates):
    lost = replace(phase(project="B2"), area_id="x")
    housing = plan(register, rates, [phase(), lost], usual(0))
    assert "kein kleinstes Gebiet" in housing.notes[0]
