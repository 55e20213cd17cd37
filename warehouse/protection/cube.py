"""The base cube of a municipality: finest cells with true count and cell key; every cell follows from it."""

import duckdb
import pyarrow as pa

from warehouse.connection import MACROS, Build, attach_build
from warehouse.locking import writing
from warehouse.protection.key_sums import key_sums, refresh_key_sums
from warehouse.protection.look_up import SQL, open_engine
from warehouse.protection.secret import ProtectionSecret
from warehouse.query import statement
from warehouse.settings import Home

EXACT_TABLES = ("area", "area_member", "area_population", "population", "births", "deaths", "moves", "care")


def base_cube(home: Home, build: Build, municipality_ags: str, secret: ProtectionSecret) -> pa.Table:
    """Return the base cube.

    Grain: unit × area_id × kind × partner × reference_date × sex × age × age_to × nationality.
    Columns `n` (true count), `cell_key` (sum of record keys modulo 2^64) and `is_counted` (the keys number
    the units of a cell, because no records say who is in it). Both measures add up over cells.
    """
    with writing(home, "protection", "Schutzschlüssel"):
        refresh_key_sums(home, build, municipality_ags, secret)
        records = key_sums(home, municipality_ags)
    con = open_engine()
    try:
        con.execute(statement(MACROS / "sum_known.sql"))
        attach_build(con, build, EXACT_TABLES)
        return keyed_cells(con, municipality_ags, records, secret)
    finally:
        con.close()


def keyed_cells(
    con: duckdb.DuckDBPyConnection, municipality_ags: str, records: pa.Table, secret: ProtectionSecret
) -> pa.Table:
    """Return the base cube from exact marts by their plain names and the sums of `records`."""
    con.register("record_cell", records)
    cells = con.sql(
        statement(SQL / "mart_cell.sql"), params={"municipality_ags": municipality_ags}
    ).to_arrow_table()
    con.register("mart_cell", cells)
    con.register("keyed_cell", con.sql(statement(SQL / "keyed_cell.sql")).to_arrow_table())
    counted = con.sql(statement(SQL / "counted_key.sql"), params=secret.paddings).to_arrow_table()
    con.register("counted_key", counted)
    return con.sql(statement(SQL / "base_cell.sql")).to_arrow_table()
