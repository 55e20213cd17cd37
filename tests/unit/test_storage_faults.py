"""A full disk, a read-only folder, a growing file, two writers: a clear answer and the old state."""

import multiprocessing
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import warehouse.storing
from tests.command import kohorte
from warehouse.build import build
from warehouse.catalog import deliveries_in_force
from warehouse.connection import current_build
from warehouse.errors import BusyError, SourceError, StorageError
from warehouse.ingest import ingest
from warehouse.locking import writing
from warehouse.settings import Home

HEADER = "municipality_ags,area_id,reference_date,sex,age,nationality,persons\n"
NOBODY = 65534


def counts(file: Path, persons: int = 10, ages: int = 101) -> Path:
    """A small count delivery."""
    rows = (f"03952007,03952007-0101,2020-12-31,m,{age},D,{persons + age}\n" for age in range(ages))
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one delivery and its build."""
    place = Home(tmp_path / "home")
    ingest(counts(tmp_path / "erste.csv"), "generic_population", place)
    build(place)
    return place


def files_of(home: Home) -> set[str]:
    """All files but the locks."""
    return {
        path.relative_to(home.root).as_posix()
        for path in home.root.rglob("*")
        if path.is_file() and path.parent != home.locks
    }


@pytest.fixture
def full_disk(tmp_path: Path, home: Home) -> Iterator[Home]:
    """The home copied to a file system without room; skipped where none can be mounted."""
    place = tmp_path / "klein"
    place.mkdir()
    size = sum(path.stat().st_size for path in home.root.rglob("*") if path.is_file())
    options = f"size={(size // 4096 + 40) * 4096}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("no right to mount a small file system")
    try:
        shutil.copytree(home.root, place / "home")
        yield Home(place / "home")
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill_up(home: Home) -> None:
    """Leave no block free."""
    with pytest.raises(OSError, match="No space"), (home.root / "ballast").open("ab") as ballast:
        while True:
            ballast.write(b"\0" * 4096)
            ballast.flush()


def test_full_disk_keeps_the_old_state(full_disk: Home, tmp_path: Path) -> None:
    before = files_of(full_disk)
    fill_up(full_disk)
    with pytest.raises(StorageError, match="Kein Platz mehr auf dem Datenträger"):
        ingest(counts(tmp_path / "zweite.csv", 20), "generic_population", full_disk)
    (full_disk.root / "ballast").unlink()
    assert files_of(full_disk) == before
    ingest(counts(tmp_path / "zweite.csv", 20, 3), "generic_population", full_disk)
    old = current_build(full_disk).build_id
    fill_up(full_disk)
    with pytest.raises(StorageError, match="Kein Platz mehr"):
        build(full_disk)
    assert current_build(full_disk).build_id == old
    assert list(full_disk.warehouse.glob("*.draft*")) == []


def _limited(work: Callable[[], object], said: "multiprocessing.Queue[str]") -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
    try:
        work()
    except StorageError as error:
        said.put(str(error))


def test_no_room_for_a_file_is_said_without_rights_to_mount(home: Home, tmp_path: Path) -> None:
    before = files_of(home)
    file = counts(tmp_path / "zweite.csv", 20)
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    process = context.Process(target=_limited, args=(lambda: ingest(file, "generic_population", home), said))
    process.start()
    answer = said.get(timeout=60)
    process.join(10)
    assert "Kein Platz mehr auf dem Datenträger" in answer
    assert "Der Stand davor gilt weiter" in answer
    assert files_of(home) == before


def _as_nobody(work: Callable[[], object], said: "multiprocessing.Queue[str]") -> None:
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        work()
    except StorageError as error:
        said.put(str(error))


@pytest.fixture
def read_only(home: Home) -> Iterator[Home]:
    """The home where nobody may write, and everybody may look."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        place = Home(Path(folder) / "home")
        shutil.copytree(home.root, place.root)
        everything = [place.root, *place.root.rglob("*")]
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield place
        for path in everything:
            path.chmod(0o755)


@pytest.mark.parametrize("command", ["ingest", "build"])
def test_read_only_home_is_said(read_only: Home, command: str) -> None:
    file = counts(read_only.root.parent / "zweite.csv", 20)
    work: dict[str, Callable[[], object]] = {
        "ingest": lambda: ingest(file, "generic_population", read_only),
        "build": lambda: build(read_only),
    }
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    process = context.Process(target=_as_nobody, args=(work[command], said))
    process.start()
    process.join(60)
    assert "darf nicht geschrieben werden" in said.get(timeout=5)


def test_file_that_grows_while_it_is_read_is_refused(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = counts(tmp_path / "waechst.csv", 20)
    before = files_of(home)
    real = warehouse.ingest.drafts_of

    def meanwhile(*arguments: object) -> object:
        with file.open("a", encoding="utf-8") as writing_on:
            writing_on.write("03952007,03952007-0101,2020-12-31,w,1,D,7\n")
        return real(*arguments)

    monkeypatch.setattr(warehouse.ingest, "drafts_of", meanwhile)
    with pytest.raises(SourceError, match="während des Lesens verändert"):
        ingest(file, "generic_population", home)
    assert files_of(home) == before


def test_truncated_file_is_refused(home: Home, tmp_path: Path) -> None:
    file = counts(tmp_path / "abgebrochen.csv", 20)
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex(b"2020-12-31")])
    with pytest.raises(SourceError, match="bricht mitten in Zeile 102 ab"):
        ingest(file, "generic_population", home)
    assert len(deliveries_in_force(home)) == 1


def test_last_line_without_line_end_is_fine(home: Home, tmp_path: Path) -> None:
    file = counts(tmp_path / "ohne_umbruch.csv", 20)
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    [receipt] = ingest(file, "generic_population", home)
    assert (receipt.rows, receipt.rejected) == (101, 0)


def test_second_writer_says_who_is_first(home: Home, tmp_path: Path) -> None:
    with writing(home, "deliveries", "kohorte ingest, Profil kosis_bestand"):
        with pytest.raises(BusyError) as refused, writing(home, "deliveries", "zweiter", wait=0):
            pass
        assert "„kohorte ingest, Profil kosis_bestand“ (Prozess" in str(refused.value)
    with writing(home, "deliveries", "zweiter", wait=0):
        pass


@pytest.mark.usefixtures("plain_main")
def test_two_commands_at_once_both_take_effect(home: Home, tmp_path: Path) -> None:
    files = [counts(tmp_path / f"datei{i}.csv", 20 + i) for i in range(2)]
    context = multiprocessing.get_context("forkserver")
    writers = [context.Process(target=ingest, args=(file, "generic_population", home)) for file in files]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    [receipt] = deliveries_in_force(home)
    assert receipt.version == 3
    assert {path.name for path in receipt.folder(home).parent.iterdir()} == {"1", "2", "3"}


def test_command_line_answers_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("keine Mappe", encoding="utf-8")
    done = kohorte(
        "ingest", str(counts(tmp_path / "a.csv")), "--profile", "generic_population", home=tmp_path / "home"
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Fehler: ")
    assert "Traceback" not in done.stderr
