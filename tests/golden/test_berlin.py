"""Berlin's own register files, as published, through the command line into the warehouse."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from warehouse.connection import open_reader
from warehouse.query import frame
from warehouse.settings import Home

QUERIES = Path(__file__).parent / "queries"
PUBLISHED = {2001: 3_337_233, 2020: 3_769_962}
LEVELS = {"gemeinde": 1, "bezirk": 12, "prognoseraum": 60, "bezirksregion": 138, "planungsraum": 448}
SOURCES = "../shared/data/berlin/raw/sources"


def kohorte(project: Path, home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a clerk would, from the project's folder."""
    command = [str(Path(sys.executable).parent / "kohorte"), *arguments]
    environment = {**os.environ, "KOHORTE_HOME": str(home.root)}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def berlin_home(project: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The twenty matrix files and the four layers of geometry, ingested and built."""
    home = Home(tmp_path_factory.mktemp("berlin"))
    for source, profile in ((SOURCES, "berlin_ewr_matrix"), ("../shared/data/geo", "berlin_lor_geo")):
        done = kohorte(project, home, "ingest", source, "--profile", profile, "--json")
        assert done.returncode == 0, done.stderr
    done = kohorte(project, home, "build", "--json")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def totals(berlin_home: Home) -> pd.DataFrame:
    """Residents and number of areas by level and year."""
    return frame(open_reader(berlin_home).con, QUERIES / "totals_by_level.sql")


@pytest.mark.parametrize("year", PUBLISHED)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_sums_to_the_published_total(totals: pd.DataFrame, year: int, level: str):
    row = totals.query("year == @year and level == @level").iloc[0]
    assert row["persons"] == PUBLISHED[year]


def test_every_year_and_area_equals_the_tidy_copy(berlin_home: Home, shared: Path):
    tidy = pd.read_parquet(shared / "data/berlin/ewr_lor_age_2001_2020.parquet")
    tidy["area_id"] = "11000000-" + tidy["plr_id"]
    expected = tidy.set_index(["year", "area_id", "age_from"])["n"].sort_index()
    ours = frame(open_reader(berlin_home).con, QUERIES / "population_cells.sql")
    found = ours.set_index(["year", "area_id", "age"])["persons"].sort_index()
    found = found.reindex(expected.index, fill_value=0)
    assert found.sum() == expected.sum()
    assert (found == expected).all()


def test_levels_are_complete_and_the_area_without_geometry_is_listed(berlin_home: Home):
    areas = frame(open_reader(berlin_home).con, QUERIES / "areas.sql")
    assert areas.groupby("level").size().to_dict() == LEVELS
    bare = areas[areas["geometry"].isna() & (areas["level"] == "planungsraum")]
    assert bare["area_id"].tolist() == ["11000000-09041403"]
    named = areas.set_index("area_id")["name"]
    assert named["11000000-01"] == "Mitte"
    assert named["11000000-01011101"] == "Stülerstr."


def test_the_sum_row_is_skipped_and_said(project: Path, berlin_home: Home):
    done = kohorte(project, berlin_home, "ingest", SOURCES, "--profile", "berlin_ewr_matrix", "--json")
    receipts = {receipt["file_name"]: receipt for receipt in json.loads(done.stdout)}
    assert len(receipts) == 20
    assert {receipt["status"] for receipt in receipts.values()} == {"unverändert"}
    assert sum(receipt["rejected"] for receipt in receipts.values()) == 0
    assert {name for name, receipt in receipts.items() if receipt["skipped"]} == {"EWR200912E_Matrix.csv"}


def test_sexes_come_from_the_margins(berlin_home: Home, shared: Path):
    tidy = pd.read_parquet(shared / "data/berlin/ewr_lor_totals_2001_2020.parquet")
    ours = frame(open_reader(berlin_home).con, QUERIES / "margins.sql").set_index("year")
    for column, sex in (("pop_m", "men"), ("pop_f", "women")):
        assert (ours[sex] == tidy.groupby("year")[column].sum()).all()
