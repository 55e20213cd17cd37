"""A document as tagged PDF: PDF/UA-1 and PDF/A-2a, A4, German."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboards.documents import blocks
from dashboards.documents.blocks import Cell, Document, Figures, Image, Table, Turn
from dashboards.documents.columns import column_widths
from dashboards.documents.typesetting import pdf as typeset

TEMPLATE = Path(__file__).parent / "document.typ"
AUTHOR = "Kohorte"
# Width of the text in points, upright and on its side: A4 less two margins of 22 mm.
ROOM, WIDE_ROOM = 470.5, 717.2
Part = dict[str, Any]
KINDS = {
    blocks.Heading: "heading",
    blocks.Paragraph: "paragraph",
    blocks.Points: "points",
    blocks.Terms: "terms",
    blocks.Contents: "contents",
}


def pdf(document: Document) -> bytes:
    """Return the PDF of a document."""
    content = {
        "title": document.title,
        "topic": document.topic,
        "author": AUTHOR,
        "lines": list(document.lines),
        "footer": document.footer,
        "is_numbered": document.is_numbered,
        "parts": _parts(document),
    }
    return typeset(TEMPLATE, content, document.created)


def _parts(document: Document) -> list[Part]:
    """Runs of blocks on pages of one direction; all but the first begin a page."""
    parts: list[Part] = [{"wide": False, "breaks": False, "blocks": []}]
    for block in document.blocks:
        if isinstance(block, Turn):
            parts.append({"wide": block.is_wide, "breaks": True, "blocks": []})
        else:
            parts[-1]["blocks"].append(_block(block, WIDE_ROOM if parts[-1]["wide"] else ROOM))
    return [part for part in parts if part["blocks"]]


def _block(block: blocks.Block, room: float) -> Part:
    if isinstance(block, Table):
        return _table(block, room)
    if isinstance(block, Image):
        return _image(block)
    if isinstance(block, Figures):
        shown = [
            {
                "label": one.label,
                "value": one.value,
                "unit": one.unit,
                "range": one.range_text,
                "comparison": one.comparison,
            }
            for one in block.figures
        ]
        return {"kind": "figures", "figures": shown}
    return {"kind": KINDS[type(block)], **asdict(block)}


def _table(table: Table, room: float) -> Part:
    rights = [bool(table.rows) and table.rows[0][place].is_right for place in range(len(table.head))]
    return {
        "kind": "table",
        "caption": table.caption,
        "head": list(table.head),
        "rights": rights,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": table.has_total,
        "note": table.note,
        "size": blocks.face_size(table),
        "widths": column_widths(table, blocks.face_size(table), room),
    }


def _cell(cell: Cell) -> Part:
    return {
        "words": cell.words,
        "right": cell.is_right,
        "state": cell.state,
        "fill": cell.fill,
        "ink": cell.ink,
        "sign": cell.sign,
    }


def _image(image: Image) -> Part:
    return {
        "kind": "image",
        "heading": image.heading,
        "subtitle": image.subtitle,
        "alt": image.alt,
        "svg": image.svg,
        "width": min(image.size[0] / blocks.PAGE_PIXELS, 1.0),
        "note": image.note,
        "source": image.source,
    }
