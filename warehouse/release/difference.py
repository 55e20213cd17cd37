"""How a release differs from the one it would replace, table by table."""

from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from warehouse.connection import SAFE_CONFIG
from warehouse.query import rows
from warehouse.release import register
from warehouse.release.elsewhere import SQL, release_tables
from warehouse.release.register import Release
from warehouse.settings import Home


class TableDifference(BaseModel):
    """One table of cells before and now; `changed` are cells in both with another number."""

    model_config = ConfigDict(frozen=True)

    cell_table: str
    cells: int
    added: int
    removed: int
    changed: int
    largest_change: int


def differences(home: Home, release: Release) -> list[TableDifference]:
    """Return the differences to the release before, by table; empty if there was none."""
    if release.previous_id is None:
        return []
    before = register.find(home, release.previous_id)
    return compare(register.file_of(home, before), register.file_of(home, release))


def compare(before: Path, now: Path) -> list[TableDifference]:
    """Return the differences between two release files."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    con.register("before", release_tables(before)["released_cell"])
    con.register("now", release_tables(now)["released_cell"])
    found = rows(con, SQL / "difference.sql")
    con.close()
    names = tuple(TableDifference.model_fields)
    return [TableDifference(**dict(zip(names, row, strict=True))) for row in found]
