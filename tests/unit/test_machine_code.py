"""Machine code on disk: never taken for newer code, never a reason to stop."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forecasting

ROWS = """
from forecasting.machine_code import compiled

SHARE = {share}


@compiled
def part(x):
    return SHARE * x
"""
STEP = """
from forecasting.machine_code import compiled
from forecasting.rows import part


@compiled
def step(x):
    return part(x) + 1
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of the same name with one compiled function that calls another in another file."""
    folder = tmp_path / "forecasting"
    folder.mkdir()
    source = Path(forecasting.__file__).parent / "machine_code.py"
    (folder / "__init__.py").write_text("")
    (folder / "machine_code.py").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "rows.py").write_text(ROWS.format(share=2))
    (folder / "step.py").write_text(STEP)
    return folder


def run(package: Path, **environment: str) -> float:
    """Return step(10) as a process of its own computes it."""
    done = subprocess.run(
        [sys.executable, "-c", "from forecasting.step import step; print(step(10))"],
        cwd=package.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def kept(package: Path) -> list[Path]:
    return sorted(package.rglob("step.step-*.code"))


def test_a_change_in_another_file_is_seen(package: Path):
    assert run(package, NUMBA_CACHE_DIR="") == 21
    written = {path: path.stat().st_mtime_ns for path in kept(package)}
    assert len(written) == 1
    assert run(package, NUMBA_CACHE_DIR="") == 21
    assert {path: path.stat().st_mtime_ns for path in kept(package)} == written
    (package / "rows.py").write_text(ROWS.format(share=3))
    assert run(package, NUMBA_CACHE_DIR="") == 31


def test_damaged_and_foreign_files_are_passed_over(package: Path):
    assert run(package, NUMBA_CACHE_DIR="") == 21
    (code,) = kept(package)
    whole = code.read_bytes()
    # An index as numba itself writes it, naming a class that no longer exists.
    index = code.with_name(code.name.split(".py3")[0] + f".py{sys.version_info[0]}{sys.version_info[1]}.nbi")
    index.write_bytes(b"\x80\x04cforecasting.gone\nKind\n.")
    for broken in (b"", whole[: len(whole) // 2], whole[:40] + b"?" + whole[41:], b"\x80\x04" + whole):
        code.write_bytes(broken)
        assert run(package, NUMBA_CACHE_DIR="") == 21
        mended = code.read_bytes()
        assert hashlib.sha256(mended[32:]).digest() == mended[:32]


def test_a_disk_that_takes_nothing_only_costs_time(package: Path):
    blocked = package.parent / "a file, not a folder"
    blocked.write_text("")
    assert run(package, NUMBA_CACHE_DIR=str(blocked / "cache")) == 21
