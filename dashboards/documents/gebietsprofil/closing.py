"""The end of a Gebietsprofil: limits, sources, definitions; and the line under each picture."""

from datetime import date

from dashboards import data, tables, text
from dashboards.documents.blocks import Block, Heading, Paragraph, Points, Terms
from dashboards.documents.words import TEXTS
from dashboards.territory import conversion_note
from dashboards.topic import Context
from dashboards.topics.demographie import queries, sources
from dashboards.topics.demographie.measure import from_table
from dashboards.topics.demographie.selection import Selection

# Terms of the glossary a reader of the profile meets; the figures come with their own definitions.
TERMS = (
    "Stichtag", "Natürlicher Saldo", "Wanderungssaldo", "Umzug", "Statuswechsel", "Berichtigung",
    "Residuum der Bilanz", "Szenario", "80-%-Bereich", "Median", "Rückrechnung", "Zielquote",
    "Saldo der Plätze", "Belegbare Plätze", "Tagespflege",
)  # fmt: skip


def blocks(selection: Selection) -> list[Block]:
    """Return limits, sources and definitions."""
    limits = text.load_text(TEXTS, "Grenzen").splitlines()
    notes = sources.notes(selection, "")
    told = [f"{name}: {words.removeprefix('Prognose: ')}." for name, words in notes.items()]
    note = conversion_note(
        selection.context, selection.area.area_id, (selection.time.observed[0], selection.time.jump_off)
    )
    told += [note] if note else []
    told.append(f"Zeichen: {tables.marks()}.")
    told.append(stock(selection.context))
    return [
        Heading("Grenzen"),
        Points(tuple(line for line in limits if line)),
        Heading("Quellen und Stand"),
        Points(tuple(told)),
        Heading("Begriffe"),
        Terms(definitions(selection.context)),
        Paragraph(
            "Dieses Dokument hat das Programm Kohorte aus dem Datenbestand geschrieben; Titel und Sätze "
            "folgen festen Regeln aus den Zahlen.",
            "note",
        ),
    ]


def definitions(context: Context, terms: tuple[str, ...] = TERMS) -> tuple[tuple[str, str], ...]:
    """Return the figures and terms with their definitions, those somebody wrote."""
    figures = [
        (one.title, one.definition)
        for one in from_table(queries.indicators(context)).values()
        if one.definition
    ]
    known = [(term, data.definition(context, term)) for term in terms]
    return (*figures, *((term, words) for term, words in known if words))


def stock(context: Context) -> str:
    """Return build and run, so that every number can be traced."""
    run = f"Prognoselauf {context.run_id}" if context.run_id else "kein Prognoselauf"
    return f"Datenbestand {context.build_id}, {run}."


def source_line(selection: Selection, created: date) -> str:
    """Return what stands under each picture: source, state and date."""
    parts = [
        f"Quelle: {sources.source(selection)}",
        f"Bestand 31.12.{selection.time.jump_off}",
        sources.method(selection),
        f"erstellt am {text.date(created)}",
    ]
    return " · ".join(part for part in parts if part)
