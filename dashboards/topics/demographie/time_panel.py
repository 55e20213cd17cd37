"""The time picture of the view "Kennzahlen": the figure over the years, with its forecast and its like."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboards import cards, charts, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette, rgba
from dashboards.tables import Column
from dashboards.topics.demographie import facts, fading, figures, sources, titles
from dashboards.topics.demographie.figures import EXPECTED
from dashboards.topics.demographie.measure import MIN_CASES, YEARS, Measure, round_base
from dashboards.topics.demographie.selection import Selection, value_at
from dashboards.topics.demographie.words import TEXTS

KEY = "zeit"
INDEX = 100.0


def panel(selection: Selection) -> Panel:
    """Return the picture with its table; made once per selection."""
    return remembered(selection.context, ("demographie-zeit", selection.key), lambda: _panel(selection))


def pick(picture: str, years: Sequence[int], control: str = "stichtag") -> None:
    """Take the year clicked in a picture as value of a control: pictures of a date follow the time picture.

    `years` are those the control offers; a year without a delivery is no choice.
    """
    points = st.session_state[picture]["selection"]["points"]
    year = int(float(points[0]["x"])) if points and "x" in points[0] else None
    if year in years:
        st.session_state[control] = year


def fan_legend(selection: Selection) -> str:
    """Return the legend of the fan; without the median where only ranges are shown."""
    colours = palette(selection.context)
    if selection.shows_median:
        return cards.fan_legend(colours)
    inner = cards.swatch(rgba(colours.brand, colours.fan_inner + colours.fan_outer), f"50{text.NARROW}%")
    return inner + cards.swatch(rgba(colours.brand, colours.fan_outer), f"80{text.NARROW}%")


def _panel(selection: Selection) -> Panel:
    measure, area = selection.measure, selection.area
    plain = f"{measure.title} über die Zeit"
    people = facts.population(selection).value
    if not measure.is_count and people is not None and people < MIN_CASES:
        words = text.load_text(TEXTS, "leer_wenige", measure=measure.title, name=selection.name)
        return Panel(KEY, plain, selection.name, empty=words)
    lines, ahead = lines_of(selection), facts.fan(selection, area.area_id, measure.indicator_id)
    if lines[0].last() is None and ahead.empty:
        words = text.load_text(TEXTS, "leer_kennzahl", measure=measure.title, name=selection.name)
        return Panel(KEY, plain, selection.name, empty=words)
    if measure.is_count and selection.others:
        return _indexed(selection, lines, ahead)
    past = facts.past(selection, measure.indicator_id)
    heading = titles.development(measure, facts.outlook(selection, measure.indicator_id), past)
    chart = figures.development(palette(selection.context), measure, lines, ahead, _layout(selection))
    chart, fades = fading.veil(selection, chart, ahead)
    note = f"{expected_note(lines)} {fades}".strip()
    forecast = "" if ahead.empty else ", Prognose mit 50-%- und 80-%-Bereich"
    parts = [f"{measure.title}{measure.in_unit}, {selection.name}{forecast}", charts.axis_note(chart)]
    alt = f"{heading}. {sources.series_sentence(measure, lines[0], ahead)}"
    table, columns = years_table(measure, lines, ahead)
    legend = "" if ahead.empty else fan_legend(selection)
    return Panel(
        KEY, heading, "; ".join(part for part in parts if part), chart, alt, table, columns, legend,
        note=note, definition=measure.definition,
    )  # fmt: skip


def _layout(selection: Selection) -> TimeLayout:
    measure = selection.measure
    return TimeLayout(
        from_zero=not measure.is_count and measure.unit != YEARS,
        is_phone=selection.context.is_phone,
        with_median=selection.shows_median,
        is_clickable=True,
        marked=selection.time.year,
    )


def lines_of(selection: Selection) -> list[Series]:
    """Return the area first, then the areas to compare with, then municipality and association for ratios."""
    measure, area = selection.measure, selection.area
    shown = [_line(selection, area.area_id, selection.name)]
    for other in selection.others:
        shown.append(_line(selection, other.area_id, other.name, colour_of(selection, other)))
    if not measure.is_count and not selection.others:
        shown += [_line(selection, other.area_id, other.name) for other in facts.companions(selection)]
    return shown if selection.others else [*shown, *expected_lines(selection)]


def colour_of(selection: Selection, other: Area) -> str:
    """Return the colour of an area to compare with, the same in every picture of the view."""
    colours = palette(selection.context).categorical
    return colours[(1 + selection.others.index(other)) % len(colours)]


def expected_lines(selection: Selection) -> list[Series]:
    """Return the expected values of people the forecast keeps no range of, joined to the last known one."""
    area_id, jump_off = selection.area.area_id, selection.time.jump_off
    expected = facts.expected(selection, area_id)
    if expected.empty:
        return []
    last = value_at(facts.history(selection, area_id, selection.measure.indicator_id), jump_off)
    years, values = [jump_off, *expected["year"].astype(int)], [last, *expected["value"]]
    return [Series(EXPECTED, years, values, palette(selection.context).brand, "dash")]


def _line(selection: Selection, area_id: str, name: str, colour: str | None = None) -> Series:
    table = facts.history(selection, area_id, selection.measure.indicator_id)
    return charts.series(table, "year", "value", name, colour)


def _indexed(selection: Selection, lines: list[Series], ahead: pd.DataFrame) -> Panel:
    """Counts of areas of different size, each set to 100 at the comparison date."""
    measure, time = selection.measure, selection.time
    base = time.before or time.observed[0]
    shown = [index(line, base) for line in lines]
    known = [line for line in shown if line.last() is not None]
    subtitle = f"{measure.title}, 31.12.{base} = 100"
    if not known or shown[0].last() is None:
        words = text.load_text(TEXTS, "leer_kennzahl", measure=measure.title, name=selection.name)
        return Panel(KEY, f"{measure.title} über die Zeit", subtitle, empty=words)
    start = dict(zip(lines[0].x, lines[0].y, strict=True)).get(base)
    fan = ahead.copy()
    quantiles = ["q10", "q25", "median", "q75", "q90"]
    fan[quantiles] = INDEX * fan[quantiles] / float(start or 1)
    layout = TimeLayout(
        digits=1, from_zero=False, is_phone=selection.context.is_phone, is_clickable=True,
        with_median=selection.shows_median, marked=time.year,
    )  # fmt: skip
    chart = charts.time_series(
        palette(selection.context), shown[0], context=shown[1:], fan=fan, layout=layout
    )
    told = [f"{line.name} {text.number(line.last()[1], 1)}" for line in known]  # type: ignore[index]
    heading = compared_heading(known, base)
    table, columns = years_table(Measure("", measure.title, "", "", None), shown, fan)
    parts = [subtitle, charts.axis_note(chart)]
    alt = f"{heading}. {text.listing(told)}."
    legend = "" if ahead.empty else fan_legend(selection)
    return Panel(
        KEY, heading, "; ".join(part for part in parts if part), chart, alt, table, columns, legend,
        definition=measure.definition,
    )  # fmt: skip


def index(line: Series, base: int) -> Series:
    """Return a line with its value at `base` set to 100; empty where nobody lived there."""
    start = dict(zip(line.x, line.y, strict=True)).get(base)
    if start is None or text.is_missing(start) or start <= 0:
        return Series(line.name, line.x, [None] * len(line.x), line.colour, line.dash)
    values = [None if text.is_missing(one) else INDEX * float(one or 0) / start for one in line.y]
    return Series(line.name, line.x, values, line.colour, line.dash)


def compared_heading(lines: list[Series], base: int) -> str:
    """Return which of the compared areas grew most and least since the base year."""
    ends = [(line.name, end[1] - INDEX) for line in lines if (end := line.last()) is not None]
    if len(ends) < 2:
        return f"Entwicklung seit {base}"
    high, low = max(ends, key=lambda one: one[1]), min(ends, key=lambda one: one[1])
    most, least = (f"{name} {text.signed(end, 1)}{text.NARROW}%" for name, end in (high, low))
    return f"Seit {base}: {most}, {least}"


def years_table(
    measure: Measure, lines: list[Series], fan: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the drawn numbers, one row per year, and their columns; forecast years carry the 80 % range."""
    digits = measure.digits if measure.indicator_id else 1
    years = sorted({int(year) for line in lines for year in line.x} | {int(year) for year in fan["year"]})
    table = pd.DataFrame({"year": [str(year) for year in years]})
    columns = [Column("year", "Jahr", "text")]
    for place, line in enumerate(lines):
        known = {int(x): y for x, y in zip(line.x, line.y, strict=True)}
        table[f"line{place}"] = [_number(known.get(year)) for year in years]
        name = line.name
        if name == EXPECTED and measure.is_count:
            # Nobody shall take a mean without a range for a count.
            table[f"line{place}"] = [about(value) for value in table[f"line{place}"]]
            name = f"{EXPECTED}, gerundet"
        columns.append(Column(f"line{place}", name, digits=digits))
    if len(fan):
        ranges = {int(row["year"]): _range(measure, row, digits) for row in fan.to_dict("records")}
        table["range"] = [ranges.get(year, "") for year in years]
        columns.append(Column("range", f"{lines[0].name}: Prognose, 80-%-Bereich", "range"))
    return table, tuple(columns)


def about(value: float) -> float:
    """Return expected persons as rounded as a forecast is told."""
    to = round_base(value)
    return value if text.is_missing(value) else float(to * round(value / to))


def _number(value: float | None) -> float:
    return float("nan") if value is None or text.is_missing(value) else float(value)


def _range(measure: Measure, row: dict[object, object], digits: int) -> str:
    low, high = float(str(row["q10"])), float(str(row["q90"]))
    return text.range_text(low, high, digits, round_base(high) if measure.is_count else None)


def expected_note(lines: list[Series]) -> str:
    """Return what the dashed line without a range is, where there is one."""
    has_expected = any(line.name == EXPECTED for line in lines)
    return text.load_text(TEXTS, "nur_erwartet") if has_expected else ""
