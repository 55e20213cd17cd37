"""The view "Bewegung": where the change came from, year by year, and what becomes of a birth year."""

import streamlit as st

from dashboards import cards, panel
from dashboards.memory import remembered
from dashboards.topics.demographie import bridge, cohort, components, definitions, sources, status_note, whom
from dashboards.topics.demographie.measure import POPULATION
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.titles import place


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head("Demographie · Bewegung", title(selection), standfirst(selection))
    key = ("bewegung-zahlen", selection.key)
    figures = remembered(selection.context, key, lambda: components.key_figures(selection))
    cards.key_figures(definitions.of_movement(selection, figures))
    notes = sources.notes(selection, "")
    left, right = st.columns(2, gap="large")
    with left:
        panel.show(selection.context, components.bridge_panel(selection), notes)
    with right:
        panel.show(selection.context, components.stack_panel(selection), notes)
    panel.show(selection.context, cohort.panel(selection), notes)
    status_note.show_own(selection)
    sources.source_line(selection, [POPULATION])


def title(selection: Selection) -> str:
    """Return which part made the change between the chosen year ends."""
    found = components.found_bridge(selection)
    if found is None:
        time = selection.time
        return f"{selection.name}: Bilanz {time.before}–{time.year} liegt nicht vollständig vor"
    people = selection.wish.people
    who = selection.name if people.is_everyone else f"{whom.words(people)} {place(selection.name)}"
    return f"{who}: {bridge.finding(found)}"


def standfirst(selection: Selection) -> str:
    """Return what is counted, where and when."""
    time = selection.time
    return (
        f"Geburten, Sterbefälle, Zu- und Fortzüge, Umzüge und Korrekturen {place(selection.name)}, "
        f"31.12.{time.before} bis 31.12.{time.year}; jede Bilanz mit dem Rest, der offen bleibt."
    )
