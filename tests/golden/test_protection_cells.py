"""Protected cells against the R package cellKey and the rule of the British census office: equal exactly."""

import itertools
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from warehouse.protection.look_up import open_engine, protect_plain
from warehouse.protection.perturbation import PerturbationTable, cell_key_table
from warehouse.protection.rounding import ten_five_table

DISTRICT = {"A11": "A1", "A12": "A1", "A13": "A1", "A21": "A2", "A22": "A2"}
ENGINE = open_engine()
CELLKEY = {"cells_D2_V1.08_js1": (2, 1.08, 1), "cells_D6_V2.5_js2_default": (6, 2.5, 2)}


@pytest.fixture
def persons(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "golden" / "protection" / "cellkey" / "microdata.csv", dtype={"area": str})
    return table.assign(district=table["area"].map(DISTRICT))


@pytest.fixture
def base(persons: pd.DataFrame) -> pd.DataFrame:
    """Base cells with their sums of keys; every other cell is a sum of these, as in a stored cube."""
    ENGINE.register("person", persons.assign(record_key=persons["rk_int"].astype("uint64")))
    return ENGINE.sql(
        "SELECT area, district, age, sex, nat, count(*) AS n, key_sum(record_key, 1) AS k "
        "FROM person GROUP BY ALL"
    ).df()


def summed(base: pd.DataFrame, grouping: str) -> pd.DataFrame:
    ENGINE.register("base", base)
    return ENGINE.sql(
        f"SELECT {grouping}, sum(n)::BIGINT AS n, key_sum(k, 1) AS cell_key FROM base GROUP BY ({grouping})"
    ).df()


def hierarchy(base: pd.DataFrame) -> pd.DataFrame:
    """All cells of area (with districts and total) × age × sex × nationality with their totals."""
    ENGINE.register("base", base)
    cells = ENGINE.sql(
        """SELECT coalesce(area, district, 'Total') AS area, coalesce(age, 'Total') AS age,
            coalesce(sex, 'Total') AS sex, coalesce(nat, 'Total') AS nat,
            sum(n)::BIGINT AS n, key_sum(k, 1) AS cell_key
        FROM base GROUP BY ROLLUP (district, area), CUBE (age, sex, nat)"""
    )
    return cells.df()


def protected(cells: pd.DataFrame, table: PerturbationTable, modulus: int) -> pd.DataFrame:
    arrow = pa.Table.from_pandas(cells.assign(unit="person"), preserve_index=False)
    return protect_plain(ENGINE, arrow, table, modulus).to_pandas()


@pytest.mark.parametrize("name", sorted(CELLKEY))
def test_every_cell_equals_cellkey(shared: Path, base: pd.DataFrame, name: str):
    golden = pd.read_csv(shared / "golden" / "protection" / "cellkey" / f"{name}.csv")
    ours = protected(hierarchy(base), cell_key_table(*CELLKEY[name]), 10**8)
    both = golden.merge(ours, on=["area", "age", "sex", "nat"], how="left")
    assert len(golden) == 1280
    sums = golden.merge(hierarchy(base), on=["area", "age", "sex", "nat"], how="left")
    assert (sums["cell_key"].fillna(0) % 10**8 == sums["ck_int"]).all()
    # the package lists empty cells too: zeros stay zero
    assert (both.loc[both["published"].isna(), "count"] == 0).all()
    assert (both["published"].fillna(0) == both["perturbed"]).all()


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("ckp_area_age_sex", "area, age, sex"),
        ("ckp_area_nat", "area, nat"),
        ("ckp_district_age", "district, age"),
    ],
)
def test_every_cell_equals_the_ten_five_rule(shared: Path, base: pd.DataFrame, name: str, by: str):
    golden = pd.read_csv(shared / "golden" / "protection" / "ons" / f"{name}.csv")
    ours = protected(summed(base, by), ten_five_table(), 256)
    both = golden.merge(ours, on=by.split(", "), how="left")
    assert both["published"].equals(both["count"].astype("float64"))


def test_the_ten_five_rule_equals_its_table(shared: Path):
    golden = pd.read_csv(shared / "golden" / "protection" / "ons" / "ptable_10_5_compact_1_60.csv")
    counts = golden.assign(n=golden["pcv"], cell_key=range(len(golden)))
    ours = protected(counts, ten_five_table(), 256)
    assert (golden["min"] == golden["max"]).all()
    assert (ours["published"].fillna(0) == ours["min"]).all()


def test_summation_does_not_overflow_or_depend_on_order():
    keys = [2**64 - 1, 2**64 - 1, 5, 2**63]
    for order in itertools.permutations(keys):
        ENGINE.register("record", pa.table({"record_key": pa.array(order, pa.uint64())}))
        ((found,),) = ENGINE.sql("SELECT key_sum(record_key, 1) FROM record").fetchall()
        assert found == sum(keys) % 2**64
