"""The direction of the house, by import-linter, and that its contracts can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = ("dashboards", "forecasting", "warehouse", "sample_data")
BREACHES = {
    "Direction of the house": ("warehouse/settings.py", "import forecasting.errors"),
    "Streamlit only in dashboards": ("warehouse/settings.py", "import streamlit"),
    "The step is pure arrays": ("forecasting/cohort_component.py", "import pandas"),
    "Sample data stands alone": ("sample_data/__init__.py", "import warehouse.errors"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_contracts_hold():
    result = lint(PROJECT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_caught(contract: str, tmp_path: Path):
    for package in PACKAGES:
        shutil.copytree(
            PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "mini")
        )
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    name, line = BREACHES[contract]
    module = tmp_path / name
    module.write_text(f"{module.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout
