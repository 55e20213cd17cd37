"""Real counts in the shapes other places deliver them, through the command line: nothing is tuned to one.

Norway's counties under one key, municipalities under their county in age groups without a sex, Leipzig's
quarters as totals, and single municipalities with gaps: a year nobody delivered, areas that come, go and
change their key, one with twelve persons and one with none.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.command import kohorte
from warehouse.settings import Home

COLUMNS = ["municipality_ags", "area_id", "reference_date", "sex", "age", "persons"]
REGIONS, GROUPS, TOTALS, GAPS = "NO", "NO-34", "14713000", "gemeinsam"
GAP_YEAR, TWELVE = 2012, (3, 8, 20, 25, 30, 33, 40, 41, 55, 60, 70, 80)


@pytest.fixture(scope="module")
def norway(shared: Path) -> pd.DataFrame:
    """Single ages and sexes of the municipalities with exact boundaries; key NO-ccmm: county and number."""
    areas = pd.read_parquet(shared / "data/norway/areas.parquet")
    exact = areas.loc[areas["exact_boundaries"] & (areas["level"] == "municip"), "area_id"]
    cells = pd.read_parquet(shared / "data/norway/municipalities_age_sex_2005_2026.parquet")
    cells = cells[cells["area_id"].isin(exact) & (cells["year"] >= 2006)]
    return pd.DataFrame(
        {
            "area_id": cells["area_id"].astype(str).str.replace("municip_nor", "NO-"),
            "year": cells["year"].astype(int),
            "sex": cells["sex"].astype(str).map({"m": "m", "f": "w"}),
            "age": cells["age"].clip(upper=95).astype(int),
            "persons": cells["n"],
        }
    )


def summed(cells: pd.DataFrame, ages: np.ndarray | None = None) -> pd.DataFrame:
    """Return cells in the columns of the profile; `ages`: the group each age belongs to."""
    named = cells["age"].astype(str).where(cells["age"] < 95, "95+") if ages is None else ages[cells["age"]]
    cells = cells.assign(age=named, reference_date=cells["year"].astype(str) + "-01-01")
    keys = [name for name in COLUMNS if name in cells and name != "persons"]
    return cells.groupby(keys, as_index=False)["persons"].sum()


def five_years() -> np.ndarray:
    return np.array([f"{age // 5 * 5}-{age // 5 * 5 + 4}" if age < 85 else "85+" for age in range(96)])


def with_gaps(cells: pd.DataFrame) -> pd.DataFrame:
    late, gone, renamed = sorted(cells["area_id"].unique())[:3]
    cells = cells[cells["year"] != GAP_YEAR]
    cells = cells[(cells["area_id"] != late) | (cells["year"] >= 2016)]
    cells = cells[(cells["area_id"] != gone) | (cells["year"] <= 2018)]
    changed = (cells["area_id"] == renamed) & (cells["year"] >= 2019)
    cells = cells.assign(area_id=cells["area_id"].mask(changed, "NO-NEU"))
    years = pd.DataFrame({"year": sorted(cells["year"].unique())})
    twelve = years.merge(pd.DataFrame({"age": TWELVE}), how="cross")
    nobody = years.assign(age=30, persons=0, area_id="NO-NULL", sex="m")
    small = [twelve.assign(persons=1, area_id="NO-ZWOELF", sex="m"), nobody]
    whole = pd.concat([cells[cells["persons"] > 0], *small])
    return whole.assign(municipality_ags=whole["area_id"])


@pytest.fixture(scope="module")
def deliveries(norway: pd.DataFrame, shared: Path) -> dict[str, pd.DataFrame]:
    county = norway["area_id"].str[:5]
    inland = norway[county == "NO-34"].drop(columns="sex").assign(municipality_ags=GROUPS)
    regions = norway.assign(area_id=county.str.replace("NO-", "NO-F"), municipality_ags=REGIONS)
    quarters = pd.read_parquet(shared / "data/leipzig/ortsteile_population_2000_2024.parquet")
    quarters = quarters[quarters["level"] == "ortsteil"]
    number = quarters["ortsteil"].astype("category").cat.codes + 101
    return {
        "regions": summed(regions),
        "groups": summed(inland, five_years()),
        "gaps": summed(with_gaps(norway[county == "NO-50"])),
        "totals": pd.DataFrame(
            {
                "municipality_ags": TOTALS,
                "area_id": TOTALS + "-" + number.astype(str),
                "reference_date": quarters["year"].astype(str) + "-12-31",
                "age": "0+",
                "persons": quarters["pop"],
            }
        ),
    }


@pytest.fixture(scope="module")
def roots(deliveries: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home, folder = Home(tmp_path_factory.mktemp("elsewhere")), tmp_path_factory.mktemp("deliveries")
    for name, cells in deliveries.items():
        cells.to_parquet(folder / f"{name}.parquet", index=False)
    commands = (("ingest", str(folder), "--profile", "generic_population"), ("build",), ("backtest",))
    for command in commands:
        done = kohorte(*command, "--json", home=home.root)
        assert done.returncode == 0, done.stderr
    return {root["area_id"]: root for root in json.loads(done.stdout)["roots"]}


@pytest.mark.parametrize(
    ("root", "kind", "areas"),
    [
        (REGIONS, "regions", 15),
        (GROUPS, "districts", 46),
        (TOTALS, "districts", 63),
        (GAPS, "municipalities", 33),
    ],
)
def test_sizes_and_structure_tell_what_areas_are(roots: dict[str, Any], root: str, kind: str, areas: int):
    assert (roots[root]["leaf_kind"], roots[root]["areas"]["leaf"]) == (kind, areas)


@pytest.mark.parametrize("root", [REGIONS, GROUPS, TOTALS, GAPS])
def test_points_keep_what_may_be_asked_of_any_place(roots: dict[str, Any], root: str):
    fair = [gate for gate in roots[root]["gates"] if gate["made_for"] == "any" and "cov" not in gate["name"]]
    named = {gate["name"].rsplit("_", 2)[0] for gate in fair}
    assert {"seven_groups_beat_hamilton_perry", "total_near_better"} <= named
    points = [gate for gate in fair if "crps" not in gate["name"]]
    assert [gate["sentence"] for gate in points if not gate["passed"]] == []


def test_bands_of_ages_told_from_groups_hold(roots: dict[str, Any]):
    """A fifth of the cases lies outside a band of 80 %, also where single ages were never delivered."""
    ours = roots[GROUPS]["methods"]["kohorte"]
    assert 72 <= ours["5"]["total"]["coverage80"] <= 92
    assert ours["5"]["45-64"]["coverage80"] >= 65


def test_who_comes_late_or_is_empty_is_left_out_by_name(roots: dict[str, Any]):
    assert "NO-NULL" in roots[GAPS]["left_out"]
    # Forecast by itself, with the years it has.
    assert "NO-NEU" in roots
    assert min(roots[GAPS]["origins"]) > GAP_YEAR


def test_records_are_complete_and_agree_with_the_tables(roots: dict[str, Any]):
    root = roots[REGIONS]
    rows = {
        (row["origin"], row["lead"], row["level"], row["size_class"], row["band"]): row
        for row in root["records"]
    }
    assert len(rows) == len(root["records"])
    whole = rows[None, 5, "leaf", None, "total"]
    for name, method in (("mape", "kohorte"), ("mape_hamilton_perry", "hamilton_perry")):
        assert whole[name] == pytest.approx(root["methods"][method]["5"]["total"]["mape"], abs=2e-4)
    assert whole["coverage80"] == pytest.approx(
        root["methods"]["kohorte"]["5"]["total"]["coverage80"], abs=2e-4
    )
    origins = [rows[year, 5, "leaf", None, "total"] for year in root["origins"] if year <= 2021]
    assert sum(row["mape"] * row["n"] for row in origins) / whole["n"] == pytest.approx(
        whole["mape"], abs=2e-4
    )


def test_no_band_is_claimed_for_children_ten_years_ahead(roots: dict[str, Any]):
    children = roots[REGIONS]["methods"]["kohorte"]["10"]["0-5"]
    assert children["mape"] is not None
    assert (children["coverage80"], children["crps"]) == (None, None)
    assert roots[REGIONS]["withheld"][0]["band"] == "0-5"
