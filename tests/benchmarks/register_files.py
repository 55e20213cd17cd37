"""Individual stocks of any size as an office would deliver them, drawn and written in pieces."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from warehouse.canonical import SCHEMAS

MUNICIPALITIES, AREAS = 8, 25
PIECE = 1_000_000
PROFILE = "generic_bestand"
HEADINGS = (
    "municipality_ags",
    "area_id",
    "reference_date",
    "register_id",
    "sex",
    "birth_date",
    "nationality",
    "dwelling",
)
OLDEST = 100 * 365
# a prime beside 10^10: numbers that look drawn, and none twice
SPREAD, NUMBERS = 7_368_787, 10_000_000_000


def municipality_keys() -> list[str]:
    """Keys of the sample block, so that nobody takes them for real places."""
    return [f"03959{number:03d}" for number in range(100, 100 + MUNICIPALITIES)]


def area_keys() -> list[str]:
    """Areas of all municipalities, 25 each."""
    return [f"{ags}-{number:04d}" for ags in municipality_keys() for number in range(101, 101 + AREAS)]


def _drawn(values: list[str], places: np.ndarray) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(places))


def _piece(first: int, rows: int, day: date) -> dict[str, pa.Array]:
    """Persons number `first` and following on one date: the same person has the same facts on every date."""
    random = np.random.default_rng(first)
    place = random.integers(0, MUNICIPALITIES * AREAS, rows)
    newest = (date(2024, 12, 31) - date(1970, 1, 1)).days
    born = newest - (OLDEST * (1 - np.sqrt(1 - random.random(rows)))).astype(np.int32)
    numbers = np.arange(first, first + rows) * SPREAD % NUMBERS
    return {
        "municipality_ags": _drawn(municipality_keys(), place // AREAS),
        "area_id": _drawn(area_keys(), place),
        "reference_date": pa.repeat(pa.scalar(day), rows),
        "register_id": pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 10, "0"),
        "sex": _drawn(["m", "w"], random.integers(0, 2, rows)),
        "birth_date": pa.array(born, pa.date32()),
        "nationality": _drawn(["D", "A"], (random.random(rows) < 0.14).astype(np.int8)),
        "dwelling": _drawn(["H", "N"], (random.random(rows) < 0.03).astype(np.int8)),
    }


def pieces(rows: int, day: date) -> Iterator[pa.Table]:
    """The stock of one date, a million rows at a time."""
    for first in range(0, rows, PIECE):
        yield pa.table(_piece(first, min(PIECE, rows - first), day))


def write_csv(file: Path, rows: int, day: date = date(2024, 12, 31)) -> None:
    """Write one delivery of `rows` persons."""
    options = pacsv.WriteOptions(quoting_style="none")
    with pacsv.CSVWriter(file, pa.schema([]) if rows < 1 else next(pieces(1, day)).schema, write_options=options) as out:
        for piece in pieces(rows, day):
            out.write_table(piece)


def canonical(piece: pa.Table) -> pa.Table:
    """A piece as ingest would have stored it; the number stands in for the pseudonym."""
    born = piece["birth_date"]
    key = pc.utf8_lpad(piece["register_id"], 32, "0")
    columns = {
        **{name: piece[name] for name in piece.column_names},
        "person_key": key,
        "birth_year": pc.year(born),
        "birth_month": pc.month(born),
    }
    schema = SCHEMAS["stock"]
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def write_parquet(file: Path, rows: int, day: date) -> None:
    """Write one stock in canonical form."""
    with pq.ParquetWriter(file, SCHEMAS["stock"], compression="zstd") as out:
        for piece in pieces(rows, day):
            out.write_table(canonical(piece))
