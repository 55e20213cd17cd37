"""Published cells as sums of finest unknown cells: the equations behind least squares and bounds.

One system per kind of unit and date. Persons are told apart by smallest area, sex, nationality and age atom
(common refinement of the published age groups); single years that only the municipality publishes are
unknowns of their own, tied to the atoms. Flows are told apart by whatever any of their tables tells apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
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


@dataclass(frozen=True)
class Equations:
    """`matrix` (cell × unknown) sums up every known cell; `ties` (tie × unknown) are sums that are zero.

    `blocks`: number of the smallest area of every unknown, −1 for unknowns of the whole municipality.
    """

    cells: pd.DataFrame
    matrix: Matrix
    ties: Matrix
    blocks: NDArray[np.int64]


def all_equations(known: pd.DataFrame, places: Places) -> Iterator[Equations]:
    """Yield the equations of every unit and date; `known` as known_cells gives them."""
    for (unit, _), cells in known.groupby(["unit", "reference_date"]):
        part = cells.reset_index(drop=True)
        yield person_equations(part, places) if unit == "person" else flow_equations(part)


def flow_equations(cells: pd.DataFrame) -> Equations:
    """Return the equations of the flows of one unit and year."""
    finest = finest_flows(cells)
    kinds = cells[FLOW_KEY].drop_duplicates().reset_index(drop=True)
    rows = np.stack([inside(finest, kind) for kind in plain_rows(kinds)])
    number = cells[FLOW_KEY].merge(kinds.assign(place=kinds.index), on=FLOW_KEY, how="left")["place"]
    return Equations(cells, Matrix(rows)[number.to_numpy()], Matrix((0, len(finest))), np.full(len(finest), -1))


def person_equations(cells: pd.DataFrame, places: Places) -> Equations:
    """Return the equations of the residents at one date."""
    single = cells["cell_table"] == SINGLE_TABLE
    coarse, years = cells[~single], cells[single]
    borders = np.array(sorted({0, OLDEST + 1, *coarse["age"], *(coarse["age_to"] + 1)}))
    nationalities = NATIONALITIES if cells["nationality"].notna().any() else (None,)
    matrix = incidence(coarse, places, borders, nationalities)
    ordered = pd.concat([coarse, years], ignore_index=True)
    leaf = np.repeat(np.arange(len(places.leaves)), matrix.shape[1] // len(places.leaves))
    if years.empty:
        return Equations(ordered, matrix, Matrix((0, matrix.shape[1])), leaf)
    ages = OLDEST + 1
    column = years["sex"].map(SEXES.index).to_numpy() * ages + years["age"].to_numpy()
    ones = np.ones(len(years))
    own = Matrix((ones, (np.arange(len(years)), column)), shape=(len(years), len(SEXES) * ages))
    atoms = _atoms_by_sex(len(places.leaves), len(nationalities), len(borders) - 1)
    band = np.searchsorted(borders, np.arange(ages), side="right") - 1
    in_atom = Matrix((np.ones(ages), (band, np.arange(ages))), shape=(len(borders) - 1, ages))
    tied = sparse.hstack([atoms, -sparse.kron(sparse.identity(len(SEXES)), in_atom)], format="csr")
    blocks = np.r_[leaf, np.full(own.shape[1], -1)]
    return Equations(ordered, sparse.block_diag([matrix, own], format="csr"), tied, blocks)


def _atoms_by_sex(leaves: int, nationalities: int, atoms: int) -> Matrix:
    """Sum over leaves and nationalities; (sex × atom, leaf × sex × nationality × atom)."""
    one = sparse.kron(np.ones((1, nationalities)), sparse.identity(atoms))
    both = sparse.kron(sparse.identity(len(SEXES)), one)
    return sparse.kron(np.ones((1, leaves)), both, format="csr")
