"""A year nobody delivered is a gap in every picture over years: no line leaps over it."""

import math

import pandas as pd
import pytest

from dashboards import areas, charts
from dashboards.charts import Series
from dashboards.style import LIGHT
from dashboards.topics.kita import pictures
from dashboards.topics.start import figures as start
from dashboards.topics.wanderungen import ueberblick
from tests.hand_union import UNION, A, B, C, flows, union, view


def missing(values):
    return [value is None or math.isnan(value) for value in values]


def test_years_between_the_first_and_the_last_are_filled_with_gaps():
    line = charts.every_year(Series("A", [2020, 2023], [1.0, 0.0], "#112233", "dash"))
    assert line.x == [2020, 2021, 2022, 2023] and line.y == [1.0, None, None, 0.0]
    assert (line.name, line.colour, line.dash) == ("A", "#112233", "dash")


@pytest.mark.parametrize("years", [[], [2020], [2020, 2021]])
def test_years_without_a_leap_stay_as_they_are(years):
    line = charts.every_year(Series("A", years, [1.0] * len(years)))
    assert list(line.x) == years and list(line.y) == [1.0] * len(years)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The association when nobody at all reported 2022."""
    table = flows()
    return union(tmp_path_factory.mktemp("luecke"), moves=table[table["year"] != 2022])


def test_small_pictures_of_areas(here):
    panel = ueberblick.multiples(view(here, UNION, (2023, 2024)))
    assert panel.table["year"].tolist() == [2020, 2021, 2022, 2023, 2024]
    assert missing(panel.table["Adorf"]) == [False, False, True, False, False]
    (line,) = [
        one for one in panel.figure.data if one.customdata is not None and "2024: −40,0" in one.customdata
    ]
    assert line.y[2] is None and line.customdata[2] == "2022: …"


def test_moves_inside_a_municipality(here):
    panel = ueberblick.over_years(view(here, A, (2023, 2024), border="innen"))
    (line,) = [one for one in panel.figure.data if one.name == "zwischen den Gebieten"]
    assert line.x == (2020, 2021, 2022, 2023, 2024) and line.y == (40, 40, None, 40, 40)


def test_arrivals_and_departures_over_the_years(here):
    panel = ueberblick.over_years(view(here, B, (2023, 2024), measure="cases"))
    assert panel.figure.data[0].y == (30, 30, None, 30, 30)


def test_residents_on_the_start_page(here):
    residents = pd.DataFrame({"year": [2020, 2022, 2023], "persons": [900.0, 910.0, None]})
    ahead = pd.DataFrame(
        {"year": [2024], "q10": [880.0], "q25": [890.0], "median": [900.0], "q75": [910.0], "q90": [920.0]}
    )
    chart = start.time_picture(here, residents, ahead)
    (line,) = [one for one in chart.data if one.name == "Bevölkerung"]
    assert line.x == (2020, 2021, 2022, 2023) and missing(line.y) == [False, True, False, True]
    (median,) = [one for one in chart.data if one.name == "Prognose"]
    assert median.y == (900,) and median.line.dash == "5px,4px"


def test_a_care_rate_of_a_year_without_a_list(here):
    care = pd.DataFrame(
        {
            "area_id": [B, B, C],
            "kita_year": [2020, 2022, 2020],
            "children": [50.0, 60.0, 2.0],
            "residents": [100.0, 100.0, 8.0],
        }
    )
    line = pictures._rate_series(care, areas.tree(here)[B])
    assert line.x == [2020, 2021, 2022] and line.y == [50, None, 60]
    few = pictures._rate_series(care, areas.tree(here)[C])
    assert missing(few.y) == [True], "eight children carry no per cent"


def test_a_year_of_gaps_is_drawn_as_such():
    picture = charts.time_series(LIGHT, charts.every_year(Series("A", [2020, 2022], [1.0, 2.0])))
    (line,) = [one for one in picture.data if one.name == "A"]
    assert line.connectgaps is False and line.customdata == ("1", "…", "2")
    # Each value alone between gaps is a dot, else nobody would see it.
    assert list(line.marker.size) == [6, 0, 6]
