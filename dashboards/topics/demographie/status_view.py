"""The view "Kennzahlen" on an older territorial status: residents of observed years, without a forecast."""

import pandas as pd
import streamlit as st

from dashboards import cards, charts, export, maps, panel, tables, text
from dashboards.cards import KeyFigure
from dashboards.charts import Series, TimeLayout
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import figures, key_numbers, sources, status_map, status_note, titles
from dashboards.topics.demographie.area_list import LONGEST_TABLE, TALL_TABLE
from dashboards.topics.demographie.measure import MIN_CASES, POPULATION
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.status_figures import Stand, level_table, stand
from dashboards.topics.demographie.time_panel import KEY, pick, years_table
from dashboards.topics.demographie.words import TEXTS, level_name


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    context, found = selection.context, stand(selection)
    table = level_table(selection, found)
    with head:
        cards.page_head("Demographie · Kennzahlen", *head_words(selection, found, len(table)))
    cards.key_figures(key_figures(selection, found))
    cards.note(text.load_text(TEXTS, "gebietsstand"))
    if found.area_id != selection.area.area_id:
        names = {"name": selection.name, "label": found.label, "shown": found.name}
        cards.note(text.load_text(TEXTS, "gebietsstand_fehlt", **names))
    notes = sources.notes(selection, "") | {"Gebietsstand": found.label}
    left, right = st.columns(2, gap="large")
    with left:
        maps.show_panel(context, status_map.panel(selection, found, table), notes)
        status_map.undrawn_note(selection, table)
    with right:
        shown = time_panel(selection, found)
        panel.show(context, shown, notes, on_select=lambda: pick(KEY, selection.time.observed))
    status_note.show(selection, status=found.status)
    area_table(selection, found, table, notes)
    sources.source_line(selection, [POPULATION], *([text.MISSING] if table["value"].isna().any() else []))


def head_words(selection: Selection, found: Stand, count: int) -> tuple[str, str]:
    """Return the finding and what is counted, on which status."""
    time = selection.time
    now, before = found.persons(found.area_id, time.year), found.persons(found.area_id, time.before)
    standfirst = text.load_text(
        TEXTS,
        "standfirst_gebietsstand",
        label=found.label,
        areas=f"{text.number(count)} {level_name(selection)} {titles.place(selection.root.name)}",
    )
    if now is None:
        return titles.unknown(found.name, time.year), standfirst
    if before is None:
        return f"{found.name}: {text.number(now)} Menschen Ende {time.year}", standfirst
    return titles.growth_observed(found.name, titles.Past(time.before, before, time.year, now)), standfirst


def key_figures(selection: Selection, found: Stand) -> list[KeyFigure]:
    """Return residents, their change, and that the forecast stands on today's status only."""
    time, label = selection.time, f"Bevölkerung, {found.name}"
    now, before = found.persons(found.area_id, time.year), found.persons(found.area_id, time.before)
    there = f"31.12.{time.year}, {found.label}" if now is not None else key_numbers.NOT_THERE
    first = KeyFigure(label, text.MISSING if now is None else text.number(now), comparison=there)
    since = f"Veränderung seit {time.before}" if time.before != NO_YEAR else "Veränderung"
    if now is None or before is None:
        change = KeyFigure(since, text.MISSING, comparison=key_numbers.NOT_THERE)
    elif before < MIN_CASES:
        change = KeyFigure(
            since, text.signed(now - before), comparison=f"zuvor {text.number(before)} Personen"
        )
    else:
        share = text.signed(100 * (now / before - 1), 1)
        change = KeyFigure(since, share, "%", f"{text.signed(now - before)} Personen")
    return [first, change]


def time_panel(selection: Selection, found: Stand) -> Panel:
    """Return the residents over the observed years on the status."""
    years = list(selection.time.observed)
    line = Series(found.name, years, [found.persons(found.area_id, year) for year in years])
    subtitle = f"Bevölkerung, {found.name}, {found.label}"
    if line.last() is None:
        words = text.load_text(TEXTS, "leer_kennzahl", measure="Bevölkerung", name=found.name)
        return Panel(KEY, "Bevölkerung über die Zeit", subtitle, empty=words)
    time, measure = selection.time, key_numbers.PERSONS
    before, now = found.persons(found.area_id, time.before), found.persons(found.area_id, time.year)
    is_known = before is not None and now is not None
    past = titles.Past(time.before, before or 0.0, time.year, now or 0.0) if is_known else None
    heading = titles.development(measure, None, past)
    layout = TimeLayout(
        from_zero=False, is_phone=selection.context.is_phone, is_clickable=True, marked=selection.time.year
    )
    chart = figures.development(palette(selection.context), measure, [line], None, layout)
    none = pd.DataFrame({"year": []})
    table, columns = years_table(measure, [line], none)
    axis = charts.axis_note(chart)
    alt = f"{heading}. {sources.series_sentence(measure, line, none)}"
    return Panel(KEY, heading, f"{subtitle}; {axis}" if axis else subtitle, chart, alt, table, columns)


def area_table(selection: Selection, found: Stand, table: pd.DataFrame, notes: dict[str, str]) -> None:
    """Write the areas of the status with every year, and offer them as files."""
    if table.empty:
        return
    heading = f"{level_name(selection)} {titles.place(selection.root.name)}"
    cards.section_head(heading, f"Bevölkerung am 31. Dezember, {found.label}")
    years = [Column(str(year), str(year)) for year in selection.time.observed]
    columns = [Column("name", "Gebiet", "text"), *years, *status_map.columns(selection)[3:]]
    if len(table) > LONGEST_TABLE:
        tables.sortable(table, columns, key="gebiete")
    else:
        tables.table(table, columns, f"{heading}, {found.label}", is_tall=len(table) > TALL_TABLE)
    german = table[[one.key for one in columns]].rename(columns={one.key: one.title for one in columns})
    export.downloads(selection.context, german, f"demographie-gebietsstand-{found.status}", heading, notes)
