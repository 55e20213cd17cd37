"""Take delivered files in: check, pseudonymise, keep as immutable Parquet with a receipt.

A file is taken over completely or not at all; a folder file by file. Nothing of a file is on disk before
all of its rows were judged, and a version becomes visible by renaming its folder.
"""

import getpass
import logging
import os
from dataclasses import dataclass, field
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.casting import Context, Outcomes, Rows, cast_rows
from warehouse.catalog import deliveries
from warehouse.errors import SourceError, spoken_storage_errors
from warehouse.ledger import Ledger
from warehouse.locking import writing
from warehouse.origin import checked_owner, data_dates, file_date, file_fact
from warehouse.owners import split_ledger, split_tables
from warehouse.profile import Profile, read_profile
from warehouse.pseudonym import Pseudonyms, read_pseudonyms
from warehouse.reading import TextTable, read_text_table
from warehouse.receipt import Receipt, now
from warehouse.recovery import mend_deliveries
from warehouse.settings import Home
from warehouse.shaping import canonical_tables, drop_skipped, shape_rows
from warehouse.storing import Draft, store

logger = logging.getLogger(__name__)


def ingest(source: Path, profile_id: str, home: Home, *, received_by: str | None = None) -> list[Receipt]:
    """Take over a file, or every file of a folder that the profile claims.

    Returns one receipt per municipality and file. The same bytes again change nothing (status "unverändert");
    a corrected file becomes the next version.

    Raises:
        SourceError: a file is not understood; it leaves no trace, files before it are taken over.
        StorageError: the home cannot be written. BusyError: another process is taking files in.
    """
    profile = read_profile(profile_id)
    files = _files(source, profile)
    with writing(home, "deliveries", f"kohorte ingest, Profil {profile_id}"):
        with spoken_storage_errors(home.deliveries):
            mend_deliveries(home)
        return _ingest_files(files, profile, home, received_by)


def _ingest_files(files: list[Path], profile: Profile, home: Home, received_by: str | None) -> list[Receipt]:
    with spoken_storage_errors(home.secrets):
        pseudonyms = read_pseudonyms(home) if profile.is_personal else Pseudonyms(b"")
    session = _Session(profile, home, pseudonyms, received_by or _user(), _History(deliveries(home)))
    receipts: list[Receipt] = []
    for done, file in enumerate(files):
        try:
            receipts += _ingest_file(file, session)
        except SourceError as error:
            if not done:
                raise
            raise SourceError(f"{error} Davor wurden {done} von {len(files)} Dateien übernommen.") from error
    return receipts


def matching_files(folder: Path, profile: Profile) -> tuple[list[Path], list[Path]]:
    """Files of a folder that the profile claims, and those it leaves alone, each sorted by name."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    claimed = [path for path in files if any(fnmatch(path.name.lower(), p.lower()) for p in profile.files)]
    return claimed, [path for path in files if path not in claimed]


def _files(source: Path, profile: Profile) -> list[Path]:
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise SourceError(f"{source} gibt es nicht. Bitte eine Datei oder einen Ordner angeben.")
    claimed, others = matching_files(source, profile)
    if not claimed:
        seen = ", ".join(path.name for path in others[:5]) or "keine Dateien"
        raise SourceError(
            f"Im Ordner {source.name} passt keine Datei zum Profil {profile.id}: {', '.join(profile.files)}. "
            f"Gefunden: {seen}."
        )
    for path in others:
        logger.info("Übergangen, gehört nicht zum Profil %s: %s", profile.id, path.name)
    return claimed


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unbekannt"


class _History:
    """Versions received so far, kept up to date while a folder is taken over."""

    def __init__(self, receipts: list[Receipt]) -> None:
        self._in_force = {receipt.slot: receipt for receipt in receipts}
        self._by_file: dict[tuple[str, str, str], set[tuple[str, str, str]]] = {}
        for receipt in receipts:
            self._by_file.setdefault(_file_key(receipt), set()).add(receipt.slot)

    def in_force(self, slot: tuple[str, str, str]) -> Receipt | None:
        """The version of a slot that counts."""
        return self._in_force.get(slot)

    def unchanged(self, file: Path, checksum: str, profile: Profile) -> list[Receipt]:
        """Receipts of the same bytes under the same profile, if all they led to is still in force."""
        slots = self._by_file.get((file.name, checksum, profile.checksum), set())
        receipts = [self._in_force[slot] for slot in sorted(slots)]
        return receipts if all(receipt.checksum == checksum for receipt in receipts) else []

    def add(self, receipts: list[Receipt]) -> None:
        """Remember new versions."""
        for receipt in receipts:
            self._in_force[receipt.slot] = receipt
            self._by_file.setdefault(_file_key(receipt), set()).add(receipt.slot)


def _file_key(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.file_name, receipt.checksum, receipt.profile_checksum


@dataclass(frozen=True)
class _Session:
    """What all files of one call share."""

    profile: Profile
    home: Home
    pseudonyms: Pseudonyms
    received_by: str
    history: _History
    memory: dict[tuple[str, str | None], Outcomes] = field(default_factory=dict)


def _ingest_file(file: Path, session: _Session) -> list[Receipt]:
    seen, content = _read_bytes(file)
    checksum = sha256(content).hexdigest()
    if known := session.history.unchanged(file, checksum, session.profile):
        return [receipt.model_copy(update={"status": "unverändert"}) for receipt in known]
    ledger = Ledger()
    table, rows = _read_rows(content, file, session, ledger)
    ledger.check_limit(file.name, len(rows.lines), session.profile.reject_limit)
    drafts = _drafts(rows, table, ledger, _SourceFile(file, checksum, session))
    _check_at_rest(file, seen)
    with spoken_storage_errors(session.home.deliveries):
        receipts = store(drafts, session.home, session.history.in_force)
    session.history.add([receipt for receipt in receipts if receipt.status != "unverändert"])
    return receipts


def _read_bytes(file: Path) -> tuple[os.stat_result, bytes]:
    try:
        return file.stat(), file.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{file.name} ist nicht lesbar ({error.strerror or error}). Nichts wurde übernommen."
        ) from error


def _check_at_rest(file: Path, seen: os.stat_result) -> None:
    """Refuse a file somebody still writes: what was read may be its first half."""
    try:
        now = file.stat()
    except OSError as error:
        raise SourceError(f"{file.name} ist während des Lesens verschwunden; nichts übernommen.") from error
    if (now.st_size, now.st_mtime_ns) != (seen.st_size, seen.st_mtime_ns):
        raise SourceError(
            f"{file.name} wurde während des Lesens verändert ({seen.st_size} → {now.st_size} Byte). Nichts "
            "wurde übernommen. Bitte warten, bis die Datei fertig geschrieben ist, und wiederholen."
        )


def _read_rows(content: bytes, file: Path, session: _Session, ledger: Ledger) -> tuple[TextTable, Rows]:
    profile = session.profile
    municipality = file_fact(profile.municipality, file, "die Gemeinde")
    context = Context(profile, municipality, session.pseudonyms, session.memory)
    table = read_text_table(content, file, profile, ledger)
    table = drop_skipped(table, profile, ledger)
    rows = cast_rows(table, context, ledger)
    facts = {"municipality_ags": municipality, "reference_date": file_date(profile.reference_date, file)}
    given = {name: value for name, value in facts.items() if value is not None}
    return table, shape_rows(rows, context, given, ledger)


@dataclass(frozen=True)
class _SourceFile:
    """The delivered file a draft comes from."""

    path: Path
    checksum: str
    session: _Session


def _drafts(rows: Rows, table: TextTable, ledger: Ledger, source: _SourceFile) -> list[Draft]:
    """One draft per owner of rows; rejects belong to the owner their line names, else to the first."""
    profile = source.session.profile
    tables = canonical_tables(rows, profile)
    owner = file_fact(profile.owner_origin, source.path, "die Gemeinde")
    if owner is not None:
        return [_draft(owner, tables, (table, len(rows.lines)), ledger, source)]
    counted = pc.value_counts(rows.columns["municipality_ags"]).to_pylist()
    rows_of = {count["values"]: count["counts"] for count in counted}
    parts = split_tables(tables)
    shares = split_ledger(ledger, table, list(parts))
    return [_draft(ags, own, (table, rows_of[ags]), shares[ags], source) for ags, own in parts.items()]


def _draft(
    owner: str, tables: dict[str, pa.Table], read: tuple[TextTable, int], ledger: Ledger, source: _SourceFile
) -> Draft:
    session, (table, rows) = source.session, read
    profile = session.profile
    dates = data_dates(tables[profile.table])
    receipt = Receipt(
        municipality_ags=checked_owner(owner, source.path),
        kind=profile.kind,
        part=file_fact(profile.part, source.path, "den Teil") or "",
        profile=profile.id,
        reference_date=file_date(profile.reference_date, source.path) or dates[-1],
        version=1,
        file_name=source.path.name,
        rows=rows,
        rejected=ledger.rejected_lines,
        skipped=ledger.skipped.total(),
        checksum=source.checksum,
        profile_checksum=profile.checksum,
        received_by=session.received_by,
        received_at=now(),
        encoding=table.encoding,
        delimiter=table.delimiter,
        tables={name: part.num_rows for name, part in tables.items()},
        dates=dates,
        skipped_reasons=dict(ledger.skipped),
        reject_reasons=ledger.reasons(),
        notes=(*table.notes, *ledger.notes),
    )
    return Draft(receipt, tables, ledger.table())
