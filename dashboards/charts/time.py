"""Time pictures: what was observed, what is forecast with its fan, and what happened on the way."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.charts.base import Series, axis_limits, figure, label, year_ticks
from dashboards.charts.labels import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_RIGHT_PHONE,
    MARGIN_TOP,
    PLAIN,
    Event,
    Scene,
    TimeLayout,
    event_labels,
    scene_labels,
)
from dashboards.charts.plain import Part, Picture, trace
from dashboards.style import Palette, rgba

QUANTILES = ["q10", "q25", "median", "q75", "q90"]
DASHES = {"dash": "5px,4px", "dot": "1.6px,3px"}
# Width of the unseen dot that takes a click on a year, pixels.
CLICK_SIZE = 16
# Room at the right for names when no forecast stands there, in pixels per letter.
LETTER_ROOM = 7


def time_series(
    colours: Palette,
    main: Series,
    *,
    context: Sequence[Series] = (),
    fan: pd.DataFrame | None = None,
    events: Sequence[Event] = (),
    layout: TimeLayout = PLAIN,
) -> Picture:
    """Return the picture of one series over years, grey lines for comparison, and its forecast.

    `fan` has year, q10, q25, median, q75, q90; it is joined to the last observed point, where its width is 0.
    """
    forecast = _joined(fan, main.last())
    limits, ticks = _limits([main, *context], forecast, layout)
    later = [] if forecast is None else list(forecast["year"])
    years = [int(year) for one in [main, *context] for year in one.x] + [int(year) for year in later] or [0]
    scene = Scene(colours, main, context, forecast, layout, limits, (min(years), max(years)))
    start = _start_label(scene)
    drawn = {
        "annotations": [*scene_labels(scene), *start, *event_labels(colours, events)],
        "shapes": _vertical_lines(scene, events),
        "hovermode": "x unified" if len(context) < 4 else "closest",
        "xaxis": _year_axis(scene, years),
        "yaxis": {"range": limits, "tickvals": ticks, "ticktext": _tick_words(ticks, layout)},
    }
    margin = (MARGIN_TOP, _right(scene), MARGIN_BOTTOM, MARGIN_LEFT)
    return figure(colours, layout.height, margin, _traces(scene), drawn)


def axis_note(chart: go.Figure, digits: int = 0) -> str:
    """Return "Achse beginnt bei 70.000" for the subtitle, or "" if the axis begins at 0."""
    layout = chart.plain_layout if isinstance(chart, Picture) else chart.layout
    start = float(layout["yaxis"]["range"][0])
    return "" if start == 0 else f"Achse beginnt bei {text.number(start, digits)}"


def _joined(fan: pd.DataFrame | None, last: tuple[Any, float] | None) -> pd.DataFrame | None:
    if fan is None or fan.empty:
        return None
    table = fan.sort_values("year")[["year", *QUANTILES]].astype(float)
    if last is None:
        return table
    start = pd.DataFrame([{"year": float(last[0]), **dict.fromkeys(QUANTILES, last[1])}])
    return pd.concat([start, table[table["year"] > float(last[0])]], ignore_index=True)


def _limits(
    shown: Sequence[Series], forecast: pd.DataFrame | None, layout: TimeLayout
) -> tuple[list[float], list[float]]:
    """Limits and ticks of the value axis around everything drawn."""
    values = [float(y) for one in shown for y in one.y if y is not None and not text.is_missing(y)]
    if forecast is not None:
        values += [float(forecast["q10"].min()), float(forecast["q90"].max())]
    values += layout.also
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    return axis_limits(min(0.0, low) if layout.from_zero else low, high)


def _tick_words(ticks: Sequence[float], layout: TimeLayout) -> list[str]:
    """Labels of the ticks with as many decimals as the ticks need, not as the values have."""
    needed = next((digits for digits in range(4) if all(round(tick, digits) == tick for tick in ticks)), 3)
    return [layout.number(tick, needed) + " " for tick in ticks]


def _right(scene: Scene) -> int:
    """Room right of the plot: for numbers after a forecast, for names without one."""
    plain = MARGIN_RIGHT_PHONE if scene.layout.is_phone else MARGIN_RIGHT
    if scene.forecast is not None or not scene.context:
        return plain
    longest = max(len(one.name) for one in [scene.main, *scene.context]) + 8
    return min(max(plain, LETTER_ROOM * longest), 130 if scene.layout.is_phone else 200)


def _traces(scene: Scene) -> list[Part]:
    colours, main = scene.colours, scene.main
    brand = main.colour or colours.brand
    context = [_line(one, one.colour or colours.axis, 1.6, scene.layout) for one in scene.context]
    traces = [*context, *_fan(scene), _line(main, brand, 2.6, scene.layout)]
    last = main.last()
    if last is not None and scene.forecast is not None:
        dot = {"size": 8, "color": brand, "line": {"color": colours.page, "width": 1.5}}
        traces.append(
            trace("scatter", x=[last[0]], y=[last[1]], mode="markers", marker=dot, hoverinfo="skip")
        )
    return traces


def _line(one: Series, colour: str, width: float, layout: TimeLayout) -> Part:
    lonely = _lonely(one)
    return trace(
        "scatter",
        x=list(one.x),
        y=list(one.y),
        mode="lines+markers" if any(lonely) or layout.is_clickable else "lines",
        name=one.name,
        connectgaps=False,
        line={"color": colour, "width": width, "dash": DASHES.get(one.dash, "solid")},
        **_markers(lonely, colour, layout.is_clickable),
        customdata=[layout.number(y) for y in one.y],
        hovertemplate="%{customdata}",
    )


def _markers(lonely: list[bool], colour: str, is_clickable: bool) -> dict[str, Any]:
    """A dot for a lonely value; where years can be clicked, an unseen one that takes the click."""
    seen = [1.0 if alone else 0.0 for alone in lonely]
    unseen = CLICK_SIZE if is_clickable else 0
    stays = {"marker": {"opacity": 0.0}} if is_clickable and not any(lonely) else None
    marker = {"size": [6 if alone else unseen for alone in lonely], "opacity": seen, "color": colour}
    return {"marker": marker} | ({"selected": stays, "unselected": stays} if stays else {})


def _lonely(one: Series) -> list[bool]:
    """Whether a value has gaps on both sides: as a line it would be invisible."""
    known = [False, *(not text.is_missing(y) for y in one.y), False]
    return [
        here and not (before or after)
        for before, here, after in zip(known, known[1:], known[2:], strict=False)
    ]


def _fan(scene: Scene) -> list[Part]:
    if scene.forecast is None:
        return []
    colours, table = scene.colours, scene.forecast
    bands = []
    for low, high, opacity in (("q10", "q90", colours.fan_outer), ("q25", "q75", colours.fan_inner)):
        # A band that is withheld ends where it is last known.
        known = table.dropna(subset=[low, high])
        years, edge = known["year"].tolist(), known[high].tolist() + known[low].tolist()[::-1]
        fill = {"fill": "toself", "fillcolor": rgba(colours.brand, opacity), "line": {"width": 0}}
        bands.append(trace("scatter", x=years + years[::-1], y=edge, mode="lines", hoverinfo="skip", **fill))
    return [*bands, _median(scene, table)]


def _median(scene: Scene, table: pd.DataFrame) -> Part:
    # The joint with the observed series is drawn, but hover there speaks of the observed value only.
    words = [_with_range(row, scene.layout) for row in table.to_dict("records")]
    joint = scene.main.last() is not None
    width = 2.6 if scene.layout.with_median else 0
    return trace(
        "scatter",
        x=table["year"].tolist()[joint:],
        y=table["median"].tolist()[joint:],
        mode="lines+markers" if scene.layout.is_clickable else "lines",
        name="Prognose",
        **_markers([False] * (len(words) - joint), scene.colours.brand, scene.layout.is_clickable),
        line={"color": scene.colours.brand, "width": width, "dash": DASHES["dash"]},
        customdata=words[joint:],
        hovertemplate="%{customdata}",
    )


def _with_range(row: dict[Any, Any], layout: TimeLayout) -> str:
    span = text.range_text(row["q10"], row["q90"], layout.digits, layout.round_to)
    return f"{layout.forecast_number(row['median'])} ({span})" if layout.with_median else span


def _vertical_lines(scene: Scene, events: Sequence[Event]) -> list[dict[str, Any]]:
    last = scene.main.last()
    start = [last[0]] if last is not None and scene.forecast is not None else []
    return [
        *(_vertical(year, scene.colours.axis, "solid") for year in start),
        *(_vertical(event.year, scene.colours.axis, "2px,3px") for event in events),
        *_mark(scene),
    ]


def _mark(scene: Scene) -> list[dict[str, Any]]:
    """The year the pictures beside show, if it is not the one the eye goes to anyway."""
    marked, last = scene.layout.marked, scene.main.last()
    if marked is None or (last is not None and marked == last[0]):
        return []
    return [_vertical(marked, scene.colours.text, "solid")]


def _vertical(year: float, colour: str, dash: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1, "dash": dash}
    return {"type": "line", "yref": "paper", "x0": year, "x1": year, "y0": 0, "y1": 1, "line": line}


def _start_label(scene: Scene) -> list[dict[str, Any]]:
    last = scene.main.last()
    if last is None or scene.forecast is None:
        return []
    return [label("Prognose →", last[0], 1, scene.colours.muted, yref="paper", yanchor="top", xshift=8)]


def _year_axis(scene: Scene, years: list[int]) -> Part:
    last = scene.main.last()
    ticks = year_ticks(
        years, [int(last[0])] if last else [], scene.layout.is_phone or scene.layout.kita_years
    )
    words = [text.kita_year(year) if scene.layout.kita_years else str(year) for year in ticks]
    return {"range": [min(years) - 0.15, max(years) + 0.15], "tickvals": ticks, "ticktext": words}
