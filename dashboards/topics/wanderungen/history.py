"""The time picture: arrivals and departures as lines above, the balance as bars below."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import label, nice_ticks, year_ticks
from dashboards.style import Palette
from dashboards.topics.wanderungen.canvas import Frame, Look, Mark, drawn, plain, tick_digits

# Years that explain a jump; drawn if the series reaches them.
EVENTS = {2015: "Flucht", 2022: "Ukraine"}
# Lower edge of the gross lines and upper edge of the balance bars, in shares of the height.
UPPER, LOWER = 0.47, 0.36
# So many years can stand under their bars one by one.
EVERY_YEAR = 12
# Width of the unseen dot that takes a click on a year, pixels.
CLICK_SIZE = 16
# … and of one that stands for a year between two gaps.
DOT_SIZE = 7
UNSEEN = {"selected": {"marker": {"opacity": 0.0}}, "unselected": {"marker": {"opacity": 0.0}}}


def history(series: pd.DataFrame, suffix: str, period: Sequence[int], look: Look) -> go.Figure:
    """Return the picture; the chosen period lies on a tinted ground.

    `series` is one area's years with figures; `suffix` is "_rate" or "". A missing year is a gap.
    """
    colours = look.colours
    years = [int(year) for year in series["year"]]
    ticks = gross_ticks(series, suffix)
    reach = ticks[-1] - ticks[0]
    shown = years if len(years) <= EVERY_YEAR and not look.is_phone else year_ticks(years, (), look.is_phone)
    layout = {
        "bargap": 0.32,
        "hovermode": "x unified",
        "xaxis": {
            "range": [years[0] - 0.6, years[-1] + 0.6],
            "tickvals": shown,
            "ticktext": shown,
            "anchor": "y2",
        },
        "yaxis": {
            "domain": [UPPER, 1],
            "range": [ticks[0], ticks[-1] + 0.16 * reach],
            "tickvals": ticks,
            "ticktext": [text.number(tick, tick_digits(ticks)) + " " for tick in ticks],
        },
        "yaxis2": {
            "domain": [0, LOWER],
            "range": _net_range(series["net" + suffix]),
            "visible": False,
            "fixedrange": True,
        },
        "shapes": [_ground(period, colours), _zero(colours), *_event_lines(years, colours)],
        "annotations": [
            *_line_names(series, suffix, reach, look),
            *_event_names(years, look),
            *_bar_names(series, "net" + suffix, look),
        ],
    }
    marks = [
        _line(series, "arrivals" + suffix, "Zuzüge", colours.brand, look),
        _line(series, "departures" + suffix, "Fortzüge", colours.loss, look),
        _balance_bars(series, "net" + suffix, look),
    ]
    frame = Frame(look.height, top=10, right=92 if look.is_phone else 104, left=44)
    return drawn(colours, frame, marks, layout)


def gross_ticks(series: pd.DataFrame, suffix: str) -> list[float]:
    """Return the ticks of the upper axis; the first is where it begins."""
    values = series[["arrivals" + suffix, "departures" + suffix]]
    low, high = float(values.min().min()), float(values.max().max())
    if pd.isna(low):
        return [0.0, 1.0]
    # A line may start above 0 if it would else be a flat stroke; the subtitle says so.
    return nice_ticks(0.0 if low < 0.4 * high else low, high, 3)


def _line(series: pd.DataFrame, column: str, name: str, colour: str, look: Look) -> Mark:
    known = series[column].notna()
    # Between two gaps there is no line: such a year is a dot, else it would not be seen at all.
    lonely = (known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)).tolist()
    return {
        "type": "scatter",
        "x": series["year"].tolist(),
        "y": plain(series[column]),
        "mode": "lines+markers",
        "name": name,
        "line": {"color": colour, "width": 2.6},
        # Unseen dots that take the click on a year.
        "marker": {
            "size": [DOT_SIZE if alone else CLICK_SIZE for alone in lonely],
            "opacity": [1.0 if alone else 0.0 for alone in lonely],
            "color": colour,
        },
        **({} if any(lonely) else UNSEEN),
        "connectgaps": False,
        "customdata": [text.number(value, look.digits) for value in series[column]],
        "hovertemplate": "%{customdata}",
    }


def _balance_bars(series: pd.DataFrame, column: str, look: Look) -> Mark:
    colours = look.colours
    fills = [colours.loss if value < 0 else colours.gain for value in series[column].fillna(0)]
    return {
        "type": "bar",
        "x": series["year"].tolist(),
        "y": plain(series[column]),
        "yaxis": "y2",
        "name": "Saldo",
        "marker": {"color": fills, "line": {"width": 0}},
        "selected": {"marker": {"opacity": 1.0}},
        "unselected": {"marker": {"opacity": 1.0}},
        "customdata": [text.signed(value, look.digits) for value in series[column]],
        "hovertemplate": "%{customdata}",
    }


def _bar_names(series: pd.DataFrame, column: str, look: Look) -> list[Mark]:
    """Every bar carries its number; on a phone every second does. A missing year says "…"."""
    rows = list(zip(series["year"].tolist(), series[column], strict=True))
    step = 2 if look.is_phone and len(rows) > 6 else 1
    return [_bar_name(year, value, look) for year, value in rows[::-1][::step]]


def _bar_name(year: int, value: float, look: Look) -> Mark:
    height = 0.0 if text.is_missing(value) else float(value)
    side = "top" if height < 0 else "bottom"
    words = text.signed(value, look.digits)
    return label(words, year, height, look.colours.text, yref="y2", size=12, xanchor="center", yanchor=side)


def _line_names(series: pd.DataFrame, suffix: str, reach: float, look: Look) -> list[Mark]:
    """Name and last value at the end of each gross line, the higher one above."""
    ends = []
    inks = {"Zuzüge": ("arrivals", look.colours.brand), "Fortzüge": ("departures", look.colours.muted)}
    for name, (column, colour) in inks.items():
        known = series.dropna(subset=[column + suffix])
        if len(known):
            ends.append((float(known[column + suffix].iloc[-1]), int(known["year"].iloc[-1]), name, colour))
    ends.sort()
    heights = [end[0] for end in ends]
    gap = 17 * 1.16 * reach / (look.height * (1 - UPPER))
    if len(ends) == 2 and heights[1] - heights[0] < gap:
        middle = sum(heights) / 2
        heights = [middle - gap / 2, middle + gap / 2]
    return [
        label(f"<b>{name}</b> {text.number(value, look.digits)}", year, height, colour, xshift=8)
        for (value, year, name, colour), height in zip(ends, heights, strict=True)
    ]


def _event_lines(years: list[int], colours: Palette) -> list[Mark]:
    line = {"color": colours.axis, "width": 1, "dash": "2px,3px"}
    span = {"type": "line", "yref": "paper", "y0": UPPER, "y1": 1, "line": line}
    return [span | {"x0": year, "x1": year} for year in EVENTS if years[0] <= year <= years[-1]]


def _event_names(years: list[int], look: Look) -> list[Mark]:
    place = {"yref": "paper", "yanchor": "top", "xshift": 4, "size": 12}
    gap = "<br>" if look.is_phone else " "
    return [
        label(f"{year}{gap}{words}", year, 1, look.colours.muted, **place)
        for year, words in EVENTS.items()
        if years[0] <= year <= years[-1]
    ]


def _ground(period: Sequence[int], colours: Palette) -> Mark:
    span = {"x0": min(period) - 0.5, "x1": max(period) + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "rect", "layer": "below", "fillcolor": colours.field, "line": {"width": 0}, **span}


def _zero(colours: Palette) -> Mark:
    span = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": 0, "y1": 0}
    return {"type": "line", "line": {"color": colours.axis, "width": 1}, **span}


def _net_range(values: pd.Series) -> list[float]:
    """Room for the numbers above and below the bars."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if pd.isna(low) or low == high:
        return [-1.0, 1.0]
    room = 0.24 * (high - low)
    return [low - room, high + room]
