"""The Kita houses on the map of the balance: a point each, its area that of the places."""

import pandas as pd

from dashboards.charts.plain import Part, trace
from dashboards.style import Palette, palette
from dashboards.topic import Context
from dashboards.topics.kita import headings, queries
from dashboards.topics.kita.assumptions import BandWords
from dashboards.topics.kita.memory import Memory
from dashboards.topics.kita.state import State

# Diameters of the smallest and of the largest house and what the ring adds, in pixels; less on a phone.
SMALLEST, LARGEST, RING, PHONE = 2.0, 10.0, 2.4, 0.65
# Places of a coordinate: about a metre.
DECIMALS = 5
# Points of all houses kept as traces, some hundred kB each: they are the same for every setting.
KEPT = 12


def points(context: Context, state: State) -> pd.DataFrame:
    """Return the houses of the root with open groups of the band that have a place, largest first."""
    table = queries.facilities(context, state.root.area_id, state.choice.assumptions.band, _year(state))
    drawn = table[table["open_groups"] > 0].dropna(subset=["longitude", "latitude"])
    return drawn.sort_values("bookable", ascending=False, kind="stable", ignore_index=True)


def drawn(context: Context, state: State) -> list[Part]:
    """Return the houses of the root as traces of a map, made once per band and Kita year. Do not change."""
    version = (context.build_id, context.run_id, context.role, context.theme, context.is_phone)
    band, words = state.choice.assumptions.band, state.choice.assumptions.words
    colours = palette(context)
    return _DRAWN.of(
        (*version, state.root.area_id, band, _year(state)),
        lambda: marks(colours, points(context, state), words, is_phone=context.is_phone),
    )


def told(context: Context, state: State) -> str:
    """Return how many houses of the chosen area have groups of the band; empty without any house."""
    band = state.choice.assumptions.band
    if queries.facilities(context, state.root.area_id, band, _year(state)).empty:
        return ""
    inside = queries.facilities(context, state.choice.area.area_id, band, _year(state))
    count, words = int((inside["open_groups"] > 0).sum()), state.choice.assumptions.words
    return f"{headings.houses(count, len(inside), state.choice.area.name, words)}."


def marks(colours: Palette, houses: pd.DataFrame, words: BandWords, *, is_phone: bool = False) -> list[Part]:
    """Return the points as traces of a plotly map: a ring in text colour, inside it the page's colour.

    So they stand out from every class. A point tells house, provider, groups and places; its last word is the
    area that a click opens.
    """
    if houses.empty:
        return []
    lines = [[row["name"], headings.house(row, words), row["area_id"]] for row in houses.to_dict("records")]
    known = houses["bookable"].fillna(0).clip(lower=0)
    share = (known / max(float(known.max()), 1.0)) ** 0.5
    scale = PHONE if is_phone else 1.0
    sizes = scale * (SMALLEST + (LARGEST - SMALLEST) * share)
    words_of_a_point = "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>"
    hover = {"customdata": lines, "hovertemplate": words_of_a_point}
    return [
        _dots(houses, sizes + scale * RING, colours.text) | {"hoverinfo": "skip"},
        _dots(houses, sizes, colours.page) | hover,
    ]


def _dots(houses: pd.DataFrame, sizes: pd.Series, colour: str) -> Part:
    kept = {"marker": {"opacity": 1}}
    return trace(
        "scattermap",
        mode="markers",
        showlegend=False,
        lon=houses["longitude"].round(DECIMALS).tolist(),
        lat=houses["latitude"].round(DECIMALS).tolist(),
        marker={"size": sizes.round(1).tolist(), "color": colour, "opacity": 1},
        # A click on an area leaves the points as they are.
        selected=kept,
        unselected=kept,
    )


def _year(state: State) -> int:
    return int(state.now["kita_year"])


_DRAWN: Memory[list[Part]] = Memory(KEPT)
