"""A backup comes back as it was, a damaged one is refused, and what was deleted since stays deleted."""

import shlex
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.command import kohorte
from tests.released import AGS
from warehouse import audit
from warehouse.audit import Entry
from warehouse.backup import back_up, read_manifest, restore
from warehouse.connection import current_build
from warehouse.errors import SourceError
from warehouse.purge import Selection, purge
from warehouse.release import register, steps
from warehouse.release.register import Event, Release
from warehouse.settings import Home

HOSTING = Path(__file__).parents[2] / "dashboards" / "hosting"


def release_without_forecast(home: Home) -> Release:
    made = steps.draft(home, AGS, "association", by="Anna", complete=lambda _: None)
    return register.move(
        home, made, "freigegeben", Event(what="freigegeben", by="Berta", at=datetime.now(UTC))
    )


@pytest.fixture(scope="module")
def kept(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home with a release and a log, and its backup."""
    work = tmp_path_factory.mktemp("sicherung")
    home = Home(work / "home")
    # Other tests may have worked in the home that is copied.
    shutil.copytree(mini_home.root, home.root, ignore=shutil.ignore_patterns(audit.FOLDER))
    release_without_forecast(home)
    audit.note(home.root / audit.FOLDER, Entry("ingest", "Anna"))
    back_up(home, work / "home.tar")
    return home, work / "home.tar"


def test_a_restored_home_makes_the_same_build_and_the_same_release(kept: tuple[Home, Path], tmp_path: Path):
    home, archive = kept
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    found = restore(archive, tmp_path / "neu")
    assert found.is_same_build
    assert current_build(Home(tmp_path / "neu")).build_id == current_build(home).build_id
    # An upgrade works in a folder beside: the way back is to point at the old one, which is as it was.
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before
    assert found.releases == 1
    assert found.audit_lines == 1
    secret = next((tmp_path / "neu" / "secrets").rglob("*.key"))
    assert secret.read_bytes() == (home.root / secret.relative_to(tmp_path / "neu")).read_bytes()
    assert secret.stat().st_mode & 0o077 == 0


def test_a_backup_is_for_its_owner_and_leaves_out_what_can_be_made_again(kept: tuple[Home, Path]):
    _, archive = kept
    assert archive.stat().st_mode & 0o077 == 0
    names = read_manifest(archive).files
    assert not [name for name in names if name.startswith(("warehouse/", "forecasts/", "locks/"))]
    assert any(name.startswith("deliveries/") for name in names)
    assert any(name.startswith("releases/") for name in names)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_backup_is_refused(kept: tuple[Home, Path], tmp_path: Path, share: float):
    content = kept[1].read_bytes()
    short = tmp_path / "kurz.tar"
    short.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SourceError, match=r"beschädigt|keine lesbare Sicherung"):
        restore(short, tmp_path / "neu")


def test_a_changed_delivery_or_secret_is_noticed(kept: tuple[Home, Path], tmp_path: Path):
    with tarfile.open(kept[1]) as archive:
        archive.extractall(tmp_path / "offen", filter="data")
    file = next((tmp_path / "offen" / "deliveries").rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with tarfile.open(tmp_path / "falsch.tar", "w") as changed:
        for path in sorted((tmp_path / "offen").rglob("*")):
            changed.add(path, arcname=str(path.relative_to(tmp_path / "offen")), recursive=False)
    with pytest.raises(SourceError, match="anderen Inhalt"):
        restore(tmp_path / "falsch.tar", tmp_path / "neu")


def test_no_path_of_a_backup_leads_out(kept: tuple[Home, Path], tmp_path: Path):
    with tarfile.open(kept[1]) as archive:
        archive.extractall(tmp_path / "offen", filter="data")
    (tmp_path / "boese").write_text("x")
    with tarfile.open(tmp_path / "falsch.tar", "w") as changed:
        changed.add(tmp_path / "offen" / "sicherung.json", arcname="sicherung.json")
        changed.add(tmp_path / "boese", arcname="../boese2")
    with pytest.raises(SourceError):
        restore(tmp_path / "falsch.tar", tmp_path / "tief" / "neu")
    assert not (tmp_path / "tief" / "boese2").exists()


def test_what_was_deleted_since_is_deleted_again(kept: tuple[Home, Path], tmp_path: Path):
    home, archive = kept
    later = Home(tmp_path / "spaeter")
    shutil.copytree(home.root, later.root)
    purge(later, Selection(kinds=("care",)), reason="Widerspruch", by="Anna")
    found = restore(archive, tmp_path / "neu", later.purges)
    assert found.deletions == 1
    assert not list((tmp_path / "neu" / "deliveries").glob("*/care"))
    assert list((home.root / "deliveries").glob("*/care"))


def test_only_an_empty_folder_is_filled(kept: tuple[Home, Path], tmp_path: Path):
    (tmp_path / "da").write_text("x")
    with pytest.raises(SourceError, match="nicht leer"):
        restore(kept[1], tmp_path)


def test_the_monthly_unit_does_what_it_says(kept: tuple[Home, Path], tmp_path: Path):
    """Its own lines, one after the other, as systemd would run them."""
    unit = (HOSTING / "kohorte-probe@.service").read_text(encoding="utf-8").splitlines()
    told = ""
    for line in unit:
        if line.startswith("ExecStart="):
            words = [word.replace("/tmp/", f"{tmp_path}/") for word in shlex.split(line)[1:]]
            done = kohorte(*words, home=kept[0].root)
            assert done.returncode == 0, done.stderr
            told += done.stdout
    assert "1 Freigaben Zelle für Zelle gleich" in told
    assert "wie beim Sichern" in told
    assert "unverändert. Letztes Siegel" in told
