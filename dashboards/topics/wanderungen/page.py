"""Wanderungen: who comes, who goes, from where to where, at which age, and who stays."""

import streamlit as st

from dashboards import areas, cards, controls, territory_choice, text
from dashboards.documents import offer
from dashboards.territory import TODAY
from dashboards.topic import Context, Topic
from dashboards.topics.wanderungen import (
    alter,
    choosing,
    herkunft,
    queries,
    scope,
    status_view,
    ueberblick,
    verbleib,
    verflechtung,
)
from dashboards.topics.wanderungen.view import view_of

TOPIC = Topic("wanderungen", "Wanderungen", 20)
TEXTS = queries.HERE / "text.md"
DRAW = {
    "ueberblick": ueberblick.draw,
    "alter": alter.draw,
    "herkunft": herkunft.draw,
    "verflechtung": verflechtung.draw,
    "verbleib": verbleib.draw,
}


def page(context: Context) -> None:
    """Draw the chosen view; the head comes last because its title depends on what was chosen."""
    with st.container(key="k-views"):
        name = choosing.view_switch()
    head = st.container()
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        years = queries.years(context, area_id=area.area_id)
        chosen = choosing.choose(context, name, area, years) if years else None
    if chosen is None:
        _without_moves(head, area.name)
        return
    choosing.banner(chosen.choice.people)
    place = scope.scope_of(areas.tree(context), area.area_id, is_fine=chosen.choice.is_fine)
    view = view_of(context, place, chosen.choice)
    if chosen.status != TODAY:
        status_view.draw(view, chosen, head)
    else:
        if territory_choice.current(context, areas.tree(context)[area.root_id]) != TODAY:
            cards.note(text.load_text(TEXTS, "gebietsstand hier nicht"))
        DRAW[name](view, chosen, head)
    with st.expander("Was hier gezählt wird"):
        st.markdown(text.load_text(TEXTS, "gezählt", name=area.name))
    offer.gebietsprofil(context, area, chosen.others)


def _without_moves(head: st.delta_generator.DeltaGenerator, name: str) -> None:
    with head:
        title = f"Für {name} liegen keine Wanderungen vor"
        cards.page_head("Wanderungen", title, "Bestand und Altersstruktur zeigt das Dashboard Demographie.")
    cards.empty_state(text.load_text(TEXTS, "keine Wanderungen", name=name))
