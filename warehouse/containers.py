"""What a ZIP container is by its content: a workbook, a shapefile or an archive."""

import io
import zipfile

MAGIC = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an XLSX workbook."""
    return content.startswith(MAGIC) and _WORKBOOK in _names(content)


def holds_shapefile(content: bytes) -> bool:
    """Whether the bytes are an archive with a shapefile in it."""
    return content.startswith(MAGIC) and any(name.lower().endswith(".shp") for name in _names(content))


def _names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except zipfile.BadZipFile:
        return []
