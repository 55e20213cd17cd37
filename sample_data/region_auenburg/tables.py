"""Stocks and events of an office as named text columns, before a writer gives them its file format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .dates import year_of
from .extracts import Extract
from .fields import area_texts, dates, digits, extra_rows, partner_texts, spoil
from .state import BIRTH, CORRECTION, DWELLING, INNER_MOVE


@dataclass(frozen=True)
class Keys:
    """How an office writes keys; `sexes` m, w; `dwellings` main, secondary; else D/A and full area ids."""

    style: str
    sexes: tuple[bytes, bytes]
    dwellings: tuple[bytes, bytes]
    nations_as_state: bool
    local_areas: bool

    def area_keys(self, extract: Extract) -> list[str]:
        """Text of each area of the region by index."""
        region = extract.region
        return [area.key if self.local_areas else region.area_id(i) for i, area in enumerate(region.areas)]

    def nations(self, nation: Array) -> Array:
        """State keys of three digits, or D/A."""
        return (
            digits(nation, 3) if self.nations_as_state else np.array([b"D", b"A"])[(nation != 0).astype(int)]
        )


@dataclass(frozen=True)
class FileTable:
    """Columns of one file and the positions (0-based rows) of its broken rows with their wrong fields."""

    columns: dict[str, Array]
    broken: dict[int, str]


def stock_table(extract: Extract, year: int, keys: Keys) -> FileTable:
    """Columns number, birth, sex, nation, dwelling, area, person (row number as text for invented names)."""
    stock = extract.stocks[year]
    columns = {
        **person_columns(extract, stock.person, keys),
        "nation": keys.nations(stock.nation),
        "dwelling": np.array(keys.dwellings)[stock.secondary.astype(int)],
        "area": area_texts(keys.area_keys(extract), stock.area),
    }
    return with_broken_rows(extract, "bestand", year, columns, possible=~stock.secondary, keys=keys)


def person_columns(extract: Extract, person: Array, keys: Keys) -> dict[str, Array]:
    """Columns that belong to the person."""
    return {
        "number": digits(extract.register_numbers(person), 10),
        "birth": dates(extract.birth[person], keys.style),
        "sex": np.array(keys.sexes)[extract.sex[person]],
        "person": person,
    }


def event_table(extract: Extract, year: int, keys: Keys, *, with_moves_inside_area: bool) -> FileTable:
    """Columns of stock_table and of events (kind_code, sign, ex_officio, delta as numbers), by booking."""
    events = extract.events
    chosen = events["file_year"] == year
    if not with_moves_inside_area:
        chosen &= (events["kind"] != INNER_MOVE) | (events["area"] != events["other"])
    rows = np.flatnonzero(chosen)
    rows = rows[np.lexsort((events["person"][rows], events["booking"][rows]))]
    row = {name: column[rows] for name, column in events.items()}
    mother = np.where(row["kind"] == BIRTH, digits(row["mother_year"], 4), b"")
    delta = np.where(np.isin(row["kind"], (DWELLING, CORRECTION)), row["delta"], 0)
    columns = {
        **person_columns(extract, row["person"], keys),
        "nation": keys.nations(row["nation"]),
        "dwelling": np.array(keys.dwellings)[row["secondary"]],
        "area": area_texts(keys.area_keys(extract), row["area"]),
        "other": area_texts(keys.area_keys(extract), row["other"]),
        "day": dates(row["day"], keys.style),
        "booking": dates(row["booking"], keys.style),
        "partner": partner_texts(row["partner"]),
        "mother": mother,
        "delta": delta,
        "kind_code": row["kind"],
        "sign": row["sign"],
        "ex_officio": row["ex_officio"],
        "is_main": row["secondary"] == 0,
    }
    return FileTable(columns, {})


def with_broken_rows(
    extract: Extract, kind: str, year: int, columns: dict[str, Array], *, possible: Array, keys: Keys
) -> FileTable:
    """Insert the broken rows planned for this file."""
    extra = extra_rows(extract.ags(), kind, year, possible)
    if extra is None:
        return FileTable(columns, {})
    spoiled = spoil(columns, extra, keys.style, extract.number)
    return FileTable(spoiled, dict(zip(extra.at.tolist(), extra.wrong, strict=True)))


def event_years(extract: Extract) -> list[int]:
    """Years with an event file."""
    return [int(y) for y in np.unique(year_of(extract.events["day"]))]
