"""Where kept plans lie: one JSON file each in <home>/kita-plaene/festgehalten, for the Werkbank only."""

import os
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from dashboards.topic import Context
from dashboards.topics.kita import home_files
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.plans import FOLDER as PLANS
from warehouse.settings import home

FOLDER = f"{PLANS}/festgehalten"
MOST_FILES, MOST_BYTES = 500, 60_000_000
# Plans held in memory, some hundred kB each.
READ = 60


def key_of(plan: KeptPlan) -> str:
    """Return the name of a plan's file: day, area and run; the same again on one day replaces it."""
    return f"{plan.kept_on:%Y-%m-%d}-{home_files.key_of(f'{plan.area_id} {plan.run_id} {plan.name}')}"


def keep(context: Context, plan: KeptPlan) -> Path:
    """Write a plan and return its file. Raises KeepingError outside the Werkbank or without room."""
    home_files.check_writer(context)
    place = home().root / FOLDER
    target = place / f"{key_of(plan)}.json"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not target.exists() and len(list(place.glob("*.json"))) >= MOST_FILES:
            raise KeepingError(
                f"Im Ordner {FOLDER} liegen schon {MOST_FILES} Pläne. Bitte alte Dateien von dort wegräumen."
            )
        with FileLock(place / ".lock", timeout=home_files.PATIENCE):
            part = target.with_suffix(".part")
            part.write_text(plan.model_dump_json(), encoding="utf-8")
            os.replace(part, target)
    except (OSError, Timeout) as error:
        raise KeepingError(
            f"Der Plan „{plan.name}“ ließ sich nicht festhalten ({type(error).__name__}). "
            "Bitte Schreibrechte und Platz im Datenordner prüfen."
        ) from error
    return target


def kept(context: Context, area_id: str | None = None) -> dict[str, KeptPlan]:
    """Return kept plans by key, newest first; with `area_id` those that tell of this area."""
    found = {key: one for key, one in _all(context).items() if isinstance(one, KeptPlan)}
    wanted = {key: one for key, one in found.items() if area_id is None or area_id in one.children}
    return dict(sorted(wanted.items(), reverse=True))


def damaged(context: Context) -> list[str]:
    """Return a German sentence per file that is no kept plan: where it is wrong and what to do."""
    return [fault for fault in _all(context).values() if isinstance(fault, str)]


def remove(context: Context, key: str) -> None:
    """Delete a kept plan by key. Raises KeepingError outside the Werkbank."""
    home_files.check_writer(context)
    known = {file.stem: file for file in _listed()}
    if key in known:
        known[key].unlink(missing_ok=True)


def _all(context: Context) -> dict[str, KeptPlan | str]:
    if not home_files.may_keep(context):
        return {}
    found = {}
    for file in _listed():
        stat = file.stat()
        found[file.stem] = _read(file, stat.st_mtime_ns, stat.st_size)
    return found


def _listed() -> list[Path]:
    return sorted((home().root / FOLDER).glob("*.json"))[-MOST_FILES:]


@lru_cache(maxsize=READ)
def _read(file: Path, version: int, size: int) -> KeptPlan | str:
    """A file, read once per version; what is returned is frozen."""
    del version
    what = f"Datei {FOLDER}/{file.name}"
    try:
        if size > MOST_BYTES:
            return f"{what}: größer als {MOST_BYTES // 1_000_000} MB. Bitte die Datei löschen."
        return KeptPlan.model_validate_json(file.read_bytes())
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "Inhalt"
        return (
            f"{what}: {where} stimmt nicht ({error.error_count()} Fehler). "
            "Bitte die Datei aus einer Sicherung zurückholen oder löschen; sie zählt nicht mit."
        )
    except OSError as error:
        return (
            f"{what}: nicht lesbar ({type(error).__name__}). Bitte Leserechte prüfen oder die Datei löschen."
        )
