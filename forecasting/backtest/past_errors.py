"""Bands that learn from the own past: calibrated fans, and naive ones made of past errors alone.

At an origin only errors are used that were known by then: a forecast of three years counts three years later.
"""

from dataclasses import dataclass, field

import numpy as np

from forecasting.backtest.bands import BAND_KEYS, WITHHELD_BAND, WITHHELD_FROM
from forecasting.backtest.measures import fair_crps
from forecasting.backtest.record import Fan
from forecasting.calibration import BANDS, CLASS_NAMES, PastErrors, estimate_factors, size_classes, widen
from forecasting.components import Array

# Draws a naive band is made of: evenly spaced quantiles of the past errors.
NAIVE_DRAWS = 100
LOW, HIGH = 0.1, 0.9


@dataclass
class Memory:
    """Errors of one model from the origins done so far; each list has one entry per origin.

    `error` (lead, area, band): what came over the point, less 1. `distance` and `half_width` (lead, area,
    band), in persons: from the median, and of the band. NaN where nothing came yet.
    """

    origins: list[int] = field(default_factory=list)
    error: list[Array] = field(default_factory=list)
    distance: list[Array] = field(default_factory=list)
    half_width: list[Array] = field(default_factory=list)

    def add(self, origin: int, drawn: "Drawn", came: Array) -> None:
        """Remember what came after a forecast."""
        low, middle, high = drawn.quantiles
        with np.errstate(invalid="ignore", divide="ignore"):
            self.error.append(np.where(drawn.point > 0, came / drawn.point - 1, np.nan))
        self.distance.append(np.abs(came - middle))
        self.half_width.append((high - low) / 2)
        self.origins.append(origin)

    def factors(self, at: int, size: Array, leads: int) -> Array:
        """Return factors (size class, band, lead) known at the end of `at`; `size` (area): residents then."""
        if not self.origins:
            nothing = np.empty((0, leads, len(size), len(BANDS)))
            return estimate_factors(PastErrors(nothing, nothing, size_classes(size)))
        past = PastErrors(stacked(self.distance, leads), stacked(self.half_width, leads), size_classes(size))
        return estimate_factors(past.known_at(np.array(self.origins), at))

    def naive_draws(self, at: int, point: Array, size: Array) -> Array:
        """Return draws (lead, area, band, draw) made of past errors of the same lead, size class and band.

        A lead without past errors takes those of the longest lead that has some; NaN if none has.
        """
        made = np.full((*point.shape, NAIVE_DRAWS), np.nan, np.float32)
        classes, known = size_classes(size), None
        for lead in range(point.shape[0]):
            usable = [i for i, year in enumerate(self.origins) if year + lead + 1 <= at]
            known = np.stack([self.error[i][lead] for i in usable]) if usable else known
            if known is None:
                continue
            for index in range(len(CLASS_NAMES)):
                inside = classes == index
                spread = _evenly(known[:, inside])
                made[lead, inside] = point[lead, inside][..., np.newaxis] * (1 + spread)
        return made


@dataclass(frozen=True)
class Drawn:
    """A forecast in order: `ordered` (lead, area, band, draw) from the smallest draw up, `point` their mean.

    `quantiles`: (LOW, .5, HIGH), each (lead, area, band). What needs an order is sorted once.
    """

    ordered: Array
    point: Array
    quantiles: tuple[Array, Array, Array]

    def fan(self, came: Array, factors: Array | None = None) -> Fan:
        """Return band and CRPS against `came` (lead, area, band), widened by `factors` of the same axes."""
        low, middle, high = self.quantiles
        if factors is None:
            return Fan(low, high, fair_crps(self.ordered, came))
        # Widening keeps the order, so the quantiles move as single draws do.
        ends = widen(np.stack([low, high], axis=-1), middle, factors)
        draws = widen(self.ordered, middle.astype(self.ordered.dtype), factors.astype(self.ordered.dtype))
        return Fan(ends[..., 0], ends[..., 1], fair_crps(draws, came))


def in_order(draws: Array) -> Drawn:
    """Return draws (lead, area, band, draw) sorted, with their mean and quantiles."""
    ordered = np.sort(draws, axis=-1)
    low, middle, high = (sorted_quantile(ordered, level) for level in (LOW, 0.5, HIGH))
    return Drawn(ordered, draws.mean(axis=-1, dtype=float), (low, middle, high))


def sorted_quantile(ordered: Array, level: float) -> Array:
    """Return a quantile of values sorted along the last axis, straight between two, as numpy does."""
    at = level * (ordered.shape[-1] - 1)
    below = int(at)
    above = min(below + 1, ordered.shape[-1] - 1)
    lower, upper = ordered[..., below].astype(float), ordered[..., above].astype(float)
    value: Array = lower + (at - below) * (upper - lower)
    return value


def without_withheld(fan: Fan) -> Fan:
    """Return the fan without the bands nobody claims: children under six from ten years on."""
    parts = [part.astype(float) for part in (fan.low, fan.high, fan.crps)]
    for part in parts:
        part[WITHHELD_FROM - 1 :, :, BAND_KEYS.index(WITHHELD_BAND)] = np.nan
    return Fan(*parts)


def stacked(by_origin: list[Array], leads: int) -> Array:
    """Return (origin, lead, …) of arrays (lead, …), NaN for the leads an origin has not reached yet."""
    whole = np.full((len(by_origin), leads, *by_origin[0].shape[1:]), np.nan)
    for i, values in enumerate(by_origin):
        whole[i, : len(values)] = values[:leads]
    return whole


def _evenly(errors: Array) -> Array:
    """Return NAIVE_DRAWS quantiles per band (band, draw) of errors (origin, area, band)."""
    at = (np.arange(NAIVE_DRAWS) + 0.5) / NAIVE_DRAWS
    cases = errors.reshape(-1, errors.shape[-1])
    made = np.full((cases.shape[1], NAIVE_DRAWS), np.nan)
    for band, column in enumerate(cases.T):
        known = column[np.isfinite(column)]
        if len(known):
            # Sorting beats the hundred partitions of a quantile function.
            made[band] = np.interp(at * (len(known) - 1), np.arange(len(known)), np.sort(known))
    return made
