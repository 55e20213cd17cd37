"""The map of the view "Kennzahlen": one figure, all areas of a level, classes as the reader wants them."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards import areas, cards, maps, text
from dashboards.maps import Classes, background
from dashboards.maps.options import MapOptions
from dashboards.maps.schemes import Cutting, cut
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import custom, facts, level_table, queries, time_panel
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS, level_name

# Smallest number of known values that a class limit is worked out from.
FEW_VALUES = 2


def panel(selection: Selection, options: MapOptions) -> Panel:
    """Return the map with its table; made once per selection."""
    key = ("demographie-karte", selection.key, options, background.is_basemap())
    return remembered(selection.context, key, lambda: _panel(selection, options))


def gaps_note(selection: Selection) -> None:
    """Name the areas that have no border, so that nobody takes them for empty."""
    view = maps.map_view(selection.context, selection.area, selection.level)
    gaps = maps.without_geometry(selection.context, view)
    if gaps:
        told = text.listing(text.gathered(gaps)[:12])
        st.html(f'<p class="k-note">Ohne Gebietsgrenzen, nur in der Tabelle: {told}.</p>')


def _panel(selection: Selection, options: MapOptions) -> Panel:
    context, measure = selection.context, selection.measure
    table = level_table.values(selection, selection.root.area_id)
    table["shown"] = level_table.shown(table, measure)
    subtitle = _subtitle(selection)
    if table["shown"].notna().sum() == 0:
        name = f"{level_name(selection)} zum {selection.date_words}"
        words = text.load_text(TEXTS, "leer_kennzahl", measure=measure.title, name=name)
        return Panel("karte", measure.title, subtitle, empty=words)
    heading = level_table.finding(selection, table) or f"{measure.title}: {level_table.TOO_FEW}"
    view = maps.map_view(context, selection.area, selection.level, digits=measure.digits)
    if len(maps.without_geometry(context, view)) == len(table):
        return Panel("karte", heading, subtitle, empty=text.load_text(TEXTS, "leer_karte"))
    view = replace(view, has_labels=options.has_labels, beside=_beside(selection))
    classes = classes_of(selection, table, options)
    rows = table.assign(value=table["shown"], hover=level_table.hovers(selection, table))
    # A change that can't be told leaves a gap like any other; its reason stands in the hover.
    rows.loc[rows["value"].isna() & (rows["state"] == "known"), "state"] = "not_meaningful"
    chart = maps.choropleth(context, rows[["area_id", "value", "state", "hover"]], classes, view)
    legend = classes.legend(_marks(selection, rows))
    alt = f"Karte: {heading}. {subtitle}."
    # What is coloured may be the change; the table keeps the figure itself.
    shown = table.sort_values("shown", ascending=False, na_position="last")
    return Panel(
        "karte", heading, subtitle, chart, alt, shown, _columns(selection), legend,
        note=background.source_words(), definition=measure.definition,
    )  # fmt: skip


def classes_of(selection: Selection, table: pd.DataFrame, options: MapOptions) -> Classes:
    """Return the classes: over all years unless the reader wants those of the year."""
    measure, colours = selection.measure, palette(selection.context)
    enough = table[table["persons"] >= level_table.SPREAD_SIZE]
    current = (enough if len(enough) >= FEW_VALUES else table)["shown"].dropna()
    pooled = current if options.is_per_year or measure.shows_change else _all_years(selection, current)
    middle = _middle(selection, pooled, options)
    digits = measure.digits if len(pooled) and pooled.abs().max() < 10 else 0
    cutting = Cutting(options.scheme, options.count, options.cuts, middle, digits)
    return cut(pooled, cutting, colours)


def _all_years(selection: Selection, current: pd.Series) -> pd.Series:
    """Values of the larger areas in all known years, and of the shown forecast year."""
    measure = selection.measure
    if measure.recipe is not None:
        ids = [one.area_id for one in areas.below(selection.context, selection.root.area_id, selection.level)]
        known = custom.stock(selection.context, measure, ids)["value"].dropna()
    else:
        key = selection.level_key(selection.root.area_id)
        known = queries.level_range(selection.context, key, min_persons=level_table.SPREAD_SIZE)
    return pd.concat([known, current]) if selection.time.is_forecast or known.empty else known


def _middle(selection: Selection, pooled: pd.Series, options: MapOptions) -> float | None:
    """Around what the scale diverges: what the reader says, else 0 where values lie on both sides of it."""
    if options.middle == "null":
        return 0.0
    if options.middle == "mittel":
        return _mean(selection)
    if options.middle == "ohne" or options.scheme != "rund":
        return None
    crosses = len(pooled) > 0 and pooled.quantile(0.1) < 0 < pooled.quantile(0.9)
    return 0.0 if selection.measure.shows_change or crosses else None


def _mean(selection: Selection) -> float | None:
    """The figure of the association, for a count its change in per cent."""
    measure, root = selection.measure, selection.root
    point = facts.point(selection, root.area_id, measure.indicator_id)
    if measure.is_count and not measure.shows_change:
        return None
    if not measure.shows_change:
        return point.value
    return None if point.value is None or not point.before else 100 * (point.value / point.before - 1)


def _subtitle(selection: Selection) -> str:
    measure, time = selection.measure, selection.time
    what = measure.title + measure.in_unit
    if measure.shows_change:
        what = f"{measure.title}: Veränderung in % seit 31.12.{time.before}"
    when = selection.date_words if time.is_forecast else measure.when(time.year)
    return f"{what}, {level_name(selection)}, {when}"


def _marks(selection: Selection, table: pd.DataFrame) -> str:
    # Only what the map hatches: a gap of an area that has a shape.
    tree = areas.tree(selection.context)
    gaps = table[table["value"].isna() & table["area_id"].map(lambda one: tree[one].has_geometry)]
    states = set(gaps["state"])
    marks = cards.hatch() if "protected" in states else ""
    marks += cards.hatch("zu wenige Menschen", way="down") if "not_meaningful" in states else ""
    marks += cards.hatch("nicht geliefert", way="wide") if "missing" in states else ""
    marks += cards.line_key("var(--k-text)", "Auswahl") if selection.area.parent_id else ""
    names = {one.area_id: one.name for one in selection.others}
    return marks + "".join(cards.line_key(colour, names[one]) for one, colour in _beside(selection))


def _beside(selection: Selection) -> tuple[tuple[str, str], ...]:
    """The areas to compare with, outlined in the colours of their lines over time."""
    inside = [one for one in selection.others if one.root_id == selection.root.area_id]
    shown = [(one.area_id, time_panel.colour_of(selection, one)) for one in inside]
    return tuple((one, colour) for one, colour in shown if one != selection.root.area_id)


def _columns(selection: Selection) -> tuple[Column, ...]:
    measure, time = selection.measure, selection.time
    name, before = Column("name", "Gebiet", "text"), f"{measure.title} {time.before}"
    if measure.shows_change:
        now = Column("value", f"{measure.title} {time.year}")
        share = Column("shown", "Veränderung in %", "signed", 1)
        return (name, Column("value_before", before), now, Column("change", "Veränderung", "signed"), share)
    persons = Column("persons", f"Bevölkerung {min(time.year, time.jump_off)}")
    now = Column("value", f"{measure.title} {time.year}", digits=measure.digits)
    if not time.before:
        return (name, persons, now)
    return (name, persons, Column("value_before", before, digits=measure.digits), now)
