"""The view "Kennzahlen": one figure on the map, over time, and in the areas below."""

from functools import partial

import streamlit as st

from dashboards import areas, cards, maps, panel, text
from dashboards.memory import remembered
from dashboards.topics.demographie import (
    definitions,
    facts,
    group_titles,
    key_numbers,
    map_panel,
    sources,
    status_note,
    time_panel,
    titles,
)
from dashboards.topics.demographie.area_list import area_list
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS, level_name


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    context = selection.context
    with head:
        cards.page_head("Demographie · Kennzahlen", *head_words(selection))
    figures = remembered(context, ("zahlen", selection.key), lambda: key_numbers.row(selection))
    cards.key_figures(definitions.of_figure(selection, figures))
    caution(selection)
    notes = sources.notes(selection, "")
    left, right = st.columns(2, gap="large")
    with left:
        shown = map_panel.panel(selection, selection.map_options)
        maps.show_panel(context, shown, notes)
        map_panel.gaps_note(selection)
    with right:
        shown = time_panel.panel(selection)
        pick = partial(time_panel.pick, shown.key, selection.time.known)
        panel.show(context, shown, notes, pick, is_half=True)
    status_note.show(selection)
    marks = area_list(selection)
    sources.source_line(selection, sources.terms(selection.measure), *marks)


def head_words(selection: Selection) -> tuple[str, str]:
    """Return title and standfirst of the view."""
    key = ("kopf", selection.key)
    return remembered(selection.context, key, lambda: (title(selection), standfirst(selection)))


def title(selection: Selection) -> str:
    """Return the finding of the view for the chosen area."""
    name, measure, time = selection.name, selection.measure, selection.time
    persons = facts.population(selection).value
    silent = titles.silence(name, time.year, persons, needs_cases=not measure.is_count)
    if silent is not None:
        return silent
    ahead = facts.outlook(selection, measure.indicator_id)
    past = facts.past(selection, measure.indicator_id)
    if measure.recipe is not None:
        return _own_title(selection, ahead, past)
    if ahead is not None:
        return titles.growth(name, ahead) if measure.is_count else titles.ratio(name, measure, ahead)
    if past is not None and measure.is_count:
        return titles.growth_observed(name, past)
    if past is not None:
        return titles.ratio_observed(name, measure, past)
    value = facts.point(selection, selection.area.area_id, measure.indicator_id).value
    return titles.plain(name, measure, value, selection.date_words)


def _own_title(selection: Selection, ahead: titles.Outlook | None, past: titles.Past | None) -> str:
    name, measure = selection.name, selection.measure
    if ahead is not None:
        return group_titles.outlook_title(name, measure, ahead)
    if past is not None:
        return group_titles.past_title(name, measure, past)
    value = facts.point(selection, selection.area.area_id, measure.indicator_id).value
    return group_titles.plain_title(name, measure, value, selection.date_words)


def standfirst(selection: Selection) -> str:
    """Return what is counted, where and until when."""
    measure, root = selection.measure, selection.root
    count = sum(area.is_place for area in areas.below(selection.context, root.area_id, selection.level))
    parts = f"{text.number(count)} {level_name(selection)} {titles.place(root.name)}"
    ahead = facts.fan(selection, selection.area.area_id, measure.indicator_id)
    until = "" if ahead.empty else f", Prognose bis {int(ahead['year'].max())}"
    if measure.is_count and measure.recipe is None:
        return text.load_text(TEXTS, "standfirst_bevoelkerung", areas=parts, outlook=until)
    definition = measure.short_definition
    told = f"{measure.title}: {definition}" if definition else f"{measure.title} am 31. Dezember"
    return text.load_text(TEXTS, "standfirst_kennzahl", measure=told, areas=parts, outlook=until)


def caution(selection: Selection) -> None:
    """Warn in one sentence where the area is too small for a firm forecast."""
    words = titles.caution(selection.name, selection.area.inhabitants)
    if words and selection.time.forecast:
        st.html(f'<p class="k-note">{words}</p>')
