"""The register as parallel arrays (one entry per person ever seen) and the log of dated events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .arrays import Array

GONE = -1
NOBODY = -1
GERMAN = 0
COLUMNS: dict[str, tuple[Any, int]] = {
    "birth": (np.int32, 0),  # day of birth, days since 1970-01-01
    "sex": (np.int8, 0),  # 0 male, 1 female
    "nation": (np.int16, GERMAN),  # state key, 0 = German
    "secondary": (np.bool_, False),  # secondary residence: in the register, never counted
    "area": (np.int16, GONE),
    "household": (np.int32, 0),
    "child": (np.bool_, False),  # lives with parents, of any age
    "partner": (np.int32, NOBODY),
    "in_reception": (np.bool_, False),
    "last_birth": (np.int32, -(10**6)),
}
BIRTH, DEATH, IN, OUT, INNER_MOVE, DWELLING, NATURALISATION, CORRECTION = range(8)
EVENT_KINDS = ("birth", "death", "in", "out", "inner_move", "dwelling", "naturalisation", "correction")
UNKNOWN_PARTNER = -1


class Register:
    """Persons as arrays of equal length; a person who left or died keeps the row with area GONE."""

    birth: Array
    sex: Array
    nation: Array
    secondary: Array
    area: Array
    household: Array
    child: Array
    partner: Array
    in_reception: Array
    last_birth: Array

    def __init__(self) -> None:
        self.households = 0
        for name, (dtype, _) in COLUMNS.items():
            setattr(self, name, np.empty(0, dtype=dtype))

    def __len__(self) -> int:
        return len(self.birth)

    def add(self, count: int, **values: Array) -> Array:
        """Append persons and return their row numbers; columns not named get their default."""
        first = len(self)
        for name, (dtype, default) in COLUMNS.items():
            new = np.full(count, default, dtype=dtype)
            if name in values:
                new[:] = values[name]
            setattr(self, name, np.concatenate([getattr(self, name), new]))
        return np.arange(first, first + count)

    def new_households(self, count: int) -> Array:
        """Numbers of households nobody lives in yet."""
        first = self.households
        self.households += count
        return np.arange(first, first + count)

    def present(self) -> Array:
        """Row numbers of all who live in the association, secondary residents included."""
        return np.flatnonzero(self.area != GONE)

    def residents(self) -> Array:
        """Row numbers of the main residents."""
        return np.flatnonzero((self.area != GONE) & ~self.secondary)

    def leave(self, persons: Array) -> None:
        """Take persons out of the register (death or departure) and free their partners if those stay."""
        self.area[persons] = GONE
        partners = self.partner[persons]
        with_partner = partners[partners != NOBODY]
        self.partner[with_partner] = NOBODY
        self.partner[persons] = NOBODY


@dataclass
class EventLog:
    """Dated events, collected in blocks; `table` gives them as one dict of arrays."""

    register: Register
    blocks: list[dict[str, Array]] = field(default_factory=list)
    units: int = 0

    def add(self, kind: int, persons: Array, day: Array, **values: Array | int) -> None:
        """Log one event per person, with the person's nationality and status as they are now.

        Optional: area (the area concerned), other (where an inner move came from), delta (+1/−1), ex_officio,
        partner (AGS number, state key or UNKNOWN_PARTNER), mother_year, unit (shared by who move together).
        """
        if len(persons) == 0:
            return
        register = self.register
        block: dict[str, Any] = {
            "kind": kind,
            "person": persons,
            "day": day,
            "nation": register.nation[persons],
            "secondary": register.secondary[persons],
            "area": register.area[persons],
            "other": GONE,
            "partner": UNKNOWN_PARTNER,
            "delta": 0,
            "mother_year": 0,
            "unit": -1,
            "ex_officio": 0,
        }
        unknown = set(values) - set(block)
        if unknown:
            raise ValueError(f"no such column of an event: {sorted(unknown)}")
        block.update(values)
        self.blocks.append(
            {
                name: np.broadcast_to(np.asarray(column), persons.shape).copy()
                for name, column in block.items()
            }
        )

    def number_units(self, count: int) -> Array:
        """Fresh numbers for units that move together."""
        self.units += count
        return np.arange(self.units - count, self.units)

    def table(self) -> dict[str, Array]:
        """All events so far, in the order they were logged."""
        names = self.blocks[0] if self.blocks else {}
        return {
            name: np.concatenate([block[name] for block in self.blocks]).astype(np.int64) for name in names
        }
