"""Single ages between the knots of a shortened life table."""

import numpy as np

from forecasting.ax_rules import Array
from forecasting.errors import ComponentError

KINDS = ("qx", "mx", "lx")


def values_at_single_ages(ages: Array, values: Array, kind: str, last_age: int) -> Array:
    """Return q for single ages 0 … last_age from knots, m if `kind` is 'mx'; see `life_table_from_knots`.

    Raises ComponentError for knots that do not begin at 0, do not rise or have an impossible value.
    """
    _check(ages, values, kind)
    single = np.arange(last_age + 1.0)
    flat = values.reshape(-1, values.shape[-1])
    if kind == "lx":
        done = np.stack([_from_survivors(ages, row, single) for row in flat])
    else:
        done = np.stack([np.exp(np.interp(single, ages, np.log(row))) for row in flat])
    return done.reshape(*values.shape[:-1], last_age + 1)


def _from_survivors(ages: Array, survivors: Array, single: Array) -> Array:
    # Imported here: it takes half a second to load, and those who only write a run need none.
    from scipy.interpolate import PchipInterpolator

    hazard = -np.log(survivors / survivors[0])
    curve = PchipInterpolator(ages, hazard)
    exact = np.arange(len(single) + 1.0)
    slope = (hazard[-1] - hazard[-2]) / (ages[-1] - ages[-2])
    beyond = hazard[-1] + slope * (exact - ages[-1])
    summed = np.where(exact <= ages[-1], curve(np.minimum(exact, ages[-1])), beyond)
    q: Array = -np.expm1(-np.diff(summed))
    return q


def _check(ages: Array, values: Array, kind: str) -> None:
    if kind not in KINDS:
        raise ComponentError(f"kind = {kind!r} ist unbekannt; erlaubt sind {', '.join(KINDS)}.")
    if len(ages) < 2 or ages[0] != 0 or (np.diff(ages) <= 0).any():
        raise ComponentError("Die Stützalter müssen bei 0 beginnen und steigen.")
    if values.shape[-1] != len(ages):
        raise ComponentError(f"{kind} hat {values.shape[-1]} Werte für {len(ages)} Stützalter.")
    bad = ~(values > 0) | ~np.isfinite(values)
    bad |= values > 1 if kind == "qx" else False
    if kind == "lx":
        bad[..., 1:] |= np.diff(values, axis=-1) > 0
    if bad.any():
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        rule = {"qx": "mehr als 0 bis 1", "mx": "mehr als 0", "lx": "mehr als 0 und nicht steigend"}[kind]
        raise ComponentError(
            f"{kind} im Stützalter {ages[index[-1]]:g} = {float(values[index]):g}; erlaubt ist {rule}."
        )
