"""Names and kinds of files, apart from what writes them: a page needs no more before a click."""

import re
import unicodedata

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"pdf": PDF_TYPE, "docx": DOCX_TYPE, "xlsx": XLSX_TYPE, "png": "image/png", "svg": "image/svg+xml"}
# Longest name without ending; some archives take no more than 100 letters.
LONGEST = 80
# What Windows keeps for devices.
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


def file_name(title: str, ending: str) -> str:
    """Return a title as a file name any system takes, umlauts kept: "Gebietsprofil-Torfbrück.pdf"."""
    letters = unicodedata.normalize("NFC", title)
    words = re.sub(r"[^\w.]+", "-", letters).strip("-. ")[:LONGEST].rstrip("-. ")
    return f"{'Dokument' if not words or RESERVED.match(words) else words}.{ending}"
