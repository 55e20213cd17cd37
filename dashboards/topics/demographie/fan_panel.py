"""The forecast of the population: fan of a scenario, the others as dotted lines, and where it fades."""

import numpy as np
import pandas as pd

from dashboards import chances, charts, data, naming, text
from dashboards.charts import Part, Series, TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import Palette, palette
from dashboards.topics.demographie import facts, fading, figures, queries, sources, time_panel, titles
from dashboards.topics.demographie.measure import MIN_CASES, Measure
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.time_panel import expected_note, fan_legend, years_table
from dashboards.topics.demographie.words import TEXTS

KEY = "prognose"
QUANTILES = ["q10", "q25", "median", "q75", "q90"]
CHANGE = Measure("veraenderung", "Veränderung", "Prozent", "")


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
    return f"Dass {naming.named(name)} {year} mehr als {text.number(threshold)} Menschen zählt: {told}."


def _panel(selection: Selection) -> Panel:
    area, measure, time = selection.area, selection.measure, selection.time
    ahead, lines = facts.fan(selection, area.area_id, measure.indicator_id), time_panel.lines_of(selection)
    if ahead.empty and len(lines) == 1:
        key = "leer_prognose" if measure.recipe is None else "leer_prognose_gruppe"
        words = text.load_text(TEXTS, key, name=selection.name, people=selection.wish.people.words)
        return Panel(KEY, "Prognose", selection.name, empty=words)
    base = _base(selection, lines[0])
    if base is not None:
        measure, lines, ahead = CHANGE, [_since(one, base) for one in lines], _fan_since(ahead, base)
    colours = palette(selection.context)
    others = _paths(selection, colours, base) if selection.shows_median and len(ahead) else []
    reached = [value for one in others for value in one["y"] if not text.is_missing(value)]
    layout = TimeLayout(
        from_zero=False, is_phone=selection.context.is_phone, with_median=selection.shows_median,
        marked=time.year, is_clickable=True, also=tuple(reached),
    )  # fmt: skip
    chart = figures.development(colours, measure, lines, ahead, layout)
    chart, fades = fading.veil(selection, chart.with_more(others), ahead)
    heading = _heading(selection, base)
    subtitle = f"{_what(selection, base)} am 31.12., {selection.name}; {charts.axis_note(chart)}"
    table, columns = years_table(measure, lines, ahead)
    paths = text.load_text(TEXTS, "szenarienlinien") if others else ""
    withheld = text.load_text(TEXTS, "ohne_spanne") if len(ahead) and ahead["q10"].isna().any() else ""
    note = " ".join(one for one in (paths, withheld, expected_note(lines), fades) if one)
    alt = f"{heading}. {sources.series_sentence(measure, lines[0], ahead)}"
    return Panel(
        KEY, heading, subtitle.rstrip("; "), chart, alt, table, columns,
        "" if ahead.empty else fan_legend(selection), note=note, definition=selection.measure.definition,
    )  # fmt: skip


def _heading(selection: Selection, base: float | None) -> str:
    outlook = facts.outlook(selection, selection.measure.indicator_id)
    if outlook is not None and base is not None:
        low, high = (text.signed(100 * (end / base - 1), 1) for end in (outlook.low, outlook.high))
        return f"Bis {outlook.year} voraussichtlich {low} bis {high}{text.NARROW}%"
    if outlook is not None:
        return titles.development(selection.measure, outlook, None)
    ahead = facts.fan(selection, selection.area.area_id, selection.measure.indicator_id)
    known = ahead.dropna(subset=["q10"])
    if len(known):
        return f"{selection.measure.title}: Spannen bis {int(known['year'].max())}"
    return f"{selection.measure.title}: erwarteter Verlauf"


def _what(selection: Selection, base: float | None) -> str:
    title, unit = selection.measure.title, selection.measure.in_unit
    if base is None:
        return f"{title}{unit}"
    return f"{title}, Veränderung in % seit {selection.time.jump_off},"


def _base(selection: Selection, line: Series) -> float | None:
    """The last known value, where the reader wants the change since then; None else or for too few people."""
    if selection.options.get("darstellung") != "seit":
        return None
    known = dict(zip(line.x, line.y, strict=True)).get(selection.time.jump_off)
    return None if known is None or text.is_missing(known) or known < MIN_CASES else float(known)


def _since(line: Series, base: float) -> Series:
    values = [None if text.is_missing(one) else 100 * (float(one or 0) / base - 1) for one in line.y]
    return Series(line.name, line.x, values, line.colour, line.dash)


def _fan_since(fan: pd.DataFrame, base: float) -> pd.DataFrame:
    """The fan as change in per cent; a quantile stays a quantile when all values are scaled alike."""
    return fan.assign(**{one: 100 * (fan[one] / base - 1) for one in QUANTILES})


def _paths(selection: Selection, colours: Palette, base: float | None) -> list[Part]:
    """The medians of the other scenarios, dotted, named in the hover."""
    people = selection.wish.people
    table = data.frame(
        selection.context, queries.HERE / "paths.sql", area_id=selection.area.area_id, age=people.age,
        age_to=people.age_to, **queries.whose(people),
    )  # fmt: skip
    others = table[(table["scenario"] != selection.scenario) & (table["year"] > selection.time.jump_off)]
    return [_path(colours, str(title), some, base) for title, some in others.groupby("title", sort=True)]


def _path(colours: Palette, title: str, some: pd.DataFrame, base: float | None) -> Part:
    medians = some["median"].astype(float)
    shown = medians if base is None else 100 * (medians / base - 1)
    words = [text.rounded(one, 10) if base is None else text.signed(one, 1) for one in shown]
    return charts.trace(
        "scatter", x=some["year"].tolist(), y=shown.tolist(), mode="lines", name=title,
        line={"color": colours.text, "width": 1.2, "dash": "1.6px,3px"}, customdata=words,
        hovertemplate="%{customdata}",
    )  # fmt: skip
