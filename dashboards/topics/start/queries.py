"""What the start page asks: deliveries, quality, residents, and how past forecasts did."""

from pathlib import Path

import pandas as pd

from dashboards import data
from dashboards.topic import Context

HERE = Path(__file__).parent


def municipalities(context: Context, root_id: str) -> pd.DataFrame:
    """Return area_id, name, areas, persons, reference_date, deliveries, rows, rejected, residual_per_1000."""
    return data.frame(context, HERE / "municipalities.sql", root_id=root_id)


def residents(context: Context, area_id: str) -> pd.DataFrame:
    """Return year, persons of an area; persons is NaN where a part is missing."""
    return data.frame(context, HERE / "residents.sql", area_id=area_id)


def residents_forecast(context: Context, area_id: str, scenario: str | None) -> pd.DataFrame:
    """Return year, q10 … q90 of an area; empty without a run."""
    return data.frame(context, HERE / "residents_forecast.sql", area_id=area_id, scenario=scenario or "")


def growth(context: Context, root_id: str, level: str) -> pd.DataFrame:
    """Return area_id, value (percent between first and last known date), since (year)."""
    return data.frame(context, HERE / "growth.sql", root_id=root_id, level=level)


def headlines(context: Context, area_id: str) -> dict[str, tuple[float, int]]:
    """Return indicator_id → last known value and its year; indicators without a value are absent."""
    table = data.frame(context, HERE / "headlines.sql", area_id=area_id)
    rows = zip(table["indicator_id"], table["value"], table["year"], strict=True)
    return {str(indicator): (float(value), int(year)) for indicator, value, year in rows}


def findings(context: Context, root_id: str) -> pd.DataFrame:
    """Return severity, area, reference_date, message of the build's checks, gravest first."""
    return data.frame(context, HERE / "findings.sql", root_id=root_id)


def backtest(context: Context, root_id: str) -> pd.DataFrame:
    """Return method, lead_time, age, age_to, mape, comparisons for all residents and for children to 5."""
    return data.frame(context, HERE / "backtest.sql", root_id=root_id)


def runs(context: Context) -> pd.DataFrame:
    """Return run_id, scenario, title, narrative, jump_off_date, horizon_year, draws; basis first."""
    return data.frame(context, data.QUERIES / "scenarios.sql")


def assumptions(context: Context) -> pd.DataFrame:
    """Return the assumption sheet of the current run, one row per assumption; empty without one.

    Columns: scenario (missing: all), component, area_id, age_from, value, unit, source, base_years, weight,
    author, declared_on.
    """
    return data.frame(context, HERE / "assumptions.sql")
