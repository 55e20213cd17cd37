"""A build from hand-made deliveries: what becomes current, what is counted, what is reported."""

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import warehouse.checks
from warehouse.build import build
from warehouse.connection import current_build, open_reader
from warehouse.errors import CheckFailed, NoBuildError
from warehouse.settings import Home

A, B = "03900001", "03900002"


def table(home: Home, name: str) -> pd.DataFrame:
    return open_reader(home).con.table(name).df()


def persons(home: Home, area_id: str, day: str) -> float | None:
    """Sum over area_population as a reader would form it."""
    con = open_reader(home).con
    rows = con.execute(
        "SELECT sum_known(persons) FROM area_population WHERE area_id = $area_id AND reference_date = $day",
        {"area_id": area_id, "day": day},
    ).fetchall()
    return rows[0][0]


def findings(home: Home, check_id: str) -> pd.DataFrame:
    found = table(home, "check_result")
    return found[found["check_id"] == check_id]


def test_same_deliveries_give_the_same_build_and_no_new_file(town):
    first = build(town.home)
    written = current_build(town.home).path.stat().st_mtime_ns
    second = build(town.home)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.build_id == second.build_id
    assert current_build(town.home).path.stat().st_mtime_ns == written
    assert {path.name for path in town.home.warehouse.iterdir()} == {first.path.name, "current.json"}


def test_building_again_from_nothing_gives_the_same_content(town):
    build(town.home)
    before = {name: table(town.home, name) for name in ("area", "population", "moves", "balance", "build")}
    for path in town.home.warehouse.iterdir():
        path.unlink()
    build(town.home)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, table(town.home, name))


def test_a_corrected_delivery_is_a_new_build_and_the_old_file_stays(town):
    first = build(town.home)
    town.stock(B, "2020-12-31", {"q1": f"{B}-1", "p4": f"{B}-1", "q9": f"{B}-1"}, version=2)
    second = build(town.home)
    assert first.build_id != second.build_id
    assert first.path.exists()
    assert persons(town.home, B, "2020-12-31") == 3
    assert len(table(town.home, "delivery")) == 7


def test_a_sum_over_a_missing_part_is_missing(town):
    town.stock(A, "2021-12-31", {"p1": f"{A}-1"})
    build(town.home)
    assert persons(town.home, "V", "2020-12-31") == 6
    assert persons(town.home, f"{A}-1", "2021-12-31") == 1
    assert persons(town.home, f"{A}-2", "2021-12-31") == 0
    assert persons(town.home, B, "2021-12-31") is None
    assert persons(town.home, "V", "2021-12-31") is None
    values = table(town.home, "indicator_value").query("indicator_id == 'bevoelkerung' and year == 2021")
    assert values.set_index("area_id")["value"].isna().to_dict() == {
        "V": True, A: False, f"{A}-1": False, f"{A}-2": False, B: True, f"{B}-1": True
    }  # fmt: skip
    message = findings(town.home, "fehlender_bestand")["message"].tolist()
    assert message == [
        "Von Bdorf fehlt der Bestand vom 31.12.2021, den andere Gemeinden geliefert haben; "
        "Summen darüber fehlen ebenfalls."
    ]


def test_a_person_twice_in_a_stock_is_counted_once_and_reported(town):
    town.stock(
        B,
        "2021-12-31",
        {"q1": f"{B}-1"},
        extra=[{"person_key": "q1", "area_id": f"{B}-1", "nationality": "A"}],
    )
    build(town.home)
    assert persons(town.home, B, "2021-12-31") == 1
    assert findings(town.home, "doppelte_personen")["value"].tolist() == [1.0]


def test_secondary_residences_are_never_counted(town):
    town.stock(
        B, "2021-12-31", {"q1": f"{B}-1"}, extra=[{"person_key": "q2", "area_id": f"{B}-1", "dwelling": "N"}]
    )
    build(town.home)
    assert persons(town.home, B, "2021-12-31") == 1


def test_age_is_completed_years_at_the_reference_date(deliveries):
    born = [
        {"person_key": f"b{month}", "area_id": A, "birth_year": 2000, "birth_month": month}
        for month in (6, 7)
    ]
    old = [
        {"person_key": "old", "area_id": A, "birth_year": 1905},
        {"person_key": "next", "area_id": A, "birth_year": 2021},
    ]
    deliveries.stock(A, "2020-06-30", {}, extra=born + old)
    build(deliveries.home)
    assert table(deliveries.home, "population")["age"].tolist() == [0, 19, 20, 100]
    assert findings(deliveries.home, "alter_unplausibel")["value"].tolist() == [2.0]


def test_a_failed_check_keeps_the_build_before_and_leaves_nothing(town, monkeypatch, tmp_path):
    first = build(town.home)
    folder = tmp_path / "checks"
    folder.mkdir()
    (folder / "unmoeglich.sql").write_text(
        "-- id: unmoeglich\n-- severity: fehler\n-- title: Unmöglich\n"
        "SELECT area_id, NULL::DATE AS reference_date, 1 AS value, 'Falsch: ' || area_id || '.' AS message "
        "FROM area",
        encoding="utf-8",
    )
    monkeypatch.setattr(warehouse.checks, "FOLDER", folder)
    town.stock(B, "2021-12-31", {"q1": f"{B}-1"})
    with pytest.raises(CheckFailed) as failed:
        build(town.home)
    assert "Unmöglich (unmoeglich): 6 Befunde" in str(failed.value)
    assert "Falsch: 03900001. Falsch: 03900001-1. Falsch: 03900001-2." in str(failed.value)
    assert current_build(town.home).build_id == first.build_id
    assert {path.name for path in town.home.warehouse.iterdir()} == {first.path.name, "current.json"}


def test_residents_of_an_area_and_of_a_part_of_it_are_refused(town):
    count = {
        "municipality_ags": A,
        "area_id": A,
        "reference_date": "2021-12-31",
        "age": 0,
        "age_to": 100,
        "persons": 9,
    }
    town.add(A, "population", "2021-12-31", population=[count, count | {"area_id": f"{A}-1", "persons": 4}])
    with pytest.raises(CheckFailed, match="Adorf und für Gebiete darin sind zum"):
        build(town.home)
    assert list(town.home.warehouse.iterdir()) == []


def test_no_delivery_is_said(tmp_path: Path):
    with pytest.raises(NoBuildError, match="liegt keine Lieferung"):
        build(Home(tmp_path))


def test_going_back_is_choosing_the_file_before(town):
    first = build(town.home)
    town.stock(B, "2021-12-31", {"q1": f"{B}-1"})
    build(town.home)
    pointer = {"build_id": first.build_id, "file": first.path.name}
    (town.home.warehouse / "current.json").write_text(json.dumps(pointer), encoding="utf-8")
    assert open_reader(town.home).build_id == first.build_id


def test_nothing_in_the_file_points_at_a_delivery(town):
    report = build(town.home)
    with duckdb.connect(str(report.path), read_only=True) as con:
        assert con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == []


def test_a_code_list_of_the_home_wins(town):
    lists = town.home.root / "codelists"
    lists.mkdir()
    (lists / "umland.csv").write_text("code,label\n03159016,Nachbarort\n", encoding="utf-8")
    moved = {"event_kind": "in", "person_key": "z", "area_id": f"{B}-1", "partner": "03159016"}
    town.events(B, 2021, [moved])
    build(town.home)
    arrived = table(town.home, "moves").query("year == 2021")
    assert arrived[["kind", "origin"]].to_numpy().tolist() == [["external_in", "UMLAND"]]
