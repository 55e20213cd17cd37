"""Pictures of many areas: ranking, stacked balances, scatter, small multiples; gaps and zeros first."""

import math

import numpy as np
import pytest

from dashboards import charts
from dashboards.charts import Point, RankedBar, RankingLayout, ScatterLayout, Series, StackLayout
from dashboards.style import DARK, LIGHT

NAN = float("nan")


def texts(chart):
    return [note.text for note in chart.layout.annotations]


def test_a_missing_part_has_no_bar_and_a_zero_has_one_of_no_height():
    parts = [Series("Geburten", [2020, 2021, 2022], [5.0, NAN, 0.0])]
    total = Series("Veränderung", [2020, 2021, 2022], [5.0, None, 0.0])
    chart = charts.stacked(LIGHT, parts, total, StackLayout())
    bars, marks = chart.data
    assert bars.y[0] == 5.0
    assert math.isnan(bars.y[1])
    assert bars.y[2] == 0.0
    assert marks.y == (5.0, None, 0.0)
    assert tuple(bars.customdata) == ("+5", "…", "0")


def test_a_year_of_which_nothing_is_known_says_so_whether_or_not_it_has_a_row():
    parts = [
        Series("Geburten", [2020, 2023], [5.0, 0.0]),
        Series("Wanderung", [2020, 2022, 2023], [1.0, 2.0, 3.0]),
    ]
    total = Series("Veränderung", [2020, 2022, 2023], [6.0, None, 3.0])
    chart = charts.stacked(LIGHT, parts, total, StackLayout())
    assert [(note.text, note.x, note.y) for note in chart.layout.annotations] == [("…", 2021, 0)]


def test_gains_and_losses_of_a_year_reach_as_far_as_their_sums():
    years = [2020]
    parts = [Series("a", years, [30.0]), Series("b", years, [20.0]), Series("c", years, [-70.0])]
    chart = charts.stacked(LIGHT, parts, Series("Veränderung", years, [-20.0]), StackLayout())
    low, high = chart.layout.yaxis.range
    assert low <= -70
    assert high >= 50


def test_what_nobody_can_explain_is_hatched():
    parts = [Series("Wanderung", [2020], [3.0], "#112233"), Series("ungeklärt", [2020], [1.0], "#445566")]
    chart = charts.stacked(LIGHT, parts, Series("Veränderung", [2020], [4.0]), StackLayout(rest="ungeklärt"))
    assert chart.data[0].marker.color == "#112233"
    assert chart.data[1].marker.pattern.shape == "/"


def test_years_without_any_value_draw_an_empty_frame():
    empty = Series("Veränderung", [2020, 2021], [None, None])
    chart = charts.stacked(LIGHT, [], empty, StackLayout())
    assert len(chart.data) == 1


def test_ranking_keeps_the_order_and_marks_the_chosen_area():
    bars = [
        RankedBar("Nord", 12.0, place=1),
        RankedBar("Süd", 0.0, True, 2),
        RankedBar("West", -3.0, place=3),
    ]
    chart = charts.ranking(LIGHT, bars, RankingLayout(1, True, mean=2.0, mean_name="Stadt"))
    assert chart.data[0].x == (12.0, 0.0, -3.0)
    assert chart.data[0].marker.color == (LIGHT.axis, LIGHT.brand, LIGHT.axis)
    assert texts(chart) == ["+12,0", "<b>0,0</b>", "−3,0", "Stadt +2,0"]
    assert chart.layout.yaxis.ticktext[1] == "<b>2. Süd  </b>"
    assert chart.layout.shapes[0].x0 == 2.0


def test_ranking_of_nothing_is_an_empty_frame():
    assert charts.ranking(DARK, [], RankingLayout()).data[0].x == ()


def test_areas_with_0_1_and_12_persons_are_points_of_their_own():
    points = [Point("leer", 0.0, 0.0, 0), Point("eins", 1.0, 2.0, 1), Point("zwölf", 2.0, 4.0, 12, True)]
    chart = charts.scatter(LIGHT, points, ScatterLayout("Alter", "Anteil"))
    assert sum(len(trace.x) for trace in chart.data) == 3
    assert min(chart.data[0].marker.size) > 0
    assert "<b>zwölf</b>" in texts(chart)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([(1, 2), (2, 4), (3, 6), (4, 8), (5, 10)], 1.0),
        ([(1, 5), (2, 4), (3, 3), (4, 2), (5, 1)], -1.0),
        # x −2 −1 0 1 2 against y 2 −1 −2 −1 2: a parabola
        ([(1, 5), (2, 2), (3, 1), (4, 2), (5, 5)], 0.0),
        ([(1, 3), (2, 3), (3, 3), (4, 3), (5, 3)], None),
        ([(1, 2), (2, 4)], None),
    ],
)
def test_correlation_by_hand(values, expected):
    found = charts.correlation([Point("", float(x), float(y), 1) for x, y in values])
    assert found == (None if expected is None else pytest.approx(expected))


def test_small_multiples_share_their_axes_and_leave_gaps():
    lines = [
        Series("Nord", [2020, 2021, 2022], [100.0, NAN, 110.0]),
        Series("Süd", [2020, 2021, 2022], [100.0, 95.0, 90.0]),
    ]
    chart = charts.multiples(LIGHT, lines, base=100.0)
    own = [trace for trace in chart.data if trace.hovertemplate]
    assert math.isnan(own[0].y[1])
    assert own[0].connectgaps is False
    assert [trace.line.color for trace in own] == [LIGHT.gain, LIGHT.loss]
    # Both start at 100, so at the same height of their pictures.
    assert own[0].y[0] == pytest.approx(own[1].y[0])
    assert [trace.text[0] for trace in chart.data if trace.mode == "text"] == [
        "<b>Nord</b> 110,0",
        "<b>Süd</b> 90,0",
    ]


def test_a_line_without_any_value_says_so():
    chart = charts.multiples(LIGHT, [Series("Leer", [2020], [None])])
    assert [trace.text[0] for trace in chart.data if trace.mode == "text"] == ["<b>Leer</b> …"]
    assert np.isnan(next(trace for trace in chart.data if trace.hovertemplate).y[0])
