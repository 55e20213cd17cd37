"""Area types by a simple rule where the delivery names none: who lives there and how often they move.

A type is what small areas of several municipalities are pooled by. Types delivered with the areas, or given
in `codelists/gebietstypen.csv` of the home, always win.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.components import Array
from forecasting.jump_off import Register

# Against the whole root: share of people of these ages, and of residents who leave their dwelling's area in a
# year. The first rule that fits counts; the ratios are rounded from the typical areas of domain rules § 5.3.
YOUNG, CHILDREN, OLD = slice(18, 30), slice(0, 18), slice(65, 101)
YOUNG_RATIO, MOBILE_RATIO, CHILDREN_RATIO, OLD_RATIO = 1.4, 1.3, 1.2, 1.25
YOUNG_TYPE, FAMILY_TYPE, OLD_TYPE, MIXED_TYPE = "jung_mobil", "familie", "aelter", "gemischt"
# Fewer leaves cannot be told apart.
LEAST_LEAVES = 6


def with_area_types(register: Register) -> Register:
    """Return the register with types by rule if none was delivered, and a note that says so."""
    places = register.places
    if any(places.area_types) or len(places.leaves) < LEAST_LEAVES:
        return register
    types = tuple(str(name) for name in _types(register))
    counts = ", ".join(f"{name} {types.count(name)}" for name in sorted(set(types)))
    note = (
        f"{places.root.name}: Gebietstypen wurden nicht geliefert; die Gebiete sind nach Alter und Mobilität "
        f"eingeteilt ({counts}). Eine eigene Einteilung kann in codelists/gebietstypen.csv stehen."
    )
    return replace(register, places=replace(places, area_types=types), notes=(*register.notes, note))


def _types(register: Register) -> NDArray[np.str_]:
    people = register.stock[-1].sum(axis=(1, 2))
    left = sum(cube[-3:].sum(axis=(0, 2, 3, 4)) for cube in register.departures.values())
    mobile = _ratio(left, register.stock[-4:-1].sum(axis=(0, 2, 3, 4)))
    young, children, old = (
        _ratio(people[:, ages].sum(axis=1), people.sum(axis=1)) for ages in (YOUNG, CHILDREN, OLD)
    )
    return np.select(
        [(young >= YOUNG_RATIO) & (mobile >= MOBILE_RATIO), children >= CHILDREN_RATIO, old >= OLD_RATIO],
        [YOUNG_TYPE, FAMILY_TYPE, OLD_TYPE],
        MIXED_TYPE,
    )


def _ratio(part: Array, whole: Array) -> Array:
    """Return each leaf's share over that of all leaves together."""
    everywhere = max(float(part.sum()), 1e-9) / max(float(whole.sum()), 1e-9)
    share: Array = part / np.maximum(whole, 1e-9) / everywhere
    return share
