"""The views of the demography page: filters, links, groups, movement, forecast; on the mini home."""

import json
from urllib.parse import parse_qs

import pytest

from dashboards import groups, links
from tests.pages.opened import figures, open_topic, title, words
from warehouse.connection import open_reader
from warehouse.settings import Home

TOWN, NORTH, SOUTH = "03959001", "03959001-0101", "03959001-0102"
VIEWS = ("struktur", "aufbau", "bewegung", "vergleich", "prognose")


def page(**query):
    return open_topic("demographie", **query)


def people(home: Home, **wanted):
    """Persons at the end of 2024 by the build itself."""
    rows = open_reader(home).con.table("area_population").df()
    rows = rows[(rows["reference_date"].dt.year == 2024) & (rows["area_id"] == wanted.pop("area"))]
    low, high = wanted.pop("ages", (0, 100))
    rows = rows[(rows["age"] >= low) & (rows["age"] <= high)]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return int(rows["persons"].sum())


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("area", [TOWN, NORTH, SOUTH])
def test_every_view_opens_for_every_area(at_mini_home, view, area):
    at = page(ansicht=view, gebiet=area)
    assert title(at)
    assert figures(at)


@pytest.mark.parametrize("view", VIEWS)
def test_the_first_year_has_no_year_before(at_mini_home, view):
    assert title(page(ansicht=view, stichtag="2019", zeitraum="2019-2020"))


def test_a_filter_counts_the_people_it_names_and_says_so(at_mini_home: Home):
    at = page(geschlecht="w", nation="D", alter="18-64", zeige="absolut")
    counted = people(at_mini_home, area=TOWN, sex="w", nationality="D", ages=(18, 64))
    assert f": {counted} Ende 2024" in title(at) or f"waren es {counted}" in title(at)
    assert "Filter aktiv: Frauen, deutsch, 18 bis 64 Jahre" in words(at)


def test_a_filter_as_share_of_all_people(at_mini_home: Home):
    at = page(geschlecht="w", zeige="anteil")
    share = 100 * people(at_mini_home, area=TOWN, sex="w") / people(at_mini_home, area=TOWN)
    assert f"{share:.1f}".replace(".", ",") in title(at)


def test_lifting_the_filter_shows_everybody_again(at_mini_home):
    at = page(geschlecht="w", alter="18-64")
    at.button(key="filter-aufheben").click().run()
    assert not at.exception
    assert "Filter aktiv" not in words(at)
    assert "geschlecht" not in at.query_params


def test_limits_of_youth_and_age_change_the_ratio(at_mini_home: Home):
    at = page(kennzahl="altenquotient", jung="18", alt="67", stichtag="2024")
    old, middle = (
        people(at_mini_home, area=TOWN, ages=(67, 100)),
        people(at_mini_home, area=TOWN, ages=(18, 66)),
    )
    assert f"{100 * old / middle:.1f}".replace(".", ",") in title(at)
    assert "(ab 67 / 18–66)" in title(at)


def test_what_makes_no_sense_in_the_address_is_dropped(at_mini_home):
    at = page(alter="90-10", geschlecht="x", mit="nirgendwo", klassen="zauberei", grenzwerte="a;b", jung="99")
    assert "Filter aktiv" not in words(at)


@pytest.mark.parametrize("scheme", ["rund", "jenks", "quantile", "gleich"])
def test_maps_are_drawn_with_any_classes_and_names(at_mini_home, scheme):
    at = page(kennzahl="durchschnittsalter", klassen=scheme, namen="an", mitte="mittel")
    chart = next(one for one in figures(at) if one["data"][0]["type"] == "choroplethmap")
    assert chart["layout"]["annotations"]


def test_compared_areas_stand_in_the_time_picture(at_mini_home):
    at = page(gebiet=NORTH, mit=SOUTH, kennzahl="durchschnittsalter")
    names = [trace.get("name") for chart in figures(at) for trace in chart["data"]]
    tree = {
        row["area_id"]: row["name"]
        for row in open_reader(at_mini_home).con.table("area").df().to_dict("records")
    }
    assert tree[SOUTH] in names


def test_the_pyramid_in_groups_counts_everybody(at_mini_home: Home):
    at = page(ansicht="aufbau", stufe="5", ueberschuss="an")
    chart = next(
        one for one in figures(at) if any(trace.get("name") == "Männer, deutsch" for trace in one["data"])
    )
    shown = next(trace for trace in chart["data"] if trace.get("name") == "Männer, deutsch")
    assert len(shown["y"]["bdata"] if isinstance(shown["y"], dict) else shown["y"]) >= 20
    assert any(str(trace.get("name")).startswith("Überschuss") for trace in chart["data"])


def test_the_line_of_the_pyramid_can_be_another_area(at_mini_home):
    at = page(ansicht="aufbau", gebiet=NORTH, umriss="gebiet", mit=SOUTH)
    assert "1.000 Einwohner" in words(at)


def test_a_cohort_is_followed_through_the_years(at_mini_home: Home):
    at = page(ansicht="bewegung", jahrgang="1964")
    rows = open_reader(at_mini_home).con.table("area_population").df()
    rows = rows[(rows["area_id"] == TOWN) & (rows["reference_date"].dt.year == 2024) & (rows["age"] == 60)]
    line = next(
        trace
        for chart in figures(at)
        for trace in chart["data"]
        if trace["type"] == "scatter"
        and list(trace.get("x", []))[:1] == [2019]
        and trace.get("name") not in {None, "erwartet", "Veränderung"}
    )
    drawn = line["y"] if isinstance(line["y"], list) else None
    assert drawn is None or drawn[-1] == rows["persons"].sum()


def test_the_balance_closes_with_its_rest(at_mini_home: Home):
    rows = open_reader(at_mini_home).con.table("balance").df()
    parts = rows["births"] - rows["deaths"] + rows["in"] - rows["out"] + rows["moves_in"] - rows["moves_out"]
    rest = rows["status_change"] + rows["correction"] + rows["residual"]
    assert (rows["start"] + parts + rest == rows["end"]).all()
    assert "Bestandteilen" in words(page(ansicht="bewegung"))


def test_the_forecast_says_its_chance_in_words(at_mini_home):
    at = page(ansicht="prognose")
    said = words(at)
    assert "mehr als" in said
    assert "Haltbarkeit" in said
    assert "unter 8.000" in said or "nur die Spanne" in said


def test_a_short_link_leads_back_to_the_view(at_mini_home: Home):
    query = {"gebiet": NORTH, "ansicht": "aufbau"}
    short = links.shorten("demographie", query)
    assert short.startswith("v/")
    assert links.shorten("demographie", dict(reversed(query.items()))) == short
    found = links.view_of(short.removeprefix("v/"))
    assert found is not None
    name, _, tail = found.partition("?")
    assert name == "demographie"
    assert {key: value[0] for key, value in parse_qs(tail).items()} == query


@pytest.mark.parametrize("code", ["", "zz", "../../etc", "0123456789", "0123456789abcdef"])
def test_a_code_nobody_made_leads_nowhere(at_mini_home, code):
    assert links.view_of(code) is None


def test_a_link_never_leads_to_another_host(at_mini_home: Home):
    folder = at_mini_home.root / links.FOLDER
    folder.mkdir(exist_ok=True)
    for number, view in enumerate(("https://boese.example/", "//boese.example", "/absolut")):
        code = f"{number:010d}"
        (folder / f"{code}.json").write_text(json.dumps({"view": view}), encoding="utf-8")
        assert links.view_of(code) is None


def test_a_group_of_areas_is_kept_and_offered(at_mini_home: Home):
    from dashboards import data

    context = data.open_context()
    said = groups.save(context, "  Mein   Norden ", [NORTH, SOUTH, NORTH])
    assert "gespeichert" in said
    assert groups.saved(context)["Mein Norden"] == (NORTH, SOUTH)
    groups.drop(context, "Mein Norden")
    assert "Mein Norden" not in groups.saved(context)


def test_a_damaged_file_of_groups_stops_nothing(at_mini_home: Home):
    from dashboards import data

    (at_mini_home.root / groups.FILE).write_text("{kaputt", encoding="utf-8")
    assert groups.saved(data.open_context()) == {}
    assert title(page(mit=SOUTH))
    (at_mini_home.root / groups.FILE).unlink()


def test_the_table_of_the_map_shows_persons_where_the_map_shows_change(at_mini_home: Home):
    at = page()
    next(one for one in at.toggle if one.key == "zahlen-karte").set_value(True).run()
    shown = at.dataframe[0].value
    column = next(name for name in shown.columns if name.endswith("2024"))
    assert shown[column].sum() == people(at_mini_home, area=TOWN)
