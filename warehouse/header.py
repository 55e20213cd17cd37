"""Declarations at the head of .sql files: lines `-- key: value` before the statement."""

from pathlib import Path

from warehouse.errors import SourceError


def read_header(sql: Path) -> dict[str, str]:
    """Return the `-- key: value` lines at the top of a .sql file.

    Raises SourceError for a line without a key, so that a typing error does not silently lose a declaration.
    """
    header: dict[str, str] = {}
    for number, line in enumerate(sql.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("--"):
            break
        key, colon, value = line.removeprefix("--").strip().partition(":")
        if not colon or not key.isidentifier():
            raise SourceError(
                f"{sql.name}, Zeile {number}: erwartet wird „-- schlüssel: wert“, gefunden „{line}“."
            )
        header[key] = value.strip()
    return header
