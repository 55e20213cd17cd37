"""Care rates: children in care per resident child of the same age, and who gives the care."""

import pandas as pd

from dashboards.topics.kita.assumptions import BandWords

# Fewer resident children than this give no percentage (visual rules § 5, a setting there).
MIN_RESIDENTS = 50


def over_time(care: pd.DataFrame, area_id: str, words: BandWords) -> pd.DataFrame:
    """Return reference_date, children, residents, childminding, rate of one area and band, oldest first.

    A date with a missing part has no rate.
    """
    chosen = care[(care["area_id"] == area_id) & care["age"].between(words.age, words.age_to)]
    summed = (
        chosen.groupby("reference_date")[["children", "residents", "childminding"]]
        .sum(skipna=False)
        .reset_index()
    )
    summed["rate"] = (summed["children"] / summed["residents"]).where(summed["residents"] > 0)
    return summed


def by_age(care: pd.DataFrame, area_id: str) -> pd.DataFrame:
    """Return age, children, residents, rate at the latest date of one area, ages with any care or below 6."""
    of_area = care[care["area_id"] == area_id]
    latest = of_area[of_area["reference_date"] == of_area["reference_date"].max()]
    oldest = latest.loc[latest["children"] > 0, "age"].max()
    shown = latest[latest["age"] <= max(5, 0 if pd.isna(oldest) else oldest)].copy()
    shown["rate"] = (shown["children"] / shown["residents"]).where(shown["residents"] > 0)
    fresh: pd.DataFrame = shown.reset_index(drop=True)
    return fresh


def observed_quota(care: pd.DataFrame, area_id: str, words: BandWords) -> int:
    """Return the latest care rate of an area in whole per cent, else the usual one of the band."""
    rate = over_time(care, area_id, words)["rate"].dropna()
    # A rate of zero means that the delivery does not cover the band, such as schoolchildren in a Kita list.
    return round(100 * float(rate.iloc[-1])) if len(rate) and rate.iloc[-1] > 0 else words.usual_quota


def is_observed(care: pd.DataFrame, area_id: str, words: BandWords) -> bool:
    """Return whether the Zielquote can start from an observed rate."""
    rate = over_time(care, area_id, words)["rate"].dropna()
    return bool(len(rate) and rate.iloc[-1] > 0)


def childminding_share(care: pd.DataFrame, area_id: str, words: BandWords) -> float:
    """Return the latest share of childminding in all care of a band, 0 where nothing is known."""
    known = over_time(care, area_id, words).dropna(subset=["children", "childminding"])
    if known.empty or known["children"].iloc[-1] == 0:
        return 0.0
    return float(known["childminding"].iloc[-1] / known["children"].iloc[-1])
