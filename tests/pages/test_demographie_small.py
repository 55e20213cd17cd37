"""Areas of no, one and twelve persons, a year nobody delivered: views stand, nothing is invented."""

import datetime as dt

import pandas as pd
import pytest

from tests.pages.opened import figures, open_topic, title, words
from tests.pages.small_home import write

TOWN, EMPTY, LONE, DOZEN = "11000000", "11000000-01", "11000000-02", "11000000-03"
NAMES = {EMPTY: "Leerfeld", LONE: "Einhof", DOZEN: "Zwölfhausen"}
SIZES = {EMPTY: 0, LONE: 1, DOZEN: 12}
VIEWS = ("struktur", "aufbau", "bewegung", "vergleich", "prognose")
# 2022 was not delivered.
YEARS = (2019, 2020, 2021, 2023, 2024)


def people():
    """One woman of 40 in Einhof, men and women of six ages in Zwölfhausen, nobody in Leerfeld."""
    rows = []
    for year in YEARS:
        day = dt.date(year, 12, 31)
        ages = [(LONE, "w", 40, 1)] + [(DOZEN, sex, age, 1) for sex in "mw" for age in (2, 9, 30, 45, 66, 81)]
        for area, sex, age, persons in ages:
            for place in (area, TOWN):
                rows.append((place, day, sex, age, age, "D", persons))
    columns = ["area_id", "reference_date", "sex", "age", "age_to", "nationality", "persons"]
    return pd.DataFrame(rows, columns=columns).groupby(columns[:-1], as_index=False)["persons"].sum()


def values():
    counts = SIZES | {TOWN: 13}
    rows = [("bevoelkerung", area, year, float(n)) for area, n in counts.items() for year in YEARS]
    rows += [("altenquotient", TOWN, year, 40.0) for year in YEARS]
    table = pd.DataFrame(rows, columns=["indicator_id", "area_id", "year", "value"])
    return table.assign(is_protected=False)


@pytest.fixture
def small(tmp_path, monkeypatch):
    areas = [(TOWN, "gemeinde", "Kleinau", TOWN, None, 13)]
    areas += [(area, "bezirk", name, TOWN, TOWN, SIZES[area]) for area, name in NAMES.items()]
    members = [(TOWN, TOWN, False), *((above, area, True) for area in NAMES for above in (TOWN, area))]
    names = [
        ("bevoelkerung", "Bevölkerung", "Personen", "demographie", "Hauptwohnung"),
        ("altenquotient", "Altenquotient", "je 100", "demographie", "Personen ab 65 je 100 von 20 bis 64."),
    ]
    columns = ["area_id", "level", "name", "municipality_ags", "parent_id", "inhabitants"]
    tables = {
        "area": pd.DataFrame(areas, columns=columns),
        "area_member": pd.DataFrame(members, columns=["ancestor_id", "area_id", "is_leaf"]),
        "area_population": people(),
        "indicator": pd.DataFrame(names, columns=["indicator_id", "title", "unit", "topic", "definition"]),
        "indicator_value": values(),
    }
    write(tmp_path, tables)
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("area", [TOWN, *NAMES])
def test_every_view_stands_and_shows_no_nonsense(small, area, view):
    at = open_topic("demographie", ansicht=view, gebiet=area)
    assert title(at)
    said = words(at)
    for nonsense in ("nan", "None", "inf ", "∞"):
        assert nonsense not in said.replace("Finanz", "")


def test_nobody_is_said_and_not_drawn(small):
    assert "niemand" in words(open_topic("demographie", ansicht="aufbau", gebiet=EMPTY))


@pytest.mark.parametrize("area", [LONE, DOZEN])
def test_ratios_of_a_handful_are_not_shown(small, area):
    said = words(open_topic("demographie", kennzahl="altenquotient", gebiet=area))
    assert "weniger als 50" in said


def test_a_year_that_was_not_delivered_is_neither_offered_nor_bridged(small):
    at = open_topic("demographie", gebiet=DOZEN)
    slider = next(one for one in at.select_slider if one.key == "stichtag")
    assert "31.12.2022" not in slider.options
    for chart in figures(at):
        for trace in chart["data"]:
            if trace["type"] == "scatter" and trace.get("name") == "Zwölfhausen":
                assert 2022 not in list(trace["x"]) or trace["y"][list(trace["x"]).index(2022)] is None
