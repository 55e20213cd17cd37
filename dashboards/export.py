"""Downloads of a table as it stands: CSV for a German Excel, and XLSX with its definitions."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO

import pandas as pd
import streamlit as st
import xlsxwriter

from dashboards.noting import told
from dashboards.topic import Context
from warehouse.audit import Entry

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST_COLUMN = 42
# First characters that a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PROTECTED = "freigegeben, geschützt: jede Zahl ist überlagert, Summen gehen nicht genau auf"


def downloads(
    context: Context,
    frame: pd.DataFrame | Callable[[], pd.DataFrame],
    name: str,
    title: str,
    source: Mapping[str, str],
) -> None:
    """Offer a frame as CSV and XLSX. Column names are what the reader sees, so rename to German before.

    A frame that costs time may be given as what makes it: it is then made at the click.
    `source` are the notes of the second sheet: Quelle, Stichtag, Definition …; build and run are added.
    Only aggregates: a download link works without login.
    """
    notes = {
        "Titel": title,
        **source,
        "Datenstand": context.build_id,
        "Prognoselauf": context.run_id or "keiner",
        **({"Zahlen": PROTECTED} if context.is_released else {}),
    }
    with st.container(horizontal=True, key=f"k-downloads-{name}", gap="small"):
        st.download_button(
            "Tabelle laden (CSV)",
            data=told(_entry(context, f"{name}.csv"), lambda: csv(_made(frame))),
            file_name=f"{name}.csv",
            mime=CSV_TYPE,
            on_click="ignore",
            type="tertiary",
            key=f"csv-{name}",
        )
        st.download_button(
            "Tabelle laden (Excel)",
            data=told(_entry(context, f"{name}.xlsx"), lambda: xlsx(_made(frame), notes)),
            file_name=f"{name}.xlsx",
            mime=XLSX_TYPE,
            on_click="ignore",
            type="tertiary",
            key=f"xlsx-{name}",
        )


def _made(frame: pd.DataFrame | Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return frame() if callable(frame) else frame


def _entry(context: Context, file: str) -> Entry:
    """What the audit log says of a download: who, which file, from which build."""
    return Entry("download", context.who, file, {"stand": context.build_id})


def csv(frame: pd.DataFrame) -> bytes:
    """Return UTF-8 with BOM, semicolons, decimal commas, dates as 31.12.2024; missing is empty, never 0."""
    safe = frame.map(_harmless)
    content: str = safe.to_csv(
        index=False, sep=";", decimal=",", date_format="%d.%m.%Y", lineterminator="\r\n"
    )
    return b"\xef\xbb\xbf" + content.encode("utf-8")


def xlsx(frame: pd.DataFrame, notes: Mapping[str, str]) -> bytes:
    """Return a workbook with the sheets "Daten" (filter, fixed head, number formats) and "Hinweise"."""
    return workbook({"Daten": frame}, notes)


def workbook(frames: Mapping[str, pd.DataFrame], notes: Mapping[str, str]) -> bytes:
    """Return a workbook with one sheet per frame and the notes; missing cells are empty, never 0."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        for name, frame in frames.items():
            _data_sheet(book, name, frame)
        _notes_sheet(book, notes)
    return buffer.getvalue()


def _data_sheet(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    whole, broken = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.0##"})
    for column, title in enumerate(frame.columns):
        sheet.write_string(0, column, str(title), bold)
        values = frame.iloc[:, column].tolist()
        for row, value in enumerate(values, start=1):
            if value is None or pd.isna(value):
                continue
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, bool | str):
                sheet.write(row, column, value)
            else:
                # Years are labels: without thousands separator.
                form = (
                    None if str(title).startswith("Jahr") else whole if float(value).is_integer() else broken
                )
                sheet.write_number(row, column, float(value), form)
        longest = max([len(str(title)), *(len(str(value)) for value in values[:200])], default=8)
        sheet.set_column(column, column, min(longest + 2, WIDEST_COLUMN))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))


def _notes_sheet(book: xlsxwriter.Workbook, notes: Mapping[str, str]) -> None:
    sheet = book.add_worksheet("Hinweise")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    for row, (title, words) in enumerate(notes.items()):
        sheet.write_string(row, 0, title, bold)
        sheet.write_string(row, 1, words, wrap)


def _harmless(value: object) -> object:
    """A quote before text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
