"""Days as numbers: quarters of a year and days drawn in them with a season."""

from __future__ import annotations

import numpy as np

from .arrays import Array

DAYS_PER_YEAR = 365.2425


def day_number(year: int, month: int = 1, day: int = 1) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D").astype(np.int64))


def year_of(days: Array) -> Array:
    """Calendar year of day numbers."""
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)


def completed_age(birth: Array, day: int) -> Array:
    """Completed years of life on a day (born on 29 February: birthday on 1 March in common years)."""
    on = np.datetime64(day, "D")
    months = birth.astype("datetime64[D]").astype("datetime64[M]")
    day_of_month = (birth.astype("datetime64[D]") - months).astype(np.int64)
    on_month = on.astype("datetime64[M]")
    elapsed = (on_month - months).astype(np.int64)
    elapsed -= day_of_month > int((on - on_month).astype(np.int64))
    return np.asarray(elapsed // 12)


def quarter_share(months: Array, quarter: int) -> float:
    """Share of a year's events that fall into a quarter (0…3)."""
    return float(months[3 * quarter : 3 * quarter + 3].sum() / months.sum())


def draw_days(count: int, year: int, quarter: int, months: Array, rng: np.random.Generator) -> Array:
    """Days within a quarter, months weighted."""
    weights = months[3 * quarter : 3 * quarter + 3]
    month = rng.choice(3, count, p=weights / weights.sum()) + 3 * quarter + 1
    starts = np.array([day_number(year, m) for m in range(1, 13)] + [day_number(year + 1)])
    length = starts[month] - starts[month - 1]
    return np.asarray(starts[month - 1] + (rng.random(count) * length).astype(np.int64))
