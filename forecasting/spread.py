"""From delivered rows to cubes of single cells: coarse rows are spread by weights, totals stay exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecasting.components import Array, Integers

OLDEST = 100
SEX_CODES = {"m": 0, "w": 1}
NATIONALITY_CODES = {"D": 0, "A": 1}
UNKNOWN = -1


@dataclass(frozen=True)
class Axes:
    """What the cubes of one root run over: (year, leaf, nationality, sex, age)."""

    years: tuple[int, ...]
    leaf_of: dict[str, int]
    nationalities: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of a cube of events."""
        leaves = max(self.leaf_of.values(), default=UNKNOWN) + 1
        return (len(self.years), leaves, self.nationalities, 2, OLDEST + 1)


@dataclass(frozen=True)
class Filled:
    """A cube and how much of it was not delivered as single cells."""

    cube: Array
    coarse_rows: int
    missing_rows: int


def fill_cube(rows: pd.DataFrame, axes: Axes, weights: Array) -> Filled:
    """Return (year, leaf, nationality, sex, age) from rows of year, area_id, cell or group, and persons.

    A row without sex or nationality, or with an age group, is spread over its cells in proportion to
    `weights` (same axes, evenly where they are zero). Rows of unknown areas or years are left out. Rows
    without a number are missing.
    """
    known = rows[rows["persons"].notna()]
    index = _indices(known, axes)
    inside = (index[0] >= 0) & (index[1] >= 0)
    index = index[:, inside]
    persons = known["persons"].to_numpy(dtype=float)[inside]
    fine = (index[2] >= 0) & (index[3] >= 0) & (index[4] == index[5])
    flat = np.ravel_multi_index(tuple(index[:5, fine]), axes.shape)
    cube: Array = np.bincount(flat, persons[fine], minlength=int(np.prod(axes.shape))).astype(float)
    if not fine.all():
        cells, shares = _spread(index[:, ~fine], axes, weights)
        cube = cube + np.bincount(
            cells, np.repeat(persons[~fine], shares[0]) * shares[1], minlength=cube.size
        )
    return Filled(cube.reshape(axes.shape), int((~fine).sum()), len(rows) - len(known))


def _indices(rows: pd.DataFrame, axes: Axes) -> Integers:
    years = {year: i for i, year in enumerate(axes.years)}
    nationality = _codes(rows["nationality"], NATIONALITY_CODES)
    if axes.nationalities == 1:
        nationality = np.zeros_like(nationality)
    ages = [rows[name].to_numpy(dtype=np.int64).clip(max=OLDEST) for name in ("age", "age_to")]
    areas, sexes = _codes(rows["area_id"], axes.leaf_of), _codes(rows["sex"], SEX_CODES)
    return np.stack([_codes(rows["year"], years), areas, nationality, sexes, *ages])


def _codes(column: pd.Series, known: Mapping[Any, int]) -> Integers:
    # Each distinct value is looked up once; missing values and strangers are UNKNOWN.
    codes, values = pd.factorize(column)
    lookup = np.array([*(known.get(value, UNKNOWN) for value in values), UNKNOWN], dtype=np.int64)
    found: Integers = lookup[codes]
    return found


def _spread(index: Integers, axes: Axes, weights: Array) -> tuple[Integers, tuple[Integers, Array]]:
    # Every coarse row becomes nationalities × sexes × ages cells; `inner` counts them within their row.
    nationalities = np.where(index[2] < 0, axes.nationalities, 1)
    sexes = np.where(index[3] < 0, 2, 1)
    ages = index[5] - index[4] + 1
    counts = nationalities * sexes * ages
    row = np.repeat(np.arange(index.shape[1]), counts)
    inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    age = index[4][row] + inner % ages[row]
    sex = np.where(index[3][row] < 0, inner // ages[row] % sexes[row], index[3][row])
    nationality = np.where(index[2][row] < 0, inner // (ages * sexes)[row], index[2][row])
    cells = np.ravel_multi_index((index[0][row], index[1][row], nationality, sex, age), axes.shape)
    weight = np.broadcast_to(weights, axes.shape).ravel()[cells]
    total = np.bincount(row, weight, minlength=len(counts))[row]
    share = np.where(total > 0, weight / np.where(total > 0, total, 1.0), 1.0 / counts[row])
    return cells, (counts, share)


def rake_sexes(cube: Array, margins: pd.DataFrame, axes: Axes) -> Array:
    """Return the cube with the sexes fitted to totals by year and area, the totals by age unchanged.

    Iterative proportional fitting (Deming and Stephan, 1940); areas without a margin stay as they are.
    """
    wanted = np.full((*axes.shape[:2], 2), np.nan)
    years = {year: i for i, year in enumerate(axes.years)}
    for year, area, sex, persons in margins[["year", "area_id", "sex", "persons"]].itertuples(index=False):
        if year in years and area in axes.leaf_of:
            place = (years[year], axes.leaf_of[area], SEX_CODES[sex])
            wanted[place] = np.nansum([wanted[place], persons])
    by_age = cube.sum(axis=3, keepdims=True)
    fitted = cube
    for _ in range(20):
        now = fitted.sum(axis=(2, 4))
        factor = np.where(np.isnan(wanted) | (now == 0), 1.0, wanted / np.where(now == 0, 1.0, now))
        fitted = fitted * factor[:, :, np.newaxis, :, np.newaxis]
        total = fitted.sum(axis=3, keepdims=True)
        fitted = fitted * np.divide(by_age, total, out=np.ones_like(total), where=total > 0)
    return fitted
