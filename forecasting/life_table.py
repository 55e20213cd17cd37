"""Life tables from mx, qx or knots, and what the projection needs of them.

Last axis: single completed ages 0 … w.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import Array
from forecasting.errors import ComponentError

# Years lived in the year of death by those who die in infancy: Andreev and Kingkade (2015), at today's low
# mortality.
A0_MALE, A0_FEMALE = 0.1493, 0.1490
HALF = 0.5


@dataclass(frozen=True)
class LifeTable:
    """Columns of a period life table, radix 1: `lx` survivors, `Lx` person-years, `Tx` their sum above."""

    qx: Array
    lx: Array
    Lx: Array
    Tx: Array
    ax_rule: str

    @property
    def life_expectancy(self) -> Array:
        """e(x) in years."""
        e: Array = self.Tx / self.lx
        return e


def probabilities_from_rates(mx: Array, ax: Array) -> Array:
    """Return q = m / (1 + (1 − a) m), 1 in the open group."""
    qx: Array = mx / (1 + (1 - ax) * mx)
    qx[..., -1] = 1.0
    return qx


def probabilities_from_knots(ages: Array, qx: Array, last_age: int = 100) -> Array:
    """Return q for single ages 0 … last_age, log-linear between the knots and flat beyond the last."""
    interpolated: Array = np.exp(np.interp(np.arange(last_age + 1), ages, np.log(qx)))
    return interpolated


def first_year_share(rule: str, sex: int, m0: float) -> float:
    """Return a(0) at an infant death rate: 'coale_demeny' (West, 1983) or 'andreev_kingkade' (2015, table 3).

    `sex` 0 male, 1 female. A fixed a(0) needs no rule: hand it to `life_table`.
    """
    if rule == "coale_demeny":
        high, base, slope = ((0.330, 0.045, 2.684), (0.350, 0.053, 2.800))[sex]
        return high if m0 >= 0.107 else base + slope * m0
    if rule != "andreev_kingkade":
        raise ComponentError(f"a0-Regel {rule} ist unbekannt; bitte coale_demeny oder andreev_kingkade.")
    low, middle = ((0.02300, 0.08307), (0.01724, 0.06891))[sex]
    if m0 < low:
        return (0.14929 - 1.99545 * m0, 0.14903 - 2.05527 * m0)[sex]
    if m0 < middle:
        return (0.02832 + 3.26021 * m0, 0.04667 + 3.88089 * m0)[sex]
    return (0.29915, 0.31411)[sex]


def life_table(qx: Array, a0: float = A0_MALE) -> LifeTable:
    """Return the table of q by completed age; beyond the last age its hazard stays constant."""
    survive = 1.0 - qx[..., :-1]
    lx = np.concatenate([np.ones_like(qx[..., :1]), np.cumprod(survive, axis=-1)], axis=-1)
    ax = np.full(qx.shape[-1], HALF)
    ax[0] = a0
    dx = lx * qx
    person_years = lx - (1 - ax) * dx
    hazard = -np.log1p(-np.minimum(qx[..., -1], 1 - 1e-12))
    person_years[..., -1] = lx[..., -1] / hazard
    above = np.cumsum(person_years[..., ::-1], axis=-1)[..., ::-1]
    return LifeTable(
        qx, lx, person_years, above, f"a(0) = {a0:g}, sonst 0,5; offene Altersgruppe mit konstanter Rate"
    )


def survivorship(table: LifeTable) -> Array:
    """Return S by the age reached: L(0)/l(0), L(x)/L(x−1), T(w)/T(w−1) for all who reach the open group."""
    first = table.Lx[..., :1] / table.lx[..., :1]
    inner = table.Lx[..., 1:-1] / table.Lx[..., :-2]
    last = table.Tx[..., -1:] / table.Tx[..., -2:-1]
    return np.concatenate([first, inner, last], axis=-1)


def improved(qx: Array, hazard_factor: Array) -> Array:
    """Return q after multiplying the hazard: 1 − (1 − q)^h."""
    changed: Array = -np.expm1(hazard_factor * np.log1p(-np.minimum(qx, 1 - 1e-12)))
    return changed
