"""Areas beside each other, change since a year, older borders, partners outside, the map as a picture."""

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.topics.wanderungen import changes
from tests.pages.opened import figures, open_topic, title, words
from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader

TOWN, VILLAGE, OTHER = "03959001", "03959001-0103", "03959001-0101"
A = "03900001"
CUT = "2018-12-31"
open_page = partial(open_topic, "wanderungen")


def lines(page: AppTest) -> list[dict[str, list]]:
    """The named lines over years of each picture: name → y."""
    return [
        {
            trace["name"]: trace["y"]
            for trace in one["data"]
            if trace.get("name") and "lines" in trace.get("mode", "")
        }
        for one in figures(page)
    ]


@pytest.mark.usefixtures("at_mini_home")
class TestBeside:
    def test_each_area_has_its_own_line_and_its_own_numbers(self):
        both = open_page(gebiet=VILLAGE, mit=OTHER, mass="cases", richtung="in", glaettung="jahr")
        alone = open_page(gebiet=OTHER, mass="cases", richtung="in", glaettung="jahr")
        compared = next(found for found in lines(both) if len(found) == 2 and "Fortzüge" not in found)
        own = next(found for found in lines(alone) if "Zuzüge" in found)["Zuzüge"]
        assert own in list(compared.values())
        assert next(found for found in lines(both) if "Zuzüge" in found)["Zuzüge"] in list(compared.values())

    @pytest.mark.parametrize("view", ["alter", "herkunft"])
    def test_the_other_views_set_areas_beside_each_other_too(self, view):
        before, page = open_page(ansicht=view), open_page(ansicht=view, mit=f"{VILLAGE},{OTHER}")
        assert len(page.get("plotly_chart")) == len(before.get("plotly_chart")) + 1
        assert page.query_params["mit"]

    def test_where_too_few_can_be_followed_no_areas_are_compared(self):
        page = open_page(ansicht="verbleib", mit=f"{VILLAGE},{OTHER}")
        assert "braucht es zwei Gebiete, deren Zugezogene verfolgt werden können" in words(page)

    def test_inside_and_outside_are_not_mixed_when_areas_are_compared(self):
        page = open_page(gebiet=VILLAGE, mit=TOWN, grenze="aussen", mass="cases")
        assert "verglichen werden alle Zu- und Fortzüge" in words(page)


@pytest.mark.usefixtures("at_mini_home")
class TestChange:
    def test_the_change_is_drawn_and_named_with_its_earlier_period(self, at_mini_home):
        moves = open_reader(at_mini_home).con.table("moves").df()
        years = sorted(set(moves["year"]))
        last, first = years[-1], years[0]
        page = open_page(mass="change", richtung="volume", zeitraum=f"{last}-{last}", seit=str(first))
        volume = moves[moves["kind"] != "inner"].groupby("year")["moves"].sum()
        assert (volume[first], volume[last]) == (62, 26)
        drawn = next(found for found in lines(page) if "Volumen" in found)["Volumen"]
        assert drawn[-1] == pytest.approx(100 * (26 / 62 - 1))
        assert title(page) == f"Kleinauen: 58,1\u202f% weniger Zu- und Fortzüge als {first}"

    def test_few_cases_then_leave_a_gap_and_say_so(self):
        page = open_page(mass="change", richtung="in", zeitraum="2024-2024", seit="2020")
        assert title(page).endswith("gegenüber 2020 nicht vergleichbar")
        assert all(y is None for y in next(found for found in lines(page) if "Zuzüge" in found)["Zuzüge"])

    def test_without_an_earlier_period_no_change_is_offered(self, at_mini_home):
        counted = open_reader(at_mini_home).con.table("moves").aggregate("year").fetchall()
        years = sorted(year for (year,) in counted)
        page = open_page(mass="change", zeitraum=f"{years[0]}-{years[-1]}")
        assert "gegenüber" not in words(page)
        assert changes.windows(years, years[0], years[-1]) == []


@pytest.mark.usefixtures("at_mini_home")
class TestOutside:
    def test_single_partners_add_up_to_the_moves_across_the_border(self, at_mini_home):
        page = open_page(ansicht="herkunft", zeitraum="2024-2024")
        switch = next(one for one in page.toggle if one.key == "zahlen-partner-aussen")
        shown = switch.set_value(True).run().dataframe[0].value
        moves = open_reader(at_mini_home).con.table("moves").df().query("year == 2024")
        came = moves[moves["kind"] == "external_in"]["moves"].sum()
        assert shown["Zuzüge im Jahr"].sum() == came > 0
        assert "Oldenburg (Oldb)" in set(shown["Gemeinde oder Staat"])

    def test_below_a_municipality_they_are_said_to_be_unknown(self):
        assert "nur für ganze Gemeinden" in words(open_page(ansicht="herkunft", gebiet=VILLAGE))
        assert "nicht nach Alter gezählt" in words(open_page(ansicht="herkunft", alter="18-24"))


@pytest.mark.usefixtures("at_mini_home")
def test_the_flow_map_can_be_loaded_as_a_picture():
    page = open_page(mass="cases")
    switch = next(one for one in page.toggle if one.key == "zahlen-nettostroeme")
    labels = {one.proto.label for one in switch.set_value(True).run().get("download_button")}
    assert {"Bild laden (PNG)", "Bild laden (SVG)"} <= labels


def moved(kind: str, person: str, area: str, partner: str) -> dict[str, str]:
    return {"event_kind": kind, "person_key": person, "area_id": area, "partner": partner}


@pytest.fixture
def split(tmp_path, monkeypatch) -> None:
    """Area 1 becomes 2 and 3 in 2019; in 2020 three persons come to 2, and one moves from 2 to 3."""
    deliveries = Deliveries(tmp_path / "home")
    town = {"area_id": A, "level": "gemeinde", "name": "Adorf", "municipality_ags": A}
    usual = {"level": "ortsteil", "parent_id": A, "municipality_ags": A}
    named = [
        usual | {"area_id": f"{A}-{key}", "name": name, "valid_from": start, "valid_to": end}
        for key, name, start, end in (
            ("1", "Alt", None, CUT),
            ("2", "Neuost", "2019-01-01", None),
            ("3", "Neuwest", "2019-01-01", None),
        )
    ]
    deliveries.areas(town, *named, owner=A)
    before = {f"p{number}": f"{A}-1" for number in range(100)}
    after = {f"p{number}": f"{A}-{2 if number < 60 else 3}" for number in range(100)}
    came = {f"n{number}": f"{A}-2" for number in range(3)}
    deliveries.stock(A, CUT, before)
    deliveries.stock(A, "2019-12-31", after)
    deliveries.stock(A, "2020-12-31", after | came | {"p0": f"{A}-3"})
    coming = [moved("in", f"n{number}", f"{A}-2", "163") for number in range(3)]
    passing = [moved(kind, "q", f"{A}-2", "163") for kind in ("in", "out")]
    deliveries.events(A, 2019, passing)
    deliveries.events(A, 2020, [*coming, moved("inner_move", "p0", f"{A}-3", f"{A}-2")])
    shares = [
        {"area_id": f"{A}-1", "successor_id": f"{A}-{key}", "weight": weight, "valid_from": "2019-01-01"}
        for key, weight in (("2", 0.6), ("3", 0.4))
    ]
    deliveries.add(A, "area_mappings", "2019-12-31", area_mapping=shares)
    build(deliveries.home)
    monkeypatch.setenv("KOHORTE_HOME", str(deliveries.home.root))


@pytest.mark.usefixtures("split")
def test_on_the_status_before_a_divided_area_has_the_moves_of_its_parts_and_their_balance():
    page = open_page(gebietsstand=CUT, gebiet=A, zeitraum="2020-2020", mass="cases")
    said = words(page)
    # over the border of Adorf 3 came; the move from 2 to 3 stands on both sides and changes nothing
    assert said.rsplit(" Alt ", 1)[1].split()[:5] == ["3", "–", "1", "1", "+3"]
    assert "Gebietsstand 31.12.2018" in said and "lassen sich nicht umrechnen" in said
    today = open_page(gebietsstand=CUT, gebiet=A, ansicht="alter")
    assert "Diese Ansicht steht auf heutigem" in words(today)
