"""How a DOCX looks: the styles of the office, with German as their language."""

from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable

from dashboards.style import LIGHT

# Faces that every office has; a document must not depend on ours being installed there.
SANS, SERIF = "Calibri", "Cambria"
LANGUAGE = "de-DE"
# Air left and right of the words of a cell, in twentieths of a point.
CELL_MARGIN = "60"
# The order of the parts of a table's properties (ISO/IEC 29500-1, CT_TblPr).
ORDER = (
    "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW",
    "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
    "tblDescription",
)  # fmt: skip
THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


def prepare(word: Word) -> None:
    """Set page, language and styles of a new document."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin, page.bottom_margin = Mm(24), Mm(20)
    _language(word)
    _style(word, "Normal", 10.5, LIGHT.text, after=6)
    _style(word, "Title", 23, LIGHT.text, font=SERIF, after=4)
    _style(word, "Heading 1", 16, LIGHT.text, font=SERIF, before=18, after=6)
    _style(word, "Heading 2", 12, LIGHT.brand, before=12, after=4)
    _style(word, "Caption", 9.5, LIGHT.text, before=8, after=3, is_bold=True)
    _style(word, "List Bullet", 10.5, LIGHT.text, after=2)
    for name, size, colour, is_bold, after in (
        ("Thema", 9.5, LIGHT.brand, True, 0),
        ("Vorspann", 12, LIGHT.text, False, 8),
        ("Befund", 10.5, LIGHT.text, True, 4),
        ("Anmerkung", 8.5, LIGHT.muted, False, 4),
        ("Kennzahl", 17, LIGHT.text, True, 0),
        ("Bildtitel", 11, LIGHT.text, True, 0),
        ("Tabellenzelle", 8.5, LIGHT.text, False, 0),
        ("Inhaltszeile", 10.5, LIGHT.text, False, 2),
    ):
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _style(word, name, size, colour, after=after, is_bold=is_bold)
    word.styles["Befund"].paragraph_format.keep_with_next = True
    word.styles["Bildtitel"].paragraph_format.space_before = Pt(10)


def lines(table: WordTable, kind: str) -> None:
    """Give a table hairlines between its rows, or for key figures a rule above and below."""
    edges: Any = OxmlElement("w:tblBorders")
    look = {"top": (12, LIGHT.text), "bottom": (4, LIGHT.hairline)}
    if kind == "table":
        look = {"bottom": (4, LIGHT.hairline), "insideH": (4, LIGHT.hairline)}
    for side, (eighths, ink) in look.items():
        edge: Any = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", str(eighths)),
            ("space", "0"),
            ("color", ink.lstrip("#")),
        ):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    table._tbl.tblPr.append(edges)
    margins: Any = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin: Any = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), CELL_MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def put_in_order(table: WordTable) -> None:
    """Sort what was said of a table as the standard wants it; Word refuses files it finds out of order."""
    told = table._tbl.tblPr
    parts = sorted(told, key=lambda part: ORDER.index(part.tag.rpartition("}")[2]))
    for part in parts:
        told.append(part)


def colour(words: str) -> RGBColor:
    """Return #RRGGBB as Word takes it."""
    return RGBColor.from_string(words.lstrip("#"))


def _language(word: Word) -> None:
    """German for all text: spelling, hyphens, and the voice of a screen reader."""
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    mark = defaults.find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        defaults.append(mark)
    for name in ("w:val", "w:eastAsia"):
        mark.set(qn(name), LANGUAGE)


def _style(
    word: Word, name: str, size: float, ink: str, **more: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    style: Any = word.styles[name]
    font = more.get("font", SANS)
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), colour(ink)
    style.font.bold = True if name.startswith("Heading") else more.get("is_bold")
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in THEME_FONTS:
        fonts.attrib.pop(qn(theme), None)
    for kind in ("w:eastAsia", "w:cs"):
        fonts.set(qn(kind), font)
    space = style.paragraph_format
    space.space_before, space.space_after = Pt(more.get("before", 0)), Pt(more.get("after", 0))
    border = style.element.find(qn("w:pPr") + "/" + qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)
