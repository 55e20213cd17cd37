"""The map of the page: choropleth of the chosen figure with the strongest net flows above it."""

import streamlit as st

from dashboards import cards, maps, text
from dashboards.maps import MapView
from dashboards.topics.wanderungen import measures, titles, words
from dashboards.topics.wanderungen.view import View, placed

TOP_FLOWS = 12


def place_of(view: View) -> MapView:
    """Return what the map shows: the units of the frame, the chosen area outlined."""
    scope = view.scope
    selected = None if scope.is_whole else scope.focus.area_id
    return MapView(scope.level, scope.frame.area_id, selected, view.digits, view.unit)


def show(view: View) -> None:
    """Draw the map; a click on an area selects it."""
    scope, names = view.scope, view.scope.names
    arrows = cards.line_key(view.colours.text, "Nettostrom")
    heading = titles.map_headline(placed(view.units), names, view.choice)
    flows = measures.net_flows(view.own_pairs, view.years, TOP_FLOWS)
    legend = view.scale.legend(arrows) if len(flows) else view.scale.legend()
    cards.picture_head(heading, words.map_subtitle(view, flows), legend)
    if not any(unit.has_geometry for unit in scope.units):
        reason = f"Für {scope.frame.name} liegen keine Gebietsgrenzen vor. Die Zahlen stehen in der Tabelle."
        cards.empty_state(reason)
        return
    values = view.units.assign(value=view.units[view.choice.column], hover=words.area_hovers(view))
    flows["hover"] = words.flow_hovers(flows, names)
    place = place_of(view)
    layers = [
        maps.area_layer(view.context, values.rename_axis("area_id").reset_index(), view.scale, place),
        maps.arrow_layer(view.context, flows, place),
    ]
    deck = maps.deck(view.context, layers, place)
    # A new key for each area: a kept selection would leave the other areas pale.
    maps.show_deck(view.context, deck, place, f"karte-{scope.focus.area_id}", words.map_alt(view))
    missing = [unit.name for unit in scope.units if not unit.has_geometry]
    if missing:
        st.caption(f"Ohne Gebietsgrenze, nur in der Tabelle: {text.listing(missing)}.")
