"""The view "Altersaufbau": pyramid, population with forecast, components of change, age groups."""

import streamlit as st

from dashboards import cards, charts, panel, text
from dashboards.cards import KeyFigure
from dashboards.charts import TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette, rgba
from dashboards.topics.demographie import (
    age_numbers,
    age_titles,
    components,
    definitions,
    facts,
    fading,
    figures,
    group_numbers,
    group_view,
    outline,
    pyramid,
    queries,
    sources,
    status_note,
    structure,
    struktur,
    time_panel,
    titles,
    whom,
)
from dashboards.topics.demographie.age_list import DEFINITION, age_list, single_columns, single_table
from dashboards.topics.demographie.age_marks import SHADE, WHO
from dashboards.topics.demographie.age_numbers import Ages
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.key_numbers import AGE, MEAN_AGE
from dashboards.topics.demographie.measure import POPULATION
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS

# Pictures right of the pyramid, so that both together are as high as it.
FAN_HEIGHT, BRIDGE_HEIGHT = 262, 266


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    context, key = selection.context, selection.key
    ages = remembered(context, ("alter", key), lambda: age_numbers.ages(selection))
    with head:
        words = remembered(
            context, ("alter-kopf", key), lambda: (title(selection, ages), standfirst(selection, ages))
        )
        cards.page_head("Demographie · Altersaufbau", *words)
    cards.key_figures(remembered(context, ("alter-zahlen", key), lambda: _row(selection, ages)))
    struktur.caution(selection)
    notes = sources.notes(selection, "")
    left, right = st.columns(2, gap="large")
    with left:
        shown = remembered(context, ("pyramide", key), lambda: pyramid_panel(selection, ages))
        panel.show(context, shown, notes)
    with right:
        shown = remembered(context, ("alter-zeit", key), lambda: population_panel(selection))
        # Small areas have no pyramid of the future, so a click there chooses none.
        years = selection.time.known if selection.shows_median else selection.time.observed
        panel.show(context, shown, notes, on_select=lambda: time_panel.pick(POPULATION, years))
        panel.show(context, components.bridge_panel(selection, BRIDGE_HEIGHT), notes)
    panels, base_year = remembered(context, ("gruppen", key), lambda: _panels(selection, ages))
    groups = remembered(context, ("gruppenbild", key), lambda: group_view.panel(selection, panels, base_year))
    if groups is not None:
        panel.show(context, groups, notes)
    status_note.show_own(selection)
    age_list(selection, ages, panels)
    sources.source_line(selection, [POPULATION, MEAN_AGE])


def _row(selection: Selection, ages: Ages) -> list[KeyFigure]:
    if selection.wish.people.is_everyone:
        return definitions.of_structure(selection, age_numbers.row(selection, ages))
    return definitions.of_group(selection, group_numbers.row(selection, ages))


def _panels(selection: Selection, ages: Ages) -> tuple[list[GroupPanel], int]:
    return age_numbers.panels(selection, ages) if ages.total != 0 else ([], 0)


def title(selection: Selection, ages: Ages) -> str:
    """Return the finding of the view: what stands out against the association, else how age moves."""
    name, year = selection.name, selection.time.year
    if not selection.wish.people.is_everyone:
        return group_numbers.title(selection, ages)
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
            own, mean = structure.mean_age(ages.table), structure.mean_age(whole)
            is_younger = own is not None and mean is not None and own < mean
            return age_titles.distinct_title(name, found, is_younger=is_younger)
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


def pyramid_panel(selection: Selection, ages: Ages) -> Panel:
    """Return the pyramid, or one-sided bars where the delivery does not tell men from women."""
    if ages.total is None or ages.total <= 0:
        words = _silence(selection, ages)
        return Panel("pyramide", "Altersaufbau", selection.date_words, empty=words, height=pyramid.HEIGHT)
    relative = outline.is_relative(selection)
    heading = age_titles.widest(ages.shown) or "Altersaufbau: nicht alle Altersjahre sind bekannt"
    people = selection.wish.people
    whole = " und 1.000 Einwohner" if people.is_everyone else " und 1.000 der Gruppe"
    unit = "Personen je Altersjahr" + (whole if relative else "")
    unit = unit if people.is_everyone else f"{unit} ({people.words})"
    line = f"; Linie: {outline.words(selection)}" if ages.outline is not None else ""
    look = _look(selection, ages, relative)
    if ages.has_sex:
        chart = pyramid.pyramid(ages.shown, ages.outline, look, age_numbers.notes(selection, ages))
    else:
        chart = pyramid.age_bars(ages.shown, ages.outline, look)
    table = single_table(ages)
    return Panel(
        "pyramide", heading, f"{unit}, {selection.date_words}{line}", chart,
        age_numbers.sentence(selection, ages, heading), table, tuple(single_columns(table)),
        _legend(selection, ages), note=age_numbers.remark(selection, ages), height=pyramid.HEIGHT,
        definition=DEFINITION,
    )  # fmt: skip


def _silence(selection: Selection, ages: Ages) -> str:
    """Why there is no pyramid: not delivered, nobody there, or ages no class of the delivery ends at."""
    people = selection.wish.people
    if ages.total is None and not people.is_everyone and len(ages.table):
        return text.load_text(TEXTS, "leer_gruppe", name=selection.name, people=whom.words(people))
    if ages.total is not None and not people.is_everyone:
        return text.load_text(TEXTS, "leer_niemand_gruppe", title=group_numbers.title(selection, ages))
    key = "leer_stichtag" if ages.total is None else "leer_niemand"
    return text.load_text(TEXTS, key, name=selection.name, year=selection.time.year)


def _look(selection: Selection, ages: Ages, relative: bool) -> pyramid.Look:
    limit, people = None, selection.wish.people
    if selection.options.get("stufe", "1") == "1" and not relative and (ages.has_sex or people.sex):
        area_id, scenario = selection.area.area_id, selection.scenario
        limit = queries.pyramid_limit(selection.context, area_id=area_id, scenario=scenario, people=people)
    return pyramid.Look(
        palette(selection.context),
        scale=1000 / ages.total if relative and ages.total else 1.0,
        outline_scale=1000 / ages.outline_total if relative and ages.outline_total else 1.0,
        digits=1 if relative else 0,
        outline_name=outline.words(selection),
        is_phone=selection.context.is_phone,
        round_to=10 if selection.time.is_forecast else None,
        limit=limit,
        shows_surplus=selection.options.get("ueberschuss") == "an",
        who=people.sex,
    )


def population_panel(selection: Selection) -> Panel:
    """Return the population, or the people asked for, over time with their forecast."""
    area, figure = selection.area, selection.measure.indicator_id
    table = facts.history(selection, area.area_id, figure)
    line = charts.series(table, "year", "value", selection.name)
    ahead = facts.fan(selection, area.area_id, figure)
    if line.last() is None and ahead.empty:
        words = text.load_text(TEXTS, "leer_kennzahl", measure=selection.measure.title, name=selection.name)
        return Panel(
            "bevoelkerung", "Bevölkerung über die Zeit", selection.name, empty=words, height=FAN_HEIGHT
        )
    layout = TimeLayout(
        height=FAN_HEIGHT,
        from_zero=False,
        is_phone=selection.context.is_phone,
        with_median=selection.shows_median,
        is_clickable=True,
        marked=selection.time.year,
    )
    lines = [line, *time_panel.expected_lines(selection)]
    chart = figures.development(palette(selection.context), selection.measure, lines, ahead, layout)
    chart, fades = fading.veil(selection, chart, ahead)
    note = f"{time_panel.expected_note(lines)} {fades}".strip()
    heading = titles.development(
        selection.measure, facts.outlook(selection, figure), facts.past(selection, figure)
    )
    since = f", ab {selection.time.jump_off + 1} Prognose" if not ahead.empty or len(lines) > 1 else ""
    parts = [f"{selection.measure.title} am 31.12.{since}", charts.axis_note(chart)]
    rows, columns = time_panel.years_table(selection.measure, lines, ahead)
    alt = f"{heading}. {sources.series_sentence(selection.measure, line, ahead)}"
    return Panel(
        "bevoelkerung", heading, "; ".join(part for part in parts if part), chart, alt, rows, columns,
        "" if ahead.empty else time_panel.fan_legend(selection), note=note, height=FAN_HEIGHT,
        definition=selection.measure.definition,
    )  # fmt: skip


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
        sex = selection.wish.people.sex
        full, tint = (colours.men, colours.men_tint) if sex == "m" else (colours.women, colours.women_tint)
        marks.append(cards.swatch(full, f"{WHO[sex]}, deutsch" if ages.has_nationality else WHO[sex]))
        marks += [cards.swatch(tint, "nicht deutsch")] if ages.has_nationality else []
    if ages.outline is not None:
        marks.append(cards.line_key(colours.text, _line_name(selection)))
    if selection.options.get("ueberschuss") == "an" and ages.has_sex:
        marks.append(cards.swatch(rgba(colours.text, SHADE), "Überschuss"))
    return "".join(marks)


def _line_name(selection: Selection) -> str:
    """The line in the legend: the year alone where it is a date."""
    is_date = outline.kind(selection) == "stichtag"
    return str(selection.time.before) if is_date else outline.words(selection)
