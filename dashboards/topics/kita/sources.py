"""What stands under the page: downloads of the balance, the source line, the definition in words."""

import pandas as pd
import streamlit as st

from dashboards import areas, cards, export, tables, text
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita.ages_of_band import entry_of
from dashboards.topics.kita.assumptions import CARE, DAY_NAMES, OBSERVED, RUNGS, TEXT, Assumptions
from dashboards.topics.kita.state import State, of_area
from forecasting.kita import ue3_width
from forecasting.kita.balance import CLASS_NAMES, honest_class
from forecasting.kita.take_up import scenarios

TERMS = (
    "Betreuungsquote",
    "Zielquote",
    "Saldo der Plätze",
    "Belegbare Plätze",
    "Tagespflege",
    "80-%-Bereich",
)

# How ages on a day were found; the forecast is always converted from its year-ends.
AGES_WORDS = {
    "exact": "genau nach Geburtsmonat, in der Prognose aus Jahresenden umgerechnet",
    "partly": "nach Geburtsmonat, soweit geliefert, sonst aus Jahresenden umgerechnet",
    "converted": "aus den Beständen zum 31.12. umgerechnet",
}


def downloads(context: Context, state: State) -> None:
    """Offer the balance of all areas and Kita years, as it stands."""
    settings, (told, parts) = state.choice.assumptions, _told(context, state)
    export.downloads(
        context,
        lambda: german_table(context, state),
        f"kita-saldo-{settings.band}",
        f"Plätze und Bedarf, {settings.words.title}",
        {"Quelle": " · ".join(parts), "Definition": told},
    )


def german_table(context: Context, state: State) -> pd.DataFrame:
    """Return the balance with German column names, one row per area and Kita year."""
    names = {area_id: area.label for area_id, area in areas.tree(context).items()}
    table, settings = state.table, state.choice.assumptions
    years = {year: text.kita_year(year) for year in state.choice.years.all}
    return pd.DataFrame(
        {
            "Gebiet": table["area_id"].map(names),
            "Gebietsschlüssel": table["area_id"],
            "Kita-Jahr": table["kita_year"].map(years),
            "Altersband": settings.words.short,
            "Stand": table["is_forecast"].map({True: "Prognose", False: "Bestand"}),
            "Kinder am 1. August": table["median"].round(1),
            "Zielquote in %": 100 * settings.quota,
            "davon Tagespflege in %": 100 * settings.childminding,
            "Bedarf an Plätzen": table["need"].round(1),
            "Bedarf, 10-%-Quantil": table["need_q10"].round(1),
            "Bedarf, 90-%-Quantil": table["need_q90"].round(1),
            "Plätze": table["places"].round(1),
            "davon aus Maßnahmen": table["pending"],
            "Saldo": table["saldo"].round(1),
            "Saldo in Gruppen": table["groups"],
            "Wahrscheinlichkeit Fehlbedarf": table["probability"].round(3),
            "Wahrscheinlichkeit freier Gruppen": table["surplus"].round(3),
            "Einschätzung": _classes(table),
        }
    )


def _classes(table: pd.DataFrame) -> list[str | None]:
    found = map(honest_class, table["probability"], table["surplus"])
    return [None if one is None else CLASS_NAMES[one] for one in found]


def source_line(context: Context, state: State) -> None:
    """Write the definition with the settings of this view, and the source line."""
    told, parts = _told(context, state)
    st.caption(told)
    cards.source_line(context, [tables.marks("…"), *parts], TERMS)


def _told(context: Context, state: State) -> tuple[str, tuple[str, ...]]:
    """Definition and parts of the source line, written once per choice."""
    key = ("kita-quelle", *of_area(state.choice))
    return remembered(context, key, lambda: (definition(state), tuple(_parts(state))))


def definition(state: State) -> str:
    """Return how need, Saldo and probability are formed, with the settings of this view."""
    choice, settings = state.choice, state.choice.assumptions
    minding = reserve = width = ""
    if settings.childminding:
        minding = f", davon {text.percent(settings.childminding, 0)} in Tagespflege ohne Kita-Platz"
    if settings.reserve:
        reserve = f", {text.percent(settings.reserve, 0)} der Plätze bleiben als Reserve frei"
    if settings.band == "u3":
        width = text.load_text(TEXT, "Krippe im Jahreslauf") + " "
    else:
        width = _width(choice.area.municipality_ags, settings) + " "
    width += _counted(settings)
    chance = (
        text.load_text(TEXT, "Wahrscheinlichkeit", draws=text.number(choice.run.draws)) if choice.run else ""
    )
    words = {"minding": minding, "reserve": reserve, "width": width, "chance": chance}
    return text.load_text(TEXT, "Definition", group_places=state.group_places, **words)


def _width(ags: str | None, settings: Assumptions) -> str:
    """How many cohorts are of Kindergarten age, and the law behind it."""
    counting = settings.counting
    entry = entry_of(ags, counting.flexi)
    cohorts = counting.cohorts or ue3_width(entry)
    law = f"schulpflichtig ist, wer bis {entry.day}.{entry.month}. sechs Jahre vollendet"
    if entry.postponed_share:
        law += f"; {text.percent(entry.postponed_share, 0)} der Kinder mit Wahlrecht warten ein Jahr"
    source = "als Übereinkunft gesetzt" if counting.cohorts else law
    return f"Ü3: {text.number(cohorts, 2)} Jahrgänge am 1. August ({source})."


def _counted(settings: Assumptions) -> str:
    """What differs from the usual way to count, in sentences that end with a blank."""
    counting = settings.counting
    parts = []
    if counting.day != "aug":
        parts.append(f"Bedarf am {DAY_NAMES[counting.day]}, Plätze am 1. August.")
    if counting.convention == "A":
        parts.append("Das Alter wechselt am Geburtstag.")
    if counting.place == CARE:
        parts.append("Bedarf am Ort der Kita nach den Wegen der betreuten Kinder am letzten Stichtag.")
    if counting.is_local:
        parts.append("Quoten örtlich wie beobachtet, in kleinen Gebieten zum Mittel hin geglättet.")
    if counting.only_claims and settings.band == "grundschule":
        parts.append("Gezählt sind nur Klassen mit Anspruch auf Ganztag.")
    return "".join(f"{part} " for part in parts)


def _parts(state: State) -> list[str]:
    run, day = state.choice.run, DAY_NAMES[state.choice.assumptions.counting.day]
    return [
        "Quelle: Melderegister und Kita-Listen der Gemeinden",
        f"Hauptwohnung, Alter am {day} {AGES_WORDS[state.ages]}",
        f"Plätze: {RUNGS[state.choice.assumptions.rung]}",
        _quota_words(state),
        f"Prognose: Variante {run.title} ab {text.date(run.jump_off_date)}" if run else "keine Prognose",
    ]


def _quota_words(state: State) -> str:
    chosen, rate = text.percent(state.choice.assumptions.quota, 0), state.choice.observed.rate
    source = state.choice.assumptions.counting.take_up
    if source != OBSERVED:
        own = state.choice.assumptions.counting.own
        return f"Zielquote {chosen}, nach Alter: {(own or scenarios()[source]).title}"
    if rate is None:
        return f"Zielquote {chosen} (Annahme, keine Betreuungsquote bekannt)"
    return f"Zielquote {chosen} (Betreuungsquote {state.root.name}: {text.percent(rate, 0)})"
