"""What the page asks the build: deliveries, coverage, reasons, findings and the rest of the balance."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dashboards import data
from dashboards.topic import Context

HERE = Path(__file__).parent


def members(context: Context, area_id: str) -> pd.DataFrame:
    """Return area_id, name, gebiete, geometrie, einrichtungen, gruppen, massnahmen, bauvorhaben."""
    return data.frame(context, HERE / "members.sql", area_id=area_id)


def coverage(context: Context, area_id: str) -> pd.DataFrame:
    """Return area_id, year, part, is_whole of the municipalities; what was not delivered has no row."""
    return data.frame(context, HERE / "coverage.sql", area_id=area_id)


def deliveries(context: Context, area_id: str) -> pd.DataFrame:
    """Return the deliveries in force, one row each, with owner, kind, counts, receiver and time (UTC)."""
    return data.frame(context, HERE / "deliveries.sql", area_id=area_id)


def reasons(context: Context, owner_ids: Sequence[str]) -> pd.DataFrame:
    """Return delivery_id, kind, outcome, reason, rows; most rows first."""
    return data.frame(context, HERE / "reasons.sql", owner_ids=list(owner_ids))


def checks(context: Context, area_id: str) -> pd.DataFrame:
    """Return check_id, title, errors, warnings, notes, areas, latest_date, example; gravest first."""
    return data.frame(context, HERE / "checks.sql", area_id=area_id)


def findings(context: Context, area_id: str) -> pd.DataFrame:
    """Return severity, check_title, check_id, area, area_id, reference_date, value, message."""
    return data.frame(context, HERE / "findings.sql", area_id=area_id)


def level_rests(context: Context, root_id: str, level: str) -> pd.DataFrame:
    """Return area_id, year, persons, value (per 1,000), is_estimated of a level; NaN: a part is missing."""
    return data.frame(context, HERE / "level_rests.sql", root_id=root_id, level=level)


def area_rests(context: Context, area_id: str) -> pd.DataFrame:
    """Return year, persons, correction, value (per 1,000) of one area, oldest first."""
    return data.frame(context, HERE / "area_rests.sql", area_id=area_id)
