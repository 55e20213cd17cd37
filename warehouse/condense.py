"""Individual records → counts of the same persons and events, so that series survive the deletion of records.

The counts are made in memory with the SQL of the build, and marts built from them equal those built from
the records. Late bookings of a year that was never delivered as a whole are left out: alone they would look
like a year with hardly any events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.canonical import KINDS, SCHEMAS
from warehouse.codelists import load_code_lists
from warehouse.connection import MACROS, SAFE_CONFIG
from warehouse.delivered import load_delivered
from warehouse.errors import WarehouseError
from warehouse.ledger import Ledger
from warehouse.query import rows, statement
from warehouse.receipt import Receipt, now
from warehouse.settings import Home
from warehouse.storing import Draft

PACKAGE = Path(__file__).parent
STAGING = ("duplicate_person", "resident", "resident_count", "staged_event", "record_year", "staged_move")
# kind of the counts → kind of the records they come from
SOURCES = {
    "population": "stock",
    "births": "events",
    "deaths": "events",
    "moves": "events",
    "status_changes": "events",
}
PROFILE = "verdichtet"


@dataclass(frozen=True)
class _Source:
    """The records of one owner and kind, and the dates their counts may state."""

    kind: str
    receipts: Sequence[Receipt]
    dates: frozenset[date]
    by: str


def condensed(home: Home, records: Sequence[Receipt], others: Sequence[Receipt], by: str) -> list[Draft]:
    """Return count deliveries that stand for the individual `records`; `others` stay in force beside them.

    Raises WarehouseError if counts condensed earlier already stand for one of the years.
    """
    con = _staged(home, records)
    try:
        whole = {
            (ags, date(year, 12, 31)) for ags, year in rows(con, PACKAGE / "condense" / "whole_year.sql")
        }
        drafts = []
        for kind, source in SOURCES.items():
            table = con.sql(statement(PACKAGE / "condense" / f"{KINDS[kind][0]}.sql")).to_arrow_table()
            for owner in sorted(pc.unique(table.column("municipality_ags")).to_pylist()):
                own = [one for one in records if (one.municipality_ags, one.kind) == (owner, source)]
                counted = {
                    day
                    for one in others
                    if (one.municipality_ags, one.kind) == (owner, kind)
                    for day in one.dates
                }
                if source == "events":
                    _check_not_condensed(owner, kind, others, whole)
                    dates = {day for ags, day in whole if ags == owner}
                else:
                    dates = {day for one in own for day in one.dates}
                # The office's own counts of that date take the place of its records; both would add up.
                dates -= counted
                mine = table.filter(pc.equal(table.column("municipality_ags"), owner))
                drafts += _drafts(
                    mine.cast(SCHEMAS[KINDS[kind][0]]), _Source(kind, own, frozenset(dates), by)
                )
        return drafts
    finally:
        con.close()


def _staged(home: Home, records: Sequence[Receipt]) -> duckdb.DuckDBPyConnection:
    # In memory without a place to spill: nothing of a person is written on the way.
    con = duckdb.connect(":memory:", config={**SAFE_CONFIG, "temp_directory": ""})
    for folder in (MACROS, PACKAGE / "schema"):
        for file in sorted(folder.glob("*.sql")):
            con.execute(statement(file))
    load_code_lists(con, home)
    load_delivered(con, home, list(records))
    for name in STAGING:
        con.execute(statement(PACKAGE / "staging" / f"{name}.sql"))
    return con


def _check_not_condensed(
    owner: str, kind: str, others: Sequence[Receipt], whole: set[tuple[str, date]]
) -> None:
    for one in others:
        again = [day for day in one.dates if (owner, day) in whole]
        if (one.municipality_ags, one.kind, one.part) == (owner, kind, PROFILE) and again:
            raise WarehouseError(
                f"Für {owner} sind Einzelsätze des Jahres {again[0].year} schon früher verdichtet worden "
                f"({one.delivery_id}); eine zweite Verdichtung würde sie verdrängen. Nichts wurde gelöscht. "
                "Bitte diese Lieferungen einzeln löschen: kohorte purge --municipality … --kind events."
            )


def _drafts(table: pa.Table, source: _Source) -> list[Draft]:
    """One draft per reference date of a stock; one for all years of events."""
    if source.kind == "population":
        column = table.column("reference_date")
        parts = [(table.filter(pc.equal(column, day)), (day,)) for day in sorted(source.dates)]
        return [_draft(part, dates, source) for part, dates in parts if part.num_rows]
    years = pa.array([day.year for day in source.dates], pa.int16())
    kept = table.filter(pc.is_in(table.column("year"), years))
    seen = sorted(set(kept.column("year").to_pylist()))
    return [_draft(kept, tuple(date(year, 12, 31) for year in seen), source)] if seen else []


def _draft(table: pa.Table, dates: tuple[date, ...], source: _Source) -> Draft:
    name = KINDS[source.kind][0]
    # The counts follow from the records alone, so the checksums of these say which counts they are.
    checksum = sha256("".join(sorted(one.checksum for one in source.receipts)).encode()).hexdigest()
    receipt = Receipt(
        municipality_ags=source.receipts[0].municipality_ags,
        kind=source.kind,
        part=PROFILE,
        profile=PROFILE,
        reference_date=dates[-1],
        version=1,
        file_name=f"verdichtet aus {len(source.receipts)} Lieferungen von Einzelsätzen",
        rows=table.num_rows,
        rejected=0,
        skipped=0,
        checksum=checksum,
        received_by=source.by,
        received_at=now(),
        tables={name: table.num_rows},
        dates=dates,
        notes=("Aus Einzelsätzen gezählt; die Einzelsätze sind gelöscht.",),
    )
    return Draft(receipt, {name: table}, Ledger().table())
