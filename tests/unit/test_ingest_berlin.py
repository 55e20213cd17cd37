"""The twenty files of the Berlin office as published, against independent tidy copies."""

from pathlib import Path

import pandas as pd
import pytest

from warehouse.catalog import deliveries_in_force, table_files
from warehouse.ingest import ingest
from warehouse.receipt import Receipt
from warehouse.settings import Home


@pytest.fixture(scope="module")
def berlin(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[Receipt]]:
    home = Home(tmp_path_factory.mktemp("berlin"))
    return home, ingest(shared / "data/berlin/raw/sources", "berlin_ewr_matrix", home)


def table(home: Home, name: str) -> pd.DataFrame:
    frame = pd.concat([pd.read_parquet(path) for path in table_files(home, name)])
    if "reference_date" in frame:
        frame["year"] = pd.to_datetime(frame["reference_date"]).dt.year
    return frame


def test_totals_of_every_year(berlin: tuple[Home, list[Receipt]], shared: Path) -> None:
    persons = table(berlin[0], "population").groupby("year")["persons"].sum()
    expected = (
        pd.read_parquet(shared / "data/berlin/ewr_lor_totals_2001_2020.parquet").groupby("year")["pop"].sum()
    )
    assert persons.to_dict() == expected.to_dict()
    assert (persons[2001], persons[2020]) == (3_337_233, 3_769_962)


def test_every_cell(berlin: tuple[Home, list[Receipt]], shared: Path) -> None:
    cells = table(berlin[0], "population").assign(
        plr_id=lambda rows: rows["area_id"].str.removeprefix("11000000-")
    )
    expected = pd.read_parquet(shared / "data/berlin/ewr_lor_age_2001_2020.parquet")
    keys = ["year", "plr_id", "age"]
    both = cells.merge(expected.rename(columns={"age_from": "age"}), on=keys, how="outer", indicator=True)
    assert (both["_merge"] == "both").all()
    assert (both["persons"] == both["n"]).all()
    assert (both["age_to_x"] == (both["age_to_y"] - 1).clip(upper=100)).all()
    assert cells["sex"].isna().all()
    assert cells["nationality"].isna().all()


def test_margins_by_sex(berlin: tuple[Home, list[Receipt]], shared: Path) -> None:
    margin = table(berlin[0], "population_margin").pivot_table(
        index="year", columns="sex", values="persons", aggfunc="sum"
    )
    expected = (
        pd.read_parquet(shared / "data/berlin/ewr_lor_totals_2001_2020.parquet")
        .groupby("year")[["pop_m", "pop_f"]]
        .sum()
    )
    assert (margin.to_numpy() == expected.to_numpy()).all()


def test_quirks_are_stated_in_the_receipts(berlin: tuple[Home, list[Receipt]]) -> None:
    by_year = {receipt.reference_date.year: receipt for receipt in berlin[1]}
    assert len(by_year) == 20
    assert sum(receipt.rejected for receipt in berlin[1]) == 0
    assert by_year[2009].skipped_reasons == {"Summenzeile ohne Schlüssel": 1}
    assert by_year[2014].notes == ("RAUMID: führende Nullen ergänzt in 352 Zeilen",)
    assert (by_year[2018].rows, by_year[2019].rows) == (447, 448)


def test_hierarchy_from_the_keys(berlin: tuple[Home, list[Receipt]], shared: Path) -> None:
    areas = table(berlin[0], "area").drop_duplicates("area_id").set_index("area_id")
    assert areas["level"].value_counts().to_dict() == {
        "planungsraum": 448,
        "bezirksregion": 138,
        "prognoseraum": 60,
        "bezirk": 12,
        "gemeinde": 1,
    }
    hierarchy = pd.read_parquet(shared / "data/berlin/lor_hierarchy.parquet")
    for child, parent in (("plr_id", "bzr_id"), ("bzr_id", "pgr_id"), ("pgr_id", "bez_id")):
        parents = areas.loc["11000000-" + hierarchy[child], "parent_id"].to_numpy()
        assert (parents == "11000000-" + hierarchy[parent].to_numpy()).all()
    assert areas.loc["11000000", "name"] == "Berlin"
    assert areas.loc["11000000-01", "parent_id"] == "11000000"


def test_again_changes_nothing(berlin: tuple[Home, list[Receipt]], shared: Path) -> None:
    home, _ = berlin
    again = ingest(shared / "data/berlin/raw/sources", "berlin_ewr_matrix", home)
    assert {receipt.status for receipt in again} == {"unverändert"}
    assert len(deliveries_in_force(home)) == 20


def test_boundaries_of_the_four_levels(shared: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    receipts = ingest(shared / "data/geo", "berlin_lor_geo", home)
    assert {receipt.part: receipt.rows for receipt in receipts} == {
        "bezirk": 12,
        "bezirksregion": 138,
        "planungsraum": 447,
        "prognoseraum": 60,
    }
    assert len(deliveries_in_force(home)) == 4
    names = table(home, "area_geometry").set_index("area_id")["name"]
    assert names["11000000-01011101"] == "Stülerstr."
