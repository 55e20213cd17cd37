"""The view "Was tun": the question, the search in the background, the proposal, and keeping it as a plan."""

import streamlit as st

from dashboards import cards, text
from dashboards.topic import Context
from dashboards.topics.kita import home_files, titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.siting import answer, asking, keeping, wishing
from dashboards.topics.kita.siting.desk import DESK, Job
from dashboards.topics.kita.state import State
from forecasting.errors import SitingError

EMPTY_HEIGHT = 120
# What a proposal for a large association takes on a free machine, for the bar that tells how far it is.
USUAL_SECONDS = 15
PUTS = "_kita_fragen"
# Seconds between two looks at a search under way.
PACE = 1.0


def show(context: Context, state: State) -> None:
    """Draw controls, button and the proposal; below it the plans that are kept."""
    name = state.choice.area.name
    year = text.kita_year(int(state.now["kita_year"]))
    cards.section_head(f"Was tun {titles.place(name)} bis {year}?", text.load_text(TEXT, "Was tun"))
    if not home_files.may_keep(context):
        cards.empty_state(text.load_text(TEXT, "Nur Werkbank"), EMPTY_HEIGHT)
        return
    if not state.now["is_forecast"] or not state.has_places:
        cards.empty_state(text.load_text(TEXT, "Nur Prognosejahre"), EMPTY_HEIGHT)
        return
    asked = asking.asked_of(context, state)
    houses = asking.houses(context, asked)
    names = dict(zip(houses["facility_id"], houses["name"], strict=True))
    allowed = wishing.choose(context, names)
    key = asking.key_of(context, asked, allowed, asking.scenarios_of(context, state, allowed))
    known = st.session_state.setdefault(PUTS, {})
    if st.button("Vorschlag rechnen", key="kita-rechnen", type="primary"):
        try:
            known[key] = asking.put(context, state, asked, allowed)
        except SitingError as error:
            cards.empty_state(str(error), EMPTY_HEIGHT)
            return
        DESK.ask(key, known[key].question)
    job = DESK.job(key)
    if job is None or key not in known:
        words = "Vorgaben geändert" if known else "Noch kein Vorschlag"
        cards.note(text.load_text(TEXT, words))
    elif job.is_pending:
        _waiting(job)
    elif job.proposal is None:
        cards.empty_state(job.refusal, EMPTY_HEIGHT)
    else:
        answer.show(context, state, known[key], job)
    keeping.plans_kept(context, state)


@st.fragment(run_every=PACE)
def _waiting(job: Job) -> None:
    """Say how far the search is; the page is drawn anew when it ends."""
    if not job.is_pending:
        st.rerun()
    before = DESK.before(job)
    if job.state == "waiting":
        st.progress(0.0, text=f"{text.plural(before, 'Frage', 'Fragen')} vorher; es geht von selbst weiter.")
        return
    share = min(job.elapsed / USUAL_SECONDS, 0.99)
    words = f"Sucht seit {job.elapsed:.0f} s, meist {USUAL_SECONDS:.0f} s. Die Seite bleibt bedienbar."
    st.progress(share, text=words)
