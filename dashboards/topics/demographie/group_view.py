"""The planning age groups over time with their forecast: small multiples, and their numbers as a table."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboards import cards, text
from dashboards.panel import Panel
from dashboards.style import Palette, palette, rgba
from dashboards.tables import Column
from dashboards.topics.demographie import age_titles, group_panels
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.measure import persons_span
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.structure import group_name
from dashboards.topics.demographie.words import TEXTS

KEY = "altersgruppen"
DEFINITION = "Personen mit alleiniger oder Hauptwohnung am 31. Dezember nach vollendeten Altersjahren."


def panel(selection: Selection, panels: Sequence[GroupPanel], base_year: int) -> Panel | None:
    """Return the picture of the age groups with its table; None where no group is known."""
    if not panels:
        return None
    colours, time = palette(selection.context), selection.time
    ahead = group_panels.index_ranges(panels, base_year)
    last = max((int(one.ahead_years[-1]) for one in panels if len(one.ahead_years)), default=base_year)
    heading = _heading(selection, panels, base_year, last)
    outlook = f" → 80-%-Bereich {last}" if ahead else ""
    subtitle = text.load_text(TEXTS, "index", year=base_year, outlook=outlook)
    look = group_panels.PanelLook(colours, selection.context.is_phone, selection.shows_median)
    chart = group_panels.group_panels(panels, base_year, look)
    table, columns = numbers(panels, base_year, last)
    told = [f"{group_name(group)} {_index_words(low, high)}" for group, low, high in ahead]
    alt = (
        f"{heading}. Index {base_year} = 100; {last}: {', '.join(told)}."
        if told
        else f"{heading}. {subtitle}."
    )
    return Panel(
        KEY, heading, subtitle, chart, alt, table, columns,
        _legend(colours, time.observed[0], bool(ahead)), note=_note(panels), definition=DEFINITION,
    )  # fmt: skip


def numbers(
    panels: Sequence[GroupPanel], base_year: int, last: int
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return one row per year and group: persons known, and the 80 % range of the forecast."""
    rows = [row for one in panels for row in _rows(one)]
    table = pd.DataFrame(rows, columns=["group", "year", "persons", "range"])
    columns = [Column("group", "Altersgruppe", "text"), Column("year", "Jahr", "text")]
    columns.append(Column("persons", "Personen am 31.12."))
    if last > base_year:
        columns.append(Column("range", "Prognose, 80-%-Bereich", "range"))
    return table, tuple(columns)


def _rows(one: GroupPanel) -> list[tuple[str, str, float, str]]:
    name = group_name(one.group)
    known = [
        (name, str(int(year)), float(persons), "")
        for year, persons in zip(one.years, one.persons, strict=True)
    ]
    later = [
        (name, str(int(year)), float("nan"), text.MISSING if np.isnan(low) else persons_span(low, high))
        for year, low, high in zip(one.ahead_years, one.ahead[0], one.ahead[4], strict=True)
        if year > one.years.max(initial=0)
    ]
    return [*known, *later]


def _heading(selection: Selection, panels: Sequence[GroupPanel], base_year: int, last: int) -> str:
    ahead, time = group_panels.index_ranges(panels, base_year), selection.time
    if ahead:
        return age_titles.groups_heading(ahead, last)
    first = time.before if NO_YEAR < time.before < base_year else time.observed[0]
    known = group_panels.index_changes(panels, first, base_year)
    return age_titles.groups_heading_observed(known, first, base_year)


def _note(panels: Sequence[GroupPanel]) -> str:
    """What dashed lines without a fan are, or where a fan ends before the years do."""
    is_expected = any(len(one.ahead_years) and not one.has_range for one in panels)
    if is_expected:
        return text.load_text(TEXTS, "nur_erwartet")
    is_cut = any(one.has_range and np.isnan(one.ahead[0]).any() for one in panels)
    return text.load_text(TEXTS, "ohne_spanne") if is_cut else ""


def _index_words(low: float, high: float) -> str:
    return f"{text.number(low)} bis {text.number(high)}"


def _legend(colours: Palette, first: int, has_forecast: bool) -> str:
    """Where the 80 % range of a group lies against today; without a forecast, today against then."""
    if not has_forecast:
        more, fewer = f"mehr als {first}", f"weniger als {first}"
        return cards.line_key(colours.gain, more) + cards.line_key(colours.loss, fewer)
    fields = [
        cards.swatch(rgba(colours.axis, colours.fan_inner + colours.fan_outer), f"50{text.NARROW}%"),
        cards.swatch(rgba(colours.axis, colours.fan_outer), f"80{text.NARROW}%"),
        cards.line_key(colours.gain, "mehr als heute"),
        cards.line_key(colours.loss, "weniger als heute"),
        cards.line_key(colours.axis, "offen"),
    ]
    return "".join(fields)
