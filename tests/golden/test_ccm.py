"""The engine against other people's numbers: UN ccmppWPP, bayesPop, the Swiss FSO and a textbook."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecasting.cohort_component import Projection, project, project_reference
from forecasting.components import Components
from forecasting.convention import FSO, UN_END, UN_EVEN

SEXES = {"un": ("male", "female"), "fso": ("m", "f")}


def _cells(table: pd.DataFrame, value: str, years: list[int], sexes: tuple[str, ...]) -> np.ndarray:
    """Return (year, area 1, nationality 1, sex, age)."""
    cube = np.stack(
        [
            table[table["sex"] == sex].pivot(index="year", columns="age", values=value).loc[years].to_numpy()
            for sex in sexes
        ],
        axis=1,
    )
    return cube[:, np.newaxis, np.newaxis].astype(float)


def _relative(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1.0)))


@pytest.fixture(scope="module")
def canada(shared: Path) -> tuple[Projection, dict[str, pd.DataFrame]]:
    folder = shared / "golden/ccm/un_canada_1950_2020"
    tables = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    years = list(range(1950, 2020))
    fertility = tables["asfr"].pivot(index="year", columns="age", values="asfr").loc[years].to_numpy()
    components = Components(
        fertility=fertility[:, np.newaxis, np.newaxis],
        survivorship=_cells(tables["lifetable"], "Sx", years, SEXES["un"]),
        net_migration=_cells(tables["mig"], "mig", years, SEXES["un"]),
        girls_share=1 / (1 + tables["srb"].set_index("year")["srb"].loc[years].to_numpy()),
    )
    start = _cells(tables["pop"], "pop", [1950], SEXES["un"])[0][..., np.newaxis]
    return project(start, components, UN_END), tables


def test_canada_population_follows_the_un_engine_for_seventy_years(canada):
    run, tables = canada
    published = _cells(tables["pop"], "pop", list(range(1950, 2021)), SEXES["un"])
    assert _relative(run.population[..., 0], published) < 1e-12


def test_canada_births_by_age_of_mother_follow_the_un_engine(canada):
    run, tables = canada
    published = tables["births"].pivot(index="year", columns="age", values="births").to_numpy()
    assert _relative(run.births_by_mother[:, 0, 0, :, 0], published) < 1e-12


def test_canada_cohort_deaths_follow_the_un_engine(canada):
    run, tables = canada
    published = _cells(tables["deaths"], "deaths_cohort", list(range(1950, 2020)), SEXES["un"])
    assert _relative(run.deaths[..., 0], published) < 1e-10


@pytest.fixture(scope="module")
def aargau(shared: Path) -> tuple[np.ndarray, Components, np.ndarray]:
    table = pd.read_parquet(shared / "golden/ccm/fso_aargau/reference_scenario.parquet")
    years = sorted(table["year"].unique())

    def cube(column: str) -> np.ndarray:
        parts = [_cells(table[table["nat"] == nat], column, years, SEXES["fso"]) for nat in ("ch", "int")]
        return np.concatenate(parts, axis=2)

    # The file lists the state at the start of a year at the age reached by its end.
    start = _cells_of_start(table)
    components = Components(
        fertility=cube("birthrate")[:, :, :, 1],
        death_probability=cube("mor"),
        out_rate=cube("emi_int") + cube("emi_nat"),
        in_volume=cube("imm_int_n") + cube("imm_nat_n"),
        naturalisation_rate=cube("acq")[:, :, 1],
        native_birth_share=table.groupby("year")["int_mothers"].first().to_numpy()[:, np.newaxis],
    )
    return start, components, cube("fso_projection_n")


def _cells_of_start(table: pd.DataFrame) -> np.ndarray:
    first = table[table["year"] == table["year"].min()]
    parts = [
        _cells(first[first["nat"] == nat], "start_n", [int(first["year"].iloc[0])], SEXES["fso"])[0]
        for nat in ("ch", "int")
    ]
    reached = np.concatenate(parts, axis=1)[..., np.newaxis]
    # Whoever reaches 100 or more is listed together; as 99-year-olds at the start they all reach the open
    # group.
    return np.concatenate([reached[:, :, :, 1:], np.zeros_like(reached[:, :, :, :1])], axis=3)


def test_aargau_stays_within_a_person_of_the_published_projection_for_31_years(aargau):
    start, components, published = aargau
    run = project(start, components, FSO)
    ours = run.population[1:, ..., 0]
    assert np.abs(ours - published).max() <= 0.6
    assert abs(ours[-1].sum() / published[-1].sum() - 1) <= 0.00005
    assert np.abs(run.cut).max() == 0


def test_aargau_kernel_agrees_with_the_reference(aargau):
    start, components, _ = aargau
    fast, slow = project(start, components, FSO), project_reference(start, components, FSO)
    assert _relative(fast.population, slow.population) < 1e-12
    assert _relative(fast.deaths, slow.deaths) < 1e-12
    assert _relative(fast.births_by_mother, slow.births_by_mother) < 1e-12


def _sweden(shared: Path) -> tuple[pd.DataFrame, Projection]:
    table = pd.read_csv(shared / "golden/ccm/sweden_1993/sweden_1993.csv")

    def cell(name: str) -> np.ndarray:
        return np.stack([table[f"{name}_m"], table[f"{name}_f"]])[np.newaxis, np.newaxis].astype(float)

    components = Components(
        fertility=table["asfr"].to_numpy()[np.newaxis, np.newaxis, np.newaxis],
        survivorship=cell("Sx")[np.newaxis],
        net_migration=cell("mig")[np.newaxis],
        girls_share=1 / (1 + table["srb"].to_numpy()[:1]),
    )
    return table, project(cell("base")[..., np.newaxis], components, UN_EVEN.with_step(5))


def test_sweden_equals_the_textbook_after_rounding(shared: Path):
    table, run = _sweden(shared)
    ours = np.rint(run.population[1, 0, 0, :, :, 0])
    assert ours[1].tolist() == table["expected_f"].tolist()
    assert ours[0].tolist() == table["expected_m"].tolist()
    assert np.rint(run.births_by_mother[0, 0, 0, :, 0]).tolist() == table["births_age"].tolist()


WPP = {"wpp2019_germany": UN_EVEN, "wpp2019_switzerland": UN_END}


def _wpp(folder: Path, convention) -> tuple[Projection, pd.DataFrame]:
    life = pd.read_parquet(folder / "lifetable.parquet")
    steps = [
        column for column in pd.read_parquet(folder / "asfr.parquet").columns if column not in ("age", "2018")
    ]
    ages = np.sort(life["age"].unique())

    def by_age(name: str) -> np.ndarray:
        table = pd.read_parquet(folder / f"{name}.parquet").set_index("age")[steps]
        return table.reindex(ages, fill_value=0.0).to_numpy().T

    survivorship = np.stack(
        [
            life[life["sex"] == sex].pivot(index="col", columns="age", values="sx").to_numpy()[-len(steps) :]
            for sex in ("Male", "Female")
        ],
        axis=1,
    )[:, np.newaxis, np.newaxis]
    srb = pd.read_parquet(folder / "srb.parquet")
    periods = [f"{int(step) - 3}-{int(step) + 2}" for step in steps]
    components = Components(
        fertility=by_age("asfr")[:, np.newaxis, np.newaxis] / 5,
        survivorship=survivorship,
        net_migration=np.stack([by_age("migm"), by_age("migf")], axis=1)[:, np.newaxis, np.newaxis],
        girls_share=1 / (1 + srb[periods].to_numpy(dtype=float)[0]),
    )
    published = pd.read_parquet(folder / "bayespop_pop.parquet")
    start = published[published["year"] == 2020].set_index("age").reindex(ages, fill_value=0.0)
    jump_off = np.stack([start["male"], start["female"]])[np.newaxis, np.newaxis, ..., np.newaxis]
    return project(jump_off, components, convention.with_step(5)), published


@pytest.mark.parametrize("country", sorted(WPP))
def test_wpp2019_follows_bayespop_to_2100(shared: Path, country: str):
    run, published = _wpp(shared / "golden/ccm" / country, WPP[country])
    theirs = np.stack(
        [published.pivot(index="year", columns="age", values=sex).to_numpy() for sex in ("male", "female")],
        axis=1,
    )
    assert _relative(run.population[:, 0, 0, ..., 0], theirs) < 1e-12


def test_wpp2019_germany_is_near_the_published_total_to_2050(shared: Path):
    folder = shared / "golden/ccm/wpp2019_germany"
    run, _ = _wpp(folder, UN_EVEN)
    years = [str(year) for year in range(2025, 2051, 5)]
    published = sum(pd.read_parquet(folder / f"published_pop{sex}.parquet")[years].sum() for sex in "FM")
    ours = run.population[1:7].sum(axis=(1, 2, 3, 4, 5))
    assert np.abs(ours / published.to_numpy() - 1).max() <= 0.002


def test_wpp2024_balance_closes_every_year(shared: Path):
    folder = shared / "golden/ccm/wpp2024_totals"
    totals = pd.read_parquet(folder / "totals.parquet").set_index(["country_code", "year"])
    net = pd.read_parquet(folder / "net_migration_age_sex.parquet")
    population = totals["popM"] + totals["popF"]
    before = population.groupby("country_code").shift()
    moved = net.groupby(["country_code", "year"])[["migM", "migF"]].sum().sum(axis=1)
    change = totals["births"] - totals["deaths"] + moved.reindex(totals.index)
    residual = (population - before - change).dropna()
    assert len(residual) > 300
    # Thousands; the web tables carry three decimals per age.
    assert residual.abs().max() <= 0.022
