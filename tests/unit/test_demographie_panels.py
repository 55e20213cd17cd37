"""Panels of the demography page on a town worked out on paper: what is drawn, said and left blank."""

import math

import pandas as pd
import pytest

from dashboards.areas import tree
from dashboards.style import LIGHT
from dashboards.topics.demographie import (
    area_pictures,
    area_titles,
    cohort,
    comparison,
    facts,
    fading,
    quality,
    time_panel,
)
from dashboards.topics.demographie.selection import NO_YEAR
from tests.hand_town import (
    AGE,
    EAST,
    FOREIGN_SHARE,
    HAMLET,
    NORTH,
    POPULATION,
    SOUTH,
    TOWN,
    build_tables,
    the_town,
    town,
    view,
)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


def lines(panel):
    return {trace.name: trace for trace in panel.figure.data if trace.name}


def noted(panel):
    return [note.text for note in panel.figure.layout.annotations]


def test_ranking_of_changes_leaves_the_hamlet_out(here):
    # Nord 8400/8000, Süd 900/1000, Ost 1600/2000, Talstadt 10912/11010; Weiler had 10 people, too few.
    panel = area_pictures.ranking_panel(view(here, NORTH, POPULATION))
    assert panel.figure.data[0].x == pytest.approx((5, -10, -20))
    assert noted(panel) == ["<b>+5,0</b>", "−10,0", "−20,0", "Talstadt −0,9"]
    assert panel.figure.layout.yaxis.ticktext == ("<b>1. Nord  </b>", "2. Süd  ", "3. Ost  ")
    assert panel.heading == "Nord liegt vorn, Ost am Ende"
    assert panel.subtitle == "Bevölkerung: Veränderung in % seit 2020, Ortsteile, 31.12.2024"
    assert panel.table["rank"].tolist() == [1, 2, 3]


def test_ranking_names_who_is_too_small_to_stand_in_it(tmp_path):
    values = build_tables()["indicator_value"]
    values.loc[values["area_id"] == HAMLET, "value"] *= 9
    panel = area_pictures.ranking_panel(view(town(tmp_path, indicator_value=values), NORTH, POPULATION))
    # 90 and 108 people are enough for a change, not to lead the list with +20 %.
    assert panel.heading == "Nord liegt vorn, Ost am Ende"
    assert panel.note == "Ohne Weiler: unter 500 Menschen 2020 oder 2024."


def test_ranking_of_a_ratio_takes_its_values_as_they_are(here):
    panel = area_pictures.ranking_panel(view(here, EAST, AGE))
    assert panel.figure.data[0].x == (51, 44, 42)
    assert noted(panel) == ["51,0", "<b>44,0</b>", "42,0", "Talstadt 43,0"]


def test_ranking_without_values_says_so(here):
    # 2022 has no mean age at all.
    panel = area_pictures.ranking_panel(view(here, NORTH, AGE, year=2022))
    assert panel.figure is None and "keine vergleichbaren Werte" in panel.empty
    assert panel.heading == "Ortsteile im Vergleich"


def test_long_rankings_show_both_ends_and_the_chosen():
    rows = pd.DataFrame({"area_id": [str(place) for place in range(30)]})
    kept = area_pictures.ends_of(rows, {"15"})["area_id"].tolist()
    assert kept == [*map(str, range(10)), "15", *map(str, range(20, 30))]
    assert len(area_pictures.ends_of(rows.head(22), {"15"})) == 22


def test_scatter_sets_both_figures_against_each_other(here):
    panel = area_pictures.scatter_panel(view(here, NORTH, AGE), FOREIGN_SHARE)
    others, own = panel.figure.data
    assert (own.x, own.y) == ((7,), (42,))
    assert dict(zip(others.x, others.y, strict=True)) == {4: 51, 2.5: 44}
    # Three areas carry no statement about all.
    assert panel.heading == "Durchschnittsalter und Ausländeranteil: kein klarer Zusammenhang"


def test_scatter_leaves_an_area_out_that_lacks_one_of_the_figures(here):
    # In 2020 nobody told the foreigners of Süd; two areas are left.
    panel = area_pictures.scatter_panel(view(here, NORTH, AGE, year=2020, before=NO_YEAR), FOREIGN_SHARE)
    assert panel.figure is None and panel.empty


@pytest.mark.parametrize(
    ("found", "count", "said"),
    [
        (0.45, 20, "A und B gehen lose gemeinsam (r = 0,45)"),
        (-0.7, 20, "A und B gehen deutlich gegenläufig (r = −0,70)"),
        # 2/√16 = 0.5 is what chance may make of 16 areas.
        (0.49, 16, "A und B: kein klarer Zusammenhang"),
        (0.29, 400, "A und B: kein klarer Zusammenhang"),
        (None, 3, "A und B: kein klarer Zusammenhang"),
    ],
)
def test_together_says_no_more_than_the_number_of_areas_carries(found, count, said):
    assert area_titles.together("A", "B", found, count) == said


def test_small_pictures_are_an_index_with_the_year_not_delivered_as_gap(here):
    panel = area_pictures.multiples_panel(view(here, SOUTH, POPULATION))
    assert panel.heading == "Seit 2020, 3 gezeigte Gebiete: 1 gewachsen, 2 geschrumpft"
    rows = panel.table.set_index("name")
    # 8100/8000, 8400/8000; 1800/2000; 970/1000
    assert rows.loc["Nord", ["y2021", "y2024"]].tolist() == pytest.approx([101.25, 105])
    assert (rows.loc["Ost", "y2022"], rows.loc["Süd", "y2023"]) == pytest.approx((90, 97))
    assert math.isnan(rows.loc["Süd", "y2022"])
    own = next(one for one in panel.figure.data if one.customdata is not None and "Süd" in one.customdata[0])
    assert math.isnan(own.y[2]) and own.customdata[2] == "Süd 2022: …"
    assert panel.note == "1 weiteres Gebiet in der Tabelle unten."


def test_an_area_beside_the_whole_is_told_by_its_distance(here):
    panel = comparison.comparison_panel(view(here, SOUTH, AGE, others=(tree(here)[EAST],)))
    # Süd 51, Ost 44, Talstadt 43
    assert panel.table[["name", "value", "distance"]].to_numpy().tolist() == [
        ["Süd", 51, 8],
        ["Ost", 44, 1],
        ["Talstadt", 43, 0],
    ]
    assert panel.heading == "Süd liegt 8,0 Jahre über Talstadt"
    assert panel.figure.data[0].x == (51, 44, 43)
    assert panel.figure.data[0].marker.color == (LIGHT.brand, LIGHT.axis, LIGHT.axis)


def test_an_area_without_a_figure_is_not_drawn_beside_others(here):
    panel = comparison.comparison_panel(
        view(here, NORTH, FOREIGN_SHARE, year=2020, before=NO_YEAR, others=(tree(here)[SOUTH],))
    )
    assert panel.figure.data[0].x == (6, 5), "Nord and Talstadt; Süd told none"
    assert math.isnan(panel.table.set_index("name").loc["Süd", "value"])


@pytest.mark.parametrize(("area", "year"), [(TOWN, 2024), (SOUTH, 2020)])
def test_nothing_to_compare_is_said(here, area, year):
    # The town has nothing above it; Süd has no figure of its own.
    panel = comparison.comparison_panel(view(here, area, FOREIGN_SHARE, year=year, before=NO_YEAR))
    assert panel.figure is None and "nichts zum Vergleich" in panel.empty


@pytest.mark.parametrize(
    ("own", "mean", "whole", "said"),
    [
        (5.04, 5.0, "B", "A liegt so hoch wie B"),
        (5.04, 5.0, "Region B", "A liegt so hoch wie die Region B"),
        (4.0, 5.0, "B", "A liegt 1,0 Prozentpunkte unter B"),
        (6.0, 5.0, "Region B", "A liegt 1,0 Prozentpunkte über der Region B"),
        (4.0, None, "B", "Kein Abstand: für B liegt kein Wert vor"),
    ],
)
def test_the_distance_in_words(own, mean, whole, said):
    values = (own, float("nan") if mean is None else mean)
    assert comparison.against("A", whole, values, (1, " Prozentpunkte")) == said
    assert comparison.to("Region B") == "zur Region B" and comparison.to("B") == "zu B"


class TestTime:
    def test_the_fan_leaves_the_last_count_and_keeps_its_quantiles(self, here):
        panel = time_panel.panel(view(here, NORTH, POPULATION))
        outer, inner = (one for one in panel.figure.data if one.fill == "toself")
        assert outer.y == (8400, 8800, 9072, 8652, 8420, 8400)
        assert inner.y == (8400, 8700, 8900, 8700, 8500, 8400)
        shown = lines(panel)
        assert shown["Prognose"].line.dash == "5px,4px" and shown["Prognose"].y == (8600, 8800)
        assert shown["Nord"].line.dash == "solid" and shown["Nord"].y == (8000, 8100, 8200, 8300, 8400)
        # 8652 − 8400 and 9072 − 8400, rounded to tens as every forecast of this size
        assert panel.heading == "Bis 2034 voraussichtlich +250 bis +670 Personen"
        assert panel.table["range"].tolist() == [""] * 5 + ["8.420–8.800", "8.650–9.070"]

    def test_a_small_area_has_a_gap_a_range_and_a_veil(self, here):
        panel = time_panel.panel(view(here, SOUTH, POPULATION))
        own = lines(panel)["Süd"]
        assert math.isnan(own.y[2]) and own.customdata[2] == "…" and own.connectgaps is False
        median = lines(panel)["Prognose"]
        assert median.line.width == 0 and median.customdata == ("820–890", "700–880")
        # 900 people: five years from 2024, to the end of the picture.
        veil = panel.figure.layout.shapes[-1]
        assert (veil.type, veil.x0, veil.x1) == ("rect", 2029, 2035)
        assert panel.note.startswith("Blass nach 2029")

    def test_counts_of_several_areas_are_set_to_100(self, here):
        chosen = view(here, NORTH, POPULATION, others=(tree(here)[SOUTH], tree(here)[EAST]))
        shown = lines(time_panel.panel(chosen))
        assert shown["Nord"].y == pytest.approx((100, 101.25, 102.5, 103.75, 105))
        assert shown["Süd"].y[0::4] == pytest.approx((100, 90)) and math.isnan(shown["Süd"].y[2] or math.nan)
        assert shown["Prognose"].y == pytest.approx((107.5, 110)), "8600 and 8800 of 8000"
        assert len({one.line.color for one in (shown["Nord"], shown["Süd"], shown["Ost"])}) == 3

    def test_a_ratio_of_twelve_people_is_not_drawn(self, here):
        panel = time_panel.panel(view(here, HAMLET, AGE))
        assert panel.figure is None and "weniger als 50 Menschen" in panel.empty
        # The number of people itself is no ratio.
        assert lines(time_panel.panel(view(here, HAMLET, POPULATION)))["Weiler"].y == (10, 10, 10, 11, 12)

    def test_no_line_leaps_over_a_year_nobody_delivered(self, tmp_path):
        tables = build_tables()
        values, stock = tables["indicator_value"], tables["area_population"]
        dates = pd.to_datetime(stock["reference_date"]).dt.year
        gone = town(
            tmp_path, indicator_value=values[values["year"] != 2021], area_population=stock[dates != 2022]
        )
        chosen = view(gone, NORTH, POPULATION, options={"jahrgang": "1984"})
        shown = lines(time_panel.panel(chosen))["Nord"]
        assert shown.x == (2020, 2021, 2022, 2023, 2024) and math.isnan(shown.y[1])
        index = area_pictures.multiples_panel(chosen).table.set_index("name")
        assert index.loc["Nord"].isna().tolist() == [False, True, False, False, False]
        born = lines(cohort.panel(chosen))["Nord"]
        assert born.x == (2020, 2021, 2022, 2023, 2024)
        assert [math.isnan(one) for one in born.y] == [False, True, True, False, False]


class TestVeil:
    def test_nothing_fades_over_a_large_area_or_without_a_forecast(self, here):
        chosen = view(here, NORTH, POPULATION)
        chart = time_panel.panel(chosen).figure
        ahead = facts.fan(chosen, NORTH, "bevoelkerung")
        assert fading.veil(chosen, chart, ahead) == (chart, "")
        small = view(here, SOUTH, POPULATION)
        assert fading.veil(small, chart, ahead.head(0)) == (chart, "")

    def test_a_forecast_that_ends_before_it_fades_stays_as_it_is(self, here):
        small = view(here, SOUTH, POPULATION)
        chart = time_panel.panel(view(here, NORTH, POPULATION)).figure
        ahead = facts.fan(small, SOUTH, "bevoelkerung")
        assert fading.veil(small, chart, ahead[ahead["year"] == 2029])[1] == ""
        assert fading.veil(small, chart, ahead)[1].startswith("Blass nach 2029")

    @pytest.mark.parametrize(
        ("years", "is_open", "fades"),
        [(7, True, 7), (3, True, 5), (3, False, 3), (7, False, 7), (0, False, 1), (12, True, 10)],
    )
    def test_a_forecast_fades_when_it_has_kept_and_not_before(self, here, years, is_open, fades):
        area = view(here, SOUTH, POPULATION).area
        assert quality.fades_after(area, quality.ShelfLife(years, is_open)) == fades


def test_quality_tells_median_and_four_of_five(here):
    # A year on 1 to 5 % off, five years 2, 4, 6, 8, 20: four of five at 8 + 0.2 · 12. Four cases: left out.
    panel = quality.panel(view(here, NORTH, POPULATION))
    shown = lines(panel)
    assert shown["jeder zweite Fall"].y == pytest.approx((3, 6))
    assert shown["vier von fünf Fällen"].y == pytest.approx((4.2, 10.4))
    assert panel.figure.layout.xaxis.ticktext == ("1 Jahr", "5 Jahre")
    # In a band of ±4 % lie errors of 1 to 4 %, and of 2 and 4 %.
    assert panel.table["inside"].tolist() == pytest.approx([80, 40])
    assert panel.heading == "Nach fünf Jahren lagen vier von fünf Prognosen höchstens 10,4\u202f% daneben"
    assert "5.000 bis 9.999 Einwohnern" in panel.subtitle


def test_quality_of_a_size_nobody_tested(here):
    panel = quality.panel(view(here, SOUTH, POPULATION))
    assert panel.figure is None and "keine Rückrechnung" in panel.empty


class TestCohort:
    def test_a_birth_year_is_followed_and_expected(self, here):
        # Age 36: 2500 + 500 + 2000. Age 39: 3000 + 1500. Age 50 in 2034: 2500 + 500 + 1900.
        panel = cohort.panel(view(here, NORTH, POPULATION, options={"jahrgang": "1984"}))
        shown = lines(panel)
        known = dict(zip(shown["Nord"].x, shown["Nord"].y, strict=True))
        assert (known[2020], known[2023], known[2024]) == (5000, 4500, 5000)
        # 2021 was not delivered by age, 2022 withheld.
        assert math.isnan(known[2021]) and math.isnan(known[2022])
        assert (shown["erwartet"].x, shown["erwartet"].y) == ((2024, 2034), (5000, 4900))
        assert shown["erwartet"].line.dash == "5px,4px"
        assert panel.heading == "Jahrgang 1984 in Nord: 2024 fast so viele wie 2020"
        assert panel.table.set_index("year").loc["2034", "age"] == "50"

    def test_a_birth_year_inside_a_class_is_not_known(self, here):
        panel = cohort.panel(view(here, SOUTH, POPULATION, options={"jahrgang": "1984"}))
        assert panel.figure is None and "nicht nach einzelnen Altersjahren" in panel.empty

    def test_a_small_area_gets_no_expected_number(self, here):
        panel = cohort.panel(view(here, EAST, POPULATION, options={"jahrgang": "1954"}))
        assert "erwartet" not in lines(panel) and panel.note == ""
        assert panel.heading == "Jahrgang 1954 in Ost: 1.600 Menschen im Jahr 2024"
