"""Berlin's own register files, as published, through the command line into the warehouse."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.command import kohorte
from tests.conftest import BERLIN_SOURCES
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
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


def test_the_planungsraum_of_2019_gets_its_history_by_a_mapping(berlin_home: Home, tmp_path: Path):
    before = open_reader(berlin_home).con.table("check_result").df()
    named = before.query("check_id == 'gebiet_ohne_vorgeschichte'")["area_id"].tolist()
    assert named == ["11000000-09041403"]
    home = Home(tmp_path / "home")
    shutil.copytree(berlin_home.deliveries, home.deliveries)
    # 4,441 of the 14,548 people of both areas at the end of 2019
    lines = ["11000000-09041301,11000000-09041301,0.695", "11000000-09041301,11000000-09041403,0.305"]
    file = tmp_path / "11000000_umschluesselung_2019-12-31.csv"
    rows = "".join(f"{line},2019-01-01\n" for line in lines)
    file.write_text("area_id,successor_id,weight,valid_from\n" + rows, encoding="utf-8")
    ingest(file, "generic_area_mapping", home)
    build(home)
    con = open_reader(home).con
    totals = frame(con, QUERIES / "totals_by_level.sql")
    whole = totals.query("level == 'planungsraum'").set_index("year")["persons"]
    assert whole.to_dict() == totals.query("level == 'gemeinde'").set_index("year")["persons"].to_dict()
    cells = con.table("area_population").df()
    cells = cells[cells["area_id"].isin(["11000000-09041301", "11000000-09041403"])]
    at = cells.groupby(["area_id", cells["reference_date"].dt.year])["persons"].sum()
    assert at["11000000-09041301", 2018] + at["11000000-09041403", 2018] == 14_701
    assert at["11000000-09041403", 2018] == pytest.approx(0.305 * 14_701, abs=1)
    told = con.table("area_conversion").df()
    # both Bezirksregionen changed; the Prognoseraum above them did not
    parts = ("09041301", "09041403", "090413", "090414")
    assert set(told["area_id"]) == {f"11000000-{part}" for part in parts}
    findings = con.table("check_result").df()
    assert "gebiet_ohne_vorgeschichte" not in set(findings["check_id"])
