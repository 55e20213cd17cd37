"""Faults of a delivery as a whole: read through the profile, seen in the findings of the build."""

from pathlib import Path

import pytest

from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

HEAD = "municipality_ags,area_id,reference_date,sex,age,nationality,persons\n"
GOOD = "03900001,03900001-0101,2020-12-31,m,10,D,5\n"


def messages(home: Home, check_id: str) -> list[str]:
    build(home)
    table = open_reader(home).con.table("check_result").df()
    return table.query("check_id == @check_id")["message"].tolist()


def counts(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "bevoelkerung.csv"
    file.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("03900001,03900001-0101,2020-12-31,w,10,D,-5", "persons"),
        ("03900001,03900001-0101,2020-02-31,w,10,D,5", "reference_date"),
        ("03900001,03900001-0101,31.02.2020,w,10,D,5", "reference_date"),
        ("03900001,03900001-0101,2020-12-31,w,-1,D,5", "age"),
        ("03900001,03900001-0101,2020-12-31,x,10,D,5", "sex"),
    ],
)
def test_an_impossible_row_is_refused_with_its_column(tmp_path: Path, line: str, reason: str):
    home = Home(tmp_path / "home")
    receipts = ingest(counts(tmp_path, GOOD.strip(), line), "generic_population", home)
    assert [(one.rows, one.rejected) for one in receipts] == [(1, 1)]
    [told] = messages(home, "abgewiesene_zeilen")
    assert "bevoelkerung.csv" in told and "1 Zeile abgewiesen" in told
    assert reason in told


def test_a_municipality_that_lost_its_zero_is_named_with_what_to_do(tmp_path: Path):
    home = Home(tmp_path / "home")
    ingest(counts(tmp_path, GOOD.strip(), GOOD.strip().replace("0390", "390")), "generic_population", home)
    [told] = messages(home, "gemeindeschluessel_kurz")
    assert "3900001" in told and "(03900001)" in told and "kohorte purge" in told


def test_the_same_year_with_other_content_says_how_much_changed(tmp_path: Path):
    home = Home(tmp_path / "home")
    ingest(counts(tmp_path, GOOD.strip()), "generic_population", home)
    assert messages(home, "neue_fassung") == []
    ingest(counts(tmp_path, GOOD.strip().replace(",5", ",7")), "generic_population", home)
    [told] = messages(home, "neue_fassung")
    assert (
        "Fassung 2" in told and "31.12.2020" in told and "1 Zeilen sind neu oder geändert, 1 fehlen" in told
    )


def test_a_stock_from_the_future_is_reported(deliveries: Deliveries):
    deliveries.stock("03900001", "2020-12-31", {"p": "03900001-1"})
    deliveries.stock("03900001", "2099-12-31", {"p": "03900001-1"})
    [told] = messages(deliveries.home, "stichtag_in_zukunft")
    assert "31.12.2099" in told and "Stichtag im Dateinamen" in told
