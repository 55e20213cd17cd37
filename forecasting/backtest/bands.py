"""Age bands and size classes in which errors are reported: those the fan is calibrated in."""

from dataclasses import dataclass

import numpy as np

from forecasting import calibration
from forecasting.components import Array
from forecasting.spread import OLDEST


@dataclass(frozen=True)
class Band:
    """Ages from `age` to `age_to`, both included; `key` in the JSON, `title` on the screen."""

    key: str
    title: str
    age: int
    age_to: int


def _band(age: int, age_to: int) -> Band:
    if (age, age_to) == (0, OLDEST):
        return Band("total", "alle", age, age_to)
    if age_to == OLDEST:
        return Band(f"{age}+", f"{age}+", age, age_to)
    return Band(f"{age}-{age_to}", f"{age}–{age_to}", age, age_to)


BANDS = tuple(_band(*ages) for ages in calibration.BANDS)
GROUPS = BANDS[1:]
SEVEN_GROUPS = "seven_groups"


# Keys in the JSON of the size classes of `calibration`.
SIZE_KEYS = ("<2k", "2-5k", "5-10k", "10-50k", ">50k")


# From ten years on children under six hang on the fertility of years nobody knows, in all areas together: no
# band is claimed for them without a named scenario of fertility (backtest.md § 6).
WITHHELD_BAND, WITHHELD_FROM = "0-5", 10
BAND_KEYS = tuple(band.key for band in BANDS)


def band_sums(by_age: Array, axis: int) -> Array:
    """Return the sums of BANDS along the age `axis`, which becomes the band axis."""
    ages = np.moveaxis(by_age, axis, 0)
    sums = np.empty((len(BANDS), *ages.shape[1:]), by_age.dtype)
    for group, band in zip(sums[1:], GROUPS, strict=True):
        ages[band.age : band.age_to + 1].sum(axis=0, out=group)
    # The groups divide all ages.
    sums[1:].sum(axis=0, out=sums[0])
    return np.moveaxis(sums, 0, axis)
