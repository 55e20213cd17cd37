"""Backup of a home in one file, its restoration, and the test that a backup is worth something.

Kept is what cannot be made again: deliveries, secrets, releases, receipts, own lists and plans. Builds and
forecast runs are made again from it. The file holds personal data and secrets in plain: encrypt it at once
(age, restic) and keep it no longer than 35 days, so that a deletion is complete after that time.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse import audit
from warehouse.build import build, code_version
from warehouse.connection import current_build
from warehouse.errors import NoBuildError, SourceError, StorageError, spoken_storage_errors
from warehouse.locking import writing
from warehouse.protection.secret import read_secret
from warehouse.purge import PurgeReceipt, purge, purge_receipts
from warehouse.release import register
from warehouse.release.cells import released_cells
from warehouse.release.elsewhere import release_tables
from warehouse.release.order import Order
from warehouse.settings import Home

# Made again from the rest, or of no meaning elsewhere.
LEFT_OUT = ("warehouse", "forecasts", "locks")
MANIFEST = "sicherung.json"


class Manifest(BaseModel):
    """What a backup holds: SHA-256 by path, and the build that comes out of it."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    build_id: str | None
    code_version: str
    files: dict[str, str]


@dataclass(frozen=True)
class Restored:
    """What a restored home was found to be: files checked, build made again, releases made again alike."""

    files: int
    build_id: str | None
    is_same_build: bool
    releases: int
    audit_lines: int
    deletions: int


def back_up(home: Home, target: Path) -> Manifest:
    """Write a home into one tar file that only its owner may read, while nobody else writes; StorageError."""
    with ExitStack() as stack, spoken_storage_errors(target.parent):
        for part in ("deliveries", "warehouse", "releases"):
            stack.enter_context(writing(home, part, "kohorte backup"))
        manifest = Manifest(
            at=datetime.now(UTC),
            build_id=_build_id(home),
            code_version=code_version(home),
            files={str(path.relative_to(home.root)): _checksum(path) for path in _kept(home)},
        )
        draft = target.with_name(f"{target.name}.part")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            _add_text(archive, MANIFEST, manifest.model_dump_json(indent=1))
            for name in manifest.files:
                archive.add(home.root / name, arcname=name, recursive=False)
            stream.flush()
        draft.replace(target)
    return manifest


def restore(source: Path, target: Path, receipts: Path | None = None) -> Restored:
    """Bring a backup into an empty folder and check it: every file, the log, the build, every release.

    `receipts`: folder of deletion receipts made since; what they deleted is deleted here too.
    Raises SourceError if the backup is damaged or the folder is not empty, StorageError if there is no room.
    """
    if target.exists() and any(target.iterdir()):
        raise SourceError(f"{target} ist nicht leer. Bitte in einen neuen Ordner zurückholen.")
    with spoken_storage_errors(target):
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        manifest = _unpack(source, target)
    _check_files(target, manifest)
    home = Home(target)
    log = audit.check(target / audit.FOLDER)
    if log.fault:
        raise SourceError(
            f"Der Nachweis in {source.name} wurde verändert. {log.fault} Bitte eine ältere Sicherung nehmen."
        )
    report = build(home) if manifest.build_id is not None else None
    releases = _check_releases(home, report.build_id) if report is not None else 0
    build_id = report.build_id if report else None
    deletions = _repeat_deletions(home, receipts)
    return Restored(
        len(manifest.files), build_id, build_id == manifest.build_id, releases, log.lines, deletions
    )


def read_manifest(source: Path) -> Manifest:
    """Return what a backup says of itself; SourceError if it is none."""
    try:
        with tarfile.open(source) as archive:
            first = archive.extractfile(MANIFEST)
            return Manifest.model_validate_json(first.read() if first else b"")
    except (OSError, KeyError, tarfile.TarError, ValidationError) as error:
        raise SourceError(
            f"{source} ist keine lesbare Sicherung ({type(error).__name__}). Bitte eine andere nehmen."
        ) from error


def _kept(home: Home) -> Iterator[Path]:
    for path in sorted(home.root.rglob("*")):
        top = path.relative_to(home.root).parts[0]
        if path.is_file() and not path.is_symlink() and top not in LEFT_OUT and path.suffix != ".part":
            yield path


def _unpack(source: Path, target: Path) -> Manifest:
    manifest = read_manifest(source)
    try:
        with tarfile.open(source) as archive:
            members = [one for one in archive.getmembers() if one.name in manifest.files]
            archive.extractall(target, members, filter="data")
    except (OSError, EOFError, tarfile.TarError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise SourceError(
            f"{source.name} ist abgeschnitten oder beschädigt ({error}). Bitte eine ältere nehmen."
        ) from error
    return manifest


def _check_files(target: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        path = target / name
        if not path.is_file() or _checksum(path) != expected:
            raise SourceError(
                f"Die Sicherung ist beschädigt: {name} fehlt oder hat einen anderen Inhalt als beim "
                "Sichern. Bitte eine ältere Sicherung nehmen."
            )


def _check_releases(home: Home, build_id: str) -> int:
    """Make the cells of every release of this build again and compare; return how many came out alike."""
    alike = 0
    for release in register.releases(home):
        if release.build_id != build_id:
            continue
        order = Order(release.municipality_ags, release.audience, release.rules)
        made = released_cells(home, current_build(home), order, read_secret(home, release.municipality_ags))
        if not made.equals(
            release_tables(register.file_of(home, release))["released_cell"].cast(made.schema)
        ):
            raise SourceError(
                f"Die Freigabe {release.release_id} ({release.label}) lässt sich aus der Sicherung nicht "
                "gleich wiederherstellen: Lieferungen oder Geheimnis sind nicht die, aus denen sie entstand. "
                "Bitte eine Sicherung aus der Zeit der Freigabe prüfen."
            )
        alike += 1
    return alike


def _repeat_deletions(home: Home, receipts: Path | None) -> int:
    if receipts is None:
        return 0
    known = {one.purge_id for one in purge_receipts(home)}
    since = [PurgeReceipt.model_validate_json(path.read_bytes()) for path in sorted(receipts.glob("*.json"))]
    missing = [one for one in since if one.purge_id not in known]
    for one in missing:
        reason = f"nach Wiederherstellung: {one.reason} ({one.purge_id})"
        purge(home, one.selection, reason=reason, by=one.by, keep_counts=bool(one.condensed))
    return len(missing)


def _build_id(home: Home) -> str | None:
    try:
        return current_build(home).build_id
    except NoBuildError:
        return None


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(
            f"{path} ist nicht lesbar ({error.strerror}); es wurde nichts gesichert."
        ) from error


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(datetime.now(UTC).timestamp())
    archive.addfile(entry, io.BytesIO(content))
