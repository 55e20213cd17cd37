"""The backtest of a root or of all roots of a home, from the build to the report."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import duckdb

from forecasting.backtest.report import Report, report_record
from forecasting.backtest.rolling import (
    LEAST_HISTORY,
    MOST_LEADS,
    MOST_ORIGINS,
    Request,
    backtest_register,
    possible_origins,
)
from forecasting.components import Array
from forecasting.declared import Declared
from forecasting.errors import ForecastError
from forecasting.jump_off import QUERIES, WHOLE, Register, Root, read_register, read_roots
from forecasting.known_plans import KnownPlans, read_known_plans
from forecasting.settings import RunSettings
from warehouse.query import rows


@dataclass(frozen=True)
class Tested:
    """A root's report, and what its past teaches the next forecast: factors (size class, band, lead)."""

    report: Report
    factors: Array


@dataclass(frozen=True)
class Wanted:
    """What a user asks for: `origins` by the year of the delivered day, `leads` in years; None: all.

    `declared`: what the home states; each origin takes of it what was known by then.
    """

    origins: tuple[int, ...] | None = None
    leads: tuple[int, ...] | None = None
    draws: int = Request().draws
    declared: Declared = field(default_factory=Declared)


def _silent(_: str) -> None:
    pass


def backtest_home(
    con: duckdb.DuckDBPyConnection,
    wanted: Wanted,
    root_id: str | None = None,
    progress: Callable[[str], None] = _silent,
) -> tuple[list[Tested], list[str]]:
    """Return the backtest of every root, or of one, and in German why others have none.

    Raises ForecastError if there is no such root, or none could be tested.
    """
    roots = read_roots(con)
    chosen = [root for root in roots if root_id is None or root_id in (root.area_id, *root.members)]
    if not chosen:
        known = ", ".join(root.area_id for root in roots) or "keine"
        raise ForecastError(
            f"{root_id} ist kein Gebiet, das für sich vorausgerechnet wird. Bekannt: {known}."
        )
    tested, reasons = [], []
    for root in chosen:
        try:
            tested.append(backtest_root(con, root, RunSettings(), wanted, progress))
        except ForecastError as error:
            reasons.append(str(error))
    if not tested:
        raise ForecastError(" ".join(reasons))
    return tested, reasons


def backtest_root(
    con: duckdb.DuckDBPyConnection,
    root: Root,
    settings: RunSettings,
    wanted: Wanted = Wanted(),
    progress: Callable[[str], None] = _silent,
) -> Tested:
    """Return the backtest of one root over all years it delivered.

    Raises ForecastError if its years do not reach, or a wanted origin is not possible.
    """
    return backtest_past(read_past(con, root, wanted), settings, wanted, progress)


@dataclass(frozen=True)
class KnownPast:
    """All a root has delivered, and what is added to a year end to name the delivered day's year (0 or 1).

    `left_out`: municipalities of a pool that lack years. `plans`: what was stated when.
    """

    register: Register
    label: int
    left_out: tuple[str, ...] = ()
    plans: KnownPlans = field(default_factory=KnownPlans)


def read_past(con: duckdb.DuckDBPyConnection, root: Root, wanted: Wanted = Wanted()) -> KnownPast:
    """Return all years of one root. Raises ForecastError if fewer than two year ends are complete."""
    ((is_new_year,),) = rows(con, QUERIES / "reference_day.sql", roots=root.area_ids)
    label = int(is_new_year)
    reach = min(wanted.origins) - label - LEAST_HISTORY if wanted.origins else None
    register = read_register(con, root, WHOLE, reach)
    kept = set(register.places.root.members)
    plans = read_known_plans(con, root, wanted.declared, is_new_year=bool(label))
    return KnownPast(register, label, tuple(ags for ags in root.members if ags not in kept), plans)


def backtest_past(
    past: KnownPast,
    settings: RunSettings,
    wanted: Wanted = Wanted(),
    progress: Callable[[str], None] = _silent,
) -> Tested:
    """Return the same as `backtest_root` from what was read."""
    origins = _origins(past.register, wanted, past.label)
    request = Request(origins, _longest_lead(past.register, origins, wanted), wanted.draws, past.plans)
    record, factors = backtest_register(past.register, settings, request, progress)
    scope = replace(record.scope, left_out=(*past.left_out, *record.scope.left_out))
    record = replace(record, scope=scope)
    return Tested(report_record(record, wanted.leads, past.label), factors)


def _longest_lead(register: Register, origins: tuple[int, ...] | None, wanted: Wanted) -> int:
    """Return the longest lead to compare. Raises ForecastError if no wanted one has passed yet."""
    if wanted.leads is None:
        return MOST_LEADS
    possible = origins or possible_origins(register)[-MOST_ORIGINS:]
    passed = register.jump_off_year - min(possible, default=register.jump_off_year)
    if possible and min(wanted.leads) > passed:
        raise ForecastError(
            f"{register.places.root.name}: {', '.join(map(str, wanted.leads))} Jahre nach den Ausgangsjahren "
            f"ist noch nichts gezählt. Vergleichen lassen sich 1 bis {passed} Jahre im Voraus."
        )
    return min(max(wanted.leads), max(passed, 1))


def _origins(register: Register, wanted: Wanted, label: int) -> tuple[int, ...] | None:
    """Return the wanted origins as year ends. Raises ForecastError naming those that are possible."""
    if wanted.origins is None:
        return None
    possible = [year + label for year in possible_origins(register)]
    missing = [year for year in wanted.origins if year not in possible]
    if missing and possible:
        raise ForecastError(
            f"{register.places.root.name}: Ab {', '.join(map(str, missing))} lässt sich nicht zurückrechnen: "
            "davor sind einige Jahre nötig, danach mindestens eines. Möglich sind "
            f"{possible[0]} bis {possible[-1]}."
        )
    return tuple(year - label for year in wanted.origins)
