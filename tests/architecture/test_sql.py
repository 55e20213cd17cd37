"""SQL lives in .sql files: one statement each, the first line says what and grain, values are bound."""

import ast
import re
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = ("dashboards", "forecasting", "warehouse", "sample_data")
FILES = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.sql"))
MODULES = sorted(path for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
SQL_TEXT = re.compile(
    r"\b(select\s.+\sfrom|insert\s+into|create\s+(or\s+replace\s+)?(table|view|macro)|delete\s+from|attach\s+')",
    re.IGNORECASE | re.DOTALL,
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_file_holds_one_statement_and_says_what_it_is(path: Path):
    text = path.read_text(encoding="utf-8")
    assert re.match(r"(-- |/\*)", text), "the first line says what and grain"
    assert len(duckdb.extract_statements(text)) == 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_python_holds_no_sql(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            assert not SQL_TEXT.search(node.value), f"{path.name}:{node.lineno} holds SQL"


def test_the_median_file_is_short():
    lengths = sorted(path.read_text(encoding="utf-8").count("\n") for path in FILES)
    assert lengths[len(lengths) // 2] <= 50
