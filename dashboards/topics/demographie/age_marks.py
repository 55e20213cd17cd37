"""The marks of an age structure: bars, silhouette, outline of the comparison; as plain plotly traces."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.style import Palette, rgba
from dashboards.text import round_base

HEIGHT = 640
# Strength of the shade on a surplus.
SHADE = 0.35
Trace = dict[str, Any]
# Names of the columns of structure.by_class for men, women and both together.
COLUMNS = {"m": ("men", "men_foreign"), "w": ("women", "women_foreign"), "": ("persons", "foreign")}
WHO = {"m": "Männer", "w": "Frauen", "": "Personen"}


@dataclass(frozen=True)
class Look:
    """How an age structure is drawn. `scale` turns persons into the shown figure (1000 / total, or 1).

    `round_to` rounds the persons of a forecast, in heads and hovers.
    """

    colours: Palette
    scale: float = 1.0
    outline_scale: float = 1.0
    digits: int = 0
    height: int = HEIGHT
    outline_name: str = ""
    is_phone: bool = False
    round_to: int | None = None
    # End of the axis, persons as shown, so that it stays while time runs; None: just above the longest bar.
    limit: float | None = None
    shows_surplus: bool = False
    # The one sex shown, if the reader asked for one; empty: both.
    who: str = ""

    def persons(self, value: float) -> str:
        """Return persons as shown; those of a forecast are rounded."""
        if not self.round_to:
            return text.number(value)
        return text.rounded(value, max(self.round_to, round_base(value)))


def traces(ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look, sex: str) -> list[Trace]:
    """Return the marks of one side; sex is m, w, or empty for both together."""
    marks = [*_bars(ages, look, sex), _silhouette(ages, look, sex)]
    if look.shows_surplus and sex:
        marks.append(_surplus(ages, look, sex))
    if outline is not None:
        marks.append(_outline(outline, look, sex))
    return marks


def density(ages: pd.DataFrame, column: str, scale: float) -> np.ndarray:
    """Return persons per single year of age, scaled."""
    values: np.ndarray = ages[column].to_numpy(dtype=float) / ages["width"].to_numpy(dtype=float) * scale
    return values


def largest(ages: pd.DataFrame, outline: pd.DataFrame | None, look: Look, sexes: tuple[str, ...]) -> float:
    """Return the longest bar or outline of all sides."""
    shown = [density(ages, COLUMNS[sex][0], look.scale) for sex in sexes]
    if outline is not None:
        shown += [density(outline, COLUMNS[sex][0], look.outline_scale) for sex in sexes]
    return float(np.nanmax(np.concatenate(shown), initial=0.0))


def age_words(age: int, age_to: int) -> str:
    """Return an age class in words: "34 Jahre", "15 bis 17 Jahre", "100 Jahre und älter"."""
    if age_to >= 100:
        return f"{age} Jahre und älter"
    if age == age_to:
        return f"{age} Jahr" if age == 1 else f"{age} Jahre"
    return f"{age} bis {age_to} Jahre"


def _bars(ages: pd.DataFrame, look: Look, sex: str) -> list[Trace]:
    whole = density(ages, COLUMNS[sex][0], look.scale)
    foreign = density(ages, COLUMNS[sex][1], look.scale)
    full, tint = _colours(look, sex)
    common = {
        "type": "bar",
        "y": (ages["age"] + ages["width"] / 2).to_numpy(),
        "width": ages["width"].to_numpy(),
        "orientation": "h",
        "customdata": np.array(_hovers(ages, look, sex), dtype=object),
        "hovertemplate": "%{customdata}<extra></extra>",
        **_axes(sex),
    }
    if not np.isfinite(foreign).any():
        return [common | {"x": whole, "name": WHO[sex or look.who], "marker": _fill(full)}]
    german = common | {"x": whole - foreign, "name": f"{WHO[sex or look.who]}, deutsch"}
    other = common | {"x": foreign, "name": f"{WHO[sex or look.who]}, nicht deutsch"}
    return [german | {"marker": _fill(full)}, other | {"marker": _fill(tint)}]


def _hovers(ages: pd.DataFrame, look: Look, sex: str) -> list[str]:
    words, who = [], WHO[sex or look.who]
    columns = ["age", "age_to", *COLUMNS[sex]]
    for age, age_to, persons, foreign in zip(*(ages[name].tolist() for name in columns), strict=True):
        shown = f"<b>{age_words(age, age_to)}</b><br>{who} {look.persons(persons)}"
        if look.digits:
            shown += f" ({text.decimal(persons * look.scale, look.digits)} je 1.000)"
        known = not np.isnan(foreign)
        words.append(f"{shown}<br>davon nicht deutsch {look.persons(foreign)}" if known else shown)
    return words


def _silhouette(ages: pd.DataFrame, look: Look, sex: str) -> Trace:
    line = {"color": _colours(look, sex)[0], "width": 1.1}
    return _stepped(ages, density(ages, COLUMNS[sex][0], look.scale), sex) | {"line": line}


def _outline(outline: pd.DataFrame, look: Look, sex: str) -> Trace:
    values = density(outline, COLUMNS[sex][0], look.outline_scale)
    line = {"color": look.colours.text, "width": 1.3}
    return _stepped(outline, values, sex) | {"line": line, "name": f"Vergleich {look.outline_name}"}


def _surplus(ages: pd.DataFrame, look: Look, sex: str) -> Trace:
    """What one sex has more than the other at an age, shaded at the outer end of its bar."""
    own, other = (density(ages, COLUMNS[one][0], look.scale) for one in (sex, "w" if sex == "m" else "m"))
    more = np.where(own > other, own - other, 0.0)
    words = [
        f"{age_words(int(age), int(to))}: {WHO[sex]} {look.persons(value / look.scale)} mehr"
        for age, to, value in zip(ages["age"], ages["age_to"], more * ages["width"], strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "y": (ages["age"] + ages["width"] / 2).to_numpy(),
        "width": ages["width"].to_numpy(),
        "x": more,
        "base": np.where(own > other, other, 0.0),
        "name": f"Überschuss {WHO[sex]}",
        "marker": _fill(rgba(look.colours.text, SHADE)),
        "customdata": np.array(words, dtype=object),
        "hovertemplate": "%{customdata}<extra></extra>",
        **_axes(sex),
    }


def _stepped(ages: pd.DataFrame, values: np.ndarray, sex: str) -> Trace:
    """The stepped contour from the youngest to the oldest class and back to the axis."""
    low = ages["age"].to_numpy(dtype=float)
    high = low + ages["width"].to_numpy(dtype=float)
    x = np.concatenate([np.repeat(values, 2), [0.0]])
    y = np.concatenate([np.column_stack([low, high]).ravel(), [high[-1]]])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        **_axes(sex),
    }


def _colours(look: Look, sex: str) -> tuple[str, str]:
    if (sex or look.who) == "m":
        return look.colours.men, look.colours.men_tint
    return look.colours.women, look.colours.women_tint


def _fill(colour: str) -> dict[str, Any]:
    return {"color": colour, "line": {"width": 0}}


def _axes(sex: str) -> dict[str, str]:
    return {"xaxis": "x2", "yaxis": "y2"} if sex == "w" else {"xaxis": "x", "yaxis": "y"}
