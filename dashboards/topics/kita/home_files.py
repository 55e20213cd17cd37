"""Small files of the office in its home, one thing each: written in one go, read with every fault named."""

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from typing import Any, TypeVar

import yaml
from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from dashboards.access.people import Role
from dashboards.errors import DashboardError
from dashboards.noting import note_here
from dashboards.topic import Context
from dashboards.topics.kita.memory import Memory
from warehouse.audit import Entry
from warehouse.settings import home

Kept = TypeVar("Kept", bound=BaseModel)
# Who works with exact numbers may keep things; a role may be followed by its municipalities.
WRITERS = frozenset({"werkbank", Role.STATISTICIAN.value, Role.PLANNER.value})
MOST_FILES, MOST_BYTES = 100, 200_000
# What files hold, never changed once read: one written to is another.
_READ: Memory[Any] = Memory(4 * MOST_FILES)
# How long to wait for a colleague who is saving at the same moment, seconds.
PATIENCE = 5


class KeepingError(DashboardError):
    """Something that cannot be kept; the sentence says why and what to do."""


def may_keep(context: Context) -> bool:
    """Return whether the reader may see, keep and delete what the office keeps: in the Werkbank only."""
    return not context.is_released and context.role.split(":", 1)[0] in WRITERS


def key_of(name: str) -> str:
    """Return the file name for a name: plain letters, and a sum so that like names do not meet."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode()).strip("-")[:40]
    return f"{words or 'ohne-namen'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def read(context: Context, folder: str, kind: type[Kept]) -> dict[str, Kept | str]:
    """Return every file of a folder by key: the thing, or a German sentence on what is wrong with it."""
    place = home().root / folder
    if not may_keep(context) or not place.is_dir():
        return {}
    return {file.stem: _known(file, kind) for file in sorted(place.glob("*.yml"))[:MOST_FILES]}


def write(context: Context, folder: str, name: str, thing: BaseModel) -> None:
    """Write a thing under its name, replacing one of the same name. Raises KeepingError."""
    check_writer(context)
    place, key = home().root / folder, key_of(name)
    if (
        place.is_dir()
        and not (place / f"{key}.yml").exists()
        and len(list(place.glob("*.yml"))) >= MOST_FILES
    ):
        raise KeepingError(f"Im Ordner {folder} liegen schon {MOST_FILES} Dateien. Bitte erst eine löschen.")
    words = yaml.safe_dump(thing.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        with FileLock(place / ".lock", timeout=PATIENCE):
            part = place / f"{key}.part"
            part.write_text(words, encoding="utf-8")
            os.replace(part, place / f"{key}.yml")
    except (OSError, Timeout) as error:
        raise KeepingError(
            f"„{name}“ ließ sich nicht speichern ({type(error).__name__}). "
            "Bitte Schreibrechte und Platz im Datenordner prüfen."
        ) from error


def remove(context: Context, folder: str, key: str) -> None:
    """Delete a file by key. Raises KeepingError outside the Werkbank."""
    check_writer(context)
    if re.fullmatch(r"[a-z0-9-]+", key):
        (home().root / folder / f"{key}.yml").unlink(missing_ok=True)


def note(context: Context, what: str, of: str) -> None:
    """Tell the audit log what a visitor kept or deleted; a command is noted by itself."""
    note_here(Entry(what, context.who, of, {"stand": context.build_id}))


def check_writer(context: Context) -> None:
    """Refuse whoever is not in the Werkbank."""
    if not may_keep(context):
        raise KeepingError("Pläne und Quoten lassen sich nur in der Werkbank speichern und löschen.")


def read_text(file: Path, named: str, most_bytes: int) -> str:
    """Return the text of a file the office made itself. Raises KeepingError that says what to do."""
    try:
        if file.stat().st_size > most_bytes:
            raise KeepingError(f"Datei {named}: größer als {most_bytes // 1000} kB. Bitte kürzen.")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KeepingError(
            f"Datei {named}: kein Text in UTF-8 (Byte {error.start}). Bitte die Datei als UTF-8 speichern."
        ) from error
    except OSError as error:
        why = type(error).__name__
        raise KeepingError(
            f"Datei {named}: nicht lesbar ({why}). Bitte Leserechte prüfen oder die Datei löschen."
        ) from error


def _known(file: Path, kind: type[Kept]) -> Kept | str:
    """What a file holds; read anew once it was written to, for each move of a slider asks for all files."""
    try:
        now = file.stat()
    except OSError:
        return _read(file, kind)
    found: Kept | str = _READ.of(
        (file, kind, now.st_ino, now.st_size, now.st_mtime_ns), lambda: _read(file, kind)
    )
    return found


def _read(file: Path, kind: type[Kept]) -> Kept | str:
    what = f"Datei {file.parent.name}/{file.name}"
    try:
        if file.stat().st_size > MOST_BYTES:
            return f"{what}: größer als {MOST_BYTES // 1000} kB. Bitte die Datei teilen."
        return kind.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "Inhalt"
        return (
            f"{what}: {where} stimmt nicht ({error.error_count()} Fehler). "
            "Bitte die Datei berichtigen oder löschen; sie zählt nicht mit."
        )
    except (OSError, ValueError, yaml.YAMLError) as error:
        return f"{what}: nicht lesbar ({type(error).__name__}). Bitte die Datei berichtigen oder löschen."
