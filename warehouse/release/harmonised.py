"""The harmonised base: numbers that add up and lie as near as possible to all published cells.

Post-processing of published numbers only. Step one fits residents by leaf, sex, nationality and age atom (the
common refinement of the published age groups) by non-negative least squares; step two divides the atoms into
single years as the published single years of the whole municipality do.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from warehouse.release.design import WHOLE
from warehouse.release.least_squares import Array, non_negative_fit

SEXES, NATIONALITIES = ("m", "w"), ("D", "A")
OLDEST = 100
# Residents assumed for a leaf without a published total, before the totals above it are fitted.
SMALL_LEAF = 20.0
# Keeps shares defined where everything published is zero.
_TRACE = 0.1
SINGLE_TABLE = "single_sex"
KEY = ["sex", "nationality", "age", "age_to"]
FLOW_KEY = ["kind", "partner", "sex", "age", "age_to"]
# A row without names, missing values as None.
Plain = tuple[Any, ...]


@dataclass(frozen=True)
class Places:
    """Leaves of a municipality, the municipality itself, and which leaf lies under which published area.

    `members` has the columns ancestor_id, area_id.
    """

    municipality_ags: str
    leaves: tuple[str, ...]
    members: pd.DataFrame


def harmonised_population(cells: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Return residents by leaf, date, sex, single age and nationality (None: not published by nationality).

    `cells` are the published cells of persons, without missing ones. Persons are real numbers; sums over any
    area are the harmonised numbers of that area.
    """
    parts = [_one_date(part, places) for _, part in cells.groupby("reference_date")]
    columns = ["area_id", "reference_date", "sex", "age", "nationality", "persons"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _one_date(cells: pd.DataFrame, places: Places) -> pd.DataFrame:
    town = cells[cells["area_id"] == places.municipality_ags]
    nationalities = NATIONALITIES if cells["nationality"].notna().any() else (None,)
    fitted = cells[cells["cell_table"] != SINGLE_TABLE]
    borders = np.array(sorted({0, OLDEST + 1, *fitted["age"], *(fitted["age_to"] + 1)}))
    fitted = pd.concat([fitted, _own_atoms(cells, borders)])
    years = _year_shares(town, borders)
    shape = _shape(town, borders, years, nationalities)
    totals = fitted[fitted["cell_table"] == "total"].set_index("area_id")["published"]
    expected = np.array([float(totals.get(leaf, SMALL_LEAF)) for leaf in places.leaves])
    prior = (expected[:, np.newaxis] * shape.reshape(1, -1)).ravel()
    matrix = incidence(fitted, places, borders, nationalities)
    atoms = non_negative_fit(matrix, fitted["published"].to_numpy(dtype=float), prior)
    cube = atoms.reshape(len(places.leaves), len(SEXES), len(nationalities), len(borders) - 1)
    band = np.searchsorted(borders, np.arange(OLDEST + 1), side="right") - 1
    single = cube[..., band] * years[np.newaxis, :, np.newaxis, :]
    index = pd.MultiIndex.from_product(
        [places.leaves, SEXES, nationalities, range(OLDEST + 1)],
        names=["area_id", "sex", "nationality", "age"],
    )
    table = pd.DataFrame({"persons": single.ravel()}, index=index).reset_index()
    return table.assign(reference_date=cells["reference_date"].iloc[0])


def _own_atoms(cells: pd.DataFrame, borders: np.ndarray) -> pd.DataFrame:
    """Published single years of the municipality that some other table tells apart too: cells to be met."""
    single = cells[cells["cell_table"] == SINGLE_TABLE]
    own: pd.DataFrame = single[single["age"].isin(borders) & (single["age"] + 1).isin(borders)]
    return own


def _year_shares(town: pd.DataFrame, borders: np.ndarray) -> Array:
    """Share of every single year in its atom, as published for the municipality; (sex, age)."""
    shares = np.ones((len(SEXES), OLDEST + 1))
    published = town[town["cell_table"] == SINGLE_TABLE].set_index(["sex", "age"])["published"]
    for s, sex in enumerate(SEXES):
        for age in range(OLDEST + 1):
            shares[s, age] = float(published.get((sex, age), 1.0)) + _TRACE
        for low, high in pairwise(borders):
            shares[s, low:high] /= shares[s, low:high].sum()
    return shares


def _shape(
    town: pd.DataFrame, borders: np.ndarray, years: Array, nationalities: tuple[str | None, ...]
) -> Array:
    """Distribution of the municipality over (sex, nationality, atom): a leaf of which nothing is known."""
    single = np.zeros((len(SEXES), OLDEST + 1))
    for row in town[town["cell_table"] == SINGLE_TABLE].itertuples():
        single[SEXES.index(str(row.sex)), int(str(row.age))] = float(str(row.published))
    if not single.any():
        single += 1.0
    atoms = np.add.reduceat(single, borders[:-1], axis=1)
    foreign = town[town["cell_table"] == "nationality"].set_index("nationality")["published"]
    shares = np.array([float(foreign.get(code, 1.0)) + _TRACE for code in nationalities])
    shape: Array = atoms[:, np.newaxis, :] * shares[np.newaxis, :, np.newaxis] + _TRACE
    distribution: Array = shape / shape.sum()
    return distribution


def incidence(
    cells: pd.DataFrame, places: Places, borders: np.ndarray, nationalities: tuple[str | None, ...]
) -> sparse.csr_matrix:
    """Return which atoms of which leaves every cell sums up; (cell, leaf × sex × nationality × atom)."""
    areas = sorted(cells["area_id"].unique())
    row = {area: i for i, area in enumerate(areas)}
    column = {leaf: i for i, leaf in enumerate(places.leaves)}
    pairs = places.members[places.members["ancestor_id"].isin(row) & places.members["area_id"].isin(column)]
    where = (pairs["ancestor_id"].map(row), pairs["area_id"].map(column))
    under = sparse.csr_matrix((np.ones(len(pairs)), where), shape=(len(areas), len(column)))
    kinds = cells[KEY].drop_duplicates().reset_index(drop=True)
    atoms = np.stack([_atoms(kind, borders, nationalities) for kind in plain_rows(kinds)])
    whole = sparse.kron(under, sparse.csr_matrix(atoms), format="csr")
    number = cells[KEY].merge(kinds.assign(kind=kinds.index), on=KEY, how="left")["kind"].to_numpy()
    return whole[cells["area_id"].map(row).to_numpy() * len(kinds) + number]


def _atoms(kind: Plain, borders: np.ndarray, nationalities: tuple[str | None, ...]) -> Array:
    sex, nationality, age, age_to = kind
    sexes = np.array([1.0 if sex in (None, one) else 0.0 for one in SEXES])
    groups = np.array([1.0 if nationality in (None, one) else 0.0 for one in nationalities])
    ages = ((borders[:-1] >= age) & (borders[1:] <= age_to + 1)).astype(float)
    product: Array = (sexes[:, np.newaxis, np.newaxis] * groups[np.newaxis, :, np.newaxis] * ages).ravel()
    return product


def plain_rows(table: pd.DataFrame) -> list[Plain]:
    """Return rows with None for what is missing."""
    objects = table.astype(object).where(table.notna(), None)
    return list(objects.itertuples(index=False, name=None))


def harmonised_flows(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the flows of one unit by date, kind, partner, sex, age group, fitted to all tables of them.

    A finest cell is a combination of what any table of the unit tells apart; moves are not told apart by sex.
    """
    parts = [_one_flow(part) for _, part in cells.groupby("reference_date")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _one_flow(cells: pd.DataFrame) -> pd.DataFrame:
    finest = finest_flows(cells)
    match = np.stack([inside(finest, cell) for cell in plain_rows(cells[FLOW_KEY])])
    whole = cells[(cells["age"] == WHOLE[0][0]) & (cells["age_to"] == WHOLE[0][1])]
    mean = float(whole["published"].max()) / max(len(finest), 1)
    fitted = non_negative_fit(
        sparse.csr_matrix(match), cells["published"].to_numpy(dtype=float), np.full(len(finest), mean)
    )
    return finest.assign(reference_date=cells["reference_date"].iloc[0], published=fitted)


def finest_flows(cells: pd.DataFrame) -> pd.DataFrame:
    """Return every combination of kind and partner, sex, and the finest age groups."""
    pairs = cells.loc[cells["kind"].notna(), ["kind", "partner"]].drop_duplicates()
    told = pairs[pairs["partner"].notna()]
    pairs = pd.concat([told, pairs[pairs["partner"].isna() & ~pairs["kind"].isin(told["kind"])]])
    sexes = cells.loc[cells["sex"].notna(), ["sex"]].drop_duplicates()
    bands = cells[["age", "age_to"]].drop_duplicates()
    narrow = bands[(bands["age_to"] - bands["age"]) < OLDEST]
    table = narrow if len(narrow) else bands
    for part in (sexes, pairs):
        table = table.merge(part, how="cross") if len(part) else table
    for name in ("kind", "partner", "sex"):
        if name not in table:
            table[name] = None
    return table.reset_index(drop=True)


def inside(finest: pd.DataFrame, cell: Plain) -> Array:
    """Return 1 for the finest flows that a cell (in the order of FLOW_KEY) sums up, 0 for others."""
    *told, age, age_to = cell
    found = (finest["age"] >= age) & (finest["age_to"] <= age_to)
    for name, value in zip(FLOW_KEY, told, strict=False):
        if value is not None:
            found &= finest[name] == value
    return np.asarray(found, dtype=float)
