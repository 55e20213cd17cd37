"""The Kita page on the mini municipality: what it draws, and that it moves with its controls."""

import json
import re
import shutil
from functools import partial

import duckdb
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import data
from dashboards.style import COLUMN_WIDTH
from dashboards.topics.kita import cube, queries
from tests.pages.opened import figures, open_topic, title, words
from warehouse.settings import Home

TOWN = "Kleinauen"
VILLAGE, VILLAGE_ID = "Kleinauen-Dorf", "03959001-0101"


open_page = partial(open_topic, "kita")


def traces(page: AppTest) -> dict[str, dict]:
    """The traces of the time picture, which stands second."""
    return {trace["name"]: trace for trace in figures(page)[1]["data"] if trace.get("name")}


@pytest.fixture
def without_forecast(mini_home: Home, tmp_path, monkeypatch) -> Home:
    """The mini municipality before its first forecast, free to be changed."""
    shutil.copytree(mini_home.warehouse, tmp_path / "warehouse")
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    return Home(tmp_path)


def change(home: Home, *statements: str) -> None:
    """Change a copied build; a new name, so that no cache knows it."""
    pointer = json.loads((home.warehouse / "current.json").read_text())
    build_id = f"changed{abs(hash(statements))}"
    (home.warehouse / pointer["file"]).rename(home.warehouse / f"{build_id}.duckdb")
    with duckdb.connect(str(home.warehouse / f"{build_id}.duckdb")) as con:
        for statement in statements:
            con.execute(statement)
    (home.warehouse / "current.json").write_text(
        json.dumps({"build_id": build_id, "file": f"{build_id}.duckdb"})
    )


@pytest.mark.usefixtures("at_mini_home")
class TestWithForecast:
    def test_need_places_and_gap_stand_in_the_time_picture(self):
        page = open_page()
        drawn = traces(page)
        assert {"Plätze", "Bedarf", "Bedarf, Prognose"} <= set(drawn)
        assert drawn["Plätze"]["line"]["shape"] == "hvh"
        # Five observed Kita years; behind them nine: the tenth has no range without a path of births.
        assert drawn["Bedarf"]["x"] == list(range(2020, 2025))
        assert drawn["Bedarf, Prognose"]["x"] == list(range(2024, 2034))

    def test_map_has_a_value_for_every_area_of_the_level(self):
        page = open_page()
        located = figures(page)[0]["data"][0]
        assert len(located["locations"]) == 3
        assert all(hover[1] for hover in located["customdata"])

    def test_saldo_table_has_the_six_years_of_the_plan(self):
        page = open_page()
        heads = re.findall(r"\d{4}/\d{2}", words(page).split("Saldo je ")[1])
        assert heads[:6] == ["2025/26", "2026/27", "2027/28", "2028/29", "2029/30", "2030/31"]

    def test_a_higher_quota_needs_more_places(self):
        page = open_page()
        before = traces(page)["Bedarf, Prognose"]["y"][-1]
        slider = page.slider(key="zielquote-u3")
        share = slider.value / 100
        slider.set_value(100).run()
        assert not page.exception
        # At 100 % every child needs a place; below, the ages share the quota as observed.
        after = traces(page)["Bedarf, Prognose"]["y"][-1]
        assert before < after == pytest.approx(before / share, rel=0.2)

    def test_band_and_area_move_the_page(self):
        page = open_page(altersband="ue3", gebiet=VILLAGE_ID)
        assert "Kindergarten" in words(page)
        assert VILLAGE in words(page).split("Plätze (belegbar)")[0]
        # Usual in Niedersachsen: 18 of 100 who may wait a year do.
        assert "2,88 Jahrgänge" in page.caption[-1].value

    def test_scenarios_differ_in_the_forecast_only(self):
        page = open_page(altersband="ue3")
        usual = traces(page)
        picker = page.selectbox(key="variante")
        other = next(option for option in picker.options if option != picker.options[picker.index])
        picker.select(other).run()
        assert not page.exception
        changed = traces(page)
        assert changed["Bedarf"]["y"] == usual["Bedarf"]["y"]
        assert changed["Bedarf, Prognose"]["y"][1:] != usual["Bedarf, Prognose"]["y"][1:]

    def test_few_children_are_said_to_be_few(self):
        page = open_page(gebiet="03959001-0103")
        assert "zu wenige Kinder für eine Aussage" in title(page)

    def test_statuses_and_reserve_change_the_supply(self):
        page = open_page(altersband="ue3")
        before = traces(page)["Plätze"]["y"]
        # One container of 25 places is under construction from August 2025 on.
        assert before[-1] - before[4] == 25
        without = traces(open_page(altersband="ue3", massnahmen="beschlossen"))["Plätze"]["y"]
        assert without[-1] == before[4]
        page.slider(key="reserve").set_value(10).run()
        assert traces(page)["Plätze"]["y"][-1] == pytest.approx(0.9 * before[-1])
        assert "als Reserve frei" in page.caption[-1].value

    def test_an_observed_year_is_told_in_the_past_tense(self):
        page = open_page(kitajahr="2020", altersband="ue3")
        assert re.search("fehlten|blieben|reichten|zu wenige", title(page))

    def test_flexi_and_width_move_the_kindergarten(self):
        assert "2,88 Jahrgänge" in open_page(altersband="ue3").caption[-1].value
        page = open_page(altersband="ue3", flexi="40")
        assert "2,93 Jahrgänge" in page.caption[-1].value
        assert "40\u202f% der Kinder mit Wahlrecht" in page.caption[-1].value
        wide = open_page(altersband="ue3", jahrgaenge="3.5")
        assert "3,50 Jahrgänge am 1. August (als Übereinkunft gesetzt)" in wide.caption[-1].value
        assert traces(wide)["Bedarf, Prognose"]["y"][-1] > traces(page)["Bedarf, Prognose"]["y"][-1]

    def test_a_scenario_of_take_up_brings_its_zielquote_and_gives_the_own_one_back(self):
        page = open_page()
        own = page.slider(key="zielquote-u3").value
        page.selectbox(key="inanspruch").select("full_claim").run()
        assert page.slider(key="zielquote-u3-full_claim").value == 60
        assert "Voller Rechtsanspruch" in words(page)
        page.selectbox(key="inanspruch").select("beobachtet").run()
        assert page.slider(key="zielquote-u3").value == own

    def test_the_day_of_counting_fills_the_krippe(self):
        august, july = (
            traces(open_page(stichtag=day, inanspruch="status_quo"))["Bedarf, Prognose"]["y"][-1]
            for day in ("aug", "jul")
        )
        assert july > 1.3 * august
        assert "Alter am 31. Juli" in words(open_page(stichtag="jul"))

    def test_need_may_be_counted_where_care_is_taken_up(self):
        page = open_page(bedarfsort="kita", gebiet=VILLAGE_ID)
        assert "am Ort der Kita" in words(page)
        assert "nach den Wegen der betreuten Kinder" in page.caption[-1].value

    @pytest.mark.parametrize(
        ("view", "said"),
        [
            ("jahr", r"Im \w+ werden rund|nirgends höher"),
            ("hebel", "Am meisten bewegt den Saldo"),
            ("personal", "Vollzeitstellen"),
            ("vergleich", "zum Vergleich"),
            ("haus", "Gruppen am 1.8."),
            ("rueckblick", "Jahre voraus"),
        ],
    )
    def test_every_view_answers_its_question(self, view, said):
        page = open_page(vertiefung=view, altersband="ue3")
        assert re.search(said, words(page))

    def test_prices_are_parameters_with_their_year(self):
        page = open_page(vertiefung="personal", investition="80", preisstand="2030")
        assert "80.000 Euro je Platz" in words(page) and "Preise von 2030" in words(page)

    def test_the_list_tells_chance_class_and_category(self):
        said = words(open_page(altersband="ue3"))
        assert re.search("fehlt wohl|reicht|Plätze frei|offen", said.split("Einschätzung")[1])
        assert "Berliner Förderatlas" in said

    def test_the_map_may_show_how_sure_a_shortage_is(self):
        page = open_page(karte="sicherheit", altersband="ue3")
        assert "Wie sicher Plätze fehlen oder frei bleiben" in words(page)
        places = figures(page)[0]["data"][0]["z"]
        assert len(places) == 3

    def test_every_picture_has_alt_text(self):
        page = open_page()
        charts = [*page.get("plotly_chart"), *page.get("deck_gl_json_chart")]
        assert len(charts) >= 4
        assert all(len(chart.proto.alt) > 20 for chart in charts)

    def test_pictures_beside_another_know_their_width_and_that_in_a_whole_row_waits_for_it(self):
        widths = [figure["layout"].get("width") for figure in figures(open_page())]
        assert widths == [*[COLUMN_WIDTH] * (len(widths) - 1), None]

    def test_unknown_values_in_the_address_are_dropped(self):
        page = open_page(gebiet="Nirgendwo", kitajahr="1899", altersband="<script>")
        assert TOWN in title(page)


class TestWhatIsMissing:
    def test_without_a_forecast_the_page_tells_the_past(self, without_forecast):
        page = open_page(altersband="ue3")
        assert "Bedarf, Prognose" not in traces(page)
        assert "keine Prognose" in words(page)
        assert page.get("selectbox")

    def test_age_groups_give_no_children_and_no_zero(self, without_forecast):
        change(without_forecast, "UPDATE area_population SET age = 0, age_to = 17 WHERE age < 18")
        page = open_page()
        assert title(page) == f"Für {TOWN} liegen keine Kinderzahlen nach Altersjahren vor"
        assert not page.get("plotly_chart")
        assert "nach Einzelaltern liefern" in words(page)

    def test_a_band_without_places_shows_need_but_no_saldo(self, without_forecast):
        change(without_forecast, "DELETE FROM facility_group WHERE band = 'grundschule'")
        page = open_page(altersband="grundschule")
        assert "Ganztagsplätze nicht oder nicht vollständig" in title(page)
        assert all(place is None for place in traces(page)["Plätze"]["y"])
        assert any(need for need in traces(page)["Bedarf"]["y"])

    def test_without_kita_lists_the_need_stays(self, without_forecast):
        change(without_forecast, "DELETE FROM facility_group", "DELETE FROM facility", "DELETE FROM care")
        page = open_page(altersband="ue3")
        assert "Kindergartenplätze nicht oder nicht vollständig" in title(page)
        assert "Betreuungsliste" in words(page)

    def test_a_withheld_stock_leaves_a_gap(self, without_forecast):
        change(
            without_forecast,
            "UPDATE area_population SET persons = NULL WHERE reference_date = DATE '2020-12-31'",
        )
        drawn = traces(open_page(altersband="ue3"))["Bedarf"]
        known = dict(zip(drawn["x"], drawn["y"], strict=True))
        assert known[2020] is None
        assert known[2021] is None
        assert known[2022] is not None

    def test_a_single_year_end_gives_no_kita_year(self, without_forecast):
        change(without_forecast, "DELETE FROM area_population WHERE reference_date <> DATE '2024-12-31'")
        page = open_page()
        assert "noch keine Kinderzahlen" in title(page)


def test_stored_children_add_up_draw_by_draw_to_the_stored_bands(mini_home: Home):
    """Joint draws of the leaves against the bands of the municipality, which are summed before sorting."""
    pointer = json.loads((mini_home.forecasts / "current.json").read_text())
    with duckdb.connect(str(mini_home.forecasts / pointer["file"]), read_only=True) as con:
        rows = con.execute(
            "SELECT kita_year, draws FROM forecast_children WHERE scenario = 'basis' AND age <= 2"
        ).fetchall()
        stored = dict(
            con.execute(
                "SELECT kita_year, median FROM forecast_demand "
                "WHERE scenario = 'basis' AND band = 'u3' AND area_id = '03959001'"
            ).fetchall()
        )
    years = sorted({year for year, _ in rows})
    assert years == sorted(stored)[: len(years)] and len(years) == 11
    for year in years:
        together = np.sum([draws for at, draws in rows if at == year], axis=0)
        assert np.median(together) == pytest.approx(stored[year], rel=0.05)
        # In order of the draws, not sorted: a row of its own would rise.
        assert (np.diff(together) < 0).any()


def test_observed_ages_are_exact_where_the_register_tells_months(mini_home, monkeypatch):
    monkeypatch.setenv("KOHORTE_HOME", str(mini_home.root))
    context = data.open_context()
    parts = [f"03959001-010{n}" for n in (1, 2, 3)]
    wanted = ("03959001", *parts)
    scope = queries.Scope("03959001", wanted, wanted, None, 2030)
    seen = cube.observed(context, scope)
    assert seen.is_exact is not None and seen.is_exact.all()
    whole = seen.children[seen.areas.index("03959001")]
    # Areas sum to the municipality, also where ages come from months.
    inside = [seen.areas.index(part) for part in parts if part in seen.areas]
    assert seen.children[inside].sum(axis=0) == pytest.approx(whole)
    assert "genau nach Geburtsmonat" in words(open_page())
