"""An uploaded file on its way into the warehouse: held in memory, checked, taken over, and gone.

The bytes lie in a folder of random name that only this user can read, on a memory disk where the system has
one, for as long as one step takes. Reading happens in a process of its own with bounds (worker.py).
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from subprocess import PIPE
from typing import Any, Literal

from dashboards.errors import DashboardError
from dashboards.noting import note_here
from warehouse.audit import Entry
from warehouse.decoding import WIDE_MARKS
from warehouse.settings import Home

Task = Literal["check", "take", "build"]
Told = Callable[[int, int], None]

# protection.md §4.3; the browser is told the same by maxUploadSize in .streamlit/config.toml.
MOST_MEGABYTES = 64
ENDINGS = ("csv", "txt", "dat", "xlsx", "zip", "geojson", "json", "gpkg")
SECONDS: Mapping[Task, float] = {"check": 300.0, "take": 900.0, "build": 1800.0}
MEMORY_DISK = Path("/dev/shm")
PREFIX = "kohorte-"
LONGEST_NAME = 120
# Bytes; the longest record of a register has some thousand.
LONGEST_LINE = 100_000
_FOREIGN = re.compile(r"[^\w .()+-]", re.ASCII)
# First bytes → endings that such a file may have. Everything else has to be text.
_CONTAINERS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"PK\x03\x04", ("xlsx", "zip")),
    (b"SQLite format 3\x00", ("gpkg",)),
)
# Control characters that no text file has; tab, line feed, form feed and carriage return are fine.
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26})


class UploadRefused(DashboardError):
    """A file or a step that is not accepted; the message is German and for the reader.

    `fits` are profiles whose columns the file has.
    """

    def __init__(self, reason: str, fits: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.fits = tuple(fits)


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it, with a name that is safe in a folder."""

    name: str
    content: bytes


def accepted(name: str, content: bytes) -> Upload:
    """Return the upload if size, ending and content agree.

    Raises:
        UploadRefused: they do not; says why and what to do.
    """
    safe = safe_name(name)
    ending = PurePosixPath(safe).suffix.lower().lstrip(".")
    if not content:
        raise UploadRefused(f"{safe} ist leer (0 Byte). Bitte die Datei neu ausgeben.")
    if len(content) > MOST_MEGABYTES * 2**20:
        size = f"{len(content) / 2**20:.0f}"
        raise UploadRefused(
            f"{safe} ist {size} MB groß; hier sind {MOST_MEGABYTES} MB erlaubt. Größere Dateien nimmt der "
            "Befehl „kohorte ingest“."
        )
    if ending not in ENDINGS:
        raise UploadRefused(
            f"{safe}: Dateien mit der Endung „.{ending}“ werden nicht angenommen, nur {', '.join(ENDINGS)}."
        )
    _check_content(safe, ending, content)
    return Upload(safe, content)


def safe_name(name: str) -> str:
    """Return the last part of a file name with plain characters: facts such as the year stay readable."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    plain = _FOREIGN.sub("_", last.translate(_UMLAUTS)).lstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "datei"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'datei'}.{ending[:10]}"


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def _check_content(name: str, ending: str, content: bytes) -> None:
    for mark, endings in _CONTAINERS:
        if content.startswith(mark):
            if ending not in endings:
                raise UploadRefused(
                    f"{name} ist innen eine {endings[0].upper()}-Datei, heißt aber „.{ending}“. "
                    "Bitte richtig benennen."
                )
            return
    if ending in {"xlsx", "zip", "gpkg"}:
        raise UploadRefused(
            f"{name} ist keine {ending.upper()}-Datei, oder sie ist beschädigt. Bitte neu ausgeben."
        )
    if content.startswith(WIDE_MARKS):
        content = _narrow(name, content)
    if ending not in {"json", "geojson"}:
        _check_lines(name, content)
    control = len(content) - len(content.translate(None, _CONTROL))
    if control:
        raise UploadRefused(
            f"{name} ist kein Text: {control} Steuerzeichen, das erste an Byte "
            f"{_first_control(content)}. Bitte als CSV, TXT oder XLSX ausgeben."
        )


def _narrow(name: str, content: bytes) -> bytes:
    """A text of two bytes per letter as UTF-8."""
    try:
        return content.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        raise UploadRefused(
            f"{name} beginnt wie UTF-16, ist es aber ab Byte {error.start + 1} nicht mehr. Bitte als UTF-8 "
            "speichern."
        ) from error


def _check_lines(name: str, content: bytes) -> None:
    start, number = 0, 1
    while (end := content.find(b"\n", start)) >= 0 and end - start <= LONGEST_LINE:
        start, number = end + 1, number + 1
    length = (len(content) if end < 0 else end) - start
    if length > LONGEST_LINE:
        raise UploadRefused(
            f"{name}, Zeile {number}: {length} Zeichen lang, erlaubt sind {LONGEST_LINE}. Bitte mit "
            "Zeilenumbrüchen ausgeben."
        )


def _first_control(content: bytes) -> int:
    found = re.search(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]", content)
    return found.start() + 1 if found else 0


def check(upload: Upload, profile: str, home: Home) -> list[dict[str, Any]]:
    """Return what a takeover would do, one draft per municipality: receipt and first refused rows.

    Raises UploadRefused.
    """
    with _on_disk(upload) as file:
        answer = _ask("check", {"file": str(file), "profile": profile, "home": str(home.root)})
    drafts: list[dict[str, Any]] = answer["drafts"]
    return drafts


def take(upload: Upload, profile: str, home: Home) -> list[dict[str, Any]]:
    """Take the file over and return its receipts. Raises UploadRefused; then nothing was taken over."""
    with _on_disk(upload) as file:
        answer = _ask("take", {"file": str(file), "profile": profile, "home": str(home.root)})
    receipts: list[dict[str, Any]] = answer["receipts"]
    for one in receipts:
        note_here(Entry("übernahme", "Werkbank", str(one.get("delivery_id", "")), {"profile": profile}))
    return receipts


def build(home: Home, told: Told) -> dict[str, Any]:
    """Build the warehouse from all deliveries, telling steps done and their number.

    Raises UploadRefused; then the build before stays current.
    """
    return _ask("build", {"home": str(home.root)}, told)


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file in a folder of its own, readable by this user only; gone afterwards, whatever happens."""
    place = _place(len(upload.content))
    _sweep(place)
    folder = place / f"{PREFIX}{os.getpid()}-{secrets.token_hex(16)}"
    folder.mkdir(mode=0o700)
    try:
        file = folder / upload.name
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(upload.content)
        yield file
    except OSError as error:
        raise UploadRefused(f"{upload.name} ließ sich nicht zwischenlagern ({error.strerror}).") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(size: int) -> Path:
    """A memory disk with room, else the temporary folder of this user."""
    if os.access(MEMORY_DISK, os.W_OK) and shutil.disk_usage(MEMORY_DISK).free > 2 * size:
        return MEMORY_DISK
    return Path(tempfile.gettempdir())


def _sweep(place: Path) -> None:
    """Remove what a killed process left behind."""
    for folder in place.glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).split("-", 1)[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        # Elsewhere this question would end the process it asks about.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _nobody(done: int, of: int) -> None:
    """Tell nobody."""


def _ask(task: Task, order: Mapping[str, str], told: Told = _nobody) -> dict[str, Any]:
    """Run the worker once. Raises UploadRefused with its reason, or when it broke or took too long."""
    command = [sys.executable, "-m", "dashboards.topics.datenlage.worker"]
    pipes: dict[str, Any] = {"stdin": PIPE, "stdout": PIPE, "stderr": PIPE, "text": True, "encoding": "utf-8"}
    lines: list[str] = []
    with subprocess.Popen(command, **pipes) as process:
        stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
        assert stdin and stdout and stderr
        watch = threading.Timer(SECONDS[task], process.kill)
        watch.start()
        try:
            stdin.write(json.dumps({"task": task, **order}))
            stdin.close()
            for line in stdout:
                lines.append(line)
                _pass_on(line, told)
            broken = stderr.read()
            process.wait()
        finally:
            was_late = not watch.is_alive()
            watch.cancel()
            # An interrupted page run must not leave a worker behind.
            process.kill()
    return _answer(lines, broken, (process.returncode, was_late, task))


def _pass_on(line: str, told: Told) -> None:
    word: dict[str, Any] = json.loads(line)
    if "step" in word:
        told(int(word["step"]), int(word["of"]))


def _answer(lines: list[str], broken: str, end: tuple[int, bool, Task]) -> dict[str, Any]:
    code, was_late, task = end
    if was_late:
        raise UploadRefused(
            f"Nach {SECONDS[task]:.0f} Sekunden abgebrochen. Der bisherige Stand gilt weiter. "
            "Bitte die Datei teilen oder den Befehl „kohorte ingest“ nehmen."
        )
    if code or not lines:
        reason = (broken.strip().splitlines() or [f"Code {code}"])[-1]
        if task == "build":
            raise UploadRefused(
                f"Der Aufbau des Datenbestands ist abgebrochen (Kennung {reason[:60]}). Die Lieferungen sind "
                "übernommen, der bisherige Stand gilt weiter. Bitte „kohorte build“ am Server ausführen: "
                "der Befehl nennt die Ursache."
            )
        raise UploadRefused(
            "Die Datei ließ sich nicht verarbeiten: zu groß, zu tief verschachtelt oder beschädigt "
            f"(Kennung {reason[:60]}). Der bisherige Stand gilt weiter."
        )
    answer: dict[str, Any] = json.loads(lines[-1])
    if "refused" in answer:
        raise UploadRefused(str(answer["refused"]), answer.get("fits", []))
    return answer
