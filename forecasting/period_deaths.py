"""Deaths by age at death from deaths by cohort, and the exposure behind them.

A projection counts deaths by the age a cohort reaches; registers and life tables count them by age at death.
Two published ways lead from one to the other: separation factors of the life table (Buettner, Abacus), or
exposure × rate, scaled to the cohort total (ccmppWPP). Last axis: age, the last group open.
"""

import numpy as np

from forecasting.ax_rules import Array
from forecasting.life_table import LifeTable


def separation_factors(table: LifeTable) -> Array:
    """Return the share of the deaths of those aged x at the start that occurs before their next age, 0 for w.

    sf(x) = (L(x) − l(x+n)·n) / (L(x) − L(x+n)); those who reach the open group leave L(w−n) deaths behind.
    """
    widths = np.diff(table.ages)
    before = table.Lx[..., :-1] - widths * table.lx[..., 1:]
    deaths = table.Lx[..., :-1] - table.Lx[..., 1:]
    deaths[..., -1] = table.Lx[..., -2]
    share = np.divide(before, deaths, out=np.full_like(before, 0.5), where=deaths > 0)
    return np.concatenate([share, np.zeros_like(share[..., :1])], axis=-1)


def period_deaths(cohort_deaths: Array, table: LifeTable) -> Array:
    """Return deaths by age at death, D(x)·(1 − sf(x−1)) + D(x+1)·sf(x); their sum is that of the cohorts."""
    factor = separation_factors(table)
    deaths: Array = np.array(cohort_deaths, dtype=float)
    moved = deaths[..., 1:] * factor[..., :-1]
    deaths[..., 1:] -= moved
    deaths[..., :-1] += moved
    return deaths


def exposure(start: Array, end: Array, net_migration: Array | float = 0.0) -> Array:
    """Return persons exposed on average over a step: the mean of both ends without the migrants of the end.

    `net_migration` as counted by UN_END; 0 where migrants are exposed themselves (UN_EVEN, FSO).
    """
    mean: Array = (start + end - net_migration) / 2
    return mean


def deaths_from_exposure(mx: Array, exposed: Array, cohort_deaths: Array) -> Array:
    """Return deaths by age at death as exposure × rate, scaled to the sum of the cohort deaths."""
    deaths = mx * exposed
    scaled: Array = deaths * (cohort_deaths.sum(axis=-1, keepdims=True) / deaths.sum(axis=-1, keepdims=True))
    return scaled
