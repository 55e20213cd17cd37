"""Delivery profiles: one YAML file says how one kind of delivered file becomes canonical columns.

The models below are the whole language of a profile; profiles/README.md explains it with an example.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from warehouse.canonical import KINDS, NULLABLE, SCHEMAS
from warehouse.declaration import (
    Column,
    Declaration,
    Halves,
    Hierarchy,
    Origin,
    RejectLimit,
    Shares,
    Skip,
    SumRule,
    Wide,
)
from warehouse.declared_file import read_declared_file
from warehouse.errors import SourceError

FOLDER = Path(__file__).parent / "profiles"
CODELISTS = Path(__file__).parent / "codelists"

Format = Literal["delimited", "fixed_width", "geojson", "parquet"]

# an address in place of an area: turned into one and dropped
ADDRESS_COLUMNS = frozenset({"street", "street_key", "house_number", "house_suffix"})
# columns a kind needs on the way but does not keep
WORKING: dict[str, frozenset[str]] = {
    "events": frozenset({"event", "birth", "dwelling", "half", "partner_area"}) | ADDRESS_COLUMNS,
    "stock": frozenset({"birth"}) | ADDRESS_COLUMNS,
    "population": frozenset({"total", "men", "women"}),
}


class Profile(Declaration):
    """How one kind of delivered file is read."""

    id: str
    title: str
    kind: str
    about: str
    formats: tuple[Format, ...]
    files: tuple[str, ...]
    encodings: tuple[Literal["utf-8", "cp1252"], ...] = ("utf-8", "cp1252")
    delimiters: tuple[str, ...] = (";",)
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    decimal: Literal[",", "."] = "."
    record_length: int | None = None
    # Of a workbook; without it the only filled sheet.
    sheet: str | None = None
    # Lines above the headings; a regular expression for the first line below the data.
    title_lines: Annotated[int, Field(ge=0, le=50)] = 0
    footer: str | None = None
    columns: dict[str, Column]
    dropped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    constants: dict[str, str | int] = Field(default_factory=dict)
    municipality: Origin | None = None
    owner: Origin | None = None
    part: Origin | None = None
    reference_date: Origin
    skip: tuple[Skip, ...] = ()
    reject_limit: RejectLimit = RejectLimit()
    unique: tuple[str, ...] = ()
    wide: Wide | None = None
    sums: tuple[SumRule, ...] = ()
    shares: Shares | None = None
    hierarchy: Hierarchy | None = None
    halves: Halves | None = None
    checksum: str = ""

    @cached_property
    def all_columns(self) -> dict[str, Column]:
        """Columns to read: the declared ones and one per age group of a wide file, named by its heading."""
        groups = self.wide.groups if self.wide else ()
        wide = {g.heading: Column(headings=(g.heading,), type="integer", minimum=0) for g in groups}
        return {**self.columns, **wide}

    def label(self, name: str) -> str:
        """What people who know the file call a column; the canonical name where the file has none."""
        column = self.all_columns.get(name)
        return column.label(name) if column else name

    def unread(self, headings: Sequence[str]) -> list[str]:
        """Headings of a file that the profile does not mention at all."""
        read = [heading for column in self.all_columns.values() for heading in column.headings]
        known = {heading.casefold() for heading in (*read, *self.dropped, *self.ignored)}
        return [heading for heading in headings if heading.casefold() not in known]

    @property
    def table(self) -> str:
        """The leading table of the kind."""
        return KINDS[self.kind][0]

    @property
    def is_personal(self) -> bool:
        """Rows are persons: values of rejected rows are not kept."""
        return self.kind in {"stock", "events"}

    @property
    def has_addresses(self) -> bool:
        """Persons come with addresses that have to be turned into areas."""
        return self.is_personal and not ADDRESS_COLUMNS.isdisjoint(self.columns)

    @property
    def owner_origin(self) -> Origin:
        """Whose delivery it is; by default the municipality's."""
        origin = self.owner or self.municipality
        return origin or Origin(column="municipality_ags")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind not in KINDS:
            raise ValueError(f"kind {self.kind!r} unbekannt; bekannt: {', '.join(KINDS)}")
        made = self._made()
        known = {*SCHEMAS[self.table].names, *WORKING.get(self.kind, ())}
        if unknown := sorted(made - known):
            raise ValueError(
                f"Spalten {', '.join(unknown)} gehören nicht zu {self.kind}: {', '.join(sorted(known))}"
            )
        needed = set(SCHEMAS[self.table].names) - NULLABLE[self.table]
        if missing := sorted(needed - made - self._derived()):
            raise ValueError(f"Spalten {', '.join(missing)} fehlen für {self.kind}")
        self._check_sources()
        return self

    def _made(self) -> set[str]:
        read = {output for name, column in self.columns.items() for output in column.outputs(name)}
        return read | set(self.constants)

    def _derived(self) -> set[str]:
        derived = {"age", "age_to", "persons"} if self.wide else set()
        if self.municipality:
            derived.add("municipality_ags")
        return derived | ({"reference_date"} if self.reference_date.column != "reference_date" else set())

    def _check_sources(self) -> None:
        for name, column in self.columns.items():
            if "fixed_width" in self.formats and column.position is None:
                raise ValueError(f"columns.{name}: position fehlt")
            if "fixed_width" not in self.formats and not column.headings:
                raise ValueError(f"columns.{name}: headings fehlt")
            if column.code_list and not (CODELISTS / f"{column.code_list}.csv").exists():
                raise ValueError(f"columns.{name}: Schlüsselliste {column.code_list!r} gibt es nicht")
        if clash := sorted(set(self.dropped) & {h for c in self.columns.values() for h in c.headings}):
            raise ValueError(f"dropped und columns nennen beide: {', '.join(clash)}")


def profile_ids() -> list[str]:
    """Ids of the profiles shipped, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


@cache
def read_profile(profile_id: str) -> Profile:
    """Read a profile by its id, or from the path of a YAML file.

    Raises:
        SourceError: it does not exist or is not understood.
    """
    path = Path(profile_id) if profile_id.endswith(".yml") else FOLDER / f"{profile_id}.yml"
    if not path.is_file():
        raise SourceError(
            f"Profil {profile_id!r} gibt es nicht. Bekannt sind: {', '.join(profile_ids())}. Bitte wählen."
        )
    declared = read_declared_file(path).content
    if not isinstance(declared, dict):
        raise SourceError(
            f"Profil {path.name} besteht nicht aus Zeilen „Schlüssel: Wert“. Bitte nach "
            "warehouse/profiles/README.md schreiben oder mit „kohorte profile suggest“ beginnen."
        )
    try:
        checksum = sha256(path.read_bytes()).hexdigest()
        profile = Profile.model_validate({**declared, "checksum": checksum})
    except ValidationError as error:
        raise SourceError(
            f"Profil {path.name} ist nicht verständlich, bitte ergänzen: {_explain(error)}"
        ) from error
    if profile.id != path.stem:
        raise SourceError(
            f"Profil {path.name}: id {profile.id!r} und Dateiname müssen gleich sein. Bitte eines ändern."
        )
    return profile


def _explain(error: ValidationError) -> str:
    german = {"extra_forbidden": "unbekannter Schlüssel", "missing": "fehlt"}
    problems = [
        f"{'.'.join(map(str, problem['loc'])) or 'Profil'}: {german.get(problem['type'], problem['msg'])}"
        for problem in error.errors()
    ]
    return "; ".join(problems)


@cache
def codes_of(list_id: str) -> frozenset[str]:
    """Codes of a code list (first column of its CSV)."""
    lines = (CODELISTS / f"{list_id}.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split(",", 1)[0] for line in lines[1:] if line)
