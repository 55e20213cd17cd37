"""Take-up by age: what is observed; own shares to type in, keep, choose as a source and delete."""

import pandas as pd
import streamlit as st

from dashboards import cards, tables, text
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import base, home_files, own_rates, pictures
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.state import State
from forecasting.kita.take_up import KITA_AGES, TakeUp

EMPTY_HEIGHT = 120
NAME, PUPIL, SAID, SOURCE = "kita-quotenname", "kita-quote-schule", "_kita_quoten_gesagt", "inanspruch"


def show(context: Context, state: State) -> None:
    """Draw the observed rates, all sources side by side, and in the Werkbank the form for an own one."""
    pictures.show(pictures.by_age(context, state.choice))
    now = base.take_up(context, state.root.area_id, state.choice.assumptions.counting)
    known = own_rates.known(context)
    cards.section_head(
        f"Inanspruchnahme nach Alter, gewählt: {now.title}", text.load_text(TEXT, "Eigene Quoten")
    )
    tables.table(_rows([now, *(one for one in known.values() if one.key != now.key)]), _columns(), "Quoten")
    if not home_files.may_keep(context):
        cards.empty_state(text.load_text(TEXT, "Nur Werkbank"), EMPTY_HEIGHT)
        return
    for fault in own_rates.damaged(context):
        cards.note(fault)
    _form(context, now)
    said = st.session_state.pop(SAID, None)
    if said:
        cards.note(said)
    for key, one in known.items():
        if key.startswith(own_rates.MARK):
            label = f"„{one.title}“ löschen"
            st.button(label, key=f"kita-quote-weg-{key}", on_click=_drop, args=(context, key))


def _form(context: Context, now: TakeUp) -> None:
    with st.form("kita-quoten", border=False):
        with st.container(horizontal=True, gap="small"):
            for age in range(KITA_AGES):
                st.number_input(
                    f"Alter {age}, %",
                    0.0,
                    100.0,
                    round(100 * now.kita[age], 1),
                    1.0,
                    key=_key(age),
                    width=110,
                    format="%.1f",
                )
            st.number_input(
                "Schule, %", 0.0, 100.0, round(100 * now.pupil, 1), 1.0, key=PUPIL, width=110, format="%.1f"
            )
        st.text_input("Name der Quoten", key=NAME, max_chars=60)
        st.form_submit_button("Quoten behalten", on_click=_keep, args=(context,))


def _key(age: int) -> str:
    return f"kita-quote-{age}"


def _keep(context: Context) -> None:
    shares = tuple(float(st.session_state[_key(age)]) for age in range(KITA_AGES))
    try:
        kept = own_rates.keep(context, st.session_state[NAME], shares, float(st.session_state[PUPIL]))
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "Kita-Quoten behalten", kept.key)
    # Chosen at once, by the address too, as the picker may not have been drawn yet.
    st.session_state[SOURCE] = kept.key
    st.query_params[SOURCE] = kept.key
    st.session_state[SAID] = f"Quoten „{kept.title}“ gespeichert und gewählt."


def _drop(context: Context, key: str) -> None:
    try:
        own_rates.drop(context, key)
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "Kita-Quoten gelöscht", key)


def _rows(sources: list[TakeUp]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"name": one.title, "pupil": one.pupil} | {f"age{age}": one.kita[age] for age in range(KITA_AGES)}
            for one in sources
        ]
    )


def _columns() -> list[Column]:
    ages = [Column(f"age{age}", f"{age} Jahre", "percent", 1) for age in range(KITA_AGES)]
    return [Column("name", "Quelle", "text"), *ages, Column("pupil", "Grundschule", "percent", 1)]
