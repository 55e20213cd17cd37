"""Residents who do not age through: homes, students, reception centre, barracks.

Their beds stay and their people change. They are taken out of the register before rates are estimated (see
`special_events`), and added again to every result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.assumptions import Entry, Origin, entry
from forecasting.components import Array
from forecasting.declared import Declared, Line
from forecasting.jump_off import Register
from forecasting.settings import RunSettings
from forecasting.special_stock import Group, check_registered, group_stock, kinds, read_groups, usual_stock

# A leaf that this share of its young foreign adults leaves in a year, with at least so many foreigners more
# than usual beside its Germans, is a reception centre and no neighbourhood (a campus has no such surplus).
SUSPECT_LEAVING = 0.7
SUSPECT_AGES = slice(18, 35)
SUSPECT_PERSONS = 100.0
FOREIGN = 1


@dataclass(frozen=True)
class Special:
    """Groups held apart: `stock` (year end, leaf, nationality, sex, age) of the register's year ends.

    `path` is the same for the jump-off and the forecast years, `persons` (group) the numbers at the jump-off.
    `notes` are German sentences.
    """

    groups: tuple[Group, ...]
    stock: Array
    path: Array
    persons: tuple[float, ...]
    notes: tuple[str, ...]

    @property
    def held(self) -> Array:
        """Who is added to every result: (leaf, nationality, sex, age), with years in front if they differ."""
        held: Array = self.path[0] if np.allclose(self.path, self.path[0]) else self.path
        return held


def find_special(register: Register, declared: Declared, settings: RunSettings) -> Special | None:
    """Return the declared groups and suspected reception centres of a root; None if there are none.

    Raises DeclarationError naming the line that cannot be true.
    """
    lines = declared.of("sonderbevoelkerung")
    groups = read_groups(lines, register)
    known = {group.leaf for group in groups}
    suspected = [group for group in suspect_centres(register, settings) if group.leaf not in known]
    notes = tuple(
        _note(group, register, is_declared=group not in suspected) for group in [*groups, *suspected]
    )
    chosen = [*groups, *suspected]
    if not chosen:
        return None
    past = (register.years[0] - 1, *register.years)
    future = tuple(range(register.jump_off_year, register.jump_off_year + settings.horizon + 1))
    stock, path = _by_leaf(chosen, register, past), _by_leaf(chosen, register, future)
    check_registered(stock, register)
    jump_off = (register.jump_off_year,)
    persons = tuple(float(group_stock(group, register, jump_off).sum()) for group in chosen)
    return Special(tuple(chosen), stock, path, persons, notes)


def special_entries(special: Special, register: Register) -> list[Entry]:
    """Return one line of the assumption sheet per group: persons at the jump-off."""
    sheet = []
    for group, persons in zip(special.groups, special.persons, strict=True):
        lines = group.lines
        source = next((line.text("source") for line in lines if line.text("source")), lines[-1].place)
        sheet.append(
            entry(
                f"Sonderbevölkerung ({kinds()[group.kind]})",
                persons,
                "Personen, altern nicht",
                Origin("Vermutet aus Fortzügen" if lines[0].number == 0 else source),
                area_id=register.places.leaves[group.leaf],
            )
        )
    return sheet


def suspect_centres(register: Register, settings: RunSettings) -> list[Group]:
    """Return leaves that look like reception centres, with the number of foreigners above the usual."""
    if register.stock.shape[2] == 1:
        return []
    base = settings.migration_years(register.years)
    young = (FOREIGN, slice(None), SUSPECT_AGES)
    left = sum(cube[base][:, :, *young].sum(axis=(0, 2, 3)) for cube in register.departures.values())
    there = register.reached[base][:, :, *young].sum(axis=(0, 2, 3))
    leaves = np.flatnonzero(left > SUSPECT_LEAVING * np.maximum(there, 1.0))
    found = [_suspected(int(leaf), register) for leaf in leaves]
    return [group for group in found if group.lines[-1].amount("persons") >= SUSPECT_PERSONS]


def _by_leaf(groups: Sequence[Group], register: Register, years: Sequence[int]) -> Array:
    stock = np.zeros((len(years), *register.stock.shape[1:]))
    for group in groups:
        stock[:, group.leaf] += group_stock(group, register, years)
    return stock


def _suspected(leaf: int, register: Register) -> Group:
    foreign = register.stock[:, leaf, FOREIGN, :, :60].sum(axis=(1, 2))
    usual = usual_stock(register)[leaf]
    # Foreigners usual beside that many Germans.
    ratio = usual[FOREIGN, :, :60].sum() / max(usual[0].sum(), 1e-9)
    beyond = np.maximum(foreign - ratio * register.stock[:, leaf, 0].sum(axis=(1, 2)), 0.0)
    ends = (register.years[0] - 1, *register.years)
    lines = tuple(
        Line(
            "vermutet",
            0,
            {"area_id": register.places.leaves[leaf], "year": f"{year}", "persons": f"{count:.0f}"},
        )
        for year, count in zip(ends, beyond, strict=True)
    )
    return Group("aufnahme", leaf, lines)


def _note(group: Group, register: Register, *, is_declared: bool) -> str:
    area, title = register.places.leaves[group.leaf], kinds()[group.kind]
    if is_declared:
        return (
            f"{area}: {title} als eigene Bevölkerung geführt; sie altert nicht und ist in allen Ergebnissen "
            "enthalten."
        )
    return (
        f"{area}: Mehr als {SUSPECT_LEAVING * 100:.0f} % der jungen ausländischen Erwachsenen ziehen im Jahr "
        f"fort; angenommen ist eine Aufnahmeeinrichtung mit zuletzt {group.lines[-1].text('persons')} "
        "Personen, die nicht altern. Bitte die richtigen Zahlen in vorgaben/sonderbevoelkerung.csv angeben "
        "(0 Personen, wenn es keine gibt)."
    )
