"""The annex of a Kita plan: the statement of § 21 NKiTaG (T5), the list of groups, terms."""

from collections.abc import Sequence

import pandas as pd

from dashboards import text
from dashboards.areas import Area
from dashboards.documents.blocks import Block, Cell, Heading, Paragraph, Table, Terms, Turn
from dashboards.documents.gebietsprofil import closing
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.kita_plan.stock import group_table
from dashboards.documents.words import TEXTS
from dashboards.topics.kita.assumptions import WORDS, Band
from forecasting.kita.statement import MEASURES, PARTS

# Above this many settlements the document lists the municipalities; the workbook always lists all.
MOST = 70
HEAD = (
    "Kita-Jahr", "genehmigt", "belegt", "Bedarf", "> 7 Std. genehmigt", "> 7 Std. belegt",
    "> 7 Std. Bedarf", "integrativ genehmigt", "integrativ belegt", "integrativ Bedarf",
)  # fmt: skip
TERMS = (
    "Kitajahr", "U3", "Ü3", "Betreuungsquote", "Versorgungsquote", "Zielquote", "Platzbedarf",
    "Saldo der Plätze", "Genehmigte Plätze", "Belegbare Plätze", "Belegte Plätze", "Tagespflege", "Maßnahme",
    "Bauvorhaben", "Szenario", "80-%-Bereich", "Median",
)  # fmt: skip


def blocks(plan: Plan) -> list[Block]:
    """Return T5 on pages on their side, then T1 and the terms."""
    listed = shown(plan)
    left_out = len(plan.settlements) - len(listed)
    found: list[Block] = [
        Turn(is_wide=True),
        Heading("Anhang"),
        Heading("Nachweis nach § 21 NKiTaG (T5)", 2),
        Paragraph(text.load_text(TEXTS, "Nachweis", counted=counted_on(plan)), "note"),
    ]
    if left_out:
        found.append(
            Paragraph(
                f"Gezeigt sind die Gemeinden; die {left_out} Ortslagen stehen in der Arbeitsmappe zum Plan."
            )
        )
    found += [statement_table(plan, band, listed) for band in plan.states]
    found += [Turn(), Heading("Einrichtungen und Gruppen (T1)", 2)]
    found.append(Paragraph("Keine Gruppen geliefert.") if plan.groups.empty else group_table(plan))
    found += [Heading("Begriffe", 2), Terms(_terms(plan))]
    return found


def shown(plan: Plan) -> list[Area]:
    """Return the areas of the statement in the document."""
    if len(plan.settlements) <= MOST:
        return plan.settlements
    return [area for area in plan.settlements if area.level == "gemeinde"] or plan.settlements[:MOST]


def statement_table(plan: Plan, band: Band, listed: Sequence[Area]) -> Table:
    """Return T5 of one band: each area with its last observed year and the years of the plan."""
    table = plan.statement[plan.statement["band"] == band]
    rows: list[tuple[Cell, ...]] = []
    for area in listed:
        own = table[table["area_id"] == area.area_id].sort_values("kita_year")
        for place, row in enumerate(own.to_dict("records")):
            year = text.kita_year(int(row["kita_year"]))
            named = Cell(area.label if place == 0 else "")
            stock = "" if row["is_forecast"] else " (Bestand)"
            rows.append((named, Cell(f"{year}{stock}"), *_counts(pd.Series(row))))
    caption = f"T5 Nachweis nach § 21 NKiTaG, {WORDS[band].title}, Plätze"
    return Table(caption, ("Gemeinde, Ortslage", *HEAD), tuple(rows))


def counted_on(plan: Plan) -> str:
    """Return the day the children in care were counted, in words."""
    return text.date(plan.counted_on) if plan.counted_on else "(keine Betreuungsliste geliefert)"


def _counts(row: pd.Series) -> list[Cell]:
    found = []
    for part in PARTS:
        for measure in MEASURES:
            value = row[f"{measure}{part}"]
            if text.is_missing(value):
                found.append(Cell(text.MISSING, True, "missing"))
            else:
                whole = round(float(value))
                found.append(Cell(text.NOTHING if value == 0 else text.number(whole), True))
    return found


def _terms(plan: Plan) -> tuple[tuple[str, str], ...]:
    known = dict(closing.definitions(plan.context, TERMS))
    return tuple((term, known[term]) for term in TERMS if term in known)
