"""What Kohorte is made of: versions above every known hole, and a bill of materials that names them all."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = Path(__file__).parents[2]
# protection.md §4.8: the first version without the known holes.
FLOORS = {
    "streamlit": "1.58",
    "duckdb": "1.4.2",
    "starlette": "1.1.0",
    "authlib": "1.3.1",
    "pyarrow": "14.0.1",
}


def pinned() -> dict[str, Version]:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {pin.name: Version(str(pin.specifier).removeprefix("==")) for pin in pins}


@pytest.mark.parametrize("package", FLOORS)
def test_no_pinned_version_has_a_known_hole(package: str):
    assert pinned()[package] >= Version(FLOORS[package])


def test_the_bill_of_materials_names_every_package_in_its_pinned_version(tmp_path: Path):
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "uv fehlt; ohne uv lässt sich Kohorte nicht einrichten"
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        if (PROJECT / name).exists():
            shutil.copy(PROJECT / name, tmp_path / name)
    assert (tmp_path / "uv.lock").exists(), "uv.lock fehlt; „uv lock“ legt sie an"
    bill = tmp_path / "kohorte.cdx.json"
    command = [uv, "export", "--frozen", "--quiet", "--format", "cyclonedx1.5", "--no-dev", "-o", str(bill)]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    parts = {part["name"]: part["version"] for part in json.loads(bill.read_text())["components"]}
    assert {"streamlit", "duckdb", "pandas", "plotly", "statsmodels", "pydeck"} <= parts.keys()
    assert "pytest" not in parts
    known = pinned()
    several = {"numpy", "scipy", "numba", "llvmlite"}
    assert {name for name in parts if name not in known} == set()
    assert {n for n, v in parts.items() if n not in several and known[n] != Version(v)} == set()
