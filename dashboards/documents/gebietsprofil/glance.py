"""The first page of a Gebietsprofil: the finding, key figures, and all figures in one table."""

from collections.abc import Sequence
from dataclasses import replace
from math import log2

import pandas as pd
import plotly.graph_objects as go

from dashboards import text
from dashboards.areas import Area
from dashboards.documents.blocks import Block, Cell, Figures, Heading, Paragraph, Table
from dashboards.documents.picture import image, sketch_of
from dashboards.topics.demographie import facts, key_numbers, map_panel, queries, struktur, titles
from dashboards.topics.demographie.measure import MIN_CASES, Measure, from_table
from dashboards.topics.demographie.selection import Selection

# Low enough to stand below the table on the first page.
MAP_HEIGHT = 250
MISSING, PROTECTED, FEW = (
    Cell(text.MISSING, True, "missing"),
    Cell(text.PROTECTED, True, "protected"),
    Cell(text.NOT_MEANINGFUL, True, "not_meaningful"),
)


def blocks(selection: Selection, source: str) -> list[Block]:
    """Return lead, key figures, caution for small areas, the table of figures, and the map."""
    found: list[Block] = [
        Paragraph(f"{struktur.title(selection)}.", "lead"),
        Figures(tuple(key_numbers.row(selection))),
    ]
    words = titles.caution(selection.name, selection.area.inhabitants)
    if words and selection.time.forecast:
        found.append(Paragraph(words, "note"))
    return [*found, Heading("Auf einen Blick"), figure_table(selection), *_map(selection, source)]


def _map(selection: Selection, source: str) -> list[Block]:
    """Where the area lies, and how it changed beside its neighbours."""
    panel = map_panel.panel(selection, selection.map_options)
    sketch = sketch_of(panel)
    if sketch is None:
        return []
    lower = go.Figure(sketch.figure).update_layout(height=MAP_HEIGHT)
    camera = lower.layout.map
    camera.zoom = float(camera.zoom) + log2(MAP_HEIGHT / panel.height)
    return [image(selection.context, replace(sketch, figure=lower), source)]


def figure_table(selection: Selection) -> Table:
    """Return all figures of the area with their change, and those of the areas beside it."""
    time, beside = selection.time, companions(selection)
    first, last = (time.before or time.observed[0]), time.jump_off
    head = ["Kennzahl", str(first), str(last), "Veränderung", *(area.name for area in beside)]
    rows = [
        _row(selection, measure, (first, last), beside)
        for measure in from_table(queries.indicators(selection.context)).values()
    ]
    caption = f"Kennzahlen {titles.place(selection.name)} und zum Vergleich"
    if selection.area == selection.root and not beside:
        caption = f"Kennzahlen {titles.place(selection.name)}"
    note = "Stand jeweils 31. Dezember; Ziffern und Raten je Kalenderjahr."
    return Table(caption, tuple(head), tuple(rows), note=note)


def companions(selection: Selection) -> list[Area]:
    """Return the areas set beside the area: those chosen, else its municipality and its association."""
    beside = list(selection.others) or list(facts.companions(selection))
    if selection.others and selection.area != selection.root and selection.root not in beside:
        beside.append(selection.root)
    return beside


def _row(
    selection: Selection, measure: Measure, years: tuple[int, int], beside: Sequence[Area]
) -> tuple[Cell, ...]:
    first, last = years
    ids = [selection.area.area_id, *(area.area_id for area in beside)]
    table = queries.series(selection.context, area_ids=ids, indicator_id=measure.indicator_id)
    few = {area_id: _has_few(selection, area_id, last) for area_id in ids}
    own = selection.area.area_id
    before, now = _value(table, own, first), _value(table, own, last)
    change = MISSING
    if not measure.is_count and few[own]:
        change = FEW
    elif before is not None and now is not None:
        change = Cell(measure.change(now - before), True)
    unit = measure.title + measure.in_unit
    shown = [_cell(table, measure, (own, first), few[own]), _cell(table, measure, (own, last), few[own])]
    others = [_cell(table, measure, (area.area_id, last), few[area.area_id]) for area in beside]
    return (Cell(unit), *shown, change, *others)


def _cell(table: pd.DataFrame, measure: Measure, at: tuple[str, int], is_few: bool) -> Cell:
    area_id, year = at
    rows = table[(table["area_id"] == area_id) & (table["year"] == year)]
    if len(rows) and bool(rows["is_protected"].iloc[0]):
        return PROTECTED
    value = _value(table, area_id, year)
    if value is None:
        return MISSING
    if is_few and not measure.is_count:
        return FEW
    return Cell(text.NOTHING if value == 0 and measure.is_count else text.number(value, measure.digits), True)


def _value(table: pd.DataFrame, area_id: str, year: int) -> float | None:
    rows = table[(table["area_id"] == area_id) & (table["year"] == year)]
    if rows.empty or text.is_missing(rows["value"].iloc[0]) or bool(rows["is_protected"].iloc[0]):
        return None
    return float(rows["value"].iloc[0])


def _has_few(selection: Selection, area_id: str, year: int) -> bool:
    known = facts.history(selection, area_id, key_numbers.PERSONS.indicator_id)
    found = known.loc[known["year"] == year, "value"]
    return bool(len(found) and found.iloc[0] < MIN_CASES)
