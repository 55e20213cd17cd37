"""Names, days of birth, addresses and register numbers are in no file of a home, whatever happens.

Large files are the hard case: their rows wait on the disk. Here they wait uncompressed, so that a search of
the bytes finds what a reader of half a Parquet file could find.
"""

import os
import random
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.properties.test_killed import killed_when
from warehouse import large_files, spilling
from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.purge import Selection, purge
from warehouse.recovery import sweep, waiting_room
from warehouse.settings import Home

AGS = "03952001"
HEADER = "Registernummer;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Wohnungsstatus;Gebiet;Name;Straße"
ROWS, KILLS = 20_000, 5
# On a computer that does much else a kill may come when all is done: then some more are tried, at once.
MOST_KILLS = 25
# Register numbers and days begin or read like nothing a home holds.
MARKS = ("9988776", "Grünspecht", "Lärchenstieg", "17.07.19", "-07-17", "0717")


def register(folder: Path, broken: int = 0) -> Path:
    """A large file; its last `broken` rows are not understood, one in a thousand repeats the row before."""
    rows = [
        f"9988776{number - (number % 1000 == 999):05d};17.07.{1930 + number % 90};w;000;HW;0101;"
        f"Grünspecht {number};Lärchenstieg {number % 300}"
        for number in range(ROWS)
    ]
    rows[ROWS - broken :] = [row.replace("17.07.", "17.17.") for row in rows[ROWS - broken :]]
    folder.mkdir(exist_ok=True)
    file = folder / f"{AGS}_bestand_2020-12-31.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="cp1252")
    return file


def take_in(home: Home, file: Path) -> None:
    """Ingest in many pieces, the waiting rows as plain bytes."""
    large_files.LARGEST_AT_ONCE, large_files.PIECE = 1000, 100_000
    real = pq.ParquetWriter
    spilling.pq.ParquetWriter = lambda path, schema, **_: real(
        path, schema, compression="none", use_dictionary=False
    )
    try:
        ingest(file, "auenburg_csv_bestand", home)
    finally:
        spilling.pq.ParquetWriter = real
        large_files.LARGEST_AT_ONCE, large_files.PIECE = 256 * 2**20, 48 * 2**20


def traces(folder: Path) -> list[tuple[str, str]]:
    """File and mark for every mark found in the name or the bytes of a file, or in the rows of a table."""
    found = []
    for path in (one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        told = str(path.relative_to(folder))
        if path.suffix == ".parquet" and len(content) > 12 and content.endswith(b"PAR1"):
            told += str(pq.read_table(path).to_pylist())
        # pseudonyms are hexadecimal and may hold any digits by chance
        marks = [mark for mark in MARKS[:5] if mark in told or _holds(content, mark)]
        found += [(path.name, mark) for mark in marks]
    return found


def _holds(content: bytes, mark: str) -> bool:
    return any(mark.encode(encoding) in content for encoding in ("utf-8", "cp1252", "utf-16-le"))


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that nobody else uses."""
    # Not below tmp_path: the socket of another process lies in it, and its path may not be long.
    folder = Path(tempfile.mkdtemp(prefix="kohorte-"))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    tempfile.tempdir = None
    shutil.rmtree(folder, ignore_errors=True)


def waiting(room: Path) -> int:
    """Bytes that wait on the disk."""
    return sum(path.stat().st_size for path in room.glob("*"))


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    register(tmp_path / "delivered")
    assert {mark for _, mark in traces(tmp_path)} == {*MARKS[:4]}


def test_nothing_after_ingest_refusal_and_purge(tmp_path: Path, temporary: Path) -> None:
    home = Home(tmp_path / "home")
    with pytest.raises(SourceError) as refused:
        take_in(home, register(tmp_path / "broken", broken=ROWS // 2))
    assert not any(mark in str(refused.value) for mark in MARKS[:4])
    assert traces(home.root) == []
    take_in(home, register(tmp_path / "good", broken=9))
    assert [path for path in home.deliveries.rglob("stock.parquet")]
    assert traces(home.root) == []
    purge(home, Selection(municipality=AGS), reason="Prüfung", by="test")
    assert not [path for path in home.deliveries.rglob("*")]
    assert traces(home.root) == traces(temporary) == []


@pytest.mark.usefixtures("plain_main")
def test_nothing_after_a_kill_in_the_middle_of_a_large_file(tmp_path: Path, temporary: Path) -> None:
    file, home = register(tmp_path / "delivered"), Home(tmp_path / "home")
    random_moment, waited, room = random.Random(7), 0, waiting_room(home)
    for number in range(MOST_KILLS):
        if number >= KILLS and waited:
            break
        # However fast the machine is: from the first waiting rows on, at any moment.
        moment = random_moment.random() * 0.3 if number < KILLS else 0.0
        killed_when(lambda: waiting(room) > 0, moment, (take_in, home, file))
        if room.exists():
            waited += waiting(room)
            assert os.name != "posix" or stat.S_IMODE(room.stat().st_mode) == 0o700
        assert traces(home.root) == traces(temporary) == []
        sweep(home)
        assert not room.exists()
    assert waited, "no kill met a file in the middle"
    take_in(home, file)
    assert traces(home.root) == []
