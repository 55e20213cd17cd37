"""Pictures of the page: classes of the balance map, and the rest of the balance year by year."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from dashboards import cards, text
from dashboards.charts import Part, Picture, figure, label, nice_ticks, trace
from dashboards.maps import Classes
from dashboards.style import Palette
from dashboards.topics.datenlage.titles import FAIR, GOOD, light

# Colours of the diverging ramp that the five classes take: lost, short, closed, over, gained.
PLACES = (0, 2, 3, 4, 6)
AMPEL = {"gut": "grün", "prüfen": "gelb", "auffällig": "rot"}
LABELS = ("< −5", "−5 bis −1", "±1", "+1 bis +5", "> +5")


def rest_classes(colours: Palette) -> Classes:
    """Return the light of the balance as five signed classes; a value on a limit is in the better one."""
    above = float(np.nextafter(GOOD, np.inf)), float(np.nextafter(FAIR, np.inf))
    return Classes(
        (-FAIR, -GOOD, *above),
        tuple(colours.diverging[place] for place in PLACES),
        tuple(colours.diverging_text[place] for place in PLACES),
        LABELS,
    )


def hover(row: pd.Series) -> str:
    """Return what the map says of one area: persons, per mille and the light."""
    if text.is_missing(row["value"]):
        return "keine Bilanz: Bestand oder Bewegungen fehlen"
    converted = "; nach Anteilen umgerechnet" if row.get("is_estimated") else ""
    return (
        f"{text.signed(row['persons'])} Personen, {text.signed(row['value'], 1)}{text.NARROW}‰, "
        f"Ampel {AMPEL[light(row['value'])]}{converted}"
    )


def rest_bars(colours: Palette, rests: pd.DataFrame, chosen: int | None, *, is_phone: bool) -> Picture:
    """Return the unexplained rest in persons, one bar per year; a year without balance says so.

    `rests` has year, persons, value. The chosen year's number stands in bold.
    """
    rests = _every_year(rests)
    known = rests["persons"].fillna(0).tolist()
    years = [int(year) for year in rests["year"]]
    # There is no half a person.
    ticks = [tick for tick in nice_ticks(min([0, *known]), max([0, *known]), 4) if tick == round(tick)]
    # Room for the numbers that stand outside the longest bars.
    reach = ticks[-1] - ticks[0]
    limits = [min([ticks[0], *known]) - 0.08 * reach, max([ticks[-1], *known]) + 0.08 * reach]
    shown = years[:: 2 if is_phone and len(years) > 6 else 1]
    notes = [_bar_note(colours, row, chosen, is_phone) for row in rests.to_dict("records")]
    zero = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    words = [str(year) for year in shown]
    drawn = {
        "annotations": [note for note in notes if note],
        "shapes": [zero | {"line": {"color": colours.axis, "width": 1}}],
        "bargap": 0.35,
        "xaxis": {"tickvals": shown, "ticktext": words, "showline": False, "ticks": ""},
        "yaxis": {"tickvals": ticks, "ticktext": [text.signed(tick) for tick in ticks], "range": limits},
    }
    bars = _bars(colours, rests, years, known)
    return figure(colours, margin=(16, 8, 28, 56), traces=[bars], layout=drawn)


def _every_year(rests: pd.DataFrame) -> pd.DataFrame:
    """The rests with the years nobody delivered, as missing."""
    if rests.empty:
        return rests
    years = pd.RangeIndex(int(rests["year"].min()), int(rests["year"].max()) + 1, name="year")
    return rests.set_index("year").reindex(years).reset_index()


def _bars(colours: Palette, rests: pd.DataFrame, years: list[int], known: list[float]) -> Part:
    told = [
        f"<b>{year}</b><br>{hover(row)}<extra></extra>"
        for year, (_, row) in zip(years, rests.iterrows(), strict=True)
    ]
    fills = [colours.gain if value > 0 else colours.loss for value in known]
    return trace("bar", x=years, y=known, marker={"color": fills}, hovertemplate=told)


def _bar_note(
    colours: Palette, row: Mapping[Hashable, Any], chosen: int | None, is_phone: bool
) -> dict[str, Any] | None:
    persons = row["persons"]
    if text.is_missing(persons):
        return label(text.MISSING, int(row["year"]), 0, colours.muted, xanchor="center", yshift=10)
    value = float(persons)
    is_chosen = row["year"] == chosen
    if is_phone and not is_chosen and value == 0:
        return None
    shown = text.signed(value)
    words = f"<b>{shown}</b>" if is_chosen else shown
    ink = colours.text if is_chosen else colours.muted
    return label(words, int(row["year"]), value, ink, xanchor="center", yshift=10 if value >= 0 else -10)


def rest_legend(colours: Palette) -> str:
    """Return which colour means more residents than the balance explains, and which fewer."""
    return cards.swatch(colours.gain, "mehr als erklärt") + cards.swatch(colours.loss, "weniger als erklärt")
