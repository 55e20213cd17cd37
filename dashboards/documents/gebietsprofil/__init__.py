"""The Gebietsprofil: one area, or an area beside others, as a document of a few pages."""

from collections.abc import Sequence
from datetime import date

from dashboards import text
from dashboards.areas import Area
from dashboards.documents.blocks import Block, Document, Heading, Paragraph
from dashboards.documents.gebietsprofil import closing, glance, kita, movement, outlook, structure
from dashboards.documents.picture import image, sketch_of
from dashboards.documents.views import selection_of
from dashboards.documents.words import TEXTS
from dashboards.errors import DashboardError
from dashboards.topic import Context
from dashboards.topics.demographie import comparison, time_panel
from dashboards.topics.demographie.selection import Selection

TOPIC = "Demographie · Gebietsprofil"


def gebietsprofil(context: Context, chosen: Sequence[Area], created: date) -> Document:
    """Return the profile of the first area; the others stand beside it for comparison.

    Raises DashboardError where no stock is known.
    """
    area, *others = chosen
    selection = selection_of(context, area, others)
    if selection is None:
        raise DashboardError(text.load_text(TEXTS, "Kein Bestand", name=area.name))
    source = closing.source_line(selection, created)
    blocks = [
        *glance.blocks(selection, source),
        *_beside(selection, source),
        *structure.blocks(selection, source),
        *movement.blocks(selection, source),
        *outlook.blocks(selection, source),
        *kita.blocks(selection, source),
        *closing.blocks(selection),
    ]
    return Document(
        title(selection),
        TOPIC,
        _lines(selection, created),
        tuple(blocks),
        f"{title(selection)} · Stand 31.12.{selection.time.jump_off}",
        created,
    )


def title(selection: Selection) -> str:
    """Return "Gebietsprofil Hollerfeld" or "… im Vergleich mit …"."""
    beside = [area.name for area in selection.others]
    compared = f" im Vergleich mit {text.listing(beside)}" if beside else ""
    return f"Gebietsprofil {selection.name}{compared}"


def _lines(selection: Selection, created: date) -> tuple[str, ...]:
    area, root = selection.area, selection.root
    where = f"{area.level_label}, {root.name}" if area != root else area.level_label
    return (f"{where} · Bestand 31.12.{selection.time.jump_off} · erstellt am {text.date(created)}",)


def _beside(selection: Selection, source: str) -> list[Block]:
    """The areas over time and at the date, where the reader asked for a comparison."""
    if not selection.others:
        return []
    found: list[Block] = [Heading("Im Vergleich")]
    for panel in (time_panel.panel(selection), comparison.comparison_panel(selection)):
        sketch = sketch_of(panel)
        found.append(Paragraph(panel.empty) if sketch is None else image(selection.context, sketch, source))
    return found
