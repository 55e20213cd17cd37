"""Ways to cut values into classes: Jenks, quantiles, equal widths, by hand, around a middle.

The cutting itself is mapclassify's (the PySAL project); here its cuts are rounded to what a legend can say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

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
    """Inner cuts by mapclassify; its upper ends belong to the class below, ours to the class above."""
    import mapclassify  # type: ignore[import-untyped]  # it brings a learning library along, which a page without it need not wait for

    makers = {
        "jenks": mapclassify.FisherJenks,
        "quantile": mapclassify.Quantiles,
        "gleich": mapclassify.EqualInterval,
    }
    found = makers[scheme](known, k=count)
    if scheme == "gleich":
        return [float(end) for end in found.bins[:-1]]
    ordered = np.unique(known)
    # Between the last value of a class and the first of the next.
    return [_between(ordered, float(end)) for end in found.bins[:-1]]


def _between(ordered: np.ndarray, end: float) -> float:
    above = ordered[ordered > end]
    return float((end + above[0]) / 2) if len(above) else end


def _told(cuts: Sequence[float], digits: int) -> list[float]:
    """The cuts as the legend writes them, with one more decimal where two would look the same."""
    for more in (digits, digits + 1, digits + 2):
        told = sorted({round(one, more) for one in cuts})
        if len(told) == len(set(cuts)):
            break
    return told


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
