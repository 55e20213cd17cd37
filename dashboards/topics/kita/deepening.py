"""Further questions to one area and Kita year, one at a time: only the chosen one is computed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dashboards import cards, controls, data, style, text
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita import (
    comparison,
    house,
    own_rates_view,
    pictures,
    record,
    staffing,
    whatif,
    whatif_figures,
)
from dashboards.topics.kita.assumptions import TEXT, WORDS
from dashboards.topics.kita.needs import Array
from dashboards.topics.kita.pictures import Picture
from dashboards.topics.kita.state import State, of_area, scope
from forecasting.kita.course import MONTHS, peak

MONTH_NAMES = (
    *("August", "September", "Oktober", "November", "Dezember", "Januar"),
    *("Februar", "März", "April", "Mai", "Juni", "Juli"),
)
VIEWS = {
    "jahr": "Im Jahreslauf",
    "wastun": "Was tun",
    "hebel": "Was am meisten bewegt",
    "personal": "Personal und Geld",
    "vergleich": "Zwei Szenarien",
    "quoten": "Quoten",
    "haus": "Ein Haus",
    "rueckblick": "Rückblick",
}
EMPTY_HEIGHT = 120
# Fewer places of difference within a year are no course worth a heading.
LEAST_COURSE = 5


def show(context: Context, state: State) -> None:
    """Draw the chosen view.

    Its controls are no part of the words on the phone's filter button: words that change after the button was
    drawn would draw the page twice, and the click on a button of a view would be lost.
    """
    with controls.quietly():
        _draw(context, state)


def _draw(context: Context, state: State) -> None:
    style_of: controls.Style = "select" if context.is_phone else "segmented"
    chosen = controls.choice(context, "Vertiefung", VIEWS, key="vertiefung", style=style_of)
    draw: dict[str, Callable[[Context, State], None]] = {
        "jahr": course,
        "wastun": _siting,
        "hebel": levers,
        "personal": staffing.show,
        "vergleich": comparison.show,
        "quoten": own_rates_view.show,
        "haus": house.show,
        "rueckblick": record.show,
    }
    draw[chosen](context, state)


def _siting(context: Context, state: State) -> None:
    """Draw the proposal; what solves it is loaded for who asks."""
    from dashboards.topics.kita.siting import view

    view.show(context, state)


def course(context: Context, state: State) -> None:
    """Draw the need on the first of each month, beside the places."""
    if not state.now["is_forecast"]:
        cards.empty_state(text.load_text(TEXT, "Nur Prognosejahre"), EMPTY_HEIGHT)
        return
    key = ("kita-jahreslauf", *of_area(state.choice))
    pictures.show(remembered(context, key, lambda: _course(context, state)))


def _course(context: Context, state: State) -> Picture:
    words, year, name = _words(state), text.kita_year(int(state.now["kita_year"])), state.choice.area.name
    colours, places = style.palette(context), float(state.now["places"])
    # What makes places does not move the months.
    key = ("kita-monate", *of_area(replace(state.choice, assumptions=state.choice.assumptions.of_need)))
    monthly = remembered(context, key, lambda: whatif.months(context, question(context, state)))
    fan = cards.swatch(style.rgba(colours.brand, colours.fan_outer), "80\u202f%")
    legend = cards.line_key(colours.brand, "Bedarf, Prognose", dash="dashed") + fan
    read_out = "; ".join(f"{MONTHS[at]} {text.number(float(np.median(monthly[at])))}" for at in (0, 2, 7, 11))
    return Picture(
        key="kita-jahreslauf",
        heading=course_heading(monthly, year, words),
        subtitle=f"{name}, {year}: {words} am Ersten jedes Monats, am Wohnort; {_rule(state)}",
        legend=legend + cards.line_key(colours.text, "Plätze am 1. August"),
        chart=whatif_figures.course(colours, monthly, places, is_phone=context.is_phone),
        read_out=f"{read_out}.",
    )


def course_heading(monthly: Array, year: str, words: str) -> str:
    """Return in which month most places are needed, and how many more than on 1 August."""
    at, most = peak(monthly)
    more = most - float(np.median(monthly[0]))
    if at == 0 or more < LEAST_COURSE:
        return f"Der Bedarf ist im Lauf von {year} nirgends höher als am 1. August"
    rounded = text.rounded(more, 10 if more >= 20 else 1)
    return f"Im {MONTH_NAMES[at]} werden rund {rounded} {words} mehr gebraucht als am 1. August"


def levers(context: Context, state: State) -> None:
    """Draw which assumption moves the Saldo most."""
    year, name = text.kita_year(int(state.now["kita_year"])), state.choice.area.name
    if not state.now["is_forecast"] or np.isnan(state.now["places"]):
        cards.empty_state(text.load_text(TEXT, "Nur Prognosejahre"), EMPTY_HEIGHT)
        return
    key = ("kita-hebel", *of_area(state.choice))
    picture = remembered(context, key, lambda: _levers(context, state, name, year))
    if picture is None:
        cards.empty_state(text.load_text(TEXT, "Keine Hebel"), EMPTY_HEIGHT)
        return
    pictures.show(picture)
    cards.note(text.load_text(TEXT, "Hebel"))


def _levers(context: Context, state: State, name: str, year: str) -> Picture | None:
    saldo, moved = whatif.moved(context, question(context, state), data.scenarios(context))
    if not moved:
        return None
    now = f"wie eingestellt {text.signed(saldo)}"
    told = "; ".join(f"{one.name}: {text.signed(one.low)} bis {text.signed(one.high)}" for one in moved)
    return Picture(
        key="kita-hebel",
        heading=f"Am meisten bewegt den Saldo: {moved[0].name}",
        subtitle=f"{name}, {year}: Saldo der {_words(state)}, wenn sich nur diese Annahme ändert; {now}",
        chart=whatif_figures.tornado(style.palette(context), saldo, moved, is_phone=context.is_phone),
        read_out=f"{told}.",
    )


def question(context: Context, state: State) -> whatif.Question:
    """Return the chosen area and year as a question to what-if counts."""
    case = whatif.Case(state.choice.assumptions, scope(context, state.choice))
    return whatif.Question(state.choice.area.area_id, int(state.now["kita_year"]), case)


def _words(state: State) -> str:
    return WORDS[state.choice.assumptions.band].places


def _rule(state: State) -> str:
    settings = state.choice.assumptions
    if settings.counting.convention == "A":
        return "das Alter wechselt am Geburtstag"
    return "wer drei wird, bleibt bis 31. Juli" if settings.band == "u3" else "das Alter am 1. August gilt"
