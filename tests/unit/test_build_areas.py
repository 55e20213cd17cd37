"""Areas of a build: what is completed, how boundary changes and unequal deliveries add up."""

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader

A, B = "03900001", "03900002"
DAY = "2020-12-31"


def table(home, name: str) -> pd.DataFrame:
    return open_reader(home).con.table(name).df()


def test_an_area_nobody_listed_is_completed_and_reported(town):
    town.stock(A, "2021-12-31", {"p1": f"{A}-9", "p2": f"{A}-1"})
    build(town.home)
    area = table(town.home, "area").set_index("area_id").loc[f"{A}-9"]
    assert (area["name"], area["level"], area["parent_id"]) == (f"{A}-9", "ortsteil", A)
    found = table(town.home, "check_result").query("check_id == 'unbekanntes_gebiet'")
    assert found["area_id"].tolist() == [f"{A}-9"]
    assert found["severity"].tolist() == ["warnung"]


def test_people_without_area_count_for_the_municipality_only(deliveries):
    deliveries.stock(A, DAY, {"p1": f"{A}-1"}, extra=[{"person_key": "p2", "area_id": None}])
    build(deliveries.home)
    areas = table(deliveries.home, "area").set_index("area_id")
    assert areas.loc[f"{A}-ohne", ["name", "parent_id"]].tolist() == ["ohne Zuordnung", A]
    assert areas["inhabitants"].to_dict() == {A: 2, f"{A}-1": 1, f"{A}-ohne": 1}


def test_a_merged_area_counts_where_its_territory_lies_today(deliveries):
    usual = {"level": "ortsteil", "parent_id": A, "municipality_ags": A}
    deliveries.areas(
        {"area_id": A, "level": "gemeinde", "name": "Adorf", "municipality_ags": A},
        usual | {"area_id": f"{A}-1", "name": "Groß"},
        usual | {"area_id": f"{A}-2", "name": "Klein", "valid_to": "2019-12-31", "successor_id": f"{A}-1"},
        owner=A,
    )
    deliveries.stock(A, "2018-12-31", {"p1": f"{A}-1", "p2": f"{A}-2"})
    deliveries.stock(A, "2019-12-31", {"p1": f"{A}-1", "p2": f"{A}-2"})
    deliveries.stock(A, DAY, {"p1": f"{A}-1", "p2": f"{A}-1"})
    move = {"event_kind": "inner_move", "person_key": "p2", "area_id": f"{A}-1", "partner": f"{A}-2"}
    deliveries.events(A, 2019, [move, move | {"sign": -1}])
    deliveries.events(A, 2020, [move, move | {"sign": -1}])
    build(deliveries.home)
    cells = table(deliveries.home, "area_population")
    by_year = cells.groupby(["area_id", cells["reference_date"].dt.year])["persons"].sum().to_dict()
    assert by_year == {(area, year): 2 for area in (A, f"{A}-1") for year in (2018, 2019, 2020)}
    members = table(deliveries.home, "area_member")
    assert members.query("area_id == @A + '-2'")["ancestor_id"].tolist() == [A, f"{A}-1"]
    balance = table(deliveries.home, "balance")
    assert balance[["area_id", "year", "start", "end", "residual"]].to_numpy().tolist() == [
        [f"{A}-1", 2019, 2, 2, 0],
        [f"{A}-1", 2020, 2, 2, 0],
    ]
    listed = table(deliveries.home, "area").set_index("area_id")["inhabitants"]
    assert listed[f"{A}-1"] == 2
    assert pd.isna(listed[f"{A}-2"])


def test_age_groups_of_one_member_coarsen_the_sum_and_not_the_parts(town):
    day = "2021-12-31"
    usual = {"municipality_ags": B, "area_id": f"{B}-1", "reference_date": day}
    groups = [(0, 17, 5), (18, 64, 20), (65, 100, 7)]
    town.add(
        B, "population", day, population=[usual | {"age": a, "age_to": b, "persons": n} for a, b, n in groups]
    )
    town.stock(
        A, day, {"p1": f"{A}-1"}, extra=[{"person_key": "kid", "area_id": f"{A}-1", "birth_year": 2019}]
    )
    build(town.home)
    cells = table(town.home, "area_population").query("reference_date == @pd.Timestamp(@day)")
    whole = cells.query("area_id == 'V'").sort_values("age")
    assert whole[["age", "age_to", "persons"]].to_numpy().tolist() == [[0, 17, 6], [18, 64, 21], [65, 100, 7]]
    assert whole["sex"].isna().all()
    part = cells.query("area_id == @A").sort_values("age")
    assert part[["sex", "age", "age_to", "persons"]].to_numpy().tolist() == [["w", 2, 2, 1], ["w", 31, 31, 1]]
    values = (
        table(town.home, "indicator_value")
        .query("year == 2021 and area_id == 'V'")
        .set_index("indicator_id")["value"]
    )
    assert pd.isna(values["jugendquotient"])
    assert values["bevoelkerung"] == 34


@pytest.mark.parametrize(
    ("name", "shown"), [("Bezirk 1", "Mitte"), (f"{A}-1", "Mitte"), ("Altstadt", "Altstadt")]
)
def test_a_name_that_repeats_the_key_gives_way_to_the_name_of_the_geometry(deliveries, name, shown):
    deliveries.areas(
        {"area_id": f"{A}-1", "level": "bezirk", "name": name, "parent_id": A, "municipality_ags": A}
    )
    outline = {
        "municipality_ags": A,
        "area_id": f"{A}-1",
        "name": "Mitte",
        "geometry": '{"type": "Polygon", "coordinates": []}',
    }
    deliveries.add(
        A, "geometry", DAY, area_geometry=[outline, outline | {"area_id": f"{A}-7", "name": "Fremd"}]
    )
    deliveries.stock(A, DAY, {"p1": f"{A}-1"})
    build(deliveries.home)
    area = table(deliveries.home, "area").set_index("area_id")
    assert area.loc[f"{A}-1", "name"] == shown
    assert area.loc[f"{A}-1", "geometry"].startswith("{")
    unused = table(deliveries.home, "check_result").query("check_id == 'geometrie_ohne_gebiet'")
    assert unused["area_id"].tolist() == [f"{A}-7"]


def test_a_later_file_replaces_the_dates_it_repeats(deliveries):
    usual = {"municipality_ags": A, "area_id": A, "age": 0, "age_to": 100}
    years = {"2018-12-31": 10, "2019-12-31": 11}
    deliveries.add(
        A,
        "population",
        "2019-12-31",
        population=[usual | {"reference_date": day, "persons": n} for day, n in years.items()],
    )
    deliveries.add(
        A,
        "population",
        DAY,
        population=[usual | {"reference_date": day, "persons": 20} for day in ("2019-12-31", DAY)],
    )
    build(deliveries.home)
    assert table(deliveries.home, "population")["persons"].tolist() == [10, 20, 20]
