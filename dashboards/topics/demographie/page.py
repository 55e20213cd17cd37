"""Demographie: how many people of which age live where, how it came about, and what is to be expected."""

import streamlit as st

from dashboards import cards, text
from dashboards.documents import offer
from dashboards.territory import TODAY
from dashboards.topic import Context, Topic
from dashboards.topics.demographie import (
    aufbau,
    bewegung,
    choosing,
    prognose,
    selection,
    status_choice,
    status_view,
    struktur,
    vergleich,
)
from dashboards.topics.demographie.words import TEXTS

TOPIC = Topic("demographie", "Demographie", 10)
DRAW = {
    "struktur": struktur.draw,
    "aufbau": aufbau.draw,
    "bewegung": bewegung.draw,
    "vergleich": vergleich.draw,
    "prognose": prognose.draw,
}


def page(context: Context) -> None:
    """Draw the chosen view; the head comes last because its title depends on what was chosen."""
    with st.container(key="k-views"):
        view = selection.view_switch()
    head = st.container()
    chosen = choosing.choose(context, view)
    if chosen is None:
        with head:
            cards.page_head("Demographie", "Hier liegt noch kein Bestand", "")
        cards.empty_state(text.load_text(TEXTS, "leer", name="dieses Gebiet"))
        return
    if view == "struktur" and status_choice.of(chosen) != TODAY:
        status_view.draw(chosen, head)
    else:
        DRAW[view](chosen, head)
    offer.gebietsprofil(context, chosen.area, chosen.others)
