"""Kita pictures of a town counted by hand: children, rates, the place ladder, home and place of care."""

import datetime as dt
import json
import math

import numpy as np
import pandas as pd
import pytest

from dashboards import areas, charts
from dashboards.style import LIGHT
from dashboards.topic import Context
from dashboards.topics.kita import axes, comparison, house, pictures, queries, rates, record
from dashboards.topics.kita.assumptions import Assumptions, Counted
from dashboards.topics.kita.filters import Choice, Years
from dashboards.topics.kita.queries import Run
from tests.unit.test_kita_queries import (
    AREAS,
    FORECAST,
    MUNICIPALITY,
    OTHER,
    SCHEMA,
    build_tables,
    table,
    write,
)
from warehouse.connection import open_reader
from warehouse.settings import Home

NORTH = AREAS[0]
RUN = Run("basis", "Basis", dt.date(2023, 12, 31), 2025, 3)


def town(folder, factor):
    """The town of the queries' tests, 10 and 20 people of every age, with `factor` times as many."""
    home, tables = Home(folder), build_tables()
    home.warehouse.mkdir(), home.forecasts.mkdir()
    tables["area_population"]["persons"] *= factor
    write(home.warehouse / "b.duckdb", SCHEMA, tables)
    (home.warehouse / "current.json").write_text(json.dumps({"build_id": "b", "file": "b.duckdb"}))
    draws = [
        ("r", "basis", area, year, age, [size - 5.0, size, size + 5.0])
        for area, size in zip(AREAS, (10.0, 20.0), strict=True)
        for year in (2024, 2025)
        for age in range(11)
    ]
    write(
        home.forecasts / "r.duckdb",
        FORECAST,
        {"forecast_children": table("run_id scenario area_id kita_year age draws", draws)},
    )
    current = {"run_id": "r", "build_id": "b", "file": "r.duckdb"}
    (home.forecasts / "current.json").write_text(json.dumps(current))
    return Context(reader=open_reader(home, FORECAST), build_id=str(folder), run_id="r")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return town(tmp_path_factory.mktemp("klein"), 1)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return town(tmp_path_factory.mktemp("gross"), 10)


def choice(context, area_id, run=None):
    area = areas.tree(context)[area_id]
    care = queries.care(context, [area_id, area.root_id], "u3")
    years = Years((2023,), (2024, 2025) if run else ())
    settings = Assumptions("u3", 0.35, counting=Counted(flexi=0.0))
    return Choice(area, "ortsteil", settings, years, 2023, run, care, rates.observed(care, area.root_id))


def noted(picture):
    return [note.text for note in picture.chart.layout.annotations]


def named(chart):
    return {one.name: one for one in chart.data if one.name}


class TestChildren:
    def test_observed_and_expected_with_their_band(self, few):
        # Three ages of 10 + 20. Ahead 20, 30 or 40 of each: 60, 90, 120, with tenths at 66 and 114.
        shown = pictures.children(few, choice(few, MUNICIPALITY, RUN))
        lines = named(shown.chart)
        assert (lines["U3"].x, lines["U3"].y, lines["U3"].line.dash) == ((2023,), (90,), "solid")
        assert lines["U3, Prognose"].y == (90, 90, 90) and lines["U3, Prognose"].line.dash == "5px,4px"
        assert lines["U3, Prognose"].customdata[1:] == ("90 (66–114)",) * 2
        fan = next(one for one in shown.chart.data if one.fill == "toself")
        assert fan.y == pytest.approx((90, 114, 114, 66, 66, 90))
        assert shown.heading == "Bis 2025/26 ist offen, ob es mehr oder weniger Kinder unter 3 werden"

    def test_without_a_run_nothing_is_said_of_the_future(self, few):
        shown = pictures.children(few, choice(few, MUNICIPALITY))
        assert set(named(shown.chart)) == {"U3", "Ü3", "Grundschule"}
        assert "Prognose" not in shown.subtitle and shown.heading == "Kinder in Kleinauen"

    def test_ages_delivered_as_classes_are_no_children(self, few):
        shown = pictures.children(few, choice(few, OTHER))
        assert shown.chart is None and "nicht nach einzelnen Altersjahren" in shown.missing


class TestRates:
    def test_over_time_beside_the_places_and_the_whole(self, many):
        # Nord: 10 in care and 28 places for 300 children; the town 15 of 900.
        shown = pictures.rates_over_time(many, choice(many, NORTH))
        lines = named(shown.chart)
        assert {name: one.y for name, one in lines.items()} == {
            "betreut": pytest.approx((100 * 10 / 300,)),
            "Plätze": pytest.approx((100 * 28 / 300,)),
            "Kleinauen": pytest.approx((100 * 15 / 900,)),
        }
        assert shown.heading == "Von 100 Kindern werden 3 betreut, für 9 gibt es Kita-Plätze"

    def test_by_single_age(self, many):
        # 3 + 3 of 100 aged one, 4 of 100 aged two; in the town 6 and 9 of 300.
        shown = pictures.rates_by_age(many, choice(many, NORTH))
        bars, strokes = shown.chart.data
        assert bars.y == (0, 6, 4, 0, 0, 0) and strokes.y == pytest.approx((0, 2, 3, 0, 0, 0))
        assert shown.heading == "In keinem Alter wird die Hälfte der Kinder betreut"
        assert pictures.by_age(many, choice(many, NORTH)).chart.data[0].y == bars.y

    @pytest.mark.parametrize("make", [pictures.rates_over_time, pictures.rates_by_age])
    @pytest.mark.parametrize(
        ("area", "said"), [(NORTH, "weniger als 50 Kinder"), (OTHER, "keine betreuten Kinder")]
    )
    def test_no_per_cent_of_few_or_of_nothing(self, few, make, area, said):
        shown = make(few, choice(few, area))
        assert shown.chart is None and said in shown.missing


class TestPlaces:
    def test_the_ladder_from_approval_to_children(self, few):
        # Open on 1 August 2023: two groups of 15, one with 13 bookable; 3 + 5 children are in them.
        shown = pictures.place_ladder(few, choice(few, NORTH))
        assert shown.chart.data[0].x == (30, 30, 30, 28, 8)
        assert noted(shown) == ["<b>30</b>", "<b>30</b>", "<b>30</b>", "<b>28</b>", "<b>8</b>"]
        assert shown.heading == "2 genehmigte Plätze sind nicht belegbar"
        assert shown.read_out == "genehmigt: 30; gebaut: 30; mit Personal: 30; belegbar: 28; belegt: 8."

    def test_a_town_without_lists_has_no_ladder(self, few):
        shown = pictures.place_ladder(few, choice(few, OTHER))
        assert shown.chart is None and "keine Einrichtungen mit Krippenplätzen" in shown.missing
        assert "genehmigt: …" in shown.read_out, "not delivered is not none"

    @pytest.mark.parametrize(
        ("area", "rows", "heading"),
        [
            # At home 3, in Süd 4, with a childminder 3; from Süd 5.
            (NORTH, (3, 4, 3, 5), "4 Kinder pendeln aus, 5 Kinder pendeln ein"),
            # 3 + 4 + 5 in the town, 3 with a childminder; one from around.
            (MUNICIPALITY, (12, 0, 3, 1), "Kein Kind pendelt aus, 1 Kind pendelt ein"),
        ],
    )
    def test_home_and_place_of_care(self, few, area, rows, heading):
        shown = pictures.home_and_care(few, choice(few, area))
        assert shown.chart.data[0].x == rows and shown.heading == heading

    def test_nobody_knows_where_children_go(self, few):
        assert pictures.home_and_care(few, choice(few, OTHER)).chart is None

    def test_the_page_shows_all_four(self, few):
        keys = [one.key for one in pictures.pictures(few, choice(few, NORTH))]
        assert keys == ["kita-kinder", "kita-quoten", "kita-leiter", "kita-pendeln"]


class TestComparison:
    def rows(self, need):
        table = pd.DataFrame({"kita_year": [2023, 2024, 2025], "need": need, "places": [80.0, np.nan, 95.0]})
        return table.assign(
            is_forecast=[False, True, True], need_q10=table["need"] - 8, need_q90=table["need"] + 8
        )

    def test_ours_is_drawn_theirs_is_dotted(self):
        ours, theirs = self.rows([78.0, 82.0, 90.0]), self.rows([78.0, 70.0, 60.0])
        chart = comparison.figure(LIGHT, ours, theirs, is_phone=False)
        shown = named(chart)
        assert (shown["Bedarf, Prognose"].y, shown["Bedarf, Prognose"].line.dash) == ((78, 82, 90), "5px,4px")
        other = shown["zum Vergleich, Prognose"]
        assert (other.x, other.y, other.line.dash) == ((2024, 2025), (70, 60), "dot")
        assert shown["Plätze"].y[0] == 80 and math.isnan(shown["Plätze"].y[1])
        assert chart.layout.yaxis.range[1] >= 95

    def test_nothing_known_is_an_empty_frame(self):
        nothing = self.rows([np.nan] * 3).assign(places=np.nan)
        chart = comparison.figure(LIGHT, nothing, nothing, is_phone=True)
        assert chart.layout.yaxis.range[0] == 0


class TestHouse:
    def days(self, children):
        return pd.DataFrame(
            {
                "reference_date": pd.to_datetime(["2023-03-01", "2023-03-01", "2024-03-01"]),
                "children": children,
            }
        )

    GROUPS = pd.DataFrame(
        {"valid_from": ["2015-08-01"] * 2, "valid_to": [None] * 2, "places_bookable": [25.0, 15.0]}
    )

    def test_children_as_bars_places_as_strokes(self):
        rows = house.occupancy(self.GROUPS, self.days([20.0, 10.0, 38.0]))
        bars, strokes = house.figure(LIGHT, rows, is_phone=False).data
        assert bars.x == (2023, 2024) and bars.y == (30, 38) and strokes.y == (40, 40)
        assert rows["rate"].tolist() == [0.75, 0.95]

    def test_a_withheld_number_of_children_is_not_none(self):
        rows = house.occupancy(self.GROUPS, self.days([20.0, None, 38.0]))
        assert rows["children"].isna().tolist() == [True, False]
        assert math.isnan(house.figure(LIGHT, rows, is_phone=True).data[0].y[0])

    def test_a_group_without_a_number_of_places_makes_the_sum_unknown(self):
        rows = house.occupancy(
            self.GROUPS.assign(places_bookable=[25.0, None]), self.days([20.0, 10.0, 38.0])
        )
        assert rows["places"].isna().all() and rows["rate"].isna().all()

    def test_all_missing_draws_an_empty_frame(self):
        rows = house.occupancy(self.GROUPS.assign(places_bookable=None), self.days([None] * 3))
        chart = house.figure(LIGHT, rows, is_phone=False)
        assert chart.layout.yaxis.range[0] == 0 and chart.layout.yaxis.range[1] > 0


class TestRecord:
    FOUND = pd.DataFrame(
        {
            "origin_year": [2021, 2021, 2022],
            "lead_time": [1, 2, 1],
            "year": [2022, 2023, 2023],
            "forecast": [98.0, 96.0, 104.0],
            "observed": [100.0, 106.0, 106.0],
            "q10": [90.0, 85.0, 95.0],
            "q90": [106.0, 108.0, 112.0],
        }
    )

    def test_forecasts_begin_at_what_was_counted(self):
        chart = record.figure(LIGHT, self.FOUND, is_phone=False)
        shown = named(chart)
        assert (shown["eingetreten"].x, shown["eingetreten"].y) == ((2022, 2023), (100, 106))
        # The year end 2021 was not counted here; 2022 was.
        assert (shown["Prognose aus 2021"].x, shown["Prognose aus 2021"].y) == ((2022, 2023), (98, 96))
        assert (shown["Prognose aus 2022"].x, shown["Prognose aus 2022"].y) == ((2022, 2023), (100, 104))
        assert shown["eingetreten"].line.dash == "solid" != shown["Prognose aus 2022"].line.dash
        fan = next(one for one in chart.data if one.fill == "toself")
        assert fan.y == (106, 108, 85, 90)
        assert 0 < chart.layout.yaxis.range[0] <= 85, "begins near the lowest number, which is far from zero"
        far = record.figure(LIGHT, self.FOUND.assign(q10=[10.0, 20.0, 30.0]), is_phone=False)
        assert far.layout.yaxis.range[0] == 0

    def test_no_band_where_one_is_missing(self):
        chart = record.figure(LIGHT, self.FOUND.assign(q10=[90.0, None, 95.0]), is_phone=False)
        assert not [one for one in chart.data if one.fill == "toself"]


def test_assembled_figures_keep_margins_and_look():
    line = {"type": "scatter", "x": [2023, 2024], "y": [1.0, None]}
    chart = axes.assemble(LIGHT, axes.Frame(200, 1, 2, 3, 4), [line], {"yaxis": axes.value_axis(0, 1)})
    assert chart.data[0].y == (1, None) and chart.layout.height == 200
    margin = chart.layout.margin
    assert (margin.t, margin.r, margin.b, margin.l) == (1, 2, 3, 4)
    assert charts.base.template(LIGHT).layout.separators == chart.layout.template.layout.separators == ",."
