"""Classes of a choropleth: round German limits, and the colours that go with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dashboards import cards, text
from dashboards.style import Palette

# Share of the values, by size, inside the outermost two diverging classes' limits.
OUTERMOST = 0.85
Kind = Literal["sequential", "diverging"]


@dataclass(frozen=True)
class Classes:
    """Ascending cuts between the classes, one fewer than colours; a value on a cut is in the upper class."""

    cuts: tuple[float, ...]
    colours: tuple[str, ...]
    text_colours: tuple[str, ...]
    labels: tuple[str, ...]

    def index(self, values: pd.Series) -> pd.Series:
        """Return the class of each value as 0, 1, …; NaN where the value is missing."""
        places = np.searchsorted(np.array(self.cuts), values.to_numpy(dtype=float), side="right")
        return pd.Series(places, index=values.index, dtype=float).where(values.notna())

    def legend(self, *extra: str) -> str:
        """Return the legend above the map; `extra` are parts such as cards.hatch()."""
        return cards.class_legend(self.colours, self.labels, (), *extra)


def classes(
    values: Sequence[float] | pd.Series, colours: Palette, kind: Kind = "sequential", digits: int = 0
) -> Classes:
    """Return classes for values: quantiles rounded to readable limits; diverging ones lie symmetric around 0.

    Give the values of all areas and years of the page, so that the limits stay when the reader moves on.
    `digits` is the number of decimals in the labels.
    """
    known = pd.Series(values, dtype=float).dropna().to_numpy()
    if kind == "diverging":
        return _diverging(known, colours, digits)
    return fixed_classes(_round_cuts(known, len(colours.sequential), digits), colours, digits)


def fixed_classes(cuts: Sequence[float], colours: Palette, digits: int = 0) -> Classes:
    """Return sequential classes with given limits, at most one fewer than there are colours."""
    ramp, words = (
        spread_colours(colours.sequential, len(cuts) + 1),
        spread_colours(colours.sequential_text, len(cuts) + 1),
    )
    if not cuts:
        return Classes((), ramp, words, ("alle",))
    names = [text.number(cut, digits) for cut in cuts]
    labels = (f"<\u202f{names[0]}", *names[:-1], f"≥\u202f{names[-1]}")
    return Classes(tuple(cuts), ramp, words, labels)


def _diverging(known: np.ndarray, colours: Palette, digits: int) -> Classes:
    large = float(np.quantile(np.abs(known), OUTERMOST)) if known.size else 1.0
    step = _readable(large / 2, digits)
    inner = step / 3
    inner = _readable(inner, digits) if inner >= 10.0**-digits else step / 2
    cuts = (-2 * step, -step, -inner, inner, step, 2 * step)
    low, mid, high = (
        text.number(abs(cut), digits + (cut != round(cut, digits))) for cut in (cuts[0], inner, step)
    )
    labels = (f"<\u202f−{low}", f"−{low}", f"−{high}", f"±{mid}", f"+{mid}", f"+{high}", f"≥\u202f+{low}")
    return Classes(cuts, colours.diverging, colours.diverging_text, labels)


def _round_cuts(known: np.ndarray, steps: int, digits: int) -> list[float]:
    """Quantile cuts, rounded to one or two leading digits of the typical gap, without doubles."""
    if known.size == 0 or known.min() == known.max():
        return []
    count = min(steps, len(np.unique(known)))
    raw = np.quantile(known, np.arange(1, count) / count)
    gap = float(np.median(np.diff([known.min(), *raw, known.max()])))
    unit = _readable(max(gap / 2, 10.0**-digits), digits)
    rounded = sorted({round(round(float(cut) / unit) * unit, 6) for cut in raw})
    return [cut for cut in rounded if known.min() < cut <= known.max()]


def _readable(value: float, digits: int) -> float:
    """The nearest 1, 2, 2.5 or 5 times a power of ten, at least the last shown decimal."""
    floor = 10.0**-digits
    if value <= floor:
        return floor
    power = 10.0 ** np.floor(np.log10(value))
    steps = [1, 2, 5, 10] if power <= floor else [1, 2, 2.5, 5, 10]
    return float(min((step * power for step in steps), key=lambda step: abs(step - value)))


def spread_colours(ramp: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return `count` colours of a ramp, both ends included."""
    if count >= len(ramp):
        return ramp[:count]
    places = np.linspace(0, len(ramp) - 1, count).round().astype(int) if count > 1 else [len(ramp) // 2]
    return tuple(ramp[place] for place in places)
