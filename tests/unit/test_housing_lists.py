"""Lists of projects follow each other by the date they speak of, whatever the order they arrive in."""

from datetime import date

import duckdb
import pytest

from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader

TOWN, AREA = "00000001", "00000001-01"


def project(year: int, project_id: str = "B1", dwellings: int = 40, probability: float = 0.8) -> dict:
    return {
        "project_id": project_id,
        "year": year,
        "municipality_ags": TOWN,
        "area_id": AREA,
        "name": f"Vorhaben {project_id}",
        "dwelling_type": "efh",
        "dwellings": dwellings,
        "probability": probability,
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    deliveries = Deliveries(tmp_path_factory.mktemp("lists"))
    deliveries.areas({"area_id": TOWN, "level": "gemeinde", "name": "Ort", "municipality_ags": TOWN})
    deliveries.stock(TOWN, "2021-12-31", {"p": AREA})
    newest = [project(2023), project(2023, "B3", probability=0.0)]
    deliveries.add("V", "housing", "2020-12-31", housing_project=newest)
    # Handed in afterwards, but of an earlier date.
    older = [project(2021), project(2022), project(2024, "B2"), project(2022, "B3"), project(2019, "B4")]
    deliveries.add("V", "housing", "2019-12-31", housing_project=older)
    # Names no date: known from the day it came on.
    deliveries.add("W", "housing", "1900-01-01", housing_project=[project(2025, "B5")])
    build(deliveries.home)
    return open_reader(deliveries.home).cursor()


def test_a_project_stands_as_in_the_list_of_the_latest_date(built):
    now = built.table("housing_project").select("project_id, year").order("project_id, year").fetchall()
    # B1 was postponed, B2 is missing in the newest list, B3 was given up there.
    assert now == [("B1", 2023), ("B2", 2024), ("B4", 2019), ("B5", 2025)]


def test_every_list_is_kept_with_its_date(built):
    lists = built.table("housing_list").select("listed_on, project_id, year").order("1, 2, 3").fetchall()
    assert [row[1:] for row in lists if row[0] == date(2019, 12, 31)] == [
        ("B1", 2021),
        ("B1", 2022),
        ("B2", 2024),
        ("B3", 2022),
        ("B4", 2019),
    ]
    assert [row[1:] for row in lists if row[0] is None] == [("B5", 2025)]


def test_only_an_open_project_is_missed_in_the_newest_list(built):
    found = (
        built.table("check_result").filter("check_id = 'nicht_mehr_gemeldet'").select("message").fetchall()
    )
    # B3 was given up and B4 is finished.
    assert ["B2" in message for (message,) in found] == [True]
