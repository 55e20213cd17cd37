"""Small multiples of the migration page: every value where its panel and the common scale put it."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.documents.drawing import svg
from dashboards.style import LIGHT
from dashboards.topics.wanderungen.canvas import Look
from dashboards.topics.wanderungen.panels import small_multiples

TABLE = pd.DataFrame({"Adorf": [1.0, 2.0], "Bdorf": [3.0, -4.0], "Cdorf": [0.0, np.nan]}, index=[2020, 2021])
GRID, ZERO, THREADS, ADORF, BDORF, HEADS, YEARS, NUMBERS = range(8)


def drawn(table: pd.DataFrame, shown: list[str], is_signed: bool = True, **look: int) -> go.Figure:
    """The figure after plotly has looked at every property, which it bypasses."""
    return go.Figure(
        small_multiples(table, shown, Look(LIGHT, digits=1, **look), is_signed=is_signed).to_dict()
    )


def test_panels_share_one_scale_and_mark_losses():
    chart = drawn(TABLE, ["Adorf", "Bdorf"], per_row=2, height=200)
    zero, ends = chart.data[ZERO].y[0], chart.data[BDORF].y
    assert set(chart.data[ZERO].y) == {zero, None}
    # 3 lies above 0 as far as Adorf's 1 and 2 together, −4 below it as far as twice the 2.
    heights = [one - zero for one in chart.data[ADORF].y]
    assert ends[0] - zero == pytest.approx(sum(heights), abs=1e-4)
    assert ends[1] - zero == pytest.approx(-2 * heights[1], abs=1e-4)
    assert chart.data[BDORF].x[0] - chart.data[ADORF].x[0] == pytest.approx(chart.data[ZERO].x[3], abs=1e-4)
    assert [chart.data[place].line.color for place in (ADORF, BDORF)] == [LIGHT.brand, LIGHT.loss]
    assert chart.data[BDORF].customdata == ("2020: +3,0", "2021: −4,0")


def test_all_areas_are_threads_in_each_panel_and_a_missing_year_is_a_gap():
    threads = drawn(TABLE, ["Adorf", "Bdorf"]).data[THREADS]
    assert len(threads.x) == 2 * 3 * 3, "two panels, three areas, two years and a break each"
    assert threads.y[7] is None and threads.y[8] is None, "Cdorf has no 2021"


def test_heads_years_and_numbers_are_told():
    chart = drawn(TABLE, ["Adorf", "Cdorf"], is_signed=False, letters=4)
    assert chart.data[HEADS].text == ("<b>Ado…</b><br>2021: 2,0", "<b>Cdo…</b><br>2020: 0,0")
    assert chart.data[YEARS].text == ("’20", "’21") * 2
    assert chart.data[NUMBERS].text == ("−2,5", "0,0", "2,5") and set(chart.data[NUMBERS].x) == {0.0}


@pytest.mark.parametrize("per_row", [1, 2, 4, 5, 8])
def test_panels_stay_inside_the_picture(per_row):
    names = [f"Dorf {place}" for place in range(8)]
    table = pd.DataFrame({name: [1.0, 2.0] for name in names}, index=[2020, 2021])
    chart = drawn(table, names, is_signed=False, height=800, per_row=per_row)
    for trace in chart.data:
        assert all(0 <= value <= 1 for value in (*trace.x, *trace.y) if value is not None)


def test_a_table_of_gaps_and_one_of_one_year_are_drawn():
    empty = pd.DataFrame({"Adorf": [np.nan], "Bdorf": [np.nan]}, index=[2020])
    chart = drawn(empty, ["Adorf", "Bdorf"])
    assert chart.data[HEADS].text[0].endswith("…")
    assert chart.data[ADORF].y == (None,)


def test_documents_draw_the_same_picture():
    assert "Adorf" in svg(drawn(TABLE, ["Adorf", "Bdorf"]))
