"""German on the screen: numbers, dates, ranges, and the texts that people write beside the code."""

from collections.abc import Sequence
from datetime import date as Date
from functools import lru_cache
from pathlib import Path

import pandas as pd
from babel.dates import format_date

LOCALE = "de_DE"
MISSING = "…"
PROTECTED = "·"
NOTHING = "–"
NOT_MEANINGFUL = "x"
MINUS = "−"
# Narrow no-break space: keeps number and sign together on one line.
NARROW = "\u202f"
# Python writes 1,234.5; German swaps the two marks.
GERMAN = str.maketrans(",.", ".,")

Figure = float | int | None


def is_missing(value: object) -> bool:
    """Return whether a figure is NULL, NaN or NaT; zero is not missing."""
    # Only NaN and NaT differ from themselves; pandas' NA refuses the comparison.
    return value is None or value is pd.NA or value != value  # noqa: PLR0124


def number(value: Figure, digits: int = 0) -> str:
    """Return 87178 as "87.178"; NULL as "…"."""
    if is_missing(value):
        return MISSING
    rounded = round(float(value or 0), digits) + 0.0  # + 0.0 turns −0.0 into 0.0
    return _format(abs(rounded), digits) if rounded >= 0 else MINUS + _format(-rounded, digits)


def decimal(value: Figure, digits: int = 1) -> str:
    """Return 46.38 as "46,4"; NULL as "…"."""
    return number(value, digits)


def signed(value: Figure, digits: int = 0) -> str:
    """Return a change with its sign, "+3.903" or "−190", and "0" without one; NULL as "…"."""
    if is_missing(value):
        return MISSING
    text = number(value, digits)
    return f"+{text}" if round(float(value or 0), digits) > 0 else text


def percent(share: Figure, digits: int = 1) -> str:
    """Return a share between 0 and 1 as "16,4 %" with a narrow no-break space; NULL as "…"."""
    return MISSING if is_missing(share) else f"{number(100 * float(share or 0), digits)}{NARROW}%"


def rounded(value: Figure, to: int = 10) -> str:
    """Return a forecast of persons, rounded to tens or hundreds so that it does not claim too much."""
    return MISSING if is_missing(value) else number(to * round(float(value or 0) / to))


def round_base(highest: Figure) -> int:
    """Return what forecasts of persons are rounded to: 100 from 10,000 on, 10 from 100 on, else 1."""
    if highest is None or is_missing(highest):
        return 10
    return 100 if highest >= 10_000 else 10 if highest >= 100 else 1


def range_text(low: Figure, high: Figure, digits: int = 0, to: int | None = None) -> str:
    """Return "37–44"; with `to` both ends are rounded to tens or hundreds; with a minus, "−4 bis 12"."""
    ends = (rounded(low, to), rounded(high, to)) if to else (number(low, digits), number(high, digits))
    return f"{ends[0]} bis {ends[1]}" if MINUS in "".join(ends) else f"{ends[0]}–{ends[1]}"


def date(value: Date | None) -> str:
    """Return "31.12.2025"; NULL as "…"."""
    return MISSING if is_missing(value) else format_date(value, "dd.MM.yyyy", locale=LOCALE)


def kita_year(year: int) -> str:
    """Return 2029 as "2029/30", August to July."""
    return f"{year}/{(year + 1) % 100:02d}"


def ages(age: int, age_to: int) -> str:
    """Return an age band as it is said: "unter 20", "20 bis 64", "ab 65", "3"."""
    if age_to >= 100:
        return "alle" if age == 0 else f"ab {age}"
    if age == age_to:
        return str(age)
    return f"unter {age_to + 1}" if age == 0 else f"{age} bis {age_to}"


def plural(count: float, one: str, many: str) -> str:
    """Return count and noun: "1 Gebiet", "88 Gebiete"."""
    return f"{number(count)} {one if count == 1 else many}"


def listing(words: Sequence[str]) -> str:
    """Return "A, B und C"."""
    return " und ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def gathered(names: Sequence[str]) -> list[str]:
    """Return names; those that differ in the brackets alone once: "A (X)" and "A (Y)" are "A (X, Y)"."""
    brackets: dict[str, list[str]] = {}
    for name in names:
        head, found, rest = name.partition(" (")
        brackets.setdefault(head, []).append(rest.removesuffix(")") if found and rest.endswith(")") else "")
    told = []
    for head, inside in brackets.items():
        known = [one for one in inside if one]
        told += [head] if len(known) < len(inside) else []
        told += [f"{head} ({', '.join(known)})"] if known else []
    return told


def load_text(path: Path, heading: str, **values: object) -> str:
    """Return the block under `## heading` of a text.md, with {name} places filled.

    Raises KeyError if the heading or a place has no counterpart.
    """
    block: str = _blocks(path, path.stat().st_mtime_ns)[heading]
    return block.format(**values)


@lru_cache(maxsize=64)
def _blocks(path: Path, version: int) -> dict[str, str]:
    del version  # part of the cache key only: an edited text shows at the next rerun
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            current = blocks.setdefault(line[3:].strip(), [])
        else:
            current.append(line)
    return {heading: "\n".join(lines).strip() for heading, lines in blocks.items()}


# Reruns write mostly the same numbers again; babel takes some 20 µs for each.
@lru_cache(maxsize=20_000)
def _format(value: float, digits: int) -> str:
    # Babel writes the same forty times slower, and a page has thousands of numbers; a test compares the two.
    return f"{value:,.{max(digits, 0)}f}".translate(GERMAN)
