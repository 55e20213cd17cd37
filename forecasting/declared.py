"""What an office states for its forecasts: small CSV files in the folder `vorgaben` of its home.

Each file is optional. A comma or a semicolon separates columns, the first line names them. A mistake is
refused with file and line; the content is part of the run id.
"""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from forecasting.errors import DeclarationError
from warehouse.query import rows
from warehouse.settings import Home

QUERY = Path(__file__).parent / "queries" / "area_ids.sql"
FOLDER = "vorgaben"
# File → columns it must have, columns it may have.
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sonderbevoelkerung": (("area_id", "kind", "year", "persons"), ("sex", "age", "nationality", "source")),
    "fertigstellungen": (("area_id", "year", "dwellings"), ("dwelling_type", "source")),
    "eckwerte_gemeinde": (("area_id", "year", "persons"), ("source",)),
    "eckwerte_land": (("area_id", "year", "persons"), ("source",)),
    "linexp": (("area_id", "weight"), ("source",)),
}


@dataclass(frozen=True)
class Line:
    """One line of a declared file; values are asked for by type, and a wrong one is refused by name."""

    file: str
    number: int
    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a value as it stands, empty if it was left out."""
        return self.values.get(name, "")

    def amount(self, name: str, most: float = float("inf")) -> float:
        """Return a number from 0 to `most`; the decimal sign may be a comma."""
        given = self.text(name)
        try:
            value = float(given.replace(",", "."))
        except ValueError:
            raise self.refuse(f"{name} ist „{given}“ und keine Zahl.") from None
        if not 0 <= value <= most:
            limit = "" if most == float("inf") else f" und höchstens {most:g}"
            raise self.refuse(f"{name} ist {given}; erlaubt ist mindestens 0{limit}.")
        return value

    def year(self) -> int:
        """Return the year of the line."""
        given = self.text("year")
        if not (given.isdigit() and len(given) == 4):
            raise self.refuse(f"Das Jahr fehlt oder ist keine Jahreszahl („{given}“).")
        return int(given)

    @property
    def place(self) -> str:
        """File and line in German words."""
        return f"{FOLDER}/{self.file}.csv, Zeile {self.number}"

    def refuse(self, reason: str) -> DeclarationError:
        """Return the error that names this line."""
        return DeclarationError(f"{self.place}: {reason} Bitte die Zeile berichtigen oder löschen.")


@dataclass(frozen=True)
class Declared:
    """All lines by file, and a checksum of everything stated; empty if nothing was."""

    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    checksum: str = ""

    def of(self, file: str) -> tuple[Line, ...]:
        """Return the lines of one file, in its order."""
        return self.lines.get(file, ())


def read_declared(home: Home) -> Declared:
    """Return what the home declares. Raises DeclarationError naming file and line."""
    folder = home.root / FOLDER
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    lines = {path.stem: _read(path) for path in paths}
    return Declared(lines, digest.hexdigest()[:16] if paths else "")


def check_areas(declared: Declared, con: duckdb.DuckDBPyConnection) -> None:
    """Raise DeclarationError for the first line about an area no delivery ever named."""
    known = {area for (area,) in rows(con, QUERY)}
    for lines in declared.lines.values():
        for line in lines:
            if line.text("area_id") not in known:
                raise line.refuse(f"Das Gebiet „{line.text('area_id')}“ ist unbekannt.")


def _read(path: Path) -> tuple[Line, ...]:
    if path.stem not in FILES:
        raise DeclarationError(
            f"{FOLDER}/{path.name} ist unbekannt. Möglich sind {', '.join(f'{name}.csv' for name in FILES)}."
        )
    needed, possible = FILES[path.stem]
    try:
        text = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DeclarationError(f"{FOLDER}/{path.name} ist nicht in UTF-8. Bitte so speichern.") from error
    separator = ";" if text and ";" in text[0] else ","
    table = list(csv.reader(text, delimiter=separator))
    names = [name.strip() for name in table[0]] if table else []
    wrong = [*(set(needed) - set(names)), *(set(names) - {*needed, *possible})]
    if wrong or len(set(names)) < len(names):
        raise DeclarationError(
            f"{FOLDER}/{path.name}, Zeile 1: Die Spalten müssen {', '.join(needed)} heißen, dazu nach Bedarf "
            f"{', '.join(possible)}. Falsch ist: {', '.join(sorted(wrong)) or 'eine Spalte doppelt'}."
        )
    return tuple(_line(path.stem, number, names, row) for number, row in enumerate(table[1:], 2) if any(row))


def _line(file: str, number: int, names: list[str], row: list[str]) -> Line:
    line = Line(file, number, dict(zip(names, (value.strip() for value in row), strict=False)))
    if len(row) != len(names):
        raise line.refuse(f"{len(row)} Werte statt {len(names)}.")
    return line
