"""What makes large files fast must not change a result: batch pseudonyms, pieces of a text, repeated rows."""

import hmac
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import decoding, large_files, spilling
from warehouse.decoding import TextLines
from warehouse.errors import SourceError
from warehouse.ingest import ingest, inspect
from warehouse.profile import read_profile
from warehouse.pseudonym import Pseudonyms
from warehouse.repetition import repeated
from warehouse.settings import Home

HEAD = "municipality_ags,area_id,reference_date,register_id,sex,birth_date,nationality,dwelling"


@pytest.mark.parametrize("length", [0, 32, 64, 65, 200])
def test_person_keys_are_the_standard_hmac(length: int) -> None:
    secret = bytes(range(200))[:length]
    identities = ["", "03959100/1", "03959100/ä ß", "x" * 500]
    expected = [hmac.digest(secret, one.encode(), "sha256").hex()[:32] for one in identities]
    assert Pseudonyms(secret).keys(pa.array(identities)).to_pylist() == expected


def test_person_keys_come_in_order_over_many_batches() -> None:
    identities = [f"03959100/{number}" for number in range(300_000)]
    keys = Pseudonyms(b"s" * 32).keys(pa.array(identities)).to_pylist()
    for place in (0, 1, 122_879, 122_880, 250_000, 299_999):
        assert keys[place] == hmac.digest(b"s" * 32, identities[place].encode(), "sha256").hex()[:32]
    assert len(set(keys)) == len(keys)


def test_register_numbers_are_hashed_without_any_temporary_file() -> None:
    con = Pseudonyms(b"s" * 32)._con
    assert con.execute("SELECT current_setting('temp_directory')").fetchone() == ("",)


words = st.sampled_from(["a", "b", "aaaaaaaa", "bbbbbbbb", "0123456789abcdef", "ä", "", None])


@given(st.lists(st.tuples(words, words, st.sampled_from([1, 2, None])), max_size=30))
def test_repeated_rows_are_those_seen_before(rows: list[tuple[object, ...]]) -> None:
    types = (pa.string(), pa.string(), pa.int16())
    columns = {str(place): pa.array([row[place] for row in rows], kind) for place, kind in enumerate(types)}
    assert repeated(columns).tolist() == [row in rows[:place] for place, row in enumerate(rows)]


def test_repeated_rows_among_equally_long_keys() -> None:
    keys = [f"{number % 40_000:032x}" for number in range(60_000)]
    again = repeated({"key": pa.array(keys).slice(10_000)})
    assert again.tolist() == [place >= 40_000 for place in range(50_000)]


@given(st.binary(max_size=60), st.integers(1, 20))
def test_pieces_are_the_lines_of_the_whole(data: bytes, size: int) -> None:
    data = bytes(byte % 4 + 9 for byte in data)  # many line ends
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_PIECE", size)
        pieces = list(TextLines.pieces(data, 0, 7))
    assert b"".join(piece.joined() for piece in pieces) == data
    numbers = np.concatenate([piece.numbers for piece in pieces]) if pieces else np.array([])
    lines = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    assert numbers.tolist() == list(range(7, 7 + lines))
    assert all(piece.joined().endswith(b"\n") for piece in pieces[:-1])


def test_a_file_read_in_pieces_is_the_same_delivery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"03959100,03959100-0101,2024-12-31,{n},m,1980-05-{n % 28 + 1:02d},D,H" for n in range(400)]
    rows[50], rows[200] = rows[49], rows[200] + ",zuviel"
    file = tmp_path / "stock.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    (whole,) = inspect(file, "generic_bestand", Home(tmp_path))
    monkeypatch.setattr(decoding, "_PIECE", 500)
    (pieces,) = inspect(file, "generic_bestand", Home(tmp_path))
    assert pieces.tables == whole.tables
    assert pieces.rejects.to_pylist() == whole.rejects.to_pylist()
    assert [reject["line"] for reject in whole.rejects.to_pylist()] == [52, 202]


def persons(file: Path, rows: list[str]) -> Path:
    """A stock delivery of these rows."""
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return file


def person(number: int, town: int = 0) -> str:
    """One row; every fourth person lives in another town."""
    day = number % 28 + 1
    return f"0395910{town},0395910{town}-0101,2024-12-31,{number},m,1980-05-{day:02d},D,H"


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and a piece holds a few rows."""
    monkeypatch.setattr(large_files, "LARGEST_AT_ONCE", 100)
    monkeypatch.setattr(large_files, "PIECE", 700)


def taken(home: Home, file: Path, profile: str = "generic_bestand") -> dict[str, object]:
    """What a takeover leaves: per delivery its receipt without time and person, its rows, its rejects."""
    return {
        one.delivery_id: (
            one.model_dump(exclude={"received_at"}),
            pq.read_table(one.folder(home) / "stock.parquet").to_pylist(),
            pq.read_table(one.folder(home) / "rejects.parquet").to_pylist(),
        )
        for one in ingest(file, profile, home)
    }


def spoilt_rows() -> list[str]:
    """Rows of four towns: some repeated far apart, one with a wrong code, one too long, one blank."""
    rows = [person(number, number % 4) for number in range(400)]
    rows[20], rows[21] = rows[19].replace(",m,", ",q,"), rows[21] + ",zuviel"
    rows[300], rows[301], rows[302] = rows[5], rows[6], rows[6]
    rows[350] = ""
    return rows


def test_streamed_and_whole_give_the_same_delivery(
    tmp_path: Path, in_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = persons(tmp_path / "stock.csv", spoilt_rows())
    secret = Home(tmp_path / "a").secrets
    streamed = taken(Home(tmp_path / "a"), file)
    shutil.copytree(secret, Home(tmp_path / "b").secrets)
    monkeypatch.undo()
    whole = taken(Home(tmp_path / "b"), file)
    assert streamed == whole
    assert len(streamed) == 4
    assert not list(Home(tmp_path / "a").deliveries.rglob(".*"))


def test_a_corrected_large_file_says_its_changes(tmp_path: Path, in_pieces: None) -> None:
    home, rows = Home(tmp_path / "home"), [person(number) for number in range(300)]
    file = persons(tmp_path / "stock.csv", rows)
    ingest(file, "generic_bestand", home)
    rows[10], rows[20:22] = rows[10].replace(",D,", ",A,"), []
    persons(file, rows)
    (seen,) = inspect(file, "generic_bestand", home)
    assert (seen.receipt.status, seen.receipt.rows_added) == ("ersetzt", None)
    (receipt,) = ingest(file, "generic_bestand", home)
    assert (receipt.version, receipt.rows_added, receipt.rows_removed) == (2, 1, 3)
    (again,) = ingest(file, "generic_bestand", home)
    assert again.status == "unverändert"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda rows: rows[:200] + rows[:200], "doppelt: gleiche"),
        (lambda rows: [row.replace(",m,", ",q,") for row in rows], "unbekannter Schlüssel"),
        (lambda rows: [*rows[:-1], rows[-1] + "\x07"], "Steuerzeichen.*Zeile 401"),
        (lambda rows: [rows[0].replace("0101", "01ä1"), *rows[1:-1], rows[-1]], None),
    ],
)
def test_a_large_file_not_understood_leaves_nothing(
    tmp_path: Path, in_pieces: None, spoil: Callable[[list[str]], list[str]], message: str | None
) -> None:
    home = Home(tmp_path / "home")
    file = persons(tmp_path / "stock.csv", spoil([person(number) for number in range(400)]))
    if message is None:
        (receipt,) = ingest(file, "generic_bestand", home)
        assert (receipt.encoding, receipt.rejected) == ("utf-8", 1)
        return
    with pytest.raises(SourceError, match=message):
        ingest(file, "generic_bestand", home)
    assert not [path for path in home.deliveries.rglob("*") if path.is_file()]


def test_encodings_of_a_large_file(tmp_path: Path, in_pieces: None) -> None:
    lines = "\n".join([HEAD + ",Müller", *(person(number) + ",ä" for number in range(100))])
    for encoding, name in (("cp1252", "cp1252"), ("utf-8-sig", "utf-8-sig"), ("utf-8", "utf-8")):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(lines.encode(encoding) + b"\n\x1a")
        large = large_files.look_through(file, read_profile("generic_bestand"))
        assert (large.encoding, large.lines) == (name, 101)
        (receipt,) = ingest(file, "generic_bestand", Home(tmp_path / name))
        assert (receipt.rows, receipt.encoding) == (100, name)


def test_a_large_file_cut_off_is_refused(tmp_path: Path, in_pieces: None) -> None:
    file = persons(tmp_path / "stock.csv", [person(number) for number in range(100)])
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SourceError, match="bricht mitten in Zeile 101 ab"):
        ingest(file, "generic_bestand", Home(tmp_path / "home"))


def test_more_towns_than_open_files_are_read_as_a_whole(
    tmp_path: Path, in_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spilling, "MOST_OWNERS", 3)
    file = persons(tmp_path / "stock.csv", [person(number, number % 5) for number in range(100)])
    home = Home(tmp_path / "home")
    assert len(ingest(file, "generic_bestand", home)) == len(inspect(file, "generic_bestand", home)) == 5
    assert not list(home.deliveries.rglob(".*"))


def test_records_of_fixed_width_in_pieces(tmp_path: Path, in_pieces: None) -> None:
    rows = [f"{number:010d}198005{number % 28 + 1:02d}100010101" for number in range(200)]
    rows[50], rows[51] = rows[49], rows[51][:12]
    file = tmp_path / "03951000_bestand_2024-12-31.txt"
    file.write_text("\r\n".join(rows) + "\r\n", encoding="cp1252")
    (receipt,) = ingest(file, "kosis_bestand", Home(tmp_path / "home"))
    assert (receipt.rows, receipt.rejected) == (198, 2)
    with pytest.raises(SourceError, match="zu kurz"):
        persons(file, ["kurz"] * 100)
        ingest(file, "kosis_bestand", Home(tmp_path / "home"))
