"""Sums of record keys over the finest cells: what stays of the records, so that noise is the same for ever.

One Parquet file per municipality, kind of unit and reference date. It holds counts and sums of keys, never a
key of one person beside a pseudonym, and it outlives the records it was made of: after their deletion the
old years can still be protected with the same noise (protection.md §1.1). It is as confidential as the
exact counts and never leaves the Werkbank.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.catalog import deliveries_in_force, superseded_dates
from warehouse.connection import PACKAGE, Build, attach_build
from warehouse.delivered import load_delivered
from warehouse.protection.look_up import SQL, open_engine
from warehouse.protection.secret import ProtectionSecret
from warehouse.query import statement
from warehouse.receipt import Receipt
from warehouse.settings import Home

# A change of the way keys are formed would redraw all noise; this number says that it has not changed.
FORM = 1
_SOURCE = b"source"
EVENT_UNITS = ("birth", "death", "move")
EVENT_STAGING = ("staged_event", "record_year", "staged_move", "root", "move_end")


def refresh_key_sums(home: Home, build: Build, municipality_ags: str, secret: ProtectionSecret) -> None:
    """Bring the stored sums up to date with the records in force; sums without records stay as they are."""
    receipts = [one for one in deliveries_in_force(home) if one.municipality_ags == municipality_ags]
    lost = superseded_dates(receipts)
    stocks: dict[date, list[Receipt]] = {}
    for receipt in (one for one in receipts if "stock" in one.tables):
        for day in set(receipt.dates) - lost.get(receipt.delivery_id, frozenset()):
            stocks.setdefault(day, []).append(receipt)
    for day, parts in sorted(stocks.items()):
        path = _path(home, municipality_ags, "person", day)
        if not _is_fresh(path, _source(parts, secret)):
            sums = _person_sums(home, parts, secret)
            _write(
                path, sums.filter(pc.equal(sums["reference_date"], pa.scalar(day))), _source(parts, secret)
            )
    events = [one for one in receipts if "event" in one.tables]
    if events:
        _refresh_events(home, build, events, secret)


def key_sums(home: Home, municipality_ags: str) -> pa.Table:
    """Return the stored sums of a municipality.

    Grain: unit × area_id × kind × partner × reference_date × sex × age × age_to × nationality.
    """
    parts = [pq.read_table(path) for path in sum_files(home, municipality_ags)]
    return pa.concat_tables([_EMPTY, *(part.cast(_EMPTY.schema) for part in parts)])


def sum_files(home: Home, municipality_ags: str | None = None, until: date | None = None) -> list[Path]:
    """Return the files of sums, of one municipality or of all, up to a reference date if one is given."""
    files = sorted(home.protection.glob(f"{municipality_ags or '*'}/*-????-??-??.parquet"))
    return [path for path in files if until is None or date.fromisoformat(path.stem[-10:]) <= until]


_EMPTY = pa.schema(
    [
        *((name, pa.string()) for name in ("unit", "area_id", "kind", "partner")),
        ("reference_date", pa.date32()),
        ("sex", pa.string()),
        ("age", pa.int16()),
        ("age_to", pa.int16()),
        ("nationality", pa.string()),
        ("n", pa.int64()),
        ("cell_key", pa.uint64()),
    ]
).empty_table()


def _path(home: Home, municipality_ags: str, unit: str, day: date) -> Path:
    return home.protection / municipality_ags / f"{unit}-{day}.parquet"


def _source(receipts: Sequence[Receipt], secret: ProtectionSecret, *others: str) -> str:
    """Say what sums were made of: an unchanged delivery under the same secret gives the same sums."""
    parts = [f"{one.delivery_id} {one.checksum} {one.profile_checksum}" for one in receipts]
    return hashlib.sha256("\n".join([str(FORM), secret.mark, *others, *sorted(parts)]).encode()).hexdigest()


def _is_fresh(path: Path, source: str) -> bool:
    if not path.exists():
        return False
    metadata = pq.read_schema(path).metadata or {}
    return bool(metadata.get(_SOURCE) == source.encode())


def _write(path: Path, sums: pa.Table, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".draft")
    pq.write_table(sums.cast(_EMPTY.schema).replace_schema_metadata({_SOURCE: source}), draft)
    draft.chmod(0o600)
    draft.replace(path)


def _records(home: Home, receipts: list[Receipt]) -> duckdb.DuckDBPyConnection:
    """Open the engine with the records of some deliveries; in memory only."""
    con = open_engine()
    for name in ("delivery", "delivery_reason"):
        con.execute(statement(PACKAGE / "schema" / f"{name}.sql"))
    load_delivered(con, home, receipts)
    return con


def _person_sums(home: Home, receipts: list[Receipt], secret: ProtectionSecret) -> pa.Table:
    con = _records(home, receipts)
    try:
        con.execute(statement(PACKAGE / "staging" / "duplicate_person.sql"))
        return con.sql(statement(SQL / "person_key_sum.sql"), params=secret.paddings).to_arrow_table()
    finally:
        con.close()


def _refresh_events(home: Home, build: Build, receipts: list[Receipt], secret: ProtectionSecret) -> None:
    ags = receipts[0].municipality_ags
    # who is a member or lies in the surroundings is said by the build, so another build types partners anew
    source = _source(receipts, secret, build.build_id)
    stated = {day for one in receipts for day in one.dates}
    if all(_is_fresh(_path(home, ags, unit, day), source) for unit in EVENT_UNITS for day in stated):
        return
    con = _records(home, receipts)
    try:
        attach_build(con, build, ("area", "area_member", "partner_category", "umland"))
        con.table("area").create_view("known_area")
        for name in EVENT_STAGING:
            con.execute(statement(PACKAGE / "staging" / f"{name}.sql"))
        sums = con.sql(statement(SQL / "event_key_sum.sql"), params=secret.paddings).to_arrow_table()
        whole = {date(year, 12, 31) for (year,) in con.table("record_year").select("year").fetchall()}
    finally:
        con.close()
    for unit in EVENT_UNITS:
        for day in sorted({*stated, *whole, *pc.unique(sums["reference_date"]).to_pylist()}):
            path = _path(home, ags, unit, day)
            # late bookings of a year whose records are gone must not take the place of its sums
            if day in whole or not path.exists():
                mine = pc.and_(pc.equal(sums["unit"], unit), pc.equal(sums["reference_date"], pa.scalar(day)))
                _write(path, sums.filter(mine), source)
