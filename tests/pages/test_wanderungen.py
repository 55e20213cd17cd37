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
from warehouse.connection import open_reader
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


def map_of(page: AppTest) -> dict[str, list[str]]:
    """Area → name and words of what the map shows; empty without a map."""
    for one in figures(page):
        for trace in one["data"]:
            if trace["type"] == "choroplethmap":
                return dict(zip(trace["locations"], trace["customdata"], strict=True))
    return {}


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
        every = page.get("plotly_chart")
        assert len(every) >= least
        assert all(len(chart.proto.alt) > 30 for chart in every)

    def test_the_map_has_every_area_with_its_figure(self):
        areas = map_of(open_page())
        assert set(areas) == {f"{TOWN}-010{place}" for place in (1, 2, 3)}
        assert all("Zuzüge" in words for _, words in areas.values())

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
        assert len(map_of(page)) == 3
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
        assert not map_of(page) and "keine Gebietsgrenzen" in words(page)


def _years(home: Home) -> list[tuple[int]]:
    build = json.loads((home.warehouse / "current.json").read_text())["file"]
    with duckdb.connect(str(home.warehouse / build), read_only=True) as con:
        return con.execute("SELECT DISTINCT year FROM moves").fetchall()


VIEWS = ("ueberblick", "alter", "herkunft", "verflechtung", "verbleib")


@pytest.mark.usefixtures("at_mini_home")
class TestViews:
    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize("area", [TOWN, VILLAGE])
    def test_every_view_opens_for_every_kind_of_area(self, view, area):
        page = open_page(ansicht=view, gebiet=area, nation="A", zeitraum="2023-2023", glaettung="mittel")
        assert title(page) and "Wanderungen ·" in words(page)

    def test_a_filter_is_named_and_can_be_lifted(self):
        page = open_page(geschlecht="w", alter="18-64", richtung="in", mass="share")
        assert "Filter aktiv: Frauen, 18 bis 64 Jahre" in words(page)
        assert "aller Zuzüge" in title(page)
        page.button(key="filter-aufheben").click().run()
        assert not page.exception and "Filter aktiv" not in words(page)
        assert "geschlecht" not in page.query_params

    def test_women_and_men_add_up(self):
        both = [history(open_page(mass="cases", geschlecht=code))["Zuzüge"]["y"] for code in ("w", "m")]
        together = history(open_page(mass="cases"))["Zuzüge"]["y"]
        assert [a + b for a, b in zip(*both, strict=True)] == together

    def test_moving_means_are_drawn_and_said(self):
        page = open_page(mass="cases", glaettung="mittel", zeitraum="2022-2024")
        yearly = history(open_page(mass="cases", glaettung="jahr", zeitraum="2022-2024"))["Zuzüge"]["y"]
        drawn = history(page)["Zuzüge"]["y"]
        assert drawn[0] is None and drawn[-1] == pytest.approx(sum(yearly[-3:]) / 3)
        assert "gleitendes Mittel über 3 Jahre" in words(page)

    def test_moves_inside_the_town_and_across_its_border_add_up(self):
        every, inside, across = (
            history(open_page(gebiet=VILLAGE, mass="cases", grenze=border))["Zuzüge"]["y"]
            for border in ("alle", "innen", "aussen")
        )
        assert [a + b for a, b in zip(inside, across, strict=True)] == every

    def test_the_town_looked_at_from_inside_counts_moves_between_its_parts(self, at_mini_home):
        page = open_page(grenze="innen")
        assert title(page).startswith("Umzüge in Kleinauen")
        assert "Umzüge im selben Gebiet" in words(page)

    def test_the_matrix_holds_moves_between_areas_and_from_outside(self, at_mini_home):
        page = open_page(ansicht="verflechtung", zeitraum="2024-2024", felder="alle")
        switch = next(one for one in page.toggle if one.key == "zahlen-matrix")
        shown = switch.set_value(True).run().dataframe[0].value
        assert {"von", "nach Ausland"} <= set(shown.columns)
        moves = open_reader(at_mini_home).con.table("moves").df().query("year == 2024")
        outside = moves.query("kind == 'external_in' and origin == 'LAND'")["moves"].sum()
        areas = [column for column in shown.columns if column.startswith("nach ")][:3]
        assert shown.set_index("von").loc["übriges Land", areas].sum() == outside

    def test_arrivals_are_followed_as_far_as_the_years_reach(self, at_mini_home):
        page = open_page(ansicht="verbleib")
        came = open_reader(at_mini_home).con.table("arrival_stay").df()["persons"].sum()
        assert f"{came}" in words(page) and "der Zugezogenen" in title(page)
        assert all("Jahr" in chart.proto.alt for chart in page.get("plotly_chart"))

    def test_motives_are_called_proxies(self):
        said = words(open_page(ansicht="alter"))
        assert "stellvertretend" in said and "warum jemand umzieht, weiß das Register nicht" in said

    def test_the_territorial_status_is_told(self):
        assert "Auf heutigem Gebietsstand" in words(open_page())

    @pytest.mark.parametrize("scheme", ["jenks", "quantile", "gleich"])
    def test_the_map_takes_the_classes_the_reader_wants(self, scheme):
        assert map_of(open_page(klassen=scheme, grenzen="jahr", mass="cases", richtung="volume"))


class TestMissing:
    def test_counts_alone_say_that_nobody_can_be_followed(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "DELETE FROM arrival_stay")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page(ansicht="verbleib")
        assert "nicht geliefert" in title(page) and "generic_bewegung" in words(page)
        assert not page.get("plotly_chart")

    @pytest.mark.parametrize("view", VIEWS)
    def test_a_gap_in_the_period_is_said_in_every_view(self, mini_home, tmp_path, monkeypatch, view):
        changed(mini_home, tmp_path, "DELETE FROM moves WHERE year = 2023", f"SELECT '{view}'")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page(ansicht=view, zeitraum="2022-2024", mass="cases")
        assert title(page)
        if view in {"ueberblick", "herkunft"}:
            assert "nicht vollständig" in words(page)

    def test_moves_inside_only_are_not_taken_for_nobody_coming(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "DELETE FROM moves WHERE kind <> 'inner'")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        assert title(open_page()).startswith("Umzüge in Kleinauen")
        assert "nicht oder nicht vollständig geliefert" in words(open_page(ansicht="herkunft"))
        part = history(open_page(gebiet=VILLAGE, mass="cases"))
        assert sum(part["Zuzüge"]["y"]) > 0

    def test_moves_without_sex_offer_no_filter_by_sex(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "UPDATE moves SET sex = NULL")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        page = open_page(geschlecht="w")
        assert "Filter aktiv" not in words(page) and title(page) == title(open_page())

    def test_age_groups_leave_the_single_ages_empty(self, mini_home, tmp_path, monkeypatch):
        changed(mini_home, tmp_path, "UPDATE moves SET age = 0, age_to = 100")
        monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
        assert "nicht nach einzelnen Altersjahren" in words(open_page(ansicht="alter"))
        assert sum(history(open_page(mass="cases"))["Zuzüge"]["y"]) > 0
