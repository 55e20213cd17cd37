"""From mart tables to cubes: territory, coarse rows, missing components; all tables made by hand."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from forecasting.errors import ForecastError
from forecasting.jump_off import Root, read_register, read_roots
from forecasting.residual import complete_register
from forecasting.settings import RunSettings

WAREHOUSE = Path(__file__).parents[2] / "warehouse"
TABLES = (
    "area",
    "area_member",
    "population",
    "population_margin",
    "births",
    "deaths",
    "moves",
    "status_change",
)
ROOT = Root("12345678", "gemeinde", "Musterstadt")


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in TABLES:
        connection.execute((WAREHOUSE / "schema" / f"{table}.sql").read_text(encoding="utf-8"))
    connection.execute((WAREHOUSE / "macros" / "sum_known.sql").read_text(encoding="utf-8"))
    return connection


def areas(con: duckdb.DuckDBPyConnection, *leaves: str, dissolved: str | None = None) -> None:
    """One municipality with leaves; a dissolved leaf now lies in the first one."""
    insert(
        con,
        "area",
        (ROOT.area_id, "gemeinde", "Musterstadt", ROOT.area_id, None, None, None, None, None, None, None),
    )
    insert(con, "area_member", (ROOT.area_id, ROOT.area_id, False))
    for leaf in leaves:
        end = "2020-12-31" if leaf == dissolved else None
        insert(
            con,
            "area",
            (leaf, "ortsteil", leaf, ROOT.area_id, ROOT.area_id, None, end, None, "dorf", None, None),
        )
        insert(con, "area_member", (ROOT.area_id, leaf, True))
        insert(con, "area_member", (leaf, leaf, True))
    if dissolved:
        insert(con, "area_member", (leaves[0], dissolved, True))


def insert(con: duckdb.DuckDBPyConnection, table: str, row: tuple[object, ...]) -> None:
    con.table(table).insert(row)


def people(con: duckdb.DuckDBPyConnection, leaf: str, year: int, *cells: tuple[object, ...]) -> None:
    for cell in cells:
        insert(con, "population", (leaf, f"{year}-12-31", *cell))


def test_the_register_of_a_town_becomes_cubes(con):
    areas(con, "a", "b")
    for year in (2021, 2022, 2023):
        people(con, "a", year, ("w", 30, 30, "D", 10), ("m", 0, 0, "A", 2))
        people(con, "b", year, ("w", 40, 40, "A", 5))
    insert(con, "births", ("a", 2023, 31, 31, "w", "D", 3))
    insert(con, "deaths", ("b", 2022, "w", 40, 40, "A", 1))
    insert(con, "moves", (2023, "inner", ROOT.area_id, "a", "b", "w", 30, 30, "D", 4))
    register = read_register(con, ROOT)
    assert read_roots(con) == [ROOT]
    assert register.years == (2022, 2023)
    assert register.stock.shape == (3, 2, 2, 2, 101)
    assert register.stock[2, 0, 0, 1, 30] == 10
    assert register.births[1, 0, 0, 1, 31] == 3
    assert register.deaths[0, 1, 1, 1, 40] == 1
    assert register.departures["inner"][1, 0, 0, 1, 30] == register.arrivals["inner"][1, 1, 0, 1, 30] == 4
    assert register.reached[0, 0, 0, 1, 31] == 10
    assert register.until(2022).years == (2022,)


def test_a_dissolved_area_counts_where_its_land_lies_today(con):
    areas(con, "a", "b", dissolved="b")
    people(con, "a", 2020, ("w", 30, 30, "D", 10))
    people(con, "b", 2020, ("w", 30, 30, "D", 7))
    people(con, "a", 2021, ("w", 31, 31, "D", 17))
    register = read_register(con, ROOT)
    assert register.places.leaves == ("a",)
    assert register.stock[0, 0, 0, 1, 30] == 17


def test_naturalisation_and_dwelling_changes_find_their_place(con):
    areas(con, "a")
    for year in (2021, 2022):
        people(con, "a", year, ("w", 30, 30, "D", 10), ("w", 30, 30, "A", 10))
    for nationality, sign in (("A", -1), ("D", 1)):
        insert(con, "status_change", ("a", 2022, "naturalisation", "w", 31, nationality, sign))
    insert(con, "status_change", ("a", 2022, "dwelling", "w", 20, "D", 3))
    register = read_register(con, ROOT)
    assert register.naturalised[0, 0, 1, 1, 31] == 1
    assert register.naturalised.sum() == 1
    assert register.arrivals["external_in"][0, 0, 0, 1, 20] == 3


def test_one_year_is_not_enough(con):
    areas(con, "a")
    people(con, "a", 2021, ("w", 30, 30, "D", 10))
    with pytest.raises(ForecastError, match=r"Musterstadt.*weniger als zwei"):
        read_register(con, ROOT)


def test_age_groups_with_margins_by_sex_are_split_and_said_so(con):
    areas(con, "a")
    for year in (2021, 2022):
        people(con, "a", year, (None, 0, 5, None, 60), (None, 6, 64, None, 700), (None, 65, 100, None, 240))
        insert(con, "population_margin", ("a", f"{year}-12-31", "m", 480))
        insert(con, "population_margin", ("a", f"{year}-12-31", "w", 520))
    register = read_register(con, ROOT)
    stock = register.stock[-1, 0, 0]
    assert register.stock.shape[2] == 1
    assert stock[:, :6].sum() == pytest.approx(60)
    assert stock[:, 65:].sum() == pytest.approx(240)
    assert stock.sum(axis=1) == pytest.approx([480, 520], abs=0.5)
    assert any("altern die Jahrgänge" in note for note in register.notes)


def test_without_components_cohorts_tell_births_and_net_moves(con):
    areas(con, "a")
    for year in range(2017, 2024):
        cells = [(sex, age, age, None, 100) for sex in ("m", "w") for age in range(60)]
        # Every year 20 more women of 25 than a year before at 24 would leave.
        people(con, "a", year, *cells, ("w", 60, 60, None, 50))
    register = complete_register(read_register(con, ROOT), RunSettings())
    assert register.births.sum(axis=(1, 2, 3, 4)) == pytest.approx(np.full(6, 200), rel=0.01)
    net = register.arrivals["external_in"] - register.departures["external_out"]
    # A stock that stays the same needs as many arrivals as deaths, and loses whoever passes the last age.
    assert net[-1, 0, 0, :, 5:55].sum() == pytest.approx(
        register.deaths[-1, 0, 0, :, 5:55].sum(), rel=0.1, abs=1
    )
    assert len([note for note in register.notes if "nicht geliefert" in note]) == 3
    assert min(register.arrivals["external_in"].min(), register.departures["external_out"].min()) >= 0
