"""The planner's part: keep, change or leave steps, save them as a plan, switch plans on, delete them."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import areas, cards, export, tables, text
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import home_files, plans, titles
from dashboards.topics.kita.assumptions import STATUS_NAMES, TEXT
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.planned import Plan, Status
from dashboards.topics.kita.settings import PLANS
from dashboards.topics.kita.siting import steps
from dashboards.topics.kita.siting.asking import Put
from dashboards.topics.kita.siting.steps import Kept
from dashboards.topics.kita.state import State
from forecasting.siting.proposal import Proposal

EDITOR, NAME, SAID = "kita-schritte", "kita-planname", "_kita_plan_gesagt"
KEEP, GROUPS, WHAT, BEGIN, STATUS = "Behalten", "Gruppen", "Schritt", "Beginn", "Status"
# How far a step may be by word on the screen; a closure is one whatever is chosen.
STATUS_OF: dict[str, Status] = {"Idee": "idee", "beschlossen": "beschlossen", "im Bau": "im_bau"}


def editor(context: Context, state: State, put: Put, proposal: Proposal) -> None:
    """Let the planner change the steps and keep them as a plan."""
    cards.section_head("Als Plan behalten", text.load_text(TEXT, "Plan behalten"))
    found = proposal.steps
    rows = pd.DataFrame(
        {
            KEEP: [True] * len(found),
            WHAT: [steps.what(put.question.choice.options[step.action.key]) for step in found],
            GROUPS: [step.times for step in found],
            BEGIN: [date(put.asked.kita_year, 8, 1)] * len(found),
            STATUS: [next(iter(STATUS_OF))] * len(found),
        }
    )
    # Other steps are another table: edits of the one before must not be laid over it.
    key = f"{EDITOR}-{abs(hash(tuple(step.action.key for step in found))) % 10**8}"
    with st.form("kita-plan", border=False):
        st.data_editor(
            rows,
            key=key,
            hide_index=True,
            width="stretch",
            disabled=[WHAT],
            column_config={
                GROUPS: st.column_config.NumberColumn(min_value=0, max_value=20, step=1),
                BEGIN: st.column_config.DateColumn(format="DD.MM.YYYY"),
                STATUS: st.column_config.SelectboxColumn(options=list(STATUS_OF), required=True),
            },
        )
        st.text_input("Name des Plans", key=NAME, max_chars=60, value=_usual_name(put, state))
        st.form_submit_button("Als Maßnahmen behalten", on_click=_keep, args=(context, put, proposal, key))


def plans_kept(context: Context, state: State) -> None:
    """Say what became of the last keeping; list the plans of the home, each can be deleted.

    A kept plan counts at once, so the proposal it came from is no answer to the question any more.
    """
    said = st.session_state.pop(SAID, None)
    if said:
        cards.note(said)
    for fault in plans.damaged(context):
        cards.note(fault)
    found = plans.saved(context)
    if not found:
        return
    cards.section_head("Eigene Pläne", text.load_text(TEXT, "Eigene Pläne"))
    on = {plan.key for plan in state.choice.assumptions.plans}
    for key, plan in found.items():
        state_words = "zählt mit" if key in on else "zählt nicht mit"
        with st.expander(f"{plan.name}: {len(plan.measures)} Maßnahmen, {state_words}"):
            _plan(context, plan)
            st.button("Plan löschen", key=f"kita-weg-{key}", on_click=_drop, args=(context, key))


def edited(put: Put, proposal: Proposal, edits: dict[int, dict[str, Any]]) -> dict[str, Kept]:
    """Return groups and beginning by step after the planner's edits; none has more groups than it may."""
    kept = {}
    for at, step in enumerate(proposal.steps):
        change = edits.get(at, {})
        groups = min(int(change.get(GROUPS, step.times) or 0), step.action.at_most)
        begin = _day(change.get(BEGIN)) or date(put.asked.kita_year, 8, 1)
        status = STATUS_OF.get(str(change.get(STATUS)), "idee")
        kept[step.action.key] = Kept(groups if change.get(KEEP, True) else 0, begin, status)
    return kept


def plan_of(context: Context, put: Put, proposal: Proposal, kept: dict[str, Kept], name: str) -> Plan:
    """Return the kept steps as a plan. Raises KeepingError without a name or a step."""
    plain = " ".join(name.split())
    if not plain:
        raise KeepingError("Ein Plan braucht einen Namen. Bitte eintragen und noch einmal behalten.")
    measures = steps.chosen(put.question, proposal.steps, kept, put.places)
    if not measures:
        raise KeepingError("Kein Schritt ist angekreuzt. Bitte mindestens einen behalten.")
    place = areas.tree(context)[put.asked.area_id].name
    basis = (
        f"Vorschlag für {place}, Kita-Jahr {text.kita_year(put.asked.kita_year)}; "
        + "; ".join(
            f"{one.words.short}: Zielquote {text.percent(one.quota, 0)}" for one in put.asked.settings
        )
        + f"; Varianten: {', '.join(put.scenarios)}; erwartet {text.number(proposal.planned.children)} statt "
        f"{text.number(proposal.today.children)} Kinder ohne Platz"
    )
    return Plan(name=plain[:60], saved_on=date.today(), basis=basis[:1000], measures=measures)


def _day(value: object) -> date | None:
    """The day an edited cell holds: ISO text from the browser, a date from Python."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _usual_name(put: Put, state: State) -> str:
    return f"{state.choice.area.name} {text.kita_year(put.asked.kita_year)}"[:60]


def _keep(context: Context, put: Put, proposal: Proposal, key: str) -> None:
    edits = st.session_state.get(key, {}).get("edited_rows", {})
    try:
        plan = plan_of(context, put, proposal, edited(put, proposal, edits), st.session_state[NAME])
        plans.keep(context, plan)
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "Kita-Plan behalten", plan.key)
    on = list(st.session_state.get(PLANS) or [])
    st.session_state[PLANS] = [*on, *([] if plan.key in on else [plan.key])]
    # The switch is drawn for the first time where this is the first plan: then the address decides.
    st.query_params[PLANS] = ",".join(st.session_state[PLANS])
    st.session_state[SAID] = (
        f"Plan „{plan.name}“ gespeichert ({len(plan.measures)} Maßnahmen); er zählt jetzt mit."
    )


def _drop(context: Context, key: str) -> None:
    try:
        plans.drop(context, key)
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "Kita-Plan gelöscht", key)


def _plan(context: Context, plan: Plan) -> None:
    tree = areas.tree(context)
    rows = pd.DataFrame(
        [
            {
                "title": one.title,
                "area": tree[one.area_id].label if one.area_id in tree else one.area_id,
                "band": one.band,
                "status": STATUS_NAMES[one.status],
                "starts_on": pd.Timestamp(one.starts_on),
                "groups": one.groups,
                "places": one.places,
                "why": one.why,
            }
            for one in plan.measures
        ]
    )
    columns = [
        Column("title", "Maßnahme", "text"),
        Column("area", "Gebiet", "text"),
        Column("status", "Status", "text"),
        Column("starts_on", "Beginn", "date"),
        Column("groups", "Gruppen", "signed"),
        Column("places", "Plätze", "signed"),
        Column("why", "Warum", "text"),
    ]
    cards.note(f"Gespeichert am {text.date(plan.saved_on)}. {plan.basis}.")
    tables.table(rows, columns, f"Maßnahmen des Plans {titles.named(plan.name)}", is_tall=True)
    export.downloads(
        context, tables.german(rows, columns), f"kita-plan-{plan.key}", plan.name, {"Grundlage": plan.basis}
    )
