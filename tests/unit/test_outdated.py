"""Older builds and their forecast runs go when a new build is published; the one before stays."""

import json
import os

import duckdb
import pytest

from tests.command import kohorte
from tests.unit.conftest import Deliveries
from warehouse.build import BuildReport, build
from warehouse.errors import WarehouseError
from warehouse.locking import writing
from warehouse.settings import Home

A = "03900001"


def published(town: Deliveries, version: int) -> BuildReport:
    """A new build after a correction, with one forecast run made from it."""
    town.stock(A, "2020-12-31", {f"p{number}": f"{A}-1" for number in range(version)}, version=version)
    report = build(town.home)
    os.utime(report.path, (version, version))
    return report


def forecast(home: Home, run_id: str, build_id: str, *, is_current: bool = False) -> None:
    """A run file as the forecast leaves it, with its sheet."""
    home.forecasts.mkdir(exist_ok=True)
    with duckdb.connect(str(home.forecasts / f"{run_id}.duckdb")) as con:
        con.execute("CREATE TABLE forecast_run (run_id VARCHAR, build_id VARCHAR)")
        con.execute("INSERT INTO forecast_run VALUES (?, ?)", [run_id, build_id])
    (home.forecasts / f"{run_id}-annahmen.csv").write_text("Annahme", encoding="utf-8")
    if is_current:
        pointer = {"run_id": run_id, "build_id": build_id, "file": f"{run_id}.duckdb"}
        (home.forecasts / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def builds(home: Home) -> set[str]:
    return {path.stem for path in home.warehouse.glob("*.duckdb")}


def test_the_current_build_and_the_one_before_stay(town: Deliveries) -> None:
    reports = [published(town, 2)]
    forecast(town.home, "lauf1", reports[0].build_id)
    reports += [published(town, version) for version in (3, 4)]
    assert reports[1].removed.builds == ()
    assert builds(town.home) == {reports[1].build_id, reports[2].build_id}
    assert reports[2].removed.builds == (reports[0].build_id,)
    assert reports[2].removed.runs == ("lauf1",)
    assert list(town.home.forecasts.iterdir()) == []


def test_the_run_the_next_is_compared_with_stays(town: Deliveries) -> None:
    first = published(town, 2)
    forecast(town.home, "lauf1", first.build_id)
    forecast(town.home, "lauf2", first.build_id, is_current=True)
    published(town, 3)
    assert published(town, 4).removed.runs == ("lauf1",)
    left = {path.name for path in town.home.forecasts.iterdir()}
    assert left == {"lauf2.duckdb", "lauf2-annahmen.csv", "current.json"}


def test_going_back_keeps_what_was_current(town: Deliveries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOHORTE_BUILDS", "3")
    reports = [published(town, version) for version in (2, 3, 4)]
    assert builds(town.home) == {report.build_id for report in reports}
    pointer = {"build_id": reports[0].build_id, "file": reports[0].path.name}
    (town.home.warehouse / "current.json").write_text(json.dumps(pointer), encoding="utf-8")
    monkeypatch.delenv("KOHORTE_BUILDS")
    newest = published(town, 5)
    assert builds(town.home) == {reports[0].build_id, newest.build_id}


def test_nothing_goes_while_a_forecast_is_being_made(town: Deliveries) -> None:
    for version in (2, 3):
        published(town, version)
    with writing(town.home, "forecasts", "Prognose"):
        assert published(town, 4).removed.builds == ()
    assert len(builds(town.home)) == 3
    again = build(town.home)
    assert (again.is_new, len(again.removed.builds), len(builds(town.home))) == (False, 1, 2)


def test_a_file_that_cannot_be_deleted_goes_at_the_next_build(
    town: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(town, 2)
    published(town, 3)

    with monkeypatch.context() as patch:
        patch.setattr("warehouse.outdated._is_removed", lambda path: False)
        assert published(town, 4).removed.builds == ()
    assert first.build_id in builds(town.home)
    assert build(town.home).removed.builds == (first.build_id,)


def test_a_wrong_setting_is_said_before_anything_is_built(
    town: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOHORTE_BUILDS", "keine")
    with pytest.raises(WarehouseError, match="KOHORTE_BUILDS ist 'keine'"):
        build(town.home)


def test_the_command_says_what_went(town: Deliveries) -> None:
    for version in (2, 3):
        published(town, version)
    town.stock(A, "2020-12-31", {"p1": f"{A}-1"}, version=9)
    done = kohorte("build", home=town.home.root)
    assert "Entfernt: 1 älterer Datenbestand." in done.stdout
