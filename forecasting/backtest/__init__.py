"""Forecasts from past year ends against what came; formulas and limits: pages/backtest.md."""

from forecasting.backtest.report import Report, as_json
from forecasting.backtest.rolling import Request, backtest_register, possible_origins
from forecasting.backtest.roots import (
    KnownPast,
    Tested,
    Wanted,
    backtest_home,
    backtest_past,
    backtest_root,
    read_past,
)
from forecasting.backtest.sheet import calibration_entries
from forecasting.backtest.stored import stored_tables
from forecasting.backtest.words import report_lines, run_notes

__all__ = [
    "KnownPast",
    "Report",
    "Request",
    "Tested",
    "Wanted",
    "as_json",
    "backtest_home",
    "backtest_past",
    "backtest_register",
    "backtest_root",
    "calibration_entries",
    "possible_origins",
    "read_past",
    "report_lines",
    "run_notes",
    "stored_tables",
]
