"""The audit log: who did what and when, append-only, each line sealed with the hash of the line before.

One file per month in a folder of its own. A line never holds a value of a cell: only what stands in `Entry`,
whose words are checked. Cutting lines off the end leaves no broken seal, so the last seal is to be kept
elsewhere from time to time (`kohorte audit check` prints it and takes it back).
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock

from warehouse.errors import StorageError, WarehouseError

FOLDER = "nachweis"
KEPT_MONTHS = 12
# The seal before the very first line.
BEGINNING = "0" * 64
# How long to wait for another process that is writing, seconds.
PATIENCE = 10
LONGEST_WORD, MOST_DETAILS = 120, 12
# Names and keys: letters, digits, a little punctuation. A table of numbers does not fit.
PLAIN = re.compile(r"[\w .,:@/+\-–×()ÄÖÜäöüß]*")


@dataclass(frozen=True)
class Entry:
    """What happened. `of`: municipality, release, file name or page; `details`: few short words by name."""

    what: str
    who: str
    of: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One sealed line as it stands in the log."""

    number: int
    at: datetime
    entry: Entry
    before: str
    seal: str


@dataclass(frozen=True)
class Finding:
    """Result of a check: lines read, the last seal, and the first fault in German with its place, if any."""

    lines: int
    last_seal: str
    fault: str = ""


def note(folder: Path, entry: Entry, now: datetime | None = None) -> Line:
    """Add a line to the log in a folder and return it once it is on the disk.

    Raises StorageError if it cannot be written: what is not noted should not be done.
    """
    at = now or datetime.now(UTC)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / ".lock", timeout=PATIENCE):
            last = _last(folder)
            line = _sealed(
                last.number + 1 if last else 1, at, _plain(entry), last.seal if last else BEGINNING
            )
            _append(folder / f"{at:%Y-%m}.jsonl", line)
    except (OSError, TimeoutError) as error:
        raise StorageError(
            f"Der Nachweis in {folder} lässt sich nicht fortschreiben ({type(error).__name__}). Bitte "
            "Schreibrechte und Platz prüfen; ohne Nachweis wird nichts getan."
        ) from error
    return line


def check(folder: Path, expected: str = "") -> Finding:
    """Read the whole log and return the first place where it was changed, cut or mixed up.

    `expected`: a seal that was printed earlier and must still stand in the log.
    """
    count, seal, seen = 0, "", expected in {"", BEGINNING}
    before: Line | None = None
    for file in files(folder):
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            place = f"{file.name}, Zeile {number}"
            line = _read(text)
            fault = f"{place}: unlesbar." if line is None else _fault(place, line, before)
            if fault or line is None:
                return Finding(count, seal, fault)
            count, seal, before = count + 1, line.seal, line
            seen = seen or line.seal == expected
    if not seen:
        return Finding(
            count, seal, f"Die Zeile mit der Siegelnummer {expected[:16]}… fehlt: das Ende wurde gekürzt."
        )
    return Finding(count, seal)


def lines(folder: Path) -> Iterator[Line]:
    """Yield all lines, the oldest first; raises WarehouseError at an unreadable one."""
    for file in files(folder):
        for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            line = _read(text)
            if line is None:
                raise WarehouseError(
                    f"{file.name}, Zeile {number} ist unlesbar. Bitte „kohorte audit check“."
                )
            yield line


def files(folder: Path) -> list[Path]:
    """Return the files of the log, the oldest month first."""
    return sorted(folder.glob("????-??.jsonl"))


def prune(folder: Path, today: date, months: int = KEPT_MONTHS) -> list[str]:
    """Delete whole months older than so many months and return them; what is left stays sealed."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    oldest = f"{year:04d}-{month + 1:02d}"
    gone = [file for file in files(folder)[:-1] if file.stem < oldest]
    for file in gone:
        file.unlink()
    return [file.stem for file in gone]


def _fault(place: str, line: Line, before: Line | None) -> str:
    if _sealed(line.number, line.at, line.entry, line.before).seal != line.seal:
        return f"{place} (Eintrag {line.number}) wurde verändert: ihr Siegel stimmt nicht."
    # The first line kept may follow months that were deleted in time.
    if before is not None and (line.before != before.seal or line.number != before.number + 1):
        return (
            f"{place} (Eintrag {line.number}) folgt nicht auf Eintrag {before.number}: davor wurde etwas "
            "gelöscht, eingefügt oder vertauscht."
        )
    return ""


def _plain(entry: Entry) -> Entry:
    """The entry with every word short and plain; a word that is not is named, not kept."""
    details = {_word(name): _word(value) for name, value in list(entry.details.items())[:MOST_DETAILS]}
    return Entry(_word(entry.what), _word(entry.who), _word(entry.of), details)


def _word(word: str) -> str:
    text = " ".join(word.split())[:LONGEST_WORD]
    return text if PLAIN.fullmatch(text) else "(nicht vermerkt)"


def _sealed(number: int, at: datetime, entry: Entry, before: str) -> Line:
    content = _content(number, at, entry, before)
    return Line(number, at, entry, before, hashlib.sha256(_canonical(content).encode()).hexdigest())


def _content(number: int, at: datetime, entry: Entry, before: str) -> dict[str, object]:
    return {
        "nr": number,
        "zeit": at.astimezone(UTC).isoformat(timespec="seconds"),
        "was": entry.what,
        "wer": entry.who,
        "woran": entry.of,
        "dazu": dict(entry.details),
        "davor": before,
    }


def _canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _append(file: Path, line: Line) -> None:
    content = _content(line.number, line.at, line.entry, line.before) | {"siegel": line.seal}
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{json.dumps(content, ensure_ascii=False)}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _last(folder: Path) -> Line | None:
    for file in reversed(files(folder)):
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - 8192))
            tail = stream.read().decode("utf-8", errors="replace").splitlines()
        known = [line for line in map(_read, reversed(tail)) if line is not None]
        if known:
            return known[0]
    return None


def _read(text: str) -> Line | None:
    try:
        told = json.loads(text)
        entry = Entry(told["was"], told["wer"], told["woran"], told["dazu"])
        return Line(told["nr"], datetime.fromisoformat(told["zeit"]), entry, told["davor"], told["siegel"])
    except (ValueError, KeyError, TypeError):
        return None
