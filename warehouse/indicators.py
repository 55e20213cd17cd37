"""Indicators: one .sql file each, a header and one SELECT of area_id, year, value.

A new file appears by itself. The SELECT may read every mart and the staging tables year_end_population,
area_component, area_total and care_area.
"""

from pathlib import Path
from typing import Literal

import duckdb
from duckdb import ColumnExpression, ConstantExpression
from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.errors import SourceError
from warehouse.header import read_header
from warehouse.query import statement

FOLDER = Path(__file__).parent / "indicators"

Unit = Literal[
    "Personen", "Jahre", "je 100", "je 1.000", "Prozent", "Kinder je Frau", "Verhältnis", "Personen je km²"
]


class Indicator(BaseModel):
    """Header of an indicator; `range` is the plausible span as `min..max`, either side may be open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator_id: str
    title: str
    unit: Unit
    topic: Literal["demographie", "wanderungen", "kita"]
    definition: str
    range: str

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper end of the plausible span."""
        low, dots, high = (part.strip() for part in self.range.partition(".."))
        if not dots:
            raise SourceError(f"Indikator {self.indicator_id}: range „{self.range}“ ist nicht „min..max“.")
        return (float(low) if low else None, float(high) if high else None)


def indicator_files() -> list[Path]:
    """All indicator files, by id."""
    return sorted(FOLDER.glob("*.sql"))


def read_indicator(sql: Path) -> Indicator:
    """Read the header of an indicator file; raises SourceError naming file and key."""
    try:
        return Indicator(indicator_id=sql.stem, **read_header(sql))  # type: ignore[arg-type]
    except ValidationError as error:
        raise SourceError(f"Indikator {sql.name}: {error}") from error


def load_indicators(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `indicator` and `indicator_value`, and explain each indicator in the `glossary`."""
    for sql in indicator_files():
        indicator = read_indicator(sql)
        con.table("indicator").insert(
            [
                indicator.indicator_id,
                indicator.title,
                indicator.unit,
                indicator.topic,
                indicator.definition,
                *indicator.limits,
            ]
        )
        explained = f"{indicator.definition} Einheit: {indicator.unit}."
        con.table("glossary").insert([indicator.indicator_id, indicator.title, explained])
        values = con.sql(statement(sql))
        values.select(
            ConstantExpression(indicator.indicator_id),
            *(ColumnExpression(name) for name in ("area_id", "year", "value")),
            ConstantExpression(False),
        ).sort("area_id", "year").insert_into("indicator_value")
