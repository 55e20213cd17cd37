"""How long arrivals stay: the share still there after each year, from stays that may not have ended yet.

A life table (actuarial estimate): who is still there at the end of the delivered years, or has died, counts
for half of the year in which the stay is lost from sight. The band is Greenwood's, on the log-log scale.
"""

import numpy as np
import pandas as pd
from scipy import special

LEVEL = 0.95
# Fewer arrivals under observation carry no share (visual.md §5: no per cent of fewer than 50 cases).
MIN_AT_RISK = 50
# How a stay ends: by moving out, or unknown to us how it went on.
LEFT, OUT_OF_SIGHT = ("out",), ("death", "observed")
COLUMNS = ["after", "at_risk", "left", "share", "low", "high"]


def life_table(stays: pd.DataFrame) -> pd.DataFrame:
    """Return one row per completed year: after, at_risk, left, share still there with its 95 % band.

    `stays` has stayed (completed years), ending (out, death, observed) and persons; a NULL makes the table
    empty. `at_risk` were there at the beginning of the year, `share` holds for its end. It ends before fewer
    than 50 are under observation.
    """
    if stays.empty or stays["persons"].isna().any():
        return pd.DataFrame(columns=COLUMNS, dtype=float)
    ended = _ended(stays)
    remaining, share, spread = float(stays["persons"].sum()), 1.0, 0.0
    rows = []
    for after, (left, lost) in enumerate(ended.T.tolist()):
        at_risk = remaining - lost / 2
        if at_risk < MIN_AT_RISK:
            break
        share *= 1 - left / at_risk
        spread += left / (at_risk * (at_risk - left)) if at_risk > left else np.inf
        rows.append((after + 1, remaining, left, share, *_band(share, spread)))
        remaining -= left + lost
    return pd.DataFrame(rows, columns=COLUMNS)


def share_after(table: pd.DataFrame, years: int) -> tuple[float, float, float]:
    """Return the share still there after some years with its band; NaN where nobody was followed so long."""
    found = table[table["after"] == years]
    if found.empty:
        return np.nan, np.nan, np.nan
    row = found.iloc[0]
    return float(row["share"]), float(row["low"]), float(row["high"])


def median_stay(table: pd.DataFrame) -> float | None:
    """Return after how many years half have left, between two years in proportion; None: more stay."""
    before, year = 1.0, 0.0
    for after, share in zip(table["after"], table["share"], strict=True):
        if share <= 1 / 2:
            return float(year + (before - 1 / 2) / (before - share) * (after - year))
        before, year = float(share), float(after)
    return None


def by_cohort(stays: pd.DataFrame) -> pd.DataFrame:
    """Return the share still there by year of arrival and years after: year, after, share."""
    parts = [
        life_table(rows)[["after", "share", "at_risk"]].assign(year=year)
        for year, rows in stays.groupby("year")
    ]
    known = [part for part in parts if len(part)]
    if not known:
        return pd.DataFrame(columns=["year", "after", "share", "at_risk"], dtype=float)
    return pd.concat(known, ignore_index=True)


def _ended(stays: pd.DataFrame) -> np.ndarray:
    """Return who left and who was lost from sight, by completed years."""
    stayed, persons = stays["stayed"].to_numpy(dtype=int), stays["persons"].to_numpy(dtype=float)
    endings, years = stays["ending"].tolist(), int(stayed.max()) + 1
    parts = [np.array([ending in group for ending in endings], dtype=bool) for group in (LEFT, OUT_OF_SIGHT)]
    return np.stack([np.bincount(stayed[part], persons[part], years) for part in parts])


def _band(share: float, spread: float) -> tuple[float, float]:
    if not 0 < share < 1 or not np.isfinite(spread):
        return share, share
    half = float(special.ndtri(0.5 + LEVEL / 2)) * np.sqrt(spread) / abs(np.log(share))
    return float(share ** np.exp(half)), float(share ** np.exp(-half))
