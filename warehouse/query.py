"""SQL lives in .sql files; these few lines are the only way from a file to a result."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd


def statement(sql: Path) -> str:
    """Return the one statement of a .sql file."""
    return sql.read_text(encoding="utf-8")


def frame(con: duckdb.DuckDBPyConnection, sql: Path, **params: object) -> pd.DataFrame:
    """Run a .sql file with its `$name` parameters and return its rows.

    A missing or an excess parameter is refused by DuckDB. Integers with NULL arrive as float with NaN.
    """
    return con.execute(statement(sql), params or None).df()


def rows(con: duckdb.DuckDBPyConnection, sql: Path, **params: object) -> list[tuple[Any, ...]]:
    """Run a .sql file and return plain tuples, for a few values without a DataFrame."""
    return con.execute(statement(sql), params or None).fetchall()
