"""Chapters of a Gebietsprofil about change: its components, and moves by who is on the other side."""

from math import sqrt
from pathlib import Path

import pandas as pd

from dashboards import data, text
from dashboards.documents import blocks as block
from dashboards.documents.blocks import Block, Cell, Figures, Heading, Paragraph, Table
from dashboards.documents.picture import image, sketch_of
from dashboards.documents.words import TEXTS
from dashboards.panel import Panel
from dashboards.topics.demographie import components, titles
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.wanderungen import queries

FOLDER = Path(__file__).parent
MEAN_YEARS = 3
# Yearly cases below this keep a decimal, else a third of a case would read as none.
FEW = 10
# Two standard deviations of a difference of Poisson counts: a smaller balance is not called gain or loss.
CLEAR = 2.0
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
        # Both pictures may be missing for the same reason, which is said once.
        found += [one for one in _picture(selection, panel, source) if one not in found]
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
    period = _period(queries.years(context, area_id=area.area_id))
    table = data.frame(context, FOLDER / "partners.sql", area_id=area.area_id)
    rows = table[table["year"].isin(period)]
    if rows.empty:
        return [*head, Paragraph(text.load_text(TEXTS, "Keine Wanderungen", name=selection.name))]
    span = str(period[0]) if len(period) == 1 else f"{period[0]}–{period[-1]}"
    note = text.load_text(TEXTS, "Wanderungen gezählt", years=span)
    caption = f"Zu- und Fortzüge {titles.place(selection.name)}, Jahresmittel {span}"
    return [*head, _partner_table(rows, len(period), caption, note)]


def _period(years: list[int]) -> list[int]:
    """The three latest years if all are reported, else the latest."""
    last = years[-MEAN_YEARS:]
    return last if len(last) == MEAN_YEARS and last[-1] - last[0] == MEAN_YEARS - 1 else last[-1:]


def _partner_table(rows: pd.DataFrame, years: int, caption: str, note: str) -> Table:
    # An unknown part makes the sum of its partner unknown, never smaller.
    sums = rows.groupby(["partner", "direction"])["moves"].sum(skipna=False)
    flows = {
        partner: tuple(float(sums.get((partner, side), 0.0)) for side in ("in", "out"))
        for partner in PARTNERS
        if partner in set(rows["partner"])
    }
    told = [_partner_row(PARTNERS[partner], ends, years) for partner, ends in flows.items()]
    whole = tuple(sum(ends[side] for ends in flows.values()) for side in (0, 1))
    told.append(_partner_row("zusammen", whole, years))
    head = ("Herkunft oder Ziel", "Zuzüge", "Fortzüge", "Saldo", "Urteil")
    return Table(caption, head, tuple(told), has_total=True, note=note)


def _partner_row(name: str, ends: tuple[float, ...], years: int) -> tuple[Cell, ...]:
    """Yearly means of both directions, their balance, and whether chance alone could have made it."""
    arrivals, departures = ends
    net, gross = arrivals - departures, arrivals + departures
    if text.is_missing(gross):
        gap = Cell(text.MISSING, True, "missing")
        return Cell(name), gap, gap, gap, Cell("", True)
    digits = 0 if gross / years >= FEW else 1
    is_clear = gross > 0 and abs(net) >= CLEAR * sqrt(gross)
    verdict = ("Gewinn" if net > 0 else "Verlust") if is_clear else "offen"
    counts = [Cell(text.NOTHING if one == 0 else text.number(one / years, digits), True) for one in ends]
    return Cell(name), *counts, Cell(text.signed(net / years, digits), True), Cell(verdict, True)
