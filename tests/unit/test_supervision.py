"""Processes kept running: whichever is killed is replaced at once, one that ends by itself ends all."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.passing_folder import LOCK, PREFIX, UNKNOWN_SECONDS, sweep
from dashboards.supervision import ABSENT, HEIR, WATCHER, Board
from tests.benchmarks.process_tree import family, name_of

# Each process says its number and place; the last one ends by itself if the argument says so.
PROGRAM = """
import os, sys, time
from dashboards.supervision import Watch
def work(place, board):
    board.tell(place, place)
    os.write(1, f"{os.getpid()} {place} {os.environ['KOHORTE_GETEILT']}\\n".encode())
    time.sleep(0.3 if place == 2 and "end" in sys.argv else 60)
    return 3
sys.exit(Watch(work, 3, is_inherited="heir" in sys.argv).run())
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux forks the processes of a Schaufenster"
)


@pytest.fixture(params=["heir", "alone"])
def watch(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, request.param]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:
        yield process
        # Whatever a failed test left of its session.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def heir(watch: subprocess.Popen[str]) -> int:
    """The heir of the watching process, once it stands ready."""
    return named(watch.pid, HEIR)


inherited = pytest.mark.parametrize("watch", ["heir"], indirect=True)


def named(session: int, name: str, gone: int = 0) -> int:
    """Return the process of a session that has a name, as soon as there is one; `gone` was killed before."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for number in family(session) - {gone}:
            if name_of(number) == name:
                return number
        time.sleep(0.02)
    raise AssertionError(f"no process is named {name}")


def becomes(number: int, name: str) -> bool:
    """Whether a process has a name soon."""
    deadline = time.monotonic() + 20
    while name_of(number) != name and time.monotonic() < deadline:
        time.sleep(0.02)
    return name_of(number) == name


def all_gone(session: int) -> bool:
    """Whether every process of a session ends soon."""
    deadline = time.monotonic() + 15
    while family(session) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not family(session)


def begun(watch: subprocess.Popen[str], number: int) -> dict[int, tuple[int, str]]:
    """Return place and shared folder of so many processes, by number, as they begin."""
    assert watch.stdout is not None
    told = [watch.stdout.readline().split() for _ in range(number)]
    return {int(one): (int(place), shared) for one, place, shared in told}


def test_a_killed_process_is_made_again_at_its_place_while_the_others_live(watch: subprocess.Popen[str]):
    first = begun(watch, 3)
    assert sorted(place for place, _ in first.values()) == [0, 1, 2]
    killed = next(number for number, (place, _) in first.items() if place == 1)
    started = time.monotonic()
    os.kill(killed, signal.SIGKILL)
    ((number, (place, shared)),) = begun(watch, 1).items()
    assert (place, shared) == (1, first[killed][1])
    assert number not in first
    assert time.monotonic() - started < 2
    for other in set(first) - {killed}:
        os.kill(other, 0)


def test_all_killed_at_once_are_back(watch: subprocess.Popen[str]):
    first = begun(watch, 3)
    for number in first:
        os.kill(number, signal.SIGKILL)
    again = begun(watch, 3)
    assert sorted(place for place, _ in again.values()) == [0, 1, 2]
    assert not set(first) & set(again)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_stopped_all_end_and_the_folder_they_shared_is_gone(
    watch: subprocess.Popen[str], stop: signal.Signals
):
    ((_, shared), *_) = begun(watch, 3).values()
    os.kill(watch.pid, stop)
    assert watch.wait(10) == 0
    assert not os.path.exists(shared)
    assert all_gone(watch.pid)


def test_a_service_manager_that_stops_all_at_once_leaves_nobody(watch: subprocess.Popen[str]):
    begun(watch, 3)
    os.killpg(watch.pid, signal.SIGTERM)
    watch.wait(10)
    assert all_gone(watch.pid)


@inherited
def test_whoever_watched_is_followed_by_the_heir_and_the_others_go_on(
    watch: subprocess.Popen[str], heir: int
):
    first = begun(watch, 3)
    watch.kill()
    watch.wait(10)
    assert becomes(heir, WATCHER)
    # None of them was started again, and the one who watches now does what the other did.
    second = named(watch.pid, HEIR)
    assert family(watch.pid) == {*first, heir, second}
    killed, *others = first
    os.kill(killed, signal.SIGKILL)
    ((number, (place, shared)),) = begun(watch, 1).items()
    assert (place, shared) == first[killed]
    # It can fall too, and is followed; whoever stops the last one stops all.
    os.kill(heir, signal.SIGKILL)
    assert becomes(second, WATCHER)
    third = named(watch.pid, HEIR)
    assert family(watch.pid) - {heir} == {*others, number, second, third}
    os.kill(second, signal.SIGTERM)
    assert all_gone(watch.pid)
    assert not os.path.exists(shared)


@inherited
def test_an_heir_that_falls_is_followed_by_another(watch: subprocess.Popen[str], heir: int):
    first = begun(watch, 3)
    os.kill(heir, signal.SIGKILL)
    other = named(watch.pid, HEIR, gone=heir)
    assert family(watch.pid) - {heir} == {watch.pid, *first, other}


@inherited
def test_the_watching_process_and_all_that_serve_killed_at_once_are_back(
    watch: subprocess.Popen[str], heir: int
):
    first = begun(watch, 3)
    for number in (watch.pid, *first):
        os.kill(number, signal.SIGKILL)
    again = begun(watch, 3)
    assert sorted(place for place, _ in again.values()) == [0, 1, 2]
    assert not set(first) & set(again)
    os.kill(heir, signal.SIGTERM)
    watch.wait(10)
    assert all_gone(watch.pid)


def test_nobody_outlives_those_who_watch(watch: subprocess.Popen[str]):
    """Neither one that watches alone nor it and its heir; what they shared goes at the next start."""
    ((_, shared), *_) = begun(watch, 3).values()
    for number in family(watch.pid):
        if name_of(number) in {WATCHER, HEIR}:
            os.kill(number, signal.SIGSTOP)
    for number in family(watch.pid):
        if name_of(number) in {WATCHER, HEIR}:
            os.kill(number, signal.SIGKILL)
    watch.wait(10)
    assert all_gone(watch.pid)
    assert os.path.exists(shared)
    sweep(Path(shared).parent)
    assert not os.path.exists(shared)


def test_folders_in_use_stay_and_so_do_those_of_unknown_age(watch: subprocess.Popen[str], tmp_path: Path):
    ((_, shared), *_) = begun(watch, 3).values()
    sweep(Path(shared).parent)
    assert os.path.exists(f"{shared}/{LOCK}")
    young, old = (tmp_path / f"{PREFIX}{age}" for age in ("young", "old"))
    for folder in (young, old):
        folder.mkdir()
    long_ago = time.time() - 2 * UNKNOWN_SECONDS
    os.utime(old, (long_ago, long_ago))
    (tmp_path / f"{PREFIX}link").symlink_to(young)
    sweep(tmp_path)
    assert (young.exists(), old.exists()) == (True, False)


def test_a_process_that_ends_by_itself_ends_all_with_its_code():
    done = subprocess.run([sys.executable, "-c", PROGRAM, "end"], check=False, timeout=30)
    assert done.returncode == 3


def test_an_absent_process_is_not_among_the_others():
    board = Board(3)
    assert board.others(0) == []
    board.tell(1, 4)
    board.tell(2, 0)
    assert board.others(0) == [4, 0]
    board.tell(1, ABSENT)
    assert board.others(0) == [0]
