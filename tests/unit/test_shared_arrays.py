"""Arrays processes share: made once, read-only, still there for who reads one that went."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dashboards import shared_arrays

KEY = ("draws", "build", None, ("A", "B"), 2034)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shared_arrays, "_folder", tmp_path)
    return tmp_path


# What another process reads, which could not make it.
PROGRAM = f"""
import sys
from pathlib import Path
from dashboards import shared_arrays
shared_arrays.share(Path(sys.argv[1]))
print(shared_arrays.shared({KEY!r}, None).sum())
"""


def test_another_process_reads_what_the_first_one_made(folder: Path):
    made = shared_arrays.shared(KEY, lambda: np.arange(12, dtype=np.float32).reshape(3, 4))
    assert made.shape == (3, 4) and made.dtype == np.float32 and type(made) is np.ndarray
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    told = subprocess.run(command, text=True, check=True, capture_output=True, timeout=120).stdout
    assert float(told) == 66


@pytest.mark.parametrize("is_shared", [True, False])
def test_nobody_can_change_what_others_read(folder: Path, monkeypatch: pytest.MonkeyPatch, is_shared: bool):
    if not is_shared:
        monkeypatch.setattr(shared_arrays, "_folder", None)
    made = shared_arrays.shared(KEY, lambda: np.ones(3))
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 2
    assert bool(list(folder.iterdir())) is is_shared


def test_keys_are_told_apart(folder: Path):
    one, two = (shared_arrays.shared((*KEY, role), lambda role=role: np.full(2, role)) for role in (1, 2))
    assert (one[0], two[0], len(list(folder.iterdir()))) == (1, 2, 2)


def test_the_oldest_go_and_who_reads_one_keeps_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shared_arrays, "MOST", 2)
    first = shared_arrays.shared(0, lambda: np.full(5, 7.0))
    for number in (1, 2):
        shared_arrays.shared(number, lambda: np.zeros(5))
    assert len(list(folder.iterdir())) == 2 and first.sum() == 35
    assert shared_arrays.shared(0, lambda: np.full(5, 8.0)).sum() == 40, "made again"


def test_a_full_folder_costs_the_sharing_only(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    assert shared_arrays.shared(KEY, lambda: np.ones(3)).sum() == 3
    assert not list(folder.iterdir())
