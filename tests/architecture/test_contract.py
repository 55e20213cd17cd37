"""The mart contract of design.md §4 is what schema/ declares, and the pins agree with each other."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2]
WAREHOUSE_TABLES = set(
    "area population births deaths moves balance facility facility_group care measure housing_project "
    "indicator_value delivery".split()
)
FORECAST_TABLES = set("forecast_run forecast_population forecast_components forecast_demand backtest".split())
TOP_LEVEL = set(
    "pyproject.toml dashboards forecasting warehouse sample_data tests README.md LICENSE CHANGELOG.md "
    "publiccode.yml constraints.txt .ci .gitignore".split()
)


def tables(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.sql")}


def test_every_table_of_the_contract_is_declared():
    assert tables(PROJECT / "warehouse" / "schema") >= WAREHOUSE_TABLES
    assert tables(PROJECT / "forecasting" / "schema") >= FORECAST_TABLES


def test_a_schema_file_creates_the_table_it_is_named_for():
    for package in ("warehouse", "forecasting"):
        for path in (PROJECT / package / "schema").glob("*.sql"):
            created = re.search(r"CREATE TABLE (\w+)", path.read_text(encoding="utf-8"))
            assert created and created.group(1) == path.stem


def test_pip_and_uv_use_the_same_pins():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert settings["tool"]["uv"]["constraint-dependencies"] == pins


def test_nothing_else_stands_at_the_top():
    tracked = {path.name for path in PROJECT.iterdir()} - _ignored()
    assert tracked <= TOP_LEVEL


def _ignored() -> set[str]:
    lines = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    names = {line.rstrip("/") for line in lines}
    generated = {path.name for path in PROJECT.iterdir() if any(path.match(name) for name in names)}
    return generated | {".git"}
