"""The start page rounds expected numbers of people by their size, as the pages behind it do."""

import pandas as pd
import pytest

from dashboards import text
from dashboards.topics.demographie.measure import round_base
from dashboards.topics.start import parts, titles

SIZES = [(96.4, 1), (99.9, 1), (100.0, 10), (9_999.0, 10), (10_000.0, 100), (93_120.0, 100)]


@pytest.mark.parametrize(("highest", "base"), SIZES)
def test_the_base_follows_the_highest_number(highest: float, base: int) -> None:
    assert text.round_base(highest) == round_base(highest) == base


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_a_missing_number_has_a_base_and_no_value(missing: float) -> None:
    assert text.round_base(missing) == 10


@pytest.mark.parametrize(
    ("q10", "median", "q90", "span", "middle"),
    [
        (61.2, 73.4, 84.8, "61–85", "73"),
        (842.0, 913.0, 987.0, "840–990", "910"),
        (84_120.0, 87_460.0, 91_170.0, "84.100–91.200", "87.500"),
    ],
)
def test_title_and_key_figure_say_the_same_number(
    q10: float, median: float, q90: float, span: str, middle: str
) -> None:
    forecast = pd.DataFrame({"year": [2044], "q10": [q10], "median": [median], "q90": [q90]})
    residents = pd.DataFrame({"year": [2024], "persons": [q10 - 10]})
    assert titles.time_title(residents, forecast) == f"Bis 2044 sehr wahrscheinlich mehr Menschen: {span}"
    figure = parts._forecast_figure(forecast)
    assert (figure.value, figure.range_text) == (middle, span)
