"""Kita-Planung: where and when places are missing or stay free, and how surely."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import cards, text
from dashboards.documents import offer
from dashboards.topic import Context, Topic
from dashboards.topics.kita import (
    deepening,
    filters,
    listing,
    pictures,
    sections,
    sources,
    state,
    supply,
    titles,
)
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
    supply.show(context, shown)
    map_place = _pictures(context, shown) if shown.has_children else None
    if map_place is None:
        cards.empty_state(text.load_text(TEXT, "Keine Kinder", name=titles.named(choice.area.name)))
    if shown.has_children or shown.has_places:
        listing.measures(context, shown)
        listing.housing(context, shown)
        sources.downloads(context, shown)
    sources.source_line(context, shown)
    if shown.has_children:
        offer.kita_pictures(context, shown)
        offer.kita_plan(context, choice)
    offer.gebietsprofil(context, choice.area)
    if map_place is not None:
        # The browser begins a map anew for every change, which keeps it from showing what comes after.
        with map_place:
            sections.balance_map(context, shown)


def _pictures(context: Context, shown: State) -> DeltaGenerator:
    """Draw what follows the key figures; return the place of the map, which is drawn last."""
    left, right = st.columns(2, gap="large")
    with right:
        sections.time_picture(context, shown)
    further = pictures.pictures(context, shown.choice)
    for pair in zip(further[::2], further[1::2], strict=True):
        for column, picture in zip(st.columns(2, gap="large"), pair, strict=True):
            with column:
                pictures.show_beside(context, picture)
    listing.saldo_table(context, shown)
    deepening.show(context, shown)
    return left


def _nothing_yet(choice: Choice) -> None:
    name = titles.named(choice.area.name)
    cards.page_head(
        f"Kita-Planung · {choice.assumptions.words.title}",
        f"Für {name} liegen noch keine Kinderzahlen vor",
        text.load_text(TEXT, "Keine Kita-Jahre", name=name),
    )
