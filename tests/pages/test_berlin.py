"""Berlin's published register on the page Demographie: totals, map by Planungsraum, what cannot be drawn."""

import pytest

from tests.pages.opened import figures, open_topic, words
from warehouse.settings import Home


@pytest.fixture(autouse=True)
def at_berlin_home(berlin_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHORTE_HOME", str(berlin_home.root))


@pytest.mark.parametrize(("year", "persons"), [("2001", "3.337.233"), ("2020", "3.769.962")])
def test_the_key_figure_is_the_published_total(year: str, persons: str):
    text = words(open_topic("demographie", stichtag=year))
    assert persons in text


def test_the_map_shows_every_planungsraum_with_geometry_and_lists_the_other():
    page = open_topic("demographie", ebene="planungsraum", stichtag="2020")
    located = figures(page)[0]["data"][0]
    assert len(located["locations"]) == 447
    assert "09041403" in words(page)


@pytest.mark.parametrize(("level", "areas"), [("bezirk", 12), ("prognoseraum", 60), ("bezirksregion", 138)])
def test_every_level_can_be_chosen(level: str, areas: int):
    located = figures(open_topic("demographie", ebene=level))[0]["data"][0]
    assert len(located["locations"]) == areas
