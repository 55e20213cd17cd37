"""The filter bar of the page: area, period, age group, direction, measure; nationality behind "Mehr"."""

from collections.abc import Sequence

import streamlit as st

from dashboards import controls
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.measures import Choice, Direction, Measure, usual_span
from dashboards.topics.wanderungen.scope import FINE

DIRECTIONS: dict[Direction, str] = {"net": "Saldo", "in": "Zuzüge", "out": "Fortzüge"}
MEASURES: dict[Measure, str] = {"rate": "je 1.000", "cases": "Fälle"}
NATIONALITIES = {"alle": "alle", "D": "deutsch", "A": "nicht deutsch"}


def choose(context: Context, years: Sequence[int], levels: dict[str, str]) -> Choice:
    """Let the reader choose; default is the mean of the three latest years.

    `levels` names the levels the map can show, the next below the area first (scope.levels).
    """
    first, last = controls.years_slider(context, "Zeitraum", years, key="zeitraum", last=usual_span(years))
    period = tuple(range(first, last + 1))
    bands = {ages.ALL: "alle Altersgruppen"} | {group.code: group.label for group in ages.AGE_GROUPS}
    band = controls.choice(context, "Altersgruppe", bands, key="alter", style="select")
    direction = controls.choice(context, "Richtung", DIRECTIONS, key="richtung", style="segmented")
    measure = controls.choice(context, "Maß", MEASURES, key="mass", style="segmented")
    # On a phone all filters already stand in a popover of their own.
    more = st.container() if context.is_phone else st.popover("Mehr", width="content", key="k-mehr")
    with more, controls.quietly():
        nationality = controls.choice(
            context, "Staatsangehörigkeit", NATIONALITIES, key="staat", style="segmented"
        )
        is_fine = len(levels) > 1 and controls.choice(context, "Gebietsebene", levels, key="teile") == FINE
    group = None if nationality == "alle" else nationality
    return Choice(period, band, direction, measure, group, is_fine)
