"""The controls behind "Annahmen": how children become need and groups become supply."""

from collections.abc import Mapping

import streamlit as st

from dashboards import address, controls
from dashboards.address import Domain
from dashboards.topic import Context
from dashboards.topics.kita import own_rates, plans
from dashboards.topics.kita.assumptions import (
    CARE,
    CONVENTION_NAMES,
    DAY_NAMES,
    DEFAULT_RUNG,
    DEFAULT_STATUSES,
    HOME,
    OBSERVED,
    PLACE_NAMES,
    RUNGS,
    STATUS_NAMES,
    WIDTH_NAMES,
    WORDS,
    Assumptions,
    Band,
    Counted,
)
from dashboards.topics.kita.planned import Plan
from dashboards.topics.kita.rates import Observed
from forecasting.kita import school_rule
from forecasting.kita.take_up import TakeUp, scenarios

MOST_CHILDMINDING = 60
# Year whose school law gives the usual share of waiting children.
NOW = 2024
# Key of the switch of own plans, in the address and the session; so many count at a time.
PLANS = "plaene"
MOST_PLANS = 20
LOCAL = {"gleich": "überall gleich", "oertlich": "wie örtlich beobachtet"}
MAPS = {"saldo": "Saldo", "sicherheit": "Sicherheit"}
CLAIMS = {"alle": "alle vier Klassen", "anspruch": "nur mit Rechtsanspruch"}


def assumptions(context: Context, band: Band, ags: str | None, observed: Observed) -> Assumptions:
    """Draw the settings and return them; the Zielquote is set apart, see `quota`."""
    counting = _counted(context, band, ags)
    rung = controls.choice(context, "Plätze zählen, wenn", RUNGS, key="plaetze", default=DEFAULT_RUNG)
    statuses = _statuses(STATUS_NAMES)
    own = _plans(context)
    reserve = controls.number_slider(
        context, "Reserve, von den Plätzen frei zu halten, in %", (0, 10, 1), key="reserve", default=0
    )
    minding = 0.0
    if band == "u3":
        usual = min(round(100 * observed.childminding), MOST_CHILDMINDING)
        minding = controls.number_slider(
            context, "Davon in Tagespflege, in %", (0, MOST_CHILDMINDING, 1), key="tagespflege", default=usual
        )
    return Assumptions(band, 0.0, minding / 100, reserve / 100, rung, statuses, counting, own)


def shows_chance(context: Context) -> bool:
    """Let the reader choose what the map shows: the Saldo, or how sure a shortage is."""
    return controls.choice(context, "Karte zeigt", MAPS, key="karte") == "sicherheit"


def quota(context: Context, chosen: Assumptions, observed: Observed) -> float:
    """Draw the Zielquote, which begins at what the chosen take-up means, and return it in per cent."""
    key, band = chosen.counting.take_up, chosen.band
    if key == OBSERVED:
        usual = observed.quota(WORDS[band].usual_quota)
    else:
        usual = whole(chosen.counting.own or scenarios()[key], band)
    # A scenario has a quota of its own, so that going back and forth loses nothing.
    name = f"zielquote-{band}" if key == OBSERVED else f"zielquote-{band}-{key}"
    return controls.number_slider(context, "Zielquote in %", (0, 100, 1), key=name, default=usual)


def whole(found: TakeUp, band: Band) -> int:
    """Return the share of a band in per cent that take-up by age comes to where all ages are alike."""
    words = WORDS[band]
    share = found.pupil if band == "grundschule" else sum(found.kita[words.age : words.age_to + 1]) / 3
    return round(100 * share)


def _counted(context: Context, band: Band, ags: str | None) -> Counted:
    known = own_rates.known(context)
    sources = {OBSERVED: "wie beobachtet"} | {key: one.title for key, one in known.items()}
    take_up = controls.choice(context, "Inanspruchnahme", sources, key="inanspruch", style="select")
    local = controls.choice(context, "Quoten der Gebiete", LOCAL, key="quoten", style="select")
    place = controls.choice(context, "Bedarf zählen", PLACE_NAMES, key="bedarfsort", default=HOME)
    day = controls.choice(context, "Stichtag im Kita-Jahr", DAY_NAMES, key="stichtag", style="select")
    convention = controls.choice(context, "Alter gilt ab", CONVENTION_NAMES, key="altersregel")
    flexi, cohorts, claims = None, 0.0, "alle"
    if band != "u3":
        usual = round(100 * school_rule(ags, NOW).entry.postponed_share)
        label = "Flexi-Kinder: so viele der Anspruchsberechtigten warten ein Jahr, in %"
        waiting = controls.number_slider(context, label, (0, 100, 1), key="flexi", default=usual)
        flexi = None if waiting == usual else waiting / 100
    if band == "ue3":
        cohorts = controls.choice(context, "Breite des Kindergartenalters", WIDTH_NAMES, key="jahrgaenge")
    if band == "grundschule":
        claims = controls.choice(context, "Ganztag zählen", CLAIMS, key="ganztag", style="select")
    is_local = local == "oertlich" and take_up == OBSERVED
    counted_place = CARE if place == CARE else HOME
    own = known[take_up] if take_up.startswith(own_rates.MARK) else None
    is_claim = claims == "anspruch"
    return Counted(take_up, flexi, cohorts, day, convention, counted_place, is_local, is_claim, own)


def _statuses(names: Mapping[str, str]) -> tuple[str, ...]:
    domain: Domain[tuple[str, ...]] = Domain(_read_statuses, ".".join, DEFAULT_STATUSES, tuple(names))
    address.restore("massnahmen", domain)
    picked = st.pills(
        "Maßnahmen mitrechnen",
        list(names),
        selection_mode="multi",
        # Also as default: in a popover the buttons are drawn only when it opens.
        default=list(st.session_state["massnahmen"]),
        format_func=lambda status: names.get(status, str(status)),
        key="massnahmen",
    )
    # In a fixed order, so that the same choice is the same question to the cache.
    chosen = tuple(status for status in names if status in picked)
    address.keep("massnahmen", domain, chosen)
    return chosen


def _plans(context: Context) -> tuple[Plan, ...]:
    """Let the reader switch own plans on; nothing is drawn where there is none."""
    found = plans.saved(context)
    if not found:
        return ()
    names = {key: plan.name for key, plan in found.items()}
    domain = address.several(names, MOST_PLANS)
    address.restore(PLANS, domain)
    picked = st.pills(
        "Eigene Pläne mitrechnen",
        list(names),
        selection_mode="multi",
        default=list(st.session_state[PLANS]),
        format_func=lambda key: names.get(key, str(key)),
        key=PLANS,
    )
    chosen = tuple(key for key in names if key in picked)
    address.keep(PLANS, domain, chosen)
    return tuple(found[key] for key in chosen)


def _read_statuses(code: str) -> tuple[str, ...] | None:
    """The statuses of an address such as "beschlossen.im_bau", "" for none; None if one is unknown."""
    asked = code.split(".") if code else []
    return tuple(asked) if set(asked) <= set(STATUS_NAMES) else None
