"""What a reader's instance answers to statements that reach beyond its tables (protection.md §4.4).

Nobody can type SQL on a page; these probes show what a hole in front of the instance would be worth.
"""

import threading
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import open_reader

REFUSED = (
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM read_csv_auto('{file}')",
    "SELECT * FROM read_text('{file}')",
    "SELECT * FROM read_blob('{file}')",
    "SELECT * FROM read_parquet('{file}')",
    "SELECT * FROM read_json('{file}')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM glob('{folder}/*')",
    "FROM sniff_csv('{file}')",
    "SELECT * FROM parquet_metadata('{file}')",
    "SELECT * FROM local_frame",
    "COPY area TO '{folder}/out.csv'",
    "COPY area TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY build.area FROM '{file}'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH '{build}' AS again (READ_WRITE)",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{file}'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET allowed_directories = ['{folder}']",
    "SET temp_directory = '{folder}'",
    "SET memory_limit = '100GB'",
    "SET threads = 64",
    "RESET enable_external_access",
    "SET extension_directory = '{folder}'",
    "PRAGMA enable_profiling = 'json'",
    "PRAGMA profiling_output = '{folder}/profile.json'",
    "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "INSERT INTO build.area SELECT * FROM build.area",
    "UPDATE build.population SET persons = 0",
    "DELETE FROM build.population",
    "DROP TABLE build.area",
    "CREATE TABLE build.mine (x INTEGER)",
    "SELECT getenv('PATH')",
    "SELECT * FROM duckdb_extensions()",
)
# They run, and tell at most names and settings: a page never shows meta tables nor a database's own error.
HARMLESS = (
    "SELECT 1",
    "SELECT * FROM duckdb_settings()",
    "SELECT current_setting('lock_configuration')",
    "PRAGMA version",
    "PRAGMA database_size",
)


@pytest.fixture(scope="module")
def reader(mini_home):
    return open_reader(mini_home)


def filled(statement: str, folder: Path) -> str:
    (folder / "secret.csv").write_text("name\nErika\n", encoding="utf-8")
    return statement.format(file=folder / "secret.csv", folder=folder, build=folder / "b.duckdb")


@pytest.mark.parametrize("statement", REFUSED)
def test_the_probe_is_refused_and_writes_nothing(reader, tmp_path: Path, statement: str):
    local_frame = [1]
    before = reader.cursor().table("population").sum("persons").fetchall()
    with pytest.raises(duckdb.Error):
        reader.cursor().execute(filled(statement, tmp_path)).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert reader.cursor().table("population").sum("persons").fetchall() == before
    assert local_frame


@pytest.mark.parametrize("statement", HARMLESS)
def test_the_probe_runs_and_tells_no_figure(reader, statement: str):
    assert reader.cursor().execute(statement).fetchall()


def test_memory_threads_and_disk_are_bounded(reader):
    told = dict(reader.cursor().execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert told["temp_directory"] == ""
    assert told["enable_external_access"] == "false"
    assert told["lock_configuration"] == "true"
    assert int(told["threads"]) <= 4
    assert told["memory_limit"] == "3.7 GiB"


def test_a_statement_without_end_can_be_stopped(reader):
    cursor = reader.cursor()
    watch = threading.Timer(0.3, cursor.interrupt)
    watch.start()
    with pytest.raises(duckdb.InterruptException):
        cursor.execute("SELECT sum(a.range * b.range) FROM range(100000000) a, range(1000) b").fetchall()
    watch.join()
