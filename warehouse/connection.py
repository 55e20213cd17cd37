"""The current build and its forecast run behind one locked, read-only instance."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pandas as pd

from warehouse.errors import NoBuildError
from warehouse.query import frame, rows, statement
from warehouse.settings import Home

PACKAGE = Path(__file__).parent
MACROS = PACKAGE / "macros"
# Figures on any territorial status: macros over tables of the build, each of which may use those before it.
ON_STATUS = (
    "status_of_root",
    "left_on_status",
    "area_on_status",
    "member_on_status",
    "population_on_status",
    "births_on_status",
    "deaths_on_status",
    "moves_on_status",
    "balance_on_status",
    "conversion_on_status",
)
# Nothing may be fetched or read beside the attached files (protection.md §4.4).
SAFE_CONFIG: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "python_enable_replacements": "false",
    # Marts are small; what needs more is a mistake, and nothing of a query may reach a disk.
    "memory_limit": "4GB",
    "threads": min(4, os.cpu_count() or 1),
    "temp_directory": "",
    # What a query needed for a moment goes back to the system, not into a store for the next one.
    "allocator_background_threads": "true",
    "allocator_flush_threshold": "2MB",
    "allocator_bulk_deallocation_flush_threshold": "2MB",
}


@dataclass(frozen=True)
class Build:
    """Pointer to one finished build."""

    build_id: str
    path: Path


# What a lean reader may use, most of it for blocks of the files it read before (decision 0019): a share of
# what the files hold, and never less than a question about one town needs.
LEAN_SHARE, LEAN_BYTES = 0.25, 96_000_000


@dataclass(frozen=True)
class Reader:
    """An open build. `con` is shared: take a cursor per run and thread, never close it.

    `roomier` opens the same with more memory, for the few questions a lean instance refuses.
    """

    con: duckdb.DuckDBPyConnection
    build_id: str
    run_id: str | None
    roomier: Callable[[], duckdb.DuckDBPyConnection] | None = None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of one's own on the same locked instance (microseconds)."""
        return self.con.cursor()

    def frame(self, sql: Path, **params: object) -> pd.DataFrame:
        """Return the rows of a .sql file with its `$name` parameters."""
        return self.ask(lambda con: frame(con, sql, **params))

    def ask(self, question: Callable[[duckdb.DuckDBPyConnection], pd.DataFrame]) -> pd.DataFrame:
        """Return what a question answers; a roomier instance is asked if this one has no room for it."""
        try:
            return question(self.cursor())
        except duckdb.OutOfMemoryException:
            if self.roomier is None:
                raise
        con = self.roomier()
        try:
            return question(con)
        finally:
            con.close()


def current_build(home: Home) -> Build:
    """Return the build readers should see.

    Raises NoBuildError if there is none or its file is gone.
    """
    current = pointer(home.warehouse)
    if current is None:
        raise NoBuildError(
            f"In {home.root} gibt es noch keinen Datenbestand. "
            "Bitte zuerst „kohorte ingest“ und „kohorte build“ ausführen, "
            "oder „kohorte demo“ für die Beispieldaten."
        )
    path = home.warehouse / current["file"]
    if not path.exists():
        raise NoBuildError(f"Der aktuelle Datenbestand {path} fehlt. Bitte „kohorte build“ ausführen.")
    return Build(current["build_id"], path)


def current_run(home: Home, build_id: str) -> tuple[str, Path] | None:
    """Return run id and file of the current forecast run, or None if none was made from this build."""
    current = pointer(home.forecasts)
    if current is None or current["build_id"] != build_id:
        return None
    path = home.forecasts / current["file"]
    return (current["run_id"], path) if path.exists() else None


def open_reader(home: Home, forecast_schema: Path | None = None, *, is_lean: bool = False) -> Reader:
    """Open the current build and the forecast run made from it, if any; every table by its plain name.

    `forecast_schema` is a folder of CREATE TABLE files: tables that no run offers exist empty, so a page
    gets an empty frame. `is_lean`: keep little of the files in memory, for a server that is open for days.
    Raises NoBuildError.
    """
    build = current_build(home)
    run = current_run(home, build.build_id)
    files = {"build": build.path}
    if run is not None:
        files |= {"forecast": run[1], **_beside_run(home)}
    opened = partial(_open, files, forecast_schema)
    run_id = run[0] if run else None
    if is_lean:
        return Reader(opened(_lean(files.values())), build.build_id, run_id, opened)
    return Reader(opened(), build.build_id, run_id)


def _open(
    files: Mapping[str, Path], forecast_schema: Path | None, config: Mapping[str, Any] = MappingProxyType({})
) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config=SAFE_CONFIG | dict(config))
    for alias, path in files.items():
        _attach(con, path, alias)
    if forecast_schema is not None:
        _fill_missing(con, sorted(forecast_schema.glob("*.sql")))
    # a build of an earlier version of the program knows fewer tables
    _fill_missing(con, sorted((PACKAGE / "schema").glob("*.sql")))
    on_status = [PACKAGE / "on_status" / f"{name}.sql" for name in ON_STATUS]
    for macro in [*sorted(MACROS.glob("*.sql")), *on_status]:
        con.execute(statement(macro))
    con.execute("SET enable_external_access=false")
    con.execute("SET lock_configuration=true")
    return con


def _lean(files: Iterable[Path]) -> dict[str, str]:
    held = sum(file.stat().st_size for file in files)
    return {"memory_limit": f"{max(LEAN_BYTES, round(LEAN_SHARE * held))}B"}


def attach_build(con: duckdb.DuckDBPyConnection, build: Build, tables: Iterable[str]) -> None:
    """Attach a build read-only to a connection of one's own; only the named tables by their plain names."""
    con.execute(statement(PACKAGE / "attach" / "build.sql"), {"path": str(build.path)})
    for table in tables:
        con.table(f"build.main.{table}").create_view(table)


def _beside_run(home: Home) -> dict[str, Path]:
    # How the current run differs from the one before depends on that one, so it has a file of its own.
    name = (pointer(home.forecasts) or {}).get("difference")
    path = home.forecasts / name if name else None
    return {"difference": path} if path and path.exists() else {}


def pointer(folder: Path) -> dict[str, str] | None:
    """What `current.json` of a folder says, None if there is none."""
    file = folder / "current.json"
    if not file.exists():
        return None
    content: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return content


def _attach(con: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    con.execute(statement(PACKAGE / "attach" / f"{alias}.sql"), {"path": str(path)})
    for (table,) in rows(con, PACKAGE / "attach" / "tables.sql", catalog=alias):
        con.table(f"{alias}.main.{table}").create_view(table)


def _fill_missing(con: duckdb.DuckDBPyConnection, schemas: Iterable[Path]) -> None:
    known = {table for (table,) in rows(con, PACKAGE / "attach" / "tables.sql", catalog="memory")}
    for schema in schemas:
        if schema.stem not in known:
            con.execute(statement(schema))
