"""The register of releases: drafts, approved, former and withdrawn ones, each a file with its record.

A release consists of two files of one name: `<release id>.duckdb`, all its numbers (release_file.py says
which tables), and `<release id>.json`, its record (`Release`: whose, for whom, until when, by whom, checksum
of the file). `releases/` holds what the Schaufenster shows, and these two files are all it needs:
`shown_releases` gives the records it may show. `drafts/`, `former/`, `withdrawn/` below hold what it does
not; `reports/` the reports of the gate, which stay in the Werkbank. Nothing that was public is ever deleted:
later releases are attacked together with everything that was once public.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from warehouse.errors import ReleaseError
from warehouse.release.design import AUDIENCE_LABELS, Audience
from warehouse.release.policy import AudiencePolicy
from warehouse.settings import Home

State = Literal["entwurf", "freigegeben", "abgelöst", "zurückgezogen"]
Judgement = Literal["bestanden", "hinweis", "ausschluss", "entfällt"]
FOLDERS: dict[State, str] = {
    "entwurf": "drafts",
    "freigegeben": "",
    "abgelöst": "former",
    "zurückgezogen": "withdrawn",
}


class Event(BaseModel):
    """Something that was done with a release."""

    model_config = ConfigDict(frozen=True)

    what: Literal["entworfen", "geprüft", "freigegeben", "abgelöst", "zurückgezogen"]
    by: str
    at: datetime
    reason: str = ""


class Outcome(BaseModel):
    """What one attack on a draft gave (warehouse/attacks), in German; „ausschluss“ forbids the release."""

    model_config = ConfigDict(frozen=True)

    code: str
    title: str
    tries: str
    limit: str
    found: str
    verdict: Judgement
    advice: str = ""


class Verdict(BaseModel):
    """Result of a check of a draft: German sentences, the hard ones forbid the release.

    `outcomes`: one for each attack. `against`: other releases the draft was attacked together with.
    `cpu_seconds`: what the check took. A record beside a shown release keeps `passed` only: how well attacks
    went was measured on exact numbers.
    """

    model_config = ConfigDict(frozen=True)

    passed: bool
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    against: tuple[str, ...] = ()
    cpu_seconds: float = 0.0


class Release(BaseModel):
    """Record of one release; `checksum` is that of its file, so an exchanged file is noticed."""

    model_config = ConfigDict(frozen=True)

    release_id: str
    municipality_ags: str
    municipality_name: str
    audience: Audience
    state: State
    method: str
    rules: AudiencePolicy
    cells: int
    expires_on: date
    build_id: str
    previous_id: str | None
    checksum: str
    history: tuple[Event, ...]
    verdict: Verdict | None = None

    @property
    def drafted_by(self) -> str:
        """Who made the draft."""
        return self.history[0].by

    @property
    def was_public(self) -> bool:
        """Whether it was ever approved: what was public stays known."""
        return any(event.what == "freigegeben" for event in self.history)

    @property
    def label(self) -> str:
        """Whose numbers for whom, in German."""
        return f"{self.municipality_name} für {AUDIENCE_LABELS[self.audience]}"

    def is_expired(self, today: date) -> bool:
        """Whether it may no longer be shown."""
        return today > self.expires_on


def folder_of(home: Home, state: State) -> Path:
    """Return where releases of a state lie."""
    return home.releases / FOLDERS[state]


def file_of(home: Home, release: Release) -> Path:
    """Return the file of a release."""
    return folder_of(home, release.state) / f"{release.release_id}.duckdb"


def report_of(home: Home, release: Release) -> Path:
    """Return where the report of the gate on a draft lies; the verdict stands beside it as JSON.

    It stays in the Werkbank: no folder of shown releases holds it.
    """
    return home.releases / "reports" / f"{release.release_id}.html"


def read_report(home: Home, release: Release) -> Verdict | None:
    """Return the full verdict of the last check of a release; None: never checked."""
    path = report_of(home, release).with_suffix(".json")
    return Verdict.model_validate_json(path.read_bytes()) if path.exists() else None


def overview_of(home: Home) -> Path:
    """Return where the overview of all reports lies; it stays in the Werkbank like them."""
    return home.releases / "reports" / "uebersicht.html"


def releases(home: Home) -> list[Release]:
    """Return all releases of a home, oldest first."""
    found = [one for state in FOLDERS for one in read_folder(folder_of(home, state))]
    return sorted(found, key=lambda one: (one.history[0].at, one.release_id))


def read_folder(folder: Path) -> list[Release]:
    """Return the records of one folder of releases."""
    return [Release.model_validate_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def shown_releases(folder: Path, today: date) -> list[Release]:
    """Return what a Schaufenster may show from a folder of releases: approved, not expired, file unchanged.

    Raises ReleaseError if a file is not the one that was approved.
    """
    found = [one for one in read_folder(folder) if one.state == "freigegeben" and not one.is_expired(today)]
    for one in found:
        path = folder / f"{one.release_id}.duckdb"
        if not path.exists() or checksum(path) != one.checksum:
            raise ReleaseError(
                f"Die Datei {path.name} ({one.label}) fehlt oder ist nicht die freigegebene. "
                "Sie wird nicht gezeigt; bitte die Freigabe noch einmal übertragen."
            )
    return found


def find(home: Home, release_id: str) -> Release:
    """Return the release whose id begins with `release_id`.

    Raises ReleaseError if there is none or more than one.
    """
    found = [one for one in releases(home) if one.release_id.startswith(release_id)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.release_id for one in releases(home)) or "keine"
    what = "gibt es nicht" if not found else f"ist nicht eindeutig ({len(found)} Freigaben)"
    raise ReleaseError(f"Die Freigabe „{release_id}“ {what}. Bekannt sind: {known}.")


def approved(known: Sequence[Release], municipality_ags: str, audience: Audience) -> Release | None:
    """Return the release in force for one audience, if any."""
    mine = [one for one in known if (one.municipality_ags, one.audience) == (municipality_ags, audience)]
    return next((one for one in mine if one.state == "freigegeben"), None)


def write_record(home: Home, release: Release) -> None:
    """Write the record of a release beside its file."""
    path = file_of(home, release).with_suffix(".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(release.model_dump_json(indent=2), encoding="utf-8")
    draft.replace(path)


def move(home: Home, release: Release, state: State, event: Event) -> Release:
    """Bring a release into another state; its file moves first, its record last."""
    moved = release.model_copy(update={"state": state, "history": (*release.history, event)})
    source, target = file_of(home, release), file_of(home, moved)
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.exists():
        source.replace(target)
    write_record(home, moved)
    source.with_suffix(".json").unlink(missing_ok=True)
    return moved


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
