"""Life tables against the published ones: UN Canada, WPP2019, Germany 2022/24; the a0 rules by name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecasting import standards
from forecasting.ax_rules import AxRule, first_year_share
from forecasting.cohort_component import project
from forecasting.convention import UN_END, UN_EVEN
from forecasting.errors import ComponentError
from forecasting.life_table import (
    life_table_from_knots,
    life_table_from_probabilities,
    life_table_from_rates,
    survivorship,
    survivorship_from_rates,
)
from forecasting.period_deaths import deaths_from_exposure, exposure, period_deaths
from tests.golden.ccm_cases import Case, cells, relative, tables_of, un_case, wpp_case

UN_SEXES = ("male", "female")


@pytest.fixture(scope="module")
def canada(shared: Path) -> tuple[dict[str, np.ndarray], Case]:
    """Columns of the life table (year, sex, age) and the whole case."""
    case = un_case(tables_of(shared / "golden/ccm/un_canada_1950_2020"))
    table = case.tables["lifetable"]
    years = sorted(int(year) for year in table["year"].unique())
    columns = ("mx", "ax", "qx", "lx", "Lx", "Tx", "ex", "Sx")
    return {name: cells(table, name, years, UN_SEXES)[:, 0, 0] for name in columns}, case


def test_every_column_of_the_un_table_comes_from_rates_and_given_ax(canada):
    published, _ = canada
    table = life_table_from_rates(published["mx"], ax=published["ax"])
    assert np.abs(table.qx - published["qx"]).max() < 2e-15
    assert np.abs(table.lx - published["lx"] / 1e5).max() < 2e-15
    assert np.abs(table.Lx - published["Lx"] / 1e5).max() < 3e-15
    assert table.life_expectancy == pytest.approx(published["ex"], rel=1e-12)
    assert np.abs(survivorship(table) - published["Sx"]).max() < 2e-15
    assert table.ax_rule == "a(x) beigegeben"


def test_the_un_column_of_a0_is_the_rule_of_coale_and_demeny(canada):
    published, _ = canada
    m0, q0, a0 = (published[name][..., 0] for name in ("mx", "qx", "ax"))
    assert np.abs(first_year_share("coale_demeny", None, m0=m0) - a0).max() < 1e-13
    assert np.abs(first_year_share("coale_demeny", None, q0=q0) - a0).max() < 1e-13
    # The same rule restated for m(0): within 0.0023 over the mortality of seventy years.
    assert np.abs(first_year_share("coale_demeny_m0", None, m0=m0) - a0).max() < 0.0023
    # So the whole table follows from the rates alone.
    table = life_table_from_rates(published["mx"], ax="coale_demeny")
    assert np.abs(survivorship(table) - published["Sx"]).max() < 2e-15
    assert "Coale und Demeny" in table.ax_rule


def test_what_another_a0_rule_costs(canada):
    published, _ = canada

    def cost(rule: AxRule | float, year: int) -> float:
        rebuilt = survivorship(life_table_from_rates(published["mx"], ax=rule))
        return float(np.abs(rebuilt - published["Sx"])[year, :, 0].max())

    assert cost("andreev_kingkade", 0) < 1.1e-3
    assert cost("andreev_kingkade", -1) < 5e-4
    assert 2e-3 < cost(0.1, 0) < 4e-3
    assert 1.2e-2 < cost(0.5, 0) < 1.6e-2


def test_the_rules_of_a0_join_without_a_step_and_agree_between_their_published_forms():
    # Constants of the Methods Protocol of the Human Mortality Database: the pieces meet, the form for q(0) of
    # the article differs by less than 4e-4.
    article = {
        0: ((0.0226, 0.1493, -2.0367), (0.0785, 0.0244, 3.4994), (1.0, 0.2991, 0.0)),
        1: ((0.0170, 0.1490, -2.0867), (0.0658, 0.0438, 4.1075), (1.0, 0.3141, 0.0)),
    }
    for sex, name in ((0, "male"), (1, "female")):
        for limit in ((0.02300, 0.08307), (0.01724, 0.06891))[sex]:
            sides = first_year_share("andreev_kingkade", name, m0=np.array([limit - 1e-9, limit]))
            assert sides[0] == pytest.approx(sides[1], abs=2e-4)
        q0 = np.linspace(0.001, 0.12, 200)
        ours = first_year_share("andreev_kingkade", name, q0=q0)
        theirs = [next(c + s * q for end, c, s in article[sex] if q < end) for q in q0]
        assert np.abs(ours - theirs).max() < 1.5e-3
    assert first_year_share("andreev_kingkade", "male", m0=np.array([0.0030, 0.03, 0.2])) == pytest.approx(
        [0.14929 - 1.99545 * 0.0030, 0.02832 + 3.26021 * 0.03, 0.29915]
    )
    assert first_year_share("coale_demeny_m0", "female", m0=np.array([0.01, 0.107])) == pytest.approx(
        [0.053 + 2.8 * 0.01, 0.350]
    )
    assert first_year_share(0.1, None, m0=np.array([0.01, 0.01])).tolist() == [0.1, 0.1]
    with pytest.raises(ComponentError, match="a0-Regel 'brass' ist unbekannt"):
        first_year_share("brass", "male", m0=np.array([0.01]))


def test_rates_probabilities_and_knots_give_one_table(canada):
    published, _ = canada
    from_rates = life_table_from_rates(published["mx"], ax="coale_demeny")
    open_rate = published["mx"][..., -1]
    from_q = life_table_from_probabilities(published["qx"], ax="coale_demeny", open_rate=open_rate)
    assert np.abs(from_q.Lx - from_rates.Lx).max() < 1e-14
    knots = np.arange(101)
    from_knots = life_table_from_knots(knots, published["mx"], kind="mx", ax="coale_demeny")
    assert np.abs(from_knots.Lx - from_rates.Lx).max() < 1e-13


def test_an_abridged_table_becomes_single_ages_that_keep_its_survivors(canada):
    published, _ = canada
    knots = np.array([0, 1, *range(5, 101, 5)])
    table = life_table_from_knots(knots, published["lx"][..., knots], kind="lx", ax="coale_demeny")
    assert np.abs(table.lx[..., knots] - published["lx"][..., knots] / 1e5).max() < 1e-13
    assert np.abs(table.life_expectancy[..., 0] - published["ex"][..., 0]).max() < 0.06


def test_the_abridged_groups_zero_and_one_to_four(canada):
    published, _ = canada
    starts = np.array([0, 1, *range(5, 101, 5)])
    lived = np.add.reduceat(published["Lx"], starts, axis=-1)
    lx = published["lx"][..., starts]
    died = np.append(lx[..., :-1] - lx[..., 1:], lx[..., -1:], axis=-1)
    table = life_table_from_rates(died / lived, ages=starts, ax="coale_demeny")
    assert np.abs(table.life_expectancy[..., 0] - published["ex"][..., 0]).max() < 0.06
    by_five = survivorship(table, 5)
    single = survivorship(life_table_from_rates(published["mx"], ax=published["ax"]), 5)
    assert np.abs(by_five - single)[..., :14].max() < 0.002


def test_survivorship_of_wpp2019_comes_from_its_rates(shared: Path):
    for folder in sorted((shared / "golden/ccm").glob("wpp2019_*")):
        life = pd.read_parquet(folder / "lifetable.parquet")

        def cube(name: str, life: pd.DataFrame = life) -> np.ndarray:
            parts = [life[life["sex"] == sex] for sex in ("Male", "Female")]
            return np.stack([part.pivot(index="col", columns="age", values=name) for part in parts], axis=1)

        ours = survivorship_from_rates(cube("mx"), UN_EVEN.with_step(5), ax=cube("ax"))
        assert np.abs(ours - cube("sx")).max() < 2e-15


def test_life_expectancy_of_the_german_table_is_the_published_one():
    # GENESIS 12621-0001, 2022/24: 78.46 and 83.18 years, from the knots quoted in `standards`.
    for rule in ("andreev_kingkade", "coale_demeny", "coale_demeny_m0", 0.1):
        table = life_table_from_knots(*standards.german_knots(), ax=rule)
        assert table.life_expectancy[:, 0] == pytest.approx([78.46, 83.18], abs=0.05), rule
        assert table.ages[-1] == 100


def test_the_rule_of_a_convention_makes_its_survivorship(canada):
    published, case = canada
    convention = replace(UN_END, name="UN_END, Coale–Demeny", ax_rule="coale_demeny")
    components = replace(
        case.components,
        survivorship=survivorship_from_rates(published["mx"], convention)[:, np.newaxis, np.newaxis],
    )
    run = project(case.jump_off, components, convention)
    assert relative(run.population[..., 0], case.expected["population"]) < 1e-12
    assert run.convention.ax_rule == "coale_demeny"


def test_period_deaths_and_exposure_of_the_un_engine(canada):
    published, case = canada
    run = project(case.jump_off, case.components, UN_END)
    people, net, cohort = (
        array[:, 0, 0, ..., 0] for array in (run.population, run.net_migration, run.deaths)
    )
    exposed = exposure(people[:-1], people[1:], net)
    assert relative(exposed, case.expected["exposure"][:, 0, 0]) < 1e-12
    died = deaths_from_exposure(published["mx"], exposed, cohort)
    assert relative(died, case.expected["period"][:, 0, 0]) < 1e-12
    # Separation factors come to the same ages within half a percent below the last two.
    table = life_table_from_rates(published["mx"], ax=published["ax"])
    apart = period_deaths(cohort, table)
    assert apart.sum(axis=-1) == pytest.approx(cohort.sum(axis=-1))
    assert np.abs(apart / died - 1)[..., :98].max() < 0.016


def test_period_deaths_of_bayespop_come_from_separation_factors(shared: Path):
    for folder in sorted((shared / "golden/ccm").glob("wpp2019_*")):
        case = wpp_case(tables_of(folder))
        convention = UN_END if "switzerland" in folder.name else UN_EVEN
        run = project(case.jump_off, case.components, convention.with_step(5))
        life, years = case.tables["lifetable"], len(run.deaths)

        def cube(name: str, life: pd.DataFrame = life, years: int = years) -> np.ndarray:
            parts = [life[life["sex"] == sex] for sex in ("Male", "Female")]
            both = np.stack([part.pivot(index="col", columns="age", values=name) for part in parts], axis=1)
            return both[-years:, np.newaxis, np.newaxis]

        table = life_table_from_rates(cube("mx"), ages=np.arange(27) * 5.0, ax=cube("ax"))
        assert relative(period_deaths(run.deaths[..., 0], table), case.expected["deaths"]) < 1e-11


def test_ages_beyond_the_last_are_folded_without_losing_anybody(canada):
    published, _ = canada
    table = life_table_from_rates(published["mx"], ax=published["ax"])
    closed = table.closed_at(85)
    assert closed.life_expectancy[..., :86] == pytest.approx(table.life_expectancy[..., :86])
    assert closed.ages[-1] == 85
    assert (closed.qx[..., -1] == 1).all()
    assert "85" in closed.open_age_group
    again = survivorship(life_table_from_rates(closed.mx, ax=closed.ax))
    assert again == pytest.approx(survivorship(closed), rel=1e-12)
    with pytest.raises(ComponentError, match=r"keine Altersgruppe, die mit 120 beginnt.*0 bis 100"):
        table.closed_at(120)
