"""How levels wander: processes of yearly series in state-space form; left-out years are simply missing.

Migration: AR(1) around a mean. Fertility: AR(1) of the yearly increments. Mortality: random walk with drift
plus noise. A register of ten years says little about persistence, so each estimate is drawn to the one of the
national series by its standard error, and that to backtest.md § 5 as if this were ten more years.
"""

import csv
import hashlib
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from forecasting import national
from forecasting.components import Array
from forecasting.settings import EXCESS_MORTALITY_YEARS, EXCLUSION_REASONS

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.mlemodel import MLEModel, MLEResults


@dataclass(frozen=True)
class Process:
    """AR(1) of a log level or of its increments: x(t) = persistence × x(t−1) + N(0, sd²)."""

    persistence: float
    sd: float


@dataclass(frozen=True)
class Fitted:
    """A process as one series shows it: `error` is the standard error of atanh(persistence)."""

    process: Process
    error: float
    years: int


# Fits of the national series; a test holds them to what `fit_usual` finds.
USUAL_FILE = Path(__file__).parent / "tables" / "usual_processes.csv"
# How much processes differ between places: standard deviation of atanh(persistence) and of log sd.
PLACE_PERSISTENCE, PLACE_SD = 0.4, 0.35
# Fewer years show no process.
LEAST_YEARS = 6
# No estimate may be surer or wilder than this.
PERSISTENCE_RANGE, SD_RANGE = (0.0, 0.95), (0.015, 0.12)
# Processes of backtest.md § 5, and the years they count for beside the national series.
KNOWN_ARRIVALS, KNOWN_DEPARTURES = Process(0.8, 0.06), Process(0.7, 0.04)
KNOWN_FERTILITY, KNOWN_MORTALITY = Process(0.7, 0.022), Process(1.0, 0.012)
PRIOR_YEARS = 10


def fit_level(logs: Array) -> Fitted | None:
    """Return the AR(1) of a yearly log level, NaN where a year is left out; None if too short."""
    # Imported here and below: statsmodels takes a second to load, and most commands never estimate.
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    return _fitted(SARIMAX(logs, order=(1, 0, 0), trend="c"), logs) if _long(logs) else None


def fit_increments(logs: Array, noise: float = 0.0) -> Fitted | None:
    """Return the AR(1) of the increments; `noise`: known variance of a yearly value, 1 / events."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    if not _long(logs):
        return None
    if noise <= 0:
        return _fitted(SARIMAX(logs, order=(1, 1, 0)), logs)
    model = SARIMAX(logs, order=(1, 1, 0), measurement_error=True)
    return _fitted(model, logs, {"var.measurement_error": noise})


def fit_walk(logs: Array, noise: float = 0.0) -> Fitted | None:
    """Return the step of a random walk with drift around which years scatter; `noise` as above."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    if not _long(logs):
        return None
    kind = "local linear deterministic trend"
    fit = _maximised(UnobservedComponents(logs, kind), {"sigma2.irregular": noise} if noise > 0 else {})
    variance = max(float(fit.params[list(fit.model.param_names).index("sigma2.level")]), 0.0)
    return Fitted(Process(1.0, variance**0.5), 0.0, int(np.isfinite(logs).sum()))


def drawn(own: Fitted | None, usual: Process) -> Process:
    """Return the own process drawn to the usual one, each part by its standard error."""
    if own is None:
        return usual
    belief = PLACE_PERSISTENCE**2 / (PLACE_PERSISTENCE**2 + own.error**2)
    persistence = usual.persistence
    if usual.persistence < 1:
        shape = belief * np.arctanh(own.process.persistence) + (1 - belief) * np.arctanh(usual.persistence)
        persistence = float(np.clip(np.tanh(shape), *PERSISTENCE_RANGE))
    # The log of a standard deviation from n values has the variance 1 / 2n.
    belief = PLACE_SD**2 / (PLACE_SD**2 + 0.5 / own.years)
    size = belief * np.log(max(own.process.sd, SD_RANGE[0])) + (1 - belief) * np.log(usual.sd)
    return _rounded(persistence, float(np.clip(np.exp(size), *SD_RANGE)))


@cache
def usual_processes() -> dict[str, Process]:
    """Return what is usual for a root, as kept in USUAL_FILE, or fitted if a national series changed since.

    Fitting takes a second that every run and every worker would wait for.
    """
    with USUAL_FILE.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    if {line["national_series"] for line in lines} != {national_checksum()}:
        return fit_usual()
    return {line["driver"]: Process(float(line["persistence"]), float(line["sd"])) for line in lines}


def national_checksum() -> str:
    """Return a checksum of the national series and of what is pooled with them."""
    known = (KNOWN_ARRIVALS, KNOWN_DEPARTURES, KNOWN_FERTILITY, KNOWN_MORTALITY, PRIOR_YEARS)
    left_out = (tuple(EXCLUSION_REASONS), EXCESS_MORTALITY_YEARS)
    series = (national.ARRIVALS, national.DEPARTURES, national.TFR, national.HAZARD)
    first = (national.FIRST_MOVES, national.FIRST_TFR, national.FIRST_HAZARD)
    return hashlib.sha256(repr((known, left_out, series, first)).encode()).hexdigest()[:12]


def fit_usual() -> dict[str, Process]:
    """Return fits of the national series, pooled with known processes."""
    moved, died = tuple(EXCLUSION_REASONS), EXCESS_MORTALITY_YEARS
    arrived = fit_level(national.log_series(national.ARRIVALS, national.FIRST_MOVES, moved))
    left = fit_level(national.log_series(national.DEPARTURES, national.FIRST_MOVES, moved))
    born = fit_increments(national.log_series(national.TFR, national.FIRST_TFR, ()))
    hazard = fit_walk(national.log_series(national.HAZARD, national.FIRST_HAZARD, died))
    return {
        "arrivals": pooled(arrived, KNOWN_ARRIVALS),
        "departures": pooled(left, KNOWN_DEPARTURES),
        "fertility": pooled(born, KNOWN_FERTILITY),
        "mortality": pooled(hazard, KNOWN_MORTALITY),
    }


def pooled(fitted: Fitted | None, known: Process) -> Process:
    """Return a fitted process together with a known one that counts for PRIOR_YEARS."""
    if fitted is None:
        return known
    share = fitted.years / (fitted.years + PRIOR_YEARS)
    variance = share * fitted.process.sd**2 + (1 - share) * known.sd**2
    persistence = share * fitted.process.persistence + (1 - share) * known.persistence
    return _rounded(persistence, variance**0.5)


def _rounded(persistence: float, sd: float) -> Process:
    # Optimisers differ in the last digits between machines; draws must not.
    return Process(round(persistence, 3), round(sd, 4))


def _long(logs: Array) -> bool:
    return int(np.isfinite(logs).sum()) >= LEAST_YEARS


def _maximised(model: "MLEModel", fixed: dict[str, float]) -> "MLEResults":
    with warnings.catch_warnings():
        # Short series may stop at the edge of what is allowed; the estimate is drawn to the usual one anyway.
        warnings.simplefilter("ignore")
        return model.fit_constrained(fixed, disp=0) if fixed else model.fit(disp=0)


def _fitted(model: "MLEModel", logs: Array, fixed: dict[str, float] | None = None) -> Fitted:
    fit = _maximised(model, fixed or {})
    names = list(fit.model.param_names)
    place = names.index("ar.L1")
    persistence = float(np.clip(fit.params[place], -0.99, 0.99))
    error = float(fit.bse[place]) / (1 - persistence**2)
    process = Process(persistence, max(float(fit.params[names.index("sigma2")]), 0.0) ** 0.5)
    return Fitted(process, error if np.isfinite(error) else 10.0, int(np.isfinite(logs).sum()))
