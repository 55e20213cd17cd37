"""Kita-Planung: where and when places are missing or stay free, and how surely."""

import streamlit as st

from dashboards import cards, text
from dashboards.topic import Context, Topic
from dashboards.topics.kita import filters, listing, pictures, sections, sources, state
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.filters import Choice
from dashboards.topics.kita.state import State

TOPIC = Topic("kita", "Kita-Planung", 30)


def page(context: Context) -> None:
    """Draw the page for the choice in the filter bar."""
    head = st.container()
    choice = filters.choose(context)
    if choice.kita_year is None:
        with head:
            _nothing_yet(choice)
        return
    shown = state.load(context, choice)
    with head:
        sections.head(context, shown)
    sections.key_figures(shown)
    if shown.has_children:
        _pictures(context, shown)
    else:
        cards.empty_state(text.load_text(TEXT, "Keine Kinder", name=choice.area.name))
    listing.measures(context, shown)
    listing.housing(context, shown)
    sources.downloads(context, shown)
    sources.source_line(context, shown)


def _pictures(context: Context, shown: State) -> None:
    pairs = (
        (sections.balance_map, sections.time_picture),
        (pictures.houses, pictures.children),
        (pictures.rates_over_time, pictures.rates_by_age),
        (pictures.place_ladder, pictures.home_and_care),
    )
    for left, right in pairs:
        columns = st.columns(2, gap="large")
        with columns[0]:
            left(context, shown)
        with columns[1]:
            right(context, shown)
    listing.saldo_table(context, shown)


def _nothing_yet(choice: Choice) -> None:
    name = choice.area.name
    cards.page_head(
        f"Kita-Planung · {choice.assumptions.words.title}",
        f"Für {name} liegen noch keine Kinderzahlen vor",
        text.load_text(TEXT, "Keine Kita-Jahre", name=name),
    )
