"""The tables of the demography page on a tiny warehouse, numbers checked by hand."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import forecasting
import warehouse
from dashboards.topic import Context
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.queries import LevelKey
from warehouse.connection import open_reader
from warehouse.query import statement
from warehouse.settings import Home

WAREHOUSE = Path(warehouse.__file__).parent
FORECAST = Path(forecasting.__file__).parent / "schema"
TOWN, NORTH, SOUTH = "03959001", "03959001-0101", "03959001-0102"


def table(columns, rows):
    return pd.DataFrame(rows, columns=columns.split())


def day(year):
    return dt.date(year, 12, 31)


STOCK = "area_id reference_date sex age age_to nationality persons"
# North: 3 men of 30 in 2023, one of them foreign; 4 persons in 2024. South: 2023 delivered, 2024 withheld.
LEAVES = [
    (NORTH, day(2023), "m", 30, 30, "D", 2),
    (NORTH, day(2023), "m", 30, 30, "A", 1),
    (NORTH, day(2024), "m", 31, 31, "D", 3),
    (NORTH, day(2024), "w", 0, 0, "D", 1),
    (SOUTH, day(2023), "w", 70, 70, "D", 10),
    (SOUTH, day(2024), "w", 71, 71, "D", None),
]


def build_tables():
    stock = table(STOCK, LEAVES)
    town = stock.assign(area_id=TOWN)
    town.loc[town["reference_date"] == day(2024), "persons"] = None
    persons = [(NORTH, 2023, 3.0), (NORTH, 2024, 4.0), (SOUTH, 2023, 10.0), (SOUTH, 2024, None)]
    indicator = [("bevoelkerung", *row, False) for row in persons]
    indicator += [("bevoelkerung", TOWN, 2023, 13.0, False), ("bevoelkerung", TOWN, 2024, None, False)]
    indicator += [("altenquotient", SOUTH, 2023, 50.0, True), ("altenquotient", NORTH, 2023, 0.0, False)]
    flows = "area_id year start births deaths in out moves_in moves_out status_change correction end residual"
    return {
        "area": table(
            "area_id level name municipality_ags parent_id valid_to",
            [
                (TOWN, "gemeinde", "Kleinauen", TOWN, None, None),
                (NORTH, "ortsteil", "Nord", TOWN, TOWN, None),
                (SOUTH, "ortsteil", "Süd", TOWN, TOWN, None),
                (f"{TOWN}-0103", "ortsteil", "Alt", TOWN, TOWN, day(2020)),
            ],
        ),
        "area_member": table(
            "ancestor_id area_id is_leaf",
            [
                (TOWN, TOWN, False),
                (TOWN, NORTH, True),
                (TOWN, SOUTH, True),
                (NORTH, NORTH, True),
                (SOUTH, SOUTH, True),
            ],
        ),
        "area_population": pd.concat([stock, town]),
        "population_margin": table(
            "area_id reference_date sex persons",
            [(NORTH, day(2023), "m", 3), (NORTH, day(2023), "w", 0), (SOUTH, day(2023), "w", 10)],
        ),
        "indicator": table(
            "indicator_id title unit topic definition",
            [
                ("bevoelkerung", "Bevölkerung", "Personen", "demographie", "Hauptwohnung"),
                ("altenquotient", "Altenquotient", "je 100", "demographie", "65+ je 100"),
                ("jugendquotient", "Jugendquotient", "je 100", "demographie", "ohne Werte"),
                ("quote", "Quote", "Prozent", "kita", "anderes Thema"),
            ],
        ),
        "indicator_value": table("indicator_id area_id year value is_protected", indicator),
        "balance": table(
            flows,
            [
                (NORTH, 2023, 2, 1, 0, 2, 1, 1, 2, 0, 0, 3, 0),
                (NORTH, 2024, 3, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0),
                (SOUTH, 2023, 9, 0, 1, 0, 0, 2, 1, 1, 0, 10, 0),
                (SOUTH, 2024, 10, 0, None, 0, 0, 0, 0, 0, 0, None, None),
            ],
        ),
    }


def run_tables():
    quantiles = "mean q10 q25 median q75 q90"
    flat = (5.0, 3.0, 4.0, 5.0, 6.0, 7.0)
    single = "run_id scenario area_id year sex age nationality " + quantiles
    bands = "run_id scenario area_id year age age_to sex nationality " + quantiles
    return {
        "forecast_run": table(
            "run_id scenario title narrative build_id jump_off_date horizon_year convention code_version "
            "seed draws assumptions",
            [("r", "basis", "Basis", "…", "b", day(2023), 2030, "FSO", "0", 1, 10, "{}")],
        ),
        "forecast_population": table(
            single,
            [
                ("r", "basis", NORTH, 2024, "m", 31, "D", *flat),
                ("r", "basis", SOUTH, 2024, "m", 31, "D", *flat),
                ("r", "untere", SOUTH, 2024, "m", 31, "D", *flat),
            ],
        ),
        "forecast_age_group": table(
            bands,
            [
                ("r", "basis", TOWN, 2024, 0, 100, None, None, *flat),
                ("r", "basis", TOWN, 2024, 0, 100, None, "A", 1.0, 0.0, 1.0, 1.0, 1.0, 2.0),
                ("r", "basis", NORTH, 2024, 0, 2, None, None, *flat),
                ("r", "basis", NORTH, 2024, 0, 2, "m", None, *flat),
            ],
        ),
        "forecast_indicator": table(
            "run_id scenario area_id year indicator_id " + quantiles,
            [("r", "basis", NORTH, 2024, "altenquotient", *flat)],
        ),
    }


def write(path, schema, tables):
    con = duckdb.connect(str(path))
    for create in sorted(schema.glob("*.sql")):
        con.execute(statement(create))
    con.execute(statement(WAREHOUSE / "macros" / "sum_known.sql"))
    for name, rows in tables.items():
        con.register("rows", rows)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
        con.unregister("rows")
    con.close()


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("demographie"))
    home.warehouse.mkdir(), home.forecasts.mkdir()
    write(home.warehouse / "b.duckdb", WAREHOUSE / "schema", build_tables())
    write(home.forecasts / "r.duckdb", FORECAST, run_tables())
    (home.warehouse / "current.json").write_text(json.dumps({"build_id": "b", "file": "b.duckdb"}))
    current = {"run_id": "r", "build_id": "b", "file": "r.duckdb"}
    (home.forecasts / "current.json").write_text(json.dumps(current))
    return Context(reader=open_reader(home, FORECAST), build_id=str(home.root), run_id="r")


def test_only_indicators_of_the_topic_with_values(context):
    assert queries.indicators(context)["indicator_id"].tolist() == ["altenquotient", "bevoelkerung"]


def test_years_with_population_anywhere(context):
    assert queries.years(context, root_id=TOWN) == [2023, 2024]
    assert queries.years(context, root_id=SOUTH) == [2023]


def test_level_values_keep_missing_missing_and_leave_dissolved_areas_out(context):
    key = LevelKey(TOWN, "ortsteil", "bevoelkerung")
    found = queries.level_values(context, key, year=2024, year_before=2023).set_index("area_id")
    assert found.index.tolist() == [NORTH, SOUTH]
    assert found.loc[NORTH, ["value", "value_before"]].tolist() == [4, 3]
    assert pd.isna(found.loc[SOUTH, "value"])
    assert found.loc[SOUTH, "value_before"] == 10


def test_level_values_know_protected(context):
    key = LevelKey(TOWN, "ortsteil", "altenquotient")
    found = queries.level_values(context, key, year=2023, year_before=2022).set_index("area_id")
    assert found["is_protected"].to_dict() == {NORTH: False, SOUTH: True}
    assert found["persons"].to_dict() == {NORTH: 3, SOUTH: 10}


def test_level_range_takes_large_areas_only(context):
    key = LevelKey(TOWN, "ortsteil", "altenquotient")
    assert queries.level_range(context, key, min_persons=5).tolist() == [50.0]
    assert queries.level_range(context, key, min_persons=1).tolist() == [0.0, 50.0]


def test_series_has_every_year(context):
    # 2024 is known above (as missing), so it is a gap and not the end of the line.
    found = queries.series(context, area_ids=[SOUTH], indicator_id="bevoelkerung")
    assert found["year"].tolist() == [2023, 2024]
    assert found["value"].iloc[0] == 10
    assert pd.isna(found["value"].iloc[1])
    zero = queries.series(context, area_ids=[NORTH], indicator_id="altenquotient")
    assert zero[["year", "value"]].to_numpy().tolist() == [[2023, 0]]


def test_forecast_of_population_and_of_a_ratio(context):
    total = queries.forecast_series(context, area_id=TOWN, indicator_id="bevoelkerung", scenario="basis")
    assert total[["year", "q10", "median", "q90"]].to_numpy().tolist() == [[2024, 3, 5, 7]]
    ratio = queries.forecast_series(context, area_id=NORTH, indicator_id="altenquotient", scenario="basis")
    assert len(ratio) == 1
    none = queries.forecast_series(context, area_id=NORTH, indicator_id="altenquotient", scenario="obere")
    assert none.empty


def test_level_forecast(context):
    key = LevelKey(TOWN, "ortsteil", "altenquotient")
    found = queries.level_forecast(context, key, scenario="basis", year=2024)
    assert found.to_numpy().tolist() == [[NORTH, 3, 5, 7]]


def test_structure_as_delivered(context):
    found = queries.structure(context, area_id=NORTH, year=2023)
    assert found.to_numpy().tolist() == [["m", 30, 30, "A", 1], ["m", 30, 30, "D", 2]]
    missing = queries.structure(context, area_id=TOWN, year=2024)
    assert missing["persons"].isna().all()


def test_structure_of_a_forecast_adds_means_of_the_leaves(context):
    found = queries.structure_forecast(context, area_id=TOWN, year=2024, scenario="basis")
    assert found.to_numpy().tolist() == [["m", 31, 31, "D", 10.0]]


def test_margin_needs_every_part(context):
    assert queries.sex_margin(context, area_id=TOWN, year=2023) == {"m": 3, "w": 10}
    assert queries.sex_margin(context, area_id=TOWN, year=2024) == {}


def test_age_groups_are_zero_without_rows_and_missing_where_withheld(context):
    found = queries.age_groups(context, area_id=NORTH, groups=[(0, 2), (30, 49)])
    assert found.to_numpy().tolist() == [
        [2023, 0, 2, 0],
        [2024, 0, 2, 1],
        [2023, 30, 49, 3],
        [2024, 30, 49, 3],
    ]
    town = queries.age_groups(context, area_id=TOWN, groups=[(65, 100)])
    assert town["persons"].iloc[0] == 10
    assert pd.isna(town["persons"].iloc[1])


def test_a_group_that_cuts_a_class_is_missing(context):
    found = queries.age_groups(context, area_id=NORTH, groups=[(25, 29), (31, 49)])
    by_year = found.set_index(["age", "year"])["persons"]
    assert by_year[25, 2023] == 0
    assert by_year[31, 2024] == 3


def test_age_group_forecast_leaves_sexes_and_nationalities_out(context):
    found = queries.age_group_forecast(context, area_id=NORTH, scenario="basis")
    assert found[["year", "age", "age_to", "q10"]].to_numpy().tolist() == [[2024, 0, 2, 3]]
    foreign = queries.foreign_forecast(context, area_id=TOWN, scenario="basis")
    assert foreign.to_numpy().tolist() == [[2024, 0, 1, 2]]


def test_balance_adds_leaves_and_keeps_gaps(context):
    found = queries.balance(context, area_id=TOWN, year_from=2022, year_to=2024).set_index("year")
    assert found.loc[2023, ["start_persons", "births", "deaths", "end_persons"]].tolist() == [11, 1, 1, 13]
    assert found.loc[2023, ["moves_in", "moves_out", "status_change"]].tolist() == [3, 3, 1]
    assert found.loc[2024, "births"] == 1
    assert pd.isna(found.loc[2024, "deaths"])
    assert pd.isna(found.loc[2024, "end_persons"])


def test_the_run_is_named(context):
    found = queries.run(context, "basis")
    assert found is not None
    assert (found["title"], found["draws"], found["horizon_year"]) == ("Basis", 10, 2030)
    assert queries.run(context, "andere") is None
