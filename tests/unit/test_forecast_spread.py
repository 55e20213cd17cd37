"""Coarse rows are spread by weights, sums stay as delivered."""

import numpy as np
import pandas as pd
import pytest

from forecasting.spread import Axes, fill_cube, rake_sexes

AXES = Axes((2020, 2021), {"a": 0, "b": 1}, 2)
COLUMNS = ["year", "area_id", "sex", "age", "age_to", "nationality", "persons"]


def rows(*content: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(content, columns=COLUMNS)


def test_single_cells_go_where_they_belong():
    filled = fill_cube(
        rows((2021, "b", "w", 30, 30, "A", 7), (2021, "b", "w", 30, 30, "A", 1)), AXES, np.ones(AXES.shape)
    )
    assert filled.cube[1, 1, 1, 1, 30] == 8
    assert filled.cube.sum() == 8
    assert (filled.coarse_rows, filled.missing_rows) == (0, 0)


def test_a_group_without_sex_is_spread_by_weight():
    weights = np.zeros(AXES.shape)
    weights[0, 0, 0, 0, 5], weights[0, 0, 1, 1, 6] = 3, 1
    filled = fill_cube(rows((2020, "a", None, 5, 9, None, 8)), AXES, weights)
    assert filled.cube[0, 0, 0, 0, 5] == 6
    assert filled.cube[0, 0, 1, 1, 6] == 2
    assert filled.coarse_rows == 1


def test_without_weights_the_group_is_spread_evenly():
    filled = fill_cube(rows((2020, "a", "m", 10, 13, "D", 8)), AXES, np.zeros(AXES.shape))
    assert filled.cube[0, 0, 0, 0, 10:14].tolist() == [2, 2, 2, 2]


def test_missing_numbers_are_counted_and_strangers_left_out():
    filled = fill_cube(
        rows(
            (2020, "a", "m", 1, 1, "D", None), (2020, "zz", "m", 1, 1, "D", 5), (1999, "a", "m", 1, 1, "D", 5)
        ),
        AXES,
        np.ones(AXES.shape),
    )
    assert filled.cube.sum() == 0
    assert filled.missing_rows == 1


def test_sexes_are_fitted_to_their_margins_without_moving_ages():
    cube = np.ones(AXES.shape)
    margins = pd.DataFrame(
        {"year": [2020, 2020], "area_id": ["a", "a"], "sex": ["m", "w"], "persons": [150, 254]}
    )
    fitted = rake_sexes(cube, margins, AXES)
    assert fitted[0, 0, :, 0].sum() == pytest.approx(150, abs=0.01)
    assert fitted[0, 0].sum(axis=1) == pytest.approx(cube[0, 0].sum(axis=1))
    assert (fitted[1:] == 1).all()
