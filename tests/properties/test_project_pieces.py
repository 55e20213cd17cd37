"""A run taken piece by piece and summarised on the way gives the numbers of the run that keeps everything."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting import project_pieces
from forecasting.cohort_component import project, project_draws
from forecasting.project_pieces import project_summaries
from forecasting.quantiles import COLUMNS, summarise
from tests.benchmarks.test_engine import job
from tests.properties.engine_cases import case, with_levels

BANDS = np.array([(0, 2), (3, 5), (0, 11), (9, 11)])


def bands_of(population: np.ndarray) -> np.ndarray:
    people = population.sum(axis=(2, 3))
    return np.stack([people[:, :, first : last + 1].sum(axis=2) for first, last in BANDS], axis=2)


def test_pieces_of_areas_are_the_whole_run(monkeypatch):
    people, components = job(7, 6, 4)
    # Two areas a piece, the last piece has one.
    monkeypatch.setattr(project_pieces, "PIECE_BYTES", 2 * 5 * 2 * 101 * 6 * 8)
    whole = project_draws(people, components, keep_population=True)
    seen = []
    for piece in project_pieces.project_pieces(people, components):
        block = slice(piece.first_area, piece.first_area + piece.population.shape[1])
        seen.append((block.start, block.stop))
        assert (piece.population == whole.population[1:, block]).all()
        for name, total in piece.totals.items():
            assert (total == getattr(whole, name)[..., block, :]).all(), name
    assert seen == [(0, 2), (2, 4), (4, 6), (6, 7)]


@pytest.mark.parametrize("coupled", [True, False])
def test_summaries_are_the_quantiles_of_the_kept_draws(coupled):
    people, components = case(3)
    components = with_levels(components, 3, 4, 9)
    components = components if coupled else replace(components, internal=())
    whole = project_draws(people, components, keep_population=True)
    found = project_summaries(people, components, BANDS, cells=True)
    assert found.cells == pytest.approx(summarise(whole.population[1:]), rel=1e-6)
    assert found.bands == pytest.approx(summarise(bands_of(whole.population[1:])), rel=1e-5)
    for name in project_pieces.TOTALS:
        assert found.totals[name] == pytest.approx(summarise(getattr(whole, name)), rel=1e-6), name


def test_levels_made_year_by_year_are_taken():
    people, components = case(4)
    drawn = with_levels(components, 4, 4, 5)

    def of_year(year):
        given = drawn.levels
        return replace(given, **{name: array[year : year + 1] for name, array in given.arrays().items()})

    found = project_summaries(people, drawn, BANDS, levels_of_year=of_year)
    kept = project(people, drawn).population[1:]
    assert found.bands[..., COLUMNS.index("mean")] == pytest.approx(bands_of(kept).mean(axis=-1), rel=1e-5)
