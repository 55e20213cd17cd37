"""Who lives in homes, student quarters, reception centres or barracks: counts by area, age and year end.

An office states numbers in `vorgaben/sonderbevoelkerung.csv`: area_id, kind, year (31 December), persons and,
as far as it knows them, sex, age and nationality. What it leaves open is filled from the register: from the
cells of the area that hold more people than usual, as far as the kind allows. Nobody is taken who is not
registered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.components import Array
from forecasting.declared import Line
from forecasting.errors import DeclarationError
from forecasting.jump_off import Flags, Register

KINDS_FILE = Path(__file__).parent / "tables" / "special_kinds.csv"
SEXES, NATIONALITIES = ("m", "w"), ("D", "A")
# Persons of a kind beyond those that are more than usual, as a share: keeps empty excess from dividing by 0.
USUAL_WEIGHT = 0.02


@dataclass(frozen=True)
class Group:
    """One group of residents who do not age through: its kind, leaf and the lines that state it."""

    kind: str
    leaf: int
    lines: tuple[Line, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years some line is about, in order."""
        return tuple(sorted({line.year() for line in self.lines}))


def kinds() -> Mapping[str, str]:
    """Return the kinds and their German names."""
    table = _table()
    return dict(zip(table["kind"], table["title"], strict=True))


def read_groups(lines: Sequence[Line], register: Register) -> list[Group]:
    """Return the declared groups of this root; areas of other roots are left to them.

    Raises DeclarationError for an unknown kind, or a leaf that is none.
    """
    places, known = register.places, kinds()
    collected: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        area, kind = line.text("area_id"), line.text("kind")
        if kind not in known:
            raise line.refuse(f"Die Art „{kind}“ ist unbekannt; möglich sind {', '.join(known)}.")
        if area in places.leaves:
            line.year()
            collected.setdefault((kind, places.leaves.index(area)), []).append(line)
        elif area in places.areas:
            raise line.refuse(f"{area} ist kein kleinstes Gebiet; bitte das Gebiet des Hauses nennen.")
    return [Group(kind, leaf, tuple(found)) for (kind, leaf), found in sorted(collected.items())]


def group_stock(group: Group, register: Register, years: Sequence[int]) -> Array:
    """Return the persons of a group at the ends of `years`, (year, nationality, sex, age).

    Between stated years the number runs straight, before the first and after the last it stays. Raises
    DeclarationError if more are stated than are registered.
    """
    ends = (register.years[0] - 1, *register.years)
    usual = usual_stock(register)[group.leaf]
    stock = np.zeros((len(years), *register.stock.shape[2:]))
    for i, year in enumerate(years):
        people = register.stock[min(ends.index(year) if year in ends else len(ends) - 1, len(ends) - 1)]
        for lines in _same_cells(group):
            stated = sorted((line.year(), line.amount("persons")) for line in lines)
            total = float(np.interp(year, [one for one, _ in stated], [count for _, count in stated]))
            mask = _allowed(group.kind, lines[0], register.stock.shape[2])
            here = np.maximum(people[group.leaf] - (stock[i] if year in ends else 0.0), 0.0)
            # A path beyond the register scales what stands at its last end: those to come are not in it.
            room = here if year in ends else here * max(1.0, total / max((here * (mask > 0)).sum(), 1e-9))
            if total > room[mask > 0].sum() + 0.5:
                raise lines[-1].refuse(
                    f"{total:.0f} Personen zum 31.12.{year} sind mehr als die {room[mask > 0].sum():.0f}, "
                    "die dort in diesen Altern gemeldet sind."
                )
            wanted = mask * (np.maximum(room - usual * room.sum(), 0.0) + USUAL_WEIGHT * room)
            stock[i] += fill_up(total, wanted, room * (mask > 0))
    return stock


def usual_stock(register: Register) -> Array:
    """Return the share of each cell in a usual leaf, (leaf, nationality, sex, age): that of its municipality.

    The leaf itself is left out; a municipality of one leaf is compared with the whole root.
    """
    people, places = register.stock[-1], register.places
    usual: Array = np.empty_like(people)
    for leaf in range(len(people)):
        others = places.municipality == places.municipality[leaf]
        others[leaf] = False
        others = others if people[others].sum() > 0 else np.arange(len(people)) != leaf
        total = people[others].sum(axis=0)
        usual[leaf] = total / max(total.sum(), 1.0)
    return usual


def fill_up(total: float, weights: Array, room: Array) -> Array:
    """Return `total` persons spread by `weights`, nowhere more than `room`; what is too much goes on."""
    filled = np.zeros_like(room)
    open_cells: Flags = room > 0
    left = min(total, float(room.sum()))
    while left > 1e-9 and open_cells.any():
        share = np.where(open_cells, weights, 0.0)
        if share.sum() <= 0:
            share = np.where(open_cells, room, 0.0)
        step = np.minimum(left * share / share.sum(), room - filled)
        filled += step
        left -= float(step.sum())
        open_cells = open_cells & (room - filled > 1e-9) & (step > 0)
    return filled


@cache
def _table() -> pd.DataFrame:
    return pd.read_csv(KINDS_FILE, keep_default_na=False)


def _same_cells(group: Group) -> list[list[Line]]:
    """Lines about the same sex, age and nationality, the narrowest first."""
    cells: dict[tuple[str, str, str], list[Line]] = {}
    for line in group.lines:
        cells.setdefault((line.text("nationality"), line.text("sex"), line.text("age")), []).append(line)
    for lines in cells.values():
        years = [line.year() for line in lines]
        twice = [line for i, line in enumerate(lines) if line.year() in years[:i]]
        if twice:
            raise twice[0].refuse("Für dieses Jahr steht schon eine andere Zahl in der Datei.")
    return [cells[key] for key in sorted(cells, key=lambda key: (-sum(map(bool, key)), key))]


def _allowed(kind: str, line: Line, nationalities: int) -> Array:
    """Return the weight of each cell (nationality, sex, age) in a kind, 0 outside what the line states."""
    weight = np.zeros((2, 2, 101))
    table = _table()
    columns = ["nationality", "sex", "age", "age_to", "weight"]
    for nationality, sex, first, last, share in table.loc[table["kind"] == kind, columns].to_numpy():
        groups = slice(None) if not nationality else NATIONALITIES.index(nationality)
        weight[groups, SEXES.index(sex), first : last + 1] = share
    stated = _stated_cells(line)
    # Whoever is stated by age need not have the ages usual for the kind.
    weight = np.where(stated, weight if not line.text("age") else 1.0, 0.0)
    allowed: Array = weight if nationalities == 2 else weight.max(axis=0, keepdims=True)
    return allowed


def _stated_cells(line: Line) -> Flags:
    mask = np.ones((2, 2, 101), dtype=bool)
    for axis, (name, codes) in enumerate((("nationality", NATIONALITIES), ("sex", SEXES))):
        given = line.text(name)
        if given and given not in codes:
            raise line.refuse(f"{name} ist „{given}“; erlaubt sind {' und '.join(codes)}.")
        if given:
            chosen = np.arange(2) == codes.index(given)
            mask &= chosen.reshape((2, 1, 1) if axis == 0 else (1, 2, 1))
    first, last = _ages(line)
    return mask & ((np.arange(101) >= first) & (np.arange(101) <= last))


def _ages(line: Line) -> tuple[int, int]:
    """Return the first and last age of `17`, `18-25` or `75+`."""
    given = line.text("age")
    if not given:
        return 0, 100
    first, _, last = given.replace("+", "-100").partition("-")
    last = last or first
    if not (first.isdigit() and last.isdigit() and int(first) <= int(last) <= 100):
        raise line.refuse(f"Das Alter „{given}“ ist unbekannt; erlaubt sind 17, 18-25 oder 75+.")
    return int(first), int(last)


def check_registered(stock: Array, register: Register) -> None:
    """Raise DeclarationError if two groups claim the same person."""
    claimed = stock - register.stock[-len(stock) :]
    if claimed.max(initial=0.0) > 1e-6:
        leaf = register.places.leaves[int(np.argwhere(claimed == claimed.max())[0][1])]
        raise DeclarationError(
            f"Sonderbevölkerung in {leaf}: mehrere Gruppen beanspruchen dieselben Personen. "
            "Bitte die Zahlen in vorgaben/sonderbevoelkerung.csv prüfen."
        )
