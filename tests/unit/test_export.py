"""Downloads open in a German Excel, keep gaps empty and cannot run formulas."""

from datetime import date
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pandas as pd

from dashboards import export

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
TABLE = pd.DataFrame(
    {
        "Gebiet": ["Süd", "=SUMME(A1)"],
        "Jahr": [2023, 2024],
        "Quote": [46.4, None],
        "Stichtag": pd.to_datetime(["2023-12-31", "2024-12-31"]),
    }
)


def test_csv_is_german():
    content = export.csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines == ["Gebiet;Jahr;Quote;Stichtag", "Süd;2023;46,4;31.12.2023", "'=SUMME(A1);2024;;31.12.2024"]


def cells(content: bytes, sheet: int) -> dict[str, tuple[str | None, str]]:
    """Reference → type and stored value of every filled cell, shared strings resolved."""
    with ZipFile(BytesIO(content)) as book:
        words = [
            node.findtext(".//m:t", "", MAIN) for node in tree(book, "sharedStrings").findall("m:si", MAIN)
        ]
        found = {}
        for cell in tree(book, f"worksheets/sheet{sheet}").iterfind(".//m:c", MAIN):
            value = cell.findtext("m:v", None, MAIN)
            if value is not None:
                kind = cell.get("t")
                found[cell.get("r")] = (kind, words[int(value)] if kind == "s" else value)
    return found


def tree(book: ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(f"xl/{part}.xml"))


def test_xlsx_holds_data_and_notes():
    content = export.xlsx(TABLE, {"Quelle": "Melderegister"})
    data, notes = cells(content, 1), cells(content, 2)
    assert data["A2"] == ("s", "Süd")
    assert data["A3"] == ("s", "=SUMME(A1)")
    assert data["C2"] == (None, "46.4")
    assert "C3" not in data
    assert float(data["D2"][1]) == (date(2023, 12, 31) - date(1899, 12, 30)).days
    assert (notes["A1"][1], notes["B1"][1]) == ("Quelle", "Melderegister")
