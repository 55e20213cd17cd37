"""Every indicator and check found: header, units in the glossary, values of the right shape."""

import csv
from pathlib import Path

import pytest

import warehouse.indicators
from warehouse.checks import check_files, read_check
from warehouse.errors import SourceError
from warehouse.indicators import indicator_files, read_indicator

GLOSSARY = Path(warehouse.indicators.__file__).parent / "codelists" / "glossary.csv"


@pytest.fixture(scope="module")
def glossary() -> dict[str, dict[str, str]]:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["term"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("sql", indicator_files(), ids=lambda sql: sql.stem)
def test_an_indicator_is_declared_completely(sql: Path, glossary: dict[str, dict[str, str]]):
    indicator = read_indicator(sql)
    assert indicator.unit in glossary
    assert indicator.definition.endswith(".")
    low, high = indicator.limits
    assert low is None or high is None or low < high
    # definitions of indicators come from their headers, so a second one in the glossary could contradict it
    assert indicator.indicator_id not in glossary


@pytest.mark.parametrize("sql", check_files(), ids=lambda sql: sql.stem)
def test_a_check_is_declared_completely(sql: Path):
    check = read_check(sql)
    assert check.title
    assert not check.title.endswith(".")


def test_terms_of_the_glossary_are_explained_in_sentences(glossary: dict[str, dict[str, str]]):
    for term, row in glossary.items():
        assert row["german"], term
        assert row["definition"].endswith("."), term


def test_an_unknown_unit_or_key_is_named(tmp_path: Path):
    sql = tmp_path / "neu.sql"
    header = {"title": "Neu", "unit": "Stück", "topic": "kita", "definition": "Etwas.", "range": "0.."}
    sql.write_text(
        "".join(f"-- {key}: {value}\n" for key, value in header.items()) + "SELECT 1", encoding="utf-8"
    )
    with pytest.raises(SourceError, match="unit"):
        read_indicator(sql)
    sql.write_text("-- titel: Neu\nSELECT 1", encoding="utf-8")
    with pytest.raises(SourceError, match="titel"):
        read_indicator(sql)
    sql.write_text("-- das ist kein Kopf\nSELECT 1", encoding="utf-8")
    with pytest.raises(SourceError, match="Zeile 1"):
        read_indicator(sql)
