"""Counts, areas, geometry: ages, duplicates, Parquet, GeoJSON."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.profile import read_profile
from warehouse.settings import Home
from warehouse.values import Refused, age_group


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def delivered(home: Home, receipt, table: str) -> list[dict]:
    return pq.read_table(receipt.folder(home) / f"{table}.parquet").to_pylist()


@pytest.mark.parametrize(
    ("text", "ages"),
    [("0", (0, 0)), ("3-5", (3, 5)), ("85+", (85, 100)), ("95 - 99", (95, 99)), ("105", (105, 105))],
)
def test_age_groups(text: str, ages: tuple[int, int]) -> None:
    assert age_group(text) == ages


@pytest.mark.parametrize("text", ["", "-1", "5-3", "131", "3-", "u3", "1.5", "٣"])
def test_impossible_ages(text: str) -> None:
    with pytest.raises(Refused):
        age_group(text)


def test_ages_above_100_join_the_open_group(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    file.write_text(
        "municipality_ags,area_id,reference_date,age,persons\n"
        "NO-3,NO-3,2020-01-01,99,5\nNO-3,NO-3,2020-01-01,100,4\nNO-3,NO-3,2020-01-01,101,2\n"
        "NO-3,NO-3,2021-01-01,100,4\nNO-3,NO-3,2021-01-01,103,\n"
    )
    [receipt] = ingest(file, "generic_population", home)
    cells = delivered(home, receipt, "population")
    assert [(c["reference_date"].year, c["age"], c["age_to"], c["persons"]) for c in cells] == [
        (2020, 99, 99, 5),
        (2020, 100, 100, 6),
        (2021, 100, 100, None),  # a missing part makes the sum missing, never smaller
    ]
    assert {c["sex"] for c in cells} == {c["nationality"] for c in cells} == {None}
    assert receipt.dates == (date(2020, 1, 1), date(2021, 1, 1))
    assert receipt.reference_date == date(2021, 1, 1)


def test_repeated_key_is_rejected(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text(
        "municipality_ags,area_id,year,sex,age,nationality,deaths\n"
        "1,1-1,2020,m,85+,,3\n1,1-1,2020,m,85+,,4\n1,1-1,2020,w,85+,,4\n"
    )
    [receipt] = ingest(file, "generic_deaths", home)
    assert (receipt.rows, receipt.rejected) == (2, 1)
    [reject] = delivered(home, receipt, "rejects")
    assert (reject["line"], reject["reason"][:6]) == (3, "doppel")
    assert receipt.reference_date == date(2020, 12, 31)


def test_parquet_gives_the_same_as_csv(home: Home, tmp_path: Path) -> None:
    table = pa.table(
        {
            "municipality_ags": ["A", "A"],
            "year": [2019, 2020],
            "origin": pa.array(["A-1", "BUND"]).dictionary_encode(),
            "destination": ["A-2", "A-1"],
            "sex": ["m", None],
            "age": ["0-17", "18+"],
            "moves": [4.0, None],
        }
    )
    pq.write_table(table, tmp_path / "w.parquet")
    [receipt] = ingest(tmp_path / "w.parquet", "generic_moves", home)
    moves = delivered(home, receipt, "moves")
    assert [list(move.values()) for move in moves] == [
        ["A", 2019, "A-1", "A-2", "m", 0, 17, None, 4],
        ["A", 2020, "BUND", "A-1", None, 18, 100, None, None],
    ]
    (tmp_path / "falsch.parquet").write_bytes(b"PAR0")
    with pytest.raises(SourceError, match="keine Parquet-Datei"):
        ingest(tmp_path / "falsch.parquet", "generic_moves", home)
    pq.write_table(table.drop_columns("moves"), tmp_path / "w.parquet")
    with pytest.raises(SourceError, match="Spalte 'moves' fehlt"):
        ingest(tmp_path / "w.parquet", "generic_moves", home)


def feature(area_id: str, geometry: dict | None) -> dict:
    return {"type": "Feature", "properties": {"area_id": area_id, "name": "Süd"}, "geometry": geometry}


def collection(folder: Path, *features: dict) -> Path:
    file = folder / "VRA_geometrie_2024-12-31.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


SQUARE = {"type": "Polygon", "coordinates": [[[8, 53], [9, 53], [9, 54], [8, 53]]]}


def test_geometry_keeps_polygons_only(home: Home, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[8, 53], [9, 53]]}
    mixed = {"type": "GeometryCollection", "geometries": [line, SQUARE]}
    [receipt] = ingest(
        collection(tmp_path, feature("a", SQUARE), feature("b", mixed), feature("c", line)), "geo_areas", home
    )
    areas = delivered(home, receipt, "area_geometry")
    assert [json.loads(area["geometry"])["type"] for area in areas] == ["Polygon", "MultiPolygon"]
    assert (areas[0]["name"], receipt.municipality_ags, receipt.rejected) == ("Süd", "VRA", 1)
    [reject] = delivered(home, receipt, "rejects")
    assert reject["line"] == 3


def test_metres_are_no_degrees(home: Home, tmp_path: Path) -> None:
    utm = {
        "type": "Polygon",
        "coordinates": [[[464000, 5890000], [465000, 5890000], [464000, 5891000], [464000, 5890000]]],
    }
    with pytest.raises(SourceError, match="nicht in EPSG:4326"):
        ingest(collection(tmp_path, feature("a", utm)), "geo_areas", home)


def test_broken_json_names_the_place(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "x.geojson"
    file.write_text('{"type": "FeatureCollection",\n "features": [')
    with pytest.raises(SourceError, match="kein GeoJSON: Zeile 2"):
        ingest(file, "geo_areas", home)


def test_kita_groups_know_false_and_unknown(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "VRA_kita_gruppen_2025-03-01.csv"
    file.write_text(
        "facility_id,group_id,group_type,band,hours_per_day,is_integrative,valid_from,valid_to,"
        "places_approved,places_built,places_staffed,places_bookable\n"
        "F1,F1-1,krippe,u3,7.5,false,2015-08-01,,15,15,,12\n"
        "F1,F1-2,hort,ue4,7.5,true,2015-08-01,,15,15,,12\n"
    )
    [receipt] = ingest(file, "kita_groups", home)
    [group] = delivered(home, receipt, "facility_group")
    assert (group["is_integrative"], group["hours_per_day"], group["places_staffed"]) == (False, 7.5, None)
    assert receipt.reject_reasons == {"band: unbekannter Schlüssel": 1}
    assert receipt.slot == ("VRA", "groups", "2025-03-01")


def test_age_groups_must_add_up_to_the_total(home: Home, tmp_path: Path) -> None:
    profile = read_profile("berlin_ewr_matrix")
    headings = ["ZEIT", "RAUMID", "E_E", "E_EM", "E_EW", *(group.heading for group in profile.wide.groups)]
    ages = ["1"] * 32
    good = ["202012", "01011101", "32", "16", "16,00", *ages]
    wrong_ages = ["202012", "01011102", "33", "17", "16", *ages]
    wrong_sexes = ["202012", "01011103", "32", "17", "16", *ages]
    fraction = ["202012", "01011104", "32", "16", "16,50", *ages]
    file = tmp_path / "EWR202012E_Matrix.csv"
    file.write_text("\n".join(";".join(row) for row in (headings, good, wrong_ages, wrong_sexes, fraction)))
    with pytest.raises(SourceError) as refusal:  # the profile allows no reject at all
        ingest(file, "berlin_ewr_matrix", home)
    message = str(refusal.value)
    assert "Zeile 3, Spalte 'E_E': nicht die Summe von allen Altersgruppen" in message
    assert "Zeile 4, Spalte 'E_E': nicht die Summe von E_EM, E_EW" in message
    assert "Zeile 5, Spalte 'E_EW': keine ganze Zahl ('16,50')" in message
