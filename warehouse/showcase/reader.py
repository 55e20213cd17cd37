"""Releases of several municipalities opened as one: a view per mart, the association as sum above them.

What a release holds is shown as it is. Rows of the association are worked out from released numbers alone.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from warehouse.connection import MACROS, ON_STATUS, PACKAGE, SAFE_CONFIG, Reader
from warehouse.errors import ReleaseError
from warehouse.indicators import indicator_files
from warehouse.query import rows, statement

SQL = Path(__file__).parent / "sql"
RELEASE_SQL = PACKAGE / "release" / "sql"
# Replaced or completed by a statement of this folder; the union lies under released_<name>.
ABOVE = {
    "area_population": "association_population",
    "balance": "association_balance",
    "forecast_age_group": "association_forecast",
    "forecast_components": "association_components",
    "forecast_demand": "association_demand",
    "forecast_total_draws": "association_draws",
}
# Runs may have made more or fewer draws; joint ones are cut to what all have.
DRAWN = "forecast_children"
REPLACED = ("area", "area_member", "forecast_run", "forecast_scenario", "forecast_assumption")
# As in a release file: no indicator below 50 residents, brackets below 100, event rates from 25 events on.
LIMITS = {"least_residents": 50, "bracket_residents": 100, "least_events": 25}
LISTS = ("indicator",)
# The table in which one file of all releases says what it was made from.
KEY = "kept_key"
# Tables of the releases that one of the association replaces or completes.
PIECE = "released_"
OWN = frozenset({*ABOVE, *REPLACED, DRAWN, "build", "indicator_value"})


@dataclass(frozen=True)
class Selection:
    """Release files to open as one, the newest first, and how many municipalities the association has."""

    files: tuple[Path, ...]
    members: int

    @property
    def build_id(self) -> str:
        """Name of this selection: other releases, other name."""
        words = [*sorted(file.stem for file in self.files), str(self.members)]
        return hashlib.sha256("|".join(words).encode()).hexdigest()[:16]


def open_releases(selection: Selection, forecast_schema: Path) -> Reader:
    """Open release files as one locked, read-only data set with the mart contract.

    `forecast_schema`: folder of CREATE TABLE files, as for a build. Tables nobody released are there, empty.
    """
    return _locked(_united(selection, _contract(forecast_schema)), selection)


def hold_releases(selection: Selection, forecast_schema: Path, held: Path, key: str) -> None:
    """Write everything releases show together into one file that says its key.

    A question to one table is answered in a fifth of the time of a question to the same tables of many files.
    Raises ReleaseError if it cannot be written.
    """
    part = held.with_name(f"{held.stem}-{os.getpid()}.part")
    con = _united(selection, _contract(forecast_schema))
    try:
        part.unlink(missing_ok=True)
        con.execute(statement(SQL / "attach_held.sql"), {"path": str(part)})
        for name in sorted(_tables(con, "memory")):
            if not name.startswith(PIECE):
                con.table(name).create(f"held.main.{name}")
        con.sql(statement(SQL / f"{KEY}.sql"), params={"key": key}).create(f"held.main.{KEY}")
        con.close()
        part.replace(held)
    except (duckdb.Error, OSError) as error:
        con.close()
        raise ReleaseError(f"{held} lässt sich nicht schreiben: {error}") from error


def open_held(selection: Selection, forecast_schema: Path, held: Path, key: str) -> Reader:
    """Open what `hold_releases` wrote, as `open_releases` opens the releases themselves.

    Raises ReleaseError if the file is damaged or was written under another key.
    """
    con = _connection()
    try:
        con.execute(statement(SQL / "attach_release.sql"), {"path": str(held)})
        if con.table(f'"{held.stem}".main.{KEY}').fetchall() != [(key,)]:
            raise ReleaseError(f"{held} gehört nicht zu diesen Freigaben. Die Datei kann gelöscht werden.")
        for name in sorted(_tables(con, held.stem) - {KEY}):
            con.table(f'"{held.stem}".main.{name}').create_view(name)
        _fill(con, _contract(forecast_schema))
        return _locked(con, selection)
    except duckdb.Error as error:
        con.close()
        raise ReleaseError(f"{held} ist beschädigt. Die Datei kann gelöscht werden.") from error


def _connection() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    for macro in sorted(MACROS.glob("*.sql")):
        con.execute(statement(macro))
    return con


def _united(selection: Selection, contract: dict[str, Path]) -> duckdb.DuckDBPyConnection:
    con = _connection()
    for file in selection.files:
        con.execute(statement(SQL / "attach_release.sql"), {"path": str(file)})
    _unite(con, selection, contract)
    _raise_association(con, selection)
    _fill(con, contract)
    return con


def _locked(con: duckdb.DuckDBPyConnection, selection: Selection) -> Reader:
    for name in ON_STATUS:
        con.execute(statement(PACKAGE / "on_status" / f"{name}.sql"))
    has_run = bool(con.table("forecast_run").limit(1).fetchall())
    con.execute("SET enable_external_access=false")
    con.execute("SET lock_configuration=true")
    return Reader(con, selection.build_id, selection.build_id if has_run else None)


def _contract(forecast_schema: Path) -> dict[str, Path]:
    folders = (PACKAGE / "schema", forecast_schema, PACKAGE / "release" / "schema")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.sql"))}


def _unite(con: duckdb.DuckDBPyConnection, selection: Selection, contract: Iterable[str]) -> None:
    """A view per table: marts of all files together, lists of keys from the newest file."""
    held = [(file.stem, _tables(con, file.stem)) for file in selection.files]
    parts = set(contract) - set(LISTS)
    for name in sorted({name for _, tables in held for name in tables}):
        places = [f'"{release}".main.{name}' for release, tables in held if name in tables]
        chosen = places if name in parts else places[:1]
        united = _union(con, chosen, selection.build_id)
        united.create_view(f"{PIECE}{name}" if name in OWN else name)


def _tables(con: duckdb.DuckDBPyConnection, catalog: str) -> frozenset[str]:
    return frozenset(table for (table,) in rows(con, PACKAGE / "attach" / "tables.sql", catalog=catalog))


def _union(con: duckdb.DuckDBPyConnection, places: Sequence[str], run_id: str) -> duckdb.DuckDBPyRelation:
    """All rows of tables of one meaning; a column that only newer programs write is NULL in older files."""
    first = con.table(places[0])
    columns = list(zip(first.columns, first.types, strict=True))
    made = None
    for place in places:
        table = con.table(place)
        known = set(table.columns)
        own = table.select(
            *(
                ConstantExpression(run_id).alias(name)
                if name == "run_id"
                else (ColumnExpression(name) if name in known else ConstantExpression(None).cast(kind)).alias(
                    name
                )
                for name, kind in columns
            )
        )
        made = own if made is None else made.union(own)
    assert made is not None
    return made


def _raise_association(con: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Put the association above its municipalities: hierarchy, residents, balance, forecasts, indicators."""
    above = con.sql(statement(SQL / "association_area.sql"), params={"members": selection.members})
    above.create("association_area")
    # without forecasts in any release their tables are filled in empty later
    known = _tables(con, "memory")
    for name in REPLACED:
        if f"released_{name}" in known:
            con.sql(statement(SQL / f"{name}.sql")).create_view(name)
    con.sql(statement(SQL / "build.sql"), params={"build_id": selection.build_id}).create("build")
    for name, sums in ABOVE.items():
        if f"released_{name}" not in known:
            continue
        released = con.table(f"released_{name}")
        con.sql(statement(SQL / f"{sums}.sql")).create(sums)
        together = con.table(sums).select(*(ColumnExpression(column) for column in released.columns))
        released.union(together).create_view(name)
    if f"released_{DRAWN}" in known:
        _cut_draws(con)
    _raise_indicators(con)


def _cut_draws(con: duckdb.DuckDBPyConnection) -> None:
    """Show as many joint draws of every municipality as the one with the fewest has."""
    released = con.table(f"released_{DRAWN}")
    ((fewest, most),) = con.sql(statement(SQL / "draws.sql")).fetchall()
    if fewest == most:
        released.create_view(DRAWN)
        return
    draws = FunctionExpression(
        "list_slice", ColumnExpression("draws"), ConstantExpression(1), ConstantExpression(fewest)
    )
    columns = [
        (draws if name == "draws" else ColumnExpression(name)).alias(name) for name in released.columns
    ]
    released.select(*columns).create_view(DRAWN)


def _raise_indicators(con: duckdb.DuckDBPyConnection) -> None:
    roots = [
        ConstantExpression(area) for (area,) in con.table("association_area").select("area_id").fetchall()
    ]
    released = con.table("released_indicator_value")
    if not roots:
        con.sql(statement(SQL / "indicator_value.sql")).create_view("indicator_value")
        return
    for name in ("area_total", "year_end_population"):
        con.execute(statement(PACKAGE / "staging" / f"{name}.sql"))
    for name in ("area_component", "care_area"):
        con.execute(statement(RELEASE_SQL / f"{name}.sql"))
    made = None
    for file in indicator_files():
        values = con.sql(statement(file)).filter(ColumnExpression("area_id").isin(*roots))
        named = values.select(
            ConstantExpression(file.stem).alias("indicator_id"),
            *(ColumnExpression(name) for name in ("area_id", "year", "value")),
        )
        made = named if made is None else made.union(named)
    if made is not None:
        made.create("made")
    con.sql(statement(RELEASE_SQL / "protected_indicator.sql"), params=dict(LIMITS)).create(
        "association_indicator"
    )
    columns = [ColumnExpression(name) for name in released.columns]
    shown = con.sql(statement(SQL / "indicator_value.sql"))
    shown.union(con.table("association_indicator").select(*columns)).create_view("indicator_value")


def _fill(con: duckdb.DuckDBPyConnection, contract: dict[str, Path]) -> None:
    """Tables that no release holds are there, empty, so a page gets an empty frame."""
    known = _tables(con, "memory")
    for name, schema in contract.items():
        if name not in known:
            con.execute(statement(schema))
