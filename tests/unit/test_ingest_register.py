"""Records of persons: KOSIS rules, pseudonyms, and what must never be written."""

import os
import stat
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.receipt import Receipt
from warehouse.settings import Home

AGS = "03951000"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def rows(receipt: Receipt, home: Home, table: str) -> list[dict]:
    return pq.read_table(receipt.folder(home) / f"{table}.parquet").to_pylist()


def booking(
    person: int,
    ea: str,
    *,
    area: str = "0101",
    other: str = "",
    half: str = "",
    partner: str = "",
    sign: str = "",
) -> str:
    day = "20200517"
    return (
        f"{person:010d}198007152000{'1'}{area:4}{other:4}{day}{ea}{half:1}{day}{partner:8}{'':4}{sign:1}"
    ).ljust(63)


def kosis_events(home: Home, tmp_path: Path, lines: list[str]) -> tuple[Receipt, list[dict]]:
    file = tmp_path / f"{AGS}_bewegung_2020.txt"
    file.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    [receipt] = ingest(file, "kosis_bewegung", home)
    return receipt, rows(receipt, home, "event")


def test_kosis_codes_become_kinds_and_cancellations(home: Home, tmp_path: Path) -> None:
    codes = ["01", "15", "02", "16", "11", "05", "12", "06", "13", "07", "31"]
    _, events = kosis_events(home, tmp_path, [booking(n, code) for n, code in enumerate(codes)])
    assert [(event["event_kind"], event["sign"]) for event in events] == [
        ("birth", 1),
        ("birth", -1),
        ("in", 1),
        ("in", -1),
        ("death", 1),
        ("death", -1),
        ("out", 1),
        ("out", -1),
        ("out", 1),
        ("out", -1),
        ("naturalisation", 1),
    ]
    assert {event["delta"] for event in events} == {None}


def test_kosis_record_is_read_by_position(home: Home, tmp_path: Path) -> None:
    receipt, [event] = kosis_events(home, tmp_path, [booking(7, "02", area="", partner="03241001")])
    assert event["area_id"] == "03951000-ohne"
    assert event["partner"] == "03241001"
    assert (event["birth_year"], event["birth_month"]) == (1980, 7)
    assert (event["sex"], event["nationality"]) == ("w", "D")
    assert event["event_date"] == event["booking_date"] == date(2020, 5, 17)
    assert receipt.reference_date == date(2020, 12, 31)
    assert receipt.encoding == "ascii"


def test_halves_of_an_inner_move_become_one_event(home: Home, tmp_path: Path) -> None:
    lines = [
        booking(1, "21", area="0102", other="0101", half="1"),
        booking(1, "21", area="0101", other="0102", half="2"),
        booking(2, "21", area="0101", other="0101", half="1"),  # inside one area: still an event
        booking(3, "21", area="0101", other="0102", half="2"),  # leaves, but never arrives
        booking(4, "21", area="0101", other="0102"),  # which half?
    ]
    receipt, events = kosis_events(home, tmp_path, lines)
    assert [(e["partner"], e["area_id"]) for e in events] == [
        ("03951000-0101", "03951000-0102"),
        ("03951000-0101", "03951000-0101"),
    ]
    rejects = rows(receipt, home, "rejects")
    assert [(reject["line"], reject["column"]) for reject in rejects] == [
        (4, "B03 Hälfte (Stelle 42)"),
        (5, "B03 Hälfte (Stelle 42)"),
    ]
    assert receipt.skipped_reasons == {"Wegzugshälfte eines Umzugs: zählt mit der Zuzugshälfte": 1}


def test_change_of_dwelling_takes_sign_or_new_status(home: Home, tmp_path: Path) -> None:
    lines = [booking(1, "24", sign="-"), booking(2, "24"), booking(3, "40", sign="+"), booking(4, "40")]
    receipt, events = kosis_events(home, tmp_path, lines)
    assert [(e["event_kind"], e["delta"]) for e in events] == [
        ("dwelling", -1),
        ("dwelling", 1),
        ("correction", 1),
    ]
    assert receipt.reject_reasons == {"Vorzeichen (Stelle 63): nicht angegeben, ob gewonnen oder verloren": 1}


def test_secondary_residence_is_skipped_with_reason(home: Home, tmp_path: Path) -> None:
    secondary = booking(2, "02")
    secondary = secondary[:22] + "2" + secondary[23:]
    receipt, events = kosis_events(home, tmp_path, [booking(1, "02"), secondary])
    assert len(events) == 1
    assert receipt.skipped_reasons == {"Nebenwohnung, zählt nicht zur Bevölkerung": 1}


HEADER = "Registernummer;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Wohnungsstatus;Gebiet;Name;Straße"


def csv_stock(folder: Path, lines: list[str], encoding: str = "cp1252") -> Path:
    file = folder / f"{AGS}_bestand_2020-12-31.csv"
    file.write_bytes(("\r\n".join([HEADER, *lines]) + "\r\n").encode(encoding))
    return file


GOOD = "4711;15.07.1980;w;000;HW;0101;Grünspecht, Änne;Lärchenstieg 12"


def test_personal_columns_are_nowhere_in_the_home(home: Home, tmp_path: Path) -> None:
    broken = "4712;31.02.1980;w;000;HW;0101;Grünspecht, Börge;Lärchenstieg 12"
    shifted = "4713;15.07.1980;Grünspecht;000;HW;0101;Grünspecht;Lärchenstieg 12"
    [receipt] = ingest(csv_stock(tmp_path, [GOOD, broken, shifted]), "auenburg_csv_bestand", home)
    assert receipt.rejected == 2
    written = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())
    columns = [pq.read_table(path).to_pylist() for path in home.root.rglob("*.parquet")]
    for secret in ("Grünspecht", "Lärchenstieg", "4711", "4712", "15.07.1980", "31.02.1980", "1980-07-15"):
        assert secret.encode() not in written
        assert secret not in str(columns)


def test_cp1252_is_recognised_and_stated(home: Home, tmp_path: Path) -> None:
    [receipt] = ingest(csv_stock(tmp_path, [GOOD]), "auenburg_csv_bestand", home)
    assert (receipt.encoding, receipt.delimiter) == ("cp1252", ";")
    assert receipt.rows == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_other_encodings_give_the_same_rows(home: Home, tmp_path: Path, encoding: str) -> None:
    [first] = ingest(csv_stock(tmp_path, [GOOD]), "auenburg_csv_bestand", home)
    [second] = ingest(csv_stock(tmp_path, [GOOD], encoding), "auenburg_csv_bestand", home)
    assert second.encoding == encoding
    assert (second.version, second.rows_added, second.rows_removed) == (2, 0, 0)
    assert rows(first, home, "stock") == rows(second, home, "stock")


def test_secret_is_private_and_pseudonyms_are_stable_but_local(home: Home, tmp_path: Path) -> None:
    [one] = ingest(csv_stock(tmp_path, [GOOD]), "auenburg_csv_bestand", home)
    key = home.secrets / "pseudonym.key"
    assert len(key.read_bytes()) == 32
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o400
    later = csv_stock(tmp_path, [GOOD]).rename(tmp_path / f"{AGS}_bestand_2021-12-31.csv")
    elsewhere = csv_stock(tmp_path, [GOOD]).rename(tmp_path / "03952002_bestand_2020-12-31.csv")
    [two] = ingest(later, "auenburg_csv_bestand", home)
    [three] = ingest(elsewhere, "auenburg_csv_bestand", home)
    keys = [rows(receipt, home, "stock")[0]["person_key"] for receipt in (one, two, three)]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 32


def test_short_secret_is_refused(home: Home, tmp_path: Path) -> None:
    home.secrets.mkdir(parents=True)
    (home.secrets / "pseudonym.key").write_bytes(b"kurz")
    with pytest.raises(SourceError, match="4 statt 32 Byte"):
        ingest(csv_stock(tmp_path, [GOOD]), "auenburg_csv_bestand", home)


def test_unknown_birth_day_keeps_year_and_month(home: Home, tmp_path: Path) -> None:
    lines = ["1;00.07.1935;w;000;HW;0101;x;x", "2;00.00.1935;m;998;NW;;x;x", "3;01.01.1990;d;000;HW;0101;x;x"]
    [receipt] = ingest(csv_stock(tmp_path, lines), "auenburg_csv_bestand", home)
    stock = rows(receipt, home, "stock")
    assert [(p["birth_year"], p["birth_month"]) for p in stock] == [(1935, 7), (1935, None), (1990, 1)]
    assert [(p["nationality"], p["dwelling"]) for p in stock[:2]] == [("D", "H"), ("A", "N")]
    assert stock[1]["area_id"] == "03951000-ohne"
    assert stock[2]["sex"] in {"m", "w"}


def test_same_person_twice_is_rejected(home: Home, tmp_path: Path) -> None:
    [receipt] = ingest(csv_stock(tmp_path, [GOOD, GOOD]), "auenburg_csv_bestand", home)
    assert (receipt.rows, receipt.rejected) == (1, 1)
    [reject] = rows(receipt, home, "rejects")
    assert reject["line"] == 3


def test_generic_events_hold_several_municipalities(home: Home, tmp_path: Path) -> None:
    header = (
        "municipality_ags,register_id,event_kind,sign,event_date,booking_date,sex,birth_date,"
        "nationality,dwelling,area_id,partner,mother_birth_year,delta"
    )
    lines = [
        "03952005,1,inner_move,1,2020-02-03,2020-02-05,m,1990-01-01,A,H,03952005-0102,03952005-0101,,",
        "03952006,1,birth,1,2020-03-03,,w,2020-03-03,D,H,,,1991,",
        "03952006,2,flight,1,2020-03-03,,w,1999-03-03,D,H,,,,",
    ]
    file = tmp_path / "buchungen.csv"
    file.write_text("\n".join([header, *lines]))
    first, second = ingest(file, "generic_bewegung", home)
    assert [first.municipality_ags, second.municipality_ags] == ["03952005", "03952006"]
    assert [(r.rows, r.rejected) for r in (first, second)] == [(1, 0), (1, 1)]
    [move], [birth] = rows(first, home, "event"), rows(second, home, "event")
    assert (move["partner"], move["area_id"]) == ("03952005-0101", "03952005-0102")
    assert (birth["mother_birth_year"], birth["area_id"], birth["booking_date"]) == (
        1991,
        "03952006-ohne",
        None,
    )
    [reject] = rows(second, home, "rejects")
    assert (reject["line"], reject["column"], reject["value"]) == (4, "event_kind", None)
