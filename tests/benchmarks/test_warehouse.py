"""The benchmarks of the warehouse in tiny: they run, and the contenders do the same work."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.benchmarks import build, ingest, queries
from tests.benchmarks.register_files import write_stock
from warehouse.settings import Home

ROWS = 4000


def test_contenders_keep_the_same_rows(tmp_path: Path) -> None:
    file = write_stock(tmp_path / "stock.csv", ROWS)
    for name in ("kohorte", "duckdb", "pandas"):
        (tmp_path / name).mkdir()
        getattr(ingest, f"by_{name}")(file, tmp_path / name)
    own = pd.concat(pd.read_parquet(one) for one in (tmp_path / "kohorte").rglob("stock.parquet"))
    other = pd.concat(pd.read_parquet(one) for one in (tmp_path / "pandas").glob("*.parquet"))
    coded = ["municipality_ags", "area_id", "sex", "birth_year", "birth_month", "nationality", "dwelling"]
    assert len(own) == len(other) == ROWS == own["person_key"].nunique()
    assert own[coded].value_counts().to_dict() == other[coded].value_counts().to_dict()
    con = duckdb.connect(str(tmp_path / "duckdb" / "stock.duckdb"), read_only=True)
    assert con.execute("SELECT count(DISTINCT register_id) FROM stock").fetchone() == (ROWS,)


@pytest.mark.usefixtures("plain_main")
def test_contest_prints_ratios_and_targets(capsys: pytest.CaptureFixture[str]) -> None:
    ingest.print_contest(ROWS)
    ingest.print_sizes([ROWS])
    printed = capsys.readouterr().out
    assert "target ≤ 3 x DuckDB typed read" in printed
    assert "cost per row" in printed


@pytest.mark.usefixtures("plain_main")
def test_build_and_every_standard_query_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path)
    build.print_build(home, ROWS, 2)
    queries.print_queries(home)
    printed = capsys.readouterr().out
    assert "kohorte build" in printed
    answered = [line.split()[1] for line in printed.splitlines() if line.split()[0] in queries.STANDARD]
    assert len(answered) == len(queries.STANDARD) == 5
    assert all(int(rows) > 0 for rows in answered)
