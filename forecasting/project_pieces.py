"""A large run piece by piece, so that no machine has to hold every draw of every year.

Without moves between areas a piece is a few areas through all years; with them, or with levels made year by
year, it is one year of all areas. Whoever reduces a piece by area and year need not know which.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.cohort_component import Draws, check_large_run, draw_buffers, project_draws, project_years
from forecasting.components import Array, Components, Integers, Levels
from forecasting.dense_inputs import number_of_draws
from forecasting.machine_code import compiled
from forecasting.quantiles import COLUMNS, summarise, summarise_rows
from forecasting.threads import each_block

# Bytes of a piece of several areas: large enough that both threads stay busy, small enough for any machine.
PIECE_BYTES = 150_000_000


@dataclass(frozen=True)
class Piece:
    """Some areas in some years; the arrays are reused for the next piece, so copy what you keep.

    `first_area`, `first_year`: where the piece begins, years counted from 0 for the first after the jump-off.
    `population` (year end, area, nationality, sex, age, draw). `totals`: names and sums (year, area, draw),
    moves (year, flow, area, draw).
    """

    first_area: int
    first_year: int
    population: Array
    totals: dict[str, Array]


@dataclass(frozen=True)
class Summaries:
    """Mean and quantiles over the draws, the columns of `quantiles.COLUMNS` last.

    `bands` (year, area, band, 6); `totals`: names and (year, area, 6), moves with the flow after the year;
    `cells` (year, area, nationality, sex, age, 6) if wanted.
    """

    bands: NDArray[np.float32]
    totals: dict[str, NDArray[np.float32]]
    cells: NDArray[np.float32] | None


TOTALS = tuple(one.name for one in fields(Draws) if one.name not in ("convention", "population"))


def project_pieces(
    jump_off: Array, components: Components, levels_of_year: Callable[[int], Levels] | None = None
) -> Iterator[Piece]:
    """Project with the product convention and yield all areas and years, each once.

    Arguments as `project_years`, float32 or float64. Raises ComponentError for an impossible input.
    """
    check_large_run(jump_off, components)
    if components.internal or levels_of_year is not None:
        yield from _years(jump_off, components, levels_of_year)
        return
    areas = jump_off.shape[0]
    draws = number_of_draws(jump_off, components)
    bytes_of_area = (components.years + 1) * jump_off[0, ..., 0].size * draws * jump_off.itemsize
    size = max(min(PIECE_BYTES // bytes_of_area, areas), 1)
    buffers = None
    for first in range(0, areas, size):
        block = slice(first, min(first + size, areas))
        start, part = jump_off[block], components_of(components, block)
        if buffers is None or len(start) < size:
            buffers = draw_buffers(start, part, keep_population=True)
        run = project_draws(start, part, into=buffers)
        assert run.population is not None
        yield Piece(first, 0, run.population[1:], {name: getattr(run, name) for name in TOTALS})


def components_of(components: Components, block: slice) -> Components:
    """Return the components of some areas; only without internal moves, which need all areas."""
    assert not components.internal

    def cut(array: Array | None) -> Array | None:
        return array if array is None or array.shape[1] == 1 else array[:, block]

    by_area = [
        one.name for one in fields(components) if one.name not in ("girls_share", "internal", "levels")
    ]
    parts: dict[str, Any] = {name: cut(getattr(components, name)) for name in by_area}
    if components.levels is not None:
        levels: dict[str, Any] = {name: cut(array) for name, array in components.levels.arrays().items()}
        parts["levels"] = replace(components.levels, **levels)
    return replace(components, **parts)


def _years(
    jump_off: Array, components: Components, levels_of_year: Callable[[int], Levels] | None
) -> Iterator[Piece]:
    for year in project_years(jump_off, components, levels_of_year):
        totals = {name: getattr(year, name)[np.newaxis] for name in TOTALS}
        yield Piece(0, year.step, year.population[np.newaxis], totals)


def project_summaries(
    jump_off: Array,
    components: Components,
    bands: Integers,
    *,
    cells: bool = False,
    levels_of_year: Callable[[int], Levels] | None = None,
) -> Summaries:
    """Project and summarise `bands` (first age, last age), totals and, if wanted, every cell.

    Memory: one piece and the result. Arguments else as `project_pieces`.
    """
    areas, years = jump_off.shape[0], components.years
    width = len(COLUMNS)
    by_cell = np.empty((years, areas, *jump_off.shape[1:4], width), np.float32) if cells else None
    summaries = Summaries(np.empty((years, areas, len(bands), width), np.float32), {}, by_cell)
    for piece in project_pieces(jump_off, components, levels_of_year):
        _add_piece(piece, np.asarray(bands, np.int64), summaries, years_and_areas=(years, areas))
    return summaries


def _add_piece(
    piece: Piece, bands: Integers, summaries: Summaries, *, years_and_areas: tuple[int, int]
) -> None:
    years, areas, *_, draws = piece.population.shape
    width = len(COLUMNS)

    def work(at: tuple[int, int]) -> None:
        year, area = at
        to = (piece.first_year + year, piece.first_area + area)
        people, sums = piece.population[year, area], np.empty((len(bands), draws), piece.population.dtype)
        sum_bands(people, bands, sums)
        summarise_rows(sums, summaries.bands[to])
        if summaries.cells is not None:
            summarise_rows(people.reshape(-1, draws), summaries.cells[to].reshape(-1, width))

    each_block(work, [(year, area) for area in range(areas) for year in range(years)])
    for name, total in piece.totals.items():
        if name not in summaries.totals:
            shape = (years_and_areas[0], *total.shape[1:-2], years_and_areas[1], width)
            summaries.totals[name] = np.empty(shape, np.float32)
        into = summaries.totals[name][piece.first_year : piece.first_year + years]
        into[..., piece.first_area : piece.first_area + areas, :] = summarise(total)


@compiled
def sum_bands(state: Array, bands: Integers, sums: Array) -> None:
    """Sum a state (nationality, sex, age, draw) to `sums` (band, draw); a band is its first and last age."""
    sums[:] = 0.0
    people = np.empty(state.shape[3], state.dtype)
    for x in range(state.shape[2]):
        people[:] = 0.0
        for n in range(state.shape[0]):
            for s in range(state.shape[1]):
                source = state[n, s, x]
                for d in range(people.shape[0]):
                    people[d] += source[d]
        for band in range(bands.shape[0]):
            if bands[band, 0] <= x <= bands[band, 1]:
                row = sums[band]
                for d in range(people.shape[0]):
                    row[d] += people[d]
