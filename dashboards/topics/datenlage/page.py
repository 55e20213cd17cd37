"""Datenlage: what was delivered and checked, where the balance closes, what is missing, and the way in."""

import streamlit as st

from dashboards import cards
from dashboards.memory import remembered
from dashboards.topic import Context, Topic
from dashboards.topics.datenlage import befunde, hochladen, stand, summary, titles
from dashboards.topics.datenlage.view import View, choose, part_switch

TOPIC = Topic("datenlage", "Datenlage", 40)
TERMS = ["residual", "late_booking", "unassigned"]
DRAW = {"stand": stand.draw, "befunde": befunde.draw, "hochladen": hochladen.draw}


def page(context: Context) -> None:
    """Draw the chosen part; the head comes last because its title depends on what was chosen."""
    left, right = st.columns([0.66, 0.34])
    head = left.container()
    with right, st.container(horizontal=True, horizontal_alignment="left" if context.is_phone else "right"):
        part = part_switch(context)
    view = choose(context, part)
    with head:
        cards.page_head(f"Datenlage · {view.scope.name}", *_head(context, view))
    key = ("datenlage-zahlen", view.area.area_id)
    cards.key_figures(remembered(context, key, lambda: summary.key_figures(context, view)))
    DRAW[part](context, view)
    cards.source_line(context, summary.sources(context, view), TERMS)


def _head(context: Context, view: View) -> tuple[str, str]:
    def made() -> tuple[str, str]:
        title = titles.page_title(view.scope, view.states, view.checks)
        return title, titles.standfirst(view.deliveries, len(view.members))

    return remembered(context, ("datenlage-kopf", view.area.area_id), made)
