"""Totals the forecast is held to: declared files, and the mean with LINEXP for small areas.

LINEXP extrapolates the last ten years: on a straight line where an area grew, exponentially where it shrank,
so it never becomes negative (Wilson 2015). Its mean with a cohort model is hard to beat for totals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.components import Array
from forecasting.declared import Declared, Line
from forecasting.jump_off import Places, Register

# Layers in the order they act; a later one leaves alone what an earlier one has fixed.
FILES = {"gemeinde": "eckwerte_gemeinde", "land": "eckwerte_land"}
LINEXP = "linexp"
# Years LINEXP looks back at.
LOOK_BACK = 10
# What is left of a year's change in the next: no boom lasts for ever (backtest.md § 4.7).
KEPT_PER_YEAR = 0.93


@dataclass(frozen=True)
class Target:
    """Persons at the end of a year in one area, the leaves below it, source, and file and line of it."""

    layer: str
    area_id: str
    year: int
    persons: float
    leaves: tuple[int, ...]
    source: str
    place: str = ""


@dataclass(frozen=True)
class Targets:
    """All targets of a root by layer, and the weight of LINEXP by leaf (0: none)."""

    declared: tuple[Target, ...]
    linexp_weight: Array
    linexp: Array  # year, leaf
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held to anything."""
        return not self.declared and not self.linexp_weight.any()


def read_targets(declared: Declared, register: Register, held: Array | None, horizon: int) -> Targets:
    """Return the targets of a root; areas of other roots are left to them.

    `held` (leaf, …) are residents outside the projection; LINEXP is about everybody. Raises DeclarationError
    naming file and line for a year that is missing, comes too late or early, or contradicts an earlier layer.
    """
    places, first = register.places, register.jump_off_year + 1
    found: list[Target] = []
    for layer, file in FILES.items():
        by_area: dict[str, list[Line]] = {}
        for line in declared.of(file):
            if line.text("area_id") in places.areas:
                by_area.setdefault(line.text("area_id"), []).append(line)
        for area, lines in by_area.items():
            found += _of_area(layer, area, lines, (places, first, horizon))
        _check_overlap(found, layer, declared.of(file))
    weight = _linexp_weight(declared.of(LINEXP), places)
    people = register.stock.sum(axis=(2, 3, 4))
    # LINEXP looks back at those who age through; who is held is added as he stands at the jump-off.
    constant = 0.0 if held is None else held.reshape(-1, *held.shape[-4:])[0].sum(axis=(1, 2, 3))
    return Targets(tuple(found), weight, linexp(people + constant, horizon), _source(declared.of(LINEXP)))


def linexp(people: Array, horizon: int) -> Array:
    """Extrapolate totals (year end, leaf) of the last ten years, (year, leaf); the change fades."""
    base = people[-(LOOK_BACK + 1) :]
    ahead = np.cumsum(KEPT_PER_YEAR ** np.arange(horizon))[:, np.newaxis]
    last, steps = base[-1], max(len(base) - 1, 1)
    yearly = (last - base[0]) / steps
    ratio = (np.maximum(last, 0.5) / np.maximum(base[0], 0.5)) ** (1 / steps)
    path: Array = np.where(yearly >= 0, last + ahead * yearly, last * ratio**ahead)
    return path


def _of_area(layer: str, area: str, lines: list[Line], context: tuple[Places, int, int]) -> list[Target]:
    places, first, horizon = context
    leaves = tuple(int(i) for i in np.flatnonzero(places.membership[places.areas.index(area)]))
    by_year: dict[int, Line] = {}
    for line in lines:
        if line.year() in by_year:
            raise line.refuse(f"Für {area} und {line.year()} steht schon ein anderer Eckwert in der Datei.")
        by_year[line.year()] = line
    years = sorted(by_year)
    missing = [year for year in range(max(years[0], first), years[-1]) if year not in by_year]
    if missing:
        following = by_year[min(year for year in years if year > missing[0])]
        raise following.refuse(f"Für {area} fehlt das Jahr {missing[0]}; Eckwerte dürfen keine Lücke haben.")
    if years[-1] < first:
        raise by_year[years[-1]].refuse(f"Die Eckwerte für {area} enden vor dem ersten Prognosejahr {first}.")
    return [
        Target(layer, area, year, line.amount("persons"), leaves, line.text("source"), line.place)
        for year, line in sorted(by_year.items())
        if first <= year < first + horizon
    ]


def _check_overlap(found: Sequence[Target], layer: str, lines: Sequence[Line]) -> None:
    """Two areas of one layer may not share leaves; an earlier layer may not have fixed every leaf already."""
    taken: Mapping[int, dict[int, Target]] = {target.year: {} for target in found}
    for target in found:
        others = [taken[target.year][leaf] for leaf in target.leaves if leaf in taken[target.year]]
        same = [other for other in others if other.layer == target.layer]
        if target.layer == layer and (same or len(others) == len(target.leaves)):
            line = next(
                line for line in lines if (line.text("area_id"), line.year()) == (target.area_id, target.year)
            )
            raise line.refuse(
                f"Der Eckwert für {target.area_id} und {target.year} widerspricht dem für "
                f"{others[0].area_id}: beide legen dieselben Gebiete fest."
            )
        taken[target.year].update(dict.fromkeys(target.leaves, target))


def _linexp_weight(lines: Sequence[Line], places: Places) -> Array:
    weight = np.zeros(len(places.leaves))
    for line in lines:
        area = line.text("area_id")
        if area in places.areas:
            weight[places.membership[places.areas.index(area)] > 0] = line.amount("weight", most=1.0)
    return weight


def _source(lines: Sequence[Line]) -> str:
    return next((line.text("source") for line in lines if line.text("source")), "")
