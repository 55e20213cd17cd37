"""Places against need: Saldo, groups, how probable a shortage or a surplus is, and the class of an area."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.kita.ages import Array

# Class limits of Saldo / need (visual rules § 4, a setting there).
LIMITS = (-0.15, -0.03, 0.03, 0.15)
# Above this share of draws something is said to be so, below its counterpart not to be so.
SURE, LIKELY, UNLIKELY = 0.8, 0.5, 0.2
Class = Literal["fehlt", "fehlt_wohl", "offen", "reicht", "frei"]
# Honest classes from most to least urgent, and their words.
CLASS_NAMES: dict[Class, str] = {
    "fehlt": "fehlt",
    "fehlt_wohl": "fehlt wohl",
    "offen": "offen",
    "reicht": "reicht",
    "frei": "Plätze frei",
}
# Berlin's Förderatlas names five categories by reserve and direction; where a reserve is "small" is not
# published, so the bounds on places / need are ours.
NO_RESERVE, SMALL_RESERVE = 1.0, 1.05
BERLIN_WORDS = {
    "1": "keine Platzreserven, Bedarf steigt",
    "3+": "geringe Platzreserven, Bedarf steigt",
    "3": "noch Platzreserven, Bedarf steigt",
    "2": "keine Platzreserven, Bedarf sinkt",
    "4": "noch Platzreserven, Bedarf sinkt",
}


@dataclass(frozen=True)
class Outcome:
    """Saldo by area and year, each array (area, year): from the draws of need and the places.

    `shortage` is the probability that places are missing, `surplus` that at least one whole group stays free.
    """

    need: Array
    quantiles: Array
    saldo: Array
    groups: Array
    shortage: Array
    surplus: Array


QUANTILES = (0.1, 0.25, 0.75, 0.9)


def outcome(need: Array, places: Array, group_places: int) -> Outcome:
    """Return the balance of need (area, year, draw) and places (area, year); NaN places give NaN.

    Groups: a shortage is rounded up, a surplus down. `quantiles` is (area, year, 4): 10, 25, 75, 90 %.
    """
    ordered = np.sort(need, axis=-1)
    middle = _quantile(ordered, 0.5)
    quantiles = np.stack([_quantile(ordered, level) for level in QUANTILES], axis=-1)
    known = ~np.isnan(places)
    short = (need > places[..., np.newaxis]).mean(axis=-1)
    free = (need <= places[..., np.newaxis] - group_places).mean(axis=-1)
    saldo = places - middle
    return Outcome(
        middle,
        quantiles,
        saldo,
        np.floor(np.round(saldo) / group_places),
        np.where(known, short, np.nan),
        np.where(known, free, np.nan),
    )


def honest_class(shortage: float, surplus: float) -> Class | None:
    """Return what the draws carry: sure and likely shortage, open, enough, or groups that stay free."""
    if np.isnan(shortage):
        return None
    if shortage >= SURE:
        return "fehlt"
    if shortage > LIKELY:
        return "fehlt_wohl"
    if shortage > UNLIKELY:
        return "offen"
    return "frei" if surplus >= SURE else "reicht"


def berlin_class(places: float, need_now: float, need_later: float) -> str | None:
    """Return the category of Berlin's Förderatlas: reserve today by direction of need; "1" is worst."""
    if np.isnan(places) or np.isnan(need_now) or np.isnan(need_later) or need_now <= 0:
        return None
    reserve, rises = places / need_now, need_later > need_now
    if reserve < NO_RESERVE:
        return "1" if rises else "2"
    if not rises:
        return "4"
    return "3+" if reserve < SMALL_RESERVE else "3"


def first_deficit(shortage: Array, years: Array) -> Array:
    """Return per area, (area), the first year with a shortage more likely than not; NaN: none."""
    short = shortage > LIKELY
    first: Array = np.where(short.any(axis=1), np.asarray(years)[short.argmax(axis=1)], np.nan)
    return first


def urgency(saldo: Array, shortage: Array) -> Array:
    """Return expected missing places, (area): the more negative the Saldo and the surer, the more urgent."""
    urgent: Array = np.nan_to_num(np.maximum(-saldo, 0.0)) + np.nan_to_num(shortage)
    return urgent


def _quantile(ordered: Array, level: float) -> Array:
    """Linear between draws, as numpy counts."""
    position = level * (ordered.shape[-1] - 1)
    below = int(position)
    above = min(below + 1, ordered.shape[-1] - 1)
    value: Array = ordered[..., below] + (position - below) * (ordered[..., above] - ordered[..., below])
    return value
