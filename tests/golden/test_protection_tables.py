"""Perturbation tables against those of the R package, and the reference table by hand."""

import csv
import json
from pathlib import Path

import pytest

from warehouse.errors import ProtectionError
from warehouse.protection.perturbation import PerturbationTable, Row, cell_key_table

# Rows where the wish „mono“ of the package binds (protection.md §1.2): there ours differ, and only there.
MONO_BINDS = {
    "D2_V0.9_js0": {1},
    "D3_V1_js0": {1},
    "D3_V2_js0": {1},
    "D4_V1_js0": {1},
    "D4_V2_js0": {1},
    "D5_V2_js0": {1},
    "D5_V3_js0": {1, 2},
    "D5_V3_js2": {4},
}
EXACT = 1e-6


@pytest.fixture
def folder(shared: Path) -> Path:
    return shared / "golden" / "protection" / "ptable"


@pytest.fixture
def parameters(folder: Path) -> dict[str, dict]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def golden(folder: Path, name: str) -> dict[tuple[int, int], float]:
    with (folder / f"{name}.ptable.csv").open(encoding="utf-8") as file:
        return {(int(row["i"]), int(row["v"])): float(row["p"]) for row in csv.DictReader(file)}


def named(folder: Path) -> list[str]:
    return sorted(path.name.removesuffix(".ptable.csv") for path in folder.glob("*.ptable.csv"))


def made(given: dict, *, monotone: object) -> PerturbationTable:
    return cell_key_table(
        given["D"], given["V"], given["js"], monotone=monotone, stay=given.get("pstay", 0.0)
    )


def differing_rows(table: PerturbationTable, expected: dict[tuple[int, int], float]) -> set[int]:
    ours = {
        (i, v): p for i, row in enumerate(table.rows) for v, p in zip(row.noise, row.probability, strict=True)
    }
    return {i for i, v in ours | expected if abs(ours.get((i, v), 0) - expected.get((i, v), 0)) > EXACT}


def test_every_table_equals_the_package_with_its_own_wishes(folder: Path, parameters: dict):
    assert len(named(folder)) >= 19
    for name in named(folder):
        table = made(parameters[name], monotone=parameters[name]["mono"])
        assert not differing_rows(table, golden(folder, name)), name


def test_our_closed_form_differs_only_where_mono_binds(folder: Path, parameters: dict):
    for name in named(folder):
        table = made(parameters[name], monotone=False)
        assert differing_rows(table, golden(folder, name)) == MONO_BINDS.get(name, set()), name


def test_rows_have_mean_zero_and_at_most_the_variance_asked_for(folder: Path, parameters: dict):
    for name in named(folder):
        for row in made(parameters[name], monotone=False).rows[1:]:
            assert abs(row.mean) < 1e-9
            assert row.variance <= parameters[name]["V"] + 1e-9


def test_our_default_reaches_its_variance_in_every_row():
    table = cell_key_table()
    assert table.name == "ckm D=6 V=2.5 js=2"
    assert len(table.rows) == 10
    assert [row.variance for row in table.rows[1:]] == pytest.approx([2.5] * 9, abs=1e-9)
    results = {i + v for i, row in enumerate(table.rows) for v in row.noise}
    assert not results & {1, 2}
    assert min(results) == 0
    assert table.rows[0] == Row((0,), (1.0,))


def test_the_reference_table_by_hand():
    rows = cell_key_table(2, 1.08, 1).rows
    assert rows[1].noise == (-1, 1, 2)
    assert rows[1].probability == pytest.approx((0.51333333, 0.46, 0.02666667), abs=5e-9)
    assert rows[4].probability == pytest.approx(
        (0.07394668, 0.24421329, 0.36368006, 0.24421329, 0.07394668), abs=1e-8
    )


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ((5, 2.0, 2), "Varianz von mindestens 2"),
        ((5, 1.9, 2), "Zeile 1"),
        ((2, 3.0, 3), "wäre nie 0"),
        ((0, 1.0, 0), "D muss mindestens 1"),
        ((5, 0.0, 0), "V größer als 0"),
        ((5, float("nan"), 0), "V größer als 0"),
    ],
)
def test_infeasible_sets_are_refused_with_the_reason(parameters: tuple, reason: str):
    with pytest.raises(ProtectionError, match=reason):
        cell_key_table(*parameters)


def test_shuffling_keeps_the_sums_of_every_row():
    plain, shuffled = cell_key_table(), cell_key_table().shuffled(7)
    assert shuffled != plain
    for before, after in zip(plain.rows, shuffled.rows, strict=True):
        for v in before.noise:
            share = sum(p for w, p in zip(after.noise, after.probability, strict=True) if w == v)
            assert share == pytest.approx(before.probability[before.noise.index(v)], abs=1e-12)
