"""Classes of a map: the cuts that Jenks, quantiles, equal widths and hands make, missing values first."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from dashboards.maps import schemes
from dashboards.maps.schemes import Cutting, cut, parse_cuts
from dashboards.style import LIGHT

# Three heaps of three: natural breaks lie between them.
HEAPS = [1.0, 2.0, 3.0, 11.0, 12.0, 13.0, 41.0, 42.0, 43.0]


def sizes(classes, values):
    return classes.index(pd.Series(values)).value_counts().sort_index().tolist()


def test_missing_values_are_no_class_and_move_no_cut():
    whole = cut(HEAPS, Cutting("jenks", 3), LIGHT)
    gaps = cut([*HEAPS, np.nan, np.nan], Cutting("jenks", 3), LIGHT)
    assert gaps.cuts == whole.cuts
    assert whole.index(pd.Series([np.nan, 2.0])).isna().tolist() == [True, False]


@pytest.mark.parametrize("scheme", ["rund", "jenks", "quantile", "gleich", "hand"])
@pytest.mark.parametrize("values", [[], [np.nan], [0.0], [0.0, 0.0], [np.nan, 12.0]])
def test_nothing_or_one_value_makes_one_class(scheme, values):
    classes = cut(values, Cutting(scheme, 6), LIGHT)
    assert classes.labels == ("alle",)
    assert len(classes.colours) == 1


def test_jenks_finds_the_heaps():
    classes = cut(HEAPS, Cutting("jenks", 3), LIGHT)
    assert classes.cuts == (7.0, 27.0)
    assert sizes(classes, HEAPS) == [3, 3, 3]
    assert classes.labels == ("<\u202f7", "7", "≥\u202f27")


def test_quantiles_put_equal_numbers_into_classes():
    values = [1.0, 2.0, 3.0, 4.0, 100.0, 1000.0]
    assert sizes(cut(values, Cutting("quantile", 3), LIGHT), values) == [2, 2, 2]


def test_equal_widths_ignore_how_many_lie_in_a_class():
    classes = cut([0.0, 1.0, 2.0, 30.0], Cutting("gleich", 3), LIGHT)
    assert classes.cuts == (10.0, 20.0)


def test_cuts_that_would_read_alike_get_a_decimal():
    classes = cut([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], Cutting("quantile", 3), LIGHT)
    assert len(classes.cuts) == 2
    assert all("," in label for label in classes.labels)


def test_cuts_by_hand_are_taken_as_they_are():
    assert cut(HEAPS, Cutting("hand", by_hand=(10.0, 40.0)), LIGHT).cuts == (10.0, 40.0)


@pytest.mark.parametrize(
    ("words", "cuts"),
    [
        ("10; 20; 25,5", (10.0, 20.0, 25.5)),
        ("−5;0;5", (-5.0, 0.0, 5.0)),
        ("20; 10", None),
        ("10; zehn", None),
        ("nan", None),
        ("inf; 3", None),
        ("", None),
    ],
)
def test_written_cuts_are_read_or_refused(words, cuts):
    assert parse_cuts(words) == cuts


def test_around_the_mean_lie_as_many_classes_above_as_below():
    classes = cut([10.0, 20.0, 30.0, 40.0], Cutting(middle=25.0), LIGHT)
    assert len(classes.cuts) == 6
    assert [round(25.0 - one, 1) for one in classes.cuts[:3]] == [
        round(one - 25.0, 1) for one in reversed(classes.cuts[3:])
    ]
    assert classes.index(pd.Series([25.0])).tolist() == [3.0]


@pytest.mark.parametrize("seed", range(8))
def test_natural_breaks_are_no_worse_than_those_of_every_other_cut(seed):
    chance = np.random.default_rng(seed)
    values = np.round(chance.lognormal(2, 1, 12), 1)
    ordered = np.unique(values)
    middles = (ordered[1:] + ordered[:-1]) / 2

    def spread(cuts):
        heaps = np.searchsorted(cuts, values, side="right")
        return sum(values[heaps == one].var() * (heaps == one).sum() for one in np.unique(heaps))

    found = spread(schemes._cuts(values, "jenks", 4))
    assert found == pytest.approx(min(spread(list(cuts)) for cuts in combinations(middles, 3)))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_equal_values_are_never_torn_apart(count):
    values = np.array([1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 9.0, 9.0])
    for scheme in ("jenks", "quantile", "gleich"):
        cuts = schemes._cuts(values, scheme, count)
        assert cuts == sorted(set(cuts))
        assert not set(cuts) & set(values) or scheme == "gleich"
