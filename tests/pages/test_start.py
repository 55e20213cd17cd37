"""The start page: says what is here and how good, and stays friendly where something is missing."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.topics.start import tables
from warehouse.settings import Home


def script() -> None:
    from dashboards.app import show

    show("start")


def start() -> AppTest:
    test = AppTest.from_function(script, default_timeout=60).run()
    assert not test.exception
    return test


def written(test: AppTest) -> str:
    return "\n".join(block.proto.body for block in test.get("html"))


@pytest.mark.usefixtures("at_mini_home")
def test_it_says_who_lives_here_and_where_to_go():
    words = written(start())
    assert "<h1>" in words
    assert "Menschen" in words
    assert all(f'href="{topic}"' in words for topic in ("demographie", "wanderungen", "kita"))


@pytest.mark.usefixtures("at_mini_home")
def test_it_shows_quality_and_the_current_forecast():
    words = written(start())
    assert "Bilanzrest" in words
    assert "Befunde der Prüfungen" in words
    assert "Ziehungen" in words


@pytest.mark.usefixtures("at_mini_home")
def test_pictures_carry_their_words():
    charts = start().get("plotly_chart")
    assert len(charts) == 2
    assert all(chart.proto.alt for chart in charts)


def test_without_a_build_it_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    test = start()
    assert "noch kein" in written(test)
    assert any("kohorte demo" in code.value for code in test.code)


@pytest.mark.usefixtures("at_mini_home")
def test_nothing_on_the_page_speaks_english_or_of_code():
    words = written(start())
    assert not any(sign in words for sign in ("None", "nan", "NaT", "Traceback"))


def test_a_build_without_forecast_says_so(mini_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bare = tmp_path / "home"
    bare.mkdir()
    (bare / "warehouse").symlink_to(mini_home.warehouse, target_is_directory=True)
    monkeypatch.setenv("KOHORTE_HOME", str(bare))
    assert "noch keine Prognose" in written(start())


@pytest.mark.usefixtures("at_mini_home")
def test_scenarios_stand_with_their_chances_and_the_assumptions_can_be_loaded():
    words = written(start())
    assert "Wie wahrscheinlich" in words
    assert "Obere Variante" in words
    assert "so viele oder mehr" in words
    assert "Diagnose, keine mögliche Zukunft" in words
    assert "Jede Annahme dieses Prognoselaufs" in words


def test_a_finding_is_read_on_a_phone_without_scrolling_sideways():
    """Two columns fit; area and date stand in the words of each finding."""
    found = {"severity": ["warning"], "area": ["A"], "reference_date": [None]}
    told = tables.findings(pd.DataFrame({**found, "message": ["In A weicht der Bestand Ende 2019 ab."]}))
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', told) == ["Schwere", "Befund"]
    assert "In A weicht der Bestand Ende 2019 ab." in told
