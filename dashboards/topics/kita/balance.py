"""Places against need, by area and Kita year: Saldo, groups, class, and how sure a shortage is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboards.topics.kita.assumptions import Assumptions

# Class limits of Saldo / need (visual rules § 4, a setting there) and the signs from shortage to surplus.
LIMITS = (-0.15, -0.03, 0.03, 0.15)
SIGNS = ("−−", "−", "0", "+", "++")
CLASS_LABELS = ("≤\u202f−15\u202f%", "bis −3\u202f%", "±3\u202f%", "bis +15\u202f%", ">\u202f+15\u202f%")
# Below this many children a share of the need is not meaningful: one family moves the class.
MIN_CHILDREN = 10
# Outside these limits a sentence says what will be, between them what could be (80 % range).
SURE, UNLIKELY = 0.8, 0.2
KEY = ["area_id", "kita_year"]
QUANTILES = ("q10", "q25", "q75", "q90")


@dataclass(frozen=True)
class Children:
    """Children of a band, and what they need.

    `table` has area_id, kita_year, median, q10, q25, q75, q90, is_forecast; `draws` one row per forecast row
    of the table, in its order, one column per draw. With `is_need` the table also has need, need_q10 …
    need_q90 and the draws are places needed; without, a Zielquote for all ages makes need of children.
    """

    table: pd.DataFrame
    draws: npt.NDArray[np.float32]
    is_need: bool = False


def balance(
    children: Children, places: pd.DataFrame, assumptions: Assumptions, group_places: int
) -> pd.DataFrame:
    """Return one row per area and Kita year.

    Columns: those of `children.table` and `places` (places after the reserve), need and need_q10 … need_q90,
    saldo = places − need, share = saldo / need, probability (0 to 1) that places are missing, groups = saldo
    in whole groups (shortage rounded up, surplus down), sign_class 0 to 4 (NaN where not meaningful), surplus
    (probability that a whole group stays free). The probability is the share of draws with more need than
    places; for observed years it is 0 or 1.
    """
    table = children.table.merge(places, on=KEY, how="left", validate="many_to_one")
    table["places"] = table["places"] * (1 - assumptions.reserve)
    quota = 1.0 if children.is_need else assumptions.place_quota
    if not children.is_need:
        for quantile, name in [("median", "need"), *((one, f"need_{one}") for one in QUANTILES)]:
            table[name] = table[quantile] * quota
    table["saldo"] = table["places"] - table["need"]
    table["share"] = (table["saldo"] / table["need"]).where(table["need"] > 0)
    need = children.draws * np.float32(quota)
    table["probability"] = _probability(table, need, 0.0)
    table["surplus"] = 1 - _probability(table, need, float(group_places))
    table["groups"] = np.floor(table["saldo"].round() / group_places)
    table["sign_class"] = sign_class(table["share"]).where(table["median"] >= MIN_CHILDREN)
    # The copy puts all numbers side by side: rows are taken from it many times.
    return table.copy()


def sign_class(share: pd.Series) -> pd.Series:
    """Return the class 0 (large shortage) to 4 (large surplus) of Saldo / need; NaN where it is missing.

    A value on a limit is in the class nearer to zero, but −15 % is a large shortage.
    """
    low, small, even, much = LIMITS
    classes = np.select(
        [share <= low, share < small, share <= even, share <= much], [0.0, 1.0, 2.0, 3.0], default=4.0
    )
    return pd.Series(classes, index=share.index).where(share.notna())


def first_shortage(area: pd.DataFrame) -> int | None:
    """Return the first forecast Kita year in which a shortage is more likely than not, or None."""
    short = area[area["is_forecast"] & (area["probability"] > 0.5)]
    return None if short.empty else int(short["kita_year"].min())


def ladder(facilities: pd.DataFrame, occupied: float | None, is_listed: bool) -> Mapping[str, float | None]:
    """Return places by rung, approved down to occupied, over the houses of an area.

    None where a house does not tell; without houses 0 if a Kita list was delivered (`is_listed`), else None.
    """
    rungs: dict[str, float | None] = {}
    for name in ("approved", "built", "staffed", "bookable"):
        values = facilities[name]
        rungs[name] = None if values.isna().any() or not is_listed else float(values.sum())
    return rungs | {"occupied": occupied}


def _probability(table: pd.DataFrame, need: npt.NDArray[np.float32], kept: float) -> pd.Series:
    """Share of draws above the places less `kept` ones; 0 or 1 in observed rows, NaN without places."""
    above = (table["need"] > table["places"] - kept).astype(float)
    forecast = table["is_forecast"].to_numpy(dtype=bool)
    if need.size:
        places = table.loc[forecast, "places"].to_numpy(dtype=float)[:, None] - kept
        above.loc[forecast] = (need > places).mean(axis=1)
    return above.where(table["saldo"].notna())
