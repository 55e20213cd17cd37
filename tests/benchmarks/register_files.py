"""Registers of any size as an office would deliver them, drawn and written a million rows at a time."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

MUNICIPALITIES, AREAS = 8, 25
PIECE = 1_000_000
STOCK, EVENTS, PLACES = "generic_bestand", "generic_bewegung", "generic_areas"
# a prime beside 10^10: numbers that look drawn, and none twice
SPREAD, NUMBERS = 7_368_787, 10_000_000_000
OLDEST = 100 * 365.25
TAKEN = ("municipality_ags", "register_id", "sex", "nationality", "area_id")
# bookings per person and year
KINDS = {"birth": 0.009, "death": 0.011, "in": 0.055, "out": 0.052, "inner_move": 0.04}


def municipality_keys() -> list[str]:
    """Keys of an unused block, so that nobody takes them for real places."""
    return [f"03959{number:03d}" for number in range(100, 100 + MUNICIPALITIES)]


def area_keys() -> list[str]:
    """Areas of all municipalities, 25 each."""
    return [f"{ags}-{number:04d}" for ags in municipality_keys() for number in range(101, 101 + AREAS)]


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _coded(values: list[str], places: np.ndarray) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(places))


def _register_ids(numbers: np.ndarray) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers * SPREAD % NUMBERS).cast(pa.string()), 10, "0")


def _persons(first: int, rows: int, day: date) -> dict[str, pa.Array]:
    """Persons number `first` and following: same place, sex and nationality on every date."""
    random = np.random.default_rng(first)
    place = random.integers(0, MUNICIPALITIES * AREAS, rows)
    age = OLDEST * (1 - np.sqrt(1 - random.random(rows)))
    return {
        "municipality_ags": _coded(municipality_keys(), place // AREAS),
        "area_id": _coded(area_keys(), place),
        "reference_date": pa.repeat(pa.scalar(day), rows),
        "register_id": _register_ids(np.arange(first, first + rows)),
        "sex": _coded(["m", "w"], random.integers(0, 2, rows)),
        "birth_date": pa.array(_days(day) - age.astype(np.int32), pa.date32()),
        "nationality": _coded(["D", "A"], (random.random(rows) < 0.14).astype(np.int8)),
        "dwelling": _coded(["H", "N"], (random.random(rows) < 0.03).astype(np.int8)),
    }


def _bookings(first: int, rows: int, day: date) -> dict[str, pa.Array]:
    """Bookings of the year that ends on `day`, of persons who are in no stock."""
    random = np.random.default_rng(first + day.year)
    persons = _persons(first + NUMBERS // 2, rows, day)
    kind = random.choice(len(KINDS), rows, p=np.array(list(KINDS.values())) / sum(KINDS.values()))
    booked = _days(day) - random.integers(0, 365, rows).astype(np.int32)
    is_birth, is_move = kind == 0, kind == 4
    own = pc.index_in(persons["municipality_ags"], pa.array(municipality_keys())).to_numpy()
    inside = _coded(area_keys(), own * AREAS + random.integers(0, AREAS, rows))
    outside = _coded([*municipality_keys(), "02000000", "03101000"], random.integers(0, 10, rows))
    nobody = pa.scalar(None, pa.string())
    born = pc.if_else(pa.array(is_birth), pa.array(booked, pa.date32()), persons["birth_date"])
    partner = pc.if_else(pa.array(is_move), inside, pc.if_else(pa.array(kind >= 2), outside, nobody))
    mother = pa.array(day.year - random.integers(18, 44, rows), mask=~is_birth)
    return {
        **{
            name: persons[name]
            for name in ("municipality_ags", "register_id", "sex", "nationality", "area_id")
        },
        "event_kind": _coded(list(KINDS), kind),
        "sign": pa.repeat("1", rows),
        "event_date": pa.array(booked, pa.date32()),
        "booking_date": pa.array(booked, pa.date32()),
        "birth_date": born,
        "dwelling": pa.repeat("H", rows),
        "partner": partner,
        "mother_birth_year": mother,
        "delta": pa.nulls(rows, pa.string()),
    }


def _pieces(rows: int, draw: Callable[[int, int], dict[str, pa.Array]]) -> Iterator[pa.Table]:
    for first in range(0, rows, PIECE):
        yield pa.table(draw(first, min(PIECE, rows - first)))


def _write(file: Path, rows: int, draw: Callable[[int, int], dict[str, pa.Array]]) -> Path:
    schema = pa.table(draw(0, 1)).schema
    options = pacsv.WriteOptions(quoting_style="none", include_header=False)
    with file.open("wb") as out:
        out.write((",".join(schema.names) + "\n").encode())
        for piece in _pieces(rows, draw):
            pacsv.write_csv(piece.cast(schema), out, options)
    return file


def write_stock(file: Path, rows: int, day: date = date(2024, 12, 31)) -> Path:
    """One delivery of `rows` persons: 8 columns, 62 bytes a row, every register number once."""
    return _write(file, rows, lambda first, count: _persons(first, count, day))


def write_events(file: Path, persons: int, day: date) -> Path:
    """The bookings of the year that ends on `day` in a region of `persons`."""
    rows = round(persons * sum(KINDS.values()))
    return _write(file, rows, lambda first, count: _bookings(first, count, day))


def write_places(file: Path) -> Path:
    """One association, its municipalities and their areas."""
    towns = [f"{ags},gemeinde,Ort {ags},R,{ags}" for ags in municipality_keys()]
    leaves = [f"{key},ortsteil,Teil {key},{key[:8]},{key[:8]}" for key in area_keys()]
    lines = ["area_id,level,name,parent_id,municipality_ags", "R,verband,Region,,", *towns, *leaves]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
