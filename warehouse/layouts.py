"""How the text of an unknown file is cut: encoding, delimiter, sheet, titles, headings, footer."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from warehouse.containers import MAGIC, is_workbook
from warehouse.decoding import decoded
from warehouse.errors import SourceError
from warehouse.spreadsheets import filled_sheets, sheet_rows

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_ROWS = 2000
TAIL_ROWS = 60
# Words a closing line begins with; sums are no data.
CLOSING = r"(?i)^[\s\"]*(summe|gesamt|insgesamt|zusammen|quelle|stand:|hinweis|anmerkung|erstellt|©|\*)"


@dataclass(frozen=True)
class Layout:
    """How the text of a file is cut: `title_lines` stand above the headings, a footer below the data.

    `titles` is the text above the headings, `sheet` the sheet meant where a workbook has several, `member`
    the file of an archive that was looked at.
    """

    encoding: str
    delimiter: str | None
    title_lines: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    titles: str = ""
    has_footer: bool = False
    sheet: str | None = None
    member: str | None = None
    others: tuple[str, ...] = ()

    def values(self, place: int) -> list[str]:
        """Filled values of one column of the sample."""
        return [row[place].strip() for row in self.rows if len(row) > place and row[place].strip()]


def read_layout(file: Path) -> Layout:
    """See how a file is cut.

    Raises:
        SourceError: no table of columns can be seen in it.
    """
    content = file.read_bytes()
    if content.startswith(MAGIC) and not is_workbook(content):
        return _archive_layout(content, file.name)
    return _layout(content, file.name)


def _archive_layout(content: bytes, name: str) -> Layout:
    """The layout of the largest file of an archive; the others are named."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [
                one
                for one in archive.infolist()
                if not one.is_dir() and not PurePosixPath(one.filename).name.startswith(".")
            ]
            largest = max(entries, key=lambda one: one.file_size, default=None)
            if largest is None:
                raise SourceError(f"{name} ist ein leeres Archiv. Bitte neu packen.")
            found = _layout(archive.read(largest), largest.filename)
    except (zipfile.BadZipFile, RuntimeError, OSError) as error:
        raise SourceError(
            f"{name} ist ein beschädigtes oder verschlüsseltes Archiv ({error}). Bitte neu packen."
        ) from error
    others = tuple(one.filename for one in entries if one is not largest)
    return replace(found, member=PurePosixPath(largest.filename).name, others=others)


def _layout(content: bytes, name: str) -> Layout:
    if is_workbook(content):
        sizes = filled_sheets(content, name)
        largest = max(sizes, key=lambda one: sizes[one]) if len(sizes) > 1 else None
        rows = [tuple(row) for row in sheet_rows(content, name, largest)]
        others = tuple(one for one in sizes if largest and one != largest)
        return replace(_cut(rows, "xlsx", None, name), sheet=largest, others=others)
    text = decoded(content, ("utf-8", "cp1252"), name)
    return _text_layout(text.data.decode(), text.encoding, name)


def _text_layout(text: str, encoding: str, name: str) -> Layout:
    whole = text.split("\n")
    lines = [line.rstrip("\r") for line in whole]
    if len(lines) > SAMPLE_ROWS + 2 * TAIL_ROWS:
        lines = [*lines[: SAMPLE_ROWS + TAIL_ROWS], *lines[-TAIL_ROWS:]]
    delimiter = max(DELIMITERS, key=lambda one: _regularity(lines, one))
    if _regularity(lines, delimiter) == 0:
        raise SourceError(
            f"{name} hat keine Trennzeichen (gesucht: Semikolon, Komma, Tabulator, senkrechter "
            "Strich). Für feste Satzlängen braucht das Profil die Satzbeschreibung des Verfahrens; als "
            "Vorlage dient kosis_bestand."
        )
    try:
        # Line by line, so that a row's place is its line; fields with line breaks count as odd rows.
        rows = [tuple(next(csv.reader([line], delimiter=delimiter), [])) for line in lines]
    except csv.Error as error:
        raise SourceError(
            f"{name} hat Zeilen, die keine Tabelle sein können ({error}). Bitte neu ausgeben."
        ) from error
    return _cut(rows, encoding, delimiter, name)


def _regularity(lines: Sequence[str], delimiter: str) -> int:
    """Fields per line that most lines share; a delimiter that cuts nothing scores 0."""
    counts = [line.count(delimiter) for line in lines if line.strip()]
    most = max(set(counts), key=counts.count, default=0)
    return most if counts.count(most) >= len(counts) / 2 else 0


def _cut(rows: Sequence[tuple[str, ...]], encoding: str, delimiter: str | None, name: str) -> Layout:
    """Find the headings, the first row as wide as most rows, and where the data end."""
    widths = [sum(1 for cell in row if cell.strip()) for row in rows]
    filled = [width for width in widths if width]
    usual = max(set(filled), key=filled.count, default=0)
    title = next((place for place, width in enumerate(widths) if width >= max(2, 0.8 * usual)), None)
    if title is None:
        raise SourceError(
            f"{name} enthält keine Tabelle mit Spalten. Bitte eine Datei mit Kopfzeile liefern."
        )
    headings = tuple(cell.strip() for cell in rows[title])
    titles = " ".join(cell for row in rows[:title] for cell in row if cell.strip())
    closing = [place for place in range(title + 1, len(rows)) if _closes(rows[place])]
    start = next((place for place in closing if place >= len(rows) - TAIL_ROWS), None)
    data = [row for row in rows[title + 1 : start] if sum(1 for cell in row if cell.strip()) > 1]
    return Layout(encoding, delimiter, title, headings, tuple(data), titles, start is not None)


def _closes(row: Sequence[str]) -> bool:
    first = next((cell for cell in row if cell.strip()), "")
    return re.match(CLOSING, first) is not None
