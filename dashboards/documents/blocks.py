"""What a document consists of, before it becomes DOCX or PDF: headings, words, tables, pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from dashboards import tables, text
from dashboards.cards import KeyFigure
from dashboards.tables import Column

Style = Literal["body", "lead", "finding", "note"]
State = Literal["known", "protected", "missing", "not_meaningful"]
# Pixels of a picture that fill the width of an upright page; narrower ones keep this scale.
PAGE_PIXELS = 700.0


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a chapter."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; "lead" opens a document, "finding" belongs to what follows, "note" is small and quiet."""

    words: str
    style: Style = "body"


@dataclass(frozen=True)
class Points:
    """A list of short sentences."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """A row of up to four key figures."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Cell:
    """One cell as it is read; `fill`, `ink` and `sign` are the field of a class."""

    words: str
    is_right: bool = False
    state: State = "known"
    fill: str = ""
    ink: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption, its head repeated on each page; the first column names the rows.

    `total` marks the last row. `widths` are shares of the page by column, equal to one together; empty: by
    content.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False
    note: str = ""
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Image:
    """A picture: its drawing as SVG with the size in pixels, heading and words for who cannot see it."""

    heading: str
    subtitle: str
    alt: str
    svg: str
    size: tuple[float, float]
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Terms:
    """Terms with their definitions."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Turn:
    """A new page; from here on upright or on its side."""

    is_wide: bool = False


@dataclass(frozen=True)
class Contents:
    """The list of chapters."""

    title: str = "Inhalt"


Block = Heading | Paragraph | Points | Figures | Table | Image | Terms | Turn | Contents


@dataclass(frozen=True)
class Document:
    """A whole document. `lines` stand below the title, `footer` on every page."""

    title: str
    topic: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    footer: str
    created: date
    is_numbered: bool = False


def face_size(table: Table) -> float:
    """Return the size of the words of a table in points: smaller where many columns share a page."""
    return 7.4 if len(table.head) > 9 else 8.6


def table_of(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    *,
    total: pd.Series | None = None,
    note: str = "",
) -> Table:
    """Return a table of a page with the words and states it has there."""
    rows = [_row(row, columns) for row in frame.to_dict("records")]
    if total is not None:
        rows.append(_row(dict(total), columns))
    head = tuple(column.title for column in columns)
    return Table(caption, head, tuple(rows), total is not None, note)


def plain_table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1, note: str = ""
) -> Table:
    """Return a table of ready words; the first `words` columns stand left, the others right."""
    cells = tuple(
        tuple(Cell(value, place >= words, _state_of(value)) for place, value in enumerate(row))
        for row in rows
    )
    return Table(caption, tuple(head), cells, note=note)


def marks_in(table: Table) -> list[str]:
    """Return the marks a table uses, for their explanation below it."""
    shown = {cell.words for row in table.rows for cell in row[1:]}
    return [
        mark for mark in (text.PROTECTED, text.MISSING, text.NOTHING, text.NOT_MEANINGFUL) if mark in shown
    ]


def _row(row: dict[Any, Any], columns: Sequence[Column]) -> tuple[Cell, ...]:
    return tuple(_cell(row, column) for column in columns)


def _cell(row: dict[Any, Any], column: Column) -> Cell:
    is_right = column.kind not in {"text", "date"}
    state, value = row.get(column.key + tables.PROTECTED_SUFFIX), row.get(column.key)
    if state == "protected":
        return Cell(text.PROTECTED, is_right, "protected")
    if state == "not_meaningful":
        return Cell(text.NOT_MEANINGFUL, is_right, "not_meaningful")
    if text.is_missing(value):
        return Cell(text.MISSING, is_right, "missing")
    if column.kind == "number" and value == 0:
        return Cell(text.NOTHING, is_right)
    field = row.get(column.key + tables.FIELD_SUFFIX)
    field = column.cell(value) if column.cell else field
    fill, ink, sign = field if isinstance(field, tuple) else ("", "", "")
    return Cell(tables.FORMS[column.kind](value, column.digits), is_right, "known", fill, ink, sign)


def _state_of(words: str) -> State:
    found: dict[str, State] = {
        text.PROTECTED: "protected",
        text.MISSING: "missing",
        text.NOT_MEANINGFUL: "not_meaningful",
    }
    return found.get(words, "known")
