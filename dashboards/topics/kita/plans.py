"""Plans of measures a planner keeps: files in the home, switched on beside the delivered measures.

One file per plan in <home>/kita-plaene, readable and editable by hand. Only the Werkbank reads and writes.
"""

import os
import re
from pathlib import Path

import yaml
from filelock import FileLock, Timeout
from pydantic import ValidationError

from dashboards.access.people import Role
from dashboards.errors import DashboardError
from dashboards.topic import Context
from dashboards.topics.kita.planned import Plan
from warehouse.settings import home

FOLDER = "kita-plaene"
# Who works with exact numbers may keep plans; a role may be followed by its municipalities.
WRITERS = frozenset({"werkbank", Role.STATISTICIAN.value, Role.PLANNER.value})
MOST_PLANS, MOST_BYTES = 100, 200_000
# How long to wait for a colleague who is saving at the same moment, seconds.
PATIENCE = 5


class PlanError(DashboardError):
    """A plan that cannot be kept; the sentence says why and what to do."""


def may_keep(context: Context) -> bool:
    """Return whether the reader may see, keep and delete plans: in the Werkbank only."""
    return not context.is_released and context.role.split(":", 1)[0] in WRITERS


def saved(context: Context) -> dict[str, Plan]:
    """Return the plans of the home by key, by name; damaged files are left out, see `damaged`."""
    found = {key: plan for key, plan in _all(context).items() if isinstance(plan, Plan)}
    return dict(sorted(found.items(), key=lambda one: one[1].name.casefold()))


def damaged(context: Context) -> list[str]:
    """Return a German sentence per file that is no plan: where it is wrong and what to do."""
    return [fault for fault in _all(context).values() if isinstance(fault, str)]


def keep(context: Context, plan: Plan) -> None:
    """Write a plan; one of the same name is replaced. Raises PlanError outside the Werkbank."""
    _check_writer(context)
    folder = _folder()
    if plan.key not in saved(context) and len(saved(context)) >= MOST_PLANS:
        raise PlanError(f"Es gibt schon {MOST_PLANS} Pläne. Bitte erst einen Plan löschen.")
    words = yaml.safe_dump(plan.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with FileLock(folder / ".lock", timeout=PATIENCE):
            part = folder / f"{plan.key}.part"
            part.write_text(words, encoding="utf-8")
            os.replace(part, folder / f"{plan.key}.yml")
    except (OSError, Timeout) as error:
        raise PlanError(
            f"Der Plan „{plan.name}“ ließ sich nicht speichern ({type(error).__name__}). "
            "Bitte Schreibrechte und Platz im Datenordner prüfen."
        ) from error


def drop(context: Context, key: str) -> None:
    """Delete a plan. Raises PlanError outside the Werkbank."""
    _check_writer(context)
    if re.fullmatch(r"[a-z0-9-]+", key):
        (_folder() / f"{key}.yml").unlink(missing_ok=True)


def _check_writer(context: Context) -> None:
    if not may_keep(context):
        raise PlanError("Pläne lassen sich nur in der Werkbank speichern und löschen.")


def _folder() -> Path:
    return home().root / FOLDER


def _all(context: Context) -> dict[str, Plan | str]:
    """Every plan file by key: the plan, or what is wrong with it."""
    if not may_keep(context) or not _folder().is_dir():
        return {}
    return {file.stem: _read(file) for file in sorted(_folder().glob("*.yml"))[:MOST_PLANS]}


def _read(file: Path) -> Plan | str:
    try:
        if file.stat().st_size > MOST_BYTES:
            return f"Plan {file.name}: größer als {MOST_BYTES // 1000} kB. Bitte die Datei teilen."
        return Plan.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "Datei"
        return (
            f"Plan {file.name}: {where} stimmt nicht ({error.error_count()} Fehler). "
            "Bitte die Datei berichtigen oder löschen; sie zählt nicht mit."
        )
    except (OSError, ValueError, yaml.YAMLError) as error:
        kind = type(error).__name__
        return f"Plan {file.name}: nicht lesbar ({kind}). Bitte die Datei berichtigen oder löschen."
