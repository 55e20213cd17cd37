"""Time pictures: gaps stay gaps, the fan starts at the last observed point, labels do not touch."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from dashboards import charts
from dashboards.charts import Series, TimeLayout, time_series
from dashboards.charts.base import apart, axis_limits
from dashboards.charts.labels import MARGIN_BOTTOM, MARGIN_TOP, PLOT_WIDTH, PLOT_WIDTH_PHONE
from dashboards.charts.room import Box, Ground
from dashboards.style import DARK, LIGHT


def fan(first: int, middle: float) -> pd.DataFrame:
    years = np.arange(first, first + 5)
    spread = np.arange(1, 6)
    columns = {"q10": -2, "q25": -1, "median": 0, "q75": 1, "q90": 2}
    return pd.DataFrame({"year": years, **{name: middle + step * spread for name, step in columns.items()}})


def lines(figure, name: str) -> list:
    return [trace for trace in figure.data if trace.name == name]


def test_a_gap_is_not_bridged():
    main = charts.Series("A", [2019, 2020, 2021], [10.0, None, 12.0])
    (line,) = lines(charts.time_series(LIGHT, main), "A")
    assert line.connectgaps is False
    assert list(line.y) == [10.0, None, 12.0]
    assert line.customdata[1] == "…"


def test_a_value_between_two_gaps_is_seen_as_a_point():
    main = charts.Series("A", [2018, 2019, 2020, 2021, 2022], [1.0, 2.0, None, 4.0, None])
    (line,) = lines(charts.time_series(LIGHT, main), "A")
    assert list(line.marker.size) == [0, 0, 0, 6, 0]


def test_the_fan_starts_without_width_at_the_last_observed_value():
    main = charts.Series("A", [2023, 2024], [100.0, 110.0])
    figure = charts.time_series(LIGHT, main, fan=fan(2025, 110))
    outer = next(trace for trace in figure.data if trace.fill == "toself")
    points = list(zip(outer.x, outer.y, strict=True))
    assert points[0] == points[-1] == (2024.0, 110.0)
    assert max(outer.y) == 120
    assert min(outer.y) == 100


def test_the_median_is_dashed_and_says_its_range():
    main = charts.Series("A", [2024], [110.0])
    (median,) = lines(charts.time_series(LIGHT, main, fan=fan(2025, 110)), "Prognose")
    assert median.line.dash == "5px,4px"
    assert median.customdata[-1] == "110 (100–120)"


def test_end_labels_show_bounds_and_a_bold_median():
    main = charts.Series("A", [2024], [11_000.0])
    layout = charts.TimeLayout(round_to=10)
    figure = charts.time_series(LIGHT, main, fan=fan(2025, 11_000), layout=layout)
    words = [note.text for note in figure.layout.annotations]
    assert {"11.010", "<b>11.000</b>", "10.990", "Prognose →"} <= set(words)


def test_without_a_forecast_nothing_speaks_of_one():
    figure = charts.time_series(LIGHT, charts.Series("A", [2023, 2024], [1.0, 2.0]), fan=pd.DataFrame())
    assert not any("Prognose" in note.text for note in figure.layout.annotations)


def test_all_missing_draws_an_empty_picture():
    figure = charts.time_series(LIGHT, charts.Series("A", [2023, 2024], [None, float("nan")]))
    assert figure.layout.yaxis.range[0] == 0


def test_an_axis_that_does_not_start_at_zero_says_so():
    main = charts.Series("A", [2023, 2024], [84_290.0, 87_178.0])
    figure = charts.time_series(LIGHT, main, layout=charts.TimeLayout(from_zero=False))
    assert charts.axis_note(figure) == "Achse beginnt bei 84.000"
    assert charts.axis_note(charts.time_series(LIGHT, main)) == ""


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_face_is_quoted_and_numbers_are_german(colours):
    figure = charts.time_series(colours, charts.Series("A", [2023, 2024], [1.0, 2.0]))
    assert figure.layout.template.layout.font.family == '"Source Sans", sans-serif'
    assert figure.layout.template.layout.separators == ",."


def test_labels_are_moved_apart_in_order():
    assert apart([10.0, 10.0], 4) == [8.0, 12.0]
    moved = apart([1.0, 1.5, 9.0], 2)
    assert moved[0] < moved[1] < moved[2] == 9.0
    assert moved[1] - moved[0] == pytest.approx(2)


def test_a_fixed_position_is_not_moved():
    assert apart([10.0, 11.0], 4, fixed=1) == [7.0, 11.0]


@pytest.mark.parametrize(
    ("low", "high"), [(0, 56), (-1400, 1500), (84_290, 87_178), (0, 0.4), (-3, -1), (0, 0)]
)
def test_axes_hold_the_data_and_at_least_three_round_ticks(low: float, high: float):
    limits, ticks = axis_limits(low, high)
    assert limits[0] <= low
    assert limits[1] >= high
    assert len(ticks) >= 3
    assert all(limits[0] <= tick <= limits[1] for tick in ticks)


def test_year_ticks_keep_ends_and_mark_and_leave_room():
    ticks = charts.year_ticks(list(range(2001, 2036)), [2020])
    assert {2001, 2020, 2035} <= set(ticks)
    assert min(b - a for a, b in pairwise(ticks)) > 2


def boxes_of(chart: dict, layout: TimeLayout) -> list[Box]:
    """What the labels of a picture cover, in units of its axes."""
    years = chart["layout"]["xaxis"]["range"]
    low, high = chart["layout"]["yaxis"]["range"]
    plot = PLOT_WIDTH_PHONE if layout.is_phone else PLOT_WIDTH
    pixel = (years[1] - years[0]) / plot, (high - low) / (layout.height - MARGIN_TOP - MARGIN_BOTTOM)
    ground = Ground(pixel, 16 * pixel[1], low, [])
    notes = [note for note in chart["layout"]["annotations"] if note["text"]]
    spots = [(note["xanchor"], note.get("xshift", 0), note.get("yshift", 0)) for note in notes]
    widths = [6.2 * len(note["text"].replace("<b>", "").replace("</b>", "")) * pixel[0] for note in notes]
    return [
        ground.box((float(note["x"]), float(note["y"])), width, spot)
        for note, width, spot in zip(notes, widths, spots, strict=True)
    ]


@pytest.mark.parametrize("is_phone", [False, True])
@pytest.mark.parametrize("end", [14.0, 3.0, 19.0])
def test_a_line_that_ends_early_has_its_name_off_other_lines_labels_and_the_axis(end, is_phone):
    layout = TimeLayout(is_phone=is_phone)
    main = Series("alle", range(10), [100.0, 79, 65, 52, 41, 34, 28, 24, 20, 18])
    others = [
        Series("deutsch", range(10), [100.0, 84, 72, 59, 47, 39, 32, 27, 22, 20]),
        Series("Campus Nord", range(6), [100.0, 60, 40, 26, 19, end]),
    ]
    chart = time_series(LIGHT, main, context=others, layout=layout).to_dict()
    boxes = boxes_of(chart, layout)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    lines = [list(zip(one.x, one.y, strict=True)) for one in [main, *others]]
    assert not any(box.is_crossed(line) for box in boxes for line in lines)
    assert all(box.bottom > chart["layout"]["yaxis"]["range"][0] for box in boxes)
