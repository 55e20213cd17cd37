"""Which releases of a folder may be shown, and what keeps the others from being shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.declared_file import read_declared_file
from warehouse.errors import ReleaseError, SourceError
from warehouse.release.design import Audience
from warehouse.release.register import FOLDERS, Release, checksum

MEMBERS = "verband.yml"
ANYBODY = "die Statistikstelle der Gemeinde"
# What only a home holds: a folder that has it is not a copy of releases.
EXACT = ("deliveries", "warehouse", "secrets", "protection")


class Member(BaseModel):
    """A municipality of the association; `freigabe_durch` may release its numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    freigabe_durch: str = ANYBODY


class Association(BaseModel):
    """What verband.yml says: name of the association and its municipalities by key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    gemeinden: Mapping[str, Member] = {}


@dataclass(frozen=True)
class Shelf:
    """Content of a folder of releases at one moment.

    `shown`: newest approved release per municipality and audience. `problems`: German sentences, one per file
    that is not shown although its record asks for it.
    """

    folder: Path
    shown: tuple[Release, ...]
    problems: tuple[str, ...]
    association: Association

    def of(self, municipality_ags: str, audience: Audience) -> Release | None:
        """Return the release of a municipality for an audience; the association sees a public one too."""
        wanted: tuple[Audience, ...] = ("association", "public") if audience == "association" else ("public",)
        found = {one.audience: one for one in self.shown if one.municipality_ags == municipality_ags}
        return next((found[one] for one in wanted if one in found), None)

    @property
    def municipalities(self) -> dict[str, str]:
        """AGS → name of every municipality known here, released or not."""
        named = {ags: member.name for ags, member in self.association.gemeinden.items()}
        return dict(
            sorted((named | {one.municipality_ags: one.municipality_name for one in self.shown}).items())
        )

    def releaser(self, municipality_ags: str) -> str:
        """Return who may release the numbers of a municipality."""
        member = self.association.gemeinden.get(municipality_ags)
        return member.freigabe_durch if member else ANYBODY


def check_folder(folder: Path) -> None:
    """Refuse a folder that is missing or that holds exact numbers; ReleaseError."""
    if not folder.is_dir():
        raise ReleaseError(
            f"Den Ordner {folder} gibt es nicht. Bitte den Ordner angeben, in den die Freigaben kopiert "
            "wurden (aus <Datenordner>/releases, ohne den Datenordner)."
        )
    found = [name for name in EXACT if (folder / name).exists()]
    if found:
        raise ReleaseError(
            f"{folder} ist der Datenordner einer Werkbank (darin: {', '.join(found)}). Ein Schaufenster "
            "bekommt nur die Dateien aus <Datenordner>/releases, am besten auf einem anderen Rechner."
        )


def read_shelf(folder: Path, today: date) -> Shelf:
    """Return what a folder of releases shows on a day; a file that is not in order is left out and named."""
    fit: dict[tuple[str, Audience], Release] = {}
    problems: list[str] = []
    gone = _withdrawn(folder)
    for record in sorted(folder.glob("*.json")):
        try:
            release = Release.model_validate_json(record.read_bytes())
        except (ValidationError, OSError):
            problems.append(f"{record.name} ist kein lesbarer Nachweis einer Freigabe.")
            continue
        if release.state != "freigegeben" or release.is_expired(today) or release.release_id in gone:
            continue
        problem = _problem(folder, release)
        if problem:
            problems.append(problem)
            continue
        place = (release.municipality_ags, release.audience)
        if place not in fit or _approved(fit[place]) < _approved(release):
            fit[place] = release
    shown = tuple(fit[place] for place in sorted(fit))
    association, fault = _association(folder)
    return Shelf(folder, shown, (*problems, *fault), association)


def file_of(folder: Path, release: Release) -> Path:
    """Return the file of a release in a folder of copies."""
    return folder / f"{release.release_id}.duckdb"


def _problem(folder: Path, release: Release) -> str:
    path = file_of(folder, release)
    try:
        state = path.stat()
    except OSError:
        return f"Zu {release.label} fehlt die Datei {path.name}. Bitte die Freigabe noch einmal übertragen."
    if _checksum(path, state.st_mtime_ns, state.st_size) != release.checksum:
        return (
            f"{path.name} ({release.label}) ist nicht die freigegebene Datei oder noch nicht ganz übertragen."
            " Sie wird nicht gezeigt; bitte noch einmal übertragen."
        )
    return ""


# A file is read whole once per state, not at every click.
@lru_cache(maxsize=512)
def _checksum(path: Path, written: int, size: int) -> str:
    try:
        return checksum(path)
    except OSError:
        return ""


def _withdrawn(folder: Path) -> frozenset[str]:
    """Releases whose withdrawal was copied too, should their file still lie here."""
    places = [folder / FOLDERS[state] for state in ("zurückgezogen", "abgelöst")]
    return frozenset(path.stem for place in places for path in place.glob("*.json"))


def _approved(release: Release) -> datetime:
    times = [event.at for event in release.history if event.what == "freigegeben"]
    return max(times, default=datetime.min.replace(tzinfo=UTC))


def _association(folder: Path) -> tuple[Association, tuple[str, ...]]:
    path = folder / MEMBERS
    if not path.is_file():
        return Association(), ()
    try:
        return Association.model_validate(read_declared_file(path).content or {}), ()
    except (SourceError, ValidationError):
        fault = f"{MEMBERS} ist nicht lesbar; gezeigt wird, was die Freigaben selbst sagen."
        return Association(), (fault,)
