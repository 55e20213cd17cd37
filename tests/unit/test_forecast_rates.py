"""Rates put into a made-up register are found again; pools close; areas without data behave."""

from types import MappingProxyType

import numpy as np
import pytest

from forecasting import standards
from forecasting.assumptions import assumption_sheet
from forecasting.fertility import estimate_fertility
from forecasting.jump_off import Places, Register, Root
from forecasting.migration import estimate_migration
from forecasting.mortality import estimate_mortality
from forecasting.rates import estimate_rates, scenario_components
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings

YEARS, LEAVES = tuple(range(2014, 2025)), 12
SIZES = np.array([9000, 4000, 2000, 2000, 1500, 1500, 1000, 1000, 800, 300, 12, 0])
OUT, INNER, MEMBER, NATURALISED = 0.05, 0.08, 0.02, 0.03
IMPROVEMENT = 0.018
SETTINGS = RunSettings()


def made_up_register() -> Register:
    """Twelve areas of three municipalities in which every expected event happens exactly."""
    structure = standards.age_structure(2020)
    cells = SIZES[:, np.newaxis, np.newaxis] * structure / structure.sum()
    stock = np.repeat(np.stack([0.85 * cells, 0.15 * cells], axis=1)[np.newaxis], len(YEARS) + 1, axis=0)
    reached = np.concatenate([stock[1:, ..., :1], stock[:-1, ..., :-1]], axis=-1)
    reached[..., -1] += stock[:-1, ..., -1]
    shape = standards.move_shape() / standards.move_shape().mean()
    left = {
        kind: reached * shape * rate
        for kind, rate in (("inner", INNER), ("member_out", MEMBER), ("external_out", OUT))
    }
    hazard = -np.log1p(-standards.prospective_deaths())
    trend = (1 - IMPROVEMENT) ** (np.array(YEARS) - standards.LIFE_TABLE_YEAR)
    exposed = (reached + stock[1:]) / 2
    deaths = exposed * hazard * trend[:, np.newaxis, np.newaxis, np.newaxis, np.newaxis]
    births = np.zeros_like(reached)
    women = exposed[:, :, :, 1]
    births[:, :, :, 1] = women * standards.fertility_shape() * 1.2
    naturalised = np.zeros_like(reached)
    naturalised[:, :, 1] = reached[:, :, 1] * NATURALISED
    municipality = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2])
    moves = np.ones((len(YEARS), 3, 3)) * 40
    for year in moves:
        np.fill_diagonal(year, 0)
    names = tuple(f"{i}" for i in range(LEAVES))
    places = Places(
        Root("V", "verband", "Verband"), names, ("dorf",) * 6 + ("campus",) * 6, ("x", "y", "z"),
        municipality, names, np.eye(LEAVES),
    )  # fmt: skip
    there = np.ones(LEAVES, bool)
    arrivals = {"inner": left["inner"], "member_in": left["member_out"], "external_in": left["external_out"]}
    known = {name: there for name in ("births", "deaths", "moves", "move_ages", "naturalisations")}
    return Register(
        places,
        YEARS,
        stock,
        births,
        deaths,
        MappingProxyType(arrivals),
        MappingProxyType(left),
        moves,
        naturalised,
        known,
        (),
    )


@pytest.fixture(scope="module")
def register() -> Register:
    return made_up_register()


def test_fertility_is_recovered(register):
    fertility = estimate_fertility(register, SETTINGS)
    women = register.reached[-1, 0, :, 1, 15:50].sum(axis=1)
    tfr = (fertility.rates[0].sum(axis=1) * women).sum() / women.sum()
    assert tfr == pytest.approx(1.2 * standards.fertility_shape().sum(), rel=0.02)
    assert fertility.level.weight[0, 0] > fertility.level.weight[9, 0] > fertility.level.weight[11, 0] == 0
    assert fertility.tfr[11] == pytest.approx(fertility.tfr[9], rel=0.05)


def test_foreign_newborn_come_out_as_counted(register):
    fertility = estimate_fertility(register, SETTINGS)
    women = ((register.reached[-1] + register.stock[-1]) / 2)[:, :, 1]
    foreign_mothers = (women[:, 1] * fertility.rates[:, 1]).sum(axis=1)
    children = (1 - fertility.native_birth_share) * foreign_mothers
    assert children.sum() == pytest.approx(register.births[-1, :, 1].sum(), rel=0.03)


def test_mortality_is_recovered_and_improves(register):
    mortality = estimate_mortality(register, SETTINGS)
    assert mortality.group * mortality.level.factor[0, 0] == pytest.approx(np.ones((2, 2)), abs=0.03)
    q = mortality.probabilities(2025, 20)
    assert q.shape == (20, LEAVES, 2, 2, 101)
    assert q[19, 0, 0, 0, 70] / q[0, 0, 0, 0, 70] == pytest.approx(0.982**19, rel=0.01)


def test_out_rates_and_naturalisation_are_recovered(register):
    migration = estimate_migration(register, SETTINGS)
    leaving = (register.stock[-1] * migration.out_rate).sum() / register.stock[-1].sum()
    truth = register.departures["external_out"][-1].sum() / register.reached[-1].sum()
    assert leaving == pytest.approx(truth, rel=0.03)
    assert migration.naturalisation[:, :, 5:90] == pytest.approx(
        np.full((LEAVES, 2, 85), NATURALISED), rel=0.01
    )
    assert migration.in_volume.sum() == pytest.approx(register.arrivals["external_in"][-1].sum(), rel=0.001)


def test_pools_close_and_nobody_moves_to_the_own_municipality_from_outside(register):
    inner, member = estimate_migration(register, SETTINGS).internal
    for flow in (inner, member):
        for group in range(3):
            assert flow.share[flow.group == group].sum(axis=0) == pytest.approx(np.ones((2, 2, 101)))
    assert member.transfer.sum(axis=1) == pytest.approx(np.ones(3))
    assert np.diag(member.transfer).tolist() == [0, 0, 0]


def test_crisis_years_do_not_set_the_level_of_migration():
    assert [YEARS[i] for i in SETTINGS.migration_years(YEARS)] == [2014, 2017, 2018, 2019, 2021, 2023, 2024]
    assert [YEARS[i] for i in SETTINGS.vital_years(YEARS)] == [2020, 2021, 2022, 2023, 2024]
    assert SETTINGS.migration_years((2020, 2021, 2022)) == [0, 1, 2]


def test_scenarios_change_what_they_say(register):
    rates = estimate_rates(register, SETTINGS)
    basis, upper, nobody = read_scenarios(("basis", "obere", "null_wanderung"))
    usual = scenario_components(rates, basis, 10, 2025)
    more = scenario_components(rates, upper, 10, 2025)
    none = scenario_components(rates, nobody, 10, 2025)
    assert more.in_volume[9].sum() / usual.in_volume[9].sum() == pytest.approx(1.15)
    assert (more.fertility == usual.fertility).all()
    assert none.in_volume.sum() == none.out_rate.sum() == sum(flow.rate.sum() for flow in none.internal) == 0
    assert (none.death_probability == usual.death_probability).all()


def test_the_assumption_sheet_names_weight_years_and_source(register):
    rates = estimate_rates(register, SETTINGS)
    sheet = assumption_sheet(rates, register, read_scenarios(("obere",))[0])
    births = [one for one in sheet if one["component"] == "Geburtenziffer" and one["area_id"] == "10"]
    assert births[0]["weight"] < 0.1
    assert births[0]["base_years"] == [2020, 2021, 2022, 2023, 2024]
    assert {"Zuzüge von außen"} <= {one["component"] for one in sheet}
    assert all(one["source"] and one["author"] for one in sheet)
