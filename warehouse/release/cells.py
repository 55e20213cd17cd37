"""Protected cells of a release: the only place where true counts and published numbers meet.

What leaves this module is the output of the look-up and nothing else. Which cells are released is decided on
that output too, so that not even the choice says anything about a true count.
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.connection import Build, attach_build
from warehouse.protection.cube import EXACT_TABLES, base_cube
from warehouse.protection.look_up import open_engine, protect
from warehouse.protection.secret import ProtectionSecret
from warehouse.query import statement
from warehouse.release.design import LEAST_RESIDENTS, CellTable, band_rows
from warehouse.release.order import Order
from warehouse.settings import Home

SQL = Path(__file__).parent / "sql"
# Table whose published cell says how many residents or events a table divides.
BASIS = {"person": "total", "birth": "births", "death": "deaths", "move": "moves_kind", "care": "care_total"}
OWN_BASIS = {"moves_partner_planning": "moves_partner", "care_form_age": "care_form"}


def released_cells(home: Home, build: Build, order: Order, secret: ProtectionSecret) -> pa.Table:
    """Return the cells of a release.

    Grain: cell_table × area_id × reference_date × kind × partner × sex × age × age_to × nationality.
    `published` is NULL where a part was not delivered or the rule withholds the result.
    """
    base = base_cube(home, build, order.municipality_ags, secret)
    con = open_engine()
    try:
        attach_build(con, build, (*EXACT_TABLES, "partner_category"))
        return selected_cells(con, base, order, secret)
    finally:
        con.close()


def selected_cells(
    con: duckdb.DuckDBPyConnection, base: pa.Table, order: Order, secret: ProtectionSecret
) -> pa.Table:
    """Return the same from exact marts that `con` knows by their plain names."""
    candidates = true_cells(con, base, order)
    con.register("protected_cell", protect(con, candidates, order.table.shuffled(secret.table_seed), secret))
    con.register("rule", _rules(order))
    limits = {
        "municipality_ags": order.municipality_ags,
        "persons_per_cell": order.rules.persons_per_cell(order.audience),
        "least_residents": LEAST_RESIDENTS,
        "max_noise": order.table.max_noise,
    }
    return con.sql(statement(SQL / "selected_cell.sql"), params=limits).to_arrow_table()


def true_cells(
    con: duckdb.DuckDBPyConnection, base: pa.Table, order: Order, more: tuple[CellTable, ...] = ()
) -> pa.Table:
    """Return every candidate cell with true count `n` and `cell_key`, for the look-up and the gate only.

    `con` knows the exact marts by their plain names and the macros of the engine. `more`: tables beside
    those of the order.
    """
    own = {"municipality_ags": order.municipality_ags}
    con.register("base", base)
    con.register("band", band_rows(tuple(dict.fromkeys([*order.cell_tables, *more]))))
    for name, params in (("released_area", own), ("area_date", own), ("flow", own), ("area_cell", own)):
        con.register(name, con.sql(statement(SQL / f"{name}.sql"), params=params).to_arrow_table())
    return con.sql(statement(SQL / "candidate_cell.sql")).to_arrow_table()


def _rules(order: Order) -> pa.Table:
    """What every table needs; grain: cell_table × is_town."""
    rows = [
        _rule(table, False, step.residents)
        for step in order.rules.steps(order.audience)
        for table in step.tables
    ]
    rows += [_rule(table, True, 0) for table in order.rules.town_tables(order.audience)]
    names = ("cell_table", "is_town", "residents_from", "basis_table", "mean_over")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def _rule(table: CellTable, is_town: bool, residents: int) -> tuple[str, bool, int, str, int]:
    basis = OWN_BASIS.get(table.name, BASIS[table.unit])
    return table.name, is_town, residents, basis, table.mean_over
