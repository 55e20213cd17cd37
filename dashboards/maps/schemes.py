"""Ways to cut values into classes: Jenks, quantiles, equal widths, by hand, around a middle.

Natural breaks are jenkspy's, quantiles numpy's; here cuts are rounded to what a legend can say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from jenkspy import jenks_breaks

from dashboards import text
from dashboards.maps.classes import Classes, classes, fixed_classes, spread_colours
from dashboards.style import Palette

Scheme = Literal["rund", "jenks", "quantile", "gleich", "hand"]
SCHEMES: dict[Scheme, str] = {
    "rund": "runde Grenzen",
    "jenks": "natürliche (Jenks)",
    "quantile": "gleich viele Gebiete",
    "gleich": "gleich breite",
    "hand": "von Hand",
}
FEWEST, MOST = 3, 6


@dataclass(frozen=True)
class Cutting:
    """How the values of a map become classes.

    `middle` makes the scale diverge around it: 0, or the mean of the association; None keeps it sequential.
    `by_hand` are the cuts of the scheme "hand". `digits` are the decimals of the labels.
    """

    scheme: Scheme = "rund"
    count: int = MOST
    by_hand: tuple[float, ...] = ()
    middle: float | None = None
    digits: int = 0


def cut(values: Sequence[float] | pd.Series, cutting: Cutting, colours: Palette) -> Classes:
    """Return the classes of a map; missing values do not count.

    Give the values of all years for limits that stay, those of one year for limits of their own.
    """
    known = pd.Series(values, dtype=float).dropna()
    known = known[np.isfinite(known)]
    if cutting.middle is not None:
        return _around(known, cutting, colours)
    if cutting.scheme == "hand" and cutting.by_hand:
        return fixed_classes(_within(cutting.by_hand, len(colours.sequential)), colours, cutting.digits)
    if cutting.scheme in {"rund", "hand"} or known.nunique() < 2:
        return classes(known, colours, "sequential", cutting.digits)
    cuts = _cuts(known.to_numpy(), cutting.scheme, min(cutting.count, known.nunique()))
    told = _told(cuts, cutting.digits)
    digits = next(more for more in range(cutting.digits, 4) if more == 3 or _fits(told, more))
    return fixed_classes(told, colours, digits)


def parse_cuts(words: str) -> tuple[float, ...] | None:
    """Return cuts written as "10; 20; 25,5"; None if a part is no number or they are not ascending."""
    parts = [part.strip() for part in words.replace("\u2212", "-").split(";") if part.strip()]
    try:
        # A comma is the German decimal mark; thousands are written without one here.
        found = tuple(float(part.replace(",", ".")) for part in parts)
    except ValueError:
        return None
    ascending = all(low < high for low, high in pairwise(found))
    finite = all(np.isfinite(one) for one in found)
    return found if found and ascending and finite else None


def _cuts(known: np.ndarray, scheme: Scheme, count: int) -> list[float]:
    """Inner cuts; those of quantiles and natural breaks lie between two values."""
    if scheme == "gleich":
        return [float(cut) for cut in np.linspace(known.min(), known.max(), count + 1)[1:-1]]
    if scheme == "jenks":
        lasts = jenks_breaks(known, n_classes=count)[1:-1]
    else:
        lasts = np.quantile(known, np.arange(1, count) / count, method="lower")
    ordered = np.unique(known)
    firsts = sorted(set(np.searchsorted(ordered, lasts, side="right").tolist()) - {len(ordered)})
    # Between the last value of a class and the first of the next.
    return [float((ordered[first - 1] + ordered[first]) / 2) for first in firsts]


def _told(cuts: Sequence[float], digits: int) -> list[float]:
    """The cuts as the legend writes them, with one more decimal where two would look the same."""
    for more in (digits, digits + 1, digits + 2):
        told = sorted({_half_up(one, more) for one in cuts})
        if len(told) == len(set(cuts)):
            break
    return told


def _half_up(cut: float, digits: int) -> float:
    """Between 2 and 3 lies 3: what is on a cut is in the class above."""
    shifted: float = math.floor(cut * 10**digits + 0.5) / 10**digits
    return round(shifted, digits)


def _fits(cuts: Sequence[float], digits: int) -> bool:
    return all(round(one, digits) == one for one in cuts)


def _within(cuts: Sequence[float], most: int) -> list[float]:
    return list(cuts[: most - 1])


def _around(known: pd.Series, cutting: Cutting, colours: Palette) -> Classes:
    """Seven classes around a middle, as far below it as above."""
    middle = float(cutting.middle or 0.0)
    base = classes(known - middle, colours, "diverging", cutting.digits)
    if middle == 0:
        return base
    cuts = [round(middle + one, cutting.digits + 1) for one in base.cuts]
    names = [text.number(one, cutting.digits) for one in cuts]
    labels = (f"<\u202f{names[0]}", *names[:-1], f"≥\u202f{names[-1]}")
    ramp = spread_colours(colours.diverging, len(labels))
    return Classes(tuple(cuts), ramp, spread_colours(colours.diverging_text, len(labels)), labels)
