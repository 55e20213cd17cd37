"""What was once wrong on the demography page: numbers that touched, headings that said too much."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboards import chances, charts
from dashboards.areas import tree
from dashboards.charts import Point as Mark
from dashboards.charts import RankedBar, RankingLayout, ScatterLayout
from dashboards.naming import named
from dashboards.style import DARK, LIGHT
from dashboards.topics.demographie import (
    age_numbers,
    age_titles,
    area_pictures,
    area_titles,
    aufbau,
    bridge,
    cohort,
    comparison,
    fan_panel,
    group_panels,
    group_view,
    key_numbers,
    level_table,
    outcomes,
    quality,
    status_view,
    titles,
)
from dashboards.topics.demographie.age_marks import Look
from dashboards.topics.demographie.bridge import Bridge
from dashboards.topics.demographie.facts import Point
from dashboards.topics.demographie.group_panels import GroupPanel, PanelLook
from dashboards.topics.demographie.status_figures import Stand
from dashboards.topics.demographie.titles import Outlook, Past
from tests.hand_town import AGE, HAMLET, NORTH, POPULATION, TOWN, the_town, view, women


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


@pytest.mark.parametrize(
    ("name", "place", "subject", "dative"),
    [
        ("Region A", "in der Region A", "die Region A", "der Region A"),
        ("Bezirk 01", "im Bezirk 01", "der Bezirk 01", "dem Bezirk 01"),
        ("Adorf", "in Adorf", "Adorf", "Adorf"),
    ],
)
def test_common_nouns_take_their_article_inside_a_sentence(name, place, subject, dative):
    assert (titles.place(name), named(name, "nominative"), named(name, "dative")) == (place, subject, dative)


def test_sentences_about_a_region_have_its_article():
    open_ = Outlook(2024, 10_000.0, 2034, 9_500.0, 10_600.0)
    assert titles.growth("Region A", open_).startswith("Offen, ob die Region A wächst oder schrumpft")
    even = Outlook(2024, 10_000.0, 2034, 9_900.0, 10_100.0)
    assert titles.growth("Region A", even).startswith("Kaum Veränderung: die Region A zählt 2034")
    past = titles.growth_observed("Region A", Past(2014, 10_000.0, 2024, 10_020.0))
    assert past.startswith("Kaum Veränderung: die Region A zählt 10.020")
    said = fan_panel.chance_words("Region A", 2034, 9_000.0, np.array([9_500.0] * 10))
    assert said.startswith("Dass die Region A 2034 mehr als 9.000 Menschen zählt")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([(2014, 2.0), (2024, 4.0)], "2 Menschen im Jahr 2014, 4 im Jahr 2024"),
        ([(2014, 100.0), (2024, 97.0)], "2024 um 3\u202f% kleiner als 2014"),
        ([(2014, 100.0), (2024, 150.0)], "2024 um 50\u202f% größer als 2014"),
    ],
)
def test_no_two_numbers_touch_in_the_heading_of_a_birth_year(known, said):
    assert cohort.heading("Adorf", 2006, known) == f"Jahrgang 2006 in Adorf: {said}"


def test_expected_persons_of_a_birth_year_are_rounded(here, monkeypatch):
    shown = view(here, NORTH, POPULATION)
    ahead = pd.DataFrame({"year": [2029, 2034], "persons": [2345.6, 2855.4]})
    monkeypatch.setattr(cohort.data, "frame", lambda *_, **__: ahead)
    own = pd.DataFrame({"year": [2024], "persons": [2_111.0]})
    line = cohort._expected(shown, 1984, own)
    assert list(line.y) == [2_111.0, 2345.6, 2_860.0], "the end stands beside the line"
    table, columns = cohort._numbers([], line, 1984)
    assert table["line0"].tolist() == [2_110.0, 2_350.0, 2_860.0]
    assert columns[-1].title == "erwartet, gerundet"


@pytest.mark.parametrize(
    ("total", "said", "part"),
    [(-2345.4, "−2.350", 1_230), (-12_345.4, "−12.300", 1_200), (-45.4, "−45", 1_234)],
)
def test_the_difference_of_two_forecasts_is_rounded_as_expected_numbers_are(total, said, part):
    rows = [("total", total), ("migration", 1_234.0)]
    table = pd.DataFrame(rows, columns=["part", "persons"]).assign(previous_persons=20_000.0)
    if total == -45.4:
        table = table.head(1)
    heading = outcomes.change_heading(table, 2034)
    assert heading == f"Seit der letzten Prognose: {said} Menschen für 2034"
    assert outcomes.changes(table)["persons"].tolist() == ([part] if len(table) > 1 else [])


def test_heads_of_an_expected_pyramid_are_rounded_by_their_size():
    ahead = Look(LIGHT, round_to=10)
    assert [ahead.persons(count) for count in (113_543.0, 1_234.0, 44.0)] == ["113.500", "1.230", "40"]
    assert Look(LIGHT).persons(113_543.0) == "113.543"


def test_the_pyramid_of_a_forecast_year_is_told_in_rounded_numbers(here):
    ahead = view(here, NORTH, POPULATION, 2034, 2024)
    assert age_numbers._persons(ahead, 230_187.4) == "230.200"
    assert age_numbers._persons(view(here, NORTH, POPULATION), 230_187.0) == "230.187"


def test_small_pictures_of_a_forecast_year_start_before_the_last_stock(here):
    # Compared with the last stock itself, every line would end at 100 and nothing would have changed.
    ahead = view(here, NORTH, POPULATION, 2034, 2024)
    assert area_pictures.first_year(ahead) == 2020
    panel = area_pictures.multiples_panel(ahead)
    assert panel.heading == "Seit 2020, 3 gezeigte Gebiete: 1 gewachsen, 2 geschrumpft"
    assert panel.subtitle == "Bevölkerung, 2020 = 100, 2020 bis 2024; grau: alle gezeigten Gebiete"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([105.0, 90.0, 100.2], "1 Gebiet gewachsen, 1 geschrumpft, 1 kaum verändert"),
        ([105.0, 110.0], "alle 2 Gebiete gewachsen"),
        ([90.0, 100.0, 100.0], "1 Gebiet geschrumpft, 2 kaum verändert"),
        ([100.0], "1 Gebiet kaum verändert"),
    ],
)
def test_how_many_areas_grew_is_told_without_those_that_are_none(ends, said):
    lines = [charts.Series("a", [2014, 2024], [100.0, end]) for end in ends]
    assert area_titles.multiples_heading(POPULATION, lines, 2014) == f"Seit 2014: {said}"


@pytest.mark.parametrize(
    ("years", "said"), [(1, "einem Jahr"), (3, "drei Jahren"), (5, "fünf Jahren"), (6, "6 Jahren")]
)
def test_lead_times_are_written_as_the_rest_of_the_sentence(years, said):
    table = pd.DataFrame({"lead_time": [years], "error_80": [1.0]})
    assert quality.heading(table).startswith(f"Nach {said} lagen vier von fünf")


def test_many_lead_times_have_their_unit_once_on_a_phone():
    assert quality.lead_words([1, 2, 3, 4, 5, 6, 7], is_phone=True) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7 Jahre",
    ]
    assert quality.lead_words([1, 2], is_phone=True) == ["1 Jahr", "2 Jahre"]
    assert quality.lead_words([1, 2, 3, 4, 5], is_phone=False)[0] == "1 Jahr"


def test_names_of_the_errors_are_short_on_a_phone(here):
    phone = view(replace(here, is_phone=True), NORTH, POPULATION)
    names = {one.name for one in quality.panel(phone).figure.data if one.name}
    assert names == {"vier von fünf", "jede zweite"}


def ahead_of(low: list[float]) -> GroupPanel:
    ahead = np.array([low, low, [100.0, 100.0], [110.0, np.nan], [120.0, np.nan]])
    ahead[:, 1] = np.where(np.isnan(low[1]), [np.nan, np.nan, 100.0, np.nan, np.nan], ahead[:, 0])
    return GroupPanel((0, 2), np.array([2023, 2024]), np.array([90.0, 100.0]), np.array([2025, 2026]), ahead)


def test_a_fan_that_ends_early_says_why():
    assert group_view._note([ahead_of([90.0, np.nan])]).startswith("Wo der Fächer endet")
    assert group_view._note([ahead_of([90.0, 90.0])]) == ""


def test_years_below_a_group_stay_off_the_scale_and_the_next_panel():
    panels = [ahead_of([90.0, 90.0])] * 2
    chart = group_panels.group_panels(panels, 2024, PanelLook(LIGHT, is_phone=True)).to_dict()
    sides = [one["textposition"] for one in chart["data"] if isinstance(one.get("textposition"), list)]
    assert sides == [["bottom right", "bottom center", "bottom left"] * 2]


def test_many_young_adults_do_not_make_an_old_area_young():
    one = age_titles.Distinct((25, 29), 0.1, 0.07)
    assert age_titles.distinct_title("Adorf", one).startswith("Adorf ist jung: ")
    old = age_titles.distinct_title("Adorf", one, is_younger=False)
    assert old.startswith("Viele junge Erwachsene in Adorf: Rund jede zehnte Person ist zwischen 25 und 29")
    assert aufbau.age_titles is age_titles


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_line_of_the_mean_stops_at_a_number(colours):
    bars = [RankedBar("a", 5.0), RankedBar("b", -3.5)]
    chart = charts.ranking(colours, bars, RankingLayout(1, True, mean=2.0, mean_name="alle"))
    assert {note.bgcolor for note in chart.layout.annotations[:2]} == {colours.page}


def test_title_and_key_figure_of_an_expected_age_name_the_same_ends(here):
    shown = view(here, NORTH, AGE, 2034, 2024)
    ends = key_numbers.figure(shown, AGE, Point(45.6, 44.5, 45.04, 46.14), "Durchschnittsalter")
    said = titles.ratio("Nord", AGE, Outlook(2024, 44.5, 2034, 45.04, 46.14))
    assert ends.range_text == "45,0–46,1"
    assert "voraussichtlich 45,0 bis 46,1 Jahre" in said


def test_small_pictures_of_a_ratio_count_where_it_rose_and_fell(here):
    # Mean age 2020 and 2024: Nord 40 and 42, Ost 45 and 44, Süd 50 and 51; Weiler is too small.
    panel = area_pictures.multiples_panel(view(here, NORTH, AGE))
    assert panel.heading == "Durchschnittsalter seit 2020, 3 gezeigte Gebiete: 2 gestiegen, 1 gesunken"


def test_the_axes_of_the_scatter_begin_near_its_points():
    points = [Mark(str(place), 40.0 + place, -3.0 + place, 100) for place in range(8)]
    layout = ScatterLayout("Durchschnittsalter", "Bevölkerung", is_change=True)
    chart = charts.scatter(LIGHT, [*points, Mark("jung", 31.0, 4.0, 100)], layout).to_dict()["layout"]
    assert 29 < chart["xaxis"]["range"][0] < 31 and 47 < chart["xaxis"]["range"][1] < 49
    assert len(chart["xaxis"]["tickvals"]) >= 3
    signs = [one.strip()[0] for one in chart["yaxis"]["ticktext"]]
    assert set(signs) == {"−", "0", "+"}


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((136, 133, -18), "Umzügen innerhalb der Gemeinde"),
        ((100, 130, 5), "Fortzügen"),
        ((100, 110, -8), "Fort- und Umzügen"),
    ],
)
def test_moves_inside_a_municipality_are_no_departures(moves, said):
    arrivals, departures, inner = moves
    change = arrivals - departures + inner
    found = Bridge(2014, 2024, 265, 29, 29, arrivals, departures, inner, 265 + change, 0)
    assert bridge.finding(found) == f"Das Minus von zehn Jahren stammt aus {said}"


@pytest.mark.parametrize(("share", "said"), [(0.26, 4), (0.5, 2), (0.1, 10)])
def test_a_chance_is_told_alike_as_number_and_in_words(share, said):
    assert chances.nearest(share) == said
    assert chances.chance(share, 1000) == f"etwa jeder {chances.ORDINALS[said]} Fall"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (14, 9, 101),
            "Von 2024 bis 2034 wachsen voraussichtlich 14 von 101 Gebieten, 9 schrumpfen, 78 sind offen",
        ),
        ((0, 9, 9), "Von 2024 bis 2034 schrumpfen voraussichtlich 9 von 9 Gebieten"),
        ((0, 0, 5), "Von 2024 bis 2034 in keinem von 5 Gebieten eine klare Richtung"),
    ],
)  # fmt: skip
def test_a_map_of_a_forecast_counts_the_areas_whose_range_is_clear(counts, said):
    assert level_table.outlook("Von 2024 bis 2034", counts, ("wachsen", "schrumpfen")) == said


def test_extremes_of_a_forecast_are_not_named_by_their_middle_values(here):
    ahead = view(here, NORTH, POPULATION, 2034, 2024)
    table = level_table.values(ahead, ahead.root.area_id)
    assert table[["low", "high"]].notna().all(axis=1).any()
    assert level_table.finding(ahead, table).startswith("Von 2024 bis 2034 ")
    past = view(here, NORTH, POPULATION)
    known = level_table.values(past, past.root.area_id)
    assert level_table.finding(past, known) == level_table.spread(known, past.measure)


def test_twelve_people_of_one_age_have_no_widest_ages():
    ages = pd.DataFrame({"age": range(101), "age_to": range(101), "width": 1, "persons": 0.0})
    ages.loc[40, "persons"] = 12.0
    assert age_titles.widest(ages) == "12 Menschen: zu wenige für einen Schwerpunkt"
    ages.loc[40, "persons"] = 120.0
    assert age_titles.widest(ages).startswith("Am stärksten besetzt: ")


def test_the_mean_age_of_twelve_people_is_not_set_beside_others(here):
    panel = comparison.comparison_panel(view(here, HAMLET, AGE))
    assert panel.figure is None and "nichts zum Vergleich" in panel.empty
    beside = comparison.comparison_panel(view(here, NORTH, AGE, others=(tree(here)[HAMLET],)))
    assert beside.table.set_index("name").loc["Weiler", "value"] is None or np.isnan(
        beside.table.set_index("name").loc["Weiler", "value"]
    )


@pytest.mark.parametrize(
    ("known", "said"), [([], "kein Bestand bekannt"), ([(2024, 0.0)], "0 Menschen im Jahr 2024")]
)
def test_a_birth_year_known_once_is_told_by_its_number(known, said):
    assert cohort.heading("Adorf", 2006, known) == f"Jahrgang 2006 in Adorf: {said}"


def test_the_legend_of_one_sex_names_every_fill(here):
    chosen = women(here, NORTH)
    panel = aufbau.pyramid_panel(chosen, age_numbers.ages(chosen))
    bars = [one.name for one in panel.figure.data if one.type == "bar"]
    assert bars == ["Frauen, deutsch", "Frauen, nicht deutsch"]
    assert "Frauen, deutsch" in panel.legend and "nicht deutsch" in panel.legend.split("Frauen, deutsch")[1]


def test_residents_on_an_older_status_are_no_flat_line(here):
    rows = pd.DataFrame(
        {
            "area_id": TOWN,
            "name": "Talstadt",
            "level": "gemeinde",
            "year": [2020, 2024],
            "persons": [11_010.0, 10_912.0],
        }
    )
    found = Stand("alt", "Gebietsstand alt", TOWN, "Talstadt", rows)
    panel = status_view.time_panel(view(here, TOWN, POPULATION), found)
    assert panel.figure.layout.yaxis.range[0] > 10_000 and "Achse beginnt bei" in panel.subtitle
    assert panel.heading == "−98 Personen von 2020 bis 2024"
