"""The warehouse finds exactly the faults that were put into the deliveries of the sample association."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sample_data.region_auenburg import make_deliveries
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

SCALE = 0.02


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict[str, int], pd.DataFrame]:
    """Truth, rejected rows by delivered file, and the table balance."""
    source, home = tmp_path_factory.mktemp("deliveries"), Home(tmp_path_factory.mktemp("home"))
    make_deliveries(source, scale=SCALE)
    rejected: dict[str, int] = {}
    for entry in json.loads((source / "manifest.json").read_text(encoding="utf-8")):
        for receipt in ingest(source / entry["file"], entry["profile"], home):
            rejected[f"{entry['file']}/{Path(receipt.file_name).name}"] = receipt.rejected
    build(home)
    balance = open_reader(home).con.table("balance").df()
    return json.loads((source / "faults.json").read_text(encoding="utf-8")), rejected, balance


def test_every_residual_is_the_one_of_the_list_and_no_other(found: tuple) -> None:
    truth, _, balance = found
    expected = {(r["area_id"], r["year"]): r["residual"] for r in truth["expected_residuals"]}
    # A count delivery of a tiny area may have no row for a year at all; the warehouse then knows no residual.
    known = balance[balance["residual"].notna()]
    assert (
        known["area_id"].str[:8].value_counts().drop("03952007").sum() == 107 * 10
    )  # 105 areas, two without address
    wrong = [
        (row.area_id, row.year, row.residual)
        for row in known.itertuples()
        if row.residual != expected.get((row.area_id, row.year), 0)
    ]
    assert wrong == []


def test_rejected_rows_are_the_broken_and_the_doubled_ones(found: tuple) -> None:
    truth, rejected, _ = found
    expected: dict[str, int] = {}
    for fault in truth["faults"]:
        if fault["kind"] == "broken_row":
            expected[fault["file"]] = expected.get(fault["file"], 0) + 1
        if fault["kind"] == "duplicate":
            ending = "txt" if fault["municipality_ags"] == "03951000" else "csv"
            name = f"{fault['municipality_ags']}_bestand_{fault['year']}-12-31.{ending}"
            file = f"{fault['municipality_ags']}/bestand/{name}"
            expected[file] = expected.get(file, 0) + fault["count"]
    assert {file: count for file, count in rejected.items() if count} == expected
