"""What is known of a municipality besides its releases: numbers published exactly, and homes and shelters."""

import csv
from datetime import date
from pathlib import Path
from typing import Annotated

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from warehouse.errors import ReleaseError
from warehouse.release.design import Unit
from warehouse.settings import Home

Age = Annotated[int, Field(ge=0, le=100)]


class KnownFigure(BaseModel):
    """One number that was published exactly: in a yearbook, a report, an answer to an inquiry.

    An attacker has it for nothing. What is left out stands for all of them; flows stand at the 31 December of
    their year, as in the released cells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    area_id: str
    reference_date: date
    count: Annotated[int, Field(ge=0)]
    unit: Unit = "person"
    kind: str | None = None
    partner: str | None = None
    sex: str | None = None
    age: Age = 0
    age_to: Age = 100
    nationality: str | None = None


STATED = pa.schema(
    [
        *((name, pa.string()) for name in ("unit", "area_id")),
        ("reference_date", pa.date32()),
        *((name, pa.string()) for name in ("kind", "partner", "sex")),
        ("age", pa.int16()),
        ("age_to", pa.int16()),
        ("nationality", pa.string()),
        ("count", pa.int64()),
    ]
)
INSTITUTIONS = pa.schema([("area_id", pa.string()), ("year", pa.int64()), ("persons", pa.float64())])


def stated_figures(figures: tuple[KnownFigure, ...]) -> pa.Table:
    """Return the exact numbers as a table; grain: cell."""
    return pa.Table.from_pylist([figure.model_dump() for figure in figures], schema=STATED)


def read_institutions(home: Home) -> pa.Table:
    """Return people in homes and shelters by area and year, as declared for forecasts; grain: area_id × year.

    Raises ReleaseError if the list cannot be read.
    """
    path = home.root / "vorgaben" / "sonderbevoelkerung.csv"
    if not path.exists():
        return INSTITUTIONS.empty_table()
    return pa.table(_summed(path)).cast(INSTITUTIONS)


def _summed(path: Path) -> dict[str, list[object]]:
    sums: dict[tuple[str, int], float] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                key = (str(row["area_id"]), int(row["year"]))
                sums[key] = sums.get(key, 0.0) + float(row["persons"].replace(",", "."))
            except (KeyError, ValueError, AttributeError) as error:
                raise ReleaseError(
                    f"{path.name}, Zeile {line}: area_id, year und persons sind nicht lesbar. Die Prüfung "
                    "braucht die Heime und Unterkünfte; bitte die Liste berichtigen."
                ) from error
    return {
        "area_id": [area for area, _ in sums],
        "year": [year for _, year in sums],
        "persons": list(sums.values()),
    }
