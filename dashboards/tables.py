"""Tables after the pictures: plain HTML that a screen reader can read, with the states of a number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboards import text

Kind = Literal["text", "number", "signed", "percent", "date", "range"]
PROTECTED_SUFFIX = "_state"
FIELD_SUFFIX = "_field"
NUMERIC = ("number", "signed", "percent")
FORMS: dict[str, Callable[[Any, int], str]] = {
    "number": text.number,
    "signed": text.signed,
    "percent": text.percent,
    "date": lambda value, digits: text.date(value),
    "range": lambda value, digits: text.MISSING if text.is_missing(value) else str(value),
    "text": lambda value, digits: text.MISSING if text.is_missing(value) else str(value),
}


@dataclass(frozen=True)
class Column:
    """One column: key in the frame, head on the screen, kind of number, decimals.

    kind percent takes shares between 0 and 1, range ready text such as "37–44" that stands right. `cell` may
    return colour and text colour of a cell's field and a sign to stand left in it, for matrices such as the
    Kita balance. `is_declared`: plans and places somebody states, which no release overlays.
    """

    key: str
    title: str
    kind: Kind = "number"
    digits: int = 0
    cell: Callable[[Any], tuple[str, str, str] | None] | None = None
    is_declared: bool = False


def table(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    total: pd.Series | None = None,
    is_tall: bool = False,
) -> None:
    """Write a frame as an HTML table; the first column is the row head and stays in place on a phone.

    A column `<key>_state` in the frame may say "protected", "missing" or "not_meaningful" for a cell;
    a column `<key>_field` may hold what `cell` returns, where that depends on more than the value.
    `total` is a last row in bold. The caption is for screen readers only. With `is_tall` long tables scroll
    under their head instead of stretching the page.
    """
    st.html(written(frame, columns, caption, total, is_tall))


def written(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    caption: str,
    total: pd.Series | None = None,
    is_tall: bool = False,
) -> str:
    """Return a table as `table` puts it on the page, for those that keep what they have written."""
    head = "".join(
        f'<th scope="col" class="{_side(column)}">{escape(column.title)}</th>' for column in columns
    )
    body = "".join(_row(row, columns) for row in _rows(frame, columns))
    foot = f"<tfoot>{_row(dict(total), columns)}</tfoot>" if total is not None else ""
    frames = "k-scroll k-tall" if is_tall else "k-scroll"
    return (
        f'<div class="{frames}" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="k-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def marks(*used: str) -> str:
    """Return the explanation of the marks for the source line; `used` are · … – x, default all."""
    told = {"·": "geschützt", "…": "nicht geliefert", "–": "genau null", "x": "nicht sinnvoll"}
    return "   ".join(f"{mark} {words}" for mark, words in told.items() if not used or mark in used)


def sortable(frame: pd.DataFrame, columns: Sequence[Column], key: str, caption: str = "") -> None:
    """Show a frame in a grid the reader can sort and search, written in German whatever the browser speaks.

    The grid sorts by the numbers and shows the words: 1.234 · 16,4 % · −190, "…" for missing.
    """
    shown = pd.DataFrame({column.title: _sortable(frame, column) for column in columns})
    rows = _rows(frame, columns)
    words = {column.title: _words(rows, column) for column in columns}
    styled = shown.style
    # The cells of one column are written in the order of its rows.
    for title, told in words.items():
        styled = styled.format(_Told(told), subset=[title])
    st.dataframe(styled, hide_index=True, width="stretch", key=key, alt=caption or None)


def german(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the columns of a table under their heads, for a download; hidden values are left out."""
    return pd.DataFrame({column.title: _hidden(frame, column) for column in columns})


class _Told:
    """Words of one column, handed out cell by cell."""

    def __init__(self, words: list[str]) -> None:
        self.words, self.place = words, 0

    def __call__(self, value: object) -> str:
        del value
        word = self.words[self.place % len(self.words)]
        self.place += 1
        return word


def _rows(frame: pd.DataFrame, columns: Sequence[Column]) -> list[dict[Any, Any]]:
    """Return what the columns show, row by row; of the rest of a frame nothing is taken out."""
    names = [
        name
        for column in columns
        for name in (column.key, column.key + PROTECTED_SUFFIX, column.key + FIELD_SUFFIX)
        if name in frame
    ]
    values = zip(*(frame[name].tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in values]


def _words(rows: Sequence[dict[Any, Any]], column: Column) -> list[str]:
    hidden = [row.get(column.key + PROTECTED_SUFFIX) == "protected" for row in rows]
    return [
        text.PROTECTED if is_hidden else _shown(row, column)
        for row, is_hidden in zip(rows, hidden, strict=True)
    ]


def _sortable(frame: pd.DataFrame, column: Column) -> list[Any]:
    values = _hidden(frame, column)
    return values.astype(float).tolist() if column.kind in NUMERIC else values.tolist()


def _hidden(frame: pd.DataFrame, column: Column) -> pd.Series:
    """The values of a column without those that a state forbids to show."""
    state = frame.get(column.key + PROTECTED_SUFFIX)
    return frame[column.key] if state is None else frame[column.key].where(~state.isin(["protected"]))


def _row(row: dict[Any, Any], columns: Sequence[Column]) -> str:
    first, *others = columns
    head = f'<th scope="row" class="{_side(first)}">{escape(_shown(row, first))}</th>'
    return f"<tr>{head}{''.join(_cell(row, column) for column in others)}</tr>"


def _cell(row: dict[Any, Any], column: Column) -> str:
    shown = escape(_shown(row, column))
    if row.get(column.key + PROTECTED_SUFFIX) == "protected":
        return f'<td class="{_side(column)} k-hatched" title="geschützt">{text.PROTECTED}</td>'
    value = row.get(column.key)
    field = row.get(column.key + FIELD_SUFFIX)
    if column.cell and not text.is_missing(value):
        field = column.cell(value)
    if field is None:
        is_plain = column.is_declared or shown in (text.MISSING, text.NOT_MEANINGFUL)
        return f'<td class="{_side(column)}{" k-plain" if is_plain else ""}">{shown}</td>'
    fill, ink, sign = field
    mark = f"<b>{escape(sign)}</b>" if sign else ""
    return f'<td class="{_side(column)} k-field" style="background:{fill};color:{ink}">{mark}{shown}</td>'


def _shown(row: dict[Any, Any], column: Column) -> str:
    state, value = row.get(column.key + PROTECTED_SUFFIX), row.get(column.key)
    if state == "not_meaningful":
        return text.NOT_MEANINGFUL
    if column.kind == "number" and not text.is_missing(value) and value == 0:
        return text.NOTHING
    return FORMS[column.kind](value, column.digits)


def _side(column: Column) -> str:
    return "k-right" if column.kind in (*NUMERIC, "range") else "k-left"
