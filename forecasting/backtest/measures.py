"""Error measures of forecasts against what came, in percent of what came."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np

from forecasting.backtest.bands import BANDS, GROUPS, SEVEN_GROUPS, SIZE_KEYS
from forecasting.backtest.record import NAIVE, OURS, UNCALIBRATED, Fan, Record
from forecasting.calibration import size_classes
from forecasting.components import Array, Integers
from forecasting.jump_off import Flags


@dataclass(frozen=True)
class Measures:
    """Percent throughout, NaN where nothing could be compared; `n` comparisons of an area and an origin.

    `mape` mean absolute error per area, `wmape` sum of errors over sum of residents, `malpe` mean signed
    error, `median_ape`, `p90` 90th percentile, `coverage80` share inside the 80 % band, `width80` its mean
    width in percent of the forecast, `crps` continuous ranked probability score (Gneiting and Raftery, 2007),
    for a method without a band its absolute error.
    """

    mape: float
    wmape: float
    malpe: float
    median_ape: float
    p90: float
    coverage80: float
    width80: float
    crps: float
    n: int


# The width of a band around next to nobody has no scale in percent.
LEAST_PERSONS = 1.0
PERCENTAGES = tuple(field.name for field in fields(Measures) if field.name != "n")
NOTHING = Measures(**dict.fromkeys(PERCENTAGES, float("nan")), n=0)


def fair_crps(ordered: Array, came: Array) -> Array:
    """Return the CRPS of sorted draws (…, draw) in the units of `came`, as if there were infinitely many.

    Ferro (2014): the mean distance between draws is divided by m (m - 1), not m².
    """
    count = ordered.shape[-1]
    rank = (2 * np.arange(1, count + 1) - count - 1) / (count * (count - 1))
    spread = ordered @ rank.astype(ordered.dtype)
    distance: Array = np.abs(ordered - came[..., np.newaxis].astype(ordered.dtype)).mean(axis=-1, dtype=float)
    score: Array = distance - spread
    return score


def measure(forecast: Array, came: Array, fan: Fan | None = None) -> Measures:
    """Return the measures of comparisons; those without a forecast or with nobody there are left out.

    Of a band only cases that have one count, and none is withheld from the errors of points.
    """
    known = np.isfinite(forecast) & np.isfinite(came) & (came > 0)
    expected, seen = forecast[known], came[known]
    if not len(seen):
        return NOTHING
    error = expected - seen
    share = 100 * error / seen
    absolute = np.abs(share)
    covered, width, crps = float("nan"), float("nan"), float(absolute.mean())
    if fan is not None:
        covered, width, crps = _of_band(fan, known, forecast, came)
    return Measures(
        float(absolute.mean()),
        100 * float(np.abs(error).sum() / seen.sum()),
        float(share.mean()),
        float(np.median(absolute)),
        float(np.quantile(absolute, 0.9)),
        covered,
        width,
        crps,
        len(seen),
    )


def _of_band(fan: Fan, known: Flags, forecast: Array, came: Array) -> tuple[float, float, float]:
    held = known & np.isfinite(fan.crps)
    if not held.any():
        return float("nan"), float("nan"), float("nan")
    low, high, seen = fan.low[held], fan.high[held], came[held]
    covered = 100 * float(((low <= seen) & (seen <= high)).mean())
    width = 100 * float(((high - low) / np.maximum(forecast[held], LEAST_PERSONS)).mean())
    return covered, width, 100 * float((fan.crps[held] / seen).mean())


def mean_of_groups(by_band: Mapping[str, Measures]) -> Measures:
    """Return the plain mean of the seven age groups; `n` is that of the group with the fewest comparisons."""
    groups = [by_band[band.key] for band in GROUPS]
    means = {name: _mean([getattr(one, name) for one in groups]) for name in PERCENTAGES}
    return Measures(**means, n=min(one.n for one in groups))


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def methods_of(record: Record) -> Iterator[tuple[str, Array, Fan | None]]:
    """Return every method with its forecasts and band: the benchmarks, ours, ours with other bands."""
    for method, forecast in record.forecasts.items():
        yield method, forecast, record.fans.get(method)
    for method in (UNCALIBRATED, NAIVE):
        if method in record.fans:
            yield method, record.forecasts[OURS], record.fans[method]


Table = dict[str, dict[int, dict[str, Measures]]]


def measure_record(
    record: Record, level: str, leads: tuple[int, ...], class_index: int | None = None
) -> Table:
    """Return method → lead → band → measures over the areas of a level, of one size class if wanted."""
    areas = record.scope.positions[level]
    inside = np.ones_like(record.size[:, areas], dtype=bool)
    if class_index is not None:
        inside = size_classes(record.size[:, areas]) == class_index
    return {
        method: {lead: _bands(record, (forecast, fan), (areas, inside), lead) for lead in leads}
        for method, forecast, fan in methods_of(record)
    }


def measure_sizes(record: Record, level: str, leads: tuple[int, ...]) -> dict[str, Table]:
    """Return the same for every size class that occurs, by its key."""
    occurring = np.unique(size_classes(record.size[:, record.scope.positions[level]]))
    return {SIZE_KEYS[i]: measure_record(record, level, leads, int(i)) for i in occurring}


def _bands(
    record: Record, method: tuple[Array, Fan | None], chosen: tuple[Integers, Flags], lead: int
) -> dict[str, Measures]:
    forecast, fan = method
    areas, inside = chosen

    def pick(values: Array, band: int) -> Array:
        picked: Array = values[:, lead - 1, areas, band][inside]
        return picked

    by_band = {}
    for i, band in enumerate(BANDS):
        part = None if fan is None else Fan(pick(fan.low, i), pick(fan.high, i), pick(fan.crps, i))
        by_band[band.key] = measure(pick(forecast, i), pick(record.observed, i), part)
    by_band[SEVEN_GROUPS] = mean_of_groups(by_band)
    return by_band


def shelf_life(forecast: Array, came: Array, *, within: float = 10.0, share: float = 0.8) -> tuple[int, bool]:
    """Return for how many years `share` of areas lie within `within` %, and whether the data end before.

    Arrays (origin, lead, area), totals. Wilson et al. (2018) call it the shelf life of a forecast.
    """
    years = 0
    for lead in range(forecast.shape[1]):
        expected, seen = forecast[:, lead], came[:, lead]
        known = np.isfinite(expected) & np.isfinite(seen) & (seen > 0)
        if not known.any():
            return years, True
        near = np.abs(expected[known] - seen[known]) <= within / 100 * seen[known]
        if near.mean() < share:
            return years, False
        years = lead + 1
    return years, True


def plain(measures: Measures) -> dict[str, float | int | None]:
    """Return measures for JSON: four decimals, None for what is not known."""
    values = vars(measures)
    return {key: None if value != value else round(value, 4) for key, value in values.items()}  # noqa: PLR0124
