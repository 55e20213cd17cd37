"""Methods that need counts only and usually win: no change, LINEXP and three forms of Hamilton–Perry.

Each takes stocks (year end, area, sex, age) and returns the stocks of the following years on the same axes.
"""

from collections.abc import Callable, Mapping

import numpy as np

from forecasting.components import FEMALE, Array

# Ratios outside these limits come from cells of a few persons (backtest.md § 3: what did harm).
RATIO_RANGE = (0.2, 3.0)
RATIO_YEARS = 5
# Wilson's LINEXP looks back ten years.
LINEXP_YEARS = 10
# Children per woman aged 20 to 39, both at the year end: the form behind the figures of backtest.md.
MOTHERS = slice(20, 40)
Benchmark = Callable[[Array, int], Array]


def project_unchanged(stock: Array, horizon: int) -> Array:
    """Return the last stock for every year."""
    return np.repeat(stock[-1:], horizon, axis=0)


def linexp_totals(totals: Array, horizon: int) -> Array:
    """Return totals (year, area): a line where an area grew over the base, else a falling exponential.

    Wilson, T. (2015), New evaluations of simple models for small area population forecasts.
    """
    base = min(LINEXP_YEARS, len(totals) - 1)
    if base == 0:
        return np.repeat(totals[-1:], horizon, axis=0)
    before, last = totals[-1 - base], totals[-1]
    ahead = np.arange(1, horizon + 1)[:, np.newaxis]
    line = last + ahead * (last - before) / base
    ratio = np.divide(last, before, out=np.ones_like(last), where=before > 0)
    falling = last * ratio ** (ahead / base)
    path: Array = np.where(last >= before, line, falling)
    return path


def project_linexp(stock: Array, horizon: int) -> Array:
    """Return the last structure of ages and sexes, brought to the totals of LINEXP."""
    return _scaled(project_unchanged(stock, horizon), stock, horizon)


def project_pooled_ratios(stock: Array, horizon: int) -> Array:
    """Return stocks by pooled cohort ratios, sum over sum of five years (Hamilton and Perry, 1962).

    An empty cell takes the ratio of all areas; infants follow the children per woman aged 20 to 39.
    """
    start, after = _pairs(stock)
    ratio = _divided(after.sum(axis=0), _aged(start).sum(axis=0), _of_all(start, after))
    infants = after[..., 0].sum(axis=0) / np.maximum(_women(after).sum(axis=0), 1.0)[:, np.newaxis]
    return _carried(stock[-1], ratio, infants, horizon)


def project_mean_ratios(stock: Array, horizon: int) -> Array:
    """Return stocks by the plain mean of five yearly cohort ratios; years without people are skipped."""
    start, after = _pairs(stock)
    reached = _aged(start)
    known = (reached > 0).sum(axis=0)
    yearly = np.divide(after, reached, out=np.zeros_like(after), where=reached > 0)
    ratio = _divided(yearly.sum(axis=0), known.astype(float), _of_all(start, after))
    infants = (after[..., 0] / np.maximum(_women(after), 1.0)[..., np.newaxis]).mean(axis=0)
    return _carried(stock[-1], ratio, infants, horizon)


def project_scaled_ratios(stock: Array, horizon: int) -> Array:
    """Return pooled cohort ratios, each area's total brought to LINEXP."""
    return _scaled(project_pooled_ratios(stock, horizon), stock, horizon)


BENCHMARKS: Mapping[str, Benchmark] = {
    "no_change": project_unchanged,
    "linexp": project_linexp,
    "hamilton_perry_mean": project_mean_ratios,
    "hamilton_perry": project_pooled_ratios,
    "hamilton_perry_linexp": project_scaled_ratios,
}


def _pairs(stock: Array) -> tuple[Array, Array]:
    return stock[:-1][-RATIO_YEARS:], stock[1:][-RATIO_YEARS:]


def _women(stock: Array) -> Array:
    women: Array = stock[..., FEMALE, MOTHERS].sum(axis=-1)
    return women


def _of_all(start: Array, after: Array) -> Array:
    together = _aged(start).sum(axis=(0, 1))
    return _divided(after.sum(axis=(0, 1)), together, np.ones_like(together))


def _divided(top: Array, bottom: Array, otherwise: Array) -> Array:
    fallback = np.broadcast_to(otherwise, top.shape).copy()
    return np.clip(np.divide(top, bottom, out=fallback, where=bottom > 0), *RATIO_RANGE)


def _aged(stock: Array) -> Array:
    aged = np.zeros_like(stock)
    aged[..., 1:] = stock[..., :-1]
    aged[..., -1] += stock[..., -1]
    return aged


def _carried(last: Array, ratio: Array, infants: Array, horizon: int) -> Array:
    state, states = last, []
    for _ in range(horizon):
        state = _aged(state) * ratio
        state[..., 0] = infants * _women(state)[:, np.newaxis]
        states.append(state)
    return np.stack(states)


def _scaled(states: Array, stock: Array, horizon: int) -> Array:
    wanted = linexp_totals(stock.sum(axis=(2, 3)), horizon)
    have = states.sum(axis=(2, 3))
    factor = np.divide(wanted, have, out=np.ones_like(have), where=have > 0)
    scaled: Array = states * factor[..., np.newaxis, np.newaxis]
    return scaled
