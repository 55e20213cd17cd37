"""The table of rights: rechte.yml, one entry per account, read again as soon as it changes."""

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from dashboards.access.people import Account, Person, Role
from dashboards.errors import DashboardError
from warehouse.declared_file import read_declared_file
from warehouse.errors import SourceError

Ags = Annotated[str, StringConstraints(pattern=r"^\d{8}$")]
GRANTED = (Role.STATISTICIAN, Role.PLANNER, Role.MEMBER)


class Entry(BaseModel):
    """One account with its rights, in the words of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    anbieter: str = Field(min_length=1)
    kennung: str = Field(min_length=1)
    name: str = Field(min_length=1)
    rolle: Role
    gemeinden: tuple[Ags, ...] = ()
    gesperrt: bool = False

    @property
    def account(self) -> Account:
        """Issuer and subject."""
        return Account(self.anbieter.rstrip("/"), self.kennung)


ENTRIES = TypeAdapter(tuple[Entry, ...])


def find_person(file: Path, account: Account) -> Person | None:
    """Return the person of an account; None if nobody entered it, or it is blocked.

    Raises DashboardError if the file cannot be understood: then nobody has rights.
    """
    try:
        written = file.stat().st_mtime_ns
    except OSError:
        return None
    entry = _by_account(file, written).get(Account(account.issuer.rstrip("/"), account.subject))
    if entry is None or entry.gesperrt:
        return None
    return Person(entry.name, entry.rolle, frozenset(entry.gemeinden), entry.account)


@lru_cache(maxsize=4)
def _by_account(file: Path, written: int) -> dict[Account, Entry]:
    return {entry.account: entry for entry in read_rights(file)}


def read_rights(file: Path) -> tuple[Entry, ...]:
    """Return the entries of a table of rights; DashboardError names entry and field of every fault."""
    try:
        content = read_declared_file(file).content or []
    except SourceError as error:
        raise DashboardError(f"{error} Niemand hat Zugang.") from error
    try:
        entries = ENTRIES.validate_python(content)
    except ValidationError as error:
        raise DashboardError(f"{file.name}: {_faults(error)} Niemand hat Zugang.") from error
    _check_accounts(file, entries)
    return entries


def _check_accounts(file: Path, entries: tuple[Entry, ...]) -> None:
    twice = [account for account, count in Counter(entry.account for entry in entries).items() if count > 1]
    if twice:
        raise DashboardError(
            f"{file.name}: die Kennung „{twice[0].subject}“ steht mehrmals da. Bitte nur einmal nennen."
        )
    for number, entry in enumerate(entries, start=1):
        if entry.rolle not in GRANTED:
            raise DashboardError(
                f"{file.name}, Eintrag {number}: die Rolle „{entry.rolle.value}“ braucht keinen Eintrag. "
                f"Erlaubt sind {', '.join(role.value for role in GRANTED)}."
            )
        if not entry.gemeinden:
            raise DashboardError(
                f"{file.name}, Eintrag {number} ({entry.name}): das Feld gemeinden fehlt. "
                "Bitte mindestens einen achtstelligen Gemeindeschlüssel nennen."
            )


def _faults(error: ValidationError) -> str:
    sentences = []
    for fault in error.errors():
        place = [str(part) for part in fault["loc"]]
        number = f"Eintrag {int(place[0]) + 1}" if place and place[0].isdigit() else "Datei"
        field = f", Feld {place[1]}" if len(place) > 1 else ""
        sentences.append(f"{number}{field}: {_german(fault['type'])}.")
    return " ".join(sentences)


def _german(kind: str) -> str:
    words = {
        "missing": "fehlt",
        "extra_forbidden": "ist unbekannt",
        "enum": f"erlaubt sind {', '.join(role.value for role in GRANTED)}",
        "string_pattern_mismatch": "erwartet wird ein achtstelliger Gemeindeschlüssel in Anführungszeichen",
        "string_type": "erwartet wird Text in Anführungszeichen",
        "tuple_type": "erwartet wird eine Liste",
        "string_too_short": "ist leer",
    }
    return words.get(kind, "ist nicht verständlich")
