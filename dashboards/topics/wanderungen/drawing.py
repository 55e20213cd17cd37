"""How every view puts its pictures on the page: made once per selection, then only sent."""

from collections.abc import Callable, Hashable, Sequence

import streamlit as st

from dashboards import cards, panel, text
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.topics.wanderungen import words
from dashboards.topics.wanderungen.view import View

# Heights of the pairs; a pair is as high as its higher picture needs.
AGES_HEIGHT, PAIRS_HEIGHT, FLOWS_HEIGHT = 340, 440, 440
HALF_WIDTH, WHOLE_WIDTH, PHONE_WIDTH = 600, 1240, 358

Maker = Callable[[View], Panel]
Comparer = Callable[[View, Sequence[Area]], Panel]


def kept(view: View, make: Maker, key: tuple[Hashable, ...] | None = None) -> Panel:
    """Return what `make` draws for a view, drawn once per `key`: all that is chosen, if nothing is given."""
    whole = ("wanderungen-bild", make.__module__, make.__name__, *(key or view.key))
    return remembered(view.context, whole, lambda: make(view))


def show(
    view: View,
    make: Maker,
    on_select: Callable[[], None] | None = None,
    key: tuple[Hashable, ...] | None = None,
    *,
    is_half: bool = False,
) -> None:
    """Put a picture with its numbers on the page; `on_select` runs when a mark is clicked.

    `is_half`: it stands in one of two columns.
    """
    panel.show(view.context, kept(view, make, key), words.notes(view), on_select, is_half=is_half)


def show_beside(
    view: View, others: Sequence[Area], make: Comparer, on_select: Callable[[], None] | None = None
) -> None:
    """Put a picture of the chosen area beside others on the page, drawn once per selection."""
    ids = tuple(area.area_id for area in others)
    key = ("wanderungen-neben", make.__name__, *view.key, ids)
    shown = remembered(view.context, key, lambda: make(view, others))
    notes = words.notes(view) | {"Vergleichsgebiete": text.listing([area.label for area in others])}
    panel.show(view.context, shown, notes, on_select)


def pair(view: View, left: Maker, right: Maker) -> None:
    """Put two pictures side by side."""
    columns = st.columns(2, gap="large")
    for column, make in zip(columns, (left, right), strict=True):
        with column:
            show(view, make, is_half=True)


def source_line(view: View, *more: str) -> None:
    """Write territorial status and source under the pictures."""
    cards.note(words.status_note(view))
    cards.source_line(view.context, [*words.source(view), *more])
