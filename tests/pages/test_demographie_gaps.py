"""The demography page where little was delivered: age groups without sex, no moves, no forecast, no map."""

import datetime as dt
import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.small_home import write

TOWN, NORTH, SOUTH = "11000000", "11000000-01", "11000000-02"
GROUPS = ((0, 2), (3, 14), (15, 17), (18, 64), (65, 100))


def script():
    from dashboards.app import show

    show("demographie")


def stock():
    """1,000 persons in the north; 400 in the south, not delivered for 2020. The town is missing with it."""
    rows = []
    for year in (2010, 2019, 2020):
        for place, (low, high) in enumerate(GROUPS):
            north, south = 100 + 50 * place, None if year == 2020 else 40 + 20 * place
            town = None if south is None else north + south
            for area, persons in ((NORTH, north), (SOUTH, south), (TOWN, town)):
                rows.append((area, dt.date(year, 12, 31), None, low, high, None, persons))
    columns = ["area_id", "reference_date", "sex", "age", "age_to", "nationality", "persons"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def page(tmp_path, monkeypatch):
    population = stock()
    sums = population.assign(year=pd.to_datetime(population["reference_date"]).dt.year)
    totals = (
        sums.groupby(["area_id", "year"])["persons"].agg(lambda part: part.sum(skipna=False)).reset_index()
    )
    tables = {
        "area": pd.DataFrame(
            [
                (TOWN, "gemeinde", "Kleinberlin", TOWN, None, 1400),
                (NORTH, "bezirk", "Nord", TOWN, TOWN, 1000),
                (SOUTH, "bezirk", "Süd", TOWN, TOWN, 400),
            ],
            columns=["area_id", "level", "name", "municipality_ags", "parent_id", "inhabitants"],
        ),
        "area_member": pd.DataFrame(
            [(TOWN, TOWN, False), (TOWN, NORTH, True), (TOWN, SOUTH, True)]
            + [(area, area, True) for area in (NORTH, SOUTH)],
            columns=["ancestor_id", "area_id", "is_leaf"],
        ),
        "area_population": population,
        "population_margin": pd.DataFrame(
            [(NORTH, dt.date(2020, 12, 31), sex, persons) for sex, persons in (("m", 480), ("w", 520))],
            columns=["area_id", "reference_date", "sex", "persons"],
        ),
        "indicator": pd.DataFrame(
            [("bevoelkerung", "Bevölkerung", "Personen", "demographie", "Hauptwohnung")],
            columns=["indicator_id", "title", "unit", "topic", "definition"],
        ),
        "indicator_value": totals.rename(columns={"persons": "value"}).assign(
            indicator_id="bevoelkerung", is_protected=False
        ),
    }
    write(tmp_path, tables)
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))

    def open_page(**query):
        at = AppTest.from_function(script, default_timeout=60)
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return at

    return open_page


def words(at):
    bodies = [one.proto.body for one in at.get("html") if "<style" not in one.proto.body]
    return re.sub(r"\s+", " ", " ".join(re.sub(r"<[^>]+>", " ", body) for body in bodies))


def test_a_year_with_a_missing_part_is_said_and_not_summed(page):
    said = words(page())
    assert "Für Kleinberlin liegt zum 31.12.2020 kein vollständiger Bestand vor" in said
    assert "1.000" in said
    assert "liegt nicht vor" in said


def test_an_earlier_year_is_complete(page):
    said = words(page(stichtag="2019"))
    assert "Kaum Veränderung: Kleinberlin zählt 1.400 Menschen" in said
    assert "Prognosevariante" not in [one.label for one in page().selectbox]


def test_no_map_is_said(page):
    at = page()
    assert "keine Gebietsgrenzen" in words(at)
    kinds = {trace["type"] for one in at.get("plotly_chart") for trace in json.loads(one.proto.spec)["data"]}
    assert "choroplethmap" not in kinds


def test_groups_without_sex_are_bars_by_width(page):
    at = page(ansicht="aufbau", gebiet=NORTH)
    said = words(at)
    assert "Altersgruppen ohne Geschlecht" in said
    assert "480 Männer, 520 Frauen" in said
    assert "Frauenanteil 52,0 %" in said
    bars = [
        trace
        for one in at.get("plotly_chart")
        for trace in json.loads(one.proto.spec)["data"]
        if trace["type"] == "bar"
    ]
    assert [bar["name"] for bar in bars] == ["Personen"]
    assert "nicht für alle Jahre von 2011 bis 2020 vor" in said
    # 10–15 and 16–18 are cut by the class 15–17; joined groups are shown instead of guessed ones.
    assert "3 bis 15 Jahre" not in said
    assert "unter 3 Jahren" in said


def test_a_missing_stock_draws_nothing(page):
    at = page(ansicht="aufbau", gebiet=SOUTH)
    said = words(at)
    assert "Für Süd liegt zum 31.12.2020 kein vollständiger Bestand vor" in said
    kinds = {trace["type"] for one in at.get("plotly_chart") for trace in json.loads(one.proto.spec)["data"]}
    assert "bar" not in kinds


def test_nonsense_in_the_address_shows_a_page(page):
    at = page(gebiet="' OR 1=1", stichtag="9999", ansicht="<b>", kennzahl="x", ordnung="?")
    assert "Kleinberlin" in words(at)
