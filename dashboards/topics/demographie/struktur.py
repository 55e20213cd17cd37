"""The view "Altersstruktur": one Kennzahl on the map, over time, and in the areas below."""

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import areas, cards, charts, maps, text
from dashboards.charts import TimeLayout
from dashboards.maps import Classes
from dashboards.style import palette, rgba
from dashboards.topics.demographie import facts, figures, key_numbers, level_table, queries, sources, titles
from dashboards.topics.demographie.area_list import area_list
from dashboards.topics.demographie.measure import MIN_CASES, YEARS
from dashboards.topics.demographie.outcomes import outcome_section
from dashboards.topics.demographie.selection import Selection

TEXTS = Path(__file__).parent / "text.md"


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head("Demographie · Altersstruktur", title(selection), standfirst(selection))
    cards.key_figures(key_numbers.row(selection))
    caution(selection)
    left, right = st.columns(2, gap="large")
    with left:
        map_picture(selection)
    with right:
        time_picture(selection)
    if selection.measure.is_count:
        outcome_section(selection)
    marks = area_list(selection)
    sources.source_line(selection, sources.terms(selection.measure), *marks)


def title(selection: Selection) -> str:
    """Return the finding of the view for the chosen area."""
    name, measure, time = selection.name, selection.measure, selection.time
    persons = facts.population(selection).value
    silent = titles.silence(name, time.year, persons, needs_cases=not measure.is_count)
    if silent is not None:
        return silent
    ahead = facts.outlook(selection, measure.indicator_id)
    if ahead is not None:
        return titles.growth(name, ahead) if measure.is_count else titles.ratio(name, measure, ahead)
    past = facts.past(selection, measure.indicator_id)
    if past is not None and measure.is_count:
        return titles.growth_observed(name, past)
    if past is not None:
        return titles.ratio_observed(name, measure, past)
    value = facts.point(selection, selection.area.area_id, measure.indicator_id).value
    return titles.plain(name, measure, value, selection.date_words)


def standfirst(selection: Selection) -> str:
    """Return what is counted, where and until when."""
    measure, root = selection.measure, selection.root
    count = sum(area.is_place for area in areas.below(selection.context, root.area_id, selection.level))
    parts = f"{text.number(count)} {level_name(selection)} {titles.place(root.name)}"
    ahead = facts.fan(selection, selection.area.area_id, measure.indicator_id)
    until = "" if ahead.empty else f", Prognose bis {int(ahead['year'].max())}"
    if measure.is_count:
        return text.load_text(TEXTS, "standfirst_bevoelkerung", areas=parts, outlook=until)
    definition = measure.short_definition
    told = f"{measure.title}: {definition}" if definition else f"{measure.title} am 31. Dezember"
    return text.load_text(TEXTS, "standfirst_kennzahl", measure=told, areas=parts, outlook=until)


def caution(selection: Selection) -> None:
    """Warn in one sentence where the area is too small for a firm forecast."""
    words = titles.caution(selection.name, selection.area.inhabitants)
    if words and selection.time.forecast:
        st.html(f'<p class="k-note">{words}</p>')


def level_name(selection: Selection) -> str:
    """Return the German plural of the chosen level."""
    levels = areas.levels_below(selection.context, selection.root.area_id)
    return levels.get(selection.level, selection.area.level_plural)


def map_picture(selection: Selection) -> None:
    """Draw the map of the whole root with the chosen area outlined; a click chooses another."""
    context, measure, time = selection.context, selection.measure, selection.time
    table = level_table.values(selection, selection.root.area_id)
    table["shown"] = level_table.shown(table, measure)
    heading = level_table.spread(table, measure) or f"{measure.title}: {level_name(selection)} im Vergleich"
    what = (
        f"Veränderung in % seit 31.12.{time.before}" if measure.is_count else measure.title + measure.in_unit
    )
    when = selection.date_words if time.is_forecast else measure.when(time.year)
    subtitle = f"{what}, {level_name(selection)}, {when}"
    if table["shown"].notna().sum() == 0:
        name = f"{level_name(selection)} zum {selection.date_words}"
        cards.picture_head(measure.title, subtitle)
        cards.empty_state(text.load_text(TEXTS, "leer_kennzahl", measure=measure.title, name=name))
        return
    view = maps.map_view(context, selection.area, selection.level, digits=measure.digits)
    gaps = maps.without_geometry(context, view)
    if len(gaps) == len(table):
        cards.picture_head(heading, subtitle)
        cards.empty_state(text.load_text(TEXTS, "leer_karte"))
        return
    classes = _classes(selection, table)
    marks = cards.hatch() if (table["state"] == "protected").any() else ""
    if selection.area.parent_id:
        marks += cards.line_key("var(--k-text)", "Auswahl")
    cards.picture_head(heading, subtitle, classes.legend(marks))
    rows = table.assign(value=table["shown"], hover=level_table.hovers(selection, table))
    rows["state"] = rows["state"].replace("not_meaningful", "missing")
    chart = maps.choropleth(context, rows[["area_id", "value", "state", "hover"]], classes, view)
    maps.show_map(context, chart, key="karte", alt=f"Karte: {heading}. {subtitle}.")
    if gaps:
        st.html(f'<p class="k-note">Ohne Gebietsgrenzen, nur in der Tabelle: {text.listing(gaps[:12])}.</p>')


def time_picture(selection: Selection) -> None:
    """Draw the Kennzahl over time with municipality, association and the forecast."""
    context, measure, area = selection.context, selection.measure, selection.area
    lines = [_line(selection, area.area_id, selection.name)]
    if not measure.is_count:
        lines += [_line(selection, other.area_id, other.name) for other in facts.companions(selection)]
    ahead = facts.fan(selection, area.area_id, measure.indicator_id)
    people = facts.population(selection).value
    if not measure.is_count and people is not None and people < MIN_CASES:
        cards.picture_head(f"{measure.title} über die Zeit", selection.name)
        cards.empty_state(text.load_text(TEXTS, "leer_wenige", measure=measure.title, name=selection.name))
        return
    past = facts.past(selection, measure.indicator_id)
    heading = titles.development(measure, facts.outlook(selection, measure.indicator_id), past)
    if lines[0].last() is None and ahead.empty:
        cards.picture_head(f"{measure.title} über die Zeit", selection.name)
        cards.empty_state(text.load_text(TEXTS, "leer_kennzahl", measure=measure.title, name=selection.name))
        return
    layout = TimeLayout(
        from_zero=not measure.is_count and measure.unit != YEARS,
        is_phone=context.is_phone,
        with_median=selection.shows_median,
    )
    chart = figures.development(palette(context), measure, lines, ahead, layout)
    forecast = "" if ahead.empty else ", Prognose mit 50-%- und 80-%-Bereich"
    parts = [f"{measure.title}{measure.in_unit}, {selection.name}{forecast}", charts.axis_note(chart)]
    legend = "" if ahead.empty else fan_legend(selection)
    cards.picture_head(heading, "; ".join(part for part in parts if part), legend)
    charts.show(chart, key="zeit", alt=f"{heading}. {sources.series_sentence(measure, lines[0], ahead)}")


def fan_legend(selection: Selection) -> str:
    """Return the legend of the fan; without the median where only ranges are shown."""
    colours = palette(selection.context)
    if selection.shows_median:
        return cards.fan_legend(colours)
    inner = cards.swatch(rgba(colours.brand, colours.fan_inner + colours.fan_outer), f"50{text.NARROW}%")
    return inner + cards.swatch(rgba(colours.brand, colours.fan_outer), f"80{text.NARROW}%")


def _line(selection: Selection, area_id: str, name: str) -> charts.Series:
    table = facts.history(selection, area_id, selection.measure.indicator_id)
    return charts.series(table, "year", "value", name)


def _classes(selection: Selection, table: pd.DataFrame) -> Classes:
    """Class limits from all years of the level, so that they stay when the reader moves in time."""
    measure, colours = selection.measure, palette(selection.context)
    enough = table[table["persons"] >= level_table.SPREAD_SIZE]
    current = (enough if len(enough) > 1 else table)["shown"].dropna()
    if measure.is_count:
        return maps.classes(current, colours, "diverging")
    key = selection.level_key(selection.root.area_id)
    known = queries.level_range(selection.context, key, min_persons=level_table.SPREAD_SIZE)
    pooled = pd.concat([known, current]) if selection.time.is_forecast or known.empty else known
    crosses = len(pooled) > 0 and pooled.quantile(0.1) < 0 < pooled.quantile(0.9)
    digits = measure.digits if pooled.abs().max() < 10 else 0
    return maps.classes(pooled, colours, "diverging" if crosses else "sequential", digits)
