"""The further pictures in pairs: houses and children, rates, the place ladder and where children are cared for."""

import pandas as pd
import streamlit as st

from dashboards import cards, charts, maps, style, text
from dashboards.charts import Series, TimeLayout
from dashboards.topic import Context
from dashboards.topics.kita import figures, queries, rates
from dashboards.topics.kita.assumptions import RUNGS, TEXT, WORDS
from dashboards.topics.kita.balance import ladder
from dashboards.topics.kita.figures import PAIR_HEIGHT, Row
from dashboards.topics.kita.rates import MIN_RESIDENTS
from dashboards.topics.kita.state import State, scope


def houses(context: Context, state: State) -> None:
    """Draw the Kita houses with groups of the band as points over the areas."""
    choice, words = state.choice, state.choice.assumptions.words
    year = int(state.now["kita_year"])
    table = queries.facilities(context, state.root.area_id, choice.assumptions.band, year)
    of_band = table[table["open_groups"] > 0]
    inside = queries.facilities(context, choice.area.area_id, choice.assumptions.band, year)
    count = int((inside["open_groups"] > 0).sum())
    heading = f"{text.plural(count, 'Haus hat', 'Häuser haben')} in {choice.area.name} {words.places}"
    subtitle = f"Häuser mit {words.groups} am 1.8.{year}; Fläche des Punkts: {words.places} ({RUNGS['bookable']})"
    cards.picture_head(heading, subtitle)
    if of_band.empty or not any(area.has_geometry for area in state.shown):
        cards.empty_state(text.load_text(TEXT, "Keine Häuser", name=choice.area.name, places=words.places), PAIR_HEIGHT)
        return
    colours = style.palette(context)
    view = maps.map_view(context, choice.area, choice.level, height=PAIR_HEIGHT + 60)
    plain = maps.Classes((), (colours.no_data,), (colours.text,), ("",))
    ground = pd.DataFrame({"area_id": [area.area_id for area in state.shown], "value": 0.0, "hover": ""})
    points = of_band.assign(size=of_band["bookable"], text=[_house(row, words) for row in of_band.to_dict("records")])
    layers = [maps.area_layer(context, ground, plain, view), maps.point_layer(context, points, colours.brand)]
    maps.show_deck(context, maps.deck(context, layers, view), view, key="kita-haeuser", alt=f"Karte. {heading}. {subtitle}.")
