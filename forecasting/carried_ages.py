"""Stocks in age groups become single ages that grow older with their cohorts; see pages/single_ages.md.

Within a group the ages of a year are those of the year before, one year older: who crossed a border of the
groups is known from both sides, so after some years the groups themselves tell the single ages. Only what was
known by then enters a year, as a look back must have it.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting import standards
from forecasting.components import Array, Integers
from forecasting.spread import OLDEST, Axes, Filled, fill_cube, rake_sexes

# Persons of the usual structure of all areas mixed into each: the anchor of a village, nothing in a city.
PRIOR_PERSONS = 500.0
# A youngest group of so many years tells something about births; a wider one does not.
WIDEST_YOUNGEST = 6
# Infants of all areas together change by no more in a year, and what is seen counts as much as the year
# before: children who move in would otherwise pass for born.
LARGEST_CHANGE, SEEN_WEIGHT = 0.2, 0.5
LEAST = 1e-9


def fill_along_cohorts(rows: pd.DataFrame, margins: pd.DataFrame, ends: Axes, usual: Array) -> Filled:
    """Return stocks (year, leaf, nationality, sex, age) from rows that are partly age groups or lack a sex.

    `usual` (year, nationality, sex, age): structure where nothing else is known. `margins`: totals by sex the
    cells are fitted to. Delivered sums stay exact.
    """
    years: list[Filled] = []
    for at, year in enumerate(ends.years):
        known = rows[rows["year"] == year]
        one = replace(ends, years=(year,))
        before = years[-1].cube[0] if years else None
        if before is None:
            first = fill_cube(known, one, np.broadcast_to(usual[at], one.shape)).cube[0]
            weights = np.broadcast_to(_smooth_start(first.sum(axis=0), known, usual[at]), one.shape)
        else:
            weights = _one_year_older(before, known, usual[at])[np.newaxis]
        filled = fill_cube(known, one, weights)
        years.append(replace(filled, cube=rake_sexes(filled.cube, margins, one)))
    return Filled(
        np.concatenate([year.cube for year in years]),
        sum(year.coarse_rows for year in years),
        sum(year.missing_rows for year in years),
    )


def _smooth_start(total: Array, rows: pd.DataFrame, usual: Array) -> Array:
    """Return weights (nationality, sex, age) of the first year: a monotone curve through the sums of groups.

    Fritsch and Carlson (1980). The open group keeps the usual structure, and so does a stock without ages.
    """
    # Imported here, as in `knots`: it takes half a second to load.
    from scipy.interpolate import PchipInterpolator

    borders = _borders(rows)
    inner = borders[borders <= OLDEST]
    if len(inner) < 3:
        return usual
    weights: Array = np.maximum(total, LEAST * usual)
    below = np.concatenate([np.zeros((*total.shape[:-1], 1)), np.cumsum(total, axis=-1)], axis=-1)
    curve = PchipInterpolator(inner, below[..., inner], axis=-1)(np.arange(inner[-1] + 1))
    weights[..., : inner[-1]] = np.maximum(np.diff(curve, axis=-1), LEAST)
    return weights


def _borders(rows: pd.DataFrame) -> Integers:
    """Return the ages no group reaches across, 0 first; the last is where the open group begins."""
    spanned = np.zeros(OLDEST + 2, dtype=np.int64)
    groups = rows[["age", "age_to"]].dropna().drop_duplicates().to_numpy(dtype=np.int64).clip(max=OLDEST)
    for age, age_to in groups:
        spanned[age + 1 : age_to + 1] += 1
    borders: Integers = np.flatnonzero(spanned[: OLDEST + 1] == 0)
    return borders


def _one_year_older(before: Array, rows: pd.DataFrame, usual: Array) -> Array:
    """Return weights (leaf, nationality, sex, age): survivors of the year before, and infants."""
    aged = np.zeros_like(before)
    aged[..., 1:] = before[..., :-1]
    aged[..., -1] += before[..., -1]
    aged *= 1 - standards.prospective_deaths()
    reach, share = _infants(before, aged, rows, usual)
    sexes = usual[..., 0] / usual[..., 0].sum(axis=-1, keepdims=True)
    siblings = aged[..., 1:reach].sum(axis=(-2, -1))
    aged[..., 0] = share * siblings[..., np.newaxis] * sexes
    together = aged.sum(axis=0)
    mixed: Array = aged + PRIOR_PERSONS * together / max(float(together.sum()), LEAST) + LEAST * usual
    return mixed


def _infants(before: Array, aged: Array, rows: pd.DataFrame, usual: Array) -> tuple[int, float]:
    """Return the end of the youngest group and infants per older child in it, all areas together."""
    youngest = rows[(rows["age"] == 0) & (rows["age_to"] > 0) & (rows["age_to"] < WIDEST_YOUNGEST)]
    if youngest.empty:
        by_age = usual.sum(axis=(0, 1))
        return WIDEST_YOUNGEST, float(by_age[0] / by_age[1:WIDEST_YOUNGEST].sum())
    reach = int(youngest["age_to"].max()) + 1
    older, last = float(aged[..., 1:reach].sum()), float(before[..., 0].sum())
    together = float(rows.loc[rows["age_to"] < reach, "persons"].sum())
    seen = np.clip(together - older, (1 - LARGEST_CHANGE) * last, (1 + LARGEST_CHANGE) * last)
    return reach, float(SEEN_WEIGHT * seen + (1 - SEEN_WEIGHT) * last) / max(older, LEAST)
