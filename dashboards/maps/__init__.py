"""Maps without a base map: classes, choropleth, flows and points. Nothing is asked of another host."""

from dashboards.maps.arrows import with_arrows
from dashboards.maps.choropleth import (
    MapView,
    choropleth,
    labelled,
    map_view,
    show_map,
    show_panel,
    without_geometry,
)
from dashboards.maps.classes import Classes, classes, fixed_classes
from dashboards.maps.deck import arrow_layer, deck, ground_layer, point_layer, show_deck

__all__ = [
    "Classes",
    "MapView",
    "arrow_layer",
    "choropleth",
    "classes",
    "deck",
    "fixed_classes",
    "ground_layer",
    "labelled",
    "map_view",
    "point_layer",
    "show_deck",
    "show_map",
    "show_panel",
    "with_arrows",
    "without_geometry",
]
