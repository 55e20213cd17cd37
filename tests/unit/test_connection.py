"""A reader sees one finished build, locked, with the forecast made from it or with empty forecast tables."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse import connection
from warehouse.build import build
from warehouse.connection import current_build, open_reader
from warehouse.errors import NoBuildError
from warehouse.query import frame
from warehouse.settings import Home

PROJECT = Path(__file__).parents[2]
SCHEMA = PROJECT / "forecasting" / "schema"


def run_file(home: Home, build_id: str) -> None:
    """A forecast run with one backtest row."""
    home.forecasts.mkdir(parents=True)
    with duckdb.connect(str(home.forecasts / "r1.duckdb")) as con:
        con.execute((SCHEMA / "backtest.sql").read_text(encoding="utf-8"))
        con.execute("INSERT INTO backtest VALUES ('no_change', 2015, 5, 'V', 0, 100, 10, 11, NULL, NULL)")
    pointer = {"run_id": "r1", "build_id": build_id, "file": "r1.duckdb"}
    (home.forecasts / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def test_no_build_says_what_to_do(tmp_path: Path):
    with pytest.raises(NoBuildError, match="kohorte build"):
        current_build(Home(tmp_path))


def test_a_lost_file_is_no_build(town):
    build(town.home).path.unlink()
    with pytest.raises(NoBuildError, match="fehlt"):
        open_reader(town.home)


def test_tables_have_their_plain_names_and_empty_forecasts(town):
    report = build(town.home)
    reader = open_reader(town.home, SCHEMA)
    assert (reader.build_id, reader.run_id) == (report.build_id, None)
    assert reader.cursor().table("population").shape[0] == 7
    assert {path.stem: reader.con.table(path.stem).shape[0] for path in SCHEMA.glob("*.sql")} == {
        path.stem: 0 for path in SCHEMA.glob("*.sql")
    }


def test_the_run_of_this_build_is_attached_and_completed(town):
    report = build(town.home)
    run_file(town.home, report.build_id)
    reader = open_reader(town.home, SCHEMA)
    assert reader.run_id == "r1"
    assert reader.con.table("backtest").shape[0] == 1
    assert reader.con.table("forecast_run").shape[0] == 0


def test_the_run_of_another_build_is_not_shown(town):
    build(town.home)
    run_file(town.home, "another")
    reader = open_reader(town.home, SCHEMA)
    assert reader.run_id is None
    assert reader.con.table("backtest").shape[0] == 0


@pytest.mark.parametrize(
    "attempt",
    [
        "INSERT INTO build.population SELECT * FROM build.population",
        "DROP TABLE build.area",
        "COPY area TO 'area.csv'",
        "SELECT * FROM read_text('pyproject.toml')",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL spatial",
    ],
)
def test_the_instance_is_locked(town, attempt: str):
    build(town.home)
    reader = open_reader(town.home)
    with pytest.raises(duckdb.Error):
        reader.cursor().execute(attempt)


def test_frame_binds_parameters_and_refuses_wrong_ones(town, tmp_path: Path):
    build(town.home)
    con = open_reader(town.home).con
    sql = tmp_path / "areas.sql"
    sql.write_text(
        "-- Areas of one level; grain: area.\nSELECT area_id FROM area WHERE level = $level", encoding="utf-8"
    )
    assert frame(con, sql, level="gemeinde")["area_id"].tolist() == ["03900001", "03900002"]
    with pytest.raises(duckdb.Error):
        frame(con, sql)
    with pytest.raises(duckdb.Error):
        frame(con, sql, level="gemeinde", other=1)


def test_sum_known_is_missing_over_a_missing_part_and_over_nothing(town):
    build(town.home)
    con = open_reader(town.home).con
    sums = "SELECT sum_known(x) FROM (VALUES {}) AS v (x)"
    assert con.execute(sums.format("(1), (2)")).fetchone() == (3,)
    assert con.execute(sums.format("(1), (NULL)")).fetchone() == (None,)
    assert con.execute("SELECT sum_known(x) FROM (SELECT 1 AS x) WHERE x > 1").fetchone() == (None,)


def asked_for_all_pairs(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """A question that needs some hundred megabytes at once."""
    return con.execute("SELECT count(*) AS n FROM (SELECT DISTINCT range FROM range(4000000))").df()


def test_what_a_lean_reader_has_no_room_for_is_asked_of_a_roomier_one(town):
    report = build(town.home)
    lean = open_reader(town.home, SCHEMA, is_lean=True)
    assert lean.build_id == report.build_id
    with pytest.raises(duckdb.OutOfMemoryException):
        asked_for_all_pairs(lean.cursor())
    assert lean.ask(asked_for_all_pairs)["n"].item() == 4_000_000
    population = "SELECT sum(persons) AS persons FROM population"
    usual = open_reader(town.home, SCHEMA)
    answers = [reader.ask(lambda con: con.execute(population).df()) for reader in (lean, usual)]
    assert answers[0].equals(answers[1])


def test_a_reader_without_a_roomier_one_says_that_memory_is_short(town):
    build(town.home)
    lean = replace(open_reader(town.home, SCHEMA, is_lean=True), roomier=None)
    with pytest.raises(duckdb.OutOfMemoryException):
        lean.ask(asked_for_all_pairs)


def test_the_roomier_instance_is_locked_too(town):
    build(town.home)
    reader = open_reader(town.home, SCHEMA, is_lean=True)
    con = reader.roomier()
    with pytest.raises(duckdb.Error):
        con.execute("SET enable_external_access = true")
    with pytest.raises(duckdb.Error):
        con.execute("DROP TABLE build.area")
    con.close()


def test_a_lean_reader_may_keep_a_share_of_large_files(town, monkeypatch):
    build(town.home)
    monkeypatch.setattr(connection, "LEAN_BYTES", 1000)
    monkeypatch.setattr(connection, "LEAN_SHARE", 50)
    reader = open_reader(town.home, SCHEMA, is_lean=True)
    told = dict(reader.cursor().execute("SELECT name, value FROM duckdb_settings()").fetchall())
    mebibytes = 50 * current_build(town.home).path.stat().st_size / 2**20
    assert float(told["memory_limit"].removesuffix(" MiB")) == pytest.approx(mebibytes, rel=0.01)
