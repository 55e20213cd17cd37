"""The demography page on the mini municipality: three areas, 500 persons, stocks 2019–2024, a forecast."""

import base64
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from warehouse.connection import open_reader
from warehouse.settings import Home

TOWN, VILLAGE = "03959001", "03959001-0101"


def script(topic_id):
    from dashboards.app import show

    show(topic_id)


@pytest.fixture
def page(at_mini_home: Home) -> Iterator[AppTest]:
    at = AppTest.from_function(script, kwargs={"topic_id": "demographie"}, default_timeout=60)
    at.run()
    assert not at.exception
    yield at


def words(at):
    text = " ".join(
        re.sub(r"<style.*?</style>", "", one.proto.body, flags=re.DOTALL) for one in at.get("html")
    )
    # A definition behind a label is closed until somebody opens it.
    shown = re.sub(r"</summary><p>.*?</p>", "</summary>", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def heading(at):
    return next(m.group(1) for one in at.get("html") if (m := re.search(r"<h1>(.*?)</h1>", one.proto.body)))


def charts(at):
    """Chart specifications by the alternative text's first words."""
    return [json.loads(one.proto.spec) for one in at.get("plotly_chart")]


def traces(at, kind):
    return [trace for spec in charts(at) for trace in spec["data"] if trace["type"] == kind]


def numbers(values):
    """Values of a trace, packed by plotly or plain."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).tolist()
    return values


def choose(at, key, value):
    # A segmented control reports a list of one.
    kinds = (at.selectbox, at.select_slider, at.button_group)
    found = [one for kind in kinds for one in kind if one.key == key]
    found[0].set_value(value).run()
    assert not at.exception
    return at


def stock(home, area_id, year):
    con = open_reader(home).con
    rows = con.table("area_population").filter(f"area_id = '{area_id}'").df()
    rows = rows[rows["reference_date"].dt.year == year]
    return rows


def switch(at, view):
    at.session_state["ansicht"] = view
    at.run()
    assert not at.exception
    return at


def test_structure_says_a_finding_with_numbers(page, mini_home):
    persons = int(stock(mini_home, TOWN, 2024)["persons"].sum())
    assert persons == 500
    said = words(page)
    assert "Bevölkerung, Kleinauen 500" in said
    assert "Kleinauen" in heading(page)
    assert re.search(r"2034 voraussichtlich \d+ bis \d+ Menschen", heading(page))
    # 500 residents: ranges only, and a plain warning.
    assert "nur die Spanne" in said
    assert "Median" not in said


def test_time_picture_holds_the_stock(page, mini_home):
    line = next(trace for trace in traces(page, "scatter") if trace.get("name") == "Kleinauen")
    expected = [float(stock(mini_home, TOWN, year)["persons"].sum()) for year in range(2019, 2025)]
    assert numbers(line["y"]) == expected


def test_map_colours_every_area(page):
    layer = traces(page, "choroplethmap")
    assert len(layer) == 1
    assert len(numbers(layer[0]["locations"])) == 3


def test_table_lists_the_areas_below(page):
    said = words(page)
    for name in ("Kleinauen-Dorf", "Siedlung am Teich", "Überhorst"):
        assert name in said
    assert "Prognose 2034, 80-%-Bereich" in said


def test_another_area_and_another_figure(page):
    choose(page, "gebiet", VILLAGE)
    assert "Bevölkerung, Kleinauen-Dorf 191" in words(page)
    choose(page, "kennzahl", "altenquotient")
    said = words(page)
    assert "Altenquotient, Kleinauen" in said
    assert "Auf 100 Erwerbsfähige kommen" in heading(page)
    names = {trace.get("name") for trace in traces(page, "scatter")}
    assert {"Kleinauen-Dorf", "Kleinauen"} <= names


def test_a_scenario_changes_the_forecast_only(page):
    before = words(page)
    choose(page, "variante", "obere")
    after = words(page)
    assert "Bevölkerung, Kleinauen 500" in after
    assert before != after
    assert "Obere Variante" in after


def test_a_forecast_year_is_told_as_forecast(page):
    choose(page, "stichtag", 2034)
    said = words(page)
    assert "Bevölkerung, Kleinauen 2034" in said
    assert "31.12.2034 (Prognose)" in said
    assert "80-%-Bereich" in said


def test_an_early_year_has_nothing_to_compare_with(page):
    choose(page, "stichtag", 2019)
    assert "Kleinauen leben" in heading(page)
    assert "2034 voraussichtlich" not in heading(page)


def test_age_view_draws_the_delivered_ages(page, mini_home):
    switch(page, "aufbau")
    rows = stock(mini_home, TOWN, 2024)
    men = rows[(rows["sex"] == "m") & (rows["nationality"] == "D")].groupby("age")["persons"].sum()
    bar = next(trace for trace in traces(page, "bar") if trace["name"] == "Männer, deutsch")
    drawn = dict(enumerate(numbers(bar["x"])))
    assert len(drawn) == 101
    assert all(drawn[age] == men.get(age, 0) for age in range(101))
    everybody = sum(sum(numbers(trace["x"])) for trace in traces(page, "bar"))
    assert everybody == 500


def test_age_view_compares_explains_and_lists(page):
    switch(page, "aufbau")
    said = words(page)
    assert "31.12.2019" in said
    assert "nach Bestandteilen" in said
    assert "unter 3 Jahren" in said
    outlines = [trace for trace in traces(page, "scatter") if "Vergleich" in str(trace.get("name"))]
    assert len(outlines) == 2
    next(one for one in page.toggle if one.key == "alle-zahlen").set_value(True).run()
    assert not page.exception
    assert "100 Jahre und älter" in words(page)


def test_per_1000_scales_both_sides(page):
    switch(page, "aufbau")
    page.session_state["darstellung"] = "je1000"
    page.run()
    assert not page.exception
    everybody = sum(sum(numbers(trace["x"])) for trace in traces(page, "bar"))
    assert everybody == pytest.approx(1000)


def test_every_picture_has_words_for_those_who_do_not_see_it(page):
    for view in ("struktur", "aufbau", "bewegung", "vergleich", "prognose"):
        switch(page, view)
        pictures = page.get("plotly_chart")
        assert len(pictures) >= 1
        assert all(len(one.proto.alt) > 20 for one in pictures)
        next(one for one in page.toggle if str(one.key).startswith("zahlen-")).set_value(True).run()
        assert not page.exception
        assert page.get("download_button")
        assert page.dataframe


def test_scenarios_tell_how_probable_they_are(page):
    text = words(switch(page, "prognose"))
    assert "Wie wahrscheinlich" in text
    assert re.search(r"so viele oder mehr: (etwa jeder \w+ Fall|sehr unwahrscheinlich)", text)
    assert "Was die Szenarien annehmen und warum" in text
    # Nothing to compare with: the mini municipality has one forecast only.
    assert "Seit der letzten Prognose" not in text
