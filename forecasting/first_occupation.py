"""Who moved into new dwellings in the years behind us: residents of a building that is finished once.

Completions known by leaf say how many flats were occupied for the first time. Those arrivals, by age as the
tables of new housing have them, belong to the building and not to the area: they are left out where an area's
share of the usual arrivals, its own growth and its restlessness are measured. The volumes of the municipality
keep them, because usual building goes on somewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from forecasting.components import Array
from forecasting.declared import Line
from forecasting.housing_projects import Phase, completions_by_leaf
from forecasting.housing_tables import BANDS, DwellingType, dwelling_types
from forecasting.jump_off import Register
from forecasting.migration_rates import BAND_MATRIX

# Share of a band's arrivals that may count as first occupation: somebody always moves into the rest.
MOST = 0.9
# Years in which a new dwelling fills: the year of completion and the next.
FILLING = 2


def with_first_occupations(register: Register, phases: Sequence[Phase], lines: Sequence[Line]) -> Register:
    """Return the register with those who moved into new dwellings, (year, leaf, age), where it is known."""
    persons = np.zeros((len(register.years), len(register.places.leaves), register.stock.shape[-1]))
    for leaf, area in enumerate(register.places.leaves):
        kind, completed = completions_by_leaf(phases, lines, area)
        if completed:
            persons[:, leaf] = _persons(dwelling_types(FILLING)[kind], completed, register.years)
    if not persons.any():
        return register
    arrived = sum(cube.sum(axis=(2, 3)) for cube in register.arrivals.values()) @ BAND_MATRIX
    wanted = persons @ BAND_MATRIX
    kept = np.divide(MOST * arrived, wanted, out=np.ones_like(wanted), where=wanted > MOST * arrived)
    return replace(register, first_occupied=persons * (kept @ BAND_MATRIX.T))


def settled_arrivals(register: Register) -> Register:
    """Return the register with arrivals of every kind less those into new dwellings, by age band."""
    if register.first_occupied is None:
        return register
    arrived = sum(cube.sum(axis=(2, 3)) for cube in register.arrivals.values()) @ BAND_MATRIX
    new = register.first_occupied @ BAND_MATRIX
    part = np.divide(new, arrived, out=np.zeros_like(arrived), where=arrived > 0)
    left = (1 - part @ BAND_MATRIX.T)[:, :, np.newaxis, np.newaxis]

    def less(cubes: Mapping[str, Array]) -> dict[str, Array]:
        return {kind: cube * left for kind, cube in cubes.items()}

    return replace(
        register, arrivals=less(register.arrivals), arrivals_by_type=less(register.arrivals_by_type)
    )


def settled_people(register: Register) -> Array:
    """Return residents (year end, leaf) as if every new dwelling of the register's years had always stood."""
    people: Array = register.stock.sum(axis=(2, 3, 4))
    if register.first_occupied is None:
        return people
    new = register.first_occupied.sum(axis=2)
    later = np.cumsum(new[::-1], axis=0)[::-1]
    settled: Array = people + np.concatenate([later, np.zeros_like(new[:1])])
    return settled


def _persons(kind: DwellingType, completed: Mapping[int, float], years: Sequence[int]) -> Array:
    """Return first residents (year, age) of the dwellings completed in each year."""
    children = np.zeros_like(kind.movers)
    for (first, last), count in zip(BANDS, kind.children[0], strict=True):
        children[first : last + 1] = count / (last + 1 - first)
    per_dwelling = children + kind.movers * max(kind.persons - float(children.sum()), 0.0)
    filled = np.diff(kind.occupied, prepend=0.0)
    dwellings = [
        sum(completed.get(year - since, 0.0) * part for since, part in enumerate(filled)) for year in years
    ]
    persons: Array = np.array(dwellings)[:, np.newaxis] * per_dwelling
    return persons
