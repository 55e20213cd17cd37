"""A release file: the mart contract filled from published cells alone.

The file holds `release` (one row: what it is), `released_cell` (the published cells), `perturbation` (the
public table), the marts of warehouse/schema filled from the cells alone, with the differences of
release/schema (`population`, `area_population`, flows and `balance` are harmonised real numbers), areas with
borders, the plans the municipality included, and, if it did, the tables of forecasting/schema. Tables left
out are empty.

These functions see published cells and the frame of areas; no connection to a build is open here. So every
number in the file is a function of the cells (a test fills the file again with no build in reach).
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from warehouse.codelists import load_code_lists
from warehouse.connection import MACROS, PACKAGE, SAFE_CONFIG
from warehouse.indicators import load_indicators
from warehouse.query import statement
from warehouse.release.cells import SQL
from warehouse.release.frame import Frame
from warehouse.release.harmonised import Places, harmonised_flows, harmonised_population
from warehouse.release.order import Order
from warehouse.settings import Home

SCHEMA = Path(__file__).parent / "schema"
# protection.md §1.5: below 50 residents no share, below 100 in brackets; event rates from 25 events on.
LEAST_RESIDENTS, BRACKET_RESIDENTS, LEAST_EVENTS = 50, 100, 25
NOTE = (
    "Geschützte Zahlen: jede veröffentlichte Zelle ist für sich überlagert ({method}), Summen gehen daher "
    "nicht genau auf. Karten, Zeitreihen und Prognosen zeigen die harmonisierte Grundlage: nicht negative, "
    "addierbare Zahlen, die allen veröffentlichten Zellen am nächsten liegen. Freigabe {release_id}."
)


@dataclass(frozen=True)
class Identity:
    """What names a release in its file."""

    release_id: str
    created_at: datetime
    expires_on: date
    code_version: str


def write_release(path: Path, cells: pa.Table, frame: Frame, order: Order, identity: Identity) -> None:
    """Write the file of a release without forecasts (forecasting/released.py adds them)."""
    con = duckdb.connect(str(path), config={**SAFE_CONFIG, "temp_directory": f"{path}.spill"})
    try:
        con.execute("SET enable_progress_bar=false")
        con.begin()
        _create_tables(con)
        _fill_frame(con, frame, order.municipality_ags)
        con.from_arrow(cells).insert_into("released_cell")
        con.from_arrow(_table_rows(order)).insert_into("perturbation")
        _fill_release(con, frame, order, identity)
        _fill_population(con, cells, order.municipality_ags)
        _fill_flows(con, cells, order.municipality_ags)
        _fill_indicators(con, included="indikatoren" in order.rules.teile)
        con.commit()
    finally:
        con.close()


def _create_tables(con: duckdb.DuckDBPyConnection) -> None:
    for macro in sorted(MACROS.glob("*.sql")):
        con.execute(statement(macro))
    own = {file.stem: file for file in SCHEMA.glob("*.sql") if file.stem != "indicator_value"}
    schemas = {file.stem: file for file in (PACKAGE / "schema").glob("*.sql")} | own
    for _, file in sorted(schemas.items()):
        con.execute(statement(file))
    # the shipped lists: those an office keeps for itself are not part of what it released
    load_code_lists(con, Home(Path("keine-eigenen-Listen")))


def _fill_frame(con: duckdb.DuckDBPyConnection, frame: Frame, ags: str) -> None:
    area = frame.area.append_column("inhabitants", pa.nulls(frame.area.num_rows, pa.int32()))
    con.from_arrow(area).insert_into("area")
    rest = f"{ags}-ohne"
    label = "ohne Zuordnung oder nicht einzeln freigegeben"
    columns = dict.fromkeys(area.column_names)
    levels = [row["level"] for row in frame.area.to_pylist() if row["area_id"] != ags]
    row = columns | {
        "area_id": rest,
        "level": levels[-1] if levels else "ortsteil",
        "name": label,
        "municipality_ags": ags,
        "parent_id": ags,
    }
    con.table("area").insert(list(row.values()))
    con.from_arrow(frame.area_member).insert_into("area_member")
    for above in (ags, rest):
        con.table("area_member").insert([above, rest, True])
    for name, rows in frame.registers.items():
        con.from_arrow(rows).insert_into(name)


def _table_rows(order: Order) -> pa.Table:
    rows = [
        (count, noise, probability)
        for count, row in enumerate(order.table.rows)
        for noise, probability in zip(row.noise, row.probability, strict=True)
    ]
    names = ("count", "noise", "probability")
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def _fill_release(con: duckdb.DuckDBPyConnection, frame: Frame, order: Order, identity: Identity) -> None:
    created = identity.created_at.replace(tzinfo=None)
    con.table("release").insert(
        [
            identity.release_id,
            order.municipality_ags,
            frame.parent["municipality_name"],
            frame.parent["parent_id"],
            frame.parent["parent_name"],
            frame.parent["parent_level"],
            order.audience,
            order.table.name,
            list(order.rules.teile),
            created,
            identity.expires_on,
            identity.code_version,
            NOTE.format(method=order.table.name, release_id=identity.release_id),
        ]
    )
    con.table("build").insert([identity.release_id, created, identity.code_version, 0])


def _fill_population(con: duckdb.DuckDBPyConnection, cells: pa.Table, ags: str) -> None:
    con.register("fitted", _fitted(con, cells, ags))
    own = {"municipality_ags": ags}
    members = con.table("area_member").to_arrow_table()
    con.register("fitted_member", members)
    con.register("hidden_leaf", con.sql(statement(SQL / "hidden_leaf.sql")).to_arrow_table())
    for name, table in (("base_population", "population"), ("shown_population", "area_population")):
        con.sql(statement(SQL / f"{name}.sql"), params=own).insert_into(table)
    for name in ("unseat_leaf", "count_inhabitants"):
        con.execute(statement(SQL / f"{name}.sql"))


def _fitted(con: duckdb.DuckDBPyConnection, cells: pa.Table, ags: str) -> pd.DataFrame:
    members = con.table("area_member").filter("is_leaf").df()
    leaves = tuple(sorted(members.loc[members["ancestor_id"] == ags, "area_id"]))
    return harmonised_population(_of(cells, "person"), Places(ags, leaves, members))


def _of(cells: pa.Table, unit: str) -> pd.DataFrame:
    frame = cells.to_pandas()
    chosen: pd.DataFrame = frame[(frame["unit"] == unit) & frame["published"].notna()]
    return chosen


def _fill_flows(con: duckdb.DuckDBPyConnection, cells: pa.Table, ags: str) -> None:
    own = {"municipality_ags": ags}
    for unit, table in (("birth", "births"), ("death", "deaths"), ("move", "moves"), ("care", "care")):
        found = _of(cells, unit)
        if len(found):
            con.register("fitted_flow", harmonised_flows(found))
            con.sql(statement(SQL / f"released_{table}.sql"), params=own).insert_into(table)
    con.sql(statement(SQL / "town_balance.sql"), params=own).insert_into("balance")


def _fill_indicators(con: duckdb.DuckDBPyConnection, *, included: bool) -> None:
    for name in ("area_total", "year_end_population"):
        con.execute(statement(PACKAGE / "staging" / f"{name}.sql"))
    for name in ("area_component", "care_area"):
        con.execute(statement(SQL / f"{name}.sql"))
    load_indicators(con)
    con.register("made", con.table("indicator_value").to_arrow_table())
    con.execute(statement(SQL / "drop_indicator_value.sql"))
    con.execute(statement(SCHEMA / "indicator_value.sql"))
    limits = {
        "least_residents": LEAST_RESIDENTS,
        "bracket_residents": BRACKET_RESIDENTS,
        "least_events": LEAST_EVENTS,
    }
    if included:
        con.sql(statement(SQL / "protected_indicator.sql"), params=limits).insert_into("indicator_value")
