"""The forecast of the population: fan of a scenario, the others as dotted lines, and where it fades."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import chances, charts, data, text
from dashboards.charts import TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import Palette, palette
from dashboards.topics.demographie import facts, fading, figures, queries, sources, titles
from dashboards.topics.demographie.measure import POPULATION
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.time_panel import fan_legend, years_table
from dashboards.topics.demographie.words import TEXTS

KEY = "prognose"


def panel(selection: Selection) -> Panel:
    """Return the fan with its table; made once per selection."""
    return remembered(selection.context, ("demographie-faecher", selection.key), lambda: _panel(selection))


def draws(selection: Selection, year: int) -> np.ndarray:
    """Return the draws of the total population in a year; empty without a forecast."""
    table = data.frame(
        selection.context,
        queries.HERE / "chance_of.sql",
        area_id=selection.area.area_id,
        scenario=selection.scenario,
        year=year,
    )
    return np.array([]) if table.empty else np.asarray(table["draws"].iloc[0], dtype=float)


def chance_words(name: str, year: int, threshold: float, found: np.ndarray) -> str:
    """Return how probable it is that an area has more people than a number, in words and nothing finer."""
    share = float((found > threshold).mean())
    told = chances.chance(share, len(found))
    return f"Dass {name} {year} mehr als {text.number(threshold)} Menschen zählt: {told}."


def _panel(selection: Selection) -> Panel:
    area, measure, time = selection.area, selection.measure, selection.time
    ahead = facts.fan(selection, area.area_id, POPULATION)
    if ahead.empty:
        words = text.load_text(TEXTS, "leer_prognose", name=selection.name)
        return Panel(KEY, "Prognose", selection.name, empty=words)
    known = facts.history(selection, area.area_id, POPULATION)
    line = charts.series(known, "year", "value", selection.name)
    layout = TimeLayout(
        from_zero=False, is_phone=selection.context.is_phone, with_median=selection.shows_median,
        marked=time.year,
    )  # fmt: skip
    colours = palette(selection.context)
    chart = figures.development(colours, measure, [line], ahead, layout)
    others = _paths(selection, colours) if selection.shows_median else []
    chart.add_traces(others)
    fades = fading.veil(selection, chart, ahead)
    heading = titles.development(measure, facts.outlook(selection, POPULATION), None)
    subtitle = f"Bevölkerung am 31.12., {selection.name}; {charts.axis_note(chart)}"
    table, columns = years_table(measure, [line], ahead)
    note = text.load_text(TEXTS, "szenarienlinien") if others else ""
    note = f"{note} {fades}".strip()
    alt = f"{heading}. {sources.series_sentence(measure, line, ahead)}"
    return Panel(
        KEY, heading, subtitle.rstrip("; "), chart, alt, table, columns, fan_legend(selection), note=note,
        definition=measure.definition,
    )  # fmt: skip


def _paths(selection: Selection, colours: Palette) -> list[go.Scatter]:
    """The medians of the other scenarios, dotted, named in the hover."""
    table = data.frame(selection.context, queries.HERE / "paths.sql", area_id=selection.area.area_id)
    others = table[(table["scenario"] != selection.scenario) & (table["year"] > selection.time.jump_off)]
    return [_path(colours, str(title), some) for title, some in others.groupby("title", sort=True)]


def _path(colours: Palette, title: str, some: pd.DataFrame) -> go.Scatter:
    words = [text.rounded(value, 10) for value in some["median"]]
    return go.Scatter(
        x=some["year"].tolist(), y=some["median"].astype(float).tolist(), mode="lines", name=title,
        line={"color": colours.text, "width": 1.2, "dash": "1.6px,3px"}, customdata=words,
        hovertemplate="%{customdata}",
    )  # fmt: skip
