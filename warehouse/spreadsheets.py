"""Workbooks (XLSX) → the CSV text an office would have saved, so that one reader serves both.

Values are taken as stored, not as shown: a number without its formatting, a date in ISO form. Line numbers
are the row numbers of the sheet.
"""

import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from warehouse.archive_bounds import check_bounds, check_parts
from warehouse.errors import SourceError
from warehouse.profile import Profile

MOST_ROWS = 1_048_576


def sheet_as_csv(content: bytes, file_name: str, profile: Profile) -> tuple[bytes, tuple[str, ...]]:
    """Return the sheet of a workbook as UTF-8 CSV in the first dialect of the profile, and notes.

    The sheet is the one the profile names, else the only visible one with content.

    Raises:
        SourceError: no workbook, no such sheet, or several that could be meant.
    """
    name, rows = _sheet(content, file_name, profile.sheet, profile.decimal)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=profile.delimiters[0], quotechar=profile.quote, lineterminator="\n")
    width = max((len(row) for row in rows), default=0)
    for cells in rows:
        writer.writerow([*cells, *[""] * (width - len(cells))] if any(cells) else [])
    return text.getvalue().encode(), (f"Tabellenblatt: {name}",)


def sheet_rows(content: bytes, file_name: str, name: str | None = None) -> list[list[str]]:
    """The cells of a sheet as text, of the only filled one if none is named."""
    return _sheet(content, file_name, name, ".")[1]


def filled_sheets(content: bytes, file_name: str) -> dict[str, int]:
    """Visible sheets with content and their number of cells. Raises SourceError for a broken workbook."""
    try:
        book = _book(content, file_name)
        sheets = {name: book.get_sheet_by_name(name) for name in _visible(book)}
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise _unreadable(file_name, error) from error
    return {name: sheet.height * sheet.width for name, sheet in sheets.items() if sheet.height}


def _book(content: bytes, file_name: str) -> CalamineWorkbook:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        check_bounds(archive.infolist(), file_name, len(content))
        check_parts(archive, file_name)
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def _unreadable(file_name: str, error: Exception) -> SourceError:
    return SourceError(f"{file_name} ist keine lesbare Excel-Mappe ({error}). Bitte als XLSX neu speichern.")


def _sheet(content: bytes, file_name: str, wanted: str | None, decimal: str) -> tuple[str, list[list[str]]]:
    try:
        book = _book(content, file_name)
        name = _sheet_name(book, file_name, wanted)
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise _unreadable(file_name, error) from error
    return name, [[_text(cell, decimal) for cell in row] for row in rows]


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _sheet_name(book: CalamineWorkbook, file_name: str, wanted: str | None) -> str:
    visible = _visible(book)
    if wanted is not None:
        if wanted not in visible:
            raise SourceError(
                f"{file_name}: das Tabellenblatt {wanted!r} fehlt. Vorhanden: {', '.join(visible)}. "
                "Bitte umbenennen oder im Profil „sheet“ ändern."
            )
        return wanted
    filled = [name for name in visible if book.get_sheet_by_name(name).height > 0]
    if len(filled) != 1:
        found = ", ".join(filled) or "keines"
        raise SourceError(
            f"{file_name}: welches Tabellenblatt gilt? Gefüllt sind: {found}. Bitte nur eines liefern "
            "oder im Profil „sheet“ angeben."
        )
    return filled[0]


def _text(cell: object, decimal: str) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # 15 digits is what the program that wrote it had.
        plain = f"{cell:.0f}" if cell.is_integer() else f"{cell:.15g}"
        return plain.replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    # A line break inside a cell would end the line of the CSV.
    return " ".join(str(cell).split())
