"""Rolling origins: every method from every past year end the data allow, oldest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from forecasting.backtest.bands import band_sums
from forecasting.backtest.benchmarks import BENCHMARKS, LINEXP_YEARS
from forecasting.backtest.measures import fair_crps
from forecasting.backtest.past import Past, forecast_components, forecast_counts, observed_flows
from forecasting.backtest.past_errors import (
    HIGH,
    LOW,
    Drawn,
    Memory,
    in_order,
    sorted_quantile,
    stacked,
    without_withheld,
)
from forecasting.backtest.record import (
    COMPONENTS,
    COUNTS,
    LEAF,
    NAIVE,
    OURS,
    UNCALIBRATED,
    Fan,
    Record,
    Scope,
)
from forecasting.backtest.scope import find_scope, first_year_with_events, of_areas, without_gaps
from forecasting.calibration import size_classes
from forecasting.cohort_ratios.register import count_history, has_counts_only
from forecasting.components import Array
from forecasting.errors import ForecastError
from forecasting.jump_off import Register
from forecasting.known_plans import KnownPlans
from forecasting.settings import RunSettings

# Stock changes a method needs before an origin, and the longest lead compared.
LEAST_HISTORY = 3
MOST_LEADS = 10
DRAWS = 100
# Stocks a benchmark looks at: LINEXP needs ten years back.
BENCHMARK_YEARS = LINEXP_YEARS + 1
# Origins compared if none are named, and earlier ones that only teach the width of the band.
MOST_ORIGINS, MOST_EARLIER = 20, 12
FAN_PARTS = ("low", "high", "crps")


@dataclass(frozen=True)
class Request:
    """What to compare: `origins` (year ends) None for all the data allow; `leads`: years ahead at most.

    `plans`: what was stated when, of which each origin takes what was known by then.
    """

    origins: tuple[int, ...] | None = None
    leads: int = MOST_LEADS
    draws: int = DRAWS
    plans: KnownPlans = field(default_factory=KnownPlans)


@dataclass(frozen=True)
class _Origin:
    """What one origin gives: arrays (lead, area, band), flows (lead, area, flow) or None, sizes (area)."""

    year: int
    came: Array
    size: Array
    forecasts: Mapping[str, Array]
    fans: Mapping[str, Fan]
    flows: Array | None


def possible_origins(register: Register) -> tuple[int, ...]:
    """Return the year ends that leave enough history before and at least one year after, oldest first."""
    first = max(register.years[0], first_year_with_events(register))
    return tuple(range(first + LEAST_HISTORY - 1, register.jump_off_year))


def backtest_register(
    register: Register, settings: RunSettings, request: Request, progress: Callable[[str], None]
) -> tuple[Record, Array]:
    """Return the record of one root, and factors (size class, band, lead) for a forecast from its end.

    `register` is as it was read, over all years it knows: what was not delivered is inferred anew at each
    origin. Raises ForecastError if the data allow no origin, or not a wanted one.
    """
    missing: tuple[str, ...] = ()
    if has_counts_only(register):
        register, missing = without_gaps(register)
    scope = find_scope(register)
    scope = replace(scope, left_out=(*scope.left_out, *missing))
    if not len(scope.positions[LEAF]):
        raise ForecastError(
            f"{scope.root.name}: In keinem der {len(register.places.leaves)} Gebiete leben an jedem "
            "gelieferten Jahresende Menschen; zu vergleichen ist deshalb nichts. Bitte Bestände ohne Lücken "
            "liefern."
        )
    wanted = _wanted(register, request)
    settings = replace(settings, draws=request.draws)
    memory = Memory()
    done = []
    for year in _in_turn(register, wanted):
        progress(f"{scope.root.name}: Rückrechnung ab Ende {year}")
        # What an earlier origin says beyond the last one wanted teaches nobody.
        known = register.jump_off_year if year in wanted else wanted[-1]
        ahead = replace(settings, horizon=min(request.leads, known - year))
        past = _our_forecast(register.until(year), scope, ahead, request.plans)
        drawn = in_order(past.draws)
        came, size = _what_came(register, scope, year, ahead.horizon)
        if year in wanted:
            done.append(_compare(register, scope, (year, past, drawn), memory))
        memory.add(year, drawn, came)
    size = of_areas(scope, register.stock[-1].sum(axis=(1, 2, 3)), 0)
    return _record(scope, register, (done, request.leads)), memory.factors(
        register.jump_off_year, size, request.leads
    )


def _wanted(register: Register, request: Request) -> tuple[int, ...]:
    possible = possible_origins(register)
    name = register.places.root.name
    if not possible:
        raise ForecastError(
            f"{name}: Für eine Rückrechnung reichen die Jahre nicht. Nötig sind mindestens "
            f"{LEAST_HISTORY + 2} aufeinanderfolgende Jahresbestände, geliefert sind {len(register.stock)}."
        )
    return possible[-MOST_ORIGINS:] if request.origins is None else tuple(sorted(request.origins))


def _in_turn(register: Register, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the wanted origins after those that teach them, oldest first."""
    possible = possible_origins(register)
    earlier = [year for year in possible if year < wanted[-1] and year not in wanted]
    return tuple(sorted([*earlier[-MOST_EARLIER:], *wanted]))


def _our_forecast(register: Register, scope: Scope, settings: RunSettings, plans: KnownPlans) -> Past:
    if has_counts_only(register):
        return forecast_counts(count_history(register), scope, settings)
    since = max(register.years[0], first_year_with_events(register))
    known = register.last(register.jump_off_year - since + 2)
    return forecast_components(known, scope, settings, plans.at(register.jump_off_year))


def _what_came(register: Register, scope: Scope, year: int, leads: int) -> tuple[Array, Array]:
    """Return residents after an origin (lead, area, band) and at it (area)."""
    known = register.years.index(year) + 2
    stock = of_areas(scope, register.stock[known - 1 : known + leads].sum(axis=(2, 3)), 1)
    return band_sums(stock[1:], 2), stock[0].sum(axis=-1)


def _compare(register: Register, scope: Scope, case: tuple[int, Past, Drawn], memory: Memory) -> _Origin:
    """Set one origin's forecasts beside what came; nothing later than the origin enters the bands."""
    year, past, drawn = case
    leads = past.draws.shape[0]
    came, size = _what_came(register, scope, year, leads)
    known = register.years.index(year) + 2
    stock = of_areas(scope, register.stock[max(known - BENCHMARK_YEARS, 0) : known].sum(axis=2), 1)
    forecasts = {
        method: band_sums(project(stock, leads).sum(axis=2), 2) for method, project in BENCHMARKS.items()
    }
    factors = memory.factors(year, size, leads)[size_classes(size)].transpose(2, 0, 1)
    fans = {
        OURS: drawn.fan(came, factors),
        UNCALIBRATED: drawn.fan(came),
        NAIVE: _naive_fan(memory.naive_draws(year, drawn.point, size), came),
    }
    fans = {method: without_withheld(fan) for method, fan in fans.items()}
    flows = _flow_errors(register, scope, (year, past))
    return _Origin(year, came, size, {**forecasts, OURS: drawn.point}, fans, flows)


def _naive_fan(draws: Array, came: Array) -> Fan:
    # Past errors are sorted already, and so is what they make of a point.
    return Fan(sorted_quantile(draws, LOW), sorted_quantile(draws, HIGH), fair_crps(draws, came))


def _flow_errors(register: Register, scope: Scope, case: tuple[int, Past]) -> Array | None:
    year, past = case
    if past.flows is None:
        return None
    leads, first = past.flows.shape[0], register.years.index(year) + 1
    came = observed_flows(register, scope)[first : first + leads]
    errors: Array = np.cumsum(past.flows - came, axis=0)
    return errors


def _record(scope: Scope, register: Register, content: tuple[list[_Origin], int]) -> Record:
    done, leads = content
    first = done[0]
    flows = [one.flows for one in done if one.flows is not None]
    return Record(
        scope,
        COUNTS if has_counts_only(register) else COMPONENTS,
        tuple(one.year for one in done),
        stacked([one.came for one in done], leads),
        np.stack([one.size for one in done]),
        {method: stacked([one.forecasts[method] for one in done], leads) for method in first.forecasts},
        {
            method: Fan(
                *(stacked([getattr(one.fans[method], name) for one in done], leads) for name in FAN_PARTS)
            )
            for method in first.fans
        },
        stacked(flows, leads) if flows else None,
        register.notes,
    )
