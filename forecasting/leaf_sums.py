"""One pass over a leaf: sums of age bands, sexes, nationalities and years lived, and a copy of its cells.

A leaf comes from memory once: what is summed is copied on the way, to be sorted for quantiles. The sum of a
band is those younger than its end less those younger than its beginning, so only ages at which a band begins
or ends are kept. Arrays as in `gross_desk`: rows of draws; numbers are added in the order of the rows.
"""

from typing import Any

import numpy as np

from forecasting.components import Array, Integers
from forecasting.gross_desk import LANES, POSITIVE, STRIDE, Draws, clear, put, span
from forecasting.machine_code import compiled_bare

# Rows of the desk: years lived, those younger than the age at work, those of that age; then by nationality
# and sex.
LIVED, YOUNGER, PEOPLE, GROUPS = 0, 1, 2, 3
SEXES = 2
# Middle of a year of age: a person of age 3 has lived 3.5 years.
HALF = 0.5


class LeafSums:
    """Sums leaves of the same shape. Holds what it works with, so every thread has one of its own.

    `bands` (band, [first age, last age]); `copied` (cell, draw) are the cells of the last leaf, in the order
    nationality, sex, age.
    """

    def __init__(self, bands: Integers, nationalities: int, ages: int, draws: int) -> None:
        ends = np.stack([bands[:, 0], bands[:, 1] + 1], axis=1)
        edges = np.unique(ends)
        self.rows = np.searchsorted(edges, ends)
        self.marks = np.full(ages + 1, -1)
        self.marks[edges] = np.arange(len(edges))
        self.shape = (nationalities, ages)
        self.younger = np.empty((len(edges), draws))
        self.desk = np.empty((GROUPS + nationalities * SEXES) * STRIDE)
        self.copied = np.empty((nationalities * SEXES * ages, draws), np.float32)

    def add(self, people: Array, sums: Array, by_age: Array) -> None:
        """Sum one leaf (nationality, sex, age, draw).

        Fills `sums` (row, draw): one row for each band, then both sexes, two nationalities if there are two,
        and years lived, Σ (age + ½) × persons. Fills `by_age` (age, draw) as far as it goes.
        """
        rows = people.reshape(-1, people.shape[-1])
        sum_leaf(
            rows, (*self.shape, self.marks, self.rows), (sums, by_age, self.younger, self.copied), self.desk
        )


@compiled_bare
def sum_leaf(state: Array, plan: tuple[Any, ...], results: tuple[Any, ...], desk: Array) -> None:
    """Do what `LeafSums.add` says for all draws."""
    nationalities, ages, marks, bands = plan
    sums, by_age, younger, copied = results
    for first in range(0, state.shape[1], LANES):
        draws = (first, min(LANES, state.shape[1] - first))
        for row in range(GROUPS + nationalities * SEXES):
            clear(desk, row, draws[1])
        for x in range(ages):
            if marks[x] >= 0:
                put((younger, marks[x]), 1.0, desk, YOUNGER, draws)
            if nationalities == 1:
                _add_two(state, (x, ages), x + HALF, desk, draws)
            else:
                _add_four(state, (x, ages), x + HALF, desk, draws)
            if x < by_age.shape[0]:
                put((by_age, x), 1.0, desk, PEOPLE, draws)
            for group in range(nationalities * SEXES):
                _copy(copied, state, group * ages + x, draws)
        if marks[ages] >= 0:
            put((younger, marks[ages]), 1.0, desk, YOUNGER, draws)
        for band in range(bands.shape[0]):
            _subtract(sums, band, younger, (bands[band, 1], bands[band, 0]), draws)
        _fill_groups((sums, bands.shape[0]), nationalities, desk, draws)


@compiled_bare
def _add_two(state: Array, at: tuple[int, int], lived: float, desk: Array, draws: Draws) -> None:
    first, lanes = span(draws)
    row, apart = at
    for d in range(lanes):
        men, women = np.float64(state[row, first + d]), np.float64(state[row + apart, first + d])
        people = men + women
        desk[PEOPLE * STRIDE + d] = people
        desk[LIVED * STRIDE + d] += lived * people
        desk[YOUNGER * STRIDE + d] += people
        desk[GROUPS * STRIDE + d] += men
        desk[(GROUPS + 1) * STRIDE + d] += women


@compiled_bare
def _add_four(state: Array, at: tuple[int, int], lived: float, desk: Array, draws: Draws) -> None:
    first, lanes = span(draws)
    row, apart = at
    for d in range(lanes):
        men, women = np.float64(state[row, first + d]), np.float64(state[row + apart, first + d])
        foreign_men = np.float64(state[row + 2 * apart, first + d])
        foreign_women = np.float64(state[row + 3 * apart, first + d])
        people = men + women + foreign_men + foreign_women
        desk[PEOPLE * STRIDE + d] = people
        desk[LIVED * STRIDE + d] += lived * people
        desk[YOUNGER * STRIDE + d] += people
        desk[GROUPS * STRIDE + d] += men
        desk[(GROUPS + 1) * STRIDE + d] += women
        desk[(GROUPS + 2) * STRIDE + d] += foreign_men
        desk[(GROUPS + 3) * STRIDE + d] += foreign_women


@compiled_bare
def _copy(copied: Array, state: Array, row: int, draws: Draws) -> None:
    first, lanes = span(draws)
    for d in range(lanes):
        copied[row, first + d] = state[row, first + d]


@compiled_bare
def _subtract(sums: Array, row: int, younger: Array, ends: tuple[int, int], draws: Draws) -> None:
    first, lanes = span(draws)
    for d in range(lanes):
        sums[row, first + d] = younger[ends[0], first + d] - younger[ends[1], first + d]


@compiled_bare
def _fill_groups(at: tuple[Array, int], nationalities: int, desk: Array, draws: Draws) -> None:
    """Store both sexes, two nationalities if there are two, and years lived."""
    sums, row = at
    for sex in range(SEXES):
        _add_pair((sums, row + sex), (GROUPS + sex, GROUPS + SEXES + sex), nationalities > 1, desk, draws)
    if nationalities > 1:
        for nation in range(nationalities):
            pair = (GROUPS + SEXES * nation, GROUPS + SEXES * nation + 1)
            _add_pair((sums, row + SEXES + nation), pair, True, desk, draws)
    put((sums, sums.shape[0] - 1), 1.0, desk, LIVED, draws)


@compiled_bare
def _add_pair(
    target: tuple[Array, int], rows: tuple[int, int], is_pair: bool, desk: Array, draws: Draws
) -> None:
    first, lanes = span(draws)
    sums, row = target
    one, other = rows[0] * STRIDE & POSITIVE, rows[1] * STRIDE & POSITIVE
    for d in range(lanes):
        sums[row, first + d] = desk[one + d] + desk[other + d] if is_pair else desk[one + d]
