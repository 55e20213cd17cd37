"""Checks of one array: axes, values, sums; every refusal names the array, the place and the value."""

import numpy as np
from numpy.typing import NDArray

from forecasting.component_words import spoken
from forecasting.errors import ComponentError

Array = NDArray[np.floating]
# Shares come from divisions: 1e-9 is far above rounding and far below a person.
_SHARE_ROUNDING = 1e-9


def check_shape(name: str, array: Array, axes: tuple[str, ...], shape: tuple[int, ...]) -> None:
    """Raise ComponentError unless every axis has length 1 or the length in `shape`."""
    if array.ndim != len(shape):
        raise ComponentError(f"{name} hat {array.ndim} Achsen statt {len(shape)} ({', '.join(axes)}).")
    for axis, length, wanted in zip(axes, array.shape, shape, strict=True):
        if length in (1, wanted):
            continue
        hint = ""
        if axis == "Alter" and length > wanted:
            hint = (
                f" Alter über {wanted - 1} bitte mit open_age_group.fold_counts oder fold_rates "
                "zusammenfassen oder die Ausgangsbevölkerung mit ebenso vielen Altern angeben."
            )
        raise ComponentError(
            f"{name}: Achse {axis} hat {length} Einträge, "
            f"{f'erwartet werden {wanted} oder 1' if wanted > 1 else 'erwartet wird 1'}.{hint}"
        )


def check_values(name: str, array: Array, axes: tuple[str, ...], allowed: tuple[float, float]) -> None:
    """Raise ComponentError for the first value outside `allowed` (low, high) or not finite."""
    low, high = allowed
    # Two quick passes suffice where nothing is wrong: levels of a large run are read at the speed of memory.
    if array.size and low <= array.min() and array.max() <= min(high, np.finfo(float).max):
        return
    # NaN fails both comparisons and is caught with the rest.
    bad = ~((array >= low) & (array <= high)) | ~np.isfinite(array)
    if not bad.any():
        return
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    place = ", ".join(_place(axis, i) for axis, i in zip(axes, index, strict=True))
    limits = (
        "eine endliche Zahl"
        if np.isinf(low)
        else f"mindestens {low:g}"
        if np.isinf(high)
        else f"{low:g} bis {high:g}"
    )
    raise ComponentError(
        f"{spoken(name, axes, index, float(array[index]))}{name}[{place}] = {float(array[index]):g}; "
        f"erlaubt ist {limits}. "
        f"Betroffen sind {int(bad.sum())} von {array.size} Werten. Bitte die Herkunft dieser Werte prüfen."
    )


def check_sum(name: str, total: Array) -> None:
    """Raise ComponentError unless all entries of `total` are 1."""
    if not np.allclose(total, 1.0, atol=_SHARE_ROUNDING):
        worst = float(total.ravel()[np.argmax(np.abs(total - 1.0))])
        raise ComponentError(f"{name}: die Anteile ergeben {worst:g} statt 1, Personen gingen verloren.")


def check_whole_numbers(name: str, array: NDArray[np.integer], length: int) -> int:
    """Return how many groups 0 … n−1 an index array names; raise ComponentError if it is no such array."""
    if array.shape != (length,):
        raise ComponentError(f"{name} hat {array.size} Einträge statt {length}.")
    if not np.issubdtype(array.dtype, np.integer) or (array < 0).any():
        raise ComponentError(f"{name} muss aus ganzen Zahlen ab 0 bestehen, enthält aber {array.min()!s}.")
    return int(array.max()) + 1


def _place(axis: str, index: int) -> str:
    return ("männlich", "weiblich")[index] if axis == "Geschlecht" and index < 2 else f"{axis} {index}"
