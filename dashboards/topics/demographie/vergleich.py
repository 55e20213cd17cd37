"""The view "Gebiete": ranking, two figures against each other, comparison table, small multiples."""

from collections.abc import Callable

import streamlit as st

from dashboards import cards, controls, panel
from dashboards.memory import remembered
from dashboards.topics.demographie import (
    area_pictures,
    comparison,
    definitions,
    key_numbers,
    level_table,
    queries,
    sources,
    status_note,
    struktur,
)
from dashboards.topics.demographie.area_list import area_list
from dashboards.topics.demographie.measure import from_table
from dashboards.topics.demographie.selection import Selection

# Below a ranking of so many bars there is room for the comparison.
SHORT = 9


def draw(selection: Selection, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    context = selection.context
    with head:
        cards.page_head("Demographie · Gebiete", title(selection), struktur.standfirst(selection))
    figures = remembered(context, ("zahlen", selection.key), lambda: key_numbers.row(selection))
    cards.key_figures(definitions.of_figure(selection, figures))
    notes = sources.notes(selection, "")
    left, right = st.columns(2, gap="large")
    ranking = area_pictures.ranking_panel(selection)
    # Nothing stands above an association that it could be compared with.
    is_compared = bool(selection.others) or selection.area != selection.root
    is_short = ranking.table is None or len(ranking.table) <= SHORT
    with left:
        panel.show(context, ranking, notes, _pick_bar(area_pictures.RANKING))
        if is_compared and is_short:
            beside(selection, notes)
    with right:
        scatter(selection, notes)
    if is_compared and not is_short:
        beside(selection, notes)
    panel.show(context, area_pictures.multiples_panel(selection), notes)
    status_note.show(selection)
    marks = area_list(selection)
    sources.source_line(selection, sources.terms(selection.measure), *marks)


def beside(selection: Selection, notes: dict[str, str]) -> None:
    """Draw the area beside its municipality, the association and those it is compared with."""
    compared = comparison.comparison_panel(selection)
    panel.show(selection.context, compared, notes, _pick_bar(comparison.COMPARISON))


def title(selection: Selection) -> str:
    """Return the spread of the areas, or what is compared where too few are known."""
    measure = selection.measure
    found = level_table.finding(selection, level_table.values(selection, selection.root.area_id))
    if found is None:
        return f"{measure.title}: {level_table.TOO_FEW}"
    if measure.shows_change and not selection.time.is_forecast:
        return f"{found}: {measure.title} seit {selection.time.before}"
    return f"{measure.title}: {found[0].lower()}{found[1:]}"


def scatter(selection: Selection, notes: dict[str, str]) -> None:
    """Let the reader choose the figure on the other axis, and draw both; a click chooses an area."""
    measures = from_table(queries.indicators(selection.context))
    options = {
        one.indicator_id: one.title
        for one in measures.values()
        if one.indicator_id != selection.measure.indicator_id
    }
    default = "durchschnittsalter" if "durchschnittsalter" in options else next(iter(options))
    other = controls.choice(
        selection.context, "Dagegen", options, key="dagegen", default=default, style="select"
    )
    panel.show(selection.context, area_pictures.scatter_panel(selection, measures[other]), notes, _pick_area)


def _pick_bar(picture: str) -> Callable[[], None]:
    """What a click on a bar of a ranking does: its area becomes the chosen one."""

    def pick() -> None:
        points = st.session_state[picture]["selection"]["points"]
        if points:
            controls.pick_area(str(points[0]["customdata"][2]))

    return pick


def _pick_area() -> None:
    points = st.session_state[area_pictures.SCATTER]["selection"]["points"]
    if points:
        controls.pick_area(str(points[0]["customdata"][4]))
