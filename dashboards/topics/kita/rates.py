"""Care rates: children in care per resident child of the same age, and who gives the care."""

from dataclasses import dataclass

import pandas as pd

# No percentages of fewer cases (visual rules § 5, a setting there).
MIN_CASES = 50
# Ages shown even if no child of that age is in care.
ALWAYS_SHOWN = 5


@dataclass(frozen=True)
class Observed:
    """What the latest care delivery says of a whole association: shares from 0 to 1, None where unknown."""

    rate: float | None
    childminding: float

    def quota(self, usual: int) -> int:
        """Return the Zielquote to start with in whole per cent: the observed rate, else the usual one."""
        return usual if self.rate is None else round(100 * self.rate)


def observed(care: pd.DataFrame, area_id: str) -> Observed:
    """Return the latest known rate and share of childminding of an area from the table of care rates."""
    known = care[(care["area_id"] == area_id) & (care["residents"] >= MIN_CASES)].dropna(subset=["children"])
    # A rate of zero means that the delivery does not cover the band, such as schoolchildren in a Kita list.
    if known.empty or known["children"].iloc[-1] == 0:
        return Observed(None, 0.0)
    row = known.iloc[-1]
    return Observed(float(row["children"] / row["residents"]), float(row["childminding"] / row["children"]))


def with_rate(care: pd.DataFrame, area_id: str) -> pd.DataFrame:
    """Return the rows of one area with a column `rate`; NaN where a part is missing or few children live."""
    rows = care[care["area_id"] == area_id]
    rate = (rows["children"] / rows["residents"]).where(rows["residents"] >= MIN_CASES)
    return rows.assign(rate=rate)


def by_age(ages: pd.DataFrame, area_id: str) -> pd.DataFrame:
    """Return the ages of one area with a column `rate`, up to the oldest in care."""
    rows = with_rate(ages, area_id)
    oldest = rows.loc[rows["children"] > 0, "age"].max()
    return rows[rows["age"] <= max(ALWAYS_SHOWN, 0 if pd.isna(oldest) else int(oldest))]
