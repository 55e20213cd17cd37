"""Berlin's own register files, as published, through the command line into the warehouse."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.command import kohorte
from tests.conftest import BERLIN_SOURCES
from warehouse.connection import open_reader
from warehouse.query import frame
from warehouse.settings import Home

QUERIES = Path(__file__).parent / "queries"
PUBLISHED = {2001: 3_337_233, 2020: 3_769_962}
LEVELS = {"gemeinde": 1, "bezirk": 12, "prognoseraum": 60, "bezirksregion": 138, "planungsraum": 448}


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


def test_the_sum_row_is_skipped_and_said(berlin_home: Home):
    arguments = ("ingest", BERLIN_SOURCES, "--profile", "berlin_ewr_matrix", "--json")
    done = kohorte(*arguments, home=berlin_home.root)
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
