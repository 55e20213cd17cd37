"""What makes large files fast must not change a result: batch pseudonyms, pieces of a text, repeated rows."""

import hmac
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse import decoding
from warehouse.decoding import TextLines
from warehouse.ingest import inspect
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
