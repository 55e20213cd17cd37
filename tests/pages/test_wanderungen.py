"""The migration page on the mini municipality: what its charts hold, and that it moves with its controls."""

import json
import re
import shutil
from functools import partial

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import data
from dashboards.topics.wanderungen import queries
from tests.pages.opened import figures, open_topic, title, words
from warehouse.settings import Home

TOWN = "03959001"
VILLAGE = "03959001-0103"


# Pictures of the mini municipality by view; its three areas are one municipality, so nobody else reports.
LEAST_PICTURES = {"ueberblick": 4, "alter": 5, "herkunft": 4, "verflechtung": 3}


open_page = partial(open_topic, "wanderungen")


def history(page: AppTest) -> dict[str, dict]:
    found = next(
        one for one in figures(page) if any(t.get("name") == "Fortzüge" and "x" in t for t in one["data"])
    )
    return {trace["name"]: trace for trace in found["data"]}


def deck(page: AppTest) -> dict[str, dict]:
    layers = json.loads(page.get("deck_gl_json_chart")[0].proto.json)["layers"]
    return {layer["id"]: layer for layer in layers}


@pytest.fixture
def counted(mini_home: Home, monkeypatch) -> dict[int, int]:
    """Arrivals of the whole municipality by year, straight from the mart."""
    monkeypatch.setenv("KOHORTE_HOME", str(mini_home.root))
    reader = data.current_reader()
    table = reader.cursor().table("moves").filter("kind IN ('external_in', 'member_in')")
    return dict(table.aggregate("year, sum(moves)::INTEGER", "year").fetchall())


@pytest.mark.usefixtures("at_mini_home")
class TestMunicipality:
    def test_the_time_picture_holds_the_counted_cases(self, counted):
        drawn = history(open_page(mass="cases"))
        assert set(drawn) == {"Zuzüge", "Fortzüge", "Saldo"}
        assert dict(zip(drawn["Zuzüge"]["x"], drawn["Zuzüge"]["y"], strict=True)) == counted
        nets = [a - d for a, d in zip(drawn["Zuzüge"]["y"], drawn["Fortzüge"]["y"], strict=True)]
        assert drawn["Saldo"]["y"] == nets

    def test_the_title_is_a_finding_and_the_standfirst_says_cases(self):
        page = open_page()
        assert re.search(r"gewinnt|verliert|Kaum Veränderung|zu wenig", title(page))
        assert "Fälle, nicht Personen" in words(page)

    @pytest.mark.parametrize(("view", "least"), LEAST_PICTURES.items())
    def test_every_picture_of_every_view_has_a_text(self, view, least):
        page = open_page(ansicht=view)
        every = [*page.get("plotly_chart"), *page.get("deck_gl_json_chart")]
        assert len(every) >= least
        assert all(len(chart.proto.alt) > 30 for chart in every)

    def test_the_map_has_every_area_with_its_figure(self):
        areas = deck(open_page())["areas"]["data"]["features"]
        assert {one["id"] for one in areas} == {f"{TOWN}-010{place}" for place in (1, 2, 3)}
        assert all("Zuzüge" in one["properties"]["text"] for one in areas)

    def test_direction_and_measure_change_the_key(self):
        rate, cases = history(open_page()), history(open_page(mass="cases"))
        assert rate["Zuzüge"]["y"] != cases["Zuzüge"]["y"]
        assert re.search(r"\d+ Zuzüge|Zu- und Fortzüge", title(open_page(richtung="in", mass="cases")))

    def test_one_year_instead_of_the_mean(self):
        page = open_page()
        first, year = page.slider(key="zeitraum").value
        assert year - first == 4, "so small a town opens with the mean of five years"
        page.slider(key="zeitraum").set_range(year, year).run()
        assert not page.exception and f"im Jahr {year}" in words(page)

    def test_an_age_group_narrows_every_picture(self):
        everybody, young = history(open_page(mass="cases")), history(open_page(mass="cases", alter="18-24"))
        assert sum(young["Zuzüge"]["y"]) < sum(everybody["Zuzüge"]["y"])

    def test_nationalities_add_up(self):
        both = [history(open_page(mass="cases", nation=code))["Zuzüge"]["y"] for code in ("D", "A")]
        together = history(open_page(mass="cases"))["Zuzüge"]["y"]
        assert [a + b for a, b in zip(*both, strict=True)] == together

    @pytest.mark.parametrize("view", LEAST_PICTURES)
    def test_the_numbers_of_every_picture_can_be_shown(self, view):
        page = open_page(ansicht=view)
        for switch in page.toggle:
            switch.set_value(True)
        page.run()
        assert not page.exception
        assert len(page.dataframe) == len(page.toggle) >= LEAST_PICTURES[view] - 1

    def test_nonsense_in_the_address_is_dropped(self):
        page = open_page(gebiet="nirgends", zeitraum="1848", alter="steinalt", richtung="<b>")
        assert title(page) == title(open_page())


@pytest.mark.usefixtures("at_mini_home")
class TestSmallArea:
    def test_a_leaf_is_seen_beside_its_neighbours(self):
        page = open_page(gebiet=VILLAGE)
        assert len(deck(page)["areas"]["data"]["features"]) == 3
        assert "Kleinauen" in words(page).split("Zuzüge")[0]

    def test_moves_inside_the_municipality_cross_the_border_of_a_leaf(self):
        context = data.open_context()
        leaf = queries.area_years(context, area_ids=[VILLAGE]).query("band == 'alle'")
        town = queries.area_years(context, area_ids=[TOWN]).query("band == 'alle'")
        assert leaf["arrivals_inner"].sum() > 0 and town["arrivals_inner"].sum() == 0
        drawn = history(open_page(gebiet=VILLAGE, mass="cases"))
        assert drawn["Zuzüge"]["y"] == leaf["arrivals"].tolist()

    def test_a_click_on_the_map_moves_the_page(self):
        page = open_page()
        page.session_state["gebiet"] = VILLAGE
        page.run()
        assert not page.exception and "Wanderungen · Überblick · Kleinauen" in words(page)


def changed(home: Home, folder, *statements: str) -> None:
    """A copy of a home whose build was changed; a new name, so that no cache knows it."""
    shutil.copytree(home.warehouse, folder / "warehouse")
    pointer = json.loads((folder / "warehouse" / "current.json").read_text())
    build_id = f"changed{abs(hash((statements, str(folder))))}"
    (folder / "warehouse" / pointer["file"]).rename(folder / "warehouse" / f"{build_id}.duckdb")
    with duckdb.connect(str(folder / "warehouse" / f"{build_id}.duckdb")) as con:
        for statement in statements:
            con.execute(statement)
    (folder / "warehouse" / "current.json").write_text(
        json.dumps({"build_id": build_id, "file": f"{build_id}.duckdb"})
    )


class TestGaps:
    def test_without_moves_the_page_says_so(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "DELETE FROM moves")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page()
        assert title(page) == "Für Kleinauen liegen keine Wanderungen vor"
        assert "generic_moves" in words(page)
        assert not page.get("plotly_chart") and page.selectbox(key="gebiet").options

    def test_a_year_without_report_is_a_gap(self, mini_home, tmp_path, monkeypatch):
        years = sorted(year for (year,) in _years(mini_home))
        gap = years[-2]
        changed(mini_home, tmp_path, f"DELETE FROM moves WHERE year = {gap}")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page(mass="cases")
        drawn = history(page)
        assert drawn["Zuzüge"]["y"][drawn["Zuzüge"]["x"].index(gap)] is None
        assert page.slider(key="zeitraum").value == (years[-1], years[-1])
        assert "liegen nicht vollständig vor" in title(open_page(zeitraum=f"{gap - 1}-{years[-1]}"))

    def test_without_population_cases_stay_and_rates_are_missing(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "DELETE FROM area_population")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page()
        assert all(value is None for value in history(page)["Zuzüge"]["y"])
        assert "…" in words(page)
        assert sum(history(open_page(mass="cases"))["Zuzüge"]["y"]) > 0

    def test_without_borders_the_table_remains(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "UPDATE area SET geometry = NULL")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page()
        assert not page.get("deck_gl_json_chart") and "keine Gebietsgrenzen" in words(page)


def _years(home: Home) -> list[tuple[int]]:
    build = json.loads((home.warehouse / "current.json").read_text())["file"]
    with duckdb.connect(str(home.warehouse / build), read_only=True) as con:
        return con.execute("SELECT DISTINCT year FROM moves").fetchall()
