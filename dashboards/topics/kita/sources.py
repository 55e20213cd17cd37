"""What stands under the page: downloads of the balance, the source line, the definition in words."""

import pandas as pd
import streamlit as st

from dashboards import areas, cards, export, tables, text
from dashboards.topic import Context
from dashboards.topics.kita import queries, rates
from dashboards.topics.kita.assumptions import RUNGS, TEXT
from dashboards.topics.kita.state import State
from forecasting.kita import school_entry, ue3_width

TERMS = ("Betreuungsquote", "Versorgungsquote", "Zielquote", "Saldo")


def downloads(context: Context, state: State) -> None:
    """Offer the balance of all areas and Kita years, as it stands."""
    choice = state.choice
    export.downloads(
        context,
        german_table(context, state),
        f"kita-saldo-{choice.assumptions.band}",
        f"Plätze und Bedarf, {choice.assumptions.words.title}",
        {"Quelle": ", ".join(_parts(context, state)), "Definition": definition(context, state)},
    )


def german_table(context: Context, state: State) -> pd.DataFrame:
    """Return the balance with German column names, one row per area and Kita year."""
    names = {area_id: area.label for area_id, area in areas.tree(context).items()}
    table = state.table
    return pd.DataFrame(
        {
            "Gebiet": table["area_id"].map(names),
            "Gebietsschlüssel": table["area_id"],
            "Kita-Jahr": table["kita_year"].map(text.kita_year),
            "Altersband": state.choice.assumptions.words.short,
            "Stand": table["is_forecast"].map({True: "Prognose", False: "Bestand"}),
            "Kinder am 1. August": table["median"].round(1),
            "Zielquote in %": 100 * state.choice.assumptions.quota,
            "Bedarf": table["need"].round(1),
            "Bedarf, 10-%-Quantil": table["need_q10"].round(1),
            "Bedarf, 90-%-Quantil": table["need_q90"].round(1),
            "Plätze": table["places"].round(1),
            "davon aus Maßnahmen": table["pending"],
            "Saldo": table["saldo"].round(1),
            "Saldo in Gruppen": table["groups"],
            "Wahrscheinlichkeit Fehlbedarf": table["probability"].round(3),
        }
    )


def source_line(context: Context, state: State) -> None:
    """Write the source line with the definition in words above it."""
    st.caption(definition(context, state))
    cards.source_line(context, [tables.marks("…"), *_parts(context, state)], TERMS)


def definition(context: Context, state: State) -> str:
    """Return how need, Saldo and probability are formed, with the settings of this view."""
    choice, settings = state.choice, state.choice.assumptions
    minding = (
        f", davon {text.percent(settings.childminding, 0)} in Tagespflege ohne Kita-Platz"
        if settings.childminding
        else ""
    )
    reserve = (
        f", {text.percent(settings.reserve, 0)} der Plätze bleiben als Reserve frei"
        if settings.reserve
        else ""
    )
    entry = school_entry(choice.area.municipality_ags)
    width = text.number(ue3_width(entry), 2)
    note = f"Ü3: {width} Jahrgänge am 1. August (Einschulung, wer bis {entry.day}.{entry.month}. sechs wird)."
    found = queries.run(context, choice.scenario) if choice.scenario else pd.DataFrame()
    draws = text.number(int(found["draws"].iloc[0])) if len(found) else text.NOTHING
    return text.load_text(
        TEXT,
        "Definition",
        minding=minding,
        reserve=reserve,
        group_places=state.group_places,
        width=note if settings.band != "u3" else "",
        draws=draws,
    )


def _parts(context: Context, state: State) -> list[str]:
    choice = state.choice
    found = queries.run(context, choice.scenario) if choice.scenario else pd.DataFrame()
    run = (
        f"Prognose: Variante {found['title'].iloc[0]} ab {text.date(found['jump_off_date'].iloc[0])}"
        if len(found)
        else "keine Prognose"
    )
    return [
        "Quelle: Melderegister und Kita-Listen der Gemeinden",
        "Hauptwohnung, Alter am 1. August aus den Beständen zum 31.12.",
        f"Plätze: {RUNGS[choice.assumptions.rung]}",
        _quota_words(state),
        run,
    ]


def _quota_words(state: State) -> str:
    words, root = state.choice.assumptions.words, state.root
    if not rates.is_observed(state.choice.care, root.area_id, words):
        return f"Zielquote {text.percent(state.choice.assumptions.quota, 0)} (Annahme, keine Betreuungsquote geliefert)"
    observed = rates.observed_quota(state.choice.care, root.area_id, words)
    return f"Zielquote {text.percent(state.choice.assumptions.quota, 0)} (Betreuungsquote {root.name}: {observed}{text.NARROW}%)"
