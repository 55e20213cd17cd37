"""What the sample states acts in its forecast: the reception centre, building above the trend."""

import json

import pytest

from warehouse.connection import open_reader
from warehouse.settings import Home

WESTERLITH, CENTRE = "03952007", "03952007-0102"


@pytest.fixture(scope="module")
def tables(sample_home: Home):
    reader = open_reader(sample_home)
    names = ("forecast_age_group", "forecast_population", "forecast_housing", "forecast_assumption")
    # Lines of the sheet that hold for every scenario name none.
    chosen = "coalesce(scenario, 'basis') = 'basis' AND area_id LIKE '0395200%'"
    found = {name: reader.con.table(name).filter(chosen).df() for name in names}
    reader.con.close()
    return found


def test_westerlith_with_its_reception_centre_does_not_melt_away(tables):
    groups = tables["forecast_age_group"]
    total = groups[
        (groups["area_id"] == WESTERLITH)
        & (groups["age"] == 0)
        & (groups["age_to"] == 100)
        & groups["sex"].isna()
        & groups["nationality"].isna()
    ].set_index("year")["mean"]
    assert total[2024] == pytest.approx(6399)
    # 5,898 in 2034 when its guests age and leave like anybody else.
    assert 6200 < total[2034] < 6800


def test_its_guests_stay_young(tables):
    people = tables["forecast_population"]
    young = people[
        (people["area_id"] == CENTRE)
        & (people["nationality"] == "A")
        & (people["sex"] == "m")
        & people["age"].between(18, 30)
    ]
    assert young[young["year"] == 2044]["mean"].sum() > 0.9 * young[young["year"] == 2025]["mean"].sum()


def test_building_above_the_trend_brings_people(tables):
    added = tables["forecast_housing"]
    westerlith = added[added["area_id"] == WESTERLITH].set_index("year")["persons"]
    # 66 houses expected at 80 % in 2027 and 2028, about six a year are usual.
    assert 2026 not in westerlith.index
    assert 40 < westerlith[2027] + westerlith[2028] < 120


def test_what_was_stated_stands_in_the_sheet(tables):
    sheet = tables["forecast_assumption"]
    held = sheet[sheet["component"] == "Sonderbevölkerung (Aufnahmeeinrichtung)"]
    assert held["area_id"].tolist() == [CENTRE]
    assert float(held["value"].iloc[0]) == pytest.approx(820)
    usual = sheet[sheet["component"] == "Üblicher Neubau"].set_index("area_id")["value"].astype(float)
    assert 4 < usual[WESTERLITH] < 9
    projects = sheet[sheet["component"].str.startswith("Neubau ")]
    assert len(projects) > 10
    assert projects["value"].str.contains("beyond_trend").all()


def test_past_lists_are_kept_and_teach_what_the_present_one_is_worth(sample_home: Home, tables):
    reader = open_reader(sample_home)
    lists = reader.con.table("housing_list").aggregate("listed_on, count(*)").fetchall()
    now = reader.con.table("housing_project").aggregate("min(year) AS first, min(probability) AS least")
    (in_force,) = now.fetchall()
    sheet = reader.con.table("forecast_assumption").filter("area_id = 'VRA'").df().set_index("component")
    reader.con.close()
    assert len(lists) == 10
    # Given up or put off in a later list: no longer in force.
    assert in_force[0] >= 2025
    assert in_force[1] > 0
    worth = json.loads(sheet.loc["Verlässlichkeit der Bauvorhaben", "value"])
    assert 0.5 < worth["1"] < worth["5"] < 1.05
    houses = float(sheet.loc["Personen je neuer Wohnung (efh)", "value"])
    # Houses of the simulation hold 2.8 persons, those of the tables 3.1 to 3.5.
    assert 0.75 < houses < 0.95
    # Flats hold as many as the tables say; of rented ones too few were finished where completions are known.
    flats = float(sheet.loc["Personen je neuer Wohnung (mfh_eigentum)", "value"])
    assert 0.9 < flats < 1.1
    assert "Personen je neuer Wohnung (mfh_miete)" not in sheet.index


def test_the_record_with_lists_of_the_time_keeps_near_the_better_simple_method(sample_home: Home):
    """.76 of no change and 1.11 of the better simple method when no origin knew a list."""
    reader = open_reader(sample_home)
    gates = reader.con.table("backtest_gate").df().set_index(["gate", "lead_time"])["value"]
    reader.con.close()
    assert gates["total_near_better", 5] < 1.0
    assert gates["total_vs_no_change", 5] < 0.68
    assert gates["seven_groups_beat_hamilton_perry", 5] < 0.6
