"""Processes of one Schaufenster: a file one of them made is given out by the other, and a port is shared."""

import os
import socket
from pathlib import Path

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from dashboards.schaufenster.siblings import KEPT_SECONDS, SharedFiles, bind_shared


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


def test_two_processes_share_a_port_and_only_who_listens_is_asked():
    first = bind_shared("127.0.0.1", 0, 5)
    port = first.getsockname()[1]
    second = bind_shared("127.0.0.1", port, 5)
    try:
        second.listen()
        for _ in range(8):
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                second.setblocking(True)
                second.accept()[0].close()
    finally:
        first.close()
        second.close()
