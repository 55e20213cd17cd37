"""The Swedish municipal order death – migration – birth, calculated by hand."""

import numpy as np
import pytest

from forecasting.cohort_component import project
from forecasting.components import Components
from forecasting.convention import MUNICIPAL


def test_one_step_of_four_ages_by_hand():
    people = np.zeros((1, 1, 2, 4, 1))
    people[0, 0, 0, :, 0] = [100, 80, 60, 10]
    people[0, 0, 1, :, 0] = [90, 70, 50, 20]
    components = Components(
        fertility=np.array([[[[0.0, 0.5, 0.1, 0.0]]]]),
        death_probability=np.broadcast_to(np.array([0.0, 0.1, 0.2, 0.5]), (1, 1, 1, 2, 4)),
        out_rate=np.broadcast_to(np.array([0.5, 0.0, 0.25, 0.0]), (1, 1, 1, 2, 4)),
        in_volume=np.broadcast_to(np.array([1.0, 2.0, 3.0, 4.0]), (1, 1, 1, 2, 4)),
        girls_share=np.array([0.486]),
    )
    run = project(people, components, MUNICIPAL)
    # women: 90 → 45 + 1; 70 − 7 = 63 + 2; 50 − 10 = 40 − 10 + 3; 20 − 10 + 4
    women = run.population[1, 0, 0, 1, :, 0]
    births = 0.5 * 65 + 0.1 * 33
    assert women == pytest.approx([births * 0.486, 46, 65, 33 + 14])
    assert run.population[1, 0, 0, 0, 0, 0] == pytest.approx(births * 0.514)
    assert run.deaths[0, 0, 0, 1, :, 0] == pytest.approx([0, 7, 10, 10])
    assert run.out_migration[0, 0, 0, 1, :, 0] == pytest.approx([45, 0, 10, 0])
