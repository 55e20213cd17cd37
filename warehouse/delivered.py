"""Deliveries in force as relations `delivered_<table>`.

A table that nobody delivered exists with its columns and no rows.
"""

from datetime import date
from functools import reduce

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression

from warehouse.canonical import SCHEMAS
from warehouse.catalog import superseded_dates
from warehouse.receipt import Receipt
from warehouse.settings import Home

# These keep the file a row came from: owner, time or completeness of the delivery matter to the marts.
WITH_FILE = frozenset(
    {
        *("event", "area", "area_mapping", "district", "area_geometry"),
        *("facility", "facility_group", "care", "measure", "housing_project"),
    }
)

# What profiles write where neither file nor name says a date.
UNDATED = date(1900, 1, 1)


def load_delivered(con: duckdb.DuckDBPyConnection, home: Home, receipts: list[Receipt]) -> None:
    """Create the temporary views `delivered_<table>` and the tables `delivered_file` and `delivery`.

    `receipts` are the deliveries in force in the order they were received.
    """
    superseded = superseded_dates(receipts)
    for table in SCHEMAS:
        parts = [
            _rows(con, home, receipt, table, superseded.get(receipt.delivery_id, frozenset()))
            for receipt in receipts
            if table in receipt.tables and receipt.delivery_id in superseded
        ]
        whole = [
            str(receipt.folder(home) / f"{table}.parquet")
            for receipt in receipts
            if table in receipt.tables and receipt.delivery_id not in superseded
        ]
        if whole:
            parts.append(_read(con, whole, table))
        rows = reduce(lambda one, other: one.union(other), parts) if parts else _nobody(table)
        # a registered view is temporary: the finished file must not point at a delivery
        con.register(f"delivered_{table}", rows)
    con.register("delivered_file", _file_table(home, receipts))
    con.from_arrow(_delivery_table(receipts)).insert_into("delivery")
    con.from_arrow(_reason_table(receipts)).insert_into("delivery_reason")


def _read(con: duckdb.DuckDBPyConnection, files: list[str], table: str) -> duckdb.DuckDBPyRelation:
    relation = con.read_parquet(files, union_by_name=True, filename=True)
    return relation.select(*_columns(table))


def _columns(table: str) -> list[duckdb.Expression]:
    names = [*SCHEMAS[table].names, *(["filename"] if table in WITH_FILE else [])]
    return [ColumnExpression(name) for name in names]


def _rows(
    con: duckdb.DuckDBPyConnection, home: Home, receipt: Receipt, table: str, lost: frozenset[date]
) -> duckdb.DuckDBPyRelation:
    """Rows of one delivery without the dates that a later delivery replaces."""
    relation = _read(con, [str(receipt.folder(home) / f"{table}.parquet")], table)
    by_date = "reference_date" in relation.columns
    column = "reference_date" if by_date else "year"
    if column not in relation.columns:
        return relation
    values = [ConstantExpression(day if by_date else day.year) for day in sorted(lost)]
    return relation.filter(ColumnExpression(column).isnotin(*values))


def _nobody(table: str) -> pa.Table:
    schema = SCHEMAS[table]
    if table in WITH_FILE:
        schema = schema.append(pa.field("filename", pa.string()))
    return schema.empty_table()


def _file_table(home: Home, receipts: list[Receipt]) -> pa.Table:
    """One row per delivered Parquet file: who, what, and its places in the order of receipt and of its date.

    `listed_on` is empty where a list names no date; `dated` then goes by the day of receipt.
    """
    listed = [None if one.reference_date == UNDATED else one.reference_date for one in receipts]
    known = [day or one.received_at.date() for day, one in zip(listed, receipts, strict=True)]
    order = sorted(range(len(receipts)), key=lambda number: (known[number], number))
    dated = {number: place for place, number in enumerate(order)}
    rows = [(number, one, table) for number, one in enumerate(receipts) for table in one.tables]
    return pa.table(
        {
            "filename": [str(one.folder(home) / f"{table}.parquet") for _, one, table in rows],
            "owner_id": [one.municipality_ags for _, one, _ in rows],
            "kind": [one.kind for _, one, _ in rows],
            "part": [one.part for _, one, _ in rows],
            "received": [number for number, _, _ in rows],
            "dated": pa.array([dated[number] for number, _, _ in rows], pa.int32()),
            "listed_on": pa.array([listed[number] for number, _, _ in rows], pa.date32()),
        }
    )


def _delivery_table(receipts: list[Receipt]) -> pa.Table:
    """Rows of the mart `delivery` in the order of its columns; times in UTC."""
    return pa.table(
        {
            "delivery_id": [r.delivery_id for r in receipts],
            "municipality_ags": [r.municipality_ags for r in receipts],
            "kind": [r.kind for r in receipts],
            "profile": [r.profile for r in receipts],
            "reference_date": [r.reference_date for r in receipts],
            "version": [r.version for r in receipts],
            "file_name": [r.file_name for r in receipts],
            "rows": [r.rows for r in receipts],
            "rejected": [r.rejected for r in receipts],
            "skipped": [r.skipped for r in receipts],
            "checksum": [r.checksum for r in receipts],
            "received_by": [r.received_by for r in receipts],
            "received_at": [r.received_at.replace(tzinfo=None) for r in receipts],
            "rows_added": pa.array([r.rows_added for r in receipts], pa.int32()),
            "rows_removed": pa.array([r.rows_removed for r in receipts], pa.int32()),
        }
    )


def _reason_table(receipts: list[Receipt]) -> pa.Table:
    """Rows of the mart `delivery_reason` in the order of its columns."""
    rows = [
        (receipt.delivery_id, outcome, reason, count)
        for receipt in receipts
        for outcome, reasons in (
            ("abgewiesen", receipt.reject_reasons),
            ("übersprungen", receipt.skipped_reasons),
        )
        for reason, count in reasons.items()
    ]
    types = {"delivery_id": pa.string(), "outcome": pa.string(), "reason": pa.string(), "rows": pa.int32()}
    return pa.table(
        {
            name: pa.array([row[place] for row in rows], kind)
            for place, (name, kind) in enumerate(types.items())
        }
    )
