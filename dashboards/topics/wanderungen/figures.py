"""Pictures of one area: arrivals and departures over the years, by age group, and inside against outside."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts import figure, label, nice_ticks, year_ticks
from dashboards.style import PICTURE_HEIGHT, Palette
from dashboards.topics.wanderungen import ages

# Years that explain a jump; drawn if the series reaches them.
EVENTS = {2015: "Flucht", 2022: "Ukraine"}
# Lower edge of the gross lines and upper edge of the balance bars, in shares of the height.
UPPER, LOWER = 0.47, 0.36


@dataclass(frozen=True)
class Look:
    """How a picture is drawn; `digits` are the decimals of its numbers."""

    colours: Palette
    digits: int = 0
    height: int = PICTURE_HEIGHT
    is_phone: bool = False


def history(series: pd.DataFrame, suffix: str, period: Sequence[int], look: Look) -> go.Figure:
    """Return gross lines above and balance bars below, over years; the chosen period lies on a tinted ground.

    `series` is one area's years with figures; `suffix` is "_rate" or "". A missing year is a gap.
    """
    colours = look.colours
    chart = figure(colours, look.height, (10, 104 if not look.is_phone else 92, 28, 44))
    years = [int(year) for year in series["year"]]
    gross = {"Zuzüge": ("arrivals", colours.brand), "Fortzüge": ("departures", colours.loss)}
    for name, (column, colour) in gross.items():
        chart.add_trace(_line(series, column + suffix, name, colour, look))
    chart.add_trace(_balance_bars(series, "net" + suffix, look))
    ticks = _gross_ticks(series[["arrivals" + suffix, "departures" + suffix]])
    reach = ticks[-1] - ticks[0]
    net_range = _net_range(series["net" + suffix])
    chart.update_layout(
        barmode="relative",
        bargap=0.32,
        hovermode="x unified",
        xaxis={
            "range": [years[0] - 0.6, years[-1] + 0.6],
            "tickvals": year_ticks(years, (), look.is_phone),
            "anchor": "y2",
            "hoverformat": "d",
        },
        yaxis={
            "domain": [UPPER, 1],
            "range": [ticks[0], ticks[-1] + 0.16 * reach],
            "tickvals": ticks,
            "ticktext": [text.number(tick, _tick_digits(ticks)) + " " for tick in ticks],
        },
        yaxis2={"domain": [0, LOWER], "range": net_range, "visible": False, "fixedrange": True},
        shapes=[_ground(period, colours), _zero(colours), *_event_lines(years, colours)],
        annotations=[
            *_line_names(series, suffix, (ticks[0], reach), look),
            *_event_names(years, colours, look),
            *_bar_names(series, "net" + suffix, look),
        ],
    )
    return chart


def gross_axis_note(chart: go.Figure) -> str:
    """Return the note for the subtitle if the upper axis does not begin at 0."""
    start = float(chart.layout.yaxis.range[0])
    return "" if start == 0 else f"; obere Achse beginnt bei {text.number(start)}"


def age_profile(bands: pd.DataFrame, suffix: str, look: Look) -> go.Figure:
    """Return a dumbbell per age group from departures to arrivals, with the balance at its right.

    `bands` has the band codes as index and the figures of measures.over_period.
    """
    colours = look.colours
    chart = figure(colours, look.height, (26, 66, 28, 92))
    rows = [bands.loc[group.code] for group in ages.AGE_GROUPS]
    arrivals, departures, net = (
        [row[name + suffix] for row in rows] for name in ("arrivals", "departures", "net")
    )
    chart.add_trace(_stems(arrivals, departures, colours))
    for name, values, colour in (("Fortzüge", departures, colours.loss), ("Zuzüge", arrivals, colours.brand)):
        chart.add_trace(_dots(name, values, colour, look))
    known = [value for value in [*arrivals, *departures] if not text.is_missing(value)]
    ticks = nice_ticks(0.0, max(known, default=1.0))
    signs = [
        label(
            f"<b>{text.signed(value, look.digits)}</b>",
            1,
            place,
            colours.text,
            xref="paper",
            xshift=58,
            xanchor="right",
        )
        for place, value in enumerate(net)
    ]
    head = label(
        "Saldo",
        1,
        1,
        colours.muted,
        xref="paper",
        yref="paper",
        xshift=58,
        xanchor="right",
        yanchor="bottom",
        yshift=4,
    )
    chart.update_layout(annotations=[*signs, head])
    chart.update_xaxes(
        range=[0, ticks[-1] * 1.02],
        tickvals=ticks,
        ticktext=[text.number(tick, _tick_digits(ticks)) for tick in ticks],
        showgrid=True,
        gridcolor=colours.grid,
    )
    chart.update_yaxes(
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        tickvals=list(range(len(rows))),
        ticktext=[f"{group.label} " for group in ages.AGE_GROUPS],
        tickfont={"color": colours.text},
    )
    return chart


def two_balances(
    table: pd.DataFrame, heads: tuple[str, str], look: Look, selected: str | None = None
) -> go.Figure:
    """Return two columns of horizontal bars on one scale: balance inside and across the border, by area.

    `table` has name, within, outer in the order to draw; `heads` name the columns.
    """
    colours = look.colours
    longest = max((len(str(name)) for name in table["name"]), default=8)
    chart = figure(colours, look.height, (30, 8, 6, min(150, 14 + round(6.8 * longest))))
    names = [f"<b>{name}</b> " if name == selected else f"{name} " for name in table["name"]]
    limit = float(table[["within", "outer"]].abs().max().max() or 1.0) * 1.55
    for place, column in enumerate(("within", "outer")):
        axis = "x" if place == 0 else "x2"
        chart.add_trace(_sign_bars(table[column], axis, look))
    span = {"range": [-limit, limit], "visible": False, "fixedrange": True}
    stroke = {"color": colours.axis, "width": 1}
    chart.update_layout(
        bargap=0.36,
        xaxis=span | {"domain": [0, 0.48]},
        xaxis2=span | {"domain": [0.52, 1]},
        yaxis={
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "tickfont": {"color": colours.text},
        },
        shapes=[
            {
                "type": "line",
                "x0": 0,
                "x1": 0,
                "y0": -0.5,
                "y1": len(names) - 0.5,
                "xref": axis,
                "line": stroke,
            }
            for axis in ("x", "x2")
        ],
        annotations=[
            label(
                head,
                middle,
                1,
                colours.muted,
                xref="paper",
                yref="paper",
                xanchor="center",
                yanchor="bottom",
                yshift=8,
            )
            for head, middle in zip(heads, (0.24, 0.76), strict=True)
        ],
    )
    return chart


def _line(series: pd.DataFrame, column: str, name: str, colour: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=series["year"].tolist(),
        y=_plain(series[column]),
        mode="lines",
        name=name,
        line={"color": colour, "width": 2.6},
        connectgaps=False,
        customdata=[text.number(value, look.digits) for value in series[column]],
        hovertemplate="%{customdata}",
    )


def _balance_bars(series: pd.DataFrame, column: str, look: Look) -> go.Bar:
    fills = [look.colours.loss if value < 0 else look.colours.gain for value in series[column].fillna(0)]
    return go.Bar(
        x=series["year"].tolist(),
        y=_plain(series[column]),
        yaxis="y2",
        name="Saldo",
        marker={"color": fills, "line": {"width": 0}},
        customdata=[text.signed(value, look.digits) for value in series[column]],
        hovertemplate="%{customdata}",
    )


def _bar_names(series: pd.DataFrame, column: str, look: Look) -> list[dict[str, object]]:
    """Every bar carries its number; on a phone every second does."""
    rows = list(zip(series["year"], series[column], strict=True))
    step = 2 if look.is_phone and len(rows) > 6 else 1
    return [
        label(
            text.signed(value, look.digits),
            year,
            0 if text.is_missing(value) else value,
            look.colours.text,
            yref="y2",
            size=12,
            xanchor="center",
            yanchor="top" if value < 0 else "bottom",
            align="center",
        )
        for year, value in rows[::-1][::step]
    ]


def _line_names(
    series: pd.DataFrame, suffix: str, scale: tuple[float, float], look: Look
) -> list[dict[str, object]]:
    """Name and last value at the end of each gross line, the higher one above."""
    ends = []
    for name, column, colour in (
        ("Zuzüge", "arrivals", look.colours.brand),
        ("Fortzüge", "departures", look.colours.muted),
    ):
        known = series.dropna(subset=[column + suffix])
        if len(known):
            ends.append((float(known[column + suffix].iloc[-1]), int(known["year"].iloc[-1]), name, colour))
    ends.sort()
    gap = 17 * scale[1] / (look.height * (1 - UPPER))
    if len(ends) == 2 and ends[1][0] - ends[0][0] < gap:
        middle = (ends[0][0] + ends[1][0]) / 2
        heights = [middle - gap / 2, middle + gap / 2]
    else:
        heights = [end[0] for end in ends]
    return [
        label(f"<b>{name}</b> {text.number(value, look.digits)}", year, height, colour, xshift=8)
        for (value, year, name, colour), height in zip(ends, heights, strict=True)
    ]


def _event_lines(years: list[int], colours: Palette) -> list[dict[str, object]]:
    line = {"color": colours.axis, "width": 1, "dash": "2px,3px"}
    shown = [year for year in EVENTS if years[0] <= year <= years[-1]]
    return [
        {"type": "line", "x0": year, "x1": year, "yref": "paper", "y0": UPPER, "y1": 1, "line": line}
        for year in shown
    ]


def _event_names(years: list[int], colours: Palette, look: Look) -> list[dict[str, object]]:
    shown = {year: words for year, words in EVENTS.items() if years[0] <= year <= years[-1]}
    return [
        label(
            f"{year} {words}" if not look.is_phone else f"{year}<br>{words}",
            year,
            1,
            colours.muted,
            yref="paper",
            yanchor="top",
            xshift=4,
            size=12,
        )
        for year, words in shown.items()
    ]


def _ground(period: Sequence[int], colours: Palette) -> dict[str, object]:
    span = {"x0": min(period) - 0.5, "x1": max(period) + 0.5, "y0": 0, "y1": 1}
    return {
        "type": "rect",
        "yref": "paper",
        "layer": "below",
        "fillcolor": colours.field,
        "line": {"width": 0},
        **span,
    }


def _zero(colours: Palette) -> dict[str, object]:
    line = {"color": colours.axis, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": 0, "y1": 0, "line": line}


def _gross_ticks(values: pd.DataFrame) -> list[float]:
    low, high = float(values.min().min()), float(values.max().max())
    if pd.isna(low):
        return [0.0, 1.0]
    # A line may start above 0 if it would else be a flat stroke; the subtitle says so.
    return nice_ticks(0.0 if low < 0.4 * high else low, high, 3)


def _net_range(values: pd.Series) -> list[float]:
    """Room for the numbers above and below the bars."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if pd.isna(low) or low == high:
        return [-1.0, 1.0]
    room = 0.24 * (high - low)
    return [low - room, high + room]


def _stems(arrivals: list[float], departures: list[float], colours: Palette) -> go.Scatter:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, ends in enumerate(zip(arrivals, departures, strict=True)):
        if not any(text.is_missing(end) for end in ends):
            xs += [*ends, None]
            ys += [place, place, None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", line={"color": colours.hairline, "width": 6}, hoverinfo="skip"
    )


def _dots(name: str, values: list[float], colour: str, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[None if text.is_missing(value) else value for value in values],
        y=list(range(len(values))),
        mode="markers",
        name=name,
        marker={"color": colour, "size": 11, "line": {"color": look.colours.page, "width": 1.5}},
        customdata=[text.number(value, look.digits) for value in values],
        hovertemplate=name + " %{customdata}<extra></extra>",
    )


def _sign_bars(values: pd.Series, axis: str, look: Look) -> go.Bar:
    colours = look.colours
    return go.Bar(
        x=_plain(values),
        y=list(range(len(values))),
        orientation="h",
        xaxis=axis,
        marker={
            "color": [colours.loss if value < 0 else colours.gain for value in values.fillna(0)],
            "line": {"width": 0},
        },
        text=[text.signed(value, look.digits) for value in values],
        textposition="outside",
        textfont={"size": 12, "color": colours.text},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _plain(values: pd.Series) -> list[float | None]:
    return [None if text.is_missing(value) else float(value) for value in values]


def _tick_digits(ticks: Sequence[float]) -> int:
    return 0 if all(float(tick).is_integer() for tick in ticks) else 1
