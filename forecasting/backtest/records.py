"""A backtest as a flat list for machines: each origin and all, by lead, level, size class and age band."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.backtest.bands import BANDS, SEVEN_GROUPS, SIZE_KEYS
from forecasting.backtest.record import LEAF, LEVELS, NAIVE, OURS, Record
from forecasting.calibration import size_classes
from forecasting.components import Array, Integers
from forecasting.jump_off import Flags

SIMPLE = ("no_change", "linexp", "hamilton_perry", "hamilton_perry_linexp")
DIGITS = 4
Row = dict[str, Any]


@dataclass(frozen=True)
class _Group:
    """Areas of one level, `inside` (origin, area) of one size class, with their names."""

    level: str
    size_class: str | None
    areas: Integers
    inside: Flags


def flat_records(record: Record, leads: tuple[int, ...], label: int) -> list[Row]:
    """Return one row per origin (None: all), lead, level, size class (None: all) and age band.

    `label`: what is added to a year end to name the delivered day's year. Errors in percent of what came;
    `relative_to_…`: our error over theirs, same cases. None: not known.
    """
    return [row for group in _groups(record) for row in _rows(record, group, (leads, label))]


def _groups(record: Record) -> Iterator[_Group]:
    for level in LEVELS:
        areas = record.scope.positions[level]
        classes = size_classes(record.size[:, areas])
        yield _Group(level, None, areas, np.ones(classes.shape, bool))
        if level == LEAF:
            for index in np.unique(classes):
                yield _Group(level, SIZE_KEYS[index], areas, classes == index)


def _rows(record: Record, group: _Group, naming: tuple[tuple[int, ...], int]) -> Iterator[Row]:
    leads, label = naming
    figures, count = _figures(record, group)
    origins = [None, *(year + label for year in record.origins)]
    bands = [*(band.key for band in BANDS), SEVEN_GROUPS]
    for o, origin in enumerate(origins):
        for lead in leads:
            for b, band in enumerate(bands):
                at = (o, lead - 1, b)
                if count[at]:
                    place = {"origin": origin, "lead": lead, "level": group.level}
                    place |= {"size_class": group.size_class, "band": band, "n": int(count[at])}
                    yield place | {name: _plain(values[at]) for name, values in figures.items()}


def _figures(record: Record, group: _Group) -> tuple[Mapping[str, Array], Array]:
    """Return figures and number of cases, each (all and every origin, lead, band and seven groups)."""
    came = np.where(_spread(group.inside), record.observed[:, :, group.areas], np.nan)
    came = np.where(came > 0, came, np.nan)

    def percent(values: Array) -> Array:
        share: Array = 100 * values[:, :, group.areas] / came
        return share

    errors = {name: np.abs(percent(record.forecasts[name]) - 100) for name in (*SIMPLE, OURS)}
    found = {"mape": _means(errors[OURS]), **{f"mape_{name}": _means(errors[name]) for name in SIMPLE}}
    found |= {f"relative_to_{name}": _divided(found["mape"], found[f"mape_{name}"]) for name in SIMPLE}
    ours, naive = record.fans[OURS], record.fans[NAIVE]
    covered = np.where(np.isfinite(percent(ours.crps)), 0.0, np.nan)
    low, high = percent(ours.low), percent(ours.high)
    found["coverage80"] = _means(covered + 100 * ((low <= 100) & (high >= 100)))
    point = np.where(record.forecasts[OURS] > 0, record.forecasts[OURS], np.nan)[:, :, group.areas]
    width = (ours.high - ours.low)[:, :, group.areas]
    found["width80"] = _means(100 * width / point + 0 * covered)
    crps, other = percent(ours.crps), percent(naive.crps)
    both = np.isfinite(crps) & np.isfinite(other)
    found["crps"], found["crps_naive"] = _means(crps), _means(other)
    found["relative_crps"] = _divided(
        _means(np.where(both, crps, np.nan)), _means(np.where(both, other, np.nan))
    )
    return found, _counts(came)


def _spread(inside: Flags) -> Flags:
    return inside[:, np.newaxis, :, np.newaxis]


def _means(values: Array) -> Array:
    """Return means over areas (origin, lead, area, band) of all origins, then each; then the seven groups."""
    known = np.isfinite(values)
    sums, count = np.where(known, values, 0.0).sum(axis=2), known.sum(axis=2)
    sums, count = (np.concatenate([part.sum(axis=0, keepdims=True), part]) for part in (sums, count))
    by_band = _divided(sums, count.astype(float))
    return np.concatenate([by_band, by_band[..., 1:].mean(axis=-1, keepdims=True)], axis=-1)


def _counts(came: Array) -> Array:
    count = np.isfinite(came).sum(axis=2)
    count = np.concatenate([count.sum(axis=0, keepdims=True), count])
    return np.concatenate([count, count[..., 1:].min(axis=-1, keepdims=True)], axis=-1)


def _divided(over: Array, under: Array) -> Array:
    result: Array = np.full(over.shape, np.nan)
    np.divide(over, under, out=result, where=under > 0)
    return result


def _plain(value: float) -> float | None:
    return round(float(value), DIGITS) if np.isfinite(value) else None
