"""Every mart fills the table declared for it, and every staging file is used in its place."""

import re
from pathlib import Path

import pytest

import warehouse.build
from warehouse.build import STEPS

PACKAGE = Path(warehouse.build.__file__).parent
FILLED_BY_CODE = {
    "build",
    "delivery",
    "delivery_reason",
    "indicator",
    "indicator_value",
    "check_definition",
    "check_result",
}


def names(folder: str) -> set[str]:
    return {path.stem for path in (PACKAGE / folder).glob("*.sql")}


def test_every_declared_table_is_filled_by_a_mart_or_by_code():
    assert names("marts") == names("schema") - FILLED_BY_CODE


def test_every_step_is_a_file_and_every_file_a_step():
    files = {f"{folder}/{name}" for folder in ("staging", "marts") for name in names(folder)}
    assert set(STEPS) == files
    assert len(STEPS) == len(files)


@pytest.mark.parametrize("name", sorted(names("staging")))
def test_a_staging_file_creates_the_temporary_table_of_its_name(name: str):
    text = (PACKAGE / "staging" / f"{name}.sql").read_text(encoding="utf-8")
    assert re.search(rf"CREATE TEMP (TABLE|VIEW) {name} AS", text)


@pytest.mark.parametrize("name", sorted(names("schema")))
def test_the_first_line_of_a_schema_says_the_grain(name: str):
    first = (PACKAGE / "schema" / f"{name}.sql").read_text(encoding="utf-8").split("CREATE")[0]
    assert "rain:" in first or "one row" in first


@pytest.mark.parametrize("number", range(len(STEPS)), ids=STEPS)
def test_a_step_stands_behind_what_it_reads(number: int):
    # tables of marts exist empty from the start, so a wrong order would silently give empty results
    text = (PACKAGE / f"{STEPS[number]}.sql").read_text(encoding="utf-8")
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", text)) - set(re.findall(r"\b([a-z_]+) AS \(", text))
    later = {step.split("/")[1] for step in STEPS[number:]}
    assert read & later == set()
