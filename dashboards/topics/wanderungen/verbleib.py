"""The view "Verbleib": how long arrivals stay, told only where the register knows its people over time."""

import streamlit as st

from dashboards import cards
from dashboards.topics.wanderungen import drawing, words
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.view import View

NAME = "Verbleib"


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    del chosen
    title = f"{view.scope.focus.name}: Wie lange Zugezogene bleiben, ist nicht geliefert"
    with head:
        cards.page_head(words.topic_line(view, NAME), title, words.standfirst(view))
    cards.empty_state(
        "Dafür braucht es Bewegungen einzelner Personen über mehrere Jahre (Profile generic_bewegung oder "
        "kosis_bewegung). Aus Zählungen lässt sich nicht sagen, wer geblieben ist."
    )
    drawing.source_line(view)
