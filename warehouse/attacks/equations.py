"""Published cells as sums of finest unknown cells: the equations behind least squares and bounds.

One system per kind of unit and date. Persons are told apart by smallest area, sex, nationality and age atom
(common refinement of the published age groups); single years that only the municipality publishes are
unknowns of their own, tied to the atoms. Flows are told apart by whatever any of their tables tells apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from warehouse.release.harmonised import (
    FLOW_KEY,
    NATIONALITIES,
    OLDEST,
    SEXES,
    SINGLE_TABLE,
    Places,
    finest_flows,
    incidence,
    inside,
    plain_rows,
)

Matrix = sparse.csr_matrix
# With more smallest areas than this the equations are solved district by district.
MOST_LEAVES = 25


@dataclass(frozen=True)
class Equations:
    """`matrix` (cell × unknown) sums up every known cell; `ties` (tie × unknown) are sums that are zero."""

    cells: pd.DataFrame
    matrix: sparse.csr_matrix
    ties: sparse.csr_matrix


def all_equations(known: pd.DataFrame, places: Places) -> Iterator[Equations]:
    """Yield the equations of every unit and date; `known` as known_cells gives them."""
    for (unit, _), cells in known.groupby(["unit", "reference_date"]):
        part = cells.reset_index(drop=True)
        yield person_equations(part, places) if unit == "person" else flow_equations(part)


def parted(known: pd.DataFrame, places: Places) -> Iterator[Equations]:
    """Yield the same in parts where a municipality is large: each district, and all of them together.

    What the municipality says of a smallest area it says through the district, whose cells stand in both.
    """
    for part in _parts(places):
        areas = set(part.members["ancestor_id"])
        is_top = part.municipality_ags == places.municipality_ags
        cells = known[known["area_id"].isin(areas) & (is_top | (known["unit"] == "person"))]
        yield from all_equations(cells, part)


def _parts(places: Places) -> list[Places]:
    members = places.members
    above = members[
        (members["ancestor_id"] != places.municipality_ags) & (members["ancestor_id"] != members["area_id"])
    ]
    held = {str(name): frozenset(part["area_id"]) for name, part in above.groupby("ancestor_id")}
    districts = {name: own for name, own in held.items() if not any(own < other for other in held.values())}
    covered = [leaf for own in districts.values() for leaf in own]
    if len(places.leaves) <= MOST_LEAVES or len(covered) != len(set(covered)) or not covered:
        return [places]
    tops = (*sorted(districts), *(leaf for leaf in places.leaves if leaf not in set(covered)))
    pairs = [(above, one) for one in tops for above in (places.municipality_ags, one)]
    whole = Places(places.municipality_ags, tops, pd.DataFrame(pairs, columns=["ancestor_id", "area_id"]))
    parts = [
        Places(
            name,
            tuple(sorted(own)),
            members[members["area_id"].isin(own) & (members["ancestor_id"] != places.municipality_ags)],
        )
        for name, own in sorted(districts.items())
    ]
    return [whole, *parts]


def flow_equations(cells: pd.DataFrame) -> Equations:
    """Return the equations of the flows of one unit and year."""
    finest = finest_flows(cells)
    kinds = cells[FLOW_KEY].drop_duplicates().reset_index(drop=True)
    rows = np.stack([inside(finest, kind) for kind in plain_rows(kinds)])
    number = cells[FLOW_KEY].merge(kinds.assign(place=kinds.index), on=FLOW_KEY, how="left")["place"]
    return Equations(cells, Matrix(rows)[number.to_numpy()], Matrix((0, len(finest))))


def person_equations(cells: pd.DataFrame, places: Places) -> Equations:
    """Return the equations of the residents at one date."""
    single = cells["cell_table"] == SINGLE_TABLE
    coarse, years = cells[~single], cells[single]
    borders = np.array(sorted({0, OLDEST + 1, *coarse["age"], *(coarse["age_to"] + 1)}))
    nationalities = NATIONALITIES if cells["nationality"].notna().any() else (None,)
    matrix = incidence(coarse, places, borders, nationalities)
    ordered = pd.concat([coarse, years], ignore_index=True)
    if years.empty:
        return Equations(ordered, matrix, Matrix((0, matrix.shape[1])))
    ages = OLDEST + 1
    column = years["sex"].map(SEXES.index).to_numpy() * ages + years["age"].to_numpy()
    ones = np.ones(len(years))
    own = Matrix((ones, (np.arange(len(years)), column)), shape=(len(years), len(SEXES) * ages))
    atoms = _atoms_by_sex(len(places.leaves), len(nationalities), len(borders) - 1)
    band = np.searchsorted(borders, np.arange(ages), side="right") - 1
    in_atom = Matrix((np.ones(ages), (band, np.arange(ages))), shape=(len(borders) - 1, ages))
    tied = sparse.hstack([atoms, -sparse.kron(sparse.identity(len(SEXES)), in_atom)], format="csr")
    return Equations(ordered, sparse.block_diag([matrix, own], format="csr"), tied)


def _atoms_by_sex(leaves: int, nationalities: int, atoms: int) -> sparse.csr_matrix:
    """Sum over leaves and nationalities; (sex × atom, leaf × sex × nationality × atom)."""
    one = sparse.kron(np.ones((1, nationalities)), sparse.identity(atoms))
    both = sparse.kron(sparse.identity(len(SEXES)), one)
    return sparse.kron(np.ones((1, leaves)), both, format="csr")
