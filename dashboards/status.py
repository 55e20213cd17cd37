"""What a home holds, from when it is and how good it is; for `kohorte status`."""

from pathlib import Path

from pydantic import BaseModel

from warehouse.catalog import deliveries_in_force
from warehouse.connection import Reader, current_build, open_reader
from warehouse.errors import NoBuildError
from warehouse.query import rows
from warehouse.settings import Home

QUERIES = Path(__file__).parent / "queries"


class RootStatus(BaseModel):
    """An association or stand-alone municipality with its latest complete population."""

    area_id: str
    name: str
    reference_date: str | None
    persons: int | None


class BuildStatus(BaseModel):
    """The current build; `findings` counts the results of the checks by severity."""

    build_id: str
    file: str
    roots: list[RootStatus]
    findings: dict[str, int]


class ForecastStatus(BaseModel):
    """The current forecast run of the current build."""

    run_id: str
    scenarios: list[str]
    jump_off_date: str
    horizon_year: int
    draws: int


class Status(BaseModel):
    """Everything `kohorte status` says; `build` and `forecast` are None where there is none."""

    home: str
    deliveries: int
    municipalities: list[str]
    rows: int
    rejected: int
    build: BuildStatus | None
    forecast: ForecastStatus | None


def status_of(home: Home) -> Status:
    """Read the status of a home; a home without deliveries or build has a status too."""
    receipts = deliveries_in_force(home)
    try:
        reader = open_reader(home)
    except NoBuildError:
        reader = None
    return Status(
        home=str(home.root),
        deliveries=len(receipts),
        municipalities=sorted({receipt.municipality_ags for receipt in receipts}),
        rows=sum(receipt.rows for receipt in receipts),
        rejected=sum(receipt.rejected for receipt in receipts),
        build=None if reader is None else _build_status(home, reader),
        forecast=None if reader is None or reader.run_id is None else _forecast_status(reader),
    )


def _build_status(home: Home, reader: Reader) -> BuildStatus:
    roots = [
        RootStatus(area_id=area_id, name=name, reference_date=day and day.isoformat(), persons=persons)
        for area_id, name, day, persons in rows(reader.cursor(), QUERIES / "roots.sql")
    ]
    return BuildStatus(
        build_id=reader.build_id,
        file=str(current_build(home).path),
        roots=roots,
        findings=dict(rows(reader.cursor(), QUERIES / "findings.sql")),
    )


def _forecast_status(reader: Reader) -> ForecastStatus:
    runs = rows(reader.cursor(), QUERIES / "runs.sql")
    run_id, _, jump_off_date, horizon_year, draws = runs[0]
    return ForecastStatus(
        run_id=run_id,
        scenarios=[scenario for _, scenario, *_ in runs],
        jump_off_date=jump_off_date.isoformat(),
        horizon_year=horizon_year,
        draws=draws,
    )
