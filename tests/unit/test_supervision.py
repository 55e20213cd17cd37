"""Processes kept running: one that is killed is made again at once, one that ends by itself ends all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from dashboards.supervision import ABSENT, Board

# Each process says its number and place; place and number of the first argument end with that code.
PROGRAM = """
import os, sys, time
from dashboards.supervision import Watch
def work(place, board):
    board.tell(place, place)
    os.write(1, f"{os.getpid()} {place} {os.environ['KOHORTE_GETEILT']}\\n".encode())
    time.sleep(0.3 if place == 2 and sys.argv[1:] else 60)
    return 3
sys.exit(Watch(work, 3).run())
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux forks the processes of a Schaufenster"
)


@pytest.fixture
def watch() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


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


def test_stopped_all_end_and_the_folder_they_shared_is_gone(watch: subprocess.Popen[str]):
    first = begun(watch, 3)
    watch.terminate()
    assert watch.wait(10) == 0
    for number, (_, shared) in first.items():
        assert not os.path.exists(shared)
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_nobody_outlives_the_one_who_watches(watch: subprocess.Popen[str]):
    first = begun(watch, 3)
    watch.kill()
    watch.wait(10)
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{number}/exe") for number in first) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(os.path.exists(f"/proc/{number}/exe") for number in first)


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
