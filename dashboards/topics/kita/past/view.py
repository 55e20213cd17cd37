"""The Rückblick on kept plans: what moved the Saldo since, how good it was; and keeping the present one."""

from datetime import date

import streamlit as st

from dashboards import areas, cards, charts, controls, export, style, tables, text
from dashboards.charts import BridgeLayout
from dashboards.topic import Context
from dashboards.topics.kita import bands, home_files, state, titles
from dashboards.topics.kita.assumptions import TEXT, WORDS, Band
from dashboards.topics.kita.filters import Choice
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.past import comparing, files, words
from dashboards.topics.kita.past.comparing import Pair
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.past.taking import Stamp, ages_of, present
from dashboards.topics.kita.state import State

HEIGHT = 320
NAME, SAID = "kita-festhalten-name", "_kita_festgehalten"
EMPTY_HEIGHT = 64


def show(context: Context, shown: State) -> None:
    """Draw the comparison with the chosen kept plan, and what keeps the present one."""
    if not home_files.may_keep(context):
        return
    for fault in files.damaged(context):
        cards.note(fault)
    _compare(context, shown, files.kept(context, shown.choice.area.area_id))
    _keeping(context, shown)


def _compare(context: Context, shown: State, found: dict[str, KeptPlan]) -> None:
    """Draw the comparison with the chosen plan, or say that there is none."""
    if not found:
        name = titles.named(shown.choice.area.name)
        cards.section_head("Seit dem letzten Plan")
        cards.empty_state(text.load_text(TEXT, "Kein Plan festgehalten", name=name), EMPTY_HEIGHT)
        return
    options = {key: words.label(plan) for key, plan in found.items()}
    default = usual(found, context.run_id)
    key = controls.choice(
        context, "Vergleichen mit dem Plan vom", options, key="plan-damals", default=default, style="select"
    )
    if shown.choice.assumptions.band not in found[key].bands:
        cards.empty_state(text.load_text(TEXT, "Band nicht festgehalten"), EMPTY_HEIGHT)
        return
    pair = Pair(found[key], shown, ages_of(context, shown))
    _causes(context, pair)
    _quality(context, pair)
    _forget(context, key, found[key])


def usual(found: dict[str, KeptPlan], run_id: str | None) -> str:
    """Return the newest kept plan of another run, else the newest: last year's plan, not today's."""
    return next((key for key, plan in found.items() if plan.run_id != (run_id or "")), next(iter(found)))


def keep_present(context: Context, choice: Choice, stamp: Stamp) -> KeptPlan:
    """Keep the plan of a choice in all bands and return it. Raises KeepingError."""
    states: dict[Band, State] = {}
    for band in bands.BANDS:
        found = state.load(context, bands.choice_of(context, choice, band))
        if found.has_children:
            states[band] = found
    if not states:
        raise KeepingError(
            f"Für {choice.area.name} sind keine Kinder nach Altersjahren bekannt; es gibt nichts "
            "festzuhalten. Bitte den Bestand nach Einzelaltern liefern."
        )
    plan = present(context, states, stamp)
    files.keep(context, plan)
    return plan


def _keeping(context: Context, shown: State) -> None:
    cards.section_head("Plan festhalten", text.load_text(TEXT, "Plan festhalten"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        year = text.kita_year(int(shown.now["kita_year"]))
        st.text_input("Name", key=NAME, max_chars=100, value=f"Stand {shown.choice.area.name}, {year}"[:100])
    with right:
        st.button("Plan festhalten", key="kita-festhalten", on_click=_keep, args=(context, shown))
    said = st.session_state.pop(SAID, None)
    if said:
        cards.note(said)


def _keep(context: Context, shown: State) -> None:
    name = " ".join(str(st.session_state.get(NAME, "")).split())
    try:
        if not name:
            raise KeepingError("Ein Plan braucht einen Namen. Bitte eintragen und noch einmal festhalten.")
        plan = keep_present(context, shown.choice, Stamp(name[:100], date.today(), context.who))
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "Kita-Plan festgehalten", files.key_of(plan))
    count = text.number(len(plan.children))
    st.session_state[SAID] = (
        f"Plan „{plan.name}“ mit {count} Gebieten und {len(plan.years)} Kita-Jahren festgehalten."
    )


def _causes(context: Context, pair: Pair) -> None:
    area, year = pair.now.choice.area, int(pair.now.now["kita_year"])
    found = comparing.causes(pair, area.area_id, year)
    if found is None:
        cards.empty_state(text.load_text(TEXT, "Jahr nicht im Plan", year=text.kita_year(year)), EMPTY_HEIGHT)
        return
    heading, steps = words.heading(pair, found, year), words.steps(pair, found)
    places = pair.now.choice.assumptions.words.places
    by = f", {pair.then.author}" if pair.then.author else ""
    kept = f"Plan „{pair.then.name}“ vom {text.date(pair.then.kept_on)}{by}"
    subtitle = f"{area.name}: Saldo der {places} {text.kita_year(year)}; {kept}"
    cards.picture_head(heading, subtitle)
    if words.has_moved(found):
        chart = charts.bridge(style.palette(context), steps, BridgeLayout(HEIGHT, context.is_phone))
        charts.show(chart, "kita-seit-plan", f"{heading}. {subtitle}. {words.told(steps)}.")
    by_year = {one: comparing.causes(pair, area.area_id, one) for one in pair.shared}
    table = words.by_year(pair, area.area_id, {one: effect for one, effect in by_year.items() if effect})
    columns = words.columns_by_year()
    tables.table(table, columns, f"Saldo in {area.name} damals und heute nach Ursachen")
    _areas(context, pair, year)
    cards.note(text.load_text(TEXT, "Ursachen"))
    export.downloads(
        context, tables.german(table, columns), "kita-seit-plan", heading, {"Damals": words.label(pair.then)}
    )


def _areas(context: Context, pair: Pair, year: int) -> None:
    inside = areas.below(context, pair.now.choice.area.area_id, pair.now.choice.level)
    if len(inside) < 2:
        return
    names = {one.area_id: one.label for one in inside}
    rows = words.moved_most(comparing.by_area(pair, list(names), year), names)
    if rows.empty:
        return
    level = inside[0]
    cards.section_head(f"{level.level_plural}, deren Saldo {text.kita_year(year)} sich am meisten bewegt hat")
    tables.table(rows, words.columns_of_areas(level.level_label), f"Bewegte {level.level_plural}")


def _quality(context: Context, pair: Pair) -> None:
    area = pair.now.choice.area
    cards.section_head(f"Wie gut der Plan vom {text.date(pair.then.kept_on)} war")
    table = comparing.quality(pair, area.area_id)
    if table.empty:
        cards.empty_state(words.nothing_yet(pair), EMPTY_HEIGHT)
        return
    rows = words.quality_rows(table, pair.now.draws)
    tables.table(rows, words.quality_columns(), f"Was der Plan erwartet hat und was in {area.name} kam")
    inside = areas.below(context, area.area_id, pair.now.choice.level)
    if len(inside) > 1:
        found = comparing.quality_of_areas(pair, [one.area_id for one in inside])
        if not found.empty:
            cards.note(words.quality_of_areas(found, inside[0].level_plural))
    cards.note(text.load_text(TEXT, "Güte des Plans"))


def _forget(context: Context, key: str, plan: KeptPlan) -> None:
    with st.expander(f"Festgehaltener Plan vom {text.date(plan.kept_on)}: wie gezählt wurde, löschen"):
        for band, record in plan.bands.items():
            cards.note(f"{WORDS[band].short}: {record.settings}")
        run = f"Lauf {plan.run_id}, Variante {plan.variant}" if plan.run_id else "ohne Prognose"
        cards.note(f"Datenstand {plan.build_id}, {run}.")
        st.button("Diesen Plan löschen", key=f"kita-plan-weg-{key}", on_click=_drop, args=(context, key))


def _drop(context: Context, key: str) -> None:
    try:
        files.remove(context, key)
    except KeepingError as error:
        st.session_state[SAID] = str(error)
        return
    home_files.note(context, "festgehaltener Kita-Plan gelöscht", key)
