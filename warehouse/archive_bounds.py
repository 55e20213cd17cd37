"""Bounds of everything that comes as a ZIP archive, workbooks among them (protection.md §4.3)."""

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from warehouse.errors import SourceError

# More than this is an attack or a mistake.
MOST_ENTRIES = 1000
MOST_BYTES = 512 * 2**20
MOST_RATIO = 100
_PIECE = 2**20
# Longer than what is looked for, so that it is found across two pieces.
_OVERLAP = 16


def check_bounds(entries: Sequence[zipfile.ZipInfo], name: str, packed: int) -> None:
    """Refuse what no honest file has; `packed` is the size of the archive in bytes.

    Raises SourceError: too many entries, too large unpacked, pointing outside, or with a password.
    """
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise SourceError(
            f"{name} enthält {len(entries)} Dateien; erlaubt sind {MOST_ENTRIES}. Bitte teilen."
        )
    if size > MOST_BYTES or size > MOST_RATIO * max(packed, 2**20):
        raise SourceError(
            f"{name} würde ausgepackt {size / 2**20:.0f} MB groß; erlaubt sind {MOST_BYTES // 2**20} MB "
            f"und das {MOST_RATIO}-fache der gepackten Größe. Bitte die Dateien einzeln liefern."
        )
    for entry in entries:
        path = PurePosixPath(entry.filename)
        is_link = (entry.external_attr >> 28) == 0o12
        if path.is_absolute() or ".." in path.parts or is_link:
            raise SourceError(
                f"{name}: {entry.filename!r} zeigt aus dem Archiv hinaus. Nichts wurde übernommen. "
                "Bitte ohne Verweise und nur mit Dateien darunter packen."
            )
        if entry.flag_bits & 1:
            raise SourceError(f"{name} ist mit einem Kennwort geschützt. Bitte ohne Kennwort packen.")


def check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook whose XML declares entities: they could stand for gigabytes or for other files.

    Raises SourceError naming the part.
    """
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as stream:
            piece = stream.read(_PIECE)
            # Two bytes per letter would hide the words from the search, and no office writes it.
            foreign = b"\x00" in piece[:64]
            while piece and not foreign:
                foreign = b"<!DOCTYPE" in piece or b"<!ENTITY" in piece
                more = stream.read(_PIECE)
                piece = piece[-_OVERLAP:] + more if more else b""
        if foreign:
            raise SourceError(
                f"{name}: {entry.filename} erklärt eigene Zeichenfolgen (DOCTYPE), was in einer Mappe nichts "
                "zu suchen hat. Nichts wurde übernommen. Bitte die Mappe neu speichern oder als CSV ausgeben."
            )
