"""Demographic schedules of the sample association against the published figures."""

from itertools import pairwise

import numpy as np
import pytest

from sample_data.region_auenburg.dates import completed_age, day_number
from sample_data.region_auenburg.schedules import (
    AGE_SHARES,
    BACK_TO_2014,
    GROUP_STARTS,
    age_structure,
    asfr,
    probability_of_dying,
    rogers_castro,
)


def test_fertility_adds_up_and_peaks_at_32() -> None:
    rates = asfr(1.352)
    assert rates.sum() == pytest.approx(1.352)
    assert int(rates.argmax()) == 32
    assert (np.arange(101) * rates).sum() / rates.sum() == pytest.approx(31.3, abs=0.05)
    assert int(asfr(1.5, -2).argmax()) == 30


def test_life_expectancy_is_that_of_niedersachsen() -> None:
    q = probability_of_dying(2019)
    survivors = np.hstack([np.ones((2, 1)), np.cumprod(1 - q[:, :-1], axis=1)])
    lived = survivors[:, :-1] - 0.5 * survivors[:, :-1] * q[:, :-1]
    # Beyond 100 the table closes with the force of mortality at 100.
    e0 = lived.sum(axis=1) + survivors[:, -1] / -np.log(1 - q[:, -1])
    assert e0 == pytest.approx([78.1, 82.8], abs=0.15)


@pytest.mark.parametrize("area_type", sorted(AGE_SHARES))
def test_age_structure_keeps_the_group_shares(area_type: str) -> None:
    shape = age_structure(area_type).sum(axis=0)
    groups = np.array([shape[a:b].sum() for a, b in pairwise(GROUP_STARTS)])
    wanted = np.array(AGE_SHARES[area_type]) * BACK_TO_2014
    assert shape.sum() == pytest.approx(1)
    assert groups == pytest.approx(wanted / wanted.sum())


def test_migration_profiles_peak_where_they_should() -> None:
    assert abs(int(rogers_castro("family").argmax()) - 29) <= 1
    assert abs(int(rogers_castro("education").argmax()) - 23) <= 1
    assert abs(int(rogers_castro("inner").argmax()) - 26) <= 1


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ((2020, 3, 1), (2025, 3, 1), 5),
        ((2020, 3, 2), (2025, 3, 1), 4),
        ((2020, 2, 29), (2025, 2, 28), 4),
        ((2020, 2, 29), (2025, 3, 1), 5),
    ],
)
def test_completed_age(birth: tuple[int, int, int], on: tuple[int, int, int], age: int) -> None:
    assert completed_age(np.array([day_number(*birth)]), day_number(*on)).tolist() == [age]
