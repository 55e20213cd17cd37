"""Who lives in an area at the end of a year: sums that residents.sql defines, over columns kept in memory."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboards import stock
from dashboards.filters import People
from dashboards.stock import NATIONS, NOT_TOLD, SEXES
from dashboards.topic import Context
from dashboards.topics.wanderungen.ages import ALL, OLDEST, Bands
from dashboards.topics.wanderungen.sums import words


def residents(context: Context, area_ids: Sequence[str], people: People, bands: Bands) -> pd.DataFrame:
    """Return what residents.sql returns."""
    ids = sorted(set(area_ids))
    found = stock.stock_of(context, ids)
    first, years = found.years
    counts, is_untold = np.ones(len(found.age), dtype=bool), np.zeros(len(found.age), dtype=bool)
    for told, asked in (
        (found.sex, SEXES.get(people.sex)), (found.nationality, NATIONS.get(people.nationality))
    ):  # fmt: skip
        if asked is not None:
            counts &= (told == asked) | (told == NOT_TOLD)
            is_untold |= told == NOT_TOLD
    band_of = np.zeros(OLDEST + 1, dtype=np.int64)
    for number, (low, high) in enumerate(zip(bands.firsts, bands.lasts, strict=True)):
        band_of[low : high + 1] = number
    # One band more for age groups that fit none.
    band = np.where(band_of[found.age] == band_of[found.age_to], band_of[found.age], len(bands.codes))
    weights = np.zeros((len(band), len(bands.codes) + 1))
    weights[np.arange(len(band)), band] = counts
    shape = (len(ids), years, len(bands.codes) + 1)
    at = (found.area, found.year - first)
    is_known, sums, gaps = np.zeros(shape[:2], bool), np.zeros(shape), np.zeros(shape, bool)
    is_cut = np.zeros((*shape[:2], 1), bool)
    is_known[at] = True
    sums[at] = found.persons @ weights
    # Hardly ever is a number withheld, not told by sex, or that of an age group across a band.
    if found.gaps.any():
        gaps[at] = found.gaps @ weights > 0
    if is_untold.any():
        gaps[at] |= found.exists @ (weights * is_untold[:, None]) > 0
    if weights[:, -1].any():
        is_cut[at] = (found.exists @ weights[:, -1:]) > 0
    whole = np.where(gaps.any(axis=2), np.nan, sums.sum(axis=2))
    parts = np.where(gaps[:, :, :-1] | is_cut, np.nan, sums[:, :, :-1])
    held = np.where(is_known[..., None], np.concatenate([whole[..., None], parts], axis=2), np.nan)
    before = np.concatenate([np.full_like(held[:, :1], np.nan), held[:, :-1]], axis=1)
    area, year = np.nonzero(is_known)
    codes = np.array([ALL, *bands.codes], dtype=object)
    return pd.DataFrame(
        {
            "area_id": words(np.repeat(np.array(ids, dtype=object)[area], len(codes))),
            "year": np.repeat(year + first, len(codes)),
            "band": words(np.tile(codes, len(area))),
            "residents": ((before + held) / 2)[area, year].ravel(),
            "stock": held[area, year].ravel(),
        }
    )
