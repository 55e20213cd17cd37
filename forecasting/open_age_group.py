"""Ages beyond the last one a projection knows: joined before they come in, or kept as ages of their own.

`project` takes any number of ages, 0 … w. A source that goes on to 105 or 130 can be projected as it is; if
the other arrays end at 100, it is folded: persons are added, rates averaged with the persons who bear them.
"""

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import ComponentError

Array = NDArray[np.floating]


def fold_counts(counts: Array, last_age: int = 100, *, axis: int = -1) -> Array:
    """Return `counts` with everybody of `last_age` and above in the last entry of `axis`.

    A jump-off population has its ages on axis 3. Raises ComponentError if the array ends before `last_age`.
    """
    moved = np.moveaxis(np.asarray(counts), axis, -1)
    _check_length(moved, last_age)
    last = moved[..., last_age:].sum(axis=-1, keepdims=True)
    return np.moveaxis(np.concatenate([moved[..., :last_age], last], axis=-1), -1, axis)


def fold_rates(rates: Array, persons: Array, last_age: int = 100, *, axis: int = -1) -> Array:
    """Return `rates` with those of `last_age` and above averaged by `persons` (same shape, or fewer axes).

    Where nobody is so old, the rate at `last_age` stays. A life table is closed by `LifeTable.closed_at`.
    """
    moved = np.moveaxis(np.asarray(rates, dtype=float), axis, -1)
    weight = np.moveaxis(np.broadcast_to(persons, np.shape(rates)).astype(float), axis, -1)[..., last_age:]
    _check_length(moved, last_age)
    above, total = moved[..., last_age:], weight.sum(axis=-1)
    mean = np.divide((above * weight).sum(axis=-1), total, out=above[..., 0].copy(), where=total > 0)
    return np.moveaxis(np.concatenate([moved[..., :last_age], mean[..., np.newaxis]], axis=-1), -1, axis)


def _check_length(ages_last: Array, last_age: int) -> None:
    if not 0 < last_age < ages_last.shape[-1]:
        raise ComponentError(
            f"Die Alter reichen von 0 bis {ages_last.shape[-1] - 1}; zusammengefasst werden kann ab 1 bis "
            f"{ages_last.shape[-1] - 1}, nicht ab {last_age}."
        )
