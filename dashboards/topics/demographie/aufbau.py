"""The view "Altersaufbau": pyramid, population with forecast, components of change, age groups."""

import streamlit as st

from dashboards import cards, charts, text
from dashboards.charts import TimeLayout
from dashboards.style import Palette, palette, rgba
from dashboards.topics.demographie import (
    age_numbers,
    age_titles,
    bridge,
    facts,
    figures,
    group_panels,
    pyramid,
    queries,
    sources,
    structure,
    struktur,
    time_panel,
    titles,
)
from dashboards.topics.demographie.age_list import age_list
from dashboards.topics.demographie.age_numbers import Ages
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.key_numbers import AGE, MEAN_AGE
from dashboards.topics.demographie.measure import POPULATION
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.words import TEXTS

# Pictures right of the pyramid, so that both together are as high as it.
FAN_HEIGHT, BRIDGE_HEIGHT = 262, 266


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    ages = age_numbers.ages(selection)
    with head:
        cards.page_head("Demographie · Altersaufbau", title(selection, ages), standfirst(selection, ages))
    cards.key_figures(age_numbers.row(selection, ages))
    struktur.caution(selection)
    left, right = st.columns(2, gap="large")
    with left:
        pyramid_picture(selection, ages)
    with right:
        population_picture(selection)
        bridge_picture(selection)
    panels, base_year = age_numbers.panels(selection, ages) if ages.total != 0 else ([], 0)
    group_picture(selection, panels, base_year)
    age_list(selection, ages, panels)
    sources.source_line(selection, [POPULATION, MEAN_AGE])


def title(selection: Selection, ages: Ages) -> str:
    """Return the finding of the view: what stands out against the association, else how age moves."""
    name, year = selection.name, selection.time.year
    silent = titles.silence(name, year, ages.total, needs_cases=True)
    if silent is not None:
        return silent
    if selection.time.is_forecast:
        ahead = facts.outlook(selection, MEAN_AGE)
        if ahead is not None:
            return titles.ratio(name, AGE, ahead)
    if selection.area.area_id != selection.root.area_id and not selection.time.is_forecast:
        whole = queries.structure(selection.context, area_id=selection.root.area_id, year=year)
        found = age_titles.distinct(ages.table, whole)
        if found is not None:
            return age_titles.distinct_title(name, found)
    past = facts.past(selection, MEAN_AGE)
    if past is not None:
        return titles.ratio_observed(name, AGE, past)
    return age_titles.no_distinct_title(name, structure.share(ages.table, (65, 100)), year)


def standfirst(selection: Selection, ages: Ages) -> str:
    """Return by what the age structure is told and what it is compared with."""
    parts = [
        "Geschlecht" if ages.has_sex else "",
        "Staatsangehörigkeit" if ages.has_nationality else "",
        "" if ages.is_single else "Altersgruppen",
    ]
    known = text.listing([part for part in parts if part]) or "Altersjahren"
    before = selection.time.before
    compared = f", Vergleich mit {before}" if before else ""
    until = f" bis {selection.time.forecast[-1]}" if selection.time.forecast else " im Bestand"
    return text.load_text(
        TEXTS, "standfirst_aufbau", year=selection.time.year, by=known, comparison=compared, outlook=until
    )


def pyramid_picture(selection: Selection, ages: Ages) -> None:
    """Draw the pyramid, or one-sided bars where the delivery does not tell men from women."""
    if ages.total is None or ages.total <= 0:
        cards.picture_head("Altersaufbau", selection.date_words)
        key = "leer_stichtag" if ages.total is None else "leer_niemand"
        words = text.load_text(TEXTS, key, name=selection.name, year=selection.time.year)
        cards.empty_state(words, pyramid.HEIGHT)
        return
    heading = age_titles.widest(ages.shown) or "Altersaufbau"
    unit = "Personen je Altersjahr" + (" und 1.000 Einwohner" if selection.per_1000 else "")
    line = f"; Linie: {age_numbers.comparison_words(selection)}" if ages.outline is not None else ""
    cards.picture_head(heading, f"{unit}, {selection.date_words}{line}", _legend(selection, ages))
    look = pyramid.Look(
        palette(selection.context),
        scale=1000 / ages.total if selection.per_1000 else 1.0,
        outline_scale=1000 / ages.outline_total if selection.per_1000 and ages.outline_total else 1.0,
        digits=1 if selection.per_1000 else 0,
        outline_name=str(selection.time.before),
        is_phone=selection.context.is_phone,
        round_to=10 if selection.time.is_forecast else None,
    )
    if ages.has_sex:
        notes = age_numbers.notes(selection, ages)
        chart = pyramid.pyramid(ages.shown, ages.outline, look, notes)
    else:
        chart = pyramid.age_bars(ages.shown, ages.outline, look)
    charts.show(chart, key="pyramide", alt=age_numbers.sentence(selection, ages, heading))
    remark = age_numbers.remark(selection, ages)
    if remark:
        st.html(f'<p class="k-note">{remark}</p>')


def population_picture(selection: Selection) -> None:
    """Draw the population over time with its forecast."""
    area = selection.area
    table = facts.history(selection, area.area_id, POPULATION)
    line = charts.series(table, "year", "value", selection.name)
    ahead = facts.fan(selection, area.area_id, POPULATION)
    if line.last() is None and ahead.empty:
        cards.picture_head("Bevölkerung über die Zeit", selection.name)
        cards.empty_state(
            text.load_text(TEXTS, "leer_kennzahl", measure="Bevölkerung", name=selection.name), FAN_HEIGHT
        )
        return
    layout = TimeLayout(
        height=FAN_HEIGHT,
        from_zero=False,
        is_phone=selection.context.is_phone,
        with_median=selection.shows_median,
    )
    chart = figures.development(palette(selection.context), selection.measure, [line], ahead, layout)
    heading = titles.development(
        selection.measure, facts.outlook(selection, POPULATION), facts.past(selection, POPULATION)
    )
    since = f", ab {selection.time.jump_off + 1} Prognose" if not ahead.empty else ""
    note = charts.axis_note(chart)
    legend = "" if ahead.empty else time_panel.fan_legend(selection)
    cards.picture_head(
        heading, "; ".join(part for part in (f"Bevölkerung am 31.12.{since}", note) if part), legend
    )
    charts.show(
        chart, key="bevoelkerung", alt=f"{heading}. {sources.series_sentence(selection.measure, line, ahead)}"
    )


def bridge_picture(selection: Selection) -> None:
    """Draw how births, deaths, moves and corrections led from the comparison to the chosen date."""
    time, area = selection.time, selection.area
    first, last = sorted((time.before, time.year))
    name = "Woher die Veränderung stammt"
    if time.before == NO_YEAR or last > time.jump_off:
        cards.picture_head(name, selection.name)
        key = "leer_vergleich" if time.before == NO_YEAR else "leer_bruecke_prognose"
        cards.empty_state(text.load_text(TEXTS, key), BRIDGE_HEIGHT)
        return
    table = queries.balance(selection.context, area_id=area.area_id, year_from=first, year_to=last)
    found = bridge.bridge_of(table, first, last)
    if found is None:
        cards.picture_head(name, f"{selection.name}, 31.12.{first} bis 31.12.{last}")
        words = text.load_text(TEXTS, "leer_bestandteile", name=selection.name, first=first + 1, last=last)
        cards.empty_state(words, BRIDGE_HEIGHT)
        return
    inside = area.municipality_ags is not None and area.area_id != area.municipality_ags
    steps = figures.bridge_steps(found, inside)
    layout = charts.BridgeLayout(height=BRIDGE_HEIGHT, is_phone=selection.context.is_phone)
    subtitle = f"Veränderung 31.12.{first} bis 31.12.{last} nach Bestandteilen, Personen"
    cards.picture_head(bridge.finding(found), subtitle)
    charts.show(charts.bridge(palette(selection.context), steps, layout), "bruecke", bridge.sentence(found))


def group_picture(selection: Selection, panels: list[GroupPanel], base_year: int) -> None:
    """Draw the planning age groups over time with their forecast."""
    if not panels:
        return
    colours, time = palette(selection.context), selection.time
    ahead = group_panels.index_ranges(panels, base_year)
    last = max((int(panel.ahead_years[-1]) for panel in panels if len(panel.ahead_years)), default=base_year)
    if ahead:
        heading = age_titles.groups_heading(ahead, last)
    else:
        first = time.before if NO_YEAR < time.before < base_year else time.observed[0]
        known = group_panels.index_changes(panels, first, base_year)
        heading = age_titles.groups_heading_observed(known, first, base_year)
    outlook = f" → 80-%-Bereich {last}" if ahead else ""
    subtitle = text.load_text(TEXTS, "index", year=base_year, outlook=outlook)
    cards.picture_head(heading, subtitle, _group_legend(colours, time.observed[0], bool(ahead)))
    look = group_panels.PanelLook(colours, selection.context.is_phone, selection.shows_median)
    chart = group_panels.group_panels(panels, base_year, look)
    charts.show(chart, key="altersgruppen", alt=f"{heading}. Index {base_year} = 100 nach Altersgruppen.")


def _group_legend(colours: Palette, first: int, has_forecast: bool) -> str:
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


def _legend(selection: Selection, ages: Ages) -> str:
    colours = palette(selection.context)
    marks = []
    if ages.has_sex:
        for who, full, tint in (
            ("Männer", colours.men, colours.men_tint),
            ("Frauen", colours.women, colours.women_tint),
        ):
            marks.append(cards.swatch(full, f"{who}, deutsch" if ages.has_nationality else who))
            marks += [cards.swatch(tint, "nicht deutsch")] if ages.has_nationality else []
    else:
        marks.append(cards.swatch(colours.women, "Personen"))
    if ages.outline is not None:
        marks.append(cards.line_key(colours.text, str(selection.time.before)))
    return "".join(marks)
