"""Columns of text as byte arrays.

Dates in the offices' styles, digits, and extra rows that must be rejected.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from .arrays import Array
from .dates import day_number

FIRST_DAY, LAST_DAY = day_number(1890), day_number(2027)
ISO, GERMAN, COMPACT = "iso", "german", "compact"
IMPOSSIBLE_DATE = {ISO: b"1987-02-31", GERMAN: b"31.02.1987", COMPACT: b"19870231"}
# Broken rows: (municipality, bestand or bewegung, year, fields that are wrong, one row each).
BROKEN = (
    ("03951000", "bestand", 2016, ("birth", "sex", "number")),
    ("03951000", "bewegung", 2019, ("birth", "kind", "number", "day")),
    ("03952001", "bewegung", 2020, ("kind", "kind", "day")),
    ("03952002", "bestand", 2018, ("birth", "birth", "sex")),
    ("03952004", "bewegung", 2021, ("kind", "day")),
    ("03952005", "bestand", 2020, ("birth", "number")),
    ("03952006", "bewegung", 2023, ("birth", "kind")),
)
REASONS = {
    "birth": "impossible date of birth",
    "day": "impossible date of the event",
    "sex": "unknown code of sex",
    "kind": "unknown kind of event",
    "number": "register number missing",
}


@dataclass(frozen=True)
class Extra:
    """Rows to insert into a file: positions in the finished file, the wrong field of each."""

    take: Array  # row of the clean file behind each row of the finished one
    at: Array
    wrong: tuple[str, ...]


@lru_cache(maxsize=3)
def date_texts(style: str) -> Array:
    """Text of every day from FIRST_DAY on, in one style."""
    iso = np.datetime_as_string(np.arange(FIRST_DAY, LAST_DAY).astype("datetime64[D]"))
    if style == ISO:
        return iso.astype("S10")
    if style == COMPACT:
        return np.char.replace(iso, "-", "").astype("S8")
    return np.array([f"{text[8:10]}.{text[5:7]}.{text[:4]}" for text in iso.tolist()]).astype("S10")


def dates(days: Array, style: str) -> Array:
    """Day numbers as text."""
    return np.asarray(date_texts(style)[days - FIRST_DAY])


def digits(values: Array, width: int) -> Array:
    """Whole numbers as text of fixed width with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    figures = (values[:, None] // powers % 10 + 48).astype(np.uint8)
    return np.ascontiguousarray(figures).view(f"S{width}").ravel()


def area_texts(keys: list[str], area: Array) -> Array:
    """Area keys as text; NO_AREA and GONE become blank."""
    table = np.array([*keys, ""]).astype("S")
    return np.asarray(table[np.where(area < 0, len(keys), area)])


def partner_texts(partner: Array) -> Array:
    """Partner key: AGS with 8 digits, state with 3, unknown blank."""
    result = np.full(len(partner), b"", dtype="S8")
    is_ags, is_state = partner > 999, (partner >= 0) & (partner <= 999)
    result[is_ags] = digits(partner[is_ags], 8)
    result[is_state] = digits(partner[is_state], 3)
    return result


def extra_rows(ags: str, kind: str, year: int, possible: Array) -> Extra | None:
    """Where broken rows go in a file, if it has any; `possible`: true for rows that may serve as pattern."""
    for town, file_kind, file_year, wrong in BROKEN:
        if (town, file_kind, file_year) != (ags, kind, year):
            continue
        rng = np.random.default_rng([int(ags), year, len(kind)])
        count = len(possible)
        at = np.sort(rng.choice(count, len(wrong), replace=False))
        pattern = rng.choice(np.flatnonzero(possible), len(wrong), replace=False)
        take = np.insert(np.arange(count), at, pattern)
        return Extra(take, at + np.arange(len(wrong)), wrong)
    return None


def spoil(columns: dict[str, Array], extra: Extra, style: str, municipality: int) -> dict[str, Array]:
    """Insert the extra rows: persons nobody else knows, each with one wrong field."""
    spoiled = {name: column[extra.take] for name, column in columns.items()}
    for order, (row, field) in enumerate(zip(extra.at, extra.wrong, strict=True)):
        number = f"{municipality + 1}{99_999_990 + order:09d}"[:10]
        spoiled["number"][row] = b"" if field == "number" else number.encode()
        if field in ("birth", "day"):
            spoiled[field][row] = IMPOSSIBLE_DATE[style]
        if field in ("sex", "kind"):
            spoiled[field][row] = (
                b"9" * spoiled[field].dtype.itemsize
                if style == COMPACT
                else b"unklar"[: spoiled[field].dtype.itemsize]
            )
    return spoiled


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
