"""Facts about a whole file: whose it is, and as of when."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.declaration import Origin
from warehouse.errors import SourceError
from warehouse.values import Refused, delivered_date

_DATE_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%Y-%m", "%Y%m", "%Y")
# letters, digits and hyphens up to 12: municipality keys of any country, and safe as the name of a folder
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}")


def file_fact(origin: Origin | None, file: Path, what: str) -> str | None:
    """What the file name or the profile says once for the whole file; None where a column says it.

    Raises:
        SourceError: the file name does not contain it.
    """
    if origin is None or origin.column:
        return None
    if origin.constant is not None:
        return origin.constant
    match = re.search(origin.file_name or "", file.name)
    if match:
        return match[1]
    if origin.otherwise is None:
        raise SourceError(
            f"Der Dateiname {file.name!r} nennt {what} nicht; erwartet wird das Muster {origin.file_name}. "
            "Bitte die Datei umbenennen."
        )
    return origin.otherwise


def file_date(origin: Origin, file: Path) -> date | None:
    """The reference date of the file; a year stands for its 31 December. None where a column says it.

    Raises:
        SourceError: the file name contains none, or no day of the calendar.
    """
    text = file_fact(origin, file, "das Datum")
    if text is None:
        return None
    try:
        return delivered_date(text, _DATE_FORMATS)
    except Refused as error:
        raise SourceError(
            f"Der Dateiname {file.name!r} nennt kein mögliches Datum: {text!r} ({error}). Bitte umbenennen."
        ) from error


def checked_owner(owner: str, file: Path) -> str:
    """The owner as a folder name.

    Raises:
        SourceError: it has other characters than a municipality key may have.
    """
    if not _OWNER.fullmatch(owner):
        raise SourceError(
            f"{file.name}: {owner!r} ist kein Gemeindeschlüssel (Buchstaben, Ziffern, Bindestrich; bis 12). "
            "Bitte in der Datei oder im Profil berichtigen."
        )
    return owner


def data_dates(table: pa.Table) -> tuple[date, ...]:
    """The reference dates a table speaks of; years and events count as the 31 December of their year."""
    for name in ("reference_date", "year", "event_date"):
        if name in table.column_names:
            return tuple(sorted(_dates(pc.unique(table[name]).to_pylist(), name)))
    return ()


def _dates(values: Iterable[date | int], name: str) -> set[date]:
    if name == "reference_date":
        return {value for value in values if isinstance(value, date)}
    years = {value.year if isinstance(value, date) else value for value in values}
    return {date(year, 12, 31) for year in years}
