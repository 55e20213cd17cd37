"""Municipalities that are only counted are forecast together; everybody else by itself."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from forecasting.cohort_ratios.register import count_history
from forecasting.jump_off import WHOLE, read_register, read_roots
from tests.unit.test_forecast_rates import made_up_register
from warehouse.protection.perturbation import cell_key_table

WAREHOUSE = Path(__file__).parents[2] / "warehouse"
TABLES = (
    "area", "area_member", "population", "population_margin", "births", "deaths", "moves", "status_change",
)  # fmt: skip


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in TABLES:
        connection.execute((WAREHOUSE / "schema" / f"{table}.sql").read_text(encoding="utf-8"))
    connection.execute((WAREHOUSE / "macros" / "sum_known.sql").read_text(encoding="utf-8"))
    return connection


def town(
    con: duckdb.DuckDBPyConnection, ags: str, *, width: int = 0, years: tuple[int, ...] = (20, 21, 22)
) -> None:
    """A municipality without areas below it; ages `width` years wide."""
    con.table("area").insert((ags, "gemeinde", ags, ags, None, None, None, None, None, None, None))
    con.table("area_member").insert((ags, ags, True))
    for year in years:
        for sex in ("m", "w"):
            con.table("population").insert((ags, f"20{year:02}-01-01", sex, 30, 30 + width, None, 100))
            con.table("population").insert((ags, f"20{year:02}-01-01", sex, 85, 100, None, 10))


def test_one_counted_municipality_stays_by_itself(con):
    town(con, "A")
    assert [root.area_id for root in read_roots(con)] == ["A"]


def test_a_released_base_says_its_noise(con):
    town(con, "A")
    assert [root.noise_variance for root in read_roots(con)] == [0.0]
    table = cell_key_table()
    con.execute((WAREHOUSE / "release" / "schema" / "perturbation.sql").read_text(encoding="utf-8"))
    for count, row in enumerate(table.rows):
        for noise, probability in zip(row.noise, row.probability, strict=True):
            con.table("perturbation").insert((count, noise, probability))
    assert [root.noise_variance for root in read_roots(con)] == [pytest.approx(2.5)]


def test_counted_municipalities_form_one_pool(con):
    for ags in "ABC":
        town(con, ags)
    (pool,) = read_roots(con)
    assert (pool.area_id, pool.members, pool.name) == ("gemeinsam", ("A", "B", "C"), "3 Gemeinden gemeinsam")
    register = read_register(con, pool)
    assert register.places.leaves == register.places.municipalities == ("A", "B", "C")
    # 1 January is the end of the year before.
    assert register.years == (2020, 2021)
    assert register.stock.sum() == 3 * 3 * 220


def test_known_events_or_coarse_ages_keep_a_municipality_out(con):
    for ags in "ABC":
        town(con, ags)
    town(con, "D", width=4)
    con.table("births").insert(("C", 2020, 15, 49, None, None, 5))
    assert [root.area_id for root in read_roots(con)] == ["C", "D", "gemeinsam"]


def test_a_country_in_age_groups_is_pooled_and_the_odd_one_in_single_ages_left_alone(con):
    for ags in "ABC":
        town(con, ags, width=4)
    town(con, "D")
    assert [root.area_id for root in read_roots(con)] == ["D", "gemeinsam"]


def test_a_municipality_with_too_few_years_stays_by_itself(con):
    for i in range(20):
        town(con, f"M{i:02}")
    town(con, "late", years=(22,))
    assert [root.area_id for root in read_roots(con)] == ["late", "gemeinsam"]
    assert len(read_register(con, read_roots(con)[1]).places.leaves) == 20


def test_a_look_back_leaves_out_who_lacks_the_years_and_names_them(con):
    for ags in "ABC":
        town(con, ags, years=tuple(range(8, 23)))
    town(con, "D", years=tuple(range(12, 23)))
    (pool,) = read_roots(con)
    assert pool.members == ("A", "B", "C", "D")
    assert read_register(con, pool).places.leaves == ("A", "B", "C", "D")
    whole = read_register(con, pool, WHOLE, reach=2007)
    assert whole.places.leaves == ("A", "B", "C")
    assert whole.years[0] == 2008
    assert whole.notes[0].endswith(": D.")


def test_years_before_a_late_delivery_are_cut_off_for_counts():
    register = made_up_register()
    stock = register.stock.copy()
    stock[:3, 2] = 0
    assert len(count_history(register).years) == len(register.stock)
    assert count_history(replace(register, stock=stock)).years[0] == register.years[2]
    # A new quarter starts small: it is no gap.
    stock[3:5, 2] *= 0.1
    assert len(count_history(replace(register, stock=stock)).years) == len(register.stock)


def test_a_country_under_one_key_is_a_reference_of_its_own(con):
    for ags in "ABC":
        town(con, ags)
    con.table("area").insert(("NO", "gemeinde", "NO", "NO", None, None, None, None, None, None, None))
    for number in range(20):
        part = f"NO-{number:02}"
        con.table("area").insert((part, "ortsteil", part, "NO", None, None, None, None, None, None, None))
        con.table("area_member").insert(("NO", part, True))
        con.table("population").insert((part, "2022-01-01", "m", 30, 30, None, 200_000))
    assert [root.area_id for root in read_roots(con)] == ["NO", "gemeinsam"]
