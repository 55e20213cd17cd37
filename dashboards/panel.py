"""One picture of a page with all that belongs to it: heading, alternative text, table, definition.

A page builds its panels from the selection and shows them; an export builds the same panels and prints them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import cards, charts, export, tables
from dashboards.style import COLUMN_WIDTH, PICTURE_HEIGHT
from dashboards.tables import Column
from dashboards.topic import Context

SWITCH = "Zahlen zum Bild"


@dataclass(frozen=True)
class Panel:
    """A picture ready to be shown. Without a figure the sentence `empty` stands in its place.

    `alt` is the picture in words: title, number and range. `table` holds the drawn numbers, one column per
    entry of `columns`; `definition` says what was counted. All words are German. `width` are the pixels it is
    drawn for, 0: those of a column.
    """

    key: str
    heading: str
    subtitle: str = ""
    figure: go.Figure | None = None
    alt: str = ""
    table: pd.DataFrame | None = None
    columns: tuple[Column, ...] = ()
    legend: str = ""
    empty: str = ""
    note: str = ""
    definition: str = ""
    height: int = PICTURE_HEIGHT
    width: int = 0


def show(
    context: Context,
    panel: Panel,
    notes: Mapping[str, str],
    on_select: Callable[[], None] | None = None,
    *,
    is_half: bool = False,
) -> None:
    """Put a panel on the page: head, picture, remark, and its numbers behind a switch.

    `notes` are source, reference date and state of the numbers, for the downloads. `is_half`: it stands in
    one of two columns.
    """
    cards.picture_head(panel.heading, panel.subtitle, panel.legend)
    if panel.figure is None:
        cards.empty_state(panel.empty, panel.height)
        return
    width = COLUMN_WIDTH if is_half and not context.is_phone else 0
    charts.show(panel.figure, panel.key, panel.alt, on_select, width)
    if panel.note:
        cards.note(panel.note)
    if panel.table is not None and len(panel.table):
        numbers(context, panel, notes)


@st.fragment
def numbers(context: Context, panel: Panel, notes: Mapping[str, str]) -> None:
    """Offer the numbers of a panel as a sortable table with downloads.

    A switch, not a drawer: what is closed is neither built nor sent, and opening it redraws nothing else.
    """
    if panel.table is None or not st.toggle(SWITCH, key=f"zahlen-{panel.key}"):
        return
    tables.sortable(panel.table, panel.columns, key=f"tabelle-{panel.key}", caption=panel.alt)
    told = dict(notes) | ({"Definition": panel.definition} if panel.definition else {})
    german = tables.german(panel.table, panel.columns)
    export.downloads(context, german, f"kohorte-{panel.key}", panel.heading, told)
    if panel.figure is not None:
        # Loaded here: documents are made of panels.
        from dashboards.documents import offer

        offer.picture(context, panel, notes)
