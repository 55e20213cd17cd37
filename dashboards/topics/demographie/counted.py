"""Sums of the age structure that custom_stock.sql and custom_ages.sql define, over columns kept in memory."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dashboards import stock
from dashboards.stock import NATIONS, NOT_TOLD, SEXES, Stock
from dashboards.topic import Context

Array = np.ndarray
OPEN_AGE, WIDEST = 100, 10
# Whether a row belongs to a part: no, yes, or the delivery does not tell.
NO, YES, UNTOLD = 0, 1, 2


def persons(context: Context, area_ids: Sequence[str], parts: Mapping[str, object]) -> pd.DataFrame:
    """Return what custom_stock.sql returns."""
    ids = sorted(set(area_ids))
    found = stock.stock_of(context, ids)
    one = {name: int(str(parts[name])) for name in ("low", "high", "low_2", "high_2", "sign")}
    fits = _inside(found, one["low"], one["high"]) | _inside(found, one["low_2"], one["high_2"])
    is_out = _outside(found, one["low"], one["high"]) & _outside(found, one["low_2"], one["high_2"])
    part = _told(found, fits, is_out, str(parts["sex"]), str(parts["nationality"]))
    low, high = int(str(parts["whole_low"])), int(str(parts["whole_high"]))
    whose = str(parts["whole_sex"]), str(parts["whole_nationality"])
    whole = _told(found, _inside(found, low, high), _outside(found, low, high), *whose)
    sign = np.where(found.age >= one["low_2"], one["sign"], 1)[:, None]
    return pd.DataFrame(
        {
            "area_id": pd.Series(np.array(ids, dtype=object)[found.area], dtype=object),
            "year": found.year,
            "part": _sums(found, part, sign)[:, 0],
            "whole": _sums(found, whole, np.ones_like(sign))[:, 0],
        }
    )


def ages(context: Context, area_ids: Sequence[str], group: Mapping[str, object]) -> pd.DataFrame:
    """Return what custom_ages.sql returns."""
    ids = sorted(set(area_ids))
    found = stock.stock_of(context, ids)
    low, high = int(str(group["low"])), int(str(group["high"]))
    whose = str(group["sex"]), str(group["nationality"])
    part = _told(found, _inside(found, low, high), _outside(found, low, high), *whose)
    # Delivered age groups, young to old.
    groups, number = np.unique(found.age * 1000 + found.age_to, return_inverse=True)
    age, age_to = groups // 1000, groups % 1000
    known = _sums(found, part, np.eye(len(groups))[number])
    held, total = np.nan_to_num(known), known.sum(axis=1, keepdims=True)
    is_wide = (held > 0) & (age_to < OPEN_AGE) & (age_to - age + 1 > WIDEST)
    up_to, half = held.cumsum(axis=1), total / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (known * (age + age_to + 1) / 2).sum(axis=1) / np.where(total == 0, np.nan, total)[:, 0]
        inside = age + (age_to - age + 1) * (half - (up_to - held)) / held
    is_told = (age_to < OPEN_AGE) & (age_to - age < WIDEST)
    middle = ((up_to >= half) & (held > 0)).argmax(axis=1)[:, None] if len(groups) else np.zeros((0, 1), int)
    median = np.take_along_axis(np.where(is_told, inside, np.nan), middle, axis=1)[:, 0]
    return pd.DataFrame(
        {
            "area_id": pd.Series(np.array(ids, dtype=object)[found.area], dtype=object),
            "year": found.year,
            "base": total[:, 0],
            "mean_age": np.where(is_wide.any(axis=1), np.nan, mean),
            "median_age": np.where(total[:, 0] > 0, median, np.nan),
        }
    )


def _inside(found: Stock, low: int, high: int) -> Array:
    return (found.age >= low) & (found.age_to <= high)


def _outside(found: Stock, low: int, high: int) -> Array:
    return (found.age > high) | (found.age_to < low)


def _told(found: Stock, fits: Array, is_out: Array, sex: str, nationality: str) -> Array:
    """NO, YES or UNTOLD for every column: an age class across the border, or a sex nobody wrote down."""
    is_other, is_untold = np.zeros(len(fits), dtype=bool), np.zeros(len(fits), dtype=bool)
    for told, asked in ((found.sex, SEXES.get(sex)), (found.nationality, NATIONS.get(nationality))):
        if asked is not None:
            is_other |= (told != asked) & (told != NOT_TOLD)
            is_untold |= told == NOT_TOLD
    of_ages = np.where(is_other, NO, np.where(is_untold, UNTOLD, YES))
    return np.where(fits, of_ages, np.where(is_out, NO, UNTOLD))


def _sums(found: Stock, part: Array, weights: Array) -> Array:
    """Persons of a part by row and column of the weights; missing where one of the numbers is.

    Where nobody is, it does not matter to which part they belong.
    """
    sums: Array = found.persons @ (weights * (part == YES)[:, None])
    is_here = weights != 0
    is_missing = (found.persons @ (is_here * (part == UNTOLD)[:, None])) > 0
    is_missing |= (found.gaps @ (is_here * (part != NO)[:, None])) > 0
    return np.where(is_missing, np.nan, sums)
