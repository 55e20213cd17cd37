"""Events delivered as records and as counts count once: records win, year by year and kind by kind."""

from datetime import date

import pandas as pd
import pytest

from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.purge import Selection, purge

A = "03900001"
AREA = f"{A}-1"


def count(year: int, **more: object) -> dict:
    return {"municipality_ags": A, "year": year, "age": 0, "age_to": 100} | more


@pytest.fixture
def twice(deliveries: Deliveries) -> Deliveries:
    """2019 and 2020 as counts of everything; 2020 as records of moves and deaths too, without births."""
    for year in (2018, 2019, 2020):
        deliveries.stock(A, f"{year}-12-31", {f"p{number}": AREA for number in range(50)})
    moves = [
        count(year, origin=origin, destination=destination, moves=4)
        for year in (2019, 2020)
        for origin, destination in (("128", AREA), (AREA, "128"))
    ]
    deliveries.add(A, "moves", "2020-12-31", moves=moves)
    deaths = [count(year, area_id=AREA, deaths=3) for year in (2019, 2020)]
    deliveries.add(A, "deaths", "2020-12-31", deaths=deaths)
    births = [
        {
            "municipality_ags": A,
            "area_id": AREA,
            "year": year,
            "mother_age": 0,
            "mother_age_to": 100,
            "births": 2,
        }
        for year in (2019, 2020)
    ]
    deliveries.add(A, "births", "2020-12-31", births=births)
    rows = [
        {"event_kind": kind, "person_key": f"{kind}{number}", "area_id": AREA, "partner": partner}
        for kind, partner, times in (("in", "128", 5), ("out", "128", 4), ("death", None, 3))
        for number in range(times)
    ]
    deliveries.events(A, 2020, rows)
    build(deliveries.home)
    return deliveries


def table(deliveries: Deliveries, name: str) -> pd.DataFrame:
    return open_reader(deliveries.home).con.table(name).df()


def test_moves_of_both_kinds_do_not_add_up(twice: Deliveries):
    moves = table(twice, "moves").groupby(["year", "kind"])["moves"].sum().to_dict()
    assert moves == {
        (2019, "external_in"): 4,
        (2019, "external_out"): 4,
        (2020, "external_in"): 5,
        (2020, "external_out"): 4,
    }


def test_deaths_come_from_the_records_and_births_they_lack_from_the_counts(twice: Deliveries):
    assert table(twice, "deaths").groupby("year")["deaths"].sum().to_dict() == {2019: 3, 2020: 3}
    assert table(twice, "births").groupby("year")["births"].sum().to_dict() == {2019: 2, 2020: 2}


def test_the_mismatch_is_a_warning_and_the_match_a_hint(twice: Deliveries):
    found = table(twice, "check_result").query("check_id == 'bestand_und_zaehlung'")
    assert found.set_index("severity")["value"].to_dict() == {"hinweis": 0, "warnung": -1}
    [message] = found.query("severity == 'warnung'")["message"]
    assert "Wanderungsfälle des Jahres 2020 als Einzeldaten (9) und als Zählung (8)" in message
    assert "kohorte purge" in message


def test_condensed_records_give_way_to_the_counts_of_the_office(twice: Deliveries):
    everything = Selection(kinds=("stock", "events"), until=date(2020, 12, 31))
    purge(twice.home, everything, reason="Frist", by="test", keep_counts=True)
    moves = table(twice, "moves").query("year == 2020")["moves"].sum()
    assert moves == 8
    assert table(twice, "deaths").query("year == 2020")["deaths"].sum() == 3
