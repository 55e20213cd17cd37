"""Demographie: how many people of which age live where, how it came about, and what is to be expected."""

import streamlit as st

from dashboards import cards, text
from dashboards.topic import Context, Topic
from dashboards.topics.demographie import aufbau, choosing, selection, struktur

TOPIC = Topic("demographie", "Demographie", 10)
DRAW = {"struktur": struktur.draw, "aufbau": aufbau.draw}


def page(context: Context) -> None:
    """Draw the chosen view; the head comes last because its title depends on what was chosen."""
    left, right = st.columns([0.72, 0.28])
    head = left.container()
    with right, st.container(horizontal=True, horizontal_alignment="left" if context.is_phone else "right"):
        view = selection.view_switch()
    chosen = choosing.choose(context, view)
    if chosen is None:
        with head:
            cards.page_head("Demographie", "Hier liegt noch kein Bestand", "")
        cards.empty_state(text.load_text(struktur.TEXTS, "leer", name="dieses Gebiet"))
        return
    DRAW[view](chosen, head)
