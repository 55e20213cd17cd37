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


def band_sums(by_age: Array, axis: int) -> Array:
    """Return the sums of BANDS along the age `axis`, which becomes the band axis."""
    ages = np.moveaxis(by_age, axis, 0)
    below = np.concatenate([np.zeros((1, *ages.shape[1:])), np.cumsum(ages, axis=0)])
    sums = np.stack([below[band.age_to + 1] - below[band.age] for band in BANDS])
    return np.moveaxis(sums, 0, axis)
