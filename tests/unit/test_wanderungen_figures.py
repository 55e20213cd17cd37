"""Figures of the migration page: right data in the marks, and accepted by plotly, which they bypass."""

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.maps import classes
from dashboards.style import DARK, LIGHT
from dashboards.topics.wanderungen import ages, canvas, figures, grid, history, measures, sankey
from dashboards.topics.wanderungen.canvas import Look
from dashboards.topics.wanderungen.counting import FLOWS

LOOK = Look(LIGHT, digits=1)
NAMES = {"a": "Adorf", "b": "Bdorf", "c": "Cdorf"}


def checked(chart: go.Figure) -> go.Figure:
    """The same figure after plotly has looked at every property."""
    return go.Figure(chart.to_dict())


def series(**more: list[float | None]) -> pd.DataFrame:
    years = list(range(2014, 2024))
    base = {"year": years, "residents": [1000.0] * 10, "arrivals": [60.0] * 10, "departures": [50.0] * 10}
    rows = pd.DataFrame(base | more)
    return measures.by_year(rows.assign(**{name: 0.0 for name in FLOWS if name not in rows}))


def flows(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_id", "direction", "partner", "moves"])


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_history_draws_both_flows_and_the_balance(colours):
    chart = checked(history.history(series(), "_rate", (2021, 2022, 2023), Look(colours, digits=1)))
    assert [trace.name for trace in chart.data] == ["Zuzüge", "Fortzüge", "Saldo"]
    assert chart.data[2].y == (10.0,) * 10 and chart.data[2].yaxis == "y2"
    words = [note.text for note in chart.layout.annotations]
    assert "2015 Flucht" in words and "2022 Ukraine" in words and "+10,0" in words


def test_history_leaves_a_gap_where_a_year_is_missing():
    gap = [60.0] * 4 + [None] + [60.0] * 5
    chart = checked(history.history(series(arrivals=gap), "", (2023,), LOOK))
    assert chart.data[0].y[4] is None and chart.data[0].connectgaps is False
    assert chart.data[2].y[4] is None
    assert "…" in [note.text for note in chart.layout.annotations]


def test_events_outside_the_years_are_not_drawn():
    chart = history.history(series().query("year >= 2016 and year <= 2020"), "", (2020,), LOOK)
    assert not any(
        word in str(note.text) for note in chart.layout.annotations for word in ("Flucht", "Ukraine")
    )


def test_the_upper_axis_says_where_it_begins():
    assert history.gross_ticks(series(), "")[0] > 0
    assert history.gross_ticks(series(departures=[5.0] * 10), "")[0] == 0


def test_heat_strip_keeps_a_missing_cell_apart_from_zero():
    rows = [("u18", 2020, 0.0), ("u18", 2021, np.nan), ("18_24", 2020, 12.0), ("18_24", 2021, -12.0)]
    table = pd.DataFrame(rows, columns=["band", "year", "net_rate"])
    strip = grid.heat_grid(table, "net_rate", {"u18": "unter 18", "18_24": "18–24"}, 1)
    assert strip.words == [["0,0", "…"], ["+12,0", "−12,0"]]
    scale = classes([-12.0, 12.0], LIGHT, "diverging", 1)
    chart = checked(grid.grid_figure(strip, scale, LIGHT, 340))
    assert chart.data[0].z[0][1] == 0 and chart.data[0].z[0][0] == 4
    assert chart.data[0].z[1][0] > 4 > chart.data[0].z[1][1]


def test_matrix_is_origin_by_destination_with_a_hatched_diagonal():
    pairs = pd.DataFrame([("a", "b", 300), ("b", "a", 30)], columns=["origin", "destination", "moves"])
    cells = grid.pair_grid(pairs, NAMES, 3, {("a", "c"), ("c", "a")})
    assert cells.words[0] == ["", "100", "…"] and cells.words[1] == ["10", "", "–"]
    chart = checked(grid.grid_figure(cells, classes([10.0, 100.0], LIGHT), LIGHT, 420))
    assert chart.layout.xaxis.ticktext == ("Adorf", "Bdorf", "Cdorf")
    assert chart.data[2].mode == "lines", "the hatch"


def test_matrix_rounds_large_cells_to_tens_and_shows_small_ones():
    pairs = pd.DataFrame([("a", "b", 123), ("b", "a", 456)], columns=["origin", "destination", "moves"])
    two = {"a": "Adorf", "b": "Bdorf"}
    assert grid.pair_grid(pairs, two, 1, set()).words == [["", "120"], ["460", ""]]
    assert grid.pair_grid(pairs.assign(moves=[4, 0]), two, 10, set()).words == [["", "0,4"], ["–", ""]]


def test_sankey_bands_carry_their_flow_and_colour_of_the_partner():
    table = flows(("a", "in", "LAND", 30), ("a", "out", "AUSLAND", 10), ("b", "in", "LAND", 12.5))
    chart = checked(sankey.sankey_figure(table, NAMES, "net", LIGHT, (600, 400)))
    assert [trace.text for trace in chart.data] == [
        "<b>übriges Land → Adorf</b><br>30 Fälle im Jahr",
        "<b>übriges Land → Bdorf</b><br>12 Fälle im Jahr",
        "<b>Adorf → Ausland</b><br>10 Fälle im Jahr",
    ]
    assert chart.data[0].fillcolor == chart.data[1].fillcolor != chart.data[2].fillcolor
    only_in = sankey.sankey_figure(table, NAMES, "in", LIGHT, (600, 400))
    assert len(only_in.data) == 2


def test_sankey_has_at_most_six_nodes_a_side():
    many = {str(place): f"Dorf {place}" for place in range(9)}
    table = flows(*[(code, "in", partner, 10 + int(code)) for code in many for partner in sankey.PARTNERS])
    chart = checked(sankey.sankey_figure(table, many, "in", LIGHT, (600, 400)))
    names = [note.text.split("</b>")[0].removeprefix("<b>") for note in chart.layout.annotations]
    assert names[:6] == ["Umzug", "Verband", "übriges Land", "übriger Bund", "Ausland", "unbekannt"]
    assert len(names) == 12 and names[-1] == "übrige"


def test_a_third_of_a_case_does_not_read_as_none():
    chart = sankey.sankey_figure(flows(("a", "in", "LAND", 1 / 3)), NAMES, "in", LIGHT, (600, 400))
    assert "0,3 Fälle" in chart.data[0].text


def test_a_year_nobody_told_keeps_its_place_in_the_heat_strip():
    table = pd.DataFrame({"band": ["u18", "u18"], "year": [2020, 2022], "net": [3.0, -1.0]})
    strip = grid.heat_grid(table, "net", {"u18": "unter 18"}, 0)
    assert strip.columns == ["2020", "2021", "2022"] and strip.words == [["+3", "…", "−1"]]


def test_age_profile_puts_the_smaller_number_left():
    bands = pd.DataFrame(
        {"arrivals": [5.0] * 6, "departures": [9.0] * 6, "net": [-4.0] * 6}, index=list(ages.BY_CODE)
    )
    chart = checked(figures.age_profile(bands, "", Look(LIGHT)))
    out, into = chart.data[1], chart.data[2]
    assert set(out.textposition) == {"middle right"} and set(into.textposition) == {"middle left"}
    assert [note.text for note in chart.layout.annotations][:1] == ["<b>−4</b>"]


@pytest.mark.parametrize(("is_phone", "width"), [(True, 358), (False, 588)])
def test_the_longest_number_stands_whole_beside_the_longest_bar(is_phone, width):
    table = pd.DataFrame({"name": ["Auenburg", "B"], "within": [-173.0, 3.0], "beyond": [1399.0, -5.0]})
    chart = figures.two_balances(table, ("innen", "außen"), replace(LOOK, digits=0, is_phone=is_phone))
    low, high = chart.layout.xaxis2.range
    pixels = (0.48 * (width - chart.layout.margin.l - chart.layout.margin.r)) / (high - low)
    # "+1.399" in letters of 12 px takes some 40.
    assert low == -high and pixels * (high - 1399) > 40


def test_two_balances_share_one_scale_and_take_the_colour_of_their_sign():
    table = pd.DataFrame({"name": ["Adorf", "Bdorf"], "within": [-3.0, 1.0], "beyond": [9.0, np.nan]})
    chart = checked(figures.two_balances(table, ("innen", "außen"), LOOK, "Bdorf"))
    assert chart.layout.xaxis.range == chart.layout.xaxis2.range
    assert chart.data[0].marker.color == (LIGHT.loss, LIGHT.gain)
    assert chart.data[1].text == ("+9,0", "…") and chart.data[1].x[1] is None
    assert chart.layout.yaxis.ticktext == ("Adorf ", "<b>Bdorf</b> ")


def test_figures_survive_all_missing():
    nothing = [None] * 10
    empty = series(arrivals=nothing, departures=nothing)
    checked(history.history(empty, "_rate", (2023,), LOOK))
    bands = pd.DataFrame(np.nan, index=list(ages.BY_CODE), columns=["arrivals", "departures", "net"])
    checked(figures.age_profile(bands, "", LOOK))


def test_drawn_keeps_the_look_of_the_house():
    chart = checked(canvas.drawn(LIGHT, canvas.Frame(300), [], {"xaxis": {"range": [0, 1]}}))
    assert chart.layout.height == 300 and chart.layout.template.layout.separators == ",."
