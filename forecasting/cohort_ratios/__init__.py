"""Forecasts of every area from counts by single age and sex alone; see pages/cohort_ratios.md."""

from forecasting.cohort_ratios.fan import CountYear, project_counts
from forecasting.cohort_ratios.history import DISTRICT, MUNICIPALITY, REGION, CountHistory
from forecasting.cohort_ratios.model import PointYear, forecast_counts, point_years

__all__ = [
    "DISTRICT",
    "MUNICIPALITY",
    "REGION",
    "CountHistory",
    "CountYear",
    "PointYear",
    "forecast_counts",
    "point_years",
    "project_counts",
]
