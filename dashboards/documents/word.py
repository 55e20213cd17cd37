"""A document as DOCX: real headings, repeated table heads, words for every picture, German throughout."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from dashboards.documents import blocks, word_styles
from dashboards.documents.blocks import Cell, Document, Figures, Image, Table
from dashboards.documents.columns import column_widths
from dashboards.documents.typesetting import png

# Width of the text on a page, upright and on its side.
WIDTH, WIDE = Mm(166), Mm(253)
PIXELS_PER_POINT = 2.4
LEADS = {"lead": "Vorspann", "finding": "Befund", "note": "Anmerkung", "body": "Normal"}
CELL_STYLE = "Tabellenzelle"
HATCH = "thinDiagStripe"
AXIS = "76848A"


def docx_file(document: Document) -> bytes:
    """Return the DOCX of a document."""
    word = docx.Document()
    word_styles.prepare(word)
    _properties(word, document)
    word.add_paragraph(document.topic, style="Thema")
    word.add_paragraph(document.title, style="Title")
    for line in document.lines:
        word.add_paragraph(line, style="Anmerkung")
    _footer(word, document.footer)
    writer = _Writer(word, document)
    for block in document.blocks:
        writer.write(block)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Writes block after block; knows the direction of the page and the numbers of chapters."""

    def __init__(self, word: Word, document: Document) -> None:
        self.word, self.document = word, document
        self.width = WIDTH
        self.numbers = [0, 0]
        self.pictures = self.tables = 0

    def write(self, block: blocks.Block) -> None:
        if isinstance(block, blocks.Heading):
            self.word.add_heading(self._numbered(block), level=block.level)
        elif isinstance(block, blocks.Paragraph):
            self.word.add_paragraph(block.words, style=LEADS[block.style])
        elif isinstance(block, blocks.Points):
            for words in block.words:
                self.word.add_paragraph(words, style="List Bullet")
        elif isinstance(block, Figures):
            self._figures(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Image):
            self._image(block)
        elif isinstance(block, blocks.Terms):
            self._terms(block)
        elif isinstance(block, blocks.Turn):
            self._turn(block.is_wide)
        else:
            self._contents(block)

    def _numbered(self, heading: blocks.Heading) -> str:
        if not self.document.is_numbered:
            return heading.words
        if heading.level == 1:
            self.numbers = [self.numbers[0] + 1, 0]
            return f"{self.numbers[0]} {heading.words}"
        self.numbers[1] += 1
        return f"{self.numbers[0]}.{self.numbers[1]} {heading.words}"

    def _figures(self, block: Figures) -> None:
        table = self.word.add_table(rows=1, cols=len(block.figures))
        word_styles.lines(table, "figures")
        _describe_table(table, "Kennzahlen")
        for cell, one in zip(table.rows[0].cells, block.figures, strict=True):
            cell.paragraphs[0].style = "Anmerkung"
            cell.paragraphs[0].add_run(one.label)
            value = cell.add_paragraph(style="Kennzahl")
            value.add_run(one.value)
            more = " ".join(
                part for part in (one.unit, f"({one.range_text})" if one.range_text else "") if part
            )
            if more:
                run = value.add_run(f" {more}")
                run.font.size, run.bold = Pt(9), False
            cell.add_paragraph(one.comparison, style="Anmerkung")
        word_styles.put_in_order(table)
        self.word.add_paragraph(style="Anmerkung")

    def _table(self, block: Table) -> None:
        self.tables += 1
        caption = self.word.add_paragraph(f"Tabelle {self.tables}: {block.caption}", style="Caption")
        caption.paragraph_format.keep_with_next = True
        table = self.word.add_table(rows=1, cols=len(block.head))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        word_styles.lines(table, "table")
        _describe_table(table, block.caption)
        rights = [bool(block.rows) and block.rows[0][place].is_right for place in range(len(block.head))]
        size = Pt(blocks.face_size(block))
        heads = tuple(Cell(words, is_right) for words, is_right in zip(block.head, rights, strict=True))
        widths = [Pt(one) for one in column_widths(block, size.pt, self.width.pt)]
        table.autofit = False
        for column, room in zip(table.columns, widths, strict=True):
            column.width = room
        for place, told in enumerate((heads, *block.rows)):
            row = table.rows[0] if place == 0 else table.add_row()
            is_bold = place == 0 or (block.has_total and place == len(block.rows))
            for cell, one, room in zip(row.cells, told, widths, strict=True):
                cell.width = room
                _cell(cell, one, size, is_bold=is_bold)
            _keep_whole(row)
        _repeat(table.rows[0])
        word_styles.put_in_order(table)
        self.word.add_paragraph(block.note, style="Anmerkung")

    def _image(self, block: Image) -> None:
        self.pictures += 1
        head = self.word.add_paragraph(block.heading, style="Bildtitel")
        head.paragraph_format.keep_with_next = True
        told = self.word.add_paragraph(block.subtitle, style="Anmerkung")
        told.paragraph_format.keep_with_next = True
        share = min(block.size[0] / blocks.PAGE_PIXELS, 1.0)
        place = self.word.add_paragraph()
        place.paragraph_format.keep_with_next = bool(block.note or block.source)
        picture = place.add_run().add_picture(
            BytesIO(png(block.svg, block.size, PIXELS_PER_POINT)), width=int(WIDTH * share)
        )
        described = picture._inline.docPr
        described.set("descr", block.alt)
        described.set("title", block.heading)
        described.set("name", f"Abbildung {self.pictures}")
        for words in (block.note, block.source):
            if words:
                self.word.add_paragraph(words, style="Anmerkung")

    def _terms(self, block: blocks.Terms) -> None:
        for term, definition in block.entries:
            paragraph = self.word.add_paragraph()
            paragraph.add_run(term).bold = True
            paragraph.add_run(f" – {definition}")

    def _turn(self, is_wide: bool) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
        self.width = WIDE if is_wide else WIDTH

    def _contents(self, block: blocks.Contents) -> None:
        """The chapters in words; a Word user may turn them into a field with page numbers."""
        self.word.add_paragraph(block.title, style="Bildtitel")
        chapters = [one for one in self.document.blocks if isinstance(one, blocks.Heading) and one.level == 1]
        for number, chapter in enumerate(chapters, start=1):
            shown = f"{number} {chapter.words}" if self.document.is_numbered else chapter.words
            self.word.add_paragraph(shown, style="Inhaltszeile")


def _properties(word: Word, document: Document) -> None:
    told = word.core_properties
    told.title, told.subject, told.author = document.title, document.topic, "Kohorte"
    told.language, told.comments, told.keywords = "de-DE", "", ""
    told.created = told.modified = datetime.combine(document.created, time())


def _footer(word: Word, words: str) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.style = "Anmerkung"
    paragraph.add_run(f"{words} · Seite ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" von ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: WordParagraph, code: str) -> None:
    """A number the reader's program fills in."""
    for kind, content in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(content if kind == "text" else "")
        if kind == "text":
            continue
        mark: Any = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = content
        run._r.append(mark)


def _cell(cell: Any, told: Cell, size: Pt, *, is_bold: bool) -> None:  # noqa: ANN401
    paragraph = cell.paragraphs[0]
    # By its id: looking a style up by name for each cell takes most of the time.
    paragraph._p.style = CELL_STYLE
    if told.is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    words = f"{told.sign} {told.words}" if told.sign else told.words
    run = paragraph.add_run(words)
    run.font.size, run.bold = size, is_bold or None
    if told.ink:
        run.font.color.rgb = word_styles.colour(told.ink)
    if told.state == "protected":
        _shade(cell, "FFFFFF", HATCH)
    elif told.fill:
        _shade(cell, told.fill.lstrip("#"), "clear")


def _shade(cell: Any, fill: str, pattern: str) -> None:  # noqa: ANN401
    shade: Any = OxmlElement("w:shd")
    shade.set(qn("w:val"), pattern)
    shade.set(qn("w:color"), AXIS if pattern == HATCH else "auto")
    shade.set(qn("w:fill"), fill)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:  # noqa: ANN401
    mark: Any = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_whole(row: Any) -> None:  # noqa: ANN401
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe_table(table: WordTable, words: str) -> None:
    """What the table is, for readers with assistive technology."""
    for name in ("w:tblCaption", "w:tblDescription"):
        mark: Any = OxmlElement(name)
        mark.set(qn("w:val"), words)
        table._tbl.tblPr.append(mark)
