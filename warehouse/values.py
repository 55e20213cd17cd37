"""One delivered value → one typed value, or the reason why not.

A converter takes a stripped, non-empty text and returns the values of the column's outputs. It is called
once per distinct value of a file, so it may be plain Python.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cache

from warehouse.declaration import Column

Outputs = tuple[object, ...]
Converter = Callable[[str], Outputs]

_ROUNDING = 1e-6
OPEN_AGE = 100  # 100 is 100 and more
_HIGHEST_AGE = 130
_BIRTH_YEARS = (1870, 2100)
# Understood everywhere: workbooks hold dates, not their text.
_ISO = "%Y-%m-%d"
_DATE_PARTS = {"Y": r"(?P<Y>\d{4})", "m": r"(?P<m>\d{2})", "d": r"(?P<d>\d{2})"}


class Refused(ValueError):
    """A value that is not understood; the message is the reason, without the value."""


def converter(column: Column, decimal: str, municipality: str | None) -> Converter:
    """The converter for the type of a column; `municipality` qualifies local area keys."""
    simple: dict[str, Converter] = {
        "text": lambda text: (text,),
        "area_id": lambda text: (text,),
        "area_key": lambda text: (f"{municipality}-{text}",),
        "age_group": age_group,
        "integer": lambda text: (_in_range(_scaled_integer(text, decimal, column.factor), column),),
        "number": lambda text: (_in_range(_number(text, decimal) * column.factor, column),),
        "date": lambda text: (delivered_date(text, column.formats),),
        "birth_date": lambda text: birth_month(text, column.formats),
    }
    return simple[column.type]


def _integer(text: str, decimal: str) -> int:
    whole, _, fraction = text.partition(decimal)
    if not re.fullmatch(r"[+-]?\d{1,9}", whole, re.ASCII) or fraction.strip("0"):
        raise Refused("keine ganze Zahl")
    return int(whole)


def _scaled_integer(text: str, decimal: str, factor: float) -> int:
    if factor == 1:
        return _integer(text, decimal)
    value = _number(text, decimal) * factor
    if abs(value - round(value)) > _ROUNDING:
        raise Refused(f"mal {factor:g} keine ganze Zahl")
    return round(value)


def _number(text: str, decimal: str) -> float:
    plain = text.replace(decimal, ".", 1) if decimal != "." else text
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain, re.ASCII):
        raise Refused("keine Zahl")
    return float(plain)


def _in_range(value: float, column: Column) -> float:
    if column.minimum is not None and value < column.minimum:
        raise Refused(f"kleiner als {column.minimum:g}")
    if column.maximum is not None and value > column.maximum:
        raise Refused(f"größer als {column.maximum:g}")
    return value


def age_group(text: str) -> tuple[int, int]:
    """`12`, `3-5` or `85+` as first and last completed year; an open group ends at 100."""
    match = re.fullmatch(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3})|\s*(\+))?", text, re.ASCII)
    if not match:
        raise Refused("kein Alter (12, 3-5 oder 85+)")
    age = int(match[1])
    age_to = OPEN_AGE if match[3] else int(match[2] or age)
    age_to = max(age_to, age) if match[3] else age_to
    if age > age_to or age_to > _HIGHEST_AGE:
        raise Refused("kein mögliches Alter")
    return age, age_to


@cache
def _date_pattern(date_format: str) -> re.Pattern[str]:
    pattern = re.escape(date_format).replace(r"\%", "%")
    # 1.2.1980 can only be one day; without dots every digit has its place
    is_apart = "." in date_format or "/" in date_format
    for letter, part in _DATE_PARTS.items():
        pattern = pattern.replace(f"%{letter}", part.replace("{2}", "{1,2}") if is_apart else part)
    return re.compile(pattern, re.ASCII)


def _date_parts(text: str, formats: tuple[str, ...]) -> tuple[int, int | None, int | None]:
    for date_format in (*formats, _ISO):
        if match := _date_pattern(date_format).fullmatch(text):
            parts = match.groupdict()
            month, day = parts.get("m"), parts.get("d")
            return int(parts["Y"]), None if month is None else int(month), None if day is None else int(day)
    raise Refused("kein Datum im vereinbarten Format")


def delivered_date(text: str, formats: tuple[str, ...]) -> date:
    """A date; a year or month stands for its last day.

    Raises:
        Refused: not in one of the formats, or no day of the calendar.
    """
    year, month, day = _date_parts(text, formats)
    month = 12 if month is None else month
    try:
        return date(year, month, monthrange(year, month)[1] if day is None else day)
    except ValueError as error:
        raise Refused("diesen Tag gibt es nicht") from error


def birth_month(text: str, formats: tuple[str, ...]) -> tuple[int, int | None]:
    """Year and month of birth; the day is dropped. Registers write 00 for an unknown day or month.

    Raises:
        Refused: no date, or a year no living person was born in.
    """
    year, month, day = _date_parts(text, formats)
    if not _BIRTH_YEARS[0] <= year <= _BIRTH_YEARS[1]:
        raise Refused("kein mögliches Geburtsjahr")
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise Refused("diesen Tag gibt es nicht") from error
    return year, month or None
