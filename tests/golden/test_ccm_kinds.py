"""More cases of the kinds that are kept aside, invented here: no new code is needed for any of them.

Other countries in the layouts of the UN engine and of WPP2019, other cantons and scenarios of the FSO, a
municipality as befproj has it. The judge is `plain_engines`, which shares no line with the engine.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.cohort_component import project
from forecasting.components import Components
from forecasting.convention import FSO, MUNICIPAL, UN_END, UN_EVEN
from tests.golden.ccm_cases import fso_case, municipal_case, relative, un_case, wpp_case
from tests.golden.plain_engines import fso_step, municipal_run, un_step

SEXES = ("male", "female")


def mortality(random, shape):
    """Survival that falls with age."""
    x = np.linspace(0, 1, shape[-1])
    return 1 - np.clip(0.002 + 0.55 * x**6 * random.uniform(0.8, 1.2, shape), 0, 1)


def fertility(ages, first, last):
    f = np.zeros(ages)
    f[first:last] = 0.09
    return f


def un_tables(seed, *, ages=101, years=6, net="some"):
    """Tables in the layout of the UN cases; `net`: some, none, or extreme (empties cells, fills others)."""
    random = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [range(1950, 1950 + years), SEXES, range(ages)], names=["year", "sex", "age"]
    )
    people = random.gamma(2, 3000, (2, ages)) * np.linspace(1, 1e-4, ages)
    survival = mortality(random, (years, 2, ages))
    moved = random.normal(0, 30, (years, 2, ages)) * (net != "none")
    if net == "extreme":
        moved[:, :, 20:40] = random.choice([-60000, 30000], (years, 2, 20))
        moved[:, :, -8:] = -5
    asfr = pd.DataFrame(
        [(year, x, f) for year in range(1950, 1950 + years) for x, f in enumerate(fertility(ages, 15, 50))],
        columns=["year", "age", "asfr"],
    )

    def long(values, name):
        return pd.DataFrame({name: values.ravel()}, index=index).reset_index()

    return {
        "pop": pd.DataFrame(
            {"pop": np.tile(people.ravel(), years + 1)},
            index=pd.MultiIndex.from_product(
                [range(1950, 1951 + years), SEXES, range(ages)], names=["year", "sex", "age"]
            ),
        ).reset_index(),
        "lifetable": long(survival, "Sx"),
        "mig": long(moved, "mig"),
        "asfr": asfr,
        "srb": pd.DataFrame({"year": range(1950, 1950 + years), "srb": random.uniform(1.03, 1.09, years)}),
    }


def un_by_hand(case, *, even, years=1):
    """Run `plain_engines.un_step` over all years of a case with one area."""
    parts = case.components
    people = dict(zip(SEXES, case.jump_off[0, 0, :, :, 0].tolist(), strict=True))
    states, deaths, births, used = [people], [], [], []
    for year in range(parts.years):
        end, dead, born, net = un_step(
            states[-1],
            dict(zip(SEXES, parts.survivorship[year, 0, 0].tolist(), strict=True)),
            parts.fertility[year, 0, 0].tolist(),
            1 / parts.girls_share[year] - 1,
            dict(zip(SEXES, parts.net_migration[year, 0, 0].tolist(), strict=True)),
            even,
            years,
        )
        states.append(end)
        deaths.append(dead)
        births.append(born)
        used.append(net)

    def cube(steps):
        return np.array([[step[sex] for sex in SEXES] for step in steps])

    return cube(states), cube(deaths), np.array(births), cube(used)


@pytest.mark.parametrize("net", ["some", "none", "extreme"])
@pytest.mark.parametrize("convention", [UN_END, UN_EVEN], ids=lambda one: one.name)
@pytest.mark.parametrize("ages", [101, 86, 131])
def test_another_country_of_the_un(net, convention, ages):
    case = un_case(un_tables(len(net), ages=ages, net=net))
    run = project(case.jump_off, case.components, convention)
    states, deaths, births, _ = un_by_hand(case, even=convention is UN_EVEN)
    assert relative(run.population[:, 0, 0, ..., 0], states) < 5e-12
    assert relative(run.deaths[:, 0, 0, ..., 0], deaths) < 1e-10
    assert relative(run.births_by_mother[:, 0, 0, :, 0], births) < 5e-12
    assert run.population.min() >= 0
    assert run.deaths.min() >= 0
    # Ordinary net counts still take more than everybody at the highest ages; without any nothing is cut.
    assert (run.cut.sum() > 0) == (net != "none")


def test_the_report_of_cut_outflows_makes_the_extreme_country_balance():
    case = un_case(un_tables(3, net="extreme"))
    run = project(case.jump_off, case.components, UN_END)
    asked, done = case.components.net_migration[..., np.newaxis], run.net_migration
    kept = (done - asked).sum(axis=(2, 3, 4))
    assert kept == pytest.approx(run.cut)
    assert run.cut.min() > 1000
    people = run.population.sum(axis=(1, 2, 3, 4, 5))
    change = run.births.sum(axis=(1, 2, 3, 4)) - run.deaths.sum(axis=(1, 2, 3, 4, 5))
    assert people[1:] - people[:-1] == pytest.approx(change + done.sum(axis=(1, 2, 3, 4, 5)))


def test_net_counts_as_the_un_engine_used_them_are_not_cut_a_second_time():
    case = un_case(un_tables(4, net="extreme"))
    states, _, _, used = un_by_hand(case, even=False)
    again = replace(case.components, net_migration=used[:, np.newaxis, np.newaxis])
    run = project(case.jump_off, again, UN_END)
    assert relative(run.population[:, 0, 0, ..., 0], states) < 1e-11


def test_countries_side_by_side_are_the_countries_alone():
    cases = [un_case(un_tables(seed, net="extreme")) for seed in (5, 6, 7)]
    together = Components(
        **{
            name: np.concatenate([getattr(case.components, name) for case in cases], axis=1)
            for name in ("fertility", "survivorship", "net_migration")
        },
        girls_share=cases[0].components.girls_share,
    )
    run = project(np.concatenate([case.jump_off for case in cases]), together, UN_END)
    for area, case in enumerate(cases):
        own = replace(case.components, girls_share=cases[0].components.girls_share)
        assert (run.population[:, area] == project(case.jump_off, own, UN_END).population[:, 0]).all()


def wpp_tables(seed, groups, *, moved=21):
    """Tables in the layout of the WPP2019 cases, sixteen steps of five years, thousands."""
    random = np.random.default_rng(seed)
    steps = [str(year) for year in range(2018, 2099, 5)]
    ages = np.arange(groups) * 5
    survival = mortality(random, (len(steps), 2, groups))
    life = [
        (step, sex, age, survival[k, s, a])
        for k, step in enumerate(steps)
        for s, sex in enumerate(("Male", "Female"))
        for a, age in enumerate(ages)
    ]

    def by_age(first, rows, draw):
        table = pd.DataFrame(draw((rows, len(steps))), columns=steps)
        table.insert(0, "age", ages[first : first + rows])
        return table

    people = random.gamma(2, 100, (2, groups)) * np.linspace(1, 0, groups)
    return {
        "lifetable": pd.DataFrame(life, columns=["col", "sex", "age", "sx"]),
        "asfr": by_age(3, 7, lambda shape: random.uniform(0.05, 0.4, shape)),
        "migm": by_age(0, moved, lambda shape: random.normal(0, 5, shape)),
        "migf": by_age(0, moved, lambda shape: random.normal(0, 5, shape)),
        "srb": pd.DataFrame([{f"{int(step) - 3}-{int(step) + 2}": 1.05 for step in steps}]),
        "bayespop_pop": pd.DataFrame({"year": 2020, "age": ages, "male": people[0], "female": people[1]}),
    }


@pytest.mark.parametrize("convention", [UN_END, UN_EVEN], ids=lambda one: one.name)
@pytest.mark.parametrize("groups", [21, 27])
def test_another_country_in_steps_of_five_years(convention, groups):
    case = wpp_case(wpp_tables(groups, groups))
    run = project(case.jump_off, case.components, convention.with_step(5))
    states, deaths, births, _ = un_by_hand(case, even=convention is UN_EVEN, years=5)
    assert relative(run.population[:, 0, 0, ..., 0], states) < 1e-12
    assert relative(run.deaths[:, 0, 0, ..., 0], deaths) < 1e-12
    assert relative(run.births_by_mother[:, 0, 0, :, 0], births) < 1e-12
    assert run.convention.step == 5


def fso_table(seed, *, ages=101, years=4, level=1.0):
    """A table in the layout of the FSO scenarios; `level` scales arrivals as high and low scenarios do."""
    random = np.random.default_rng(seed)
    rows = []
    for year in range(2025, 2025 + years):
        for nat in ("ch", "int"):
            for sex in ("m", "f"):
                table = pd.DataFrame({"age": range(ages)})
                table["nat"], table["sex"], table["year"] = nat, sex, year
                size = (ages,)
                table["start_n"] = random.gamma(2, 800, size) * np.linspace(1, 0.001, ages)
                table.loc[0, "start_n"] = 0
                table["birthrate"] = fertility(ages, 16, 51) * random.uniform(0.5, 1.5, size) * (sex == "f")
                table["int_mothers"] = 0.25
                table["mor"] = 1 - mortality(random, size)
                table["emi_int"], table["emi_nat"] = (random.uniform(0, 0.06, size) for _ in range(2))
                table["acq"] = random.uniform(0, 0.03, size) * (nat == "int")
                table["imm_int_n"], table["imm_nat_n"] = (random.poisson(20 * level, size) for _ in range(2))
                table["fso_projection_n"] = 0
                rows.append(table)
    return pd.concat(rows, ignore_index=True)


def fso_by_hand(case):
    parts = case.components
    groups = case.jump_off.shape[1]
    states = [case.jump_off[0, :, :, :, 0]]
    deaths, born = [], []
    for year in range(parts.years):
        changed = parts.naturalisation_rate
        rates = {
            "q": parts.death_probability[year, 0],
            "e": parts.out_rate[year, 0],
            "i": parts.in_volume[year, 0],
            "f": parts.fertility[year, 0],
            "a": None if changed is None else changed[year, 0],
            "native": 0.0 if parts.native_birth_share is None else parts.native_birth_share[year, 0],
            "girls": 100 / 205,
        }
        end, dead, births = fso_step(states[-1], rates, groups)
        states.append(end)
        deaths.append(dead)
        born.append(births)
    return np.array(states), np.array(deaths), np.array(born)


@pytest.mark.parametrize("level", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("ages", [101, 106])
def test_another_canton_or_scenario_of_the_fso(level, ages):
    case = fso_case(fso_table(9, ages=ages, level=level))
    run = project(case.jump_off, case.components, FSO)
    states, deaths, born = fso_by_hand(case)
    assert relative(run.population[:, 0, ..., 0], states) < 1e-12
    assert relative(run.deaths[:, 0, ..., 0], deaths) < 1e-12
    assert relative(run.births[:, 0, ..., 0], born) < 1e-12


def test_a_canton_that_does_not_know_nationalities():
    case = fso_case(fso_table(10))
    one = Components(
        **{
            name: getattr(case.components, name)[:, :, :1]
            for name in ("fertility", "death_probability", "out_rate", "in_volume")
        }
    )
    alone = replace(case, jump_off=case.jump_off[:, :1], components=one)
    run = project(alone.jump_off, one, FSO)
    states, _, _ = fso_by_hand(alone)
    assert relative(run.population[:, 0, ..., 0], states) < 1e-12


def municipal_tables(seed, *, years=11, ages=101):
    """Start population and assumptions in the layout of befproj."""
    random = np.random.default_rng(seed)
    columns = [f"ar_{k + 1}" for k in range(years)]
    x = np.arange(ages)
    mean = {
        "asdr_men": 1 - mortality(random, (ages,)),
        "asdr_women": 0.8 * (1 - mortality(random, (ages,))),
        "asfr": fertility(ages, 16, 50),
        "inmig.rates.men": 0.002 * np.exp(-((x - 23) ** 2) / 60),
        "inmig.rates.women": 0.0022 * np.exp(-((x - 22) ** 2) / 60),
        "intermig.net.men": np.where(x < 45, 4.0, -0.2 * (x < 70)),
        "intermig.net.women": np.where(x < 45, 3.0, 0.0),
        "natpop.men": 60000 * np.linspace(1, 0.001, ages),
        "natpop.women": 58000 * np.linspace(1, 0.002, ages),
        "outmig.rates.men": 0.01 + 0.2 * np.exp(-((x - 26) ** 2) / 40),
        "outmig.rates.women": 0.01 + 0.22 * np.exp(-((x - 25) ** 2) / 40),
    }
    tables = []
    for category, values in mean.items():
        table = pd.DataFrame(values[:, np.newaxis] * random.uniform(0.9, 1.1, (ages, years)), columns=columns)
        table.insert(0, "category", category)
        table.insert(0, "age", x)
        tables.append(table)
    people = random.poisson(700 * np.linspace(1, 0.01, ages), (2, ages))
    start = pd.DataFrame({"age": x, "women": people[0], "men": people[1]})
    return start, pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize("moves_first", [False, True])
def test_a_municipality_whose_arrivals_are_a_share_of_the_country(moves_first):
    start, assumptions = municipal_tables(11)
    case = municipal_case(start, assumptions)
    order = "migration_deaths_births" if moves_first else "deaths_migration_births"
    run = project(case.jump_off, case.components, replace(MUNICIPAL, order=order))
    names = {
        "q": ("asdr_men", "asdr_women"),
        "out": ("outmig.rates.men", "outmig.rates.women"),
        "in": ("inmig.rates.men", "inmig.rates.women"),
        "country": ("natpop.men", "natpop.women"),
        "abroad": ("intermig.net.men", "intermig.net.women"),
        "f": ("asfr", "asfr"),
    }
    columns = list(assumptions.columns[2:])
    rates = {
        name: {
            sex: assumptions[assumptions["category"] == category][columns].to_numpy().T.tolist()
            for sex, category in zip(("men", "women"), both, strict=True)
        }
        for name, both in names.items()
    }
    states, flows = municipal_run(
        {sex: start[sex].tolist() for sex in ("men", "women")}, rates, len(columns), moves_first
    )
    for year, state in enumerate(states):
        for s, sex in enumerate(("men", "women")):
            ours = run.population[year, 0, 0, s, :, 0]
            assert relative(ours[: len(state[sex])], np.array(state[sex])) < 1e-12
            assert (ours[len(state[sex]) :] == 0).all()
    for year, flow in enumerate(flows):
        assert run.births[year].sum() == pytest.approx(flow["births"], rel=1e-12)
        assert run.deaths[year].sum() == pytest.approx(flow["deaths"], rel=1e-12)
        assert run.in_migration[year].sum() == pytest.approx(flow["in"], rel=1e-12)
        assert run.out_migration[year].sum() == pytest.approx(flow["out"], rel=1e-12)
    assert run.cut.sum() == 0
