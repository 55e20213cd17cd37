"""What a municipality lets others see: one small YAML file in the home, which may only tighten the defaults.

`<home>/freigabe/<ags>.yml`; without it the defaults of protection.md §3.3 hold.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.declared_file import read_declared_file
from warehouse.errors import ReleaseError, SourceError
from warehouse.protection.perturbation import (
    BLOCKED,
    MAX_NOISE,
    VARIANCE,
    PerturbationTable,
    cell_key_table,
)
from warehouse.protection.rounding import ten_five_table
from warehouse.release.design import (
    AREA_STEPS,
    FULL_DETAIL,
    LEAST_RESIDENTS,
    PERSONS_PER_CELL,
    SOME_DETAIL,
    TOWN_TABLES,
    Audience,
    CellTable,
    Step,
)
from warehouse.release.known_figures import KnownFigure
from warehouse.settings import Home

Part = Literal["indikatoren", "wanderungen", "kita", "prognose"]
# Parts that decide about cells; residents, births and deaths are in every release.
PART_OF: dict[str, Part] = {"move": "wanderungen", "care": "kita"}


class CellKeys(BaseModel):
    """The cell-key method with its parameters; the noise may be made larger, not smaller."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    d: Annotated[int, Field(ge=MAX_NOISE)] = MAX_NOISE
    v: Annotated[float, Field(ge=VARIANCE)] = VARIANCE
    js: Annotated[int, Field(ge=BLOCKED)] = BLOCKED

    @model_validator(mode="after")
    def check_reach(self) -> Self:
        """Refuse a table that leaves a count as it is: js + 1 could go nowhere but up, so never away."""
        if self.js >= self.d:
            raise ValueError
        return self


class AudiencePolicy(BaseModel):
    """What one audience sees. `parts` are included table by table; residents are always part of a release."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verfahren: Literal["zellschluessel", "10-5"] = "zellschluessel"
    zellschluessel: CellKeys = CellKeys()
    teile: tuple[Part, ...] = ("indikatoren", "wanderungen", "kita", "prognose")
    ab_einwohner: Annotated[int, Field(ge=LEAST_RESIDENTS)] = LEAST_RESIDENTS
    mehr_ab: Annotated[int, Field(ge=SOME_DETAIL)] = SOME_DETAIL
    viel_ab: Annotated[int, Field(ge=FULL_DETAIL)] = FULL_DETAIL
    personen_je_zelle: Annotated[int, Field(ge=0)] = 0
    nationalitaet: bool = True
    gueltig_monate: Annotated[int, Field(ge=1, le=60)] = 24

    def table(self) -> PerturbationTable:
        """Return the perturbation table of the method."""
        if self.verfahren == "10-5":
            return ten_five_table()
        return cell_key_table(self.zellschluessel.d, self.zellschluessel.v, self.zellschluessel.js)

    def persons_per_cell(self, audience: Audience) -> int:
        """Return the least mean of a table's cells."""
        return max(self.personen_je_zelle, PERSONS_PER_CELL[audience])

    def steps(self, audience: Audience) -> tuple[Step, ...]:
        """Return the tables of an area by its residents, with the municipality's own limits."""
        limits = {LEAST_RESIDENTS: self.ab_einwohner, SOME_DETAIL: self.mehr_ab, FULL_DETAIL: self.viel_ab}
        return tuple(
            Step(limits[step.residents], tuple(one for one in step.tables if self._wants(one)))
            for step in AREA_STEPS[audience]
        )

    def town_tables(self, audience: Audience) -> tuple[CellTable, ...]:
        """Return the tables of the whole municipality."""
        return tuple(one for one in TOWN_TABLES[audience] if self._wants(one))

    def _wants(self, table: CellTable) -> bool:
        part = PART_OF.get(table.unit)
        return (self.nationalitaet or not table.by_nationality) and (part is None or part in self.teile)


class Policy(BaseModel):
    """The rules of one municipality, for both audiences; `bekannt`: what it published exactly elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verband: AudiencePolicy = AudiencePolicy()
    oeffentlichkeit: AudiencePolicy = AudiencePolicy()
    bekannt: tuple[KnownFigure, ...] = ()

    def of(self, audience: Audience) -> AudiencePolicy:
        """Return the rules for one audience."""
        return self.verband if audience == "association" else self.oeffentlichkeit


def policy_file(home: Home, municipality_ags: str) -> Path:
    """Return where a municipality states its rules."""
    return home.root / "freigabe" / f"{municipality_ags}.yml"


def read_policy(home: Home, municipality_ags: str) -> Policy:
    """Return the rules of a municipality, the defaults if it states none.

    Raises ReleaseError naming file and entry if something is unknown or looser than the default.
    """
    path = policy_file(home, municipality_ags)
    if not path.exists():
        return Policy()
    try:
        return Policy.model_validate(read_declared_file(path).content or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = " → ".join(str(part) for part in first["loc"])
        raise ReleaseError(
            f"Freigaberegeln {path.name}, Eintrag „{place}“ ({first.get('input')!r}): "
            f"{_reason(first['type'])}. Eine Gemeinde darf die Vorgaben nur verschärfen; "
            "bitte den Eintrag berichtigen."
        ) from error
    except SourceError as error:
        raise ReleaseError(f"Freigaberegeln: {error}") from error


def _reason(kind: str) -> str:
    if kind == "greater_than_equal":
        return "ist lockerer als die Vorgabe"
    if kind == "extra_forbidden":
        return "ist unbekannt"
    if kind == "value_error":
        return "lässt die Zahl js + 1 immer unverändert stehen (d muss größer als js sein)"
    return "ist kein erlaubter Wert"
