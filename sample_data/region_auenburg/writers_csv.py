"""Register files as CSV: semicolon, cp1252, German headings, or comma, UTF-8 and the house's own headings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from .arrays import Array
from .broken import note_broken
from .extracts import Extract
from .fields import GERMAN, ISO, write_bytes
from .names import FAMILY_NAMES, GIVEN_NAMES, STREETS
from .state import EVENT_KINDS, INNER_MOVE
from .tables import FileTable, Keys, event_table, event_years, stock_table, with_broken_rows
from .truth import FaultList

GERMAN_KEYS = Keys(GERMAN, (b"m", b"w"), (b"HW", b"NW"), nations_as_state=True, local_areas=True)
HOUSE_KEYS = Keys(ISO, (b"m", b"w"), (b"H", b"N"), nations_as_state=False, local_areas=False)
# Offices whose extract carries names and streets, which an importer must drop.
WITH_NAMES = ("03952002", "03952004")
STOCK_HEADINGS = {
    "number": "Registernummer",
    "birth": "Geburtsdatum",
    "sex": "Geschlecht",
    "nation": "Staatsangehörigkeit",
    "dwelling": "Wohnungsstatus",
    "area": "Gebiet",
}
EVENT_HEADINGS = {
    "number": "Registernummer",
    "birth": "Geburtsdatum",
    "sex": "Geschlecht",
    "nation": "Staatsangehörigkeit",
    "dwelling": "Wohnungsstatus",
    "kind": "Ereignis",
    "cancelled": "Storno",
    "day": "Ereignisdatum",
    "booking": "Buchungsdatum",
    "area": "Gebiet",
    "other": "Gebiet Gegenseite",
    "partner": "Herkunft/Ziel",
    "mother": "Geburtsjahr Mutter",
    "delta_sign": "Vorzeichen",
}
NAME_HEADINGS = {"name": "Name", "street": "Straße"}
GERMAN_KINDS = (
    "Geburt",
    "Sterbefall",
    "Zuzug",
    "Fortzug",
    "Umzug",
    "Statuswechsel",
    "Einbürgerung",
    "Berichtigung",
)
HOUSE_STOCK = (
    "municipality_ags",
    "area_id",
    "reference_date",
    "register_id",
    "sex",
    "birth_date",
    "nationality",
    "dwelling",
)
HOUSE_EVENT = (
    "municipality_ags", "register_id", "event_kind", "sign", "event_date", "booking_date", "sex",
    "birth_date", "nationality", "dwelling", "area_id", "partner", "mother_birth_year", "delta",
)  # fmt: skip
HOUSE_NAMES = {
    "area_id": "area",
    "register_id": "number",
    "birth_date": "birth",
    "nationality": "nation",
    "event_kind": "kind",
    "event_date": "day",
    "booking_date": "booking",
    "sign": "sign_text",
    "mother_birth_year": "mother",
    "delta": "delta_text",
}


def write_german(extract: Extract, target: Path, truth: FaultList) -> list[Path]:
    """Files of an office with German headings: `;`, cp1252, CRLF; returns the two folders."""
    ags = extract.ags()
    names = NAME_HEADINGS if ags in WITH_NAMES else {}
    for year in sorted(extract.stocks):
        table = stock_table(extract, year, GERMAN_KEYS)
        add_names(table.columns)
        path = target / ags / "bestand" / f"{ags}_bestand_{year}-12-31.csv"
        write_bytes(path, german_bytes(table.columns, STOCK_HEADINGS | names))
        note_broken(truth, ags, year, path.relative_to(target), table, header=1)
    for year in event_years(extract):
        table = german_events(extract, year)
        path = target / ags / "bewegung" / f"{ags}_bewegung_{year}.csv"
        write_bytes(path, german_bytes(table.columns, EVENT_HEADINGS | names))
        note_broken(truth, ags, year, path.relative_to(target), table, header=1)
    return [target / ags / "bestand", target / ags / "bewegung"]


def german_events(extract: Extract, year: int) -> FileTable:
    """Event columns with German kinds, Storno and Vorzeichen."""
    columns = event_table(extract, year, GERMAN_KEYS, with_moves_inside_area=False).columns
    kind = columns["kind_code"]
    columns["kind"] = np.array([name.encode() for name in GERMAN_KINDS])[kind]
    columns["cancelled"] = np.where(columns["sign"] < 0, b"S", b"")
    columns["delta_sign"] = np.array([b"-", b"", b"+"])[columns["delta"] + 1]
    columns["other"] = np.where(kind == INNER_MOVE, columns["other"], b"")
    add_names(columns)
    return with_broken_rows(extract, "bewegung", year, columns, possible=columns["is_main"], keys=GERMAN_KEYS)


def add_names(columns: dict[str, Array]) -> None:
    """Invented names and streets, the same for a person in every file."""
    person = columns["person"]
    names = np.array([f"{family}, {given}".encode() for family in FAMILY_NAMES for given in GIVEN_NAMES])
    streets = np.array([f"{street} {number}".encode() for street in STREETS for number in range(1, 60)])
    columns["name"] = names[person * 7_919 % len(names)]
    columns["street"] = streets[person * 104_729 // 3 % len(streets)]


def german_bytes(columns: dict[str, Array], headings: Mapping[str, str]) -> bytes:
    """CSV with `;`, cp1252 and CRLF."""
    text = delimited({heading: columns[name] for name, heading in headings.items()}, ";")
    return text.decode().replace("\n", "\r\n").encode("cp1252")


def write_house(extract: Extract, target: Path, truth: FaultList) -> list[Path]:
    """Files with the house's own headings: `,`, UTF-8, LF; returns the two folders."""
    ags = extract.ags()
    for year in sorted(extract.stocks):
        table = stock_table(extract, year, HOUSE_KEYS)
        path = target / ags / "bestand" / f"{ags}_bestand_{year}-12-31.csv"
        constant = {"municipality_ags": ags, "reference_date": f"{year}-12-31"}
        write_bytes(path, delimited(house_columns(table.columns, HOUSE_STOCK, constant), ","))
        note_broken(truth, ags, year, path.relative_to(target), table, header=1)
    for year in event_years(extract):
        table = house_events(extract, year)
        path = target / ags / "bewegung" / f"{ags}_bewegung_{year}.csv"
        write_bytes(
            path, delimited(house_columns(table.columns, HOUSE_EVENT, {"municipality_ags": ags}), ",")
        )
        note_broken(truth, ags, year, path.relative_to(target), table, header=1)
    return [target / ags / "bestand", target / ags / "bewegung"]


def house_events(extract: Extract, year: int) -> FileTable:
    """Event columns in the house's terms; the partner of an inner move is the area of origin."""
    columns = event_table(extract, year, HOUSE_KEYS, with_moves_inside_area=False).columns
    kind = columns["kind_code"]
    columns["kind"] = np.array([name.encode() for name in EVENT_KINDS])[kind]
    columns["sign_text"] = np.where(columns["sign"] < 0, b"-1", b"1")
    columns["delta_text"] = np.array([b"-1", b"", b"1"])[columns["delta"] + 1]
    columns["partner"] = np.where(kind == INNER_MOVE, columns["other"], columns["partner"])
    return with_broken_rows(extract, "bewegung", year, columns, possible=columns["is_main"], keys=HOUSE_KEYS)


def house_columns(
    columns: dict[str, Array], wanted: tuple[str, ...], constant: dict[str, str]
) -> dict[str, Array]:
    """The wanted columns in order; constants are repeated in every row."""
    rows = len(columns["number"])
    return {
        name: np.full(rows, constant[name].encode())
        if name in constant
        else columns[HOUSE_NAMES.get(name, name)]
        for name in wanted
    }


def delimited(columns: dict[str, Array], delimiter: str) -> bytes:
    """CSV without quotes: header and rows as UTF-8 with LF."""
    table = pa.table({name: pa.array(column).cast(pa.string()) for name, column in columns.items()})
    sink = pa.BufferOutputStream()
    options = csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="none")
    csv.write_csv(table, sink, options)
    body: bytes = sink.getvalue().to_pybytes()
    return (delimiter.join(columns) + "\n").encode() + body
