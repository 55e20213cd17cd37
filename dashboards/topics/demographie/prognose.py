"""The view "Prognose": what is to be expected, how surely, and how good such forecasts were."""

import pandas as pd
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
    time_panel,
    titles,
)
from dashboards.topics.demographie.measure import POPULATION, round_base
from dashboards.topics.demographie.outcomes import outcome_section
from dashboards.topics.demographie.selection import Selection, value_at
from dashboards.topics.demographie.titles import place
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
        panel.show(selection.context, fan_panel.panel(selection), notes, lambda: _pick(selection))
    with right:
        panel.show(selection.context, quality.panel(selection), notes)
        question(selection)
    outcome_section(selection)
    status_note.show_own(selection)
    sources.source_line(selection, [POPULATION])


def _pick(selection: Selection) -> None:
    time_panel.pick(fan_panel.KEY, selection.time.forecast, "zieljahr")


def title(selection: Selection) -> str:
    """Return what is to be expected at the chosen year, no more than the range carries."""
    ahead = facts.outlook(selection, selection.measure.indicator_id)
    if ahead is not None and ahead.now > 0 and selection.measure.recipe is None:
        return titles.growth(selection.name, ahead)
    if ahead is None and selection.measure.recipe is not None:
        return _expected_title(selection)
    return struktur.title(selection)


def _expected_title(selection: Selection) -> str:
    """The title of people without a range: what is expected, and what was."""
    known = facts.history(selection, selection.area.area_id, selection.measure.indicator_id)
    now, later = value_at(known, selection.time.jump_off), _expected(selection)
    who = f"{selection.measure.title} {place(selection.name)}"
    if later is None or now is None:
        return f"{who}: für {selection.time.year} nennt die Prognose keine Spanne"
    was = f"{selection.time.jump_off} waren es {selection.measure.figure(now)}"
    return f"{who}: {selection.time.year} etwa {_about(selection, later)}, {was}"


def _expected(selection: Selection) -> float | None:
    """The expected value of the year asked for; None without one."""
    return value_at(facts.expected(selection, selection.area.area_id), selection.time.year)


def _about(selection: Selection, value: float) -> str:
    is_count = selection.measure.is_count
    return text.rounded(value, round_base(value)) if is_count else selection.measure.figure(value)


def standfirst(selection: Selection) -> str:
    """Return what the forecast is and how many futures it counts."""
    told = sources.method(selection)
    return f"{told}. Spannen: vier von fünf Verläufen liegen darin." if told else "Keine Prognose gerechnet."


def row(selection: Selection) -> list[KeyFigure]:
    """Return the population now and then, the chance of growth in words, and how long the forecast keeps."""
    measure, time = selection.measure, selection.time
    known = facts.history(selection, selection.area.area_id, measure.indicator_id)
    now = value_at(known, time.jump_off)
    shown, unit = text.number(now, measure.digits), measure.suffix.strip()
    return [
        KeyFigure(f"{measure.title} 31.12.{time.jump_off}", shown, unit, comparison="Bestand"),
        _ahead_figure(selection),
        _chance_figure(selection, now) if measure.recipe is None else _group_chance(selection, now),
        _shelf_figure(selection),
    ]


def _ahead_figure(selection: Selection) -> KeyFigure:
    """The forecast with its range, else the expected value."""
    area_id, measure = selection.area.area_id, selection.measure
    point, expected = facts.point(selection, area_id, measure.indicator_id), _expected(selection)
    if point.low is None and expected is not None:
        told = "erwartet, ohne Spanne"
        if measure.is_count:
            return KeyFigure(f"Prognose {selection.time.year}", _about(selection, expected), comparison=told)
        shown = text.number(expected, measure.digits)
        return KeyFigure(f"Prognose {selection.time.year}", shown, measure.suffix.strip(), told)
    return key_numbers.figure(selection, measure, point, "Prognose")


def _group_chance(selection: Selection, now: float | None) -> KeyFigure:
    """Where today's number lies in the range of a group: no finer chance is known for some of the people."""
    label = f"Wachstum bis {selection.time.year}"
    ahead = facts.fan(selection, selection.area.area_id, selection.measure.indicator_id)
    found = ahead[ahead["year"] == selection.time.year]
    if now is None or found.empty:
        return KeyFigure(label, text.MISSING, comparison="nur für alle Menschen gerechnet")
    chance = within(found.iloc[0], now)
    told = "keine Spanne in diesem Jahr" if chance == text.MISSING else "nach der Spanne der Gruppe"
    return KeyFigure(label, chance, comparison=told)


def within(quantiles: pd.Series, now: float) -> str:
    """Return how many of ten futures hold more people than now, as far as five quantiles tell.

    A quantile q of the number of people in a year means that a share q of all futures lies below it.
    """
    bounds = [("q90", "unter 1 von 10"), ("q75", "1 bis 2 von 10"), ("median", "3 bis 5 von 10")]
    bounds += [("q25", "5 bis 7 von 10"), ("q10", "8 bis 9 von 10")]
    if any(text.is_missing(quantiles[name]) for name, _ in bounds):
        return text.MISSING
    return next((words for name, words in bounds if now > quantiles[name]), "über 9 von 10")


def _chance_figure(selection: Selection, now: float | None) -> KeyFigure:
    label = f"Wachstum bis {selection.time.year}"
    found = fan_panel.draws(selection, selection.time.year)
    if now is None or text.is_missing(now) or not len(found):
        return KeyFigure(label, text.MISSING, comparison=key_numbers.NOT_THERE)
    share = float((found > now).mean())
    # No count of futures makes a future certain: the ends stay open, as in the words below.
    told = f"{round(10 * share)} von 10" if share > chances.OFTEN else f"1 von {chances.nearest(share)}"
    shown = "über 9 von 10" if share > 0.95 else "unter 1 von 10" if share < 0.05 else told
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
    everyone = "" if selection.wish.people.is_everyone else text.load_text(TEXTS, "alle_menschen")
    middle = float(selection.area.inhabitants or 0)
    to = round_base(float(found.max()))
    low, high = (float(to * round(float(end) / to)) for end in (found.min(), found.max()))
    if high <= low:
        return
    told = "Eine Zahl wählen; gezählt werden die Verläufe darüber"
    cards.section_head("Wie wahrscheinlich ist es?", f"{told}. {everyone}" if everyone else told)
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
