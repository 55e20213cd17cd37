"""Whatever arrives as a delivery, the answer is a receipt that accounts for every line, or a SourceError."""

import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.settings import Home

HEADER = "municipality_ags,area_id,reference_date,sex,age,nationality,persons"
GOOD = "03952007,03952007-0101,2020-12-31,m,{age},D,10"
SPICE = st.text(alphabet=[*'",;\r\n \t-+0123456789äß€', "\ufeff", "\u2028", "\x85"], max_size=12)


def take_in(name: str, content: bytes, profile: str) -> tuple[int, int, int] | None:
    """Rows, rejected and skipped rows; None if the file was refused, which must leave nothing behind."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            receipts = ingest(file, profile, home)
        except SourceError:
            assert not list(home.deliveries.rglob("*.parquet"))
            return None
        for receipt in receipts:
            assert pq.read_table(receipt.folder(home) / "rejects.parquet").num_rows >= receipt.rejected
        return (
            sum(receipt.rows for receipt in receipts),
            sum(receipt.rejected for receipt in receipts),
            sum(receipt.skipped for receipt in receipts),
        )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), SPICE), max_size=4))
def test_every_line_of_a_spoilt_csv_is_accounted_for(spoilt: list[tuple[int, str]]) -> None:
    lines = [GOOD.format(age=age) for age in range(60)]
    for place, spice in spoilt:
        # a line break in the spice makes more lines, so it is left to the next test
        harmless = spice.replace("\r", "").replace("\n", "")
        lines[place] = lines[place][:15] + harmless + lines[place][15:]
    counted = take_in("b.csv", "\r\n".join([HEADER, *lines]).encode(), "generic_population")
    assert counted is not None
    assert sum(counted) == 60
    assert counted[0] >= 56


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(SPICE, st.just(GOOD.format(age=7))), max_size=30))
def test_loose_text_is_read_or_refused(lines: list[str]) -> None:
    take_in("b.csv", "\n".join([HEADER, *lines]).encode(), "generic_population")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["generic_areas", "geo_areas", "kosis_bestand"]))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes, profile: str) -> None:
    take_in("03951000_bestand_2020-12-31.txt", content, profile)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="0123456789 ABCü", min_size=20, max_size=30), min_size=1, max_size=20))
def test_records_of_fixed_width_are_accounted_for(lines: list[str]) -> None:
    counted = take_in("03951000_bestand_2020-12-31.txt", "\r\n".join(lines).encode("cp1252"), "kosis_bestand")
    assert counted is None or sum(counted) == len(lines)
