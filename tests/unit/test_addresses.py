"""Addresses become areas, the doubtful ones a work list; no address of an assigned person stays."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.command import kohorte
from warehouse.address_areas import open_addresses
from warehouse.addresses import Address, AddressList, Entry, house_number, normal_street
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

AGS = "03952007"
LIST = """AGS;Straße;Hausnummer;Zusatz;Gebiet
03952007;Lindenstraße;1;;03952007-0101
03952007;Lindenstraße;2;a;03952007-0101
03952007;Lindenstraße;2;b;03952007-0102
03952007;Lindenstraße;4;a;03952007-0102
03952007;Am Mühlenteich;7;;03952007-0102
03952007;St.-Jürgen-Ring;12;;03952007-0101
"""
HEAD = (
    "municipality_ags;street;house_number;house_suffix;reference_date;register_id;sex;birth_date;nationality;"
    "dwelling\n"
)


def person(number: int, street: str, house: str, suffix: str = "") -> str:
    return f"{AGS};{street};{house};{suffix};2024-12-31;{number};w;1990-05-17;D;H\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    place = Home(tmp_path / "home")
    file = tmp_path / "adressen_2025-01-01.csv"
    file.write_text(LIST, encoding="utf-8")
    ingest(file, "address_table", place)
    return place


def register(tmp_path: Path, lines: list[str]) -> Path:
    file = tmp_path / "ort_adressbestand.csv"
    file.write_text(HEAD + "".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lindenstr.", "Linden-Straße"),
        ("LINDENSTRASSE", "Lindenstraße"),
        ("Am Muehlenteich", "Am Mühlenteich"),
        ("Sankt Jürgen Ring", "St.-Jürgen-Ring"),
        ("Str. des Friedens", "Straße des Friedens"),
        ("Dr. Koch Pl.", "Doktor-Koch-Platz"),
    ],
)
def test_spellings_of_one_street_are_one(one: str, other: str) -> None:
    assert normal_street(one) == normal_street(other)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address("x", "12"), (12, "")),
        (Address("x", "12a"), (12, "a")),
        (Address("x", "12 A"), (12, "a")),
        (Address("x", "012", "B"), (12, "b")),
        (Address("x", "12-14"), (12, "")),
        (Address("x", "Nr. 7"), (7, "")),
        (Address("x", "o. Nr."), (None, "")),
        (Address.of_line("Am Mühlenteich 7a"), (7, "a")),
        (Address.of_line("Straße des 17. Juni 100"), (100, "")),
        (Address.of_line("Am Markt"), (None, "")),
    ],
)
def test_house_numbers(address: Address, expected: tuple[int | None, str]) -> None:
    assert house_number(address) == expected


def test_two_areas_are_never_guessed() -> None:
    listed = AddressList([Entry(Address("Ring", "1", "a"), "A"), Entry(Address("Ring", "1", "b"), "B")])
    assert listed.area_of(Address("Ring", "1", "a")) == ("A", "genau")
    assert listed.area_of(Address("Ring", "1")) == (None, "ohne")
    assert listed.area_of(Address("Ring", "99")) == (None, "ohne")


def test_street_key_comes_before_the_name() -> None:
    listed = AddressList([Entry(Address("Ring", "1", key="00017"), "A"), Entry(Address("Weg", "1"), "B")])
    assert listed.area_of(Address("Weg", "1", key="17")) == ("A", "genau")


def test_persons_get_their_area_and_the_rest_a_work_list(home: Home, tmp_path: Path) -> None:
    people = [
        person(1, "Lindenstr.", "1"),
        person(2, "Linden-Straße", "2b"),
        person(3, "Lindenstraße", "4"),
        person(4, "Am Muehlenteich", "99"),
        person(5, "Lindnestraße", "1"),
        person(6, "Lindnestraße", "1"),
        person(7, "", ""),
    ]
    [receipt] = ingest(register(tmp_path, people), "generic_adressbestand", home)
    rows = pq.read_table(receipt.folder(home) / "stock.parquet").to_pylist()
    without = f"{AGS}-ohne"
    assert [row["area_id"].removeprefix(f"{AGS}-") for row in rows] == [
        "0101", "0102", "0102", "0102", "ohne", "ohne", "ohne",
    ]  # fmt: skip
    assert "street" not in rows[0]
    assert receipt.notes == (
        "Adressen: 2 genau gefunden, 2 ohne Zuordnung, 1 über die Hausnummer, 1 über die ganze Straße, "
        "1 ohne Adresse",
    )
    [gap] = open_addresses(home)
    assert (gap["address"], gap["rows"]) == ("Lindnestraße 1", 2)
    assert gap["suggestions"][0] == "Lindenstraße (03952007-0101)"
    build(home)
    counted = open_reader(home).con.table("population").filter(f"area_id = '{without}'").fetchall()
    assert sum(row[-1] for row in counted) == 3


def test_settled_address_leaves_no_trace(home: Home, tmp_path: Path) -> None:
    file = register(tmp_path, [person(5, "Lindnestraße", "1")])
    ingest(file, "generic_adressbestand", home)
    listed = tmp_path / "adressen_2025-02-01.csv"
    listed.write_text(LIST + "03952007;Lindnestraße;1;;03952007-0101\n", encoding="utf-8")
    ingest(listed, "address_table", home)
    [receipt] = ingest(file, "generic_adressbestand", home)
    assert (receipt.version, receipt.status) == (2, "ersetzt")
    assert open_addresses(home) == []
    stocks = (home.deliveries / AGS / "stock").rglob("*")
    assert not any(b"Lindne" in path.read_bytes() for path in stocks if path.is_file())
    assert list((home.deliveries / AGS / "stock").rglob("address_gap.parquet")) == []
    [again] = ingest(file, "generic_adressbestand", home)
    assert again.status == "unverändert"


def test_without_a_list_nobody_gets_lost(tmp_path: Path) -> None:
    home = Home(tmp_path / "leer")
    [receipt] = ingest(register(tmp_path, [person(1, "Ring", "1")]), "generic_adressbestand", home)
    assert receipt.rows == 1
    assert receipt.notes == ("Adressen: 1 ohne Adressliste der Gemeinde",)


def test_command_lists_addresses_with_suggestions(home: Home, tmp_path: Path) -> None:
    ingest(register(tmp_path, [person(5, "Lindnestraße", "1")]), "generic_adressbestand", home)
    done = kohorte("addresses", home=home.root)
    assert "1 × 03952007 Lindnestraße 1: Lindenstraße (03952007-0101)" in done.stdout
    rows = json.loads(kohorte("addresses", "--json", home=home.root).stdout)
    assert rows[0]["rows"] == 1
