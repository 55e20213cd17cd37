"""The page Datenlage: what is there, what was found, and a way in that only the Werkbank has."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import data
from tests.pages.opened import figures, open_topic, title, words
from warehouse.connection import current_build
from warehouse.settings import Home

pytestmark = pytest.mark.usefixtures("at_mini_home")
DIRTY = ("None", "nan", "NaT", "Traceback", "{", "}")


def test_the_title_says_whether_the_stock_is_complete():
    assert re.search(
        r"Bestände 2019–2024 liegen vor, (nichts fällt auf|\d+ Warnung)", title(open_topic("datenlage"))
    )


@pytest.mark.parametrize("part", ["stand", "befunde", "hochladen"])
def test_every_part_is_written_in_plain_german(part: str):
    told = words(open_topic("datenlage", teil=part))
    assert not any(sign in told for sign in DIRTY)
    assert "Quelle: Quittungen" in told


def test_the_matrix_names_every_year_and_what_is_there():
    page = open_topic("datenlage")
    html = "".join(block.proto.body for block in page.get("html"))
    assert [str(year) for year in range(2019, 2025)] == re.findall(r'<th scope="col">(\d{4})</th>', html)
    assert "2024: Bestand, Geburten, Sterbefälle, Wanderungen, Umzüge innerhalb, betreute Kinder da" in html
    # The first year has nothing that leads to it.
    assert 'title="2019: Bestand da"' in html


def test_map_and_bars_show_the_rest_of_the_balance():
    page = open_topic("datenlage", bilanzjahr="2023")
    balance_map, bars = figures(page)
    assert balance_map["data"][0]["type"] == "choroplethmap"
    assert bars["data"][0]["x"] == list(range(2020, 2025))
    assert "2023" in words(page)


def test_what_dashboards_lack_stands_per_municipality():
    told = words(open_topic("datenlage"))
    assert "Was welcher Auswertung fehlt" in told
    assert "vollständig" in told


def test_checks_are_listed_with_and_without_findings():
    told = words(open_topic("datenlage", teil="befunde"))
    assert re.search(r"(\d+ von \d+ Prüfungen haben Befunde|Alle \d+ Prüfungen sind ohne Befund)", told)
    assert "Bilanz geht nicht auf" in told


def test_an_area_below_the_municipality_shows_its_municipality(mini_home: Home):
    del mini_home
    page = open_topic("datenlage", gebiet="03959001-0101")
    assert len(figures(page)) == 2


def test_the_way_in_offers_every_profile_by_its_title():
    page = open_topic("datenlage", teil="hochladen")
    (profiles,) = [box for box in page.selectbox if box.key == "lieferprofil"]
    assert "Bevölkerungsbestand, KOSIS-Statistikdatensatz" in profiles.options
    assert len(page.file_uploader) == 1


def test_another_role_sees_no_way_in_and_nothing_beside_the_build(monkeypatch: pytest.MonkeyPatch):
    opened = data.open_context
    monkeypatch.setattr(data, "open_context", lambda *one, **told: replace(opened(*one, **told), role="x"))
    page = open_topic("datenlage", teil="hochladen")
    assert len(page.file_uploader) == 0
    assert "Lieferung hochladen" not in words(page)
    told = words(open_topic("datenlage", teil="befunde"))
    assert "gelöscht" not in told
    assert "Adressen" not in told


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader[0].set_value((name, content, "text/csv")).run(timeout=60)
    assert not page.exception
    return page


def test_a_checked_file_says_what_would_happen_and_changes_nothing(mini_home: Home, project):
    before = current_build(mini_home).build_id
    name = "03959001_bestand_2024-12-31.csv"
    content = (project / "sample_data/mini/03959001/bestand" / name).read_bytes()
    page = upload(open_topic("datenlage", teil="hochladen"), name, content.rsplit(b"\n", 2)[0])
    page.selectbox(key="lieferprofil").set_value("generic_bestand").run(timeout=60)
    page.button(key="pruefen").click().run(timeout=60)
    assert "ersetzt Fassung 1: +0 −1 Zeilen" in words(page)
    assert [button.key for button in page.button] == ["pruefen", "uebernehmen"]
    assert current_build(mini_home).build_id == before


def test_a_refused_file_offers_no_takeover_and_names_the_right_profile(project):
    name = "03959001_bestand_2024-12-31.csv"
    content = (project / "sample_data/mini/03959001/bestand" / name).read_bytes()
    page = upload(open_topic("datenlage", teil="hochladen"), name, content)
    page.selectbox(key="lieferprofil").set_value("generic_deaths").run(timeout=60)
    page.button(key="pruefen").click().run(timeout=60)
    assert "kann so nicht übernommen werden" in words(page)
    assert "Einwohnerbestand im allgemeinen Format" in words(page)
    assert [button.key for button in page.button] == ["pruefen"]
