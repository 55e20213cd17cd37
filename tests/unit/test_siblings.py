"""Processes of one Schaufenster: a file one of them made is given out by the other, and a port is shared."""

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from dashboards.listening import Listening
from dashboards.siblings import KEPT_SECONDS, MOST_STEPS, SharedFiles, Turn, open_door
from dashboards.supervision import Board


def test_a_file_of_one_process_is_given_out_by_the_other(tmp_path: Path):
    one, other = SharedFiles("/media", tmp_path), SharedFiles("/media", tmp_path)
    name = one.load_and_get_id(b"a;b\n1;2\n", "text/csv", MediaFileKind.DOWNLOADABLE, "t.csv")
    found = other.get_file(f"{name}.csv")
    assert found == one.get_file(f"{name}.csv")
    assert (found.content, found.filename) == (b"a;b\n1;2\n", "t.csv")


@pytest.mark.parametrize("name", ["f" * 32, "../etc/passwd", "auswahl-0123456789abcdef", ""])
def test_nothing_else_of_the_folder_is_given_out(tmp_path: Path, name: str):
    (tmp_path / "auswahl-0123456789abcdef").write_text("x")
    with pytest.raises(MediaFileStorageError):
        SharedFiles("/media", tmp_path).get_file(name)


def test_old_files_go(tmp_path: Path):
    files = SharedFiles("/media", tmp_path)
    old = files.load_and_get_id(b"old", "text/csv", MediaFileKind.DOWNLOADABLE)
    long_ago = (tmp_path / old).stat().st_mtime - 2 * KEPT_SECONDS
    os.utime(tmp_path / old, (long_ago, long_ago))
    files.load_and_get_id(b"new", "text/csv", MediaFileKind.DOWNLOADABLE)
    assert not (tmp_path / old).exists()


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with open_door(Listening(port=0)) as opened:
        yield opened


def taken(turn: Turn) -> list[socket.socket]:
    """Let one process take in whoever it may, as its event loop does."""
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(turn.accept()[0])
    return found


def test_readers_are_spread_evenly_and_places_of_those_who_left_are_given_again(door: socket.socket):
    board = Board(3)
    turns = [Turn(door, place, board) for place in range(3)]
    for turn in turns:
        turn.listen()
    knocking, held = [], [[], [], []]
    for number in range(9):
        knocking.append(socket.create_connection(door.getsockname(), timeout=2))
        # Whoever wakes first tries first.
        for place in ((number * 7 + step) % 3 for step in range(3)):
            held[place] += taken(turns[place])
    assert [len(one) for one in held] == [3, 3, 3]
    for one in held[1]:
        one.close()
    for _ in range(3):
        knocking.append(socket.create_connection(door.getsockname(), timeout=2))
        # The one who has room notices it when it is woken.
        assert [len(taken(turns[place])) for place in (1, 0, 2)] == [1, 0, 0]
    for one in (*knocking, *turns, *(reader for readers in held for reader in readers)):
        one.close()


def test_a_few_readers_stay_with_the_first_process_and_many_are_spread(door: socket.socket):
    board = Board(2)
    turns = [Turn(door, place, board, ahead=4) for place in range(2)]
    for turn in turns:
        turn.listen()
    knocking, held, counts = [], [[], []], []
    for number in range(10):
        knocking.append(socket.create_connection(door.getsockname(), timeout=2))
        for place in ((number + step) % 2 for step in (1, 0)):
            held[place] += taken(turns[place])
        counts.append([len(one) for one in held])
    assert counts[3] == [4, 0]
    assert sum(counts[-1]) == 10
    assert abs(counts[-1][0] - counts[-1][1]) <= 2
    for one in (*knocking, *turns, *(reader for readers in held for reader in readers)):
        one.close()


def test_a_sibling_that_does_not_answer_keeps_nobody_waiting_long(door: socket.socket):
    board = Board(2)
    board.tell(1, 0)
    turn = Turn(door, 0, board)
    turn.listen()
    with socket.create_connection(door.getsockname(), timeout=2), turn:
        first = taken(turn)
        with socket.create_connection(door.getsockname(), timeout=2):
            tries = 0
            while len(first) < 2:
                first += taken(turn)
                tries += 1
        assert 1 < tries <= MOST_STEPS + 1
        for one in first:
            one.close()


def test_who_knocks_before_anybody_is_ready_waits_and_who_is_absent_is_not_waited_for(door: socket.socket):
    with socket.create_connection(door.getsockname(), timeout=2), Turn(door, 0, Board(3)) as turn:
        turn.listen()
        (reader,) = taken(turn)
        with socket.create_connection(door.getsockname(), timeout=2):
            (second,) = taken(turn)
        reader.close()
        second.close()
