"""What has been delivered and what is in force.

A delivery lives in the slot owner × kind × reference date; the highest version of a slot is in force, the
others stay as history. Two slots may still speak of the same time: a file with the years 2010-2020 and a
later one with 2015-2024. The rule then is: **for the same owner and kind, each reference date in the data
is taken from the delivery that was received last.** `superseded_dates` says which dates of a delivery do
not count. It applies to the kinds that state something per date or year (stock, population, births,
deaths, moves, care). Events are dated bookings and always add up; areas, geometry and the other registers
are taken row by row from the delivery received last.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from warehouse.receipt import RECEIPT_FILE, Receipt, read_receipt
from warehouse.settings import Home

DATED_KINDS = frozenset({"stock", "population", "births", "deaths", "moves", "status_changes", "care"})


def deliveries(home: Home) -> list[Receipt]:
    """All versions ever received, by owner, kind, reference date and version."""
    found = home.deliveries.glob(f"*/*/*/[0-9]*/{RECEIPT_FILE}")
    receipts = [read_receipt(path.parent) for path in found]
    return sorted(receipts, key=lambda receipt: (receipt.slot, receipt.version))


def deliveries_in_force(home: Home) -> list[Receipt]:
    """The latest version of every owner × kind × reference date."""
    latest = {receipt.slot: receipt for receipt in deliveries(home)}
    return list(latest.values())


def superseded_dates(receipts: Iterable[Receipt]) -> dict[str, frozenset[date]]:
    """Dates (years as 31 December) that a delivery holds but a later received one replaces, by delivery_id.

    Only deliveries that lose a date are listed.
    """
    dated = [receipt for receipt in receipts if receipt.kind in DATED_KINDS]
    winner: dict[tuple[str, str, str, date], Receipt] = {}
    for receipt in sorted(dated, key=_order):
        winner.update({(*_series(receipt), day): receipt for day in receipt.dates})
    lost = {
        receipt.delivery_id: frozenset(
            day for day in receipt.dates if winner[(*_series(receipt), day)] is not receipt
        )
        for receipt in dated
    }
    return {delivery_id: days for delivery_id, days in lost.items() if days}


def _series(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.municipality_ags, receipt.kind, receipt.part


def _order(receipt: Receipt) -> tuple[datetime, date]:
    return receipt.received_at, receipt.reference_date


def table_files(home: Home, table: str) -> list[Path]:
    """Parquet files of one canonical table from all deliveries in force, in the order they were received."""
    receipts = sorted(deliveries_in_force(home), key=_order)
    return [receipt.folder(home) / f"{table}.parquet" for receipt in receipts if table in receipt.tables]
