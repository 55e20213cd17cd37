"""The rules of the field as tables: one CSV per matter, each row with its Land, validity and source."""

from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[1] / "tables"
# Rules of this Land stand in where an area lies in no Land or in one without own rows.
DEFAULT_LAND = "03"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)


@cache
def read_table(name: str) -> pd.DataFrame:
    """Return a table of the folder with keys of Länder as text; shared, not to be changed."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype={"land": str, "by_disabled": str})


def valid_rows(table: pd.DataFrame, land: str | None, day: date) -> pd.DataFrame:
    """Return the rows of a Land in force on a day; those of Niedersachsen if the Land has none."""
    known = set(table["land"].dropna())
    rows = table[table["land"] == (land if land in known else DEFAULT_LAND)]
    since = rows["valid_from"].map(lambda value: _day(value, FIRST_DAY))
    rows = rows[since <= day]
    if "valid_to" not in rows.columns:
        return rows
    return rows[rows["valid_to"].map(lambda value: _day(value, LAST_DAY)) >= day]


def land_of(municipality_ags: str | None) -> str | None:
    """Return the key of the Land an AGS lies in, None if unknown."""
    return municipality_ags[:2] if municipality_ags else None


def _day(value: object, otherwise: date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else otherwise
