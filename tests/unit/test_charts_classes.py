"""Classes of a map: round limits, all values in a class, colours from both ends of the ramp."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboards import maps
from dashboards.style import LIGHT


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=60))
def test_every_known_value_has_a_class_and_a_colour(values: list[float]):
    scale = maps.classes(values, LIGHT)
    places = scale.index(pd.Series(values))
    assert len(scale.colours) == len(scale.labels) == len(scale.text_colours) == len(scale.cuts) + 1
    assert places.between(0, len(scale.colours) - 1).all()
    assert list(scale.cuts) == sorted(set(scale.cuts))


def test_a_missing_value_has_no_class():
    scale = maps.fixed_classes([10, 20], LIGHT)
    assert scale.index(pd.Series([5.0, 10.0, None, 25.0])).tolist()[:2] == [0, 1]
    assert scale.index(pd.Series([None], dtype=float)).isna().all()


def test_labels_are_german_limits():
    scale = maps.fixed_classes([20, 28, 36, 44, 52], LIGHT)
    assert scale.labels == ("<\u202f20", "20", "28", "36", "44", "≥\u202f52")
    assert scale.colours == LIGHT.sequential


def test_few_classes_take_both_ends_of_the_ramp():
    scale = maps.fixed_classes([10], LIGHT)
    assert scale.colours == (LIGHT.sequential[0], LIGHT.sequential[-1])


def test_diverging_classes_are_symmetric_around_zero():
    scale = maps.classes([-40.0, -3.0, 0.0, 5.0, 11.0], LIGHT, "diverging")
    assert [-cut for cut in reversed(scale.cuts)] == list(scale.cuts)
    assert scale.labels[3].startswith("±")
    assert scale.index(pd.Series([0.0])).tolist() == [3]


def test_equal_values_are_one_class():
    assert maps.classes([7.0, 7.0], LIGHT).cuts == ()
    assert maps.classes([], LIGHT).cuts == ()
