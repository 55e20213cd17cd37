"""What the sample states acts in its forecast: the reception centre, building above the trend."""

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
