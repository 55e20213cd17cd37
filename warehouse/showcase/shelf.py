"""Which releases of a folder may be shown, and what keeps the others from being shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.declared_file import read_declared_file
from warehouse.errors import SourceError
from warehouse.release.design import Audience
from warehouse.release.register import FOLDERS, Release, checksum

MEMBERS = "verband.yml"
ANYBODY = "die Statistikstelle der Gemeinde"
# States of releases that somebody saw.
SHOWN_ONCE = ("freigegeben", "zurückgezogen")


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

    `shown`: newest approved release per municipality and audience. `former`: the newest of those no longer
    shown, because they ran out, were withdrawn or their municipality left. `problems`: German sentences, one
    per file that is not shown although its record asks for it.
    """

    folder: Path
    shown: tuple[Release, ...]
    problems: tuple[str, ...]
    association: Association
    former: tuple[Release, ...] = ()

    def of(self, municipality_ags: str, audience: Audience) -> Release | None:
        """Return the release of a municipality for an audience; the association sees a public one too."""
        return _for(audience, (one for one in self.shown if one.municipality_ags == municipality_ags))

    def former_of(self, municipality_ags: str, audience: Audience) -> Release | None:
        """Return the release an audience saw before of a municipality of which it sees none now."""
        if self.of(municipality_ags, audience) is not None:
            return None
        return _for(audience, (one for one in self.former if one.municipality_ags == municipality_ags))

    def is_member(self, municipality_ags: str) -> bool:
        """Whether a municipality belongs to the association; whoever releases, where nobody is listed."""
        return not self.association.gemeinden or municipality_ags in self.association.gemeinden

    @property
    def municipalities(self) -> dict[str, str]:
        """AGS → name of every municipality known here: it shows numbers, never did, or does no more."""
        named = {ags: member.name for ags, member in self.association.gemeinden.items()}
        released = {one.municipality_ags: one.municipality_name for one in (*self.former, *self.shown)}
        return dict(sorted((named | released).items()))

    def releaser(self, municipality_ags: str) -> str:
        """Return who may release the numbers of a municipality."""
        member = self.association.gemeinden.get(municipality_ags)
        return member.freigabe_durch if member else ANYBODY


def read_shelf(folder: Path, today: date) -> Shelf:
    """Return what a folder of releases shows on a day; a file that is not in order is left out and named."""
    fit: dict[tuple[str, Audience], Release] = {}
    former: dict[tuple[str, Audience], Release] = {}
    problems: list[str] = []
    gone = _withdrawn(folder)
    association, fault = _association(folder)
    nobody = Shelf(folder, (), (), association)
    for record in sorted(folder.glob("*.json")):
        try:
            release = Release.model_validate_json(record.read_bytes())
        except (ValidationError, OSError):
            problems.append(f"{record.name} ist kein lesbarer Nachweis einer Freigabe.")
            continue
        if release.state not in SHOWN_ONCE:
            continue
        if release.release_id in gone:
            release = release.model_copy(update={"state": "zurückgezogen"})
        is_held = release.state == "freigegeben" and not release.is_expired(today)
        if is_held and nobody.is_member(release.municipality_ags):
            problem = _problem(folder, release)
            if problem:
                problems.append(problem)
            else:
                _keep_newer(fit, release)
        else:
            _keep_newer(former, release)
    shown, before = (tuple(kept[place] for place in sorted(kept)) for kept in (fit, former))
    return Shelf(folder, shown, (*problems, *fault), association, before)


def _for(audience: Audience, found: Iterable[Release]) -> Release | None:
    wanted: tuple[Audience, ...] = ("association", "public") if audience == "association" else ("public",)
    known = {one.audience: one for one in found}
    return next((known[one] for one in wanted if one in known), None)


def _keep_newer(kept: dict[tuple[str, Audience], Release], release: Release) -> None:
    place = (release.municipality_ags, release.audience)
    if place not in kept or _approved(kept[place]) < _approved(release):
        kept[place] = release


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
