"""Checks of a build: one .sql file each, header and one SELECT of findings; a new file runs by itself.

The SELECT returns area_id, reference_date, value, message (a German sentence) and, where findings differ in
it, severity. `fehler` is for contradictions inside the build: it does not become current.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
from duckdb import ColumnExpression, ConstantExpression
from pydantic import BaseModel, ConfigDict, ValidationError

from warehouse.errors import CheckFailed, SourceError
from warehouse.header import read_header
from warehouse.query import rows, statement

FOLDER = Path(__file__).parent / "checks"
QUERIES = Path(__file__).parent / "findings"
SEVERITIES = ("hinweis", "warnung", "fehler")
# so many examples stand in the message of a failed build
EXAMPLES = 3


class Check(BaseModel):
    """Header of a check."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    severity: Literal["hinweis", "warnung", "fehler"]
    title: str


@dataclass(frozen=True)
class Failure:
    """All findings of one failed check."""

    check_id: str
    title: str
    findings: int
    examples: list[str]


def check_files() -> list[Path]:
    """All check files, by name."""
    return sorted(FOLDER.glob("*.sql"))


def read_check(sql: Path) -> Check:
    """Read the header of a check file; raises SourceError naming file and key."""
    try:
        check = Check(**read_header(sql))  # type: ignore[arg-type]
    except ValidationError as error:
        raise SourceError(f"Prüfung {sql.name}: {error}") from error
    if check.id != sql.stem:
        raise SourceError(f"Prüfung {sql.name}: id „{check.id}“ und Dateiname müssen gleich sein.")
    return check


def load_findings(con: duckdb.DuckDBPyConnection) -> None:
    """Run every check and fill `check_definition` and `check_result`."""
    for sql in check_files():
        check = read_check(sql)
        con.table("check_definition").insert([check.id, check.severity, check.title])
        found = con.sql(statement(sql))
        has_own = "severity" in found.columns
        found.select(
            ConstantExpression(check.id),
            ColumnExpression("severity") if has_own else ConstantExpression(check.severity),
            *(ColumnExpression(name) for name in ("area_id", "reference_date", "value", "message")),
        ).insert_into("check_result")


def finding_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Number of findings by severity; a severity without findings is 0."""
    counts = dict(rows(con, QUERIES / "by_severity.sql"))
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}


def check_build(con: duckdb.DuckDBPyConnection) -> None:
    """Raise CheckFailed if the build contradicts itself; the message names check, count and first areas."""
    failures = [Failure(*row) for row in rows(con, QUERIES / "failures.sql", examples=EXAMPLES)]
    if not failures:
        return
    lines = [
        f"* {failure.title} ({failure.check_id}): {failure.findings} Befunde, zum Beispiel: "
        + " ".join(failure.examples)
        for failure in failures
    ]
    raise CheckFailed(
        "Der neue Datenbestand widerspricht sich und wird nicht verwendet; der bisherige bleibt aktuell.\n"
        + "\n".join(lines)
        + "\nBitte die genannten Lieferungen prüfen, berichtigt neu einlesen und „kohorte build“ wiederholen."
    )
