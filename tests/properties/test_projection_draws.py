"""The fast run of many draws gives the numbers of the run that keeps everything."""

import numpy as np
import pytest

from forecasting.cohort_component import draw_buffers, project, project_draws, project_reference
from forecasting.components import Components
from forecasting.convention import MUNICIPAL
from forecasting.errors import ComponentError
from tests.benchmarks.test_engine import job


def test_the_short_way_gives_the_bits_of_the_long_way():
    people, components = job(3, 4, 5)
    whole = project(people, components)
    buffers = draw_buffers(people, components, keep_population=True)
    for _ in range(2):
        run = project_draws(people, components, into=buffers)
        assert (run.population == whole.population).all()
        assert run.births == pytest.approx(whole.births.sum(axis=(2, 3)))
        assert run.deaths == pytest.approx(whole.deaths.sum(axis=(2, 3, 4)))
        assert run.in_migration == pytest.approx(whole.in_migration.sum(axis=(2, 3, 4)))
        assert run.persons == pytest.approx(whole.population[1:].sum(axis=(2, 3, 4)))


def test_single_precision_over_thirty_years_stays_within_a_millionth():
    people, components = job(10, 100, 30)
    exact = project_draws(people, components, keep_population=True).population
    rough = project_draws(people.astype(np.float32), components, keep_population=True).population
    assert np.max(np.abs(rough - exact) / np.maximum(exact, 1)) <= 1e-6


def test_arrivals_as_a_share_of_an_outside_population():
    people = np.full((1, 1, 2, 3, 1), 10.0)
    cell = np.ones((1, 1, 1, 2, 3))
    parts = Components(
        fertility=np.zeros((1, 1, 1, 3)),
        death_probability=cell * 0.1,
        out_rate=cell * 0.5,
        in_rate=cell * 0.01,
        outside_population=cell * 200,
        net_migration=cell * 1.5,
    )
    run = project_reference(people, parts, MUNICIPAL)
    # 10 - 1 = 9, half of them leave, 2 come from the country, 1.5 from abroad
    assert run.population[1, 0, 0, 0, :, 0] == pytest.approx([0, 8, 16])


def test_net_counts_are_not_silently_left_out_of_a_large_run():
    people, components = job(1, 2, 1)
    wrong = Components(
        fertility=components.fertility,
        death_probability=components.death_probability,
        net_migration=np.zeros((1, 1, 1, 2, 101)),
    )
    with pytest.raises(ComponentError, match="net_migration"):
        project_draws(people, wrong)
