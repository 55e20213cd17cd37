"""Documents on a page: quiet buttons whose documents are made when they are asked for.

What writes them is loaded at the first click, not with the page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.areas import Area
from dashboards.documents.blocks import Document
from dashboards.documents.names import TYPES, file_name
from dashboards.noting import told
from dashboards.panel import Panel
from dashboards.topic import Context
from warehouse.audit import Entry

if TYPE_CHECKING:
    from dashboards.topics.kita.filters import Choice

LABELS = {"pdf": "PDF", "docx": "Word"}
Maker = Callable[[], bytes]


def gebietsprofil(context: Context, area: Area, others: Sequence[Area] = ()) -> None:
    """Offer the profile of an area, or of an area beside others, as PDF and for Word."""
    # A Schaufenster shows what was released; documents made of it are not checked by the gate.
    if context.is_released:
        return
    with st.container(horizontal=True, key="k-downloads-gebietsprofil", gap="small"):
        _forms(context, "Gebietsprofil", area, lambda: _profile(context, [area, *others]))


def kita_plan(context: Context, choice: "Choice") -> None:
    """Offer the Kita plan of a choice as PDF and for Word, and its statement of § 21 NKiTaG as a workbook."""
    if context.is_released:
        return
    with st.container(horizontal=True, key="k-downloads-kita-plan", gap="small"):
        _forms(context, "Kita-Bedarfsplan", choice.area, lambda: _plan(context, choice))
        name = file_name(f"Kita-Nachweis Paragraf 21 {choice.area.name}", "xlsx")
        _button(context, "Nachweis nach § 21 NKiTaG laden (Excel)", name, lambda: _workbook(context, choice))


def picture(context: Context, panel: Panel, notes: Mapping[str, str]) -> None:
    """Offer a picture of the page with title, source and date, in light colours, as PNG and SVG.

    Called inside the row of a table's downloads; `notes` are those of the table.
    """
    from dashboards.documents.drawing import can_draw

    if panel.figure is None or not can_draw(panel.figure):
        return
    with st.container(horizontal=True, key=f"k-downloads-bild-{panel.key}", gap="small"):
        for ending in ("png", "svg"):
            name = file_name(f"kohorte-{panel.key}", ending)
            make = _drawer(context, panel, notes, ending)
            _button(context, f"Bild laden ({ending.upper()})", name, make, key=f"{ending}-{panel.key}")


@st.fragment
def kita_pictures(context: Context, state: object) -> None:
    """Offer the pictures of the Kita page behind a switch; `state` is that of the page."""
    if not st.toggle("Bilder laden (PNG, SVG)", key="k-bilder"):
        return
    from dashboards.documents import kita_pictures as kita
    from dashboards.topics.kita.state import State

    if isinstance(state, State):
        for panel in kita.panels(_on_paper(context), state):
            st.caption(panel.heading)
            picture(context, panel, kita.notes(state))


def _drawer(context: Context, panel: Panel, notes: Mapping[str, str], ending: str) -> Maker:
    def make() -> bytes:
        from dashboards.documents.picture import drawn_alone

        return drawn_alone(context, panel, notes, _today(), ending)

    return make


def _forms(context: Context, label: str, area: Area, made: Callable[[], Document]) -> None:
    for ending, name in LABELS.items():
        make = _maker(ending, made)
        _button(context, f"{label} laden ({name})", file_name(f"{label} {area.name}", ending), make)


def _maker(ending: str, made: Callable[[], Document]) -> Maker:
    def make() -> bytes:
        from dashboards.documents.files import FORMS

        return FORMS[ending](made())

    return make


def _profile(context: Context, areas: Sequence[Area]) -> Document:
    from dashboards.documents.gebietsprofil import gebietsprofil as profile

    return profile(_on_paper(context), areas, _today())


def _plan(context: Context, choice: "Choice") -> Document:
    from dashboards.documents.kita_plan import document_of, plan_of
    from dashboards.documents.kita_plan.keeping import keep_made

    plan = plan_of(_on_paper(context), choice.area, _today(), choice)
    keep_made(plan)
    return document_of(plan)


def _workbook(context: Context, choice: "Choice") -> bytes:
    from dashboards.documents.kita_plan import plan_of, workbook

    return workbook.workbook(plan_of(_on_paper(context), choice.area, _today(), choice))


def _button(context: Context, label: str, name: str, make: Maker, key: str = "") -> None:
    st.download_button(
        label,
        data=told(Entry("download", context.who, name, {"stand": context.build_id}), make),
        file_name=name,
        mime=TYPES[name.rpartition(".")[2]],
        on_click="ignore",
        type="tertiary",
        key=f"dokument-{key or label}",
    )


def _on_paper(context: Context) -> Context:
    """The same data as printed: light, on a wide screen."""
    return replace(context, theme="light", is_phone=False)


def _today() -> date:
    return datetime.now().astimezone().date()
