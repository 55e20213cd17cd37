"""Quiet filters: popovers whose labels say what is set, and the banner that says a filter is at work.

On a phone the filter bar is one popover already, so the same controls stand in it under small headings.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from dashboards import address, areas, cards, controls, groups, links, text
from dashboards.areas import Area
from dashboards.topic import Context

OLDEST = 100
SEXES = {"": "alle", "w": "Frauen", "m": "Männer"}
NATIONS = {"": "alle", "D": "deutsch", "A": "nicht deutsch"}
# Areas beside the chosen one: more lines than colours would not be told apart.
MOST_OTHERS = 5


@dataclass(frozen=True)
class People:
    """Whom a count counts; empty sex or nationality means all. Ages are completed, ends included."""

    sex: str = ""
    nationality: str = ""
    age: int = 0
    age_to: int = OLDEST

    @property
    def is_everyone(self) -> bool:
        """Whether nothing is filtered."""
        return self == EVERYONE

    @property
    def words(self) -> str:
        """The filter as said on the page: "Frauen, nicht deutsch, 18 bis 24 Jahre"; "alle" without one."""
        age = text.ages(self.age, self.age_to)
        years = "" if age == "alle" else f"{age} {'Jahre' if age[0].isdigit() else 'Jahren'}"
        parts = [SEXES[self.sex] if self.sex else "", NATIONS[self.nationality] if self.nationality else ""]
        return ", ".join(part for part in (*parts, years) if part) or "alle"


EVERYONE = People()


@contextmanager
def drawer(context: Context, name: str, setting: str, key: str) -> Iterator[None]:
    """Lay the controls called inside in a quiet popover whose label says what is set: "Variante: Basis"."""
    if context.is_phone:
        st.html(f'<p class="k-drawer">{escape(name)}</p>')
        with controls.quietly():
            yield
    else:
        with st.popover(f"{name}: {setting}", type="tertiary", key=f"k-{key}"), controls.quietly():
            yield


@contextmanager
def drawers() -> Iterator[None]:
    """Lay several drawers in one row below the filter bar."""
    with st.container(horizontal=True, key="k-drawers", gap="small"):
        yield


def current(key: str, domain: address.Domain[Hashable]) -> Hashable:
    """Return what a control will show, before it is drawn: a drawer's label needs it."""
    address.restore(key, domain)
    value: Hashable = st.session_state[key]
    return value


def people(
    context: Context,
    has_sex: bool,
    has_nationality: bool,
    has_ages: bool = True,
    bands: Sequence[tuple[int, int]] = (),
) -> People:
    """Let the reader count a part of the people only; what data or figure do not tell is not offered.

    `bands` are age groups to pick at once, beside any range of ages.
    """
    sex, nation = "", ""
    if has_sex:
        sex = controls.choice(context, "Geschlecht", SEXES, key="geschlecht", style="segmented")
    if has_nationality:
        nation = controls.choice(context, "Staatsangehörigkeit", NATIONS, key="nation", style="segmented")
    age, age_to = ages(context, bands=bands) if has_ages else (0, OLDEST)
    return People(sex, nation, age, age_to)


def ages(context: Context, key: str = "alter", bands: Sequence[tuple[int, int]] = ()) -> tuple[int, int]:
    """Let the reader choose any range of ages, or one of `bands` at once; 100 stands for 100 and older."""
    domain = address.span(0, OLDEST, (0, OLDEST))
    address.restore(key, domain)
    if bands:
        _bands(key, bands)
    now = st.session_state[key]
    ends = st.slider("Alter von … bis", 0, OLDEST, now, 1, format="%d", key=key, width="stretch")
    chosen = (int(ends[0]), int(ends[1]))
    address.keep(key, domain, chosen)
    return chosen


def _bands(key: str, bands: Sequence[tuple[int, int]]) -> None:
    """Offer age groups by name; what the slider shows stands in the list too, where it is one of them."""
    names = {f"{low}-{high}": text.ages(low, high) for low, high in bands}
    pick = f"{key}-gruppe"
    low, high = st.session_state[key]
    now = f"{int(low)}-{int(high)}"
    st.session_state[pick] = now if now in names else ""
    st.selectbox(
        "Altersgruppe",
        ["", *names],
        format_func=lambda code: names.get(code, "frei gewählt" if now != f"0-{OLDEST}" else "alle"),
        key=pick,
        on_change=_take_band,
        args=(key, pick),
        width=340,
    )


def _take_band(key: str, pick: str) -> None:
    low, _, high = str(st.session_state.get(pick, "")).partition("-")
    st.session_state[key] = (int(low), int(high)) if low else (0, OLDEST)


def asked(has_sex: bool, has_nationality: bool) -> People:
    """Return the filter that stands in the address, before its controls are drawn or where none are."""
    sex = str(current("geschlecht", address.among(SEXES, ""))) if has_sex else ""  # type: ignore[arg-type]
    nation = str(current("nation", address.among(NATIONS, ""))) if has_nationality else ""  # type: ignore[arg-type]
    span = address.span(0, OLDEST, (0, OLDEST))
    address.restore("alter", span)
    low, high = st.session_state["alter"]
    return People(sex, nation, int(low), int(high))


def others(context: Context, area: Area, key: str = "mit") -> tuple[Area, ...]:
    """Let the reader compare the area with others, one by one or as a saved group."""
    tree = areas.tree(context)
    options = {one.area_id: one.label for one in tree.values() if one.area_id != area.area_id}
    domain = address.several(options, MOST_OTHERS)
    address.restore(key, domain)
    st.session_state[key] = list(st.session_state[key])
    chosen = st.multiselect(
        f"Vergleichen mit (bis zu {MOST_OTHERS} Gebiete)",
        list(options),
        format_func=lambda one: options.get(one, str(one)),
        key=key,
        max_selections=MOST_OTHERS,
        placeholder="Gebiet suchen",
        width=340,
    )
    _groups(context, key, tuple(chosen))
    # The control holds a list, and what it holds is compared with what was kept.
    held: Any = list(chosen)
    address.keep(key, domain, held)
    return tuple(tree[one] for one in chosen if one in tree)


def others_words(context: Context, area: Area, key: str = "mit") -> str:
    """Return how many areas stand beside the chosen one, for the label of the drawer."""
    tree = areas.tree(context)
    options = {one: one for one in tree if one != area.area_id}
    chosen = current(key, address.several(options, MOST_OTHERS))  # type: ignore[arg-type]
    ids = [str(one) for one in chosen] if isinstance(chosen, list | tuple) else []
    names = [tree[one].name for one in ids if one in tree]
    if not names:
        return "keine"
    return names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}"


def _groups(context: Context, key: str, chosen: tuple[str, ...]) -> None:
    """Saved groups: pick one, or keep the areas chosen above under a name."""
    known = groups.saved(context)
    if known:
        st.selectbox(
            "Gespeicherte Gruppe",
            ["", *known],
            format_func=lambda name: name or "keine",
            key=f"gruppe-{key}",
            on_change=_take_group,
            args=(key, known),
            width=340,
        )
    if not chosen:
        return
    name = st.text_input("Diese Gebiete als Gruppe speichern", key=f"gruppenname-{key}", width=340)
    if st.button("Gruppe speichern", key=f"gruppe-speichern-{key}", disabled=not name.strip()):
        cards.note(groups.save(context, name, chosen))


def _take_group(key: str, known: Mapping[str, Sequence[str]]) -> None:
    name = st.session_state.get(f"gruppe-{key}", "")
    if name in known:
        st.session_state[key] = list(known[name])[:MOST_OTHERS]


def banner(words: str, reset: Mapping[str, Hashable]) -> None:
    """Say that a filter is at work, and offer to lift it; `reset` are the values without it."""
    if not words:
        return
    with st.container(horizontal=True, key="k-banner", vertical_alignment="center", gap="small"):
        cards.note(f"Filter aktiv: {words}")
        st.button("Filter aufheben", key="filter-aufheben", type="tertiary", on_click=_lift, args=(reset,))


def _lift(reset: Mapping[str, Hashable]) -> None:
    for key, value in reset.items():
        st.session_state[key] = value
        # Where the control is not on the page nobody else takes its value out of the address.
        if key in st.query_params:
            del st.query_params[key]


@st.fragment
def link(page: str) -> None:
    """Offer the address of this view as a short link; it is made when the reader asks for it."""
    opened = st.popover("Verweis kopieren", type="tertiary", key="k-verweis", on_change="rerun")
    if not opened.open:
        return
    query = {name: str(st.query_params[name]) for name in st.query_params}
    with opened:
        st.code(links.address(links.shorten(page, query)), language=None)
        cards.note("Der Verweis zeigt diese Ansicht mit allen Einstellungen. Kopieren: Zeichen rechts oben.")
