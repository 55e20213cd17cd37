"""Ingest and build killed at random moments: afterwards the old state or the new one, never between.

Each case starts from the same home, kills the process after a random time, then looks as a reader would,
starts again and compares with a run that was left alone.
"""

import hashlib
import json
import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from warehouse.build import build
from warehouse.catalog import deliveries_in_force
from warehouse.connection import current_build
from warehouse.ingest import ingest
from warehouse.recovery import sweep
from warehouse.settings import Home

KILLS = 50
MOST_ROUNDS = 200
MINI = PROJECT / "sample_data" / "mini"
# Eight owners in one file: the takeover that is not one rename.
AREAS = "municipality_ags,area_id,level,name,parent_id\n"


def areas_file(folder: Path, suffix: str) -> Path:
    """A list of areas that belongs to eight municipalities."""
    rows = [f"039590{i:02d},039590{i:02d},gemeinde,Ort {i}{suffix},\n" for i in range(1, 9)]
    folder.mkdir(exist_ok=True)
    file = folder / "gebiete.csv"
    file.write_text(AREAS + "".join(rows), encoding="utf-8")
    return file


def take_in(home: Home, file: Path) -> None:
    """The command under test: a file of many owners, then the folder of the mini municipality."""
    ingest(file, "generic_areas", home)
    for entry in json.loads((MINI / "manifest.json").read_text(encoding="utf-8"))[:4]:
        ingest(MINI / entry["file"], entry["profile"], home)


def state_of(home: Home) -> dict[str, str]:
    """What readers see: per slot in force its bytes' checksum, and the current build."""
    seen = {one.delivery_id: one.checksum for one in deliveries_in_force(home)}
    if (home.warehouse / "current.json").exists():
        seen["build"] = current_build(home).build_id
    return seen


def checked_files(home: Home) -> None:
    """Every delivery in force can be read as its receipt says."""
    for receipt in deliveries_in_force(home):
        assert {path.stem for path in receipt.folder(home).glob("*.parquet")} >= set(receipt.tables)


def leftovers(home: Home) -> list[Path]:
    """Anything that is neither a delivery, a build, a lock nor a pointer."""
    hidden = [path for path in home.deliveries.rglob(".*")]
    drafts = [path for path in home.root.rglob("*.draft*")]
    return [*hidden, *drafts, *home.secrets.glob("pseudonym.[0-9]*")]


def killed_after(seconds: float, work: Callable[..., object], *arguments: object) -> bool:
    """Run `work` in a process of its own and kill it after `seconds`; whether it was still running."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.properties.test_killed"])
    process = context.Process(target=work, args=arguments)
    process.start()
    process.join(seconds)
    was_running = process.is_alive()
    process.kill()
    process.join(10)
    assert was_running or process.exitcode == 0
    process.close()
    return was_running


def killed_when(
    ready: Callable[[], bool], seconds: float, call: tuple[Callable[..., object], *tuple[object, ...]]
) -> None:
    """Run a call in a process of its own and kill it `seconds` after `ready`; it may end before."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.properties.test_killed"])
    process = context.Process(target=call[0], args=call[1:])
    process.start()
    while process.is_alive() and not ready():
        time.sleep(0.002)
    process.join(seconds)
    process.kill()
    process.join(10)
    process.close()


def copied(home: Home, target: Path) -> Home:
    """A home to be hurt."""
    shutil.rmtree(target, ignore_errors=True)
    if home.root.exists():
        shutil.copytree(home.root, target)
    return Home(target)


def content(home: Home) -> str:
    """All delivered tables as one hash; receipts hold the time and are left out."""
    digest = hashlib.sha256()
    for path in sorted(home.deliveries.rglob("*.parquet")):
        digest.update(path.relative_to(home.root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.usefixtures("plain_main")
def test_ingest_killed_at_random_moments(tmp_path: Path) -> None:
    before = Home(tmp_path / "before")
    ingest(areas_file(tmp_path / "old", ""), "generic_areas", before)
    file = areas_file(tmp_path / "new", " neu")
    whole = copied(before, tmp_path / "whole")
    started = time.perf_counter()
    take_in(whole, file)
    duration = time.perf_counter() - started
    old, new = state_of(before), state_of(whole)
    random_moment = random.Random(5)
    killed = rounds = 0
    while killed < KILLS and rounds < MOST_ROUNDS:
        rounds += 1
        home = copied(before, tmp_path / "hurt")
        shutil.copytree(whole.secrets, home.secrets)
        killed += killed_after(0.02 + random_moment.random() * duration, take_in, home, file)
        sweep(home)
        assert leftovers(home) == []
        checked_files(home)
        seen = state_of(home)
        renewed = [slot for slot in new if slot.endswith("/v2")]
        assert sum(slot in seen for slot in renewed) in (0, len(renewed)), "a file of eight owners in halves"
        assert set(seen) <= set(old) | set(new)
        take_in(home, file)
        assert state_of(home) == new
        assert content(home) == content(whole)
    assert killed >= KILLS


@pytest.mark.usefixtures("plain_main")
def test_build_killed_at_random_moments(tmp_path: Path) -> None:
    before = Home(tmp_path / "before")
    manifest = json.loads((MINI / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest[:-1]:
        ingest(MINI / entry["file"], entry["profile"], before)
    old = build(before).build_id
    ingest(MINI / manifest[-1]["file"], manifest[-1]["profile"], before)
    whole = copied(before, tmp_path / "whole")
    report = build(whole)
    random_moment = random.Random(6)
    killed = rounds = 0
    while killed < KILLS and rounds < MOST_ROUNDS:
        rounds += 1
        home = copied(before, tmp_path / "hurt")
        killed += killed_after(0.02 + random_moment.random() * report.seconds, build, home)
        assert current_build(home).build_id in (old, report.build_id)
        sweep(home)
        assert leftovers(home) == []
        assert current_build(home).path.exists()
    assert killed >= KILLS
    assert build(home).build_id == report.build_id


@pytest.mark.parametrize("renamed", range(3))
def test_a_decided_takeover_is_completed(tmp_path: Path, renamed: int) -> None:
    home = Home(tmp_path / "home")
    folder = home.deliveries / "03959001" / "areas" / "2024-12-31"
    pairs = []
    for number in (1, 2):
        draft = folder / f".{number}.neu"
        draft.mkdir(parents=True)
        pairs.append([str(path.relative_to(home.root)) for path in (draft, folder / str(number))])
    (home.deliveries / ".uebernahme.json").write_text(
        json.dumps({"renames": pairs, "removals": []}), encoding="utf-8"
    )
    for draft, place in pairs[:renamed]:
        (home.root / draft).rename(home.root / place)
    sweep(home)
    assert sorted(path.name for path in folder.iterdir()) == ["1", "2"]
    assert leftovers(home) == []
