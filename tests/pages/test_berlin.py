"""Berlin's published register on the page Demographie: totals, map by Planungsraum, what cannot be drawn."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from warehouse.settings import Home


def script():
    from dashboards.app import show

    show("demographie")


@pytest.fixture(autouse=True)
def at_berlin_home(berlin_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHORTE_HOME", str(berlin_home.root))


def open_page(**query: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    bodies = [html.proto.body for html in page.get("html")]
    return " ".join(re.sub(r"<[^>]+>", " ", body) for body in bodies if "<style" not in body)


@pytest.mark.parametrize(("year", "persons"), [("2001", "3.337.233"), ("2020", "3.769.962")])
def test_the_key_figure_is_the_published_total(year: str, persons: str):
    text = words(open_page(stichtag=year))
    assert persons in text


def test_the_map_shows_every_planungsraum_with_geometry_and_lists_the_other():
    page = open_page(ebene="planungsraum", stichtag="2020")
    located = json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]
    assert len(located["locations"]) == 447
    assert "09041403" in words(page)


@pytest.mark.parametrize(("level", "areas"), [("bezirk", 12), ("prognoseraum", 60), ("bezirksregion", 138)])
def test_every_level_can_be_chosen(level: str, areas: int):
    located = json.loads(open_page(ebene=level).get("plotly_chart")[0].proto.spec)["data"][0]
    assert len(located["locations"]) == areas
