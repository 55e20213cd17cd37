"""A run on the mini municipality: tables, identities between them, reproducibility."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from forecasting.backtest.bands import WITHHELD_FROM
from forecasting.kita import BANDS
from forecasting.results import INDICATORS, OTHER_BANDS, PLANNING_BANDS
from forecasting.run import RunSettings, run_forecast
from forecasting.scenario import DEFAULT_SCENARIOS
from warehouse.connection import open_reader
from warehouse.settings import Home

PLANNED = {(0, 100), *PLANNING_BANDS, *OTHER_BANDS}


@pytest.fixture(scope="module")
def tables(mini_home: Home) -> dict[str, pd.DataFrame]:
    con = open_reader(mini_home).cursor()
    names = ("run", "population", "age_group", "components", "demand", "indicator")
    return {name: con.table(f"forecast_{name}").df() for name in names} | {
        "backtest": con.table("backtest").df(),
        "area": con.table("area").df(),
        "area_population": con.table("area_population").df(),
    }


def totals(age_group: pd.DataFrame) -> pd.DataFrame:
    whole = age_group[(age_group["age"] == 0) & (age_group["age_to"] == 100)]
    return whole[whole["sex"].isna() & whole["nationality"].isna()]


def test_every_area_of_every_level_has_every_band_from_the_jump_off_on(tables):
    group = tables["age_group"]
    assert set(group["area_id"]) == set(tables["area"]["area_id"])
    assert set(map(tuple, group[["age", "age_to"]].to_numpy())) == PLANNED
    assert group["year"].max() - group["year"].min() == 20
    assert not group.duplicated(["scenario", "area_id", "year", "age", "age_to", "sex", "nationality"]).any()


def test_the_fan_starts_at_the_register_and_opens(tables):
    path = totals(tables["age_group"])
    first = path[path["year"] == path["year"].min()]
    assert (first["q10"] == first["q90"]).all()
    stock = tables["area_population"]
    last = stock[stock["reference_date"] == stock["reference_date"].max()].groupby("area_id")["persons"].sum()
    assert first.set_index("area_id")["mean"].to_dict() == last.reindex(first["area_id"]).fillna(0).to_dict()
    late = path[path["year"] == path["year"].max()]
    assert (late["q90"] > late["q10"]).all()
    assert (path["q10"] <= path["median"]).all()


def test_means_lie_inside_their_bands_and_near_the_median(tables):
    """The fan is calibrated about the median and the mean is not: they must not part."""
    for name in ("population", "age_group", "demand", "components"):
        # Of one or two people most futures hold none, and the mean lies between none and one.
        rows = tables[name][tables[name]["mean"] >= 5]
        inside = rows["mean"].between(rows["q10"] - 1e-3, rows["q90"] + 1e-3)
        assert (inside | rows["q10"].isna()).all(), name
    groups = tables["age_group"]
    wide = groups[(groups["q90"] > groups["q10"]) & (groups["mean"] > 50)]
    # 40 draws: the error of a median is a seventh of their spread.
    assert ((wide["mean"] - wide["median"]).abs() / (wide["q90"] - wide["q10"])).mean() < 0.12


def test_cells_bands_and_areas_add_up(tables):
    cells = tables["population"].groupby(["scenario", "year"])["mean"].sum()
    group = totals(tables["age_group"])
    root = tables["area"].loc[tables["area"]["parent_id"].isna(), "area_id"].iloc[0]
    whole = group[group["area_id"] == root].set_index(["scenario", "year"])["mean"]
    assert cells.to_numpy() == pytest.approx(whole.reindex(cells.index).to_numpy(), rel=1e-4)
    planning = tables["age_group"]
    planning = planning[planning["sex"].isna() & planning["nationality"].isna()]
    parts = planning[
        [pair in PLANNING_BANDS for pair in zip(planning["age"], planning["age_to"], strict=True)]
    ]
    summed = parts.groupby(["scenario", "area_id", "year"])["mean"].sum()
    assert summed.to_numpy() == pytest.approx(
        group.set_index(["scenario", "area_id", "year"])["mean"].reindex(summed.index).to_numpy(),
        rel=1e-4,
        abs=0.02,
    )


def test_components_explain_the_change(tables):
    flows = tables["components"].pivot_table(
        index=["scenario", "area_id", "year"], columns="component", values="mean", aggfunc="first"
    )
    change = (
        flows["births"]
        - flows["deaths"]
        + flows["in"]
        - flows["out"]
        + flows["moves_in"]
        - flows["moves_out"]
    )
    path = totals(tables["age_group"]).set_index(["scenario", "area_id", "year"])["mean"].sort_index()
    grown = path.groupby(level=[0, 1]).diff().dropna()
    assert change.reindex(grown.index).to_numpy() == pytest.approx(grown.to_numpy(), abs=0.05)


def test_demand_has_bands_draws_and_the_first_of_august(tables):
    demand = tables["demand"]
    assert set(demand["band"]) == set(BANDS)
    assert set(demand["reference_date"].astype(str).str[5:10]) == {"08-01"}
    draws = np.stack(demand["draws"].to_numpy())
    assert draws.shape[1] == 40
    # No band is claimed for children under six from ten years on; mean and median stay.
    withheld = demand["q10"].isna().to_numpy()
    assert set(demand.loc[withheld, "band"]) <= {"age0", "age1", "age2", "u3", "ue3"}
    assert demand.loc[withheld, "kita_year"].min() == demand["kita_year"].min() + WITHHELD_FROM - 1
    assert demand["median"].notna().all()
    # What a reader counts from draws agrees with the band beside them, also after calibration.
    for name, share in (("q10", 0.1), ("median", 0.5), ("q90", 0.9)):
        shown = demand[name].notna().to_numpy()
        counted = np.quantile(draws[shown], share, axis=1)
        assert demand.loc[shown, name].to_numpy() == pytest.approx(counted, abs=0.002)
    wide = demand.pivot_table(
        index=["scenario", "area_id", "kita_year"], columns="band", values="mean", aggfunc="first"
    )
    assert (wide["age0"] + wide["age1"] + wide["age2"]).to_numpy() == pytest.approx(
        wide["u3"].to_numpy(), abs=0.01
    )


def test_indicators_carry_the_ids_of_the_warehouse(tables):
    assert set(tables["indicator"]["indicator_id"]) == set(INDICATORS)
    folder = Path(__file__).parents[2] / "warehouse" / "indicators"
    assert set(INDICATORS) <= {path.stem for path in folder.glob("*.sql")}


def test_scenarios_are_ordered_and_documented(tables):
    run = tables["run"].set_index("scenario")
    assert set(run.index) == set(DEFAULT_SCENARIOS)
    sheet = json.loads(run.loc["obere", "assumptions"])
    assert sheet["settings"]["draws"] == 40
    assert sheet["notes"]
    last = totals(tables["age_group"])
    root = tables["area"].loc[tables["area"]["parent_id"].isna(), "area_id"].iloc[0]
    ends = last[(last["area_id"] == root) & (last["year"] == last["year"].max())].set_index("scenario")[
        "mean"
    ]
    assert ends["untere"] < ends["basis"] < ends["obere"]


def test_the_same_run_is_not_made_twice(mini_home: Home):
    again = run_forecast(mini_home, settings=RunSettings(draws=40))
    assert not again.is_new
    assert again.notes


def test_other_settings_make_another_run_and_equal_ones_the_same_numbers(mini_home: Home, tmp_path: Path):
    settings = RunSettings(draws=3, horizon=2, seed=5)
    pointer = (mini_home.forecasts / "current.json").read_text(encoding="utf-8")
    first = run_forecast(mini_home, scenarios=["basis"], settings=settings)
    before = _content(first.path)
    first.path.unlink()
    second = run_forecast(mini_home, scenarios=["basis"], settings=settings)
    assert second.is_new
    assert second.run_id == first.run_id
    assert before.equals(_content(second.path))
    second.path.unlink()
    (mini_home.forecasts / "current.json").write_text(pointer, encoding="utf-8")


def _content(path: Path) -> pd.DataFrame:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.table("forecast_population").df()
