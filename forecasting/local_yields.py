"""How many people live in a new dwelling here: the tables of the field, corrected by what was built.

In a leaf whose completions are known, the residents it gained beyond what the rest of its municipality gained
live in them. Held against what the tables expect, that gives a factor per type of dwelling, believed the more
the better the gain can be told from the usual ups and downs of such areas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.assumptions import Entry, Origin, entry
from forecasting.components import Array
from forecasting.housing_tables import DwellingType
from forecasting.jump_off import Register

# Spread of persons per dwelling between places before anything is known of this one, as a share.
PRIOR_SPREAD = 0.25
# Households move as a whole: a count of their persons varies twice as much as one of single persons.
HOUSEHOLD = 2.0
# Leaves whose growth tells how much areas without building go up and down; with fewer, this share a year.
LEAST_SIBLINGS, USUAL_SPREAD = 4, 0.01
RANGE = (0.5, 1.5)

# Dwellings finished in a leaf: their type and their number by year.
Completed = tuple[str, Mapping[int, float]]


@dataclass(frozen=True)
class LocalYield:
    """`factor` on the persons of a new dwelling; `weight` (0 to 1) of the own quarters in it."""

    factor: float
    weight: float
    years: tuple[int, ...]


def estimate_yields(
    completed: Mapping[int, Completed], register: Register, residents: Callable[[int, str], Array]
) -> dict[str, LocalYield]:
    """Return a factor per type of dwelling that leaves with known completions tell something about.

    `residents` gives persons per dwelling by years since its completion (0, 1, …) in a leaf.
    """
    people = register.stock.sum(axis=(2, 3, 4))
    evidence: dict[str, list[tuple[float, float, float]]] = {}
    years: dict[str, set[int]] = {}
    for leaf, (kind, by_year) in completed.items():
        built = {year: n for year, n in by_year.items() if year in register.years and n > 0}
        if not built:
            continue
        start = people[register.years.index(min(built))]
        gained, spread = _gain(people[-1], start, leaf, (register, completed))
        per_dwelling = residents(leaf, kind)
        last = register.jump_off_year
        expected = sum(n * float(per_dwelling[last - year]) for year, n in built.items())
        span = last - min(built) + 1
        variance = (spread * start[leaf]) ** 2 * span + HOUSEHOLD * expected
        evidence.setdefault(kind, []).append((expected, gained, variance))
        years.setdefault(kind, set()).update(built)
    return {kind: _combined(found, tuple(sorted(years[kind]))) for kind, found in evidence.items()}


def scaled(kind: DwellingType, local: Mapping[str, LocalYield]) -> DwellingType:
    """Return the type with the persons and children this place has in such dwellings."""
    factor = local[kind.name].factor if kind.name in local else 1.0
    return replace(kind, persons=kind.persons * factor, children=kind.children * factor)


def yield_entries(local: Mapping[str, LocalYield], root_id: str) -> list[Entry]:
    """Return one line of the assumption sheet per type."""
    return [
        entry(
            f"Personen je neuer Wohnung ({kind})",
            one.factor,
            "Faktor auf die Tafel",
            Origin("Zuwachs der Gebiete mit bekannten Fertigstellungen", one.years, one.weight),
            area_id=root_id,
        )
        for kind, one in sorted(local.items())
    ]


def _gain(
    end: Array, start: Array, leaf: int, known: tuple[Register, Mapping[int, Completed]]
) -> tuple[float, float]:
    """Return persons gained beyond the growth of the rest, and the yearly spread of growth between areas."""
    register, completed = known
    municipality = register.places.municipality
    others = np.array([one not in completed for one in range(len(end))]) & (start > 0) & (end > 0)
    inside = others & (municipality == municipality[leaf])
    usual = end[inside].sum() / start[inside].sum() if inside.any() else 1.0
    siblings = inside if inside.sum() >= LEAST_SIBLINGS else others
    spread = USUAL_SPREAD
    if siblings.sum() >= LEAST_SIBLINGS:
        growth = np.log(end[siblings] / start[siblings])
        spread = max(spread, float(growth.std()) / np.sqrt(max(len(register.years), 1)))
    return float(end[leaf] - start[leaf] * usual), spread


def _combined(found: list[tuple[float, float, float]], years: tuple[int, ...]) -> LocalYield:
    expected, gained, variance = np.array(found).T
    prior, own = PRIOR_SPREAD**-2, float((expected**2 / variance).sum())
    factor = (prior + float((expected * gained / variance).sum())) / (prior + own)
    return LocalYield(float(np.clip(factor, *RANGE)), own / (prior + own), years)
