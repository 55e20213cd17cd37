"""Take delivered files in: check, pseudonymise, keep as immutable Parquet with a receipt.

A file is taken over completely or not at all; a folder file by file. Nothing of a file is on disk before
all of its rows were judged (the pseudonymous rows of a very large one wait in a private folder), and a
version becomes visible by renaming its folder.
"""

import getpass
import logging
import os
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

from warehouse.address_areas import AddressBook, read_address_book
from warehouse.archives import unpacked
from warehouse.catalog import deliveries
from warehouse.drafting import Session, Source, SourceFile, drafts_of
from warehouse.errors import SourceError, spoken_storage_errors
from warehouse.large_files import is_large, look_through
from warehouse.locking import writing
from warehouse.profile import Profile, read_profile
from warehouse.pseudonym import Pseudonyms, read_pseudonyms
from warehouse.receipt import Receipt
from warehouse.recovery import mend_deliveries
from warehouse.settings import Home
from warehouse.spilling import TooManyOwners
from warehouse.storing import Draft, settled, store
from warehouse.streaming import spill_folder, streamed_drafts

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
    session, history = _session(profile, pseudonyms, home, received_by), _History(deliveries(home))
    receipts: list[Receipt] = []
    for done, file in enumerate(files):
        try:
            receipts += _ingest_file(file, session, home, history)
        except SourceError as error:
            if not done:
                raise
            raise SourceError(f"{error} Davor wurden {done} von {len(files)} Dateien übernommen.") from error
    return receipts


def _session(profile: Profile, pseudonyms: Pseudonyms, home: Home, received_by: str | None) -> Session:
    book = read_address_book(home) if profile.has_addresses else AddressBook({}, "")
    return Session(profile, pseudonyms, received_by or _user(), addresses=book)


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
            f"Gefunden: {seen}. Bitte Ordner oder Profil prüfen."
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

    def unchanged(self, file: Source, profile_checksum: str) -> list[Receipt]:
        """Receipts of the same bytes under the same profile, if all they led to is still in force."""
        checksum = file.checksum
        slots = self._by_file.get((file.path.name, checksum, profile_checksum), set())
        receipts = [self._in_force[slot] for slot in sorted(slots)]
        return receipts if all(receipt.checksum == checksum for receipt in receipts) else []

    def add(self, receipts: list[Receipt]) -> None:
        """Remember new versions."""
        for receipt in receipts:
            self._in_force[receipt.slot] = receipt
            self._by_file.setdefault(_file_key(receipt), set()).add(receipt.slot)


def _file_key(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.file_name, receipt.checksum, receipt.profile_checksum


def _ingest_file(file: Path, session: Session, home: Home, history: _History) -> list[Receipt]:
    if _is_large(file, session.profile):
        try:
            return _ingest_large(file, session, home, history)
        except TooManyOwners:
            logger.info("%s: viele Gemeinden; die Datei wird als Ganzes gelesen.", file.name)
    seen, content = _read_bytes(file)
    receipts: list[Receipt] = []
    drafts: list[Draft] = []
    for part in unpacked(SourceFile(file, content), session.profile):
        if known := history.unchanged(part, session.profile_checksum):
            receipts += [receipt.model_copy(update={"status": "unverändert"}) for receipt in known]
        else:
            drafts += drafts_of(part, session)
    if drafts:
        _check_slots(file, drafts)
        _check_at_rest(file, seen)
        receipts += _store(drafts, home, history)
    return receipts


def _store(drafts: list[Draft], home: Home, history: _History) -> list[Receipt]:
    with spoken_storage_errors(home.deliveries):
        stored = store(drafts, home, history.in_force)
    history.add([receipt for receipt in stored if receipt.status != "unverändert"])
    return stored


def _is_large(file: Path, profile: Profile) -> bool:
    try:
        return is_large(file, profile)
    except OSError:
        # Reading it says what is wrong.
        return False


def _ingest_large(file: Path, session: Session, home: Home, history: _History) -> list[Receipt]:
    """Take over a file that is read in pieces; its pseudonymous rows wait in a private folder."""
    seen = file.stat()
    large = look_through(file, session.profile)
    if known := history.unchanged(large, session.profile_checksum):
        return [receipt.model_copy(update={"status": "unverändert"}) for receipt in known]
    with spoken_storage_errors(home.deliveries), spill_folder(home) as folder:
        drafts = streamed_drafts(large, session, folder)
        _check_at_rest(file, seen)
        return _store(drafts, home, history)


def _check_slots(file: Path, drafts: list[Draft]) -> None:
    """Refuse an archive whose files replace each other: which one counts is not for us to guess."""
    for slot, count in Counter(draft.receipt.slot for draft in drafts).items():
        if count > 1:
            names = [draft.receipt.file_name for draft in drafts if draft.receipt.slot == slot]
            raise SourceError(
                f"{file.name}: {count} Dateien ({', '.join(names)}) sind eine Lieferung: {'/'.join(slot)}. "
                "Nichts wurde übernommen. Bitte die geltende Datei einzeln liefern."
            )


def inspect(source: Path, profile_id: str, home: Home) -> list[Draft]:
    """Return what `ingest` would store, settled against the versions in force, and write nothing.

    Pseudonyms are those of the home if it has a secret, else of a passing one. Raises SourceError.
    """
    profile = read_profile(profile_id)
    pseudonyms = Pseudonyms(b"")
    if profile.is_personal and (home.secrets / "pseudonym.key").exists():
        pseudonyms = read_pseudonyms(home)
    session, history = _session(profile, pseudonyms, home, None), _History(deliveries(home))
    drafts: list[Draft] = []
    for file in _files(source, profile):
        drafts += _inspected(file, session)
    return [settled(draft, home, history.in_force(draft.receipt.slot)) for draft in drafts]


def _inspected(file: Path, session: Session) -> list[Draft]:
    if _is_large(file, session.profile):
        try:
            return streamed_drafts(look_through(file, session.profile), session, None)
        except TooManyOwners:
            pass
    parts = unpacked(SourceFile(file, _read_bytes(file)[1]), session.profile)
    return [draft for part in parts for draft in drafts_of(part, session)]


def _read_bytes(file: Path) -> tuple[os.stat_result, bytes]:
    try:
        return file.stat(), file.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{file.name} ist nicht lesbar ({error.strerror or error}). Nichts wurde übernommen. "
            "Bitte Leserecht und Datenträger prüfen."
        ) from error


def _check_at_rest(file: Path, seen: os.stat_result) -> None:
    """Refuse a file somebody still writes: what was read may be its first half."""
    try:
        now = file.stat()
    except OSError as error:
        raise SourceError(
            f"{file.name} ist beim Lesen verschwunden; nichts übernommen. Bitte wiederholen."
        ) from error
    if (now.st_size, now.st_mtime_ns) != (seen.st_size, seen.st_mtime_ns):
        raise SourceError(
            f"{file.name} wurde während des Lesens verändert ({seen.st_size} → {now.st_size} Byte). Nichts "
            "wurde übernommen. Bitte warten, bis die Datei fertig geschrieben ist, und wiederholen."
        )
