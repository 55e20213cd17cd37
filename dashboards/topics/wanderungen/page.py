"""Wanderungen: who comes, who goes, from where to where, at which age."""

from collections.abc import Callable

import streamlit as st

from dashboards import areas, cards, charts, controls, text
from dashboards.topic import Context, Topic
from dashboards.topics.wanderungen import filters, flows, listing, queries, scope, titles, words
from dashboards.topics.wanderungen.sections import SECTIONS, Picture
from dashboards.topics.wanderungen.view import View, version_of, view_of

TOPIC = Topic("wanderungen", "Wanderungen", 20)
TEXTS = queries.HERE / "text.md"


def page(context: Context) -> None:
    """Draw the dashboard; the title states a finding, so it is written after the filters."""
    head = st.container()
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        years = queries.years(context, area_id=area.area_id)
        tree = areas.tree(context)
        levels = scope.levels(tree, area.area_id)
        choice = filters.choose(context, years, levels) if years else None
    if choice is None:
        _without_moves(head, area.name)
        return
    place = scope.scope_of(tree, area.area_id, is_fine=choice.is_fine)
    view = view_of(context, place, choice)
    with head:
        cards.page_head(words.topic_line(view), titles.headline(view.finding), words.standfirst(view))
    cards.key_figures(words.key_figures(view))
    _pictures(view)
    cards.section_head("Tabelle", words.table_subtitle(view))
    listing.show(view)
    cards.source_line(context, words.source(view))
    with st.expander("Was hier gezählt wird"):
        st.markdown(text.load_text(TEXTS, "gezählt", name=area.name))


def _pictures(view: View) -> None:
    """Map and time picture first, the others in pairs."""
    columns = st.columns(2, gap="large")
    with columns[0]:
        flows.show(view)
    version = version_of(view.context, view.scope, view.choice)
    for place, section in enumerate(SECTIONS, start=1):
        if place % 2 == 0:
            columns = st.columns(2, gap="large")
        with columns[place % 2]:
            _picture(view, section, (*version, section.__name__))


# Streamlit repeats what was drawn for a known view without drawing it: pictures take no clicks.
@st.cache_data(max_entries=700, show_spinner=False)
def _picture(_view: View, _section: Callable[[View], Picture], version: tuple[str, ...]) -> None:
    del version  # part of the cache key only
    picture = _section(_view)
    cards.picture_head(picture.heading, picture.subtitle, picture.legend)
    if picture.chart is None:
        cards.empty_state(picture.instead)
    else:
        charts.show(picture.chart, picture.key, picture.alt)


def _without_moves(head: st.delta_generator.DeltaGenerator, name: str) -> None:
    with head:
        title = f"Für {name} liegen keine Wanderungen vor"
        cards.page_head("Wanderungen", title, "Bestand und Altersstruktur zeigt das Dashboard Demographie.")
    cards.empty_state(text.load_text(TEXTS, "keine Wanderungen", name=name))
