"""The run id says everything that went in: in another home, with another past, the numbers are the same."""

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from forecasting.run import RunSettings, run_forecast
from forecasting.scenario import FIRST
from warehouse.connection import open_reader
from warehouse.settings import Home

pytestmark = pytest.mark.slow

SMALL = RunSettings(draws=6, horizon=6, seed=11)


@pytest.fixture(scope="module")
def twins(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """The same build in two homes; the second already holds another forecast."""
    homes = []
    for name in ("erster", "zweiter"):
        root = tmp_path_factory.mktemp(name)
        for folder in ("deliveries", "warehouse"):
            shutil.copytree(mini_home.root / folder, root / folder)
        homes.append(Home(root))
    run_forecast(homes[1], scenarios=["basis"], settings=RunSettings(draws=4, horizon=6, base_years=3))
    return homes[0], homes[1]


def content(path: Path) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute("SHOW TABLES").df()["name"].tolist()
        return {name: con.table(name).df() for name in names}


def test_the_same_run_in_two_homes_is_the_same_bit_for_bit(twins: tuple[Home, Home]):
    first, second = (run_forecast(home, scenarios=FIRST, settings=SMALL) for home in twins)
    assert first.run_id == second.run_id
    ours, theirs = content(first.path), content(second.path)
    assert set(ours) == set(theirs)
    assert len(ours["forecast_probability"]) and len(ours["forecast_total_draws"])
    for name, table in ours.items():
        pd.testing.assert_frame_equal(table, theirs[name], check_exact=True)
    assert first.sheet.read_bytes() == second.sheet.read_bytes()
    # What was there before is told beside the run, not in it.
    assert any("Gegenüber dem vorigen Lauf" in note for note in second.notes)
    assert second.notes[: len(first.notes)] == first.notes


def test_the_difference_is_read_beside_the_run(twins: tuple[Home, Home]):
    _, home = twins
    run_forecast(home, scenarios=FIRST, settings=SMALL)
    pointer = json.loads((home.forecasts / "current.json").read_text(encoding="utf-8"))
    assert pointer["difference"] == f"{pointer['run_id']}-vergleich.duckdb"
    table = open_reader(home).cursor().table("forecast_difference").df()
    wide = table.pivot_table(index=["area_id", "year"], columns="part", values="persons")
    parts = wide.drop(columns="total").sum(axis=1)
    assert parts.to_numpy() == pytest.approx(wide["total"].to_numpy(), abs=0.01)
    assert set(table["year"]) == {2029}
