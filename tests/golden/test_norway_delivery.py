"""Another country's counts as a plain delivery: ingest, build and backtest through the command line."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.command import kohorte
from warehouse.settings import Home

pytestmark = pytest.mark.slow

FIRST = 2006  # 2005 lacks two municipalities
# Ten-year origins of the experiment; those of the later years add nothing to a band but time.
ORIGINS = "2010-2016"


def delivery(shared: Path) -> pd.DataFrame:
    """348 municipalities with exact boundaries, ages to 105, in the columns of the generic profile."""
    areas = pd.read_parquet(shared / "data/norway/areas.parquet")
    exact = areas.loc[areas["exact_boundaries"] & (areas["level"] == "municip"), "area_id"]
    cells = pd.read_parquet(shared / "data/norway/municipalities_age_sex_2005_2026.parquet")
    cells = cells[cells["area_id"].isin(exact) & (cells["year"] >= FIRST)]
    area_id = cells["area_id"].astype(str).str.replace("municip_nor", "NO-")
    return pd.DataFrame(
        {
            "municipality_ags": area_id,
            "area_id": area_id,
            "reference_date": cells["year"].astype(str) + "-01-01",
            "sex": cells["sex"].astype(str).map({"m": "m", "f": "w"}),
            "age": cells["age"],
            "persons": cells["n"],
        }
    )


@pytest.fixture(scope="module")
def norway_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """No area file: every municipality stands for itself, and all of them are tested together."""
    home, folder = Home(tmp_path_factory.mktemp("norway")), tmp_path_factory.mktemp("delivery")
    delivery(shared).to_parquet(folder / "norway.parquet", index=False)
    for command in (
        ("ingest", str(folder / "norway.parquet"), "--profile", "generic_population"),
        ("build",),
    ):
        done = kohorte(*command, "--json", home=home.root)
        assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def root(norway_home: Home) -> dict[str, Any]:
    done = kohorte("backtest", "--origins", ORIGINS, "--json", home=norway_home.root)
    assert done.returncode == 0, done.stderr
    (only,) = json.loads(done.stdout)["roots"]
    return only


def test_municipalities_without_parents_are_one_set(root: dict[str, Any]):
    assert (root["area_id"], root["model"], root["leaf_kind"]) == (
        "gemeinsam", "cohort_ratios", "municipalities"
    )  # fmt: skip
    assert root["areas"] == {"leaf": 348, "municipality": 348, "root": 1}
    assert root["origins"] == list(range(2010, 2017))
    assert root["reference_day"] == "01-01"
    assert root["left_out"] == []
    assert root["methods"]["kohorte"]["10"]["total"]["n"] == 7 * 348


@pytest.mark.parametrize(("lead", "total", "children"), [("5", 2.7, 10.5), ("10", 4.2, 19.0)])
def test_points_keep_the_gates(root: dict[str, Any], lead: str, total: float, children: float):
    ours = root["methods"]["kohorte"][lead]
    assert ours["total"]["mape"] <= total
    assert ours["0-5"]["mape"] <= children


def test_the_benchmarks_are_those_of_the_experiment(root: dict[str, Any]):
    methods = root["methods"]
    assert methods["no_change"]["10"]["total"]["mape"] == pytest.approx(6.28, abs=0.02)
    assert methods["no_change"]["10"]["0-5"]["mape"] == pytest.approx(20.4, abs=0.1)
    assert methods["hamilton_perry"]["10"]["total"]["mape"] == pytest.approx(6.3, abs=0.1)
    assert methods["hamilton_perry"]["10"]["0-5"]["mape"] == pytest.approx(28.5, abs=0.2)
    assert methods["hamilton_perry_linexp"]["10"]["total"]["mape"] == pytest.approx(4.52, abs=0.02)


def test_every_gate_is_kept(root: dict[str, Any]):
    assert len(root["gates"]) >= 20
    assert [gate["sentence"] for gate in root["gates"] if not gate["passed"]] == []


def test_bands_beat_naive_ones_ten_years_ahead_too(root: dict[str, Any]):
    """CRPS of totals below .95 of naive bands; the limits at one and five years are among the gates."""
    place = {"origin": None, "lead": 10, "level": "leaf", "size_class": None, "band": "total"}
    (whole,) = [row for row in root["records"] if place.items() <= row.items()]
    assert whole["relative_crps"] < 0.95
    assert whole["n"] == 7 * 348


def test_an_impossible_origin_names_the_possible_ones(norway_home: Home):
    done = kohorte("backtest", "--origins", "1999,2010", home=norway_home.root)
    assert done.returncode == 1
    assert "Möglich sind 2009 bis 2025" in done.stderr
