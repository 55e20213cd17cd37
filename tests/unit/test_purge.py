"""Deletion leaves no trace, keeps series where wanted, and says what it did."""

import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboards.demo import ingest_manifest
from tests.command import kohorte
from tests.conftest import PROJECT
from warehouse.build import build
from warehouse.catalog import deliveries_in_force
from warehouse.connection import current_build, open_reader
from warehouse.errors import NoBuildError, WarehouseError
from warehouse.purge import Selection, purge, purge_receipts, retention_selection
from warehouse.recovery import JOURNAL, sweep
from warehouse.settings import Home

MARTS = ("population", "births", "deaths", "moves", "status_change", "balance", "area_population")
EVERYTHING = Selection(kinds=("events", "stock"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The mini municipality: stocks, events, build, and a file where a forecast lies."""
    place = Home(tmp_path / "home")
    ingest_manifest(PROJECT / "sample_data" / "mini", place)
    build(place)
    place.forecasts.mkdir()
    shutil.copy(current_build(place).path, place.forecasts / "lauf.duckdb")
    return place


def contents(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """Rows of the marts a series is made of, in a fixed order."""
    con = open_reader(home).con
    return {name: sorted(con.table(name).fetchall(), key=repr) for name in MARTS}


def person_keys(home: Home) -> set[str]:
    """All pseudonyms a home knows."""
    keys: set[str] = set()
    for path in home.deliveries.rglob("*.parquet"):
        table = pq.read_table(path)
        if "person_key" in table.column_names:
            keys |= set(table.column("person_key").to_pylist())
    return keys


def test_nothing_of_a_deleted_municipality_is_left(home: Home) -> None:
    keys = person_keys(home)
    assert len(keys) > 100
    receipt, report = purge(home, Selection(municipality="03959001"), reason="Austritt", by="test")
    assert report is None
    assert person_keys(home) == set()
    assert list(home.deliveries.rglob("*")) == []
    assert list(home.warehouse.iterdir()) == []
    assert list(home.forecasts.iterdir()) == []
    with pytest.raises(NoBuildError):
        open_reader(home)
    assert purge_receipts(home) == [receipt]
    left = {path.relative_to(home.root).as_posix() for path in home.root.rglob("*") if path.is_file()}
    kept = {"secrets/pseudonym.key", f"purges/{receipt.purge_id}.json"}
    assert {path for path in left if not path.startswith("locks/")} == kept
    some = sorted(keys)[:50]
    assert not any(key.encode() in (home.root / path).read_bytes() for path in kept for key in some)


def test_retention_deletes_records_and_keeps_the_series(home: Home) -> None:
    before = contents(home)
    slots = {one.delivery_id for one in deliveries_in_force(home) if one.kind in {"stock", "events"}}
    receipt, report = purge(home, EVERYTHING, reason="Frist", by="test", keep_counts=True)
    assert report is not None
    assert person_keys(home) == set()
    assert {one.delivery_id for one in receipt.deliveries} == slots
    after = contents(home)
    for name in MARTS:
        assert after[name] == before[name], name
    assert {one.kind for one in deliveries_in_force(home) if one.part == "verdichtet"} == {
        "population", "births", "deaths", "moves", "status_changes",
    }  # fmt: skip


def test_part_of_the_records_goes_and_the_rest_stays(home: Home) -> None:
    before = contents(home)
    dates = sorted(one.reference_date for one in deliveries_in_force(home) if one.kind == "stock")
    chosen = EVERYTHING.model_copy(update={"until": dates[-3]})
    purge(home, chosen, reason="Frist", by="test", keep_counts=True)
    assert contents(home) == before
    left = [one.reference_date for one in deliveries_in_force(home) if one.kind == "stock"]
    assert sorted(left) == dates[-2:]
    later = EVERYTHING.model_copy(update={"until": dates[-2]})
    purge(home, later, reason="Frist, ein Jahr später", by="test", keep_counts=True)
    assert contents(home) == before


def test_months_before_a_day() -> None:
    assert retention_selection(24, date(2026, 11, 22)).until == date(2024, 11, 22)
    assert retention_selection(24, date(2026, 1, 31)).until == date(2024, 1, 28)
    assert retention_selection(9, date(2026, 3, 31)).until == date(2025, 6, 28)


def test_nothing_selected_changes_nothing(home: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.deliveries.rglob("*")}
    with pytest.raises(WarehouseError, match="gibt es keine Lieferung"):
        purge(home, Selection(municipality="09999999"), reason="Irrtum", by="test")
    assert {path: path.stat().st_mtime_ns for path in home.deliveries.rglob("*")} == before
    assert purge_receipts(home) == []


def test_interrupted_deletion_is_completed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed right after the decision: the next start deletes the rest."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.recovery.complete", killed)
    with pytest.raises(KeyboardInterrupt):
        purge(home, EVERYTHING, reason="Frist", by="test", keep_counts=True)
    assert (home.deliveries / JOURNAL).exists()
    monkeypatch.undo()
    sweep(home)
    assert person_keys(home) == set()
    assert len(purge_receipts(home)) == 1
    assert list(home.deliveries.rglob(".*")) == []


def test_command_says_what_went(home: Home) -> None:
    refused = kohorte("purge", "--reason", "ohne Auswahl", "--yes", home=home.root)
    assert refused.returncode == 1
    assert "Bitte sagen, was gelöscht werden soll" in refused.stderr
    done = kohorte("retention", "--months", "0", "--yes", home=home.root)
    assert done.returncode == 0, done.stderr
    [receipt] = purge_receipts(home)
    assert receipt.reason == "Aufbewahrungsfrist von 0 Monaten"
    assert f"Gelöscht: {len(receipt.deliveries)} Fassungen" in done.stdout
    assert "1 Datenbestände, 1 Prognosen" in done.stdout
    again = kohorte("retention", "--months", "0", "--yes", home=home.root)
    assert "nichts zu löschen" in again.stdout
