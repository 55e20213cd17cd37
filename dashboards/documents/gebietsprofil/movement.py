"""Chapters of a Gebietsprofil about change: its components, and moves by who is on the other side."""

import pandas as pd

from dashboards import text
from dashboards.documents import blocks as block
from dashboards.documents.blocks import Block, Cell, Figures, Heading, Paragraph, Table
from dashboards.documents.picture import image, sketch_of
from dashboards.documents.words import TEXTS
from dashboards.panel import Panel
from dashboards.topics.demographie import components, titles
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.wanderungen import ages, measures, queries
from dashboards.topics.wanderungen.queries import Slice

# From near to far, as the page orders them.
PARTNERS = {
    "GEMEINDE": "Gemeinde (Umzüge)",
    "VERBAND": "Verband",
    "UMLAND": "Umland",
    "LAND": "übriges Land",
    "BUND": "übriges Bundesgebiet",
    "AUSLAND": "Ausland",
    "UNBEKANNT": "unbekannt",
}


def blocks(selection: Selection, source: str) -> list[Block]:
    """Return bridge, yearly components and their table, then moves by partner."""
    return [*_change(selection, source), *_partners(selection)]


def _change(selection: Selection, source: str) -> list[Block]:
    found: list[Block] = [Heading("Woher die Veränderung stammt")]
    known = components.found_bridge(selection)
    if known is not None:
        found.append(Figures(tuple(components.key_figures(selection))))
    for panel in (components.bridge_panel(selection), components.stack_panel(selection)):
        found += _picture(selection, panel, source)
    stack = components.stack_panel(selection)
    if stack.table is not None and len(stack.table):
        caption = f"Bestandteile der Veränderung {titles.place(selection.name)}, Personen je Jahr"
        found.append(block.table_of(stack.table, stack.columns, caption, note=stack.definition))
    return found


def _picture(selection: Selection, panel: Panel, source: str) -> list[Block]:
    sketch = sketch_of(panel)
    return [Paragraph(panel.empty)] if sketch is None else [image(selection.context, sketch, source)]


def _partners(selection: Selection) -> list[Block]:
    area, context = selection.area, selection.context
    head: list[Block] = [Heading("Wanderungen nach Herkunft und Ziel")]
    years = queries.years(context, area_id=area.area_id)
    period = tuple(years[-measures.usual_span(years) :]) if years else ()
    rows = queries.partners(context, area_ids=[area.area_id], cut=Slice(period, ages.ALL)) if period else None
    if rows is None or rows.empty:
        return [*head, Paragraph(text.load_text(TEXTS, "Keine Wanderungen", name=selection.name))]
    table = measures.partner_balance(rows, len(period))
    # An unknown part makes the sum of its partner unknown, never smaller.
    unknown = set(rows.loc[rows["moves"].isna(), "partner"])
    span = measures.period_label(period)
    note = text.load_text(TEXTS, "Wanderungen gezählt", years=span)
    caption = f"Zu- und Fortzüge {titles.place(selection.name)}, Jahresmittel {span}"
    return [*head, _partner_table(table, unknown, len(period), caption, note)]


def _partner_table(table: pd.DataFrame, unknown: set[str], years: int, caption: str, note: str) -> Table:
    shown = [partner for partner in PARTNERS if partner in table.index]
    rows = [
        _partner_row(table.loc[partner], PARTNERS[partner], partner in unknown, years) for partner in shown
    ]
    whole = table.loc[shown].sum()
    rows.append(_partner_row(whole, "zusammen", bool(unknown), years))
    head = ("Herkunft oder Ziel", "Zuzüge", "Fortzüge", "Saldo", "Urteil")
    return Table(caption, head, tuple(rows), has_total=True, note=note)


def _partner_row(row: pd.Series, name: str, is_unknown: bool, years: int) -> tuple[Cell, ...]:
    if is_unknown:
        gap = Cell(text.MISSING, True, "missing")
        return Cell(name), gap, gap, gap, Cell("", True)
    digits = 0 if row["gross"] >= 10 else 1
    is_clear = measures.is_clear(row["net"] * years, row["gross"] * years)
    verdict = ("Gewinn" if row["net"] > 0 else "Verlust") if is_clear else "offen"
    counts = [
        Cell(text.NOTHING if row[side] == 0 else text.number(row[side], digits), True)
        for side in ("in", "out")
    ]
    return Cell(name), *counts, Cell(text.signed(row["net"], digits), True), Cell(verdict, True)
