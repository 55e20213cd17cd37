"""The benchmark in small, so that it cannot rot: it prints its tables; no time is asserted."""

import numpy as np
import pytest

from forecasting.cohort_component import project, project_draws, project_reference, project_years
from tests.benchmarks import engine
from tests.benchmarks.jobs import association, job, naive

SMALL = engine.Size(areas=8, draws=64, years=4, naive_areas=2, times=1)


def test_the_tables_are_printed(capsys):
    engine.report(SMALL)
    printed = capsys.readouterr().out
    for words in (
        "naive numpy",
        "float32, totals only",
        "float64, full output",
        "GB/s",
        "peak",
        "per cell-year",
    ):
        assert words in printed


def test_the_small_job_gives_the_numbers_of_the_reference():
    people, components = job(3, 5, 2)
    fast = list(project_years(people, components))[-1].population
    np.testing.assert_allclose(fast, project_reference(people, components).population[-1], rtol=1e-10)


def test_naive_numpy_does_the_same_job():
    people, components = job(2, 6, 3)
    state, persons = naive(people, components)
    run = project_draws(people, components, keep_population=True)
    ours = run.population[-1][:, 0]
    np.testing.assert_allclose(np.moveaxis(state, 1, -1), ours, rtol=1e-10)
    np.testing.assert_allclose(persons, run.persons, rtol=1e-10)


def test_the_association_gives_the_numbers_of_the_reference():
    people, components = association(9, 3, 2)
    fast, slow = project(people, components), project_reference(people, components)
    assert fast.population == pytest.approx(slow.population, rel=1e-10)
    assert fast.moves_in == pytest.approx(slow.moves_in, rel=1e-10)
