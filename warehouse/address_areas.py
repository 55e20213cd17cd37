"""Turn the addresses of delivered persons into areas, and keep a work list of those that found none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.addresses import Address, AddressList, Entry, Suggestion
from warehouse.canonical import SCHEMAS
from warehouse.catalog import deliveries_in_force
from warehouse.ledger import Ledger
from warehouse.settings import Home

if TYPE_CHECKING:
    from warehouse.casting import Context, Rows

COLUMNS = ("street", "house_number", "house_suffix", "street_key")
GAPS = "address_gap"


@dataclass(frozen=True)
class AddressBook:
    """Address lists in force by municipality; `checksum` changes with any of them."""

    lists: Mapping[str, AddressList]
    checksum: str


def read_address_book(home: Home) -> AddressBook:
    """The address lists of a home; empty where none was delivered."""
    entries: dict[str, list[Entry]] = {}
    receipts = [receipt for receipt in deliveries_in_force(home) if receipt.kind == "addresses"]
    for receipt in receipts:
        for row in pq.read_table(receipt.folder(home) / "address.parquet").to_pylist():
            parts = (row["street"], row["house_number"], row["house_suffix"], row["street_key"])
            entry = Entry(Address(*(part or "" for part in parts)), row["area_id"])
            entries.setdefault(row["municipality_ags"], []).append(entry)
    lists = {ags: AddressList(own) for ags, own in entries.items()}
    return AddressBook(lists, sha256("".join(sorted(one.checksum for one in receipts)).encode()).hexdigest())


def assign_areas(rows: "Rows", context: "Context", ledger: Ledger) -> "Rows":
    """Fill the area of rows that have none from their address; the address columns are dropped.

    How many rows were assigned by what is noted; addresses without area go to the ledger's gaps.
    """
    given = [name for name in COLUMNS if name in rows.columns]
    if not given:
        return rows
    length = len(rows.lines)
    area = rows.columns.get("area_id", pa.nulls(length, pa.string()))
    table = pa.table(
        {"ags": rows.columns["municipality_ags"]}
        | {name: pc.fill_null(rows.columns.get(name, pa.nulls(length, pa.string())), "") for name in COLUMNS}
    )
    # Every address is looked up once, however many live there.
    code = pc.dictionary_encode(pc.binary_join_element_wise(*table.columns, "\x1f"))
    code = code.combine_chunks() if isinstance(code, pa.ChunkedArray) else code
    open_codes = Counter(code.indices.filter(pc.is_null(area)).to_pylist())
    found: dict[int, str | None] = {}
    for place, count in open_codes.items():
        ags, address = _address(code.dictionary[place].as_py())
        found[place], by = _look_up(context.addresses.get(ags), address)
        ledger.addressed[_WORDS[by]] += count
        if found[place] is None and str(address):
            ledger.gaps[ags, str(address), _offers(context.addresses.get(ags), address)] += count
    by_code = pa.array([found.get(place) for place in range(len(code.dictionary))], pa.string())
    rows = rows.replace(area_id=pc.coalesce(area, by_code.take(code.indices)))
    return type(rows)({name: v for name, v in rows.columns.items() if name not in COLUMNS}, rows.lines)


_WORDS = {
    "genau": "genau gefunden",
    "Hausnummer": "über die Hausnummer",
    "Straße": "über die ganze Straße",
    "ohne": "ohne Zuordnung",
    "leer": "ohne Adresse",
    "keine Liste": "ohne Adressliste der Gemeinde",
}


def _address(code: str) -> tuple[str, Address]:
    ags, street, number, suffix, key = code.split("\x1f")
    if street and not number:
        return ags, Address.of_line(street)
    return ags, Address(street, number, suffix, key)


def _look_up(addresses: AddressList | None, address: Address) -> tuple[str | None, str]:
    if not str(address):
        return None, "leer"
    return (None, "keine Liste") if addresses is None else addresses.area_of(address)


def _offers(addresses: AddressList | None, address: Address) -> tuple[str, ...]:
    return () if addresses is None else tuple(_words(one) for one in addresses.suggestions(address))


def _words(suggestion: Suggestion) -> str:
    return f"{suggestion.street} ({suggestion.area_id or 'Hausnummer dort nicht eindeutig'})"


def gap_tables(ledger: Ledger) -> dict[str, pa.Table]:
    """The work list of a file as a table of its delivery, most rows first; none if all found an area."""
    if not ledger.gaps:
        return {}
    rows = [
        {"municipality_ags": ags, "address": address, "rows": count, "suggestions": list(offers)}
        for (ags, address, offers), count in ledger.gaps.most_common()
    ]
    return {GAPS: pa.Table.from_pylist(rows, schema=SCHEMAS[GAPS])}


def open_addresses(home: Home) -> list[dict[str, object]]:
    """The work list of all register deliveries in force: address, deliveries' rows, suggestions."""
    merged: dict[tuple[str, str], dict[str, object]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for receipt in deliveries_in_force(home):
        if GAPS in receipt.tables:
            for row in pq.read_table(gap_file(receipt.folder(home))).to_pylist():
                key = row["municipality_ags"], row["address"]
                merged[key] = row
                counts[key] += row["rows"]
    return [merged[key] | {"rows": count} for key, count in counts.most_common()]


def gap_file(folder: Path) -> Path:
    """Where a delivery keeps its work list."""
    return folder / f"{GAPS}.parquet"
