"""Demographie on older territorial statuses: an area divided, municipalities merged, and what is told."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opened import figures, open_topic, title, words
from tests.unit.conftest import Deliveries
from warehouse.build import build

A, B, Z, OTHER = "03900001", "03900002", "03900009", "03900005"
DAYS = ("2017-12-31", "2018-12-31", "2019-12-31", "2020-12-31")
CUT = "2018-12-31"


def mapped(old: str, new: str, weight: float = 1.0) -> dict:
    return {"area_id": old, "successor_id": new, "weight": weight, "valid_from": "2019-01-01"}


def people(prefix: str, area: str, count: int) -> dict[str, str]:
    return {f"{prefix}{number}": area for number in range(count)}


def square(area: str, west: int) -> dict:
    ring = [[west, 52], [west + 1, 52], [west + 1, 53], [west, 53], [west, 52]]
    geometry = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    return {"area_id": area, "municipality_ags": A, "name": None, "geometry": geometry}


@pytest.fixture
def split(tmp_path, monkeypatch) -> Deliveries:
    """Area 1 (100 persons) becomes 2 (60) and 3 (40) in 2019, 3 grows by 50; 9 stays and has a border."""
    deliveries = Deliveries(tmp_path / "home")
    rows = [
        ("1", "Alt", None, CUT),
        ("2", "Neuost", "2019-01-01", None),
        ("3", "Neuwest", "2019-01-01", None),
    ]
    named = [
        {"area_id": f"{A}-{key}", "name": name, "valid_from": start, "valid_to": end}
        for key, name, start, end in [*rows, ("9", "Bleibt", None, None)]
    ]
    usual = {"level": "ortsteil", "parent_id": A, "municipality_ags": A}
    town = {"area_id": A, "level": "gemeinde", "name": "Adorf", "municipality_ags": A}
    deliveries.areas(town, *(usual | row for row in named), owner=A)
    stays = people("s", f"{A}-9", 30)
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 100) | stays)
    after = people("p", f"{A}-2", 60) | people("q", f"{A}-3", 40) | stays
    deliveries.stock(A, DAYS[2], after)
    deliveries.stock(A, DAYS[3], after | people("n", f"{A}-3", 50))
    shares = [mapped(f"{A}-1", f"{A}-2", 0.6), mapped(f"{A}-1", f"{A}-3", 0.4)]
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=shares)
    borders = [square(f"{A}-{key}", 8 + place) for place, key in enumerate("239")]
    deliveries.add(A, "geometry", DAYS[3], area_geometry=borders)
    build(deliveries.home)
    monkeypatch.setenv("KOHORTE_HOME", str(deliveries.home.root))
    return deliveries


@pytest.fixture
def joined(tmp_path, monkeypatch) -> Deliveries:
    """Municipalities A and B of association V become Z in 2019; B delivered nothing for 2017."""
    deliveries = Deliveries(tmp_path / "home")
    towns = [
        {"area_id": ags, "level": "gemeinde", "name": name, "parent_id": "V", "municipality_ags": ags}
        for ags, name in ((Z, "Zusammen"), (OTHER, "Dritte"))
    ]
    deliveries.areas({"area_id": "V", "level": "verband", "name": "Verbund"}, *towns)
    for day in DAYS:
        deliveries.stock(OTHER, day, people("o", f"{OTHER}-1", 20))
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 60))
    deliveries.stock(B, DAYS[1], people("q", f"{B}-1", 80))
    for day in DAYS[2:]:
        deliveries.stock(Z, day, people("p", f"{Z}-1", 60) | people("q", f"{Z}-2", 81))
    shares = [mapped(A, Z), mapped(B, Z), mapped(f"{A}-1", f"{Z}-1"), mapped(f"{B}-1", f"{Z}-2")]
    deliveries.add("V", "area_mappings", DAYS[2], area_mapping=shares)
    build(deliveries.home)
    monkeypatch.setenv("KOHORTE_HOME", str(deliveries.home.root))
    return deliveries


def page(**query: str) -> AppTest:
    return open_topic("demographie", **query)


def row(page: AppTest, name: str) -> list[str]:
    """The numbers of an area in the last table of the page."""
    lines = [line for line in words(page).splitlines() if name in line]
    return lines[-1].rsplit(name, 1)[1].split()


def test_a_municipality_that_delivered_nothing_stays_missing_on_the_status_before(joined):
    at = page(gebietsstand=CUT, ebene="gemeinde", vergleich="2018")
    assert row(at, B)[:4] == ["…", "80", "81", "81"]
    assert row(at, A)[:4] == ["60", "60", "60", "60"]
    assert "Zusammen" not in row(at, A)
    assert "kein vollständiger Bestand" in title(page(gebietsstand=CUT, stichtag="2017"))


def test_the_status_before_has_the_divided_area_and_says_so(split):
    at = page(gebietsstand=CUT, vergleich="2018")
    assert row(at, "Alt")[:4] == ["100", "100", "100", "150"]
    said = words(at)
    assert "Gebietsstand 31.12.2018" in said
    assert "Auf den gezeigten Gebietsstand umgerechnet: Alt (2019–2020)" in said
    assert "nur in der Tabelle: Alt" in said
    assert "Prognosen und andere Kennzahlen gibt es nur auf heutigem Gebietsstand" in said
    assert "Neuost" not in said


def test_the_map_draws_only_areas_whose_borders_are_those_of_the_status(split):
    [picture] = [one for one in figures(page(gebietsstand=CUT)) if one["data"][0]["type"] == "choroplethmap"]
    drawn = dict(zip(picture["data"][0]["locations"], picture["data"][0]["z"], strict=True))
    hovers = dict(map(tuple, picture["data"][0]["customdata"]))
    assert drawn[f"{A}-9"] > 0 and drawn[f"{A}-2"] == drawn[f"{A}-3"] == 0
    assert hovers["Neuost"] == "gibt es auf diesem Gebietsstand nicht"


def test_an_area_of_today_gives_way_to_the_one_above_it(split):
    at = page(gebietsstand=CUT, gebiet=f"{A}-2", geschlecht="w")
    assert "Neuost gibt es auf dem Gebietsstand 31.12.2018 nicht; gezeigt ist Adorf" in words(at)
    # Older statuses count everybody, and a filter that stands in the address is said to do nothing here.
    assert "Filter aktiv: Frauen (auf „Bevölkerung“ wirkt nicht)" in words(at)
    assert "Adorf" in title(at)


@pytest.mark.parametrize("view", ["struktur", "aufbau", "bewegung", "vergleich"])
def test_past_values_on_todays_status_carry_the_note(split, view):
    said = words(page(ansicht=view, gebiet=f"{A}-2"))
    assert "2017–2018:" in said and "Geschätzt sind bis zu 100" in said
    assert "Neuwest (2017–2018" in words(page(ansicht="struktur"))


def test_an_unknown_status_in_the_address_is_todays(split):
    for told in ("2018-12-30", "1999-01-01", "' OR 1=1"):
        at = page(gebietsstand=told)
        assert "nur auf heutigem Gebietsstand" not in words(at)
        assert "Neuost" in words(at)


def test_where_borders_never_changed_nothing_is_offered_or_told(at_mini_home):
    at = page(gebietsstand=CUT)
    assert all(box.label != "Gebietsstand" for box in at.selectbox)
    assert "umgerechnet" not in words(at)
