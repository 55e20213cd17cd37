"""Delivered files → text tables: every value still as delivered, every row with its line number.

A text table has one string column per column of the profile that the file holds; personal columns a
profile does not declare are never read. Nothing is sniffed: the dialect is the profile's, and a row that
does not fit it is refused with its line.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.containers import is_workbook
from warehouse.decoding import DecodedText, TextLines, decoded
from warehouse.delimited import Dialect, joined, parse_lines
from warehouse.errors import SourceError
from warehouse.geo_files import as_geojson, is_geo_file
from warehouse.ledger import Ledger, Lines
from warehouse.profile import Profile
from warehouse.reading_tables import geojson_table, parquet_table
from warehouse.spreadsheets import sheet_as_csv


@dataclass(frozen=True)
class TextTable:
    """Rows of a file as delivered; `columns` are named as in the profile, `lines` counts from 1."""

    columns: dict[str, pa.Array]
    lines: Lines
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = field(default=())

    def keep(self, mask: npt.NDArray[np.bool_]) -> "TextTable":
        """The rows where `mask` holds."""
        if mask.all():
            return self
        selected = pa.array(mask)
        columns = {name: values.filter(selected) for name, values in self.columns.items()}
        return TextTable(columns, self.lines[mask], self.encoding, self.delimiter, self.notes)


Part = tuple[dict[str, pa.Array], Lines]


@dataclass(frozen=True)
class Head:
    """What the heading line of a delimited file says; the data begin at byte `end`."""

    dialect: Dialect
    notes: tuple[str, ...]
    end: int


def read_text_table(content: bytes, file: Path, profile: Profile, ledger: Ledger) -> TextTable:
    """Read a delivered file as its profile says; rows of the wrong shape go to the ledger.

    Raises:
        SourceError: the file as a whole is not what the profile describes.
    """
    if "parquet" in profile.formats and file.suffix.lower() == ".parquet":
        return TextTable(*parquet_table(content, file.name, profile))
    if "geojson" in profile.formats:
        geojson = as_geojson(content, file.name) if is_geo_file(content) else content
        return TextTable(*geojson_table(geojson, file.name, profile, ledger), encoding="utf-8")
    if "delimited" in profile.formats and is_workbook(content):
        sheet, notes = sheet_as_csv(content, file.name, profile)
        table = _read_delimited(DecodedText(sheet, "xlsx"), file.name, profile, ledger)
        return replace(table, delimiter=None, notes=(*notes, *table.notes))
    text = decoded(content, profile.encodings, file.name)
    if "fixed_width" in profile.formats:
        table = _read_fixed_width(text, file.name, profile, ledger)
    else:
        table = _read_delimited(text, file.name, profile, ledger)
    if not text.data.endswith(b"\n"):
        check_not_cut_off(file.name, text.data.count(b"\n") + 1, len(text.data), ledger)
    return table


def check_not_cut_off(file_name: str, last: int, size: int, ledger: Ledger) -> None:
    """Refuse a file whose last line, which does not end, does not fit: the rest was lost on the way.

    Raises:
        SourceError: it is so.
    """
    if any(reject.line == last and reject.column is None for reject in ledger.rejects):
        raise SourceError(
            f"{file_name} bricht mitten in Zeile {last} ab ({size} Byte): sie ist unvollständig. "
            "Nichts wurde übernommen. Bitte neu übertragen."
        )


def _read_fixed_width(text: DecodedText, file_name: str, profile: Profile, ledger: Ledger) -> TextTable:
    parts = [fixed_fields(lines, profile, ledger) for lines in TextLines.pieces(text.data)]
    columns, lines = joined(parts, file_name)
    return TextTable(columns, lines, encoding=text.encoding)


def fixed_fields(lines: TextLines, profile: Profile, ledger: Ledger) -> Part:
    """The fields of records of fixed width, as the record description says; others go to the ledger."""
    trimmed = pc.utf8_rtrim(lines.text, characters="\r\n")
    lines = TextLines(trimmed, lines.numbers)
    width = pc.utf8_length(lines.text).to_numpy()
    lines, width = lines.keep(width > 0), width[width > 0]
    needed = profile.record_length or max(_end(column.position) for column in profile.columns.values())
    # offices trim trailing blanks: a record may end early as long as its last required field is there
    shortest = max((_end(c.position) for c in profile.columns.values() if c.required), default=1)
    for bad, what in ((width < shortest, "zu kurz"), (width > needed, "zu lang")):
        ledger.reject(lines.numbers[bad], None, f"Satz {what} (vereinbart sind {needed} Zeichen)")
    lines = lines.keep((width >= shortest) & (width <= needed))
    columns = {}
    for name, column in profile.columns.items():
        start, field_width = column.position or (1, 0)
        columns[name] = pc.utf8_slice_codeunits(lines.text, start - 1, start - 1 + field_width)
    return columns, lines.numbers


def _end(position: tuple[int, int] | None) -> int:
    return position[0] + position[1] - 1 if position else 0


def _read_delimited(text: DecodedText, file_name: str, profile: Profile, ledger: Ledger) -> TextTable:
    head = read_head(text.data, file_name, profile)
    pieces = TextLines.pieces(text.data, head.end, profile.title_lines + 2)
    has_quotes = text.data.find(profile.quote.encode(), head.end) >= 0
    parts = list(delimited_parts(pieces, head.dialect, profile, ledger, has_quotes=has_quotes))
    columns, lines = joined(parts, file_name)
    return TextTable(columns, lines, text.encoding, head.dialect.delimiter, head.notes)


def read_head(data: bytes, file_name: str, profile: Profile) -> Head:
    """Find the columns of a profile in the heading line.

    Raises:
        SourceError: a column is missing or stands twice, or nothing follows.
    """
    header_start = _after_lines(data, profile.title_lines)
    header_end = data.find(b"\n", header_start) + 1 or len(data)
    header = data[header_start:header_end].decode().rstrip("\r\n")
    delimiter = _delimiter(header, profile)
    headings = _fields(header, delimiter, profile.quote)
    found, notes = _find_columns(headings, file_name, profile)
    if header_end >= len(data):
        raise SourceError(
            f"{file_name} enthält nur die Kopfzeile, keine Datenzeilen. Nichts wurde übernommen. "
            "Gab es in einer Zählung wirklich keine Fälle, bitte eine Zeile mit 0 liefern."
        )
    return Head(Dialect(delimiter, profile.quote, len(headings), found), notes, header_end)


def delimited_parts(
    pieces: Iterator[TextLines], dialect: Dialect, profile: Profile, ledger: Ledger, *, has_quotes: bool
) -> Iterator[Part]:
    """The wanted columns of each piece of a file, up to its footer."""
    for piece in pieces:
        body = _without_footer(piece, profile, ledger)
        yield parse_lines(body, dialect, ledger, has_quotes=has_quotes)
        if len(body.numbers) < len(piece.numbers):
            ledger.skip(sum(len(rest.numbers) for rest in pieces), "Fußzeilen")


def _after_lines(data: bytes, lines: int) -> int:
    """The offset behind the first `lines` lines."""
    offset = 0
    for _ in range(lines):
        offset = data.find(b"\n", offset) + 1 or len(data)
    return offset


def _without_footer(body: TextLines, profile: Profile, ledger: Ledger) -> TextLines:
    """Leave out the footer: the first line that matches and all after it."""
    if profile.footer is None:
        return body
    hit = pc.match_substring_regex(body.text, profile.footer).to_numpy(zero_copy_only=False)
    if not hit.any():
        return body
    keep = np.arange(len(hit)) < int(hit.argmax())
    ledger.skip(int((~keep).sum()), "Fußzeilen")
    return body.keep(keep)


def _delimiter(header: str, profile: Profile) -> str:
    """The declared candidate that yields most known headings; the first one in doubt."""
    known = {heading.casefold() for column in profile.columns.values() for heading in column.headings}

    def score(delimiter: str) -> int:
        return len(known & {field.casefold() for field in _fields(header, delimiter, profile.quote)})

    return max(profile.delimiters, key=score)


def _fields(line: str, delimiter: str, quote: str) -> list[str]:
    try:
        return [value.strip() for value in next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])]
    except csv.Error:
        # A heading line of hundred thousands of characters: no delimiter of ours cuts it.
        return []


def _find_columns(
    headings: list[str], file_name: str, profile: Profile
) -> tuple[dict[str, int], tuple[str, ...]]:
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        places.setdefault(heading.casefold(), []).append(place)
    found: dict[str, int] = {}
    for name, column in profile.all_columns.items():
        # Two declared spellings may be one when case and ß are folded.
        wanted = dict.fromkeys(heading.casefold() for heading in column.headings)
        candidates = [place for heading in wanted for place in places.get(heading, [])]
        if len(candidates) > 1:
            raise SourceError(
                f"{file_name}: die Spalte {headings[candidates[0]]!r} kommt mehrfach vor, bitte umbenennen."
            )
        if candidates:
            found[name] = candidates[0]
    missing = [
        name for name, column in profile.all_columns.items() if name not in found and not column.optional
    ]
    if missing:
        raise SourceError(_missing_columns(missing, headings, file_name, profile))
    unread = profile.unread(headings)
    return found, (f"nicht gelesene Spalten: {', '.join(unread)}",) if unread else ()


def _missing_columns(missing: list[str], headings: list[str], file_name: str, profile: Profile) -> str:
    names = ", ".join(" oder ".join(map(repr, profile.all_columns[name].headings)) for name in missing)
    seen = ", ".join(repr(heading) for heading in headings[:60]) or "nichts Lesbares"
    if profile.is_personal and len(profile.unread(headings)) == len(headings):
        seen = "keine einzige bekannte Überschrift (hat die Datei eine Kopfzeile?)"  # it may be a person
    delimiters = " oder ".join(repr(delimiter) for delimiter in profile.delimiters)
    return (
        f"{file_name}: in der Kopfzeile fehlt {names}. Gefunden: {seen}. "
        f"Das Profil {profile.id} erwartet Spalten getrennt durch {delimiters}."
    )
