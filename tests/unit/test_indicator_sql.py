"""Indicators that need more than a sum, each against a table small enough to work out on paper."""

from math import radians, sin

import duckdb
import pytest

from warehouse.indicators import FOLDER
from warehouse.query import statement

RADIUS = 6371.0072


@pytest.fixture
def con():
    found = duckdb.connect()
    found.execute(
        "CREATE MACRO sum_known(x) AS CASE WHEN count(*) = count(x) AND count(*) > 0 THEN sum(x) END"
    )
    yield found
    found.close()


def values(con, indicator_id):
    return con.execute(statement(FOLDER / f"{indicator_id}.sql")).fetchall()


def people(con, rows):
    """Rows of (year, age, age_to, persons) of area a."""
    con.execute(
        "CREATE TABLE year_end_population "
        "(area_id VARCHAR, year INT, sex VARCHAR, age INT, age_to INT, persons INT)"
    )
    con.executemany("INSERT INTO year_end_population VALUES ('a', ?, 'w', ?, ?, ?)", rows)


def test_the_median_lies_where_half_of_the_people_are_younger(con):
    # 8 people, 3 of them under 10 and 3 of age 10: the fourth has lived a third of that year.
    people(con, [(2020, 0, 0, 2), (2020, 2, 2, 1), (2020, 10, 10, 3), (2020, 11, 11, 2)])
    assert values(con, "medianalter") == [("a", 2020, pytest.approx(10 + 1 / 3))]


def test_a_wide_class_in_the_middle_tells_no_median(con):
    people(con, [(2020, 0, 19, 5), (2020, 20, 20, 1)])
    assert values(con, "medianalter") == [("a", 2020, None)]


def test_a_missing_part_leaves_no_median(con):
    people(con, [(2020, 0, 0, 5), (2020, 20, 20, None)])
    assert values(con, "medianalter") == [("a", 2020, None)]


def test_nobody_has_no_median(con):
    people(con, [(2020, 30, 30, 0)])
    assert values(con, "medianalter") == [("a", 2020, None)]


def cap(west, south, east, north):
    """Square kilometres between two meridians and two parallels."""
    return RADIUS**2 * radians(east - west) * (sin(radians(north)) - sin(radians(south)))


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def ground(con, shapes):
    con.execute("CREATE TABLE area (area_id VARCHAR, valid_to DATE, geometry VARCHAR)")
    con.execute("CREATE TABLE area_member (area_id VARCHAR, ancestor_id VARCHAR, is_leaf BOOLEAN)")
    for area_id, geometry in shapes.items():
        con.execute("INSERT INTO area VALUES (?, NULL, ?)", [area_id, geometry])
        con.execute("INSERT INTO area_member VALUES (?, 'a', true)", [area_id])


def test_density_counts_ground_without_holes(con):
    outline, hole = box(10, 52, 10.1, 52.1), box(10.02, 52.02, 10.04, 52.04)
    ground(con, {"a": f'{{"type": "Polygon", "coordinates": [{outline}, {hole}]}}'})
    people(con, [(2020, 30, 30, 500)])
    expected = 500 / (cap(10, 52, 10.1, 52.1) - cap(10.02, 52.02, 10.04, 52.04))
    assert values(con, "dichte") == [("a", 2020, pytest.approx(expected))]


def test_density_of_several_parts_and_of_people_without_an_area(con):
    first, second = box(10, 52, 10.1, 52.1), box(11, 53, 11.1, 53.1)
    several = f'{{"type": "MultiPolygon", "coordinates": [[{first}], [{second}]]}}'
    ground(con, {"a-1": several, "a-ohne": None})
    people(con, [(2020, 30, 30, 500)])
    expected = 500 / (cap(10, 52, 10.1, 52.1) + cap(11, 53, 11.1, 53.1))
    assert values(con, "dichte") == [("a", 2020, pytest.approx(expected))]


def test_no_density_where_a_border_is_missing(con):
    ground(con, {"a-1": f'{{"type": "Polygon", "coordinates": [{box(10, 52, 10.1, 52.1)}]}}', "a-2": None})
    people(con, [(2020, 30, 30, 500)])
    assert values(con, "dichte") == []


def table_of_life(con, deaths):
    """100 people of every age at every year end 2015–2020, 100 births, and `deaths` of age 80 each year."""
    people(con, [(year, age, age, 100) for year in range(2015, 2021) for age in range(101)])
    con.execute("CREATE TABLE area AS SELECT 'a' AS area_id, 'gemeinde' AS level")
    con.execute("CREATE TABLE area_level AS SELECT 'gemeinde' AS code, 1 AS sort")
    con.execute("CREATE TABLE area_member AS SELECT 'a' AS area_id, 'a' AS ancestor_id, true AS is_leaf")
    con.execute(
        "CREATE TABLE deaths AS SELECT 'a' AS area_id, year, 80 AS age, 80 AS age_to, $1::INT AS deaths "
        "FROM range(2016, 2021) AS t(year)",
        [deaths],
    )
    con.execute(
        "CREATE TABLE area_component AS SELECT 'a' AS area_id, year, 100 AS births, $1::INT AS deaths "
        "FROM range(2016, 2021) AS t(year)",
        [deaths],
    )


def test_life_expectancy_of_a_table_on_paper(con):
    table_of_life(con, 60)
    # 60 of (100 + 100 + 60) / 2 at risk die at 80; nobody dies before, everybody else reaches 100.
    expected = 80 + 20 * (1 - 60 / 130)
    found = {year: value for _, year, value in values(con, "lebenserwartung")}
    assert found[2020] == pytest.approx(expected)
    # The years before have no five years behind them.
    assert all(value is None for year, value in found.items() if year < 2020)


def test_few_deaths_carry_no_life_expectancy(con):
    table_of_life(con, 50)
    assert all(value is None for _, _, value in values(con, "lebenserwartung"))
