"""From true counts and cell keys to published counts: one join with the perturbation table."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression

from warehouse.connection import SAFE_CONFIG
from warehouse.protection.perturbation import RESOLUTION, PerturbationTable
from warehouse.protection.secret import ProtectionSecret
from warehouse.query import statement

SQL = Path(__file__).parent / "sql"
MACROS = ("keyed_hash", "key_sum")


def open_engine() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that knows the macros of the engine and writes nothing anywhere.

    It follows the house rule for what may never reach a disk: record keys and true counts.
    """
    con = duckdb.connect(":memory:", config={**SAFE_CONFIG, "temp_directory": ""})
    con.execute("SET enable_progress_bar=false")
    for macro in MACROS:
        con.execute(statement(SQL / f"{macro}.sql"))
    return con


def record_keys(con: duckdb.DuckDBPyConnection, units: pa.Array, secret: ProtectionSecret) -> pa.Array:
    """Record keys (64 bit) of units named `<unit>|<pseudonym>`, in order.

    `unit` (person, household, birth, death, move) separates the key spaces: the keys of a person say nothing
    about those of its move.
    """
    con.register("unit", pa.table({"identity": units}))
    keys = con.sql(statement(SQL / "record_key.sql"), params=secret.paddings).to_arrow_table()
    return keys["record_key"].combine_chunks()


def protect(
    con: duckdb.DuckDBPyConnection, cells: pa.Table, table: PerturbationTable, secret: ProtectionSecret
) -> pa.Table:
    """Return the cells with `published` in place of the true count `n`; NULL: missing or withheld.

    `cells` has the columns `unit`, `n`, `cell_key` (sum of record keys modulo 2^64) and any others, which
    are kept. Neither the count nor a key remains in the result.
    """
    con.register("keyed", cells)
    keyed = con.sql(statement(SQL / "lookup_key.sql"), params=secret.paddings)
    columns = [name for name in keyed.columns if name != "cell_key"]
    return _joined(con, keyed.select(*columns).to_arrow_table(), table, RESOLUTION)


def protect_plain(
    con: duckdb.DuckDBPyConnection, cells: pa.Table, table: PerturbationTable, modulus: int
) -> pa.Table:
    """Return the same with the plain sum of keys below `modulus`, as the R packages do it.

    For comparison with their results only: a person with a very small key is not protected this way
    (protection.md §1.1).
    """
    key = ColumnExpression("cell_key") % ConstantExpression(modulus)
    con.register("keyed", cells)
    keyed = con.table("keyed").select(
        *(name for name in cells.column_names if name != "cell_key"), key.cast("BIGINT").alias("lookup_key")
    )
    return _joined(con, keyed.to_arrow_table(), table, modulus)


def _joined(
    con: duckdb.DuckDBPyConnection, looked: pa.Table, table: PerturbationTable, resolution: int
) -> pa.Table:
    con.register("looked", looked)
    con.register("perturbation", table.intervals(resolution))
    return con.sql(statement(SQL / "look_up.sql"), params=_rule(table)).to_arrow_table()


def _rule(table: PerturbationTable) -> Mapping[str, int]:
    return {
        "last": len(table.rows) - 1,
        "period": table.period,
        "withheld_below": table.withheld_below,
    }
