"""The view "Prognose": what is to be expected, how surely, and how good such forecasts were."""

import streamlit as st

from dashboards import address, cards, chances, panel, text
from dashboards.cards import KeyFigure
from dashboards.topics.demographie import (
    definitions,
    facts,
    fan_panel,
    key_numbers,
    quality,
    sources,
    status_note,
    struktur,
    titles,
)
from dashboards.topics.demographie.key_numbers import PERSONS
from dashboards.topics.demographie.measure import POPULATION, round_base
from dashboards.topics.demographie.outcomes import outcome_section
from dashboards.topics.demographie.selection import Selection, value_at
from dashboards.topics.demographie.words import TEXTS


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head("Demographie · Prognose", title(selection), standfirst(selection))
    if not selection.time.forecast:
        cards.empty_state(text.load_text(TEXTS, "leer_prognose", name=selection.name))
        return
    cards.key_figures(definitions.of_forecast(selection, row(selection)))
    struktur.caution(selection)
    notes = sources.notes(selection, "")
    left, right = st.columns(2, gap="large")
    with left:
        panel.show(selection.context, fan_panel.panel(selection), notes)
    with right:
        panel.show(selection.context, quality.panel(selection), notes)
        question(selection)
    outcome_section(selection)
    status_note.show_own(selection)
    sources.source_line(selection, [POPULATION])


def title(selection: Selection) -> str:
    """Return what is to be expected at the chosen year, no more than the range carries."""
    ahead = facts.outlook(selection, POPULATION)
    if ahead is not None and ahead.now > 0:
        return titles.growth(selection.name, ahead)
    return struktur.title(selection)


def standfirst(selection: Selection) -> str:
    """Return what the forecast is and how many futures it counts."""
    told = sources.method(selection)
    return f"{told}. Spannen: vier von fünf Verläufen liegen darin." if told else "Keine Prognose gerechnet."


def row(selection: Selection) -> list[KeyFigure]:
    """Return the population now and then, the chance of growth in words, and how long the forecast keeps."""
    people, time = facts.population(selection), selection.time
    known = facts.history(selection, selection.area.area_id, POPULATION)
    now = value_at(known, time.jump_off)
    return [
        KeyFigure(f"Bevölkerung 31.12.{time.jump_off}", text.number(now), comparison="Bestand"),
        key_numbers.figure(selection, PERSONS, people, "Prognose"),
        _chance_figure(selection, now),
        _shelf_figure(selection),
    ]


def _chance_figure(selection: Selection, now: float | None) -> KeyFigure:
    label = f"Wachstum bis {selection.time.year}"
    found = fan_panel.draws(selection, selection.time.year)
    if now is None or text.is_missing(now) or not len(found):
        return KeyFigure(label, text.MISSING, comparison=key_numbers.NOT_THERE)
    share = float((found > now).mean())
    # No count of futures makes a future certain: the ends stay open, as in the words below.
    tenths = f"{round(10 * share)} von 10"
    shown = "über 9 von 10" if share > 0.95 else "unter 1 von 10" if share < 0.05 else tenths
    return KeyFigure(label, shown, comparison=chances.chance(share, len(found)))


def _shelf_figure(selection: Selection) -> KeyFigure:
    found = quality.shelf_life(quality.errors(selection))
    if found is None:
        return KeyFigure("Haltbarkeit", text.MISSING, comparison="nicht geprüft")
    return KeyFigure("Haltbarkeit", found.words, comparison="vier von fünf Fällen unter 10\u202f% Abweichung")


@st.fragment
def question(selection: Selection) -> None:
    """Let the reader ask for any number, and answer in words."""
    year = selection.time.year
    found = fan_panel.draws(selection, year)
    if not len(found):
        return
    middle = float(selection.area.inhabitants or 0)
    to = round_base(float(found.max()))
    low, high = (float(to * round(float(end) / to)) for end in (found.min(), found.max()))
    if high <= low:
        return
    cards.section_head("Wie wahrscheinlich ist es?", "Eine Zahl wählen; gezählt werden die Verläufe darüber")
    default = min(max(float(to * round(middle / to)), low), high)
    domain = address.within(low, high, float(to), default)
    address.restore("schwelle", domain)
    value = st.slider(
        "Mehr als … Menschen",
        low,
        high,
        st.session_state["schwelle"],
        float(to),
        format="localized",
        key="schwelle",
    )
    address.keep("schwelle", domain, float(value))
    cards.note(fan_panel.chance_words(selection.name, year, float(value), found))
