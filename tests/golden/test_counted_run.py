"""A forecast run of a root that delivered counts only: the count model's years in the usual tables."""

from pathlib import Path

import pandas as pd
import pytest

from forecasting.cohort_ratios import forecast_counts
from forecasting.cohort_ratios.register import count_history
from forecasting.jump_off import read_register, read_roots
from forecasting.run import RunReport, RunSettings, run_forecast
from tests.golden.test_norway_delivery import delivery
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.query import frame
from warehouse.settings import Home

pytestmark = pytest.mark.slow

QUERIES = Path(__file__).parent / "queries"
SETTINGS = RunSettings(draws=40, horizon=6)
MUNICIPALITIES, FIRST = 24, "2015"


@pytest.fixture(scope="module")
def counted(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, RunReport]:
    cells = delivery(shared)
    some = sorted(cells["area_id"].unique())[:MUNICIPALITIES]
    cells = cells[cells["area_id"].isin(some) & (cells["reference_date"] >= FIRST)]
    home, folder = Home(tmp_path_factory.mktemp("counted")), tmp_path_factory.mktemp("delivery")
    cells.to_parquet(folder / "norway.parquet", index=False)
    ingest(folder / "norway.parquet", "generic_population", home)
    build(home)
    return home, run_forecast(home, scenarios=("basis", "obere", "null_wanderung"), settings=SETTINGS)


def totals(home: Home, area: str, scenario: str) -> pd.DataFrame:
    con = open_reader(home).cursor()
    return frame(con, QUERIES / "forecast_totals.sql", area_id=area, scenario=scenario).set_index("year")


def test_the_run_says_that_it_followed_the_counts(counted: tuple[Home, RunReport]):
    assert sum("Kohortenquotienten" in note for note in counted[1].notes) == 1


def test_the_basis_is_the_count_model_in_every_municipality(counted: tuple[Home, RunReport]):
    home, _ = counted
    con = open_reader(home).cursor()
    (root,) = read_roots(con)
    register = read_register(con, root)
    point = forecast_counts(count_history(register), SETTINGS.horizon).sum(axis=(2, 3))
    for leaf in (0, 7, 23):
        run = totals(home, register.places.leaves[leaf], "basis")
        assert run["mean"].to_numpy()[-SETTINGS.horizon :] == pytest.approx(point[:, leaf], rel=0.01)
        assert (run["q90"] > run["q10"]).to_numpy()[-SETTINGS.horizon :].all()


def test_scenarios_act_in_the_direction_they_name(counted: tuple[Home, RunReport]):
    home, _ = counted
    (root,) = read_roots(open_reader(home).cursor())

    def last(scenario: str) -> float:
        return sum(totals(home, area, scenario)["mean"].iloc[-1] for area in root.members)

    assert last("obere") > 1.002 * last("basis")
    # Norway grew by immigration: without any it would have fewer people.
    assert last("null_wanderung") < 0.995 * last("basis")
