"""Filters of the people in the views Altersaufbau, Bewegung and Prognose, on the mini home."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboards.filters import EVERYONE, People
from dashboards.topic import Context
from dashboards.topics.demographie import area_pictures, queries, vergleich
from tests.pages.opened import figures, open_topic, title, words
from tests.pages.small_home import write
from warehouse.connection import open_reader

TOWN, NORTH = "03959001", "03959001-0101"
ALL_YEARS = (0, 3000)
EVENTS = ["births", "deaths", "arrivals", "departures", "status_change", "correction", "residual"]


@pytest.fixture
def context(at_mini_home):
    reader = open_reader(at_mini_home)
    return Context(reader, reader.build_id, reader.run_id)


def page(**query):
    return open_topic("demographie", **query)


def balance(context, people, area_id=TOWN):
    return queries.group_balance(context, area_id=area_id, years=ALL_YEARS, people=people)


def people(context, **wanted):
    """Persons of the town at the end of 2024 by the build itself."""
    rows = context.reader.con.table("area_population").df()
    rows = rows[(rows["reference_date"].dt.year == 2024) & (rows["area_id"] == TOWN)]
    low, high = wanted.pop("ages", (0, 100))
    rows = rows[rows["age"].between(low, high)]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return int(rows["persons"].sum())


@pytest.mark.parametrize("area_id", [TOWN, NORTH])
def test_the_balance_of_everybody_is_the_mart(context, area_id):
    found = balance(context, EVERYONE, area_id)
    known = queries.balance(context, area_id=area_id, year_from=0, year_to=3000)
    assert len(found) == 5
    assert found[known.columns].astype(float).equals(known.astype(float))
    assert (found["ageing"] == 0).all()


@pytest.mark.parametrize(
    "parts",
    [
        [People("w"), People("m")],
        [People("", "D"), People("", "A")],
        [People(age_to=17), People(age=18, age_to=64), People(age=65)],
    ],
)
def test_the_balances_of_all_parts_add_up_to_that_of_everybody(context, parts):
    found = [balance(context, one) for one in parts]
    whole = balance(context, EVERYONE)
    for name in ["start_persons", "end_persons", *EVENTS]:
        assert sum(one[name] for one in found).tolist() == whole[name].tolist(), name
    # Who grows out of one part grows into the next.
    assert (sum(one["ageing"] for one in found) == 0).all()


def test_who_grows_up_leaves_the_children(context):
    rows = context.reader.con.table("area_population").df()
    rows = rows[(rows["reference_date"].dt.year == 2023) & (rows["area_id"] == TOWN) & (rows["age"] == 17)]
    children = balance(context, People(age_to=17))
    assert children.loc[children["year"] == 2024, "ageing"].iloc[0] == -rows["persons"].sum()
    grown = balance(context, People(age=18))
    assert grown.loc[grown["year"] == 2024, "births"].iloc[0] == 0


def test_a_flow_the_deliveries_count_otherwise_is_missing_not_zero(tmp_path):
    """Two births by sex where the balance counts three: nobody knows how many were girls."""
    flows = dict.fromkeys(
        ["in", "out", "moves_in", "moves_out", "status_change", "correction", "residual"], 0
    )
    year = {"area_id": "T", "year": 2024, "start": 10, "births": 3, "deaths": 0, "end": 13} | flows
    birth = {"area_id": "T", "year": 2024, "mother_age": 30, "mother_age_to": 30, "nationality": "D"}
    stock = {"area_id": "T", "sex": "w", "age": 30, "age_to": 30, "nationality": "D"}
    tables = {
        "area_member": pd.DataFrame([{"ancestor_id": "T", "area_id": "T", "is_leaf": True}]),
        "balance": pd.DataFrame([year]),
        "births": pd.DataFrame([birth | {"sex": sex, "births": 1} for sex in ("w", "m")]),
        "area_population": pd.DataFrame(
            [stock | {"reference_date": f"{when}-12-31", "persons": 10} for when in (2023, 2024)]
        ),
    }
    reader = open_reader(write(tmp_path, tables))
    found = balance(Context(reader, reader.build_id, None), People("w"), "T").iloc[0]
    assert np.isnan(found["births"])
    assert np.isnan(found["residual"])
    assert found["deaths"] == 0
    assert (found["start_persons"], found["end_persons"]) == (10, 10)


def test_the_age_structure_counts_the_people_it_names(context):
    at = page(ansicht="aufbau", geschlecht="w", nation="D")
    counted = people(context, sex="w", nationality="D")
    assert title(at).startswith(f"Frauen, deutsch in Kleinauen: {counted} Ende 2024, im Mittel ")
    assert "Filter aktiv: Frauen, deutsch" in words(at)
    names = {trace.get("name") for chart in figures(at) for trace in chart["data"]}
    assert "Frauen" in names
    assert not any(str(name).startswith("Männer") for name in names)


def test_the_age_structure_of_some_ages_shows_no_others(context):
    at = page(ansicht="aufbau", alter="18-64", stufe="5")
    assert str(people(context, ages=(18, 64))) in title(at)
    pyramid = next(one for one in figures(at) if "yaxis2" in one["layout"])
    low, high = pyramid["layout"]["yaxis"]["range"]
    assert (low, high) == (17.7, 65.3)


def test_nobody_of_the_people_asked_for_is_said(at_mini_home):
    at = page(ansicht="aufbau", geschlecht="m", nation="A", alter="100-100")
    assert "niemand" in title(at)


def test_the_change_of_some_people_is_taken_apart(context):
    at = page(ansicht="bewegung", alter="18-64", geschlecht="w")
    found = balance(context, People("w", age=18, age_to=64))
    assert "Frauen, 18 bis 64 Jahre in Kleinauen: " in title(at)
    assert re.search(rf"Alterung\s+{'−' if found['ageing'].sum() < 0 else '[+]'}?", words(at))
    births = next(chart for chart in figures(at) if any(t.get("name") == "Alterung" for t in chart["data"]))
    assert births


def test_the_change_per_1000(at_mini_home):
    at = page(ansicht="bewegung", darstellung="je1000")
    assert "je 1.000 Personen der mittleren Bevölkerung" in words(at)
    assert re.search(r"je 1\.000 Personen am 31\.12\.\d{4}", words(at))


def test_a_group_the_run_keeps_has_a_range_and_any_other_says_it_has_none(context):
    old = page(ansicht="prognose", alter="65-100")
    assert f"{people(context, ages=(65, 100))} " in words(old)
    assert "nach der Spanne der Gruppe" in words(old)
    odd = page(ansicht="prognose", alter="33-44", geschlecht="w")
    assert "nur für alle Menschen gerechnet" in words(odd)
    assert "die rechnet die Prognose für diese Auswahl nicht" in words(odd)


@pytest.mark.parametrize("unit", ["seit", "anteil", "je1000"])
def test_the_forecast_in_other_units(at_mini_home, unit):
    at = page(ansicht="prognose", darstellung=unit, geschlecht="w")
    assert title(at)
    if unit == "seit":
        assert "Veränderung in % seit 2024" in words(at)
        assert re.search(r"Bis 2034 voraussichtlich [+−]\d+,\d bis [+−]\d+,\d\s%", words(at))


def test_probabilities_say_that_they_are_about_everybody(at_mini_home):
    told = "Für alle Menschen; auf diesen Teil wirkt der Filter nicht."
    assert told in words(page(ansicht="prognose", geschlecht="w"))
    assert told not in words(page(ansicht="prognose"))


def test_an_age_group_is_picked_by_name(at_mini_home):
    at = page(ansicht="prognose")
    at.selectbox(key="alter-gruppe").select("65-100").run()
    assert not at.exception
    assert at.query_params["alter"] == "65-100"
    assert "Filter aktiv: ab 65 Jahren" in words(at)


def test_compared_areas_are_outlined_on_the_map_in_the_colours_of_their_lines(at_mini_home):
    south = "03959001-0102"
    at = page(gebiet=NORTH, mit=south, kennzahl="durchschnittsalter")
    layers = next(one["layout"]["map"]["layers"] for one in figures(at) if "map" in one["layout"])
    outlined = {str(one["source"]).rpartition("/")[2]: one["color"] for one in layers if "umriss" in str(one)}
    line = next(
        trace["line"]["color"]
        for chart in figures(at)
        for trace in chart["data"]
        if trace.get("name") == "Siedlung am Teich"
    )
    assert outlined[f"{south}.json"] == line
    assert f"{NORTH}.json" in outlined


def test_a_bar_of_the_ranking_chooses_its_area(at_mini_home, monkeypatch):
    at = page(ansicht="vergleich", kennzahl="durchschnittsalter", gebiet=NORTH)
    bars = next(one["data"][0] for one in figures(at) if one["data"][0].get("orientation") == "h")
    ids = [row[2] for row in bars["customdata"]]
    assert NORTH in ids
    clicked = {"selection": {"points": [{"customdata": bars["customdata"][0]}]}}
    state = SimpleNamespace(session_state={area_pictures.RANKING: clicked})
    monkeypatch.setattr(vergleich, "st", state)
    chosen = []
    monkeypatch.setattr(vergleich.controls, "pick_area", chosen.append)
    vergleich._pick_bar(area_pictures.RANKING)()
    assert chosen == [ids[0]]
