"""Pictures carry the numbers they were given, and gaps stay gaps."""

import math

import numpy as np
import pandas as pd
import pytest

from dashboards.style import DARK, LIGHT
from dashboards.topics.kita import axes, figures, house, record, sections, whatif_figures
from dashboards.topics.kita.deepening import course_heading
from dashboards.topics.kita.placing import Box, Plot, size
from dashboards.topics.kita.shortfall import shortfall
from dashboards.topics.kita.time_picture import Balance, Step, places_and_need
from forecasting.kita.sensitivity import Moved


def area_rows(places=(80, 80, 95, 95), need=(78, 82, 90, 99)):
    count = len(need)
    rows = pd.DataFrame({"kita_year": range(2024, 2024 + count), "need": need, "places": places}, dtype=float)
    rows["kita_year"] = rows["kita_year"].astype(int)
    rows["is_forecast"] = [False] + [True] * (count - 1)
    for quantile, shift in (("q10", -8), ("q25", -4), ("q75", 4), ("q90", 8)):
        rows[f"need_{quantile}"] = rows["need"] + shift * rows["is_forecast"]
    rows["saldo"] = rows["places"] - rows["need"]
    return rows


def view(**changes):
    measures = [Step(2026, "+1 Gruppe", 15)]
    return Balance(**{"kita_year": 2027, "report_years": (2025, 2030), "measures": measures, **changes})


def trace(chart, name):
    return next(one for one in chart.data if one.name == name)


def test_an_axis_of_few_children_has_whole_labels():
    for high in (0.0, 1.0, 1.6):
        labels = axes.value_axis(0.0, high)["ticktext"]
        assert labels == ["0 ", "1 ", "2 "]


def test_words_at_the_foot_give_way_to_lines_on_the_axis():
    """Without a place the hatch stands on the axis, and the name of the line would cover the years."""
    chart = places_and_need(LIGHT, area_rows(places=(0, 0, 0, 0), need=(6, 6, 5, 4)), view())
    notes = {note.text.split("<br>")[0]: note for note in chart.layout.annotations}
    assert notes["Bedarfsplan, 6 Jahre"].yanchor == "top"
    assert notes["<b>Plätze</b>"].y > 0
    usual = places_and_need(LIGHT, area_rows(), view())
    assert {note.text: note for note in usual.layout.annotations}["Bedarfsplan, 6 Jahre"].yanchor == "bottom"


def test_the_legend_shows_a_gap_as_the_map_does():
    """Hatched: filled with the colour of gaps it would look like a balance near zero."""
    *_, gap = sections.class_legend(LIGHT).split('<span class="k-key">')
    assert "k-hatch-wide" in gap
    assert "ohne Angabe" in gap


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_time_picture_shows_need_places_and_gap(colours):
    chart = places_and_need(colours, area_rows(), view())
    assert list(trace(chart, "Plätze").y) == [80, 80, 95, 95]
    assert trace(chart, "Plätze").line.shape == "hvh"
    assert list(trace(chart, "Bedarf, Prognose").x) == [2024, 2025, 2026, 2027]
    assert trace(chart, "Bedarf, Prognose").line.dash != "solid"
    words = " ".join(note.text for note in chart.layout.annotations)
    assert "2027/28:<br>−4 Plätze" in words
    assert "+1 Gruppe" in words
    assert "Prognose →" in words


def test_a_surplus_is_written_out_too_and_nothing_is_hatched():
    chart = places_and_need(LIGHT, area_rows(places=(120, 120, 120, 120)), view())
    assert "+21 Plätze" in " ".join(note.text for note in chart.layout.annotations)
    assert all(one.name != "Fehlbedarf" for one in chart.data)


def test_places_that_are_missing_leave_a_gap():
    chart = places_and_need(LIGHT, area_rows(places=(math.nan,) * 4), view())
    assert all(math.isnan(y) for y in trace(chart, "Plätze").y)
    assert "Plätze" not in " ".join(note.text for note in chart.layout.annotations)


def test_the_shortfall_lies_between_need_and_the_step():
    polygons = shortfall(area_rows())
    # Need crosses 80 between 2024 and 2025 at exactly half way, where it is 80.
    assert polygons[0] == [(2024.5, 80), (2024.5, 80), (2025, 82), (2025, 80)]
    assert [round(y) for _, y in polygons[-1]] == [95, 95, 99, 95]
    assert shortfall(area_rows(places=(120,) * 4)) == []
    assert shortfall(area_rows(places=(80, math.nan, 95, 95)))[0][0][0] >= 2025.5


def test_the_shortfall_starts_where_the_lines_cross():
    rows = area_rows(places=(80, 80), need=(76, 84))
    assert shortfall(rows) == [[(2024.5, 80), (2024.5, 80), (2025, 84), (2025, 80)]]
    steeper = area_rows(places=(80, 80), need=(70, 82))
    first = shortfall(steeper)[0]
    assert first[0] == (pytest.approx(2024.8333), 80)


def test_children_by_band_keep_all_bands():
    rows = area_rows().rename(columns={"need": "median"} | {f"need_q{q}": f"q{q}" for q in (10, 25, 75, 90)})
    chart = figures.children_by_band(LIGHT, {"U3": rows, "Ü3": rows}, "U3")
    assert {one.name for one in chart.data if one.name} == {"U3", "U3, Prognose", "Ü3", "Ü3, Prognose"}
    assert trace(chart, "U3").line.color == LIGHT.brand


def test_level_bars_say_missing():
    chart = figures.level_bars(LIGHT, [figures.Row("genehmigt", 45), figures.Row("belegt", None)])
    assert [note.text for note in chart.layout.annotations] == ["<b>45</b>", "<b>…</b>"]


def test_rates_by_age_mark_what_is_not_meaningful():
    area = pd.DataFrame({"age": [0, 1], "rate": [0.015, math.nan]})
    chart = figures.rates_by_age(LIGHT, area, area.head(0), ("Nord", "Kleinauen"))
    assert chart.data[0].y == (1.5, None)
    assert [note.text for note in chart.layout.annotations] == ["2", "x"]
    assert len(chart.data) == 1


def test_words_keep_clear_of_lines_and_of_each_other():
    plot = Plot(480, 360, (2014.5, 2034.5), (0, 120))
    plot.take_lines(area_rows())
    boxes = [
        plot.place(size("+1 Gruppe,<br>Haus Am Park"), (plot.x(year), plot.y(95)), (0.0, -0.4))
        for year in (2018, 2025, 2032)
    ]
    assert all(boxes)
    assert not any(one.meets(other) for one in boxes for other in boxes if one is not other)
    assert not any(box.meets(taken) for box in boxes for taken in plot.taken if taken not in boxes)
    full = Plot(480, 360, (2014.5, 2034.5), (0, 120), taken=[Box(0, 0, 480, 360)])
    assert full.place((50, 30), (200, 200), (0.0,)) is None


def test_no_leader_runs_through_other_words():
    plot = Plot(480, 360, (2014.5, 2034.5), (0, 120))
    assert plot.take(Box(170, 220, 260, 250))
    # Straight above the anchor there is room only behind those words; beside them there is.
    above = plot.place((80, 30), (200, 200), (0.0,))
    assert above is not None and above.top < 200
    plot.taken.append(Box(0, 0, 480, 190))
    assert plot.place((80, 30), (210, 200), (0.0,)) is None


def test_two_settings_on_one_side_share_a_label():
    moved = [Moved("Breite", 10, 30, "3,5", "3,0"), Moved("Quote", 20, 60, "40 %", "30 %")]
    chart = whatif_figures.tornado(LIGHT, 40, moved)
    told = [note.text for note in chart.layout.annotations]
    assert told == ["<b>+10</b> 3,5; <b>+30</b> 3,0", "<b>+20</b> 40 %", "<b>+60</b> 30 %"]
    assert [list(bar.x) for bar in chart.data] == [[-30, -20], [-10, 20]]


def test_the_course_shows_places_only_where_known():
    monthly = np.linspace([90.0, 100, 110], [120.0, 130, 140], 12)
    with_places = whatif_figures.course(LIGHT, monthly, 125.0)
    assert [trace.name for trace in with_places.data] == [None, "Bedarf, Prognose", "Plätze"]
    assert with_places.data[1].y[0] == 100 and with_places.data[1].y[-1] == 130
    assert len(whatif_figures.course(LIGHT, monthly, float("nan")).data) == 2


def test_headings_of_the_course():
    rising = np.linspace([90.0, 100, 110], [120.0, 130, 140], 12)
    assert course_heading(rising, "2026/27", "Plätze") == (
        "Im Juli werden rund 30 Plätze mehr gebraucht als am 1. August"
    )
    assert "nirgends höher" in course_heading(rising[::-1], "2026/27", "Plätze")


def test_last_years_forecast_is_told_with_its_error():
    found = pd.DataFrame(
        {
            "origin_year": [2022, 2023],
            "lead_time": [1, 1],
            "forecast": [90.0, 110.0],
            "observed": [95.0, 100.0],
        }
    )
    assert record.last_year(found) == (
        "Ende 2024 lebten 10 Kinder unter 6 weniger als ein Jahr zuvor erwartet (10,0\u202f%)"
    )


def test_occupancy_counts_the_groups_open_on_the_day():
    groups = pd.DataFrame(
        {
            "valid_from": ["2015-08-01", "2020-08-01"],
            "valid_to": ["2019-07-31", None],
            "places_bookable": [25, 15],
        }
    )
    care = pd.DataFrame(
        {
            "reference_date": pd.to_datetime(["2019-03-01", "2020-03-01", "2021-03-01"]),
            "children": [20.0, 5.0, 15.0],
        }
    )
    found = house.occupancy(groups, care)
    assert found["places"].tolist()[::2] == [25, 15]
    assert found["rate"].tolist()[::2] == [0.8, 1.0]
    assert np.isnan(found["rate"][1])
