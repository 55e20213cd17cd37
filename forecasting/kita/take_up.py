"""How many children of an age want care: scenarios, observed rates by area, forms and hours."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from forecasting.errors import ForecastError
from forecasting.kita.ages import OLDEST_AGE, Array
from forecasting.kita.tables import DEFAULT_LAND, land_of, read_table

# Ages with a rate of their own before school; older Kindergarten children take the last one.
KITA_AGES = 7
# Residents that weigh as much as the rate of the whole when a small area's rate is estimated (own choice).
PRIOR_CHILDREN = 40.0
# Steps that find the level of a scaled scenario, each halves the gap; and where they start.
HALVINGS = 60
WIDEST_LEVEL = 20.0


@dataclass(frozen=True)
class TakeUp:
    """Shares (0 to 1) of children in care: `kita` by single age 0 … 6, `pupil` of grades 1 to 4."""

    key: str
    title: str
    kita: tuple[float, ...]
    pupil: float

    def of_ages(self, band: str) -> Array:
        """Return the rate of every age 0 … OLDEST_AGE − 1 in a band."""
        rates = np.full(OLDEST_AGE, self.kita[-1])
        rates[:KITA_AGES] = self.kita
        return np.full(OLDEST_AGE, self.pupil) if band == "grundschule" else rates


@dataclass(frozen=True)
class Forms:
    """How the children in care of a band are cared for: share of childminding, shares of 4, 6 and 8 hours."""

    childminding: float
    hours: tuple[float, float, float]


@cache
def scenarios() -> dict[str, TakeUp]:
    """Return the scenarios of take-up by key, each row of the table with its source."""
    table = read_table("kita_take_up")
    found = {}
    for key, rows in table.groupby("scenario", sort=False):
        shares = dict(zip(rows["age"].astype(str), rows["share"].astype(float), strict=True))
        kita = tuple(shares[str(age)] for age in range(KITA_AGES))
        found[str(key)] = TakeUp(str(key), str(rows["title"].iloc[0]), kita, shares["pupil"])
    return found


def forms(municipality_ags: str | None, band: str) -> Forms:
    """Return forms and hours of a band in a Land, those of Niedersachsen if it has none."""
    table = read_table("kita_forms")
    land = land_of(municipality_ags)
    land = land if land in set(table["land"]) else DEFAULT_LAND
    rows = table[(table["land"] == land) & (table["band"] == band)]
    values = dict(zip(rows["measure"], rows["value"].astype(float), strict=True))
    return Forms(values["childminding"], (values["hours_4"], values["hours_6"], values["hours_8"]))


def check_rates(rates: Array) -> None:
    """Refuse shares below 0 or above 1 and say where they stand."""
    wrong = np.argwhere(~((rates >= 0) & (rates <= 1)) & ~np.isnan(rates))
    if len(wrong):
        at, value = tuple(int(part) for part in wrong[0]), float(rates[tuple(wrong[0])])
        raise ForecastError(
            f"Betreuungsquote an der Stelle {at}: {100 * value:.0f} % liegt nicht zwischen 0 und 100 %. "
            f"Insgesamt {len(wrong)} Angaben. Bitte als Anteil der Kinder angeben."
        )


def scaled(rates: Array, children: Array, target: float) -> Array:
    """Return rates raised or lowered to a wanted share of all children, none above 1; see `level`."""
    if target < 1 and not np.any(rates * children > 0):
        return np.full_like(rates, target)
    return raised(rates, level(rates, children, target))


def level(rates: Array, children: Array, target: float) -> float:
    """Return log λ with which `raised` brings rates to a share of all children; `children` weigh ages."""
    total = float(children.sum())
    if total <= 0 or target >= 1:
        return math.inf if target >= 1 else 0.0
    low, high = -WIDEST_LEVEL, WIDEST_LEVEL
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = float((raised(rates, middle) * children).sum()) / total
        low, high = (middle, high) if reached < target else (low, middle)
    return (low + high) / 2


def raised(rates: Array, log_power: float) -> Array:
    """Return 1 − (1 − r)^λ: every rate moves the same way, ages keep their order, nobody passes 100 %."""
    if math.isinf(log_power):
        return np.ones_like(rates)
    with np.errstate(divide="ignore"):
        moved: Array = -np.expm1(np.exp(log_power) * np.log1p(-np.minimum(rates, 1.0)))
    return moved


def smoothed(in_care: Array, residents: Array, whole: Array, prior: float = PRIOR_CHILDREN) -> Array:
    """Return rates by area and age, (area, age), drawn to those of the whole (age) where few children live.

    Without residents the rate is that of the whole; it is never above 1.
    """
    known = np.where(np.isnan(residents) | np.isnan(in_care), 0.0, residents)
    cared = np.where(known > 0, np.nan_to_num(in_care), 0.0)
    rates: Array = np.minimum((cared + prior * whole) / (known + prior), 1.0)
    return rates
